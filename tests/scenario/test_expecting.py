"""What an answer says otherwise than expected is told line by line; what is left out of the expectation is not asked for."""

from decimal import Decimal

import pytest

from anbang.scenario import expecting
from anbang.scenario.expecting import differences


def duty(name: str, state: str = "done", **more: object) -> dict[str, object]:
    return {"duty": name, "state": state, "period": None, "owner": {"kind": "village", "area": "500153001001"}, **more}


FOUND = {
    "stage": "in_care",
    "term": {"from": "2016-01-10", "to": "2021-01-10"},
    "priority": ["no_home", "no_work"],
    "open_transfer": None,
    "lives_apart": True,
    "duties": [
        duty("receive"),
        duty("follow_up", "missed", period="2016-H1"),
        duty("follow_up", "done", period="2016-H2"),
        duty("make_plan", "open"),
    ],
    "allowance": {"months": 6, "payments": [{"month": "2016-02", "yuan": Decimal("460.50")}]},
}


@pytest.mark.parametrize(
    "expected",
    [
        {},
        {"stage": "in_care", "term": {"to": "2021-01-10"}},
        {"priority": ["no_home", "no_work"], "open_transfer": None, "lives_apart": True},
        {"duties": [{"duty": "receive"}, {"state": "missed"}, {"period": "2016-H2"}, {}]},
        {"duties_include": [{"duty": "make_plan", "owner": {"area": "500153001001"}}, {"duty": "receive"}]},
        {"duties_include": []},
        {"allowance": {"payments": [{"yuan": 460.5}]}},
        FOUND,
    ],
)
def test_what_is_left_out_is_not_asked_for(expected):
    assert differences(expected, FOUND) == []


OTHERWISE = {
    "another word": ({"stage": "ended"}, ['stage: expected "ended", found "in_care"']),
    "a word within": ({"term": {"to": "2021-01-11"}}, ['term.to: expected "2021-01-11", found "2021-01-10"']),
    "nothing expected": ({"term": None}, ['term: expected null, found {"from": "2016-01-10", "to": "2021-01-10"}']),
    "nothing found": ({"open_transfer": {"to": "x"}}, ['open_transfer: expected {"to": "x"}, found null']),
    "no such key": ({"team_gaps": []}, ["team_gaps: expected [], found nothing"]),
    "a word more": ({"priority": ["no_home"]}, ['priority: expected ["no_home"], found ["no_home", "no_work"]']),
    "another order": (
        {"priority": ["no_work", "no_home"]},
        ['priority: expected ["no_work", "no_home"], found ["no_home", "no_work"]'],
    ),
    "a number for a truth": ({"lives_apart": 1}, ["lives_apart: expected 1, found true"]),
    "a truth as a word": ({"lives_apart": "true"}, ['lives_apart: expected "true", found true']),
    "another amount": ({"allowance": {"months": 5}}, ["allowance.months: expected 5, found 6"]),
    "another state of a duty": (
        {"duties": [{"duty": "receive"}, {"duty": "follow_up", "period": "2016-H1", "state": "done"}, {}, {}]},
        ['duties[2] (follow_up, 2016-H1).state: expected "done", found "missed"'],
    ),
    "a duty too many": (
        {"duties": [{"duty": "receive"}, {"period": "2016-H1"}, {"duty": "make_plan"}]},
        [
            ('duties: expected nothing more, found {"duty": "follow_up", "state": "done", "period": "2016-H2", '
            '"owner": {"kind": "village", "area": "500153001001"}}')
        ],
    ),
    "a duty too few": (
        {"duties": [{"duty": "receive"}, {"duty": "verify"}, {}, {}, {}]},
        ['duties[2]: expected {"duty": "verify"}, found none such'],
    ),
    "duties in another order": (
        {"duties": [{"duty": "make_plan"}, {"duty": "receive"}, {"period": "2016-H1"}, {"period": "2016-H2"}]},
        [
            'duties[1]: expected {"duty": "make_plan"}, found none such',
            ('duties: expected nothing more, found {"duty": "make_plan", "state": "open", "period": null, '
            '"owner": {"kind": "village", "area": "500153001001"}}'),
        ],
    ),
    "a duty that is not among them": (
        {"duties_include": [{"duty": "verify", "state": "open"}]},
        ['duties_include: expected {"duty": "verify", "state": "open"}, found none such'],
    ),
    "a duty among them that differs": (
        {"duties_include": [{"duty": "make_plan", "state": "done"}]},
        [
            ('duties_include: expected {"duty": "make_plan", "state": "done"}, found {"duty": "make_plan", "state": "open", '
            '"period": null, "owner": {"kind": "village", "area": "500153001001"}}')
        ],
    ),
    "no duties at all": ({"duties": []}, 4),
}  # fmt: skip


@pytest.mark.parametrize("name", OTHERWISE)
def test_each_difference_is_a_line(name):
    expected, lines = OTHERWISE[name]
    found = differences(expected, FOUND)
    assert found == lines if isinstance(lines, list) else len(found) == lines


def test_where_the_answer_stands_is_told():
    assert differences({"people": {"zhang": {"stage": "x"}}}, {"people": {"zhang": {"stage": None}}}) == [
        'people.zhang.stage: expected "x", found null'
    ]


def test_a_year_may_be_written_without_quotation_marks():
    found = {"duties": [{"duty": "skill_courses", "period": "2016"}]}
    assert differences({"duties": [{"period": 2016}]}, found) == []
    assert differences({"duties": [{"period": 2017}]}, found)


def test_duties_of_one_name_are_told_apart_by_their_periods():
    expected = {"duties": [{"duty": "follow_up", "period": "2016-H2", "state": "missed"}]}
    found = {"duties": [duty("follow_up", period="2016-H1"), duty("follow_up", period="2016-H2")]}
    lines = differences(expected, found)
    assert lines[0] == 'duties[1] (follow_up, 2016-H2).state: expected "missed", found "done"'
    assert lines[1].startswith("duties: expected nothing more, found ")


def test_control_a_comparison_that_overlooks_what_is_too_much_is_noticed(monkeypatch):
    monkeypatch.setattr(expecting, "_between", lambda *_: iter(()))
    assert differences({"duties": []}, FOUND) == []
