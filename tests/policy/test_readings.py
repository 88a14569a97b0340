"""The page of readings and the pack say the same: every reading with its clause, its value and the others that were weighed."""

import json
from pathlib import Path

import pytest

from anbang.policy import DEFAULT_PACK, RULES, clause
from anbang.policy.language.rulebook import clause_order
from anbang.policy.pack import DatedParameter

PAGE = (Path(__file__).parents[2] / "docs" / "policy" / "readings.md").read_text(encoding="utf-8")


def rows_of_readings(page: str = PAGE) -> dict[str, list[str]]:
    """The rows of the page that stand for a parameter, by its name: clause, the text, read as, the others weighed."""
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines() if line.startswith("| `")
    ]
    return {row[0].strip("`"): row[1:] for row in cells}


def readings() -> dict[str, DatedParameter]:
    """The readings of the pack."""
    return {name: parameter for name, parameter in DEFAULT_PACK.parameters.items() if parameter.reading}


def test_the_page_of_readings_has_every_reading_of_the_pack_and_no_other():
    assert list(rows_of_readings()) == sorted(
        readings(), key=lambda name: (clause_order(readings()[name].clause), list(readings()).index(name))
    )
    assert sum(line.startswith("| `") for line in PAGE.splitlines()) == len(readings())


@pytest.mark.parametrize("name", sorted(name for name, one in DEFAULT_PACK.parameters.items() if one.reading))
def test_a_reading_stands_there_with_its_clause_its_value_and_every_other_that_was_weighed(name):
    parameter = DEFAULT_PACK.parameters[name]
    cited, _, read_as, weighed = rows_of_readings()[name]
    assert cited == (parameter.clause if parameter.clause.startswith("LAW-") else clause(parameter.clause).citation)
    assert f"**{json.dumps(parameter.values[-1].value)}**".replace('"', "") in read_as
    for alternative in parameter.alternatives:
        assert alternative in weighed
    for word in parameter.allowed:
        if isinstance(word, str):
            assert word in read_as + weighed


def test_control_a_reading_that_left_the_page_is_noticed():
    without = "\n".join(line for line in PAGE.splitlines() if not line.startswith("| `late_month`"))
    assert readings().keys() - rows_of_readings(without).keys() == {"late_month"}


def test_every_reading_is_used_by_a_rule_or_by_a_step_that_is_named():
    """Some are read by the product itself: moved due days, the removal of refused rows, and how steps are recorded and told on."""
    by_the_product = {
        "former_office_days",
        "escalation_days",
        "longest_pause_days",
        "reception_alarm_hour",
        "late_record_days",
        "unsealing_days",
    }
    assert (
        readings().keys() - RULES.parameter_types.keys()
        == {"roll_to_workday", "strangers_rows_days", "outbound_form_days"} | by_the_product
    )
