"""It is known now who somebody is; if that is somebody whose record is sealed, the file is closed with it (RES-3, LAW-2)."""

from datetime import date

from django.utils.translation import gettext as _

from anbang.casework.act.models import Act
from anbang.casework.care.actions import establish_identity
from anbang.casework.custody.closing import close_file
from anbang.casework.person.actions import Place, leave_closed_files
from anbang.casework.person.models import Case, Person, Sealing
from anbang.casework.step.closing import must_be_closed
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.steps import StepRefused


def know_who_it_is(
    case_id: int, registered: Place, *, id_number: str, by: ActingStaff, on: date, words: str, late_because: str = ""
) -> tuple[Act, bool]:
    """The act, and whether the file was closed by it: then only those who are named see it from now on. Only the bureau closes a file:
    StepRefused for others.
    """
    with acting(by):
        act = establish_identity(
            case_id, registered, id_number=id_number, by=by, on=on, words=words, late_because=late_because
        )
        person = Person.objects.get(pk=act.person_id)
        freed_on = Case.objects.get(pk=case_id).care_from or on
        closes = person.sealing == Sealing.OPEN and must_be_closed(person.born_on, latest_offence_on=freed_on)
        if closes and not by.sees_the_district:
            raise StepRefused(_("此人可能属于须封存的未成年人：请由区司法局登记身份，档案同时封闭。"))
        if closes:
            close_file(person.pk, by=by, on=by.today)
            leave_closed_files(by=by)
        return act, closes
