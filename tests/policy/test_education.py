"""二（二）: education at regular times, and in each key period."""

from anbang.policy import DEFAULT_PACK, NEVER, RULES, duty_definition, office_duties
from tests.policy.stories import on


def test_a_justice_office_holds_education_in_each_quarter():
    """The last day of March is in time; June without a session is missed."""
    held = office_duties("hold_education", [on("2016-03-31")], since=on("2016-02-15"), as_of=on("2016-07-01"))
    assert [(one.period, one.due_on, str(one.state)) for one in held] == [
        ("2016-Q1", on("2016-03-31"), "done"),
        ("2016-Q2", on("2016-06-30"), "missed"),
        ("2016-Q3", on("2016-09-30"), "open"),
    ]


def test_how_often_is_the_districts_reading():
    monthly = DEFAULT_PACK.with_figures({"education_months": 1})
    held = office_duties("hold_education", [], since=on("2016-01-31"), as_of=on("2016-02-29"), pack=monthly)
    assert [(one.period, str(one.state)) for one in held] == [("2016-01", "missed"), ("2016-02", "open")]


def test_each_key_period_has_education_of_its_own():
    """It opens with the period, is due on its last day, is met by education for it, and comes again with the next."""
    duty = duty_definition("educate_in_key_period")
    told = {
        "key_period_begins_on": on("2016-02-01"),
        "key_period_ends_on": on("2016-02-29"),
        "key_period_education_on": on("2016-02-10"),
    }
    figures = DEFAULT_PACK.in_force

    def day(which: str, facts: dict[str, object]) -> object:
        as_of = on("2016-02-15")
        return RULES.function(duty.days[which])(facts, facts, figures(as_of), as_of, figures)

    assert [day(which, told) for which in ("opens", "due", "met", "void")] == [
        on("2016-02-01"),
        on("2016-02-29"),
        on("2016-02-10"),
        NEVER,
    ]
    assert [day(which, {}) for which in ("opens", "met")] == [NEVER, NEVER]
    assert duty.recurs
    assert duty.owner.kind == "justice_office"
