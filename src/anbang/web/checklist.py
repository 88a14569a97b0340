"""What should be in a file by now, and what is: one person, one file, with all that was done (clause 2.3.5). It owes nothing and judges nobody: duties say what
is owed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anbang.casework.step.standing import Standing
from anbang.organisations.acting import ActingStaff
from anbang.papers.models import Paper, PaperKind
from anbang.papers.readers import kinds_for
from anbang.policy.clauses import ALLOWANCE, CARE, HELPERS, INFORMATION, RECEPTION, RHYTHM, SYSTEM
from anbang.web.navigation import may_open
from anbang.web.papers import scans_to_bring
from anbang.web.steps.offered import Offer
from anbang.web.steps.register import STEPS

OF_THE_INSTITUTION = ("admitted", "form_received", "notice_received", "released")
When = Callable[[Standing], bool]


def _from_an_institution(standing: Standing) -> bool:
    """Whoever comes from community corrections, or was filed at the door, brings no such papers."""
    return standing.has(*OF_THE_INSTITUTION)


def _is_released(standing: Standing) -> bool:
    return standing.has("released")


def _has_care(standing: Standing) -> bool:
    return standing.case.care_from is not None


def _is_certified(standing: Standing) -> bool:
    """Only whoever is in hardship has one."""
    return standing.has("hardship_certified")


def _is_over(standing: Standing) -> bool:
    return standing.case.closed_how == "care_ended"


@dataclass(frozen=True, slots=True)
class Part:
    """Something that belongs into a file: what shows that it is there, from when on it belongs there, and on which tab it stands."""

    label: Any
    clause: str
    shown_by: tuple[str, ...]
    belongs: When
    tab: str
    kind: PaperKind | None = None
    """What a photograph of it is kept as, where it is a paper."""
    step: str = ""
    """The step that brings it."""
    page: str = ""
    """The page on which it is typed in, where it came on paper."""


PARTS = (
    Part(
        _("基本情况登记表"),
        INFORMATION,
        ("form_received",),
        _from_an_institution,
        "papers",
        PaperKind.REGISTRATION_FORM,
        page="paper_form",
    ),
    Part(_("核查回复"), INFORMATION, ("verified",), _from_an_institution, "papers"),
    Part(
        _("释放通知书"),
        INFORMATION,
        ("notice_received",),
        _from_an_institution,
        "papers",
        PaperKind.RELEASE_NOTICE,
        page="paper_notice",
    ),
    Part(_("接收安排回复"), INFORMATION, ("reception_arranged",), _from_an_institution, "papers"),
    Part(_("接回情况"), RECEPTION, ("received",), _is_released, "history", step="reception"),
    Part(_("报到登记"), ALLOWANCE, ("reported_in",), _has_care, "history", step="report-in"),
    Part(_("释放证明"), RECEPTION, (), _is_released, "papers", PaperKind.RELEASE_CERTIFICATE),
    Part(_("帮教小组"), SYSTEM, ("team_named",), _has_care, "team", step="team"),
    Part(_("帮教方案"), HELPERS, ("plan_made",), _has_care, "team", step="plan"),
    Part(_("困难证明"), ALLOWANCE, ("hardship_certified",), _is_certified, "help", PaperKind.HARDSHIP_CERTIFICATE),
    Part(_("走访记录"), RHYTHM, ("visited",), _has_care, "visits", step="visit"),
    Part(_("结束帮教"), CARE, ("care_ended",), _is_over, "history"),
)


# Steps with whose form the paper comes that they record.
RECORDED_BY = {"hardship": PaperKind.HARDSHIP_CERTIFICATE}


def checklist_shown(
    standing: Standing, *, lacks_certificate: bool, bring_certificate: str, by: ActingStaff
) -> dict[str, Any]:
    """The parts that belong into the newest case by now, which of them are there, and how many; of each paper that the reader may add, where it is
    photographed and how many are kept. `lacks_certificate`: it was not brought yet; `bring_certificate`: where that is recorded, photograph and all.
    """
    person_id, kinds = standing.person.pk, kinds_for(by.roles)
    kept = photographed(person_id)
    # Nothing is entered twice: what is still to be brought is photographed where that is recorded.
    brings = {**scans_to_bring(standing, by=by), PaperKind.RELEASE_CERTIFICATE: bring_certificate}
    rows = []
    for part in PARTS:
        if not part.belongs(standing):
            continue
        is_there = standing.has(*part.shown_by) if part.shown_by else not lacks_certificate
        may_add = part.kind in kinds and (is_there or not part.shown_by)
        where = (brings.get(part.kind) or photograph_address(person_id, part.kind)) if may_add and part.kind else ""
        kept_of_it = kept.get(part.kind, 0) if part.kind else 0
        enter = "" if is_there else _entered_at(part, standing, by=by)
        rows.append({"part": part, "is_there": is_there, "kept": kept_of_it, "photograph": where, "enter": enter})
    return {"rows": rows, "there": sum(row["is_there"] for row in rows), "of": len(rows)}


def _entered_at(part: Part, standing: Standing, *, by: ActingStaff) -> str:
    """Where what is missing is entered, for whoever may; empty where it is somebody else's to bring."""
    if part.page and may_open(part.page, by):
        return reverse(part.page)
    step = STEPS.get(part.step)
    may_come = step is not None and step.is_theirs(standing, by) and step.may_come(standing)
    return reverse("take_step", args=[standing.person.pk, part.step]) if may_come else ""


def certificate_shown(standing: Standing, *, by: ActingStaff) -> dict[str, Any]:
    """Whether the release certificate is still to be brought, and where that is recorded, for whoever may."""
    step = STEPS["certificate"]
    lacks = step.may_come(standing)
    address = reverse("take_step", args=[standing.person.pk, step.slug])
    return {"lacks_certificate": lacks, "bring_certificate": address if lacks and step.is_theirs(standing, by) else ""}


def photograph_address(person_id: int, kind: PaperKind) -> str:
    """Where a paper of a kind is photographed."""
    return reverse("scans", args=[person_id], query={"kind": str(kind)})


def photographed(person_id: int) -> Mapping[str, int]:
    """Kind → how many scans of it stand in somebody's papers. Within the reader's reach by the page that asks."""
    standing = Paper.objects.filter(person_id=person_id, file__isnull=False, removed_on__isnull=True)
    return dict(standing.order_by().values_list("kind").annotate(Count("pk")))


def own_papers(standing: Standing, offers: Sequence[Offer], *, by: ActingStaff) -> list[dict[str, Any]]:
    """The papers that somebody adds who opens no file: how many are kept, and where each is photographed: in the step that records it, while
    that step may come.
    """
    kinds = kinds_for(by.roles)
    kept = photographed(standing.person.pk) if kinds else {}
    steps = {RECORDED_BY[offer.step.slug]: offer.address for offer in offers if offer.step.slug in RECORDED_BY}
    return [
        {
            "kind": kind,
            "kept": kept.get(kind, 0),
            "address": steps.get(kind) or photograph_address(standing.person.pk, kind),
        }
        for kind in kinds
    ]
