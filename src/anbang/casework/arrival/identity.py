"""It is known now who somebody is; if that is somebody whose record is sealed, the file is closed with it (RES-3, LAW-2)."""

from datetime import date

from django.utils.translation import gettext as _

from anbang.casework.act.models import Act
from anbang.casework.care.actions import IDENTIFYING, establish_identity
from anbang.casework.custody.closing import close_file
from anbang.casework.handover.filing import Somebody, look_alone
from anbang.casework.handover.intake import asked_elsewhere
from anbang.casework.person.actions import Place, leave_closed_files
from anbang.casework.person.models import Case, Person, Sealing
from anbang.casework.step.closing import must_be_closed
from anbang.casework.step.opening import open_file
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.steps import StepRefused


def know_who_it_is(
    case_id: int, registered: Place, *, id_number: str, by: ActingStaff, on: date, words: str, late_because: str = ""
) -> tuple[Act, bool]:
    """The act, and whether the file was closed by it: then only those who are named see it from now on. Only the bureau closes a file:
    StepRefused for others, and where another office has a file of somebody with that number: it is asked, and nothing of it is shown (RES-4).
    """
    _ask_whoever_has_a_file(case_id, id_number, by=by)
    with acting(by):
        act = establish_identity(
            case_id, registered, id_number=id_number, by=by, on=on, words=words, late_because=late_because
        )
        person = Person.objects.get(pk=act.person_id)
        freed_on = Case.objects.get(pk=case_id).care_from or on
        closes = person.sealing == Sealing.OPEN and must_be_closed(person.born_on, latest_offence_on=freed_on)
        if closes and not by.sees_the_district:
            raise StepRefused(_("此人可能属于要封存的未成年人：请由区司法局登记身份，档案同时封闭。"))
        if closes:
            close_file(person.pk, by=by, on=by.today)
            leave_closed_files(by=by)
        return act, closes


def _ask_whoever_has_a_file(case_id: int, id_number: str, *, by: ActingStaff) -> None:
    """One person, one file: with this number there would be two, each in the charge of another office. The question stays when the step is
    refused.
    """
    with open_file(case_id, by=by) as file:
        somebody = Somebody(file.person.name, born_on=file.person.born_on, id_number=id_number)
        if not somebody.number or file.positions.isdisjoint(IDENTIFYING) or file.person.identity_known:
            return  # what is wrong is said by the step; whoever is known has this very file
        look_alone(somebody, by=by)
        asked = asked_elsewhere(somebody, by=by, on=by.today)
    if asked:
        words = _("别处可能已有此人的档案：已请那个单位答复，不显示任何内容。答复“不是同一人”以后，再登记身份。")
        raise StepRefused(words, field="id_number")
