"""A question to another office that nobody answers is told to the district, once, as an unanswered transfer is."""

from datetime import date

import pytest

from anbang.audit.models import Event
from anbang.casework.handover.actions import Arrival
from anbang.casework.handover.filing import Somebody
from anbang.casework.handover.intake import Unannounced, answer_enquiry, enquiries_to, take_in_on_the_spot
from anbang.casework.handover.models import Enquiry, EnquiryAnswer, ReleasedFrom
from anbang.casework.handover.unanswered import unanswered, who_is_asked
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.unattended import NOBODY
from tests.coordination.mornings import ONE_DAY, comes, figure
from tests.exchange.numbers import identity_number
from tests.support.crew import HOME, NEXT, District, days

OWNER = "owner"
ASKED_ON = date(2026, 9, 7)
NUMBER = identity_number(date(1985, 6, 12), sequence=31)
LATE = ASKED_ON + days(figure("transfer_answer_days")) + ONE_DAY


def came(district: District, town: str) -> Unannounced:
    somebody = Somebody("甄来", "male", None, NUMBER, district.place(town))
    return Unannounced(somebody, ASKED_ON - ONE_DAY, ReleasedFrom.PRISON, Arrival(has_certificate=False), "没有来文")


@pytest.fixture
def asked(district: District) -> Enquiry:
    """Somebody with a file at one office stood before another, which asked."""
    take_in_on_the_spot(came(district, HOME), by=district.assistant(on=ASKED_ON), on=ASKED_ON)
    there = district.assistant(NEXT, on=ASKED_ON)
    assert take_in_on_the_spot(came(district, NEXT), by=there, on=ASKED_ON).is_asked_elsewhere
    return Enquiry.objects.using(OWNER).get()


def heard(by: ActingStaff) -> list[int]:
    with acting(by):
        return [one.pk for one in unanswered(for_staff=by)]


def test_the_district_hears_of_a_question_on_the_day_after_the_time_is_over_and_once(district, asked):
    comes(LATE - ONE_DAY)
    assert heard(district.clerk(LATE - ONE_DAY)) == [], "on the last day nothing is late"
    comes(LATE)
    assert heard(district.clerk(LATE)) == heard(district.aftercare(LATE)) == [asked.pk]
    comes(LATE + days(3))
    assert Enquiry.objects.using(OWNER).get().told_up_on == LATE
    told = Event.objects.using(OWNER).get(action="enquiry_told_up")
    assert (told.staff_id, told.person_id, told.data) == (NOBODY, asked.person_id, {"enquiry": asked.pk})


def test_a_morning_that_was_missed_is_made_up_for(district, asked):
    comes(LATE + days(10))
    assert heard(district.clerk(LATE + days(10))) == [asked.pk]


def test_it_is_named_who_should_answer_and_no_office_of_a_town_is_told(district, asked):
    comes(LATE)
    with acting(district.clerk(LATE)):
        assert who_is_asked([asked.person_id], on=LATE) == {asked.person_id: district.assistant().office_name}
    assert heard(district.assistant(on=LATE)) == heard(district.assistant(NEXT, on=LATE)) == []


def test_what_is_answered_is_read_no_more(district, asked):
    comes(LATE)
    by = district.assistant(on=LATE)
    with acting(by):
        (waiting,) = enquiries_to(for_staff=by)
    answer_enquiry(waiting.pk, EnquiryAnswer.OURS, by=by, on=LATE)
    assert heard(district.clerk(LATE)) == []


def test_control_what_was_answered_in_time_is_told_to_nobody(district, asked):
    by = district.assistant(on=ASKED_ON)
    answer_enquiry(asked.pk, EnquiryAnswer.OURS, by=by, on=ASKED_ON)
    comes(LATE)
    assert Enquiry.objects.using(OWNER).get().told_up_on is None
    assert not Event.objects.using(OWNER).filter(action="enquiry_told_up").exists()
