"""Many people at once: every rule answers row by row what it answers for one, and columns are refused in sentences."""

import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

import numpy as np
import pytest

from anbang.policy import DEFAULT_PACK, NEVER, NOT_KNOWN, RULES, UnknownName, WrongFact, answer, population
from anbang.policy.language import columns, operators
from anbang.policy.language.symbols import Fact, Operation
from anbang.policy.language.values import DEPARTMENT_DECIDES, Unknown
from anbang.policy.population import Answers, Coded, CodedSets, Population, answer_many
from tests.policy.crowd import AS_OF, OTHER_READINGS, crowd

# A standard announced later than it begins lies between the first day and the second; the third is a 29 February.
DAYS = [date(2017, 6, 30), date(2017, 8, 17), date(2024, 2, 29), date(2026, 11, 5)]
PACKS = [DEFAULT_PACK, OTHER_READINGS, DEFAULT_PACK, OTHER_READINGS]
PEOPLE_ON_EACH_DAY = 5_000


@cache
def the_crowd(place):
    """People, what the printed functions answer for each, and what the columns answer."""
    people = crowd(place, PEOPLE_ON_EACH_DAY, DAYS[place], PACKS[place])
    return people, one_by_one(people), together(people, people.population())


def one_by_one(people):
    figures, in_force = people.pack.in_force(people.as_of), people.pack.in_force
    persons = [people.person(row) for row in range(people.rows)]
    functions = {name: RULES.function(rule) for name, rule in RULES.conclusions.items()}
    return {
        name: [function(facts, facts, figures, people.as_of, in_force) for facts in persons]
        for name, function in functions.items()
    }


def together(people, known):
    return answer_many(list(RULES.conclusions), known, as_of=people.as_of, pack=people.pack)


def differing(expected, found: Answers):
    """The rows in which an answer is not the same. Money is a float in columns."""
    rows = []
    for row, one in enumerate(expected):
        other = found.at(row)
        same = Decimal(str(other)) == one if isinstance(one, Decimal) else one == other
        if not same or isinstance(one, bool) != isinstance(other, bool):
            rows.append(row)
    return rows


def rules_that_differ(people, expected, known, asked=tuple(RULES.conclusions)):
    found = answer_many(asked, known, as_of=people.as_of, pack=people.pack)
    return {name for name in asked if differing(expected[name], found[name])}


@pytest.mark.parametrize("place", range(len(DAYS)))
def test_every_rule_answers_for_twenty_thousand_people_what_it_answers_for_one(place):
    _, expected, found = the_crowd(place)
    assert set(found) == set(RULES.conclusions)
    assert {name: rows for name in expected if (rows := differing(expected[name], found[name]))} == {}


def test_control_the_crowd_has_every_kind_of_answer():
    answers = [found for place in range(len(DAYS)) for found in the_crowd(place)[1].items()]
    seen = {}
    for name, values in answers:
        seen.setdefault(name, set()).update(value for value in values if not isinstance(value, list))
    never_open = {name for name, values in seen.items() if NOT_KNOWN not in values}
    without_a_choice = {name for name, values in seen.items() if len(values - set(Unknown)) < 2}
    of_a_department = {name for name, values in seen.items() if DEPARTMENT_DECIDES in values}
    assert {"employer_may_have_support", "may_have_student_grant", "may_have_tax_relief"} <= of_a_department
    assert "term_ends" in never_open
    assert "priority" not in never_open
    # What is one figure of the pack, holds for everybody, or is false unless a department says yes, has no second answer.
    alone = {"education_aid_at_school", "housing_aid_at_department_too", "town_meeting_led_by"}
    assert without_a_choice == alone | {name for name in of_a_department if name in without_a_choice}


@pytest.mark.parametrize(
    ("operator", "wrong", "noticed_by"),
    [
        (operators.LESS_OR_EQUAL, "{0} < {1}", "in_care"),
        (operators.MONTHS_COMPLETED, "months_begun({0}, {1})", "late_months"),
        (operators.SHARE_OF, "{0} * {1} // 100", "month_amount"),
        (operators.AFTER["months"], "after_days({0}, {1} * 30)", "term_ends"),
    ],
)
def test_control_an_operator_printed_wrongly_for_columns_is_noticed(monkeypatch, operator, wrong, noticed_by):
    place = 1 if operator is operators.SHARE_OF else 0
    people, expected, _ = the_crowd(place)
    monkeypatch.setitem(columns.STRICT, operator, wrong)
    assert noticed_by in rules_that_differ(people, expected, people.population())


