"""An installation from before indexes told their key goes on: everybody is found by their number, and what whoever came says is read."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connections

from anbang.casework.handover.intake import who_came
from anbang.casework.handover.models import Enquiry
from anbang.casework.person.models import Person
from anbang.casework.person.queries import find_by_id_numbers
from anbang.lib.sealing import SealBroken
from anbang.organisations.acting import acting
from anbang.papers.keys import keyring
from anbang.site.privileges import grant
from tests.exchange.lists import applied, outcomes, person, staged
from tests.site.test_found_while_indexes_change import ADULT, NUMBER, at_the_door, take_in_on_the_spot
from tests.support.people import TODAY

OWNER = "owner"


def migrate(*back_to: str) -> None:
    """Back to a migration, or to the newest."""
    connections.close_all()
    call_command("migrate", *(("casework", *back_to) if back_to else ()), database=OWNER, verbosity=0)


def as_they_lay() -> list[tuple[bytes, bytes]]:
    with connections[OWNER].cursor() as cursor:
        cursor.execute("select id_number_index, id_number_tail_index from casework_person order by id")
        return [(bytes(whole), bytes(tail)) for whole, tail in cursor.fetchall()]


@pytest.fixture
def asked(clerk, neighbour) -> Enquiry:
    """Somebody is filed here, and stands before another office."""
    applied([ADULT, person(2)], by=clerk)
    assert take_in_on_the_spot(at_the_door(NUMBER, ADULT["姓名"]), by=neighbour, on=TODAY).is_asked_elsewhere
    return Enquiry.objects.using(OWNER).get()


@pytest.mark.proof
def test_it_goes_there_and_back(clerk, asked):
    before, said = as_they_lay(), who_came(asked)
    migrate("0036")
    old = as_they_lay()
    assert [(whole[2:], tail[2:]) for whole, tail in before] == old
    sealed = bytes(Enquiry.objects.using(OWNER).values_list("who_came_sealed", flat=True).get())
    place = f"casework_enquiry:{asked.asking_id}:{asked.asked_on}"
    assert NUMBER.encode() in keyring().open(sealed, purpose="who came", place=place), "as that version sealed it"
    migrate()
    grant()
    assert as_they_lay() == before
    assert who_came(Enquiry.objects.using(OWNER).get()) == said
    with acting(clerk, reading_only=True):
        assert [one.name for one in find_by_id_numbers([NUMBER])] == [ADULT["姓名"]]
    assert outcomes(staged([ADULT], by=clerk)) == ["same"]


def test_what_does_not_open_is_left_and_stops_nobody(asked):
    migrate("0036")
    Enquiry.objects.using(OWNER).update(who_came_sealed=b"\1\0\1 exchanged")
    migrate()
    assert bytes(Enquiry.objects.using(OWNER).get().who_came_sealed) == b"\1\0\1 exchanged"


@pytest.mark.parametrize("column", ["id_number_index", "id_number_tail_index"])
def test_an_index_that_does_not_tell_its_key_is_refused(asked, column):
    one = Person.objects.using(OWNER).exclude(id_number_index=None)[0]
    whole = bytes(getattr(one, column))
    people = Person.objects.using(OWNER).filter(pk=one.pk)
    with pytest.raises(IntegrityError, match="index_tells_its_key"):
        people.update(**{column: whole[2:]})
    assert people.update(**{column: whole}) == 1, "the control"


def test_two_questions_of_one_office_on_one_day_are_not_exchanged(clerk, neighbour, asked):
    other = person(2)
    assert take_in_on_the_spot(at_the_door(other["身份证号"], other["姓名"]), by=neighbour, on=TODAY).is_asked_elsewhere
    one, two = Enquiry.objects.using(OWNER).order_by("id")
    assert (one.asking_id, one.asked_on) == (two.asking_id, two.asked_on)
    assert who_came(one).name != who_came(two).name
    one.who_came_sealed = two.who_came_sealed
    with pytest.raises(SealBroken, match=r"casework_enquiry\.who_came_sealed of id 1 does not open"):
        who_came(one)
