"""What passes between the sides during the sentence (clause 2.3.1): major changes with receipt, a changed release day, families, findings,
and who turns out to be another county's.
"""

import json
from dataclasses import dataclass
from datetime import date

from django.db import router
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from anbang.audit.recording import Happening, record
from anbang.casework.act.models import Act
from anbang.casework.custody.answering import refuse_before
from anbang.casework.custody.models import (
    FamilyNeed,
    FindingOutcome,
    MajorChange,
    ReturnedCase,
    Sentence,
    Teller,
    ThreeFalseFinding,
)
from anbang.casework.custody.outcomes import Said, add_outcome
from anbang.casework.step.late import refuse_late
from anbang.casework.step.opening import File, open_file
from anbang.casework.step.policy import pack_in_force
from anbang.casework.step.positions import Position
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import Role
from anbang.organisations.steps import StepRefused
from anbang.papers.actions import next_ids
from anbang.papers.sealed import Sealed
from anbang.policy.clauses import INFORMATION

WHAT = Sealed("casework_majorchange", "what_sealed", "what changed", "casework_majorchange:{id}")
ABOUT = Sealed("casework_outboundform", "about_sealed", "outbound form", "casework_outboundform:{id}")
AT_HOME = (Position.REGISTERED, Position.RESPONSIBLE, Position.BUREAU, Position.AFTERCARE)
KNOWING_THE_FAMILY = (*AT_HOME, Position.TOWN)
REFERRING = (Position.BUREAU, Position.AFTERCARE)
RETURNING = (Position.REGISTERED, Position.BUREAU)


def _refuse_empty(words: str, sentence: str, field: str = "words") -> None:
    if not words.strip():
        raise StepRefused(sentence, field=field)


def _refuse_day_to_come(on: date, by: ActingStaff) -> None:
    if on > by.today:
        raise StepRefused(_("日期不能晚于今天。"), field="on")


def learn_of_change(case_id: int, *, what: str, by: ActingStaff, on: date, late_because: str = "") -> MajorChange:
    """The justice office learnt of a major change at home: the institution must be told at once (INF-4)."""
    with open_file(case_id, by=by) as file:
        file.refuse_unless(*AT_HOME, sentence=_("家庭重大变故由户籍地司法所登记。"))
        _refuse_empty(what, _("请写明发生了什么。"), "what")
        act = file.tell("change_learnt", on=on, late_because=late_because)
        return _major_change(file, Teller.HOME, what, act, learnt=act)


def tell_change(
    case_id: int,
    *,
    told_by: Teller,
    what: str,
    by: ActingStaff,
    on: date,
    change_id: int | None = None,
    late_because: str = "",
) -> MajorChange:
    """One side tells the other of a major change (INF-4). What home tells goes with all that home learnt of by that day and that waits, for
    a telling meets the duty to tell of each. `change_id`: one of those; `what` is then told already. Else `what` is told, if home has
    anything beside what waits. The row that is told: of several, the one that was meant or written.
    """
    with open_file(case_id, by=by) as file:
        file.refuse_unless(*AT_HOME, sentence=_("通报由户籍地司法所或区司法局登记。"))
        meant = _waits_to_be_told(file, change_id, on) if change_id is not None else None
        waiting = (
            waiting_to_be_told(file.case_on(on).pk, on=on) if told_by is Teller.HOME else MajorChange.objects.none()
        )
        first = meant or waiting.first()
        if first is None:
            _refuse_empty(what, _("请写明发生了什么。"), "what")
        act = file.tell("change_told", on=on, told={"by": str(told_by)}, late_because=late_because)
        MajorChange.objects.filter(pk__in=list(waiting.values_list("pk", flat=True))).update(told=act, told_on=on)
        if meant is None and what.strip():
            return _major_change(file, told_by, what, act, told=act)
        assert first is not None
        return MajorChange.objects.get(pk=first.pk)


def waiting_to_be_told(case_id: int, *, on: date) -> QuerySet[MajorChange]:
    """What home had learnt of by a day, and told to nobody."""
    return MajorChange.objects.filter(case=case_id, told__isnull=True, learnt__on__lte=on).order_by("id")


def _waits_to_be_told(file: File, change_id: int, on: date) -> MajorChange:
    """A change of the person that nobody was told of. Raises StepRefused for one that was, and for a day on which it was not known."""
    waiting = MajorChange.objects.select_related("learnt").filter(person=file.person, told__isnull=True)
    held = waiting.filter(pk=change_id).first()
    if held is None or held.learnt is None:
        raise StepRefused(_("这件变故已经通报。"))
    file.refuse_other_case(held.case_id, on)
    refuse_before(held.learnt, on)
    return held


def _major_change(
    file: File, told_by: Teller, what: str, act: Act, *, learnt: Act | None = None, told: Act | None = None
) -> MajorChange:
    sentence = Sentence.objects.filter(case=act.case).first()
    key = next_ids("casework_majorchange", "id", 1, using=router.db_for_write(MajorChange))[0]
    return MajorChange.objects.create(
        id=key,
        case=act.case,
        person=file.person,
        institution_id=sentence.institution_id if sentence else None,
        told_by=told_by,
        person_name=file.person.name,
        what_sealed=seal_change(what.strip(), change_id=key),
        learnt=learnt,
        told=told,
        told_on=told.on if told else None,
    )


