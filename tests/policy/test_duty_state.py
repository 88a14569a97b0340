"""What a duty is on a day: one table, the day before, on and after."""

from datetime import date

import pytest

from anbang.policy import duty_state

OPENS, DUE = date(2016, 3, 1), date(2016, 3, 31)
BEFORE, AFTER = date(2016, 3, 30), date(2016, 4, 1)
LATER = date(2017, 1, 1)


@pytest.mark.parametrize(
    ("met", "void", "as_of", "state"),
    [
        (None, None, OPENS, "open"),
        (None, None, DUE, "open"),
        (None, None, AFTER, "overdue"),
        (BEFORE, None, LATER, "done"),
        (DUE, None, LATER, "done"),
        (AFTER, None, LATER, "done_late"),
        (AFTER, None, DUE, "open"),
        (LATER, None, AFTER, "overdue"),
        (None, BEFORE, LATER, "void"),
        (None, DUE, DUE, "void"),
        (None, DUE, BEFORE, "open"),
        (None, AFTER, LATER, "overdue"),
        (LATER, AFTER, LATER, "done_late"),
    ],
)
def test_the_state_follows_from_the_days_alone(met, void, as_of, state):
    assert duty_state(OPENS, DUE, met, void, as_of) == state


def test_before_it_opens_a_duty_has_no_state():
    with pytest.raises(ValueError, match="opens on 2016-03-01; on 2016-02-29"):
        duty_state(OPENS, DUE, None, None, date(2016, 2, 29))
