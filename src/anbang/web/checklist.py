"""What should be in a file by now, and what is: one person, one file, with all that was done (clause 2.3.5). It owes nothing and judges nobody: duties say what
is owed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from anbang.casework.step.standing import Standing
from anbang.policy.clauses import ALLOWANCE, CARE, HELPERS, INFORMATION, RECEPTION, RHYTHM, SYSTEM

OF_THE_INSTITUTION = ("admitted", "form_received", "notice_received", "released")
When = Callable[[Standing], bool]


def _from_an_institution(standing: Standing) -> bool:
    """Whoever comes from community corrections, or was filed at the door, brings no such papers."""
    return standing.has(*OF_THE_INSTITUTION)


def _is_released(standing: Standing) -> bool:
    return standing.has("released")


def _has_care(standing: Standing) -> bool:
    return standing.case.care_from is not None


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


PARTS = (
    Part(_("基本情况登记表"), INFORMATION, ("form_received",), _from_an_institution, "papers"),
    Part(_("核查回复"), INFORMATION, ("verified",), _from_an_institution, "papers"),
    Part(_("释放通知书"), INFORMATION, ("notice_received",), _from_an_institution, "papers"),
    Part(_("接收安排回复"), INFORMATION, ("reception_arranged",), _from_an_institution, "papers"),
    Part(_("接回情况"), RECEPTION, ("received",), _is_released, "history"),
    Part(_("报到登记"), ALLOWANCE, ("reported_in",), _has_care, "history"),
    Part(_("释放证明"), RECEPTION, (), _is_released, "papers"),
    Part(_("帮教小组"), SYSTEM, ("team_named",), _has_care, "team"),
    Part(_("帮教方案"), HELPERS, ("plan_made",), _has_care, "team"),
    Part(_("走访记录"), RHYTHM, ("visited",), _has_care, "visits"),
    Part(_("结束帮教"), CARE, ("care_ended",), _is_over, "history"),
)


def checklist_shown(standing: Standing, *, lacks_certificate: bool) -> dict[str, Any]:
    """The parts that belong into the newest case by now, which of them are there, and how many. `lacks_certificate`: it was not brought yet."""
    rows = [
        {"part": part, "is_there": standing.has(*part.shown_by) if part.shown_by else not lacks_certificate}
        for part in PARTS
        if part.belongs(standing)
    ]
    return {"rows": rows, "there": sum(row["is_there"] for row in rows), "of": len(rows)}
