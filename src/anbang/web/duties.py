"""A duty as a page shows it: its name in the reader's language, how urgent it is, where it is done, and why it is there."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import get_language, gettext

from anbang.casework.care.models import Sign
from anbang.casework.custody.actions import ARRANGING
from anbang.casework.custody.models import FamilyNeed, MajorChange, RegistrationForm, ReleaseNotice
from anbang.casework.duty.models import PAID_BY_MONTHS, Duty
from anbang.casework.duty.queries import DAYS_OF_A_WEEK, ListedDuty, row_of
from anbang.casework.rights.models import RightsRequest
from anbang.casework.step.standing import Standing
from anbang.organisations.acting import ActingStaff
from anbang.organisations.directory import directory
from anbang.organisations.kinds import Role
from anbang.policy import DutyState, duty_definition, duty_state
from anbang.web.person import file_address
from anbang.web.readers import is_discreet
from anbang.web.steps.register import DOES, PREPARES, STEPS

# Nothing is left to be done.
OVER = frozenset({"done", "late", "missed", "void"})
# What the person owes is recorded by the justice office before which they stand.
BY_JUSTICE_OFFICE = frozenset({"report_in"})
# What a village goes to somebody's door for.
VISITS = frozenset(STEPS["visit"].duties)
IN_CUSTODY = {
    "verify": frozenset({Role.JUSTICE_ASSISTANT}),
    "reply_reception": ARRANGING,
}
# Which row it is that waits, for duties that are done about one.
WAITING: Mapping[str, tuple[type[Model], Mapping[str, Any]]] = {
    "verify": (RegistrationForm, {"verification__isnull": True}),
    "reply_reception": (ReleaseNotice, {"arrangement__isnull": True}),
    "tell_change": (MajorChange, {"told__isnull": True}),
    "refer_family": (FamilyNeed, {"referred__isnull": True}),
    "answer_request": (RightsRequest, {"answered__isnull": True, "came__withdrawn_on__isnull": True}),
    "tell_police": (Sign, {"confirmed__isnull": False, "told_police__isnull": True, "unfounded_on__isnull": True}),
}


@dataclass(frozen=True, slots=True)
class ShownDuty:
    """What a row of a work list needs. `urgency`: overdue, today, soon, later, done, late, missed or void."""

    duty: ListedDuty
    title: str
    urgency: str
    days: int
    address: str
    person_address: str = ""
    # When the keepers of closed files were told that it is undone, and whether nobody met the person or nobody says so.
    told_on: date | None = None
    is_alarm: bool = False

    @property
    def office_name(self) -> str:
        """Who owes it: an office, the person, or an office outside."""
        if self.duty.office_id is not None:
            return directory().offices[self.duty.office_id].name
        return gettext("本人") if self.duty.owner_kind == "person" else gettext("区外司法所")

    @property
    def held_by(self) -> str:
        """Who held it on its due day, where that is another office than the one that owes it now."""
        held = self.duty.office_when_due_id
        return directory().offices[held].name if held is not None and held != self.duty.office_id else ""

    @property
    def is_running(self) -> bool:
        """Whether it can still be done."""
        return self.urgency not in OVER

    @property
    def can_be_done_here(self) -> bool:
        """Whether the reader has a form for it."""
        return bool(self.address)


def title_of(rule: str) -> str:
    """The name of a kind of duty in the reader's language."""
    definition = duty_definition(rule)
    return definition.en if (get_language() or "").startswith("en") else definition.zh


def urgency_of(duty: ListedDuty | Duty, *, on: date) -> tuple[str, int]:
    """How urgent a duty is, and the days it is over or has left."""
    state = duty_state(duty.opens_on, duty.due_on, duty.met_on, duty.void_on, max(on, duty.opens_on))
    days = (duty.due_on - on).days
    if state in (DutyState.DONE, DutyState.DONE_LATE):
        return ("done" if state is DutyState.DONE else "late"), days
    if state is DutyState.VOID:
        return "void", days
    if state is DutyState.OVERDUE:
        passed_with_its_period = duty.period != "" and duty.rule != PAID_BY_MONTHS
        return ("missed" if duty.was_left or passed_with_its_period else "overdue"), -days
    return ("today" if days == 0 else "soon" if days <= DAYS_OF_A_WEEK else "later"), days


Rows = Mapping[tuple[str, int], int]
"""Rule and case → the row that waits there, for duties that are done about one."""