def seal_change(what: str, *, change_id: int) -> bytes:
    """What the sides tell one another, bound to its row."""
    return WHAT.seal(what.encode(), id=change_id)


def what_changed(change: MajorChange) -> str:
    """What the sides told one another; whoever shows it has recorded the look first."""
    return WHAT.open(change.what_sealed, id=change.pk).decode()


def confirm_change(change_id: int, *, by: ActingStaff, on: date, late_because: str = "") -> None:
    """The other side confirms that it was told (INF-4). Twice is harmless. The institution confirms what home told; home's offices what
    the institution told.
    """
    with acting(by):
        found = MajorChange.objects.get(pk=change_id)
        of_the_institution = found.institution_id in by.offices
        if of_the_institution != (found.told_by == Teller.HOME):
            raise StepRefused(_("由被通报的一方签收。"))
        if not of_the_institution:
            with open_file(found.case_id, by=by) as file:
                file.refuse_unless(*AT_HOME, sentence=_("由被通报的一方签收。"))
        # The person is locked before the row, as in every other step: whoever withdraws the telling meanwhile waits for nobody.
        found = MajorChange.objects.select_for_update(of=("self",)).get(pk=change_id)
        if found.told_on is None:
            raise StepRefused(_("还没有通报。"))
        _refuse_day_to_come(on, by)
        if on < found.told_on:
            raise StepRefused(_("签收不能早于通报。"), field="on")
        if found.receipt_at is not None:
            return
        is_late = refuse_late(on, late_because, today=by.today, pack=pack_in_force())
        found.receipt_on, found.receipt_at, found.receipt_by_id = on, timezone.now(), by.staff_id
        found.receipt_late_because = late_because.strip() if is_late else ""
        found.save(update_fields=["receipt_on", "receipt_at", "receipt_by", "receipt_late_because"])
        about = Happening(found.person_id, found.case_id, (INFORMATION,), {"change": found.pk})
        record("change_confirmed", about, by=by, on=on)


def change_release_date(
    case_id: int, release_on: date, *, by: ActingStaff, on: date, words: str = "", late_because: str = ""
) -> Act:
    """Commutation and the like: another release day is told (INF-6). Duties that hang on it move with it."""
    with open_file(case_id, by=by) as file:
        file.refuse_unless(*AT_HOME, sentence=_("释放日期变更由区司法局或户籍地司法所登记。"))
        told = {"release_on": release_on.isoformat()}
        return file.tell("release_date_changed", on=on, told=told, words={"words": words}, late_because=late_because)


@dataclass(frozen=True, slots=True)
class NewFamilyNeed:
    """A family in hardship or minor children. `consent`: whoever answers for the family agrees that others are told, and who that was."""

    words: str
    children: int = 0
    consent: bool = False
    consent_from: str = ""


def note_family_need(
    case_id: int, need: NewFamilyNeed, *, by: ActingStaff, on: date, late_because: str = ""
) -> FamilyNeed:
    """A family in hardship, or minor children, of somebody in prison is noted (INF-5)."""
    with open_file(case_id, by=by) as file:
        file.refuse_unless(*KNOWING_THE_FAMILY, sentence=_("家庭困难由户籍地单位登记。"))
        _refuse_empty(need.words, _("请写明家庭的困难。"))
        if need.consent:
            _refuse_empty(need.consent_from, _("请写明由谁同意。"), "consent_from")
        # Without consent nobody is asked to help, and nobody owes it.
        told = {} if need.consent else {"without_consent": True}
        words = {"words": need.words}
        act = file.tell("family_hardship_learnt", on=on, told=told, words=words, late_because=late_because)
        return FamilyNeed.objects.create(
            case=act.case,
            learnt=act,
            children=need.children,
            consent=need.consent,
            consent_from=need.consent_from.strip(),
        )


def refer_family(need_id: int, *, to: str, by: ActingStaff, on: date, late_because: str = "") -> Act:
    """Town and departments are asked to help the family with what waits; only with consent."""
    with acting(by):
        case_id = FamilyNeed.objects.values_list("case_id", flat=True).get(pk=need_id)
        with open_file(case_id, by=by) as file:
            file.refuse_unless(*REFERRING, sentence=_("由区司法局协调帮助。"))
            need = FamilyNeed.objects.select_related("learnt").get(pk=need_id)
            if not need.consent:
                raise StepRefused(_("家属没有同意，不能把情况告诉别的单位。"))
            if need.referred_id is not None:
                raise StepRefused(_("已经登记过协调帮助，不再重复登记。"))
            _refuse_empty(to, _("请写明请谁帮助。"), "to")
            file.refuse_other_case(need.case_id, on)
            refuse_before(need.learnt, on)
            act = file.tell("family_referred", on=on, words={"to": to}, late_because=late_because)
            known = FamilyNeed.objects.filter(case=act.case, consent=True, learnt__on__lte=on)
            waiting = known.filter(referred__isnull=True)
            waiting.filter(Q(outcome="") | Q(pk=need.pk)).update(referred=act, referred_to=to.strip())
            return act


