"""What the demo promises of all that passes between home, institutions, other offices, other counties, and the person."""

from anbang.audit.models import Event
from anbang.casework.act.models import Act
from anbang.casework.custody.models import MajorChange, Teller
from anbang.casework.custody.outbound import outbound_forms, outbound_to_send, overdue_by_institution
from anbang.casework.custody.queries import returned_to_institution
from anbang.casework.duty.models import Duty
from anbang.casework.handover.intake import answer_due, enquiries_from, enquiries_to
from anbang.casework.person.models import Case
from anbang.casework.rights.queries import counts, register
from anbang.organisations.acting import acting
from anbang.papers.models import Export, ExportKind
from tests.demo.conftest import Demo


def forms_for_other_counties_are_sent_overdue_and_waiting(demo: Demo) -> None:
    """One with its receipt; the detention centre's first page and the bureau tell which one is overdue."""
    detention, clerk = demo.by("detention"), demo.by("clerk")
    with acting(detention):
        forms = list(outbound_forms(for_staff=detention))
        to_send = list(outbound_to_send(for_staff=detention))
    assert [form.receipt_on is not None for form in forms] == [False, False, True]
    assert [form.due_on < demo.on for form in to_send] == [True, False]
    with acting(clerk):
        assert [one.forms for one in overdue_by_institution(for_staff=clerk)] == [1]


def somebody_was_returned_as_not_ours(demo: Demo) -> None:
    """The case is closed, and the prison is told where he belongs."""
    prison = demo.by("prison")
    with acting(prison):
        (returned,) = returned_to_institution(for_staff=prison)
    case = Case.objects.using("owner").get(pk=returned.case_id)
    assert (case.closed_on, bool(returned.belongs_to)) == (returned.returned_on, True)


def a_question_between_offices_waits_too_long(demo: Demo) -> None:
    """The office with the file must answer; the one that asked sees that nobody has."""
    there, here = demo.by("justice"), demo.by("justice2")
    with acting(there):
        (waiting,) = enquiries_to(for_staff=there)
        assert answer_due(waiting, on=demo.on) < demo.on
    with acting(here):
        assert [asked.pk for asked in enquiries_from(for_staff=here)] == [waiting.pk]
    asked = Event.objects.using("owner").get(action="enquiry_asked")
    assert (asked.person_id, asked.office_id) == (waiting.person_id, here.office_id)


def major_changes_were_told_both_ways(demo: Demo) -> None:
    """Home told the prison, which confirmed it; the prison told home, whose receipt waits."""
    told = MajorChange.objects.using("owner").filter(told_on__isnull=False, institution=demo.by("prison").office_id)
    assert told.filter(told_by=Teller.HOME, receipt_at__isnull=False).count() == 1
    assert told.filter(told_by=Teller.INSTITUTION, receipt_at__isnull=True).count() == 1


def of_what_people_asked_one_waits_one_is_late_and_one_was_answered(demo: Demo) -> None:
    """Each at its office; the bureau sees all three, and whose answer is late owes it. Who reported in was given the notice."""
    with acting(clerk := demo.by("clerk"), reading_only=True):
        asked = counts(register(for_staff=clerk), on=demo.on)
        assert asked == {"all": 3, "open": 1, "late": 1, "done": 1, "done_late": 0}
        (answered,) = register(for_staff=clerk).filter(answered__isnull=False)
        assert answered.received_on == answered.answered.on
    late = Duty.objects.using("owner").overdue(on=demo.on).get(rule="answer_request")
    assert late.office_id == demo.by("justice2").office_id
    reported = set(Act.objects.using("owner").filter(kind="reported_in").values_list("person_id", flat=True))
    noticed = Export.objects.using("owner").filter(kind=ExportKind.NOTICE, person_id__isnull=False)
    assert reported == set(noticed.values_list("person_id", flat=True))


BETWEEN_THE_SIDES = (
    forms_for_other_counties_are_sent_overdue_and_waiting,
    somebody_was_returned_as_not_ours,
    a_question_between_offices_waits_too_long,
    major_changes_were_told_both_ways,
    of_what_people_asked_one_waits_one_is_late_and_one_was_answered,
)
