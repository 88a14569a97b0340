"""The history of somebody: every act and every other step, by its day, with the moment and the hand, and what was put right struck through."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from anbang.audit.models import Event
from anbang.audit.queries import events_of
from anbang.casework.act.kinds import kinds
from anbang.casework.act.models import Act
from anbang.casework.care.away import absences_told
from anbang.casework.care.models import Away
from anbang.casework.custody.models import FindingOutcome
from anbang.casework.duty.models import Duty
from anbang.casework.duty.queries import READING_SIGNS, rules_kept_from
from anbang.casework.person.models import Person
from anbang.casework.step.repairing import may_have_words, may_mend
from anbang.exchange.batch.messages import fault_message
from anbang.organisations.acting import ActingStaff
from anbang.organisations.days import day_in_words
from anbang.organisations.directory import directory
from anbang.organisations.models import Office, Staff
from anbang.papers.exports import EXPORTED
from anbang.web.acts import is_proposal, may_read_words, said_by, title_of_act, words_in_lines
from anbang.web.duties import title_of as title_of_duty
from anbang.web.exporting import export_in_words
from anbang.web.steps.mending import STEPS as MENDING
from anbang.web.tellings import TELLINGS, UNTOLD, Telling
from anbang.web.transfers import transfers_opened

# What a list tells of somebody is a step of the list, with the name of an act that it is not.
TOLD_BY_A_LIST = frozenset({"change_told"})
TOLD_UP, SETTLED, LEFT_OUT = "told_up", "finding_settled", "row_left_out"


ABOUT_SIGNS = frozenset(
    {
        *("sign_noted", "sign_answered", "sign_unfounded", "sign_withdrawn", "sign_redacted"),
        *("police_receipt", "sign_confirmed", "police_told"),
    }
)
# The marks of acts; the others have a plain one.
MARKS = {
    "admitted": Telling("", "lock", "grey"),
    "form_received": Telling("", "file-text", "blue"),
    "notice_received": Telling("", "mail-opened", "blue"),
    "verified": Telling("", "clipboard-check", "green"),
    "priority_alerted": Telling("", "alert-triangle", "amber"),
    "priority_set": Telling("", "alert-triangle", "amber"),
    "reception_arranged": Telling("", "door-enter", "green"),
    "released": Telling("", "door-enter", "blue"),
    "received": Telling("", "users", "green"),
    "reported_in": Telling("", "clipboard-check", "green"),
    "moved": Telling("", "map-2", "blue"),
    "transfer_accepted": Telling("", "arrows-exchange", "green"),
    "transfer_returned": Telling("", "arrow-back-up", "amber"),
    "visited": Telling("", "home", "blue"),
    "request_came": Telling("", "user-question", "blue"),
    "request_extended": Telling("", "clock", "amber"),
    "request_answered": Telling("", "mail-check", "green"),
    "contact_lost": Telling("", "help-circle", "amber"),
    "care_ended": Telling("", "circle-check", "green"),
}
PLAIN = Telling("", "pencil", "grey")
PROPOSED = Telling("", "arrows-exchange", "blue")


@dataclass(slots=True)
class Entry:
    """One thing that happened: `act` where it is one. `lines` are the words, empty until the entry is shown."""

    on: date
    recorded_at: datetime
    title: str
    icon: str
    tone: str
    staff_id: int
    office_id: int
    act: Act | None = None
    event: Event | None = None
    by: Staff | None = None
    office: Office | None = None
    said: list[str] = field(default_factory=list)
    lines: list[tuple[str, str]] = field(default_factory=list)
    mends: list[dict[str, Any]] = field(default_factory=list)
    withheld: bool = False


def history_of(person: Person, *, by: ActingStaff) -> list[Entry]:
    """Everything that happened about somebody, the latest day first; within a day what was recorded last. That there is a sign is told to
    those who may read it (LAW-6).
    """
    unseen = frozenset() if not by.roles.isdisjoint(READING_SIGNS) else ABOUT_SIGNS
    acts = Act.objects.filter(person=person).prefetch_related("corrections__corrected_by")
    events = events_of(person.pk).exclude(action__in=unseen)
    entries = [_of_act(act) for act in acts.exclude(kind__in=unseen)]
    entries += [_of_event(event) for event in events if _is_no_act(event)]
    return sorted(
        entries, key=lambda entry: (entry.on, entry.recorded_at, entry.act.pk if entry.act else 0), reverse=True
    )


def _is_no_act(event: Event) -> bool:
    """What an act says already is not told twice; a correction stands at its act."""
    return "act" not in event.data and (event.action not in kinds() or event.action in TOLD_BY_A_LIST)


def _of_act(act: Act) -> Entry:
    mark = PROPOSED if is_proposal(act) else MARKS.get(act.kind, PLAIN)
    return Entry(
        on=act.on,
        recorded_at=act.recorded_at,
        title=title_of_act(act),
        icon=mark.icon,
        tone=mark.tone,
        staff_id=act.recorded_by_id,
        office_id=act.office_id,
        act=act,
    )


def _of_event(event: Event) -> Entry:
    told = TELLINGS.get(event.action, UNTOLD)
    return Entry(
        on=event.happened_on,
        recorded_at=event.recorded_at,
        title=gettext(told.title),
        icon=told.icon,
        tone=told.tone,
        staff_id=event.staff_id,
        office_id=event.office_id,
        event=event,
    )


def shown(entries: Sequence[Entry], *, by: ActingStaff, in_full: bool) -> Sequence[Entry]:
    """These entries with names, and with what they say; with the words that the reader may see, where they are shown in full."""
    staff = Staff.objects.in_bulk({entry.staff_id for entry in entries})
    offices = Office.objects.in_bulk({entry.office_id for entry in entries})
    opened = transfers_opened(entry.act for entry in entries if entry.act is not None)
    told_up = _duties_told_up(entries, by=by)
    gone = absences_told([entry.act.pk for entry in entries if entry.act is not None])
    for entry in entries:
        entry.by, entry.office = staff.get(entry.staff_id), offices.get(entry.office_id)
        if entry.act is None:
            entry.said = _said_by_event(entry.event, told_up)
            continue
        entry.said = said_by(entry.act)
        if entry.act.pk in opened:
            entry.said.append(opened[entry.act.pk])
        if entry.act.pk in gone:
            entry.said += _said_of_absence(gone[entry.act.pk])
        if in_full and entry.act.words_sealed is not None:
            entry.withheld = not may_read_words(entry.act, by)
            entry.lines = [] if entry.withheld else words_in_lines(entry.act)
        if in_full:
            entry.mends = list(mends(entry.act, by=by))
    return entries


def _said_of_absence(away: Away) -> list[str]:
    """When somebody who went away means to be back, and who keeps in touch."""
    back = [gettext("预计%(day)s返回") % {"day": day_in_words(away.expected_on)}] if away.expected_on else []
    return [*back, gettext("由%(name)s保持联系") % {"name": away.keeps_touch}]


def _duties_told_up(entries: Sequence[Entry], *, by: ActingStaff) -> dict[int, Duty]:
    """The duties of which these entries say that they were told up the chain, as far as the reader may know of them."""
    told = [entry.event.data["duty"] for entry in entries if entry.event and entry.event.action == TOLD_UP]
    return Duty.objects.exclude(rule__in=rules_kept_from(by)).in_bulk(told) if told else {}


def _said_by_event(event: Event | None, told_up: dict[int, Duty]) -> list[str]:
    """What was told up the chain and to whom, why a row was left out, and what became of a finding."""
    if event is None:
        return []
    if event.action == TOLD_UP and (duty := told_up.get(event.data["duty"])):
        to = directory().offices.get(event.data["told"])
        return [title_of_duty(duty.rule), *([gettext("上报%(office)s") % {"office": to.name}] if to else [])]
    if event.action == LEFT_OUT:
        return [fault_message(event.data["why"])[0]]
    if event.action == EXPORTED:
        return export_in_words(event)
    return [str(FindingOutcome(event.data["outcome"]).label)] if event.action == SETTLED else []


def mends(act: Act, *, by: ActingStaff) -> Iterable[dict[str, Any]]:
    """How the reader may put an act right: whose office recorded it, and the bureau."""
    if not may_mend(act, by=by):
        return
    for step in MENDING:
        if may_have_words(act) if step.slug == "redact" else act.withdrawn_on is None:
            yield {"step": step, "address": reverse("take_step_about", args=[act.person_id, step.slug, act.pk])}
