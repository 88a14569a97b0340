"""What is no number, no file or no order is refused in a sentence, however it is given."""

import shutil
from decimal import Decimal

import numpy as np
import pytest

from anbang.policy import LIFE, FaultyFile, UnreadableEvent, WrongFact, answer, load_pack, standing
from anbang.policy.population import Population
from anbang.policy.reading_pack import FOLDER
from tests.policy.stories import on, released, told

POOR = {"assets_within_limits": True, "registered_in_community": True}
TODAY = on("2016-06-01")


@pytest.mark.parametrize("number", [float("nan"), Decimal("nan"), 10**13, -(10**13), float("-inf"), True])
def test_what_is_no_number_is_refused_and_not_taken_for_no(number):
    with pytest.raises(WrongFact, match="income_per_head must be a number"):
        answer("may_have_dibao", as_of=TODAY, income_per_head=number, **POOR)


@pytest.mark.parametrize("column", [np.array([2**64 - 1], "uint64"), np.array([1e30]), [10**30], [float("nan")]])
def test_a_column_of_numbers_beyond_all_measure_is_refused(column):
    with pytest.raises(WrongFact, match="income_per_head"):
        Population({"income_per_head": column})


def test_a_life_sentence_is_a_number():
    assert answer("sentence_short", as_of=TODAY, sentence_months=LIFE) is False


@pytest.fixture
def ours(tmp_path):
    return shutil.copytree(FOLDER / "rongchang-2015-20", tmp_path / "ours")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            "2021-09-01,,636,515,seen,",
            '2021-09-01,,636,515,seen,"see letter',
            "no readable table|quotation mark is not closed",
        ),
        ("770,630,seen,", '770,630,seen,"', "no readable table|not closed"),
        ("2021-09-01,,636,515,seen,", "2021-09-01,,6360000000,515,seen,", "expected whole yuan"),
        ("2021-09-01,,636,515,seen,", "2021-09-01,,636,515,sure,", "confidence: expected one of seen"),
    ],
)
def test_a_slip_in_the_standards_drops_no_standard_silently(ours, old, new, sentence):
    file = ours / "standards.csv"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(FaultyFile, match=sentence):
        load_pack(f"{ours}")


def test_a_file_of_a_pack_is_an_ordinary_one(ours):
    for name in ("clauses.toml", "standards.csv"):
        whole = (ours / name).read_bytes()
        (ours / name).unlink()
        (ours / name).symlink_to("/dev/zero")
        with pytest.raises(FaultyFile, match=f"ours/{name} is no ordinary file"):
            load_pack(f"{ours}")
        (ours / name).unlink()
        (ours / name).write_bytes(b"\xef\xbb\xbf" + whole)
    assert load_pack(f"{ours}").parameters.keys() == load_pack("rongchang-2015-20").parameters.keys()


def test_a_standard_stands_in_one_file(ours):
    with (ours / "parameters.toml").open("a", encoding="utf-8") as opened:
        opened.write('[dibao_urban_yuan]\nclause = "2.4.1.1"\nunit = "yuan"\nzh = "标"\nen = "standard"\n')
        opened.write('values = [{ from = 2015-08-31, value = 1, source = "x" }]\n')
    with pytest.raises(FaultyFile, match=r"dibao_urban_yuan: stands in standards\.csv already"):
        load_pack(f"{ours}")


def test_a_story_goes_forward_over_all_its_cases():
    story = (released("2016-01-10"), told("2016-05-01", "reoffended"), told("2015-01-01", "released"))
    with pytest.raises(UnreadableEvent, match="released on 2015-01-01 comes after what happened on 2016-05-01"):
        standing(story, as_of=TODAY)


def test_nothing_begins_anew_for_the_dead():
    story = (
        released("2016-01-10"),
        told("2016-02-01", "died"),
        told("2016-03-01", "reoffended"),
        released("2016-04-01"),
    )
    one = standing(story, as_of=TODAY)
    assert (one.stage, one.term) == ("died", (on("2016-01-10"), on("2021-01-10")))
