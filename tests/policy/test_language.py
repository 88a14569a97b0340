"""The language: what may be written, and how it is refused."""

from datetime import UTC, date, datetime

import pytest

from anbang.policy.language.definitions import Owner, Place
from anbang.policy.language.rulebook import FaultyRules, Rulebook, UnknownName
from anbang.policy.language.symbols import Conclusion, NotAnExpression, Symbol, WrongType, formula
from anbang.policy.language.values import NOT_KNOWN
from anbang.policy.language.words import (
    afterwards,
    conclusion,
    contains,
    day,
    days,
    duty,
    each,
    event,
    months,
    number,
    parameter,
    rule,
    truth,
    words,
    years,
)

happened_on = event("happened_on", "事", "happened")
later_on = event("later_on", "后事", "happened later")
known = truth("known", "知", "known")
amount = number("amount", "数", "amount")
kinds = words("kinds", "类", "kinds", {"one": ("一", "one")})


def made(name: str, body: Symbol) -> Conclusion:
    return Conclusion(name, "1.1", "", "", body)


@pytest.mark.parametrize(
    "decided_by_python",
    [
        lambda: 1 if known else 2,
        lambda: known and amount > 1,
        lambda: known or known,
        lambda: not known,
        lambda: 0 < amount < 5,
        lambda: "one" in kinds,
        lambda: max(amount, 1),
        lambda: list(kinds),
    ],
)
def test_a_rule_that_lets_python_decide_is_refused_when_it_is_loaded(decided_by_python):
    with pytest.raises(NotAnExpression):
        rule("1.1", zh="", en="")(decided_by_python)


def test_the_refusal_names_the_rule_and_says_what_to_write_instead():
    with pytest.raises(
        NotAnExpression, match=r"test_language\.late, line \d+: .*when\(condition, then, otherwise\).*& \| ~"
    ):

        @rule("1.1", zh="", en="")
        def late():
            return 1 if happened_on > date(2020, 1, 1) else 0


def test_the_same_rule_written_as_one_expression_is_accepted():
    @rule("1.1", zh="迟", en="late")
    def late():
        return happened_on > date(2020, 1, 1)

    assert (late.name, late.clause, late.zh, late.en) == ("late", "1.1", "迟", "late")
    assert formula(late.body) == "(happened_on > datetime.date(2020, 1, 1))"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (lambda: happened_on + 30, "puts together day and number"),
        (lambda: amount + days(1), "puts together number and number"),
        (lambda: happened_on < amount, "puts together day and number"),
        (lambda: known & amount, "puts together truth and number"),
        (lambda: ~amount, "puts together number"),
        (lambda: known < ~known, "puts together truth and truth"),
        (lambda: contains(amount, "one"), "puts together number and word"),
        (lambda: amount == "one", "puts together number and word"),
    ],
)
def test_what_does_not_go_together_is_refused_when_the_rules_are_loaded(wrong, sentence):
    with pytest.raises(FaultyRules, match=rf"asked: .*{sentence}"):
        Rulebook([made("asked", wrong())], [])


@pytest.mark.parametrize("nothing_to_speak_of", [None, object(), datetime(2020, 1, 1, tzinfo=UTC), days(3)])
def test_a_rule_cannot_speak_of_moments_lengths_or_other_objects(nothing_to_speak_of):
    with pytest.raises(WrongType):
        rule("1.1", zh="", en="")(lambda: nothing_to_speak_of)


def test_a_reference_to_nothing_is_refused_with_the_nearest_name():
    with pytest.raises(FaultyRules, match=r"asked: No rule is called 'relaese_day'. Did you mean 'release_day'?"):
        Rulebook([made("asked", conclusion("relaese_day")), made("release_day", happened_on + days(1))], [])


def test_a_rule_that_is_read_from_itself_is_refused():
    one, other = made("one", conclusion("other") + days(1)), made("other", conclusion("one") + days(1))
    with pytest.raises(FaultyRules, match=r"one is read from itself: other → one → other"):
        Rulebook([one, other], [])


def test_two_rules_of_one_name_are_refused():
    with pytest.raises(FaultyRules, match=r"Two rules are called 'one'"):
        Rulebook([made("one", known | known), made("one", ~known)], [])


def test_a_fact_declared_twice_is_refused():
    again = day("happened_on", "事", "happened")
    with pytest.raises(FaultyRules, match=r"'happened_on' is declared twice"):
        Rulebook([made("one", happened_on < again)], [])


def test_a_parameter_that_is_a_number_here_and_a_word_there_is_refused():
    with pytest.raises(FaultyRules, match=r"the parameter 'figure' is a word here and something else elsewhere"):
        Rulebook([made("one", parameter("figure") > 1), made("two", parameter("figure", of="word") == "one")], [])


def test_a_length_of_years_counts_in_months():
    assert formula(happened_on + years(5)) == "(happened_on + (5 * 12) months)"
    assert formula(happened_on - months(parameter("figure"))) == "(happened_on - parameter(figure) months)"


def duty_with(**days_of_it: Symbol) -> Rulebook:
    owner = Owner("justice_office", Place.REGISTERED_TOWN)
    days_of_it = {"opens": happened_on, "due": happened_on, "met": later_on, "void": later_on, **days_of_it}
    return Rulebook([], [duty("do_it", "1.1", zh="", en="", owner=owner, **days_of_it)])


def test_each_is_for_what_opens_a_duty_and_afterwards_for_what_meets_it():
    duty_with(opens=each(happened_on), due=each(happened_on) + days(1), met=afterwards(later_on))


@pytest.mark.parametrize(
    "misplaced",
    [
        {"opens": afterwards(happened_on)},
        {"due": afterwards(happened_on)},
        {"met": each(later_on)},
        {"void": each(later_on)},
        {"void": afterwards(later_on)},
    ],
)
def test_elsewhere_they_have_no_meaning_and_are_refused(misplaced):
    with pytest.raises(FaultyRules, match=r"has a meaning only in"):
        duty_with(**misplaced)


def test_the_days_of_a_duty_must_be_days():
    with pytest.raises(FaultyRules, match=r"do_it.due must be a day, not a truth"):
        duty_with(due=known | known)


def test_an_event_knows_the_rules_and_duties_it_touches_through_others_too():
    first = made("first", happened_on + days(1))
    book = Rulebook(
        [first, made("second", conclusion("first") < later_on), made("third", ~known)], duty_with().duties.values()
    )
    assert book.touched_by["happened_on"] == ("first", "second", "do_it")
    assert book.touched_by["known"] == ("third",)


def test_the_version_of_the_rules_changes_with_a_rule_and_with_nothing_else():
    def version(length: int, label: str = "") -> str:
        return Rulebook([Conclusion("due", "1.1", label, "", happened_on + days(length))], []).digest

    assert version(30) == version(30, "another label") != version(31)


def test_what_is_not_known_is_never_taken_for_yes_or_no():
    with pytest.raises(TypeError, match=r"neither yes nor no"):
        bool(NOT_KNOWN)


def test_asking_for_a_rule_that_does_not_exist_names_the_nearest():
    with pytest.raises(UnknownName, match=r"No rule is called 'frist'. Did you mean 'first'?"):
        Rulebook([made("first", ~known)], []).resolve("frist")
