"""An old version of the rules stays callable: written as data, read again, it answers the same."""

import json
from datetime import date

import pytest

from anbang.policy import DEFAULT_PACK, JUDGE, RULES, Pack
from anbang.policy.judging import Judge
from anbang.policy.language import operators
from anbang.policy.language.archive import OPERATORS, UnreadableVersion, read, written
from anbang.policy.language.operators import Operator
from tests.policy.scenarios import STORIES, happenings_of, person_of
from tests.policy.scenarios import read as read_story
from tests.policy.test_scenarios import KINDS


def test_the_rules_read_again_are_the_same_rules():
    again = read(json.loads(json.dumps(written(RULES))))
    assert again.digest == RULES.digest
    assert again.table() == RULES.table()


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.stem)
def test_the_rules_read_again_answer_the_same(story):
    old = Judge(read(json.loads(json.dumps(written(RULES)))))
    told = read_story(story.read_text(encoding="utf-8"))
    for head in told["people"].values():
        asked = (list(happenings_of(head["events"], KINDS)), person_of(head, KINDS), told["as_of"], DEFAULT_PACK)
        assert old.standing(*asked) == JUDGE.standing(*asked)


def test_a_rule_that_was_changed_meanwhile_still_answers_as_it_did():
    plain = json.loads(json.dumps(written(RULES)))
    due = next(one for one in plain["conclusions"] if one["name"] == "report_in_due")
    due["body"]["parts"][1] = {"constant": {"plain": 7}}
    old = Judge(read(plain))
    facts = {"released_on": date(2016, 1, 1)}
    assert old.ask("report_in_due", facts, date(2016, 1, 1), DEFAULT_PACK) == date(2016, 1, 8)
    assert JUDGE.ask("report_in_due", facts, date(2016, 1, 1), DEFAULT_PACK) == date(2016, 1, 31)
    assert old.book.digest != RULES.digest


def test_every_operator_of_the_language_can_be_written():
    held = [one for one in vars(operators).values() if isinstance(one, Operator)]
    assert len(OPERATORS) == len({one.name for one in OPERATORS.values()}) >= len(held) + 4


def test_an_operator_that_no_longer_exists_is_named():
    plain = json.loads(json.dumps(written(RULES)))
    plain["conclusions"][0]["body"] = {"operator": "divine", "parts": []}
    with pytest.raises(UnreadableVersion, match="divine"):
        read(plain)


def test_a_pack_read_again_is_the_same_pack():
    again = Pack.of_plain(json.loads(json.dumps(DEFAULT_PACK.as_plain())))
    assert again.digest == DEFAULT_PACK.digest
    changed = DEFAULT_PACK.with_figures({"search_days": 3})
    assert Pack.of_plain(json.loads(json.dumps(changed.as_plain()))).digest == changed.digest != DEFAULT_PACK.digest
