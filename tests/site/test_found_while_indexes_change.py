"""While indexes are computed anew, whoever has a file is found by their number as before: under the old key, under the new one, and by every
question that is asked by a number. So nobody is filed twice.
"""

from collections.abc import Callable
from datetime import date

import pytest

from anbang.casework.arrival.known import whose_paper
from anbang.casework.arrival.typed import find_file
from anbang.casework.charge.listing import sought
from anbang.casework.handover.actions import Arrival
from anbang.casework.handover.filing import Somebody
from anbang.casework.handover.intake import Unannounced, take_in_on_the_spot
from anbang.casework.handover.models import ReleasedFrom
from anbang.casework.person.actions import Place
from anbang.casework.person.models import Person
from anbang.casework.person.queries import find_by_id_numbers, share_the_number
from anbang.lib.sealing import KeyKind
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.steps import StepRefused
from anbang.papers.keys import change_keyring, keyring
from anbang.site.rotation import blind_indexes, renew_rows
from anbang.site.sealed_columns import INDEXES
from tests.exchange.lists import applied, child, person, rows_of, staged
from tests.site.sealed import security, silent
from tests.support.people import TODAY, village

# Every lookup in every state of a change; a short one of it all, in the suite, is tests/proofs/test_keys_under_load.py.
pytestmark = pytest.mark.proof

__all__ = ["security"]
OWNER = "owner"
ADULT, CHILD = person(11), child()
NUMBER, OF_THE_CHILD = ADULT["身份证号"], CHILD["身份证号"]
ANOTHER_NAME = "甄同号"


def not_begun(_security: ActingStaff) -> None:
    """There is one index key."""


def just_begun(_security: ActingStaff) -> None:
    """There is a new key, and everybody lies under the old one."""
    change_keyring(lambda ring: ring.with_another(KeyKind.INDEX, on=TODAY))


def half_done(security: ActingStaff) -> None:
    """The first to be filed lie under the new key, whoever shares a number with them under the old one."""
    just_begun(security)
    last = Person.objects.using(OWNER).order_by("-pk")[:1].get()
    before = {"id_number_index": last.id_number_index, "id_number_tail_index": last.id_number_tail_index}
    done(security)
    Person.objects.using(OWNER).filter(pk=last.pk).update(**before)
    assert {bytes(one.id_number_index)[:2] for one in Person.objects.using(OWNER).all()} == {b"\0\1", b"\0\2"}


def done(security: ActingStaff) -> None:
    """Everybody lies under the new key, and the old one is still there."""
    if len(keyring().indexes) == 1:
        just_begun(security)
    assert all(renew_rows(blind_indexes(one), by=security, tell=silent).is_whole for one in INDEXES)


@pytest.fixture
def filed(database: str, clerk: ActingStaff, security: ActingStaff, take) -> None:
    """An adult, a child whose file is closed, and somebody of another name with the adult's number."""
    applied([ADULT, CHILD], by=clerk)
    take(id_number=NUMBER, name=ANOTHER_NAME)


STATES = pytest.mark.parametrize("state", [not_begun, just_begun, half_done, done])


def people() -> int:
    return Person.objects.using(OWNER).count()


def of_one_list(clerk: ActingStaff, assistant: ActingStaff) -> object:
    """The same people in another list: one of two with the number is in doubt, the child's row is closed."""
    rows = rows_of(staged([ADULT, CHILD], by=clerk))
    return [(row.outcome, row.closed, len(row.people)) for row in rows]


def asked_who_is_listed(_clerk: ActingStaff, assistant: ActingStaff) -> object:
    with acting(assistant, reading_only=True):
        return [found.name for found in sought(NUMBER, None, for_staff=assistant)]


def asked_for_the_file(_clerk: ActingStaff, assistant: ActingStaff) -> object:
    with acting(assistant, reading_only=True):
        found = find_file(NUMBER, for_staff=assistant)
        return found and found.person.name


def asked_who_shares_it(_clerk: ActingStaff, assistant: ActingStaff) -> object:
    with acting(assistant, reading_only=True):
        one = Person.objects.get(name=ADULT["姓名"])
        return [other.name for other in share_the_number(one, for_staff=assistant)]


def asked_by_the_register(clerk: ActingStaff, _assistant: ActingStaff) -> object:
    with acting(clerk, reading_only=True):
        return sorted(one.name for one in find_by_id_numbers([NUMBER, OF_THE_CHILD]))


def typed_in_from_paper(clerk: ActingStaff, _assistant: ActingStaff) -> object:
    somebody = Somebody(CHILD["姓名"], "male", None, OF_THE_CHILD, None)
    with acting(clerk):
        return whose_paper(somebody, is_another=False, by=clerk).closed_file is not None


def at_the_door(number: str, name: str) -> Unannounced:
    somebody = Somebody(name, "male", date(1985, 6, 12), number, Place(area_id=village().pk))
    return Unannounced(somebody, TODAY, ReleasedFrom.PRISON, Arrival(has_certificate=False, contact="1"), "没有来文")


def before_the_own_office(_clerk: ActingStaff, assistant: ActingStaff) -> object:
    try:
        take_in_on_the_spot(at_the_door(NUMBER, ADULT["姓名"]), by=assistant, on=TODAY)
    except StepRefused as refused:
        return str(refused)
    return "filed again"


QUESTIONS: dict[Callable[[ActingStaff, ActingStaff], object], object] = {
    of_one_list: [("doubtful", False, 1), ("same", True, 1)],
    asked_who_is_listed: [ADULT["姓名"], ANOTHER_NAME],
    asked_for_the_file: ANOTHER_NAME,
    asked_who_shares_it: [ANOTHER_NAME],
    asked_by_the_register: sorted([ADULT["姓名"], ANOTHER_NAME]),
    typed_in_from_paper: True,
    before_the_own_office: "你处已有此人的档案，请在档案里登记报到。",
}
ASKED = pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.__name__)


@STATES
@ASKED
def test_whoever_is_filed_is_found(filed, security, clerk, assistant, state, question):
    state(security)
    before = people()
    assert question(clerk, assistant) == QUESTIONS[question]
    assert people() == before


@ASKED
def test_control_under_the_new_key_alone_nobody_of_before_is_found(filed, clerk, assistant, question):
    change_keyring(lambda ring: ring.with_another(KeyKind.INDEX, on=TODAY).without(KeyKind.INDEX, 1))
    assert question(clerk, assistant) != QUESTIONS[question]


@STATES
def test_another_office_asks_and_files_nobody(filed, security, neighbour, state):
    state(security)
    before = people()
    assert take_in_on_the_spot(at_the_door(NUMBER, ADULT["姓名"]), by=neighbour, on=TODAY).is_asked_elsewhere
    assert take_in_on_the_spot(at_the_door(OF_THE_CHILD, CHILD["姓名"]), by=neighbour, on=TODAY).is_asked_elsewhere
    assert people() == before


def test_control_under_the_new_key_alone_the_other_office_files_them_again(filed, neighbour):
    change_keyring(lambda ring: ring.with_another(KeyKind.INDEX, on=TODAY).without(KeyKind.INDEX, 1))
    before = people()
    take_in_on_the_spot(at_the_door(NUMBER, ADULT["姓名"]), by=neighbour, on=TODAY)
    assert people() == before + 1
