"""What leaves as a file is looked through as the pages are: its bytes, and whatever is packed in it."""

import pytest

from anbang.exchange.batch.models import Batch
from anbang.organisations.acting import acting
from anbang.papers.actions import read_file
from tests.web.answers import OPENS
from tests.web.marks import foreign_marks
from tests.web.matrix import CARED, CLOSED, FILES, HERE, LISTS, SEATS
from tests.web.names import NAMES, NUMBERS, OFFENCES, OPINIONS
from tests.web.planted import Planted, fresh
from tests.web.roles import CLERK, READING_THE_OFFENCE
from tests.web.walking import text_of

OF_THE_CLOSED = (NAMES[CLOSED], NUMBERS[CLOSED], OFFENCES[CLOSED], OPINIONS[CLOSED])
HANDS_LISTS_IN = "bureau clerk"
OF_LISTS = [seat for seat in SEATS if SEATS[seat].role in CLERK]
IN_FULL = {"purpose": "correcting", "in_full": "on", "why_in_full": "改好后再上传"}


def lines_of(content: str) -> list[str]:
    """Which of the people of the two lists stand in it."""
    return [name for name in NAMES.values() if name in content]


@pytest.mark.parametrize("told", [{"purpose": "sender"}, IN_FULL], ids=["masked", "in full"])
def test_the_marked_list_holds_nothing_of_closed_files_and_leaves_with_whoever_handed_it_in(planted: Planted, told):
    for seat in OF_LISTS:
        client = fresh(planted.seats[seat])
        for subject in LISTS:
            response = client.post(planted.address("marked_list", subject), told)
            assert (response.status_code == OPENS) == (seat == HANDS_LISTS_IN), (seat, subject)
            content = text_of(response)
            assert [mark for mark in OF_THE_CLOSED if mark in content] == []
            if seat == HANDS_LISTS_IN:
                assert lines_of(content), "the others of the list stand in it"
            else:
                assert list(foreign_marks(seat, "list", subject, content)) == []


def test_once_the_list_is_taken_in_nobody_is_told_which_of_its_lines_was_closed(planted: Planted):
    client = fresh(planted.seats[HANDS_LISTS_IN])
    content = text_of(client.post(planted.address("marked_list", LISTS[0]), IN_FULL))
    assert NAMES[HERE] in content
    assert "此行已封闭" not in content


def test_control_the_file_as_it_came_holds_the_child(planted: Planted):
    with acting(planted.seats[HANDS_LISTS_IN], reading_only=True):
        content = read_file(Batch.objects.select_related("file").earliest("id").file).decode()
    assert NAMES[CLOSED] in content
    assert NAMES[CLOSED] in list(foreign_marks("bureau clerk", "list", LISTS[0], content))


def test_a_scan_is_known_by_whose_it_is_and_opens_to_whoever_sees_them(planted: Planted):
    for seat in ("justice assistant", "second justice assistant", "bureau clerk", "village cadre"):
        client = fresh(planted.seats[seat])
        seen = {whose for whose in FILES if NAMES[whose] in text_of(client.get(planted.address("scan", whose)))}
        reads = SEATS[seat].role in READING_THE_OFFENCE
        # Of somebody in care it is the care agreement, which the village signs.
        assert seen == SEATS[seat].reaches & (set(FILES) if reads else {CARED}), seat


def test_control_a_scan_of_somebody_else_is_noticed(planted: Planted):
    content = text_of(fresh(planted.seats["justice assistant"]).get(planted.address("scan", CARED)))
    assert list(foreign_marks("village cadre elsewhere", "scan", CARED, content)) == [NAMES[CARED]]
