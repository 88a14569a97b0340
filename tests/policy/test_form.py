"""二（三）1: for which sentences and institutions the form has a date, and how soon a major change is told."""

import pytest

from anbang.policy import DEFAULT_PACK, LIFE, NEVER, NOT_KNOWN, answer
from tests.policy.stories import on

ADMITTED = on("2016-01-31")
SOONER = DEFAULT_PACK.with_figures({"short_sentence_months": 12, "short_sentence_form_days": 14})
EVERY_INSTITUTION = DEFAULT_PACK.with_figures({"registration_form_from": "every_institution"})


@pytest.mark.parametrize(("months", "short"), [(3, True), (12, True), (13, False), (LIFE, False), (None, False)])
def test_a_sentence_is_short_only_where_the_pack_says_so_and_the_sentence_is_known(months, short):
    assert answer("form_sooner", as_of=ADMITTED, pack=SOONER, sentence_months=months) is short
    assert answer("form_sooner", as_of=ADMITTED, sentence_months=months) is False


@pytest.mark.parametrize(
    ("admitted", "months", "due"),
    [
        ("2016-01-31", 12, "2016-02-14"),
        ("2016-02-20", 12, "2016-03-05"),
        ("2016-01-31", 13, "2016-02-29"),
        ("2017-01-31", None, "2017-02-28"),
    ],
)
def test_a_short_sentence_gives_the_form_days_of_its_own(admitted, months, due):
    facts = {"admitted_on": on(admitted), "sentence_months": months}
    assert answer("form_due", as_of=on(admitted), pack=SOONER, **facts) == on(due)


def test_who_owes_the_form_is_a_reading():
    def expected_from(kind, pack=DEFAULT_PACK):
        return answer("form_expected_from", as_of=ADMITTED, pack=pack, admitted_on=ADMITTED, institution_kind=kind)

    assert [expected_from(kind) for kind in ("detention_centre", "prison", None)] == [ADMITTED, NEVER, NOT_KNOWN]
    assert [expected_from(kind, EVERY_INSTITUTION) for kind in ("detention_centre", "prison", None)] == [ADMITTED] * 3


@pytest.mark.parametrize(("learnt", "due"), [("2016-02-27", "2016-03-01"), ("2016-12-30", "2017-01-02")])
def test_a_major_change_is_told_within_three_days(learnt, due):
    assert answer("change_due", as_of=on(learnt), change_learnt_on=on(learnt)) == on(due)
    assert answer("change_due", as_of=on(learnt)) == NEVER