@pytest.mark.parametrize(
    "name", ["born_on", "income_per_head", "identity_known", "registered_town", "priority_reasons"]
)
def test_control_a_mask_that_is_dropped_is_noticed(name):
    people, expected, _ = the_crowd(0)
    known = people.population()
    assert known.columns[name].not_known is not None
    known.columns[name] = replace(known.columns[name], not_known=None)
    touched = [rule for rule in RULES.touched_by[name] if rule in RULES.conclusions]
    assert rules_that_differ(people, expected, known, touched)


def test_control_a_figure_that_was_not_announced_yet_is_noticed(monkeypatch):
    people, expected, _ = the_crowd(0)
    monkeypatch.setattr(
        population,
        "_steps",
        lambda pack, name, known_on: [(one.from_on, one.value) for one in pack.parameters[name].values],
    )
    assert rules_that_differ(people, expected, people.population()) == {"month_amount"}


def test_people_in_the_last_and_smallest_block_are_answered_like_the_others(monkeypatch):
    people, _, found = the_crowd(0)
    known = Population({name: list(values[:50]) for name, values in people.values.items()})
    monkeypatch.setattr(population, "ROWS_AT_ONCE", 7)
    for name, answers in together(people, known).items():
        assert [answers.at(row) for row in range(50)] == [found[name].at(row) for row in range(50)]


def test_plain_sequences_are_taken_like_arrays():
    people, _, found = the_crowd(2)
    for name, answers in together(people, Population(people.values)).items():
        assert [answers.at(row) for row in range(people.rows)] == [found[name].at(row) for row in range(people.rows)]


def test_a_standard_announced_later_counts_for_who_asks_after_it():
    months = Population({"month_on": [date(2017, 5, 1), date(2017, 3, 1), None], "registered_in_community": [True] * 3})
    for as_of, yuan in [(date(2017, 8, 16), 460), (date(2017, 8, 17), 500)]:
        found = answer_many(["month_amount"], months, as_of=as_of)["month_amount"]
        assert [found.at(row) for row in range(3)] == [yuan, 460, NOT_KNOWN]
        assert found.values.dtype == np.float64
        facts = {"month_on": date(2017, 5, 1), "registered_in_community": True}
        assert answer("month_amount", as_of=as_of, **facts) == yuan


def test_the_arrays_have_the_kinds_that_are_promised_and_nothing_stands_where_there_is_no_value():
    known = Population(
        {
            "released_on": np.array(["2020-02-29", "NaT"], "datetime64[D]"),
            "born_on": np.array(["NaT", "1980-01-01"], "datetime64[D]"),
            "registered_town": Coded(np.array([-1, 0]), ["here"]),
            "identity_known": [True, True],
            "was_insured": CodedSets(np.ma.masked_array([1, 2], [False, True]), ["unemployment", "pension"]),
            "team_roles": [None, ["other", "village_cadre", "police_officer"]],
        }
    )
    rules = [
        "term_ends",
        "elderly",
        "town_of_registration",
        "months_granted",
        "may_have_unemployment_benefit",
        "team_gaps",
    ]
    found = answer_many(rules, known, as_of=AS_OF)
    assert found["term_ends"].values.tolist() == [date(2025, 2, 28), NEVER]
    assert found["elderly"].values.tolist() == [False, False]
    assert found["elderly"].not_known.tolist() == [True, False]
    towns = found["town_of_registration"]
    assert (towns.at(0), towns.at(1), towns.values[0]) == (NOT_KNOWN, "here", -1)
    assert found["months_granted"].values.dtype == np.int64
    benefit = found["may_have_unemployment_benefit"]
    assert (benefit.at(0), benefit.at(1)) == (DEPARTMENT_DECIDES, NOT_KNOWN)
    assert benefit.department_decides.tolist() == [True, False]
    assert found["team_gaps"].at(1) == {"justice_assistant", "family_member"}
    assert len(towns) == len(known) == 2


def test_a_day_that_is_not_known_is_no_day_in_the_answers():
    known = Population({"release_on": np.array(["NaT", "2026-12-31"], "datetime64[D]")})
    assert answer_many(["notice_due"], known, as_of=AS_OF)["notice_due"].values.tolist() == [None, date(2026, 11, 30)]


def test_people_of_whom_nothing_is_known_are_answered_too():
    found = answer_many(["elderly", "in_care", "town_meeting_led_by"], Population({}, rows=3), as_of=AS_OF)
    assert [found[name].at(2) for name in found] == [NOT_KNOWN, False, "town"]


