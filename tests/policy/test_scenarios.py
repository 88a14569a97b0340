"""The contract's stories come out of the rules exactly as they are told there."""

import csv
from pathlib import Path

import pytest

from tests.policy.scenarios import STORIES, answered, differences, read

DIVISIONS = Path(__file__).parents[2] / "src" / "anbang" / "organisations" / "data" / "divisions.csv"
with DIVISIONS.open(encoding="utf-8", newline="") as opened:
    KINDS = {row["code_statistics"]: row["kind"] for row in csv.DictReader(opened)}


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.stem)
def test_a_story_comes_out_as_the_contract_tells_it(story):
    told = read(story.read_text(encoding="utf-8"))
    assert list(differences(told["expect"], answered(told, KINDS))) == []
