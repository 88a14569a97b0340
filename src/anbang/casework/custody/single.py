"""The papers of one inmate, one by one: typed in from what came by post, or told of an inmate of our own detention centre (clause 2.3.1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from anbang.casework.act.models import Act
from anbang.casework.act.reasons import PriorityReason
from anbang.casework.custody.contact import sealed_contact
from anbang.casework.custody.models import Channel, RegistrationForm, ReleaseNotice, Sentence
from anbang.casework.person.models import Case
from anbang.casework.step.opening import File, open_file
from anbang.casework.step.positions import Position
from anbang.organisations.acting import ActingStaff
from anbang.organisations.days import day_in_words
from anbang.organisations.kinds import OfficeKind
from anbang.organisations.models import Office
from anbang.organisations.steps import StepRefused
from anbang.papers.actions import NewPaper, store_papers
from anbang.papers.models import Paper, PaperKind
from anbang.papers.scans import NewScan, attach_scan

TYPING_IN = (Position.BUREAU, Position.REGISTERED)
SENTENCE = gettext_noop("监所来文由区司法局或户籍地司法所登记。")


def record_admission(
    case_id: int,
    institution_id: int,
    *,
    by: ActingStaff,
    on: date,
    release_on: date | None = None,
    months: int | None = None,
    late_because: str = "",
) -> Act:
    """Taken into custody to serve a sentence; where a release day is told, the notice is due a month before it."""
    with open_file(case_id, by=by) as file:
        file.refuse_unless(*TYPING_IN, sentence=_(SENTENCE))
        kind = Office.objects.values_list("kind", flat=True).get(pk=institution_id)
        told: dict[str, Any] = {
            "institution": str(institution_id),
            "kind": "prison" if kind == OfficeKind.PRISON else "detention_centre",
        }
        if release_on is not None:
            told["release_on"] = release_on.isoformat()
        if months is not None:
            told["sentence_months"] = months
        act = file.tell("admitted", on=on, told=told, late_because=late_because)
        _keep_sentence(act.case, institution_id, {} if months is None else {"months": months})
        return act


def _keep_sentence(case: Case, institution_id: int, told: dict[str, Any]) -> None:
    Sentence.objects.update_or_create(case=case, defaults={"institution_id": institution_id, **told})


def refuse_release_before_admission(sentence: Sentence | None, release_on: date | None) -> None:
    """Nobody is released before the admission that is kept. Raises StepRefused at the day of release."""
    admitted_on = sentence.admitted_on if sentence is not None else None
    if admitted_on is not None and release_on is not None and release_on < admitted_on:
        raise StepRefused(
            _("释放日期不能早于收押日期（%(day)s）。") % {"day": day_in_words(admitted_on)}, field="release_on"
        )


def _refuse_impossible_release(file: File, sentence: Sentence | None, release_on: date) -> None:
    """Nobody is released before the admission or before birth. Raises StepRefused at the day of release."""
    refuse_release_before_admission(sentence, release_on)
    if file.person.born_on is not None and release_on < file.person.born_on:
        raise StepRefused(_("日期不能早于此人的出生日期。"), field="release_on")


def record_form_sent(
    case_id: int, institution_id: int, channel: Channel, *, by: ActingStaff, on: date, late_because: str = ""
) -> Act:
    """The registration form left the institution (INF-1)."""
    with open_file(case_id, by=by) as file:
        file.refuse_unless(*TYPING_IN, sentence=_(SENTENCE))
        told = {"institution": str(institution_id), "channel": str(channel)}
        return file.tell("form_sent", on=on, told=told, late_because=late_because)


@dataclass(frozen=True, slots=True)
class OnPaper:
    """What came by post, as a scan; or why there is none yet (INF-1: typed in from paper, with a scan)."""

    scan: NewScan | None = None
    no_scan_because: str = ""

    @property
    def is_unsaid(self) -> bool:
        """Whether there is neither a scan nor a word why there is none."""
        return self.scan is None and not self.no_scan_because.strip()

    @property
    def why_none(self) -> str:
        """Why there is no scan; nothing where there is one."""
        return "" if self.scan is not None else self.no_scan_because.strip()


NOTHING_SHOWN = OnPaper()


def record_form(
    case_id: int,
    institution_id: int,
    channel: Channel,
    *,
    by: ActingStaff,
    on: date,
    contact: str = "",
    late_because: str = "",
    paper: OnPaper = NOTHING_SHOWN,
) -> RegistrationForm:
    """The registration form reached the district (INF-1): the justice office verifies within the time that the pack says. What came by
    post has a scan, or says why there is none yet.
    """
    with open_file(case_id, by=by) as file:
        file.refuse_unless(*TYPING_IN, sentence=_(SENTENCE))
        if channel is Channel.POST and paper.is_unsaid:
            raise StepRefused(_(FORM_SCAN_OR_WHY), field="scan")
        told = {"institution": str(institution_id), "channel": str(channel)}
        act = file.tell("form_received", on=on, told=told, late_because=late_because)
        form = RegistrationForm.objects.create(
            case=act.case,
            act=act,
            institution_id=institution_id,
            channel=channel,
            received_on=on,
            scan=kept_scan(file, paper.scan, institution_id, on=on),
            no_scan_because=paper.why_none,
            recorded_by_id=by.staff_id,
        )
        if contact.strip():
            form.contact_sealed = sealed_contact(contact.strip(), form_id=form.pk)
            form.save(update_fields=["contact_sealed"])
        if not Sentence.objects.filter(case=act.case).exists():
            _keep_sentence(act.case, institution_id, {})
        return form


def kept_scan(file: File, scan: NewScan | None, institution_id: int, *, on: date) -> Paper | None:
    """A scan of a paper of the institution, kept with the person's."""
    return attach_scan(file.person.pk, scan, by=file.by, on=on, author_id=institution_id) if scan is not None else None


