"""What was recorded wrongly is put right in the product: a day is corrected, an act withdrawn, words are taken out; each with a reason.

The whole story must still be possible afterwards, and everything that follows from it is settled anew.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anbang.audit.recording import Happening as Trace
from anbang.audit.recording import record
from anbang.casework.act.kinds import kind_of
from anbang.casework.act.models import Act, Correction, Mending
from anbang.casework.act.redacting import TAKEN_OUT, take_out, take_out_here
from anbang.casework.act.story import ToldAct, with_whole_teams
from anbang.casework.step.beside import settle_beside
from anbang.casework.step.opening import File, open_file, refuse_impossible
from anbang.casework.step.settling import CasesDoNotAgree
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import Role
from anbang.organisations.steps import StepRefused
from anbang.policy.event_titles import title_of

# Whose office recorded an act puts it right; the bureau may for everybody.
ANY_ACT = frozenset({Role.BUREAU_CLERK})


def may_mend(act: Act, *, by: ActingStaff) -> bool:
    """Whether it is theirs to put right: whose office recorded it, and the bureau."""
    return act.office_id in by.own_offices or not by.roles.isdisjoint(ANY_ACT)


def may_have_words(act: Act) -> bool:
    """Whether there can be words to take out: its own, or in rows of its own that were not redacted yet."""
    corrections = act.corrections.all()
    redacted = any(one.how == Mending.REDACTED for one in corrections)
    reasons = any(one.how != Mending.REDACTED and one.why != TAKEN_OUT for one in corrections)
    own = act.words_sealed is not None or act.late_because not in ("", TAKEN_OUT) or reasons
    return own or (kind_of(act.kind).redact is not None and not redacted)


@contextmanager
def _open_act(act_id: int, *, by: ActingStaff, why: str, may_be_withdrawn: bool = False) -> Iterator[tuple[File, Act]]:
    with acting(by):
        case_id = Act.objects.values_list("case_id", flat=True).get(pk=act_id)
        with open_file(case_id, by=by) as file:
            act = Act.objects.get(pk=act_id)
            if not may_mend(act, by=by):
                raise StepRefused(_("由登记的单位自己更正，或请区司法局更正。"))
            if act.withdrawn_on is not None and not may_be_withdrawn:
                raise StepRefused(_("这条记录已经撤销。"))
            if not why.strip():
                raise StepRefused(_("请写明原因。"), field="why")
            yield file, act


def correct_day(act_id: int, on: date, *, why: str, by: ActingStaff) -> None:
    """The act was on another day."""
    with _open_act(act_id, by=by, why=why) as (file, act):
        file.refuse_impossible_day(on)
        if on > act.recorded_on and act.kind != "admitted":
            raise StepRefused(_("日期不能晚于登记的那一天。"), field="on")
        if on == act.on:
            raise StepRefused(_("日期没有变化。"), field="on")
        story = [one for one in file.story if one.id != act.pk]
        told = _told(file, act)
        moved = replace(told, happening=replace(told.happening, on=on))
        story.insert(sum((one.happening.on, one.id) < (on, act.pk) for one in story), moved)
        _refuse_to_overtake(file, story, act, on)
        _keep(act, Mending.DAY, why, by=by)
        if move := kind_of(act.kind).move:
            move(act, on)
        act.on = on
        act.save(update_fields=["on"])
        _settle(file, story, act, "act_day_corrected", by=by)


def _refuse_to_overtake(file: File, story: list[ToldAct], act: Act, on: date) -> None:
    """A story that is impossible in the new order. What stands between both days and is theirs to put right is named: release and pick-up
    are recorded together, and the day of both is wrong then.
    """
    try:
        refuse_impossible([one.happening for one in story], file)
    except StepRefused as refused:
        between = Act.objects.filter(person=file.person, withdrawn_on__isnull=True, on__range=sorted((act.on, on)))
        titles = [title_of(one.kind, get_language()) for one in between.exclude(pk=act.pk) if may_mend(one, by=file.by)]
        hint = _("这几天里还登记了：%(acts)s。它们的日期也不对的，请先更正。") % {"acts": _("、").join(titles)}
        raise StepRefused(f"{refused} {hint}" if titles else str(refused), field="on") from None


def withdraw(act_id: int, *, why: str, by: ActingStaff) -> None:
    """The act never happened, or was recorded of somebody else. Withdrawing what ended a case opens it again."""
    with _open_act(act_id, by=by, why=why) as (file, act):
        take_back(file, act, why=why)


def take_back(file: File, act: Act, *, why: str) -> None:
    """Withdraw an act in a file that is open, for a step that finds it to be wrong."""
    _keep(act, Mending.WITHDRAWN, why, by=file.by)
    act.withdrawn_on = file.by.today
    act.save(update_fields=["withdrawn_on"])
    if undo := kind_of(act.kind).undo:
        undo(act)
    _settle(file, [one for one in file.story if one.id != act.pk], act, "act_withdrawn", by=file.by)


def redact(act_id: int, *, why: str, by: ActingStaff) -> None:
    """The words of an act, and those that it left beside itself, are taken out for good, such as those about somebody else; the act stays.
    Those of an act that was withdrawn can be taken out as well. What other offices added to it stays, unless the bureau does it.
    """
    with _open_act(act_id, by=by, why=why, may_be_withdrawn=True) as (file, act):
        kind = kind_of(act.kind)
        added = None if by.roles.isdisjoint(ANY_ACT) else kind.redact_added
        beside = sum(words(act) for words in (kind.redact, added) if words)
        # Why it was put right before may say as much about somebody as the act did.
        beside += take_out(Correction.objects.filter(act=act).exclude(how=Mending.REDACTED), "why")
        # That there was a reason for its being late stays to be seen.
        late = take_out_here(act, "late_because")
        if act.words_sealed is None and not beside and not late:
            raise StepRefused(_("这条记录没有文字。"))
        _keep(act, Mending.REDACTED, why, by=by)
        act.words_sealed = None
        act.save(update_fields=["words_sealed", "late_because"])
        # What is kept beside the acts may have come from those words.
        settle_beside([file.before])
        _trace(file, act, "act_redacted", by=by)


def _told(file: File, act: Act) -> ToldAct:
    return next(one for one in file.story if one.id == act.pk)


def _keep(act: Act, how: Mending, why: str, *, by: ActingStaff) -> None:
    Correction.objects.create(
        act=act,
        person_id=act.person_id,
        how=how,
        day_before=act.on if how is Mending.DAY else None,
        why=why.strip(),
        corrected_on=by.today,
        corrected_by_id=by.staff_id,
    )


def _settle(file: File, story: list[ToldAct], act: Act, action: str, *, by: ActingStaff) -> None:
    refuse_impossible([one.happening for one in story], file)
    file.story = with_whole_teams(story)
    try:
        file.settle()
    except CasesDoNotAgree:
        raise StepRefused(_("这一条关系到另立的新档，不能这样改。日期不对的，请更正日期。")) from None
    _trace(file, act, action, by=by)


def _trace(file: File, act: Act, action: str, *, by: ActingStaff) -> None:
    about = Trace(file.person.pk, act.case_id, (kind_of(act.kind).clause,), {"act": act.pk, "kind": act.kind})
    record(action, about, by=by, on=by.today)