def settle_family_need(need_id: int, *, outcome: str, by: ActingStaff, on: date, late_because: str = "") -> None:
    """What became of it. More may become of it on other days: each outcome stays with its day."""
    with acting(by):
        case_id = FamilyNeed.objects.values_list("case_id", flat=True).get(pk=need_id)
        with open_file(case_id, by=by) as file:
            file.refuse_unless(*AT_HOME, sentence=_("由户籍地单位登记结果。"))
            _refuse_empty(outcome, _("请写明结果。"), "outcome")
            is_late = file.refuse_day(on, late_because)
            need = FamilyNeed.objects.select_related("learnt").get(pk=need_id)
            if on < need.learnt.on:
                raise StepRefused(_("日期不能早于得知困难的那一天。"), field="on")
            add_outcome(need, Said(on, outcome.strip(), by.office_id, late_because.strip() if is_late else ""))
            about = Happening(file.person.pk, case_id, (INFORMATION,), {"family_need": need_id})
            record("family_need_settled", about, by=by, on=on)


def settle_finding(
    finding_id: int, outcome: FindingOutcome, *, words: str, by: ActingStaff, on: date, late_because: str = ""
) -> None:
    """A three-false finding is resolved, or carried on as open into care (INF-3). What was carried on may be carried on again or resolved,
    no earlier than it was said last; what is resolved stays so.
    """
    with acting(by):
        case_id = ThreeFalseFinding.objects.values_list("case_id", flat=True).get(pk=finding_id)
        with open_file(case_id, by=by) as file:
            file.refuse_unless(*AT_HOME, sentence=_("三假情况由户籍地司法所查清。"))
            if outcome is FindingOutcome.OPEN:
                raise StepRefused(_("请选择查清或继续查。"), field="outcome")
            is_late = file.refuse_day(on, late_because)
            _refuse_empty(words, _("请写明怎样查清，或为什么继续查。"))
            finding = ThreeFalseFinding.objects.get(pk=finding_id, verification__act__withdrawn_on__isnull=True)
            _refuse_before_it_was_found(finding, on)
            finding.settled_by_id = by.staff_id
            why = late_because.strip() if is_late else ""
            add_outcome(finding, Said(on, words.strip(), by.office_id, why, str(outcome)))
            about = Happening(file.person.pk, case_id, (INFORMATION,), {"finding": finding.pk, "outcome": str(outcome)})
            record("finding_settled", about, by=by, on=on)


def _refuse_before_it_was_found(finding: ThreeFalseFinding, on: date) -> None:
    """What was resolved, and a day before that of the finding or of what was said last."""
    if finding.outcome == FindingOutcome.RESOLVED:
        raise StepRefused(_("这一项已经查清，不再登记结果。"))
    if on < finding.found_on:
        raise StepRefused(_("日期不能早于查出的那一天。"), field="on")
    if finding.settled_on is not None and on < finding.settled_on:
        raise StepRefused(_("日期不能早于上一次登记结果的那一天。"), field="on")


def return_as_not_ours(
    case_id: int, *, belongs_to: str, words: str, by: ActingStaff, on: date, late_because: str = ""
) -> Act:
    """The person turns out to be another county's: the case ends here, is counted, and the sender is told where it belongs."""
    with open_file(case_id, by=by) as file:
        file.refuse_unless(*RETURNING, sentence=_("退回由户籍地司法所或区司法局办理。"))
        if by.roles.isdisjoint({Role.JUSTICE_ASSISTANT, Role.BUREAU_CLERK}):
            raise StepRefused(_("退回由户籍地司法所或区司法局办理。"))
        _refuse_empty(belongs_to, _("请写明属于哪个区县。"), "belongs_to")
        _refuse_empty(words, _("请写明依据。"))
        told = {"belongs_to": belongs_to.strip()}
        act = file.tell("not_ours", on=on, told=told, words={"words": words}, late_because=late_because)
        sentence = Sentence.objects.filter(case=act.case).first()
        ReturnedCase.objects.create(
            case=act.case,
            person=file.person,
            act=act,
            institution_id=sentence.institution_id if sentence else None,
            person_name=file.person.name,
            belongs_to=belongs_to.strip(),
            returned_on=on,
        )
        return act


@dataclass(frozen=True, slots=True)
class AboutOutbound:
    """Whom an outbound form is about."""

    name: str
    id_number: str = ""
    registered: str = ""


def seal_about(about: AboutOutbound, *, form_id: int) -> bytes:
    """Whom an outbound form is about, under the keys."""
    text = json.dumps([about.name, about.id_number, about.registered])
    return ABOUT.seal(text.encode(), id=form_id)