@dataclass(frozen=True, slots=True)
class NewNotice:
    """A release notice: the day, the reasons to be a priority person, the institution's opinion and proposal, as words or as `scans`; and
    the scan of the notice itself, or why there is none yet. `without`: which of the two is said not to have come with it.
    """

    release_on: date
    priority: Sequence[PriorityReason] = ()
    risk_opinion: str = ""
    aid_proposal: str = ""
    paper: OnPaper = NOTHING_SHOWN
    scans: Sequence[NewScan] = ()
    without: frozenset[PaperKind] = frozenset()

    def came_with_it(self) -> frozenset[PaperKind]:
        """Which of the two documents came with it."""
        words = {PaperKind.RISK_OPINION: self.risk_opinion, PaperKind.AID_PROPOSAL: self.aid_proposal}
        return frozenset({kind for kind, text in words.items() if text.strip()} | {scan.kind for scan in self.scans})


FORM_SCAN_OR_WHY = gettext_noop("邮寄来的登记表请附扫描件；暂时没有的，请写明原因，以后补存。")
NOTICE_SCAN_OR_WHY = gettext_noop("请附通知书扫描件；暂时没有的，请写明原因，以后补存。")
OPINION_OR_NONE = gettext_noop("请照录评估意见或附扫描件；没有随来的，请勾选“未随附风险评估意见”。")
PROPOSAL_OR_NONE = gettext_noop("请照录救助建议或附扫描件；没有随来的，请勾选“未随附救助建议”。")
ASKED_FOR = {PaperKind.RISK_OPINION: OPINION_OR_NONE, PaperKind.AID_PROPOSAL: PROPOSAL_OR_NONE}


def unsaid_of(notice: NewNotice) -> Mapping[str, str]:
    """What a notice that is typed in does not say: its scan or why there is none; the opinion and the proposal, or that they did not come
    with it (INF-6). Field → sentence.
    """
    found, came = {}, notice.came_with_it()
    if notice.paper.is_unsaid:
        found["scan"] = _(NOTICE_SCAN_OR_WHY)
    for kind, sentence in ASKED_FOR.items():
        if kind not in came | notice.without:
            found[str(kind)] = _(sentence)
        if kind in came & notice.without:
            found[str(kind)] = _("既填了内容或附了扫描件，又勾选了未随附：请核对。")
    return found


def record_notice(
    case_id: int,
    institution_id: int,
    notice: NewNotice,
    *,
    all_the_same: bool = False,
    by: ActingStaff,
    on: date,
    late_because: str = "",
) -> ReleaseNotice:
    """A release notice came, with the institution's opinion and proposal as documents (INF-6). The opinion is the institution's: a
    document, never a score. A day that cannot be is asked about, unless `all_the_same` says that the notice has it so.
    """
    with open_file(case_id, by=by) as file:
        file.refuse_unless(*TYPING_IN, sentence=_(SENTENCE))
        sentence = Sentence.objects.filter(case=file.case_on(on)).first()
        if not all_the_same:
            _refuse_impossible_release(file, sentence, notice.release_on)
        told = {
            "institution": str(institution_id),
            "release_on": notice.release_on.isoformat(),
            "priority": [str(reason) for reason in notice.priority],
        }
        act = file.tell("notice_received", on=on, told=told, late_because=late_because)
        if sentence is None:
            _keep_sentence(act.case, institution_id, {})
        papers = _papers(file, institution_id, notice, on=on)
        return ReleaseNotice.objects.create(
            case=act.case,
            act=act,
            institution_id=institution_id,
            received_on=on,
            release_on=notice.release_on,
            priority=told["priority"],
            risk_opinion=papers.get(PaperKind.RISK_OPINION),
            aid_proposal=papers.get(PaperKind.AID_PROPOSAL),
            scan=kept_scan(file, notice.paper.scan, institution_id, on=on),
            no_scan_because=notice.paper.why_none,
            recorded_by_id=by.staff_id,
        )


def _papers(file: File, institution_id: int, notice: NewNotice, *, on: date) -> dict[str, Paper]:
    """The opinion and the proposal: what was copied out stands for them, else the scan."""
    texts = {PaperKind.RISK_OPINION: notice.risk_opinion, PaperKind.AID_PROPOSAL: notice.aid_proposal}
    stored = store_papers(
        [
            NewPaper(file.person.pk, kind, institution_id, on, text.strip())
            for kind, text in texts.items()
            if text.strip()
        ]
    )
    scanned = [kept_scan(file, scan, institution_id, on=on) for scan in notice.scans]
    return {paper.kind: paper for paper in (*scanned, *stored) if paper is not None}
