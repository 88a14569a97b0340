"""A duty as a page shows it: its name in the reader's language, how urgent it is, where it is done, and why it is there."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import get_language, gettext

from anbang.casework.custody.models import RegistrationForm, ReleaseNotice
from anbang.casework.duty.models import Duty
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import Role
from anbang.policy import DutyState, duty_definition, duty_state

DAYS_THAT_ARE_SOON = 7


@dataclass(frozen=True, slots=True)
class ShownDuty:
    """What a row of a work list needs. `urgency`: overdue, today, soon, later, done or void."""

    duty: Duty
    title: str
    urgency: str
    days: int
    address: str

    @property
    def office_name(self) -> str:
        """Who owes it: an office, the person, or an office outside."""
        if self.duty.office is not None:
            return self.duty.office.name
        return gettext("本人") if self.duty.owner_kind == "person" else gettext("区外司法所")

    @property
    def is_running(self) -> bool:
        """Neither done nor void."""
        return self.urgency not in ("done", "void")

    @property
    def can_be_done_here(self) -> bool:
        """Whether the reader has a form for it."""
        return bool(self.address)


def title_of(rule: str) -> str:
    """The name of a kind of duty in the reader's language."""
    definition = duty_definition(rule)
    return definition.en if (get_language() or "").startswith("en") else definition.zh


def urgency_of(duty: Duty, *, on: date) -> tuple[str, int]:
    """How urgent a duty is, and the days it is over or has left."""
    state = duty_state(duty.opens_on, duty.due_on, duty.met_on, duty.void_on, max(on, duty.opens_on))
    days = (duty.due_on - on).days
    if state in (DutyState.DONE, DutyState.DONE_LATE):
        return "done", days
    if state is DutyState.VOID:
        return "void", days
    if state is DutyState.OVERDUE:
        return "overdue", -days
    return ("today" if days == 0 else "soon" if days <= DAYS_THAT_ARE_SOON else "later"), days


def shown(duty: Duty, *, by: ActingStaff) -> ShownDuty:
    """A duty for the reader."""
    urgency, days = urgency_of(duty, on=by.today)
    address = "" if urgency in ("done", "void") else _where(duty, by=by)
    return ShownDuty(duty, title_of(duty.rule), urgency, days, address)


def _where(duty: Duty, *, by: ActingStaff) -> str:
    """The address of the form by which the reader does this duty; empty where it is not theirs."""
    if duty.office_id not in by.own_offices:
        return ""
    if duty.rule == "verify" and Role.JUSTICE_ASSISTANT in by.roles:
        form = RegistrationForm.objects.filter(case=duty.case_id, verification__isnull=True).order_by("id").first()
        return reverse("verify", args=[form.pk]) if form else ""
    if duty.rule == "reply_reception" and Role.BUREAU_CLERK in by.roles:
        notice = ReleaseNotice.objects.filter(case=duty.case_id, arrangement__isnull=True).order_by("id").first()
        return reverse("arrange_reception", args=[notice.pk]) if notice else ""
    if duty.rule == "alert_priority" and Role.JUSTICE_ASSISTANT in by.roles:
        return reverse("alert_priority", args=[duty.case_id])
    return ""
