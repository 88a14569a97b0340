"""What a step brought about: which running duties it did, whoever owed them, and until when it is to be done again."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from anbang.casework.duty.queries import SUPERVISING, ListedDuty, duties_of, rows_of
from anbang.casework.person.models import Case
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.days import reads_english, short_day
from anbang.web.acts import listed
from anbang.web.duties import ShownDuty, shown_together
from anbang.web.readers import is_discreet
from anbang.web.steps.step import Step


def running_of(case: Case, *, by: ActingStaff) -> frozenset[int]:
    """The duties of the case that can still be done. Call inside `acting(by)`."""
    return frozenset(duty.pk for duty in _seen(case, by=by) if duty.met_on is None and duty.void_on is None)


def outcome_of(step: Step, case: Case, before: Collection[int], *, by: ActingStaff) -> str:
    """In a sentence or two, what of the duties that were running `before` is done now, and when the next of the kind is due; empty where nothing is to be said. A
    screen that others read says the day alone.
    """
    with acting(by, reading_only=True):
        duties = _seen(case, by=by)
        done = [duty for duty in duties if duty.pk in before and duty.met_on is not None]
        again = [
            duty.due_on
            for duty in duties
            if duty.rule in step.duties
            and duty.met_on is None
            and duty.void_on is None
            and duty.office_id in by.own_offices
        ]
        told = [] if is_discreet(by) else [_called(shown) for shown in shown_together(done, by=by)]
    said = [_("办结了：%(duties)s。") % {"duties": listed(told)}] if told else []
    if again:
        said.append(_("下一次在%(day)s以前。") % {"day": short_day(min(again))})
    # English sentences stand apart, Chinese ones do not.
    return "".join(f"{' ' * reads_english()}{one}" for one in said)


def _seen(case: Case, *, by: ActingStaff) -> list[ListedDuty]:
    """Of what others owe none but those who supervise are told (LAW-1)."""
    found = duties_of(case, for_staff=by)
    return rows_of(found.filter(office__in=by.own_offices) if by.roles.isdisjoint(SUPERVISING) else found)


def _called(shown: ShownDuty) -> str:
    return _("%(duty)s（%(office)s）") % {"duty": shown.title, "office": shown.office_name}
