"""A file that stood open is closed when it is told that it must be (LAW-2), with all that rooms above keep of the person."""

from datetime import date

from anbang.audit.recording import Happening, record
from anbang.casework.custody.models import Sentence
from anbang.casework.person.actions import name_for_closed_file
from anbang.casework.person.closed import ClosedFacts, EarlierFacts, close_facts
from anbang.casework.person.elsewhere import close_alike_elsewhere, close_elsewhere, hold_still_elsewhere
from anbang.casework.person.models import Case, Person, Sealing
from anbang.casework.person.routing import Desks
from anbang.organisations.acting import ActingStaff
from anbang.policy.clauses import INFORMATION


def close_file(person_id: int, *, by: ActingStaff, on: date) -> None:
    """Put offence and its day out of sight, and let named staff alone see the file. Call inside `acting(by)`; it stays readable
    for `by` until `leave_closed_files`.
    """
    hold_still_elsewhere(by=by)
    person = Person.objects.select_for_update().get(pk=person_id)
    case = Case.objects.filter(person=person).latest("id")
    _put_out_of_sight(person_id)
    close_elsewhere(person_id)
    desks = Desks(on=on)
    name_for_closed_file(person_id, desks.named_for_closed_files(desks.of_case(case)), by=by, on=on)
    person.sealing = Sealing.PROPOSED
    person.save(update_fields=["sealing"])
    record("file_closed", Happening(person.pk, case.pk, (INFORMATION,)), by=by, on=on)
    close_alike_elsewhere(by=by)


def _put_out_of_sight(person_id: int) -> None:
    """What every sentence of the file tells. Of whoever stood at the door nobody knows the offence."""
    sentences = list(Sentence.objects.filter(case__person=person_id).order_by("case"))
    if not sentences:
        return
    *before, newest = sentences
    told = [one for one in before if one.offence or one.offence_on is not None]
    earlier = tuple(EarlierFacts(one.case_id, one.offence, one.offence_on) for one in told)
    close_facts({person_id: ClosedFacts(newest.offence, newest.offence_on, earlier)})
    Sentence.objects.filter(pk__in=[one.pk for one in sentences]).update(offence="", offence_on=None)