def shown(
    duty: ListedDuty | Duty, *, by: ActingStaff, standing: Standing | None = None, rows: Rows | None = None
) -> ShownDuty:
    """A duty for the reader. On the page of a file (`standing`) no way leads to a step that the reader's office may not take any more: whoever
    handed somebody over to another district may owe what it left undone before. `rows`: what waits, where many are shown.
    """
    duty = row_of(duty) if isinstance(duty, Duty) else duty
    urgency, days = urgency_of(duty, on=by.today)
    address = "" if urgency in OVER else _where(duty, standing, rows, by=by)
    person_address = file_address(duty.person_id, by) if duty.person_id is not None else ""
    title = gettext("走访") if duty.rule in VISITS and is_discreet(by) else title_of(duty.rule)
    return ShownDuty(duty, title, urgency, days, address, person_address)


def as_marked(duty: ListedDuty, *, on: date) -> ShownDuty:
    """A duty where only how it stands is shown, and no way to do it."""
    urgency, days = urgency_of(duty, on=on)
    return ShownDuty(duty, title_of(duty.rule), urgency, days, "")


def shown_together(duties: Iterable[ListedDuty], *, by: ActingStaff) -> list[ShownDuty]:
    """The duties of a list; what waits is asked once for each rule, and not for each duty."""
    listed = list(duties)
    rows = _rows_that_wait(duty for duty in listed if _is_own(duty, by=by))
    return [shown(duty, by=by, rows=rows) for duty in listed]


def _where(duty: ListedDuty, standing: Standing | None, rows: Rows | None, *, by: ActingStaff) -> str:
    """The address of the form by which the reader does this duty; empty where it is not theirs."""
    if duty.case_id is None:
        return ""
    if duty.rule in BY_JUSTICE_OFFICE and Role.JUSTICE_ASSISTANT in by.roles:
        return _step(duty, standing, rows, by=by)
    # Most offices cannot see that they owe something about a closed file: whoever is named does it (LAW-2).
    is_for_others = standing is not None and standing.person.is_closed
    if not _is_own(duty, by=by) and not is_for_others:
        return ""
    return _in_custody(duty, rows, by=by) if duty.rule in IN_CUSTODY else _step(duty, standing, rows, by=by)


def _is_own(duty: ListedDuty, *, by: ActingStaff) -> bool:
    return duty.office_id in by.own_offices


def _in_custody(duty: ListedDuty, rows: Rows | None, *, by: ActingStaff) -> str:
    """The forms that have pages of their own."""
    row = None if IN_CUSTODY[duty.rule].isdisjoint(by.roles) else _row_that_waits(duty, rows)
    page = "verify" if duty.rule == "verify" else "arrange_reception"
    return reverse(page, args=[row]) if row else ""


def _step(duty: ListedDuty, standing: Standing | None, rows: Rows | None, *, by: ActingStaff) -> str:
    """The step that does a duty, if the reader's role takes it; about the row that waits, where it is about one."""
    step = (PREPARES.get(duty.rule) if duty.due_on > by.today else None) or DOES.get(duty.rule)
    if step is None or step.roles.isdisjoint(by.roles) or not (standing is None or step.is_theirs(standing, by)):
        return ""
    if step.about is None:
        return reverse("take_step", args=[duty.person_id, step.slug])
    row = _row_that_waits(duty, rows)
    return reverse("take_step_about", args=[duty.person_id, step.slug, row]) if row else ""


def _row_that_waits(duty: ListedDuty, rows: Rows | None) -> int | None:
    assert duty.case_id is not None
    return (_rows_that_wait([duty]) if rows is None else rows).get((duty.rule, duty.case_id))


def _rows_that_wait(duties: Iterable[ListedDuty]) -> Rows:
    """The oldest row that waits, for each rule that is done about one. One query a rule."""
    cases: dict[str, list[int]] = defaultdict(list)
    for duty in duties:
        if duty.rule in WAITING and duty.case_id is not None:
            cases[duty.rule].append(duty.case_id)
    found: dict[tuple[str, int], int] = {}
    for rule, of_rule in cases.items():
        table, waits = WAITING[rule]
        waiting = table._default_manager.filter(case__in=of_rule, **waits).order_by("-id")
        found |= {(rule, case): row for case, row in waiting.values_list("case_id", "pk")}
    return found