def test_nobody_is_a_population_too():
    found = answer_many(["term_ends", "team_gaps"], Population({"released_on": []}), as_of=AS_OF)
    assert [len(found["term_ends"]), len(found["team_gaps"])] == [0, 0]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"born_on": np.array([1, 2])}, "born_on must be days .datetime64.D.., not an array of int64"),
        ({"born_on": np.array(["2020-01"], "datetime64[M]")}, "born_on must be days .*, not an array of datetime64.M."),
        ({"born_on": ["2020-01-01"]}, "born_on must be a day, not '2020-01-01'"),
        ({"born_on": date(2020, 1, 1)}, "born_on must be days .*, not date"),
        (
            {"released_on": np.array(["1799-12-31"], "datetime64[D]")},
            "released_on must be days from 1800-01-01 to 2299-12-31",
        ),
        ({"released_on": np.array(["NaT", "2300-01-01"], "datetime64[D]")}, "released_on must be days from 1800"),
        ({"released_on": np.array(["-9999-01-01"], "datetime64[D]")}, "released_on must be days from 1800"),
        ({"sentence_months": np.array([True])}, "sentence_months must be numbers .*, not an array of bool"),
        ({"sentence_months": ["six"]}, "sentence_months must be a number, not 'six'"),
        ({"disabled": np.array([0, 1])}, "disabled must be truth values .bool., not an array of int64"),
        ({"disabled": np.array([[True]])}, "disabled must be truth values .bool., not an array of bool"),
        ({"supporter": ["rich"]}, "supporter must be out of none, unable, able, not 'rich'"),
        ({"supporter": Coded(np.array([0]), ["rich"])}, "supporter must be out of none, unable, able, not 'rich'"),
        ({"supporter": Coded(np.array([3, 0]), ["none", "able"])}, r"supporter must be places from -1 .* to 1"),
        ({"supporter": Coded(np.array([0.5]), ["none"])}, "supporter must be whole numbers"),
        ({"supporter": CodedSets(np.array([1]), ["none"])}, "supporter must be words .*, not CodedSets"),
        ({"was_insured": ["pension"]}, "was_insured must be a list of words, not 'pension'"),
        ({"was_insured": CodedSets(np.array([1]), ["life"])}, "was_insured must be out of pension, .*, not 'life'"),
        ({"was_insured": CodedSets(np.array([2]), ["pension"])}, "was_insured must have no bit beyond its 1 words"),
        ({"was_insured": CodedSets(np.array([0.5]), ["pension"])}, "was_insured must be whole numbers"),
        ({"disabled": [True], "in_school": [True, False]}, "in_school has 2 rows, disabled has 1"),
    ],
)
def test_a_column_of_the_wrong_kind_or_length_is_refused(given, sentence):
    with pytest.raises(WrongFact, match=sentence):
        Population(given)


def test_a_misspelt_column_or_rule_is_refused_with_the_nearest():
    with pytest.raises(UnknownName, match=r"No rule reads 'relase_on'. Did you mean 'release_on'"):
        Population({"relase_on": []})
    with pytest.raises(UnknownName, match=r"No rule is called 'in_car'. Did you mean 'in_care'"):
        answer_many(["in_car"], Population({}), as_of=AS_OF)


def test_the_product_starts_without_numpy():
    told = subprocess.run(
        [sys.executable, "-c", "import anbang.policy, sys; print('numpy' in sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == "False"


# What the rules promise, asked of many people


def test_reporting_later_never_raises_the_months_granted():
    released = date(2024, 1, 31)
    reported = [released + timedelta(later) for later in range(400)]
    known = Population({"released_on": [released] * 400, "reported_in_on": reported, "identity_known": [False] * 400})
    for pack in (DEFAULT_PACK, OTHER_READINGS):
        granted = answer_many(["months_granted"], known, as_of=AS_OF, pack=pack)["months_granted"].values
        assert np.all(np.diff(granted) <= 0)
        assert (granted[0], granted[-1]) == (6, 0)


def rules_that_ask_surely():
    return {
        name
        for name, rule in RULES.conclusions.items()
        if any(isinstance(part, Operation) and part.operator is operators.SURELY for part in RULES.reachable(rule))
    }


def test_a_new_fact_never_turns_a_known_answer():
    everything, _, _ = the_crowd(0)
    facts = [name for name, declared in RULES.inputs.items() if isinstance(declared, Fact)]
    before = together(everything, everything.population())
    learnt = crowd(99, everything.rows, everything.as_of, everything.pack).values
    values = dict(everything.values)
    for name in facts:
        values[name] = [new if old is None else old for old, new in zip(values[name], learnt[name], strict=True)]
    after = together(everything, replace(everything, values=values).population())
    turned = {name for name in before if turned_rows(before[name], after[name])}
    assert turned <= rules_that_ask_surely()


def turned_rows(before: Answers, after: Answers):
    return [row for row in range(len(before)) if before.at(row) is not NOT_KNOWN and before.at(row) != after.at(row)]


def test_only_the_date_of_the_form_for_a_short_sentence_is_asked_for_surely():
    assert rules_that_ask_surely() == {"form_sooner", "form_due"}
