"""The marked file uploaded again: whom the ID number tells is unchanged, about the others a person decides once more. And so it is said."""

import pytest

from anbang.exchange.batch.actions import decide_row
from anbang.exchange.batch.models import Batch
from anbang.exchange.batch.status import Decision
from anbang.organisations.acting import ActingStaff
from tests.docs.reading import text_of
from tests.exchange import lists
from tests.support.people import TODAY

TEMPLATES = "src/anbang/web/templates/lists"
# Where it is said → words that every such place needs, by its language.
SAID = {
    "README.md": "ID number",
    "README.zh-CN.md": "身份证号",
    "docs/lists.md": "ID number",
    f"{TEMPLATES}/note.html": "身份证号",
    f"{TEMPLATES}/lists.html": "身份证号",
}
BEGINS = {"ID number": "uploaded again", "身份证号": "改好"}


@pytest.fixture
def taken_in(clerk: ActingStaff) -> Batch:
    """Somebody with a number, somebody without one, and another under the first one's number who was taken in by decision."""
    rows = [lists.person(1), lists.person(2, 身份证号=""), {**lists.person(1), "姓名": "另一人"}]
    batch = lists.staged(rows, by=clerk)
    assert lists.outcomes(batch) == ["new", "new", "doubtful"]
    decide_row(lists.rows_of(batch)[2].pk, Decision.TAKE_IN, by=clerk)
    return lists.confirm(batch, by=clerk)


def test_uploaded_again_only_those_with_a_number_of_their_own_count_as_unchanged(taken_in: Batch, clerk: ActingStaff):
    again = lists.staged(lists.given_back(taken_in.pk, by=clerk, on=TODAY), by=clerk)
    assert lists.outcomes(again) == ["doubtful", "doubtful", "doubtful"]
    assert [row.decision for row in lists.rows_of(again)] == [""] * 3, (
        "what was decided in the old list is not carried over"
    )


def test_uploaded_again_somebody_with_a_number_counts_as_unchanged(clerk: ActingStaff):
    batch = lists.applied([lists.person(1), lists.person(2, 身份证号="")], by=clerk)
    again = lists.staged(lists.given_back(batch.pk, by=clerk, on=TODAY), by=clerk)
    assert lists.outcomes(again) == ["same", "doubtful"]


@pytest.mark.parametrize("place", SAID)
def test_wherever_uploading_again_is_explained_the_number_is_named(place: str):
    text = " ".join(text_of(place).split())
    told = [text[at : at + 150] for at in range(len(text)) if text.lower().startswith(BEGINS[SAID[place]], at)]
    assert told, "the control: it is explained here"
    assert any(SAID[place] in one for one in told)
    assert "nobody twice" not in text
