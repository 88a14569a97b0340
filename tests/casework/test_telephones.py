"""Somebody is found by the telephone at which they are reached now, within reach alone, and by no number that no longer holds."""

import pytest
from django.db import IntegrityError

from anbang.casework.act.models import Act
from anbang.casework.care import telephones
from anbang.casework.care.reaching import HowToReach, change_contact
from anbang.casework.handover.actions import Arrival, report_in
from anbang.casework.models import Case, Telephone
from anbang.casework.person.finding import Found, find
from anbang.casework.person.meant import How
from anbang.casework.person.telephones import NUMBER
from anbang.casework.step.repairing import redact
from anbang.lib.sealing import KeyKind
from anbang.organisations.acting import ActingStaff, acting
from anbang.papers.keys import change_keyring, keyring
from tests.support.crew import NEXT, TODAY, District, days

OLD, NEW = "139 0000 1234", "023-46773000"
OWNER = "owner"


@pytest.fixture
def case(district: District) -> Case:
    """Somebody who said at the report how to be reached."""
    case = district.in_care(since=TODAY - days(7))
    told = Arrival(has_certificate=True, certificate="1号", contact=f"本人 {OLD}")
    report_in(case.pk, told, by=district.assistant(), on=TODAY - days(6))
    return case


def found(typed: str, by: ActingStaff) -> list[Found]:
    with acting(by, reading_only=True):
        return find(typed, for_staff=by)


def test_somebody_is_found_by_the_number_that_holds_and_not_by_the_one_before(district, case):
    by = district.assistant()
    assert found("13900001234", by) == found("+86 139-0000-1234", by) == [Found(case.person_id, How.TELEPHONE)]
    change_contact(case.pk, HowToReach(contact=f"母亲家 {NEW}"), by=by, on=TODAY)
    assert found("13900001234", by) == []
    assert found("46773000", by) == found("02346773000", by) == [Found(case.person_id, How.TELEPHONE)]


def test_a_neighbouring_office_finds_nobody_by_it(district, case):
    assert found("13900001234", district.assistant(NEXT)) == []


def test_a_number_that_was_taken_out_is_kept_nowhere(district, case):
    act = Act.objects.using(OWNER).get(case=case, kind="reported_in")
    redact(act.pk, why="是别人的号码", by=district.assistant())
    assert not Telephone.objects.using(OWNER).exists()


def test_control_if_nothing_followed_it_would_stay(district, case, monkeypatch):
    act = Act.objects.using(OWNER).get(case=case, kind="reported_in")
    monkeypatch.setattr("anbang.casework.step.repairing.settle_beside", lambda _settled: None)
    redact(act.pk, why="是别人的号码", by=district.assistant())
    assert Telephone.objects.using(OWNER).count() == 1


def test_a_row_that_holds_is_left_as_it_is_under_an_older_key_too(district, case):
    before = Telephone.objects.using(OWNER).get()
    change_keyring(lambda ring: ring.with_another(KeyKind.INDEX, on=TODAY))
    change_contact(case.pk, HowToReach(lives_at="人民路9号"), by=district.assistant(), on=TODAY)
    assert Telephone.objects.using(OWNER).get().pk == before.pk
    assert found("13900001234", district.assistant()) == [Found(case.person_id, How.TELEPHONE)]


def test_control_if_only_the_newest_key_were_asked_it_would_be_made_again(district, case, monkeypatch):
    before = Telephone.objects.using(OWNER).get()
    change_keyring(lambda ring: ring.with_another(KeyKind.INDEX, on=TODAY))
    newest = lambda number: [keyring().index(number, purpose="telephone")]  # noqa: E731
    monkeypatch.setattr(telephones, "telephone_indexes", newest)
    change_contact(case.pk, HowToReach(lives_at="人民路9号"), by=district.assistant(), on=TODAY)
    assert Telephone.objects.using(OWNER).get().pk != before.pk


def test_no_number_lies_open_and_no_index_is_without_its_key(case):
    row = Telephone.objects.using(OWNER).get()
    assert NUMBER.open(row.number_sealed, id=row.pk) == b"13900001234"
    assert b"13900001234" not in bytes(row.number_sealed) + bytes(row.number_index)
    with pytest.raises(IntegrityError, match="telephone_index_tells_its_key"):
        Telephone.objects.using(OWNER).update(number_index=b"13900001234")
