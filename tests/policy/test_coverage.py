"""Every demand has its line, every line is true, and the printed page is the one that the data gives."""

from dataclasses import replace
from pathlib import Path

import pytest

from anbang.policy import RULES
from anbang.policy.coverage import PRINTED, Gap, Met, demands, printed, problems

TESTS = Path(__file__).parents[1]
PROJECT = TESTS.parent

ALL = [
    "AIM-1",
    "AIM-2",
    "ORG-1",
    "ORG-2",
    "ORG-3",
    "ORG-4",
    "EDU-1",
    "EDU-2",
    "INF-1",
    "INF-2",
    "INF-3",
    "INF-4",
    "INF-5",
    "INF-6",
    "REC-1",
    "REC-2",
    "REC-3",
    "RES-1",
    "RES-2",
    "RES-3",
    "RES-4",
    "RHY-1",
    "RHY-2",
    "RHY-3",
    "RHY-4",
    "RHY-5",
    "RHY-6",
    "FIL-1",
    "FIL-2",
    "FIL-3",
    "AID-1",
    "AID-2",
    "AID-3",
    "AID-4",
    "AID-5",
    "AID-6",
    "AID-7",
    "EMP-1",
    "EMP-2",
    "EMP-3",
    "EMP-4",
    "INS-1",
    "BAS-1",
    "BAS-2",
    "HLP-1",
    "HLP-2",
    "HLP-3",
    "SAF-1",
    "ALW-1",
    "ALW-2",
    "ALW-3",
    "ALW-4",
    "SAF-2",
    "APR-1",
    "APR-2",
    "PUB-1",
    "LAW-1",
    "LAW-2",
    "LAW-3",
    "LAW-4",
    "LAW-5",
    "LAW-6",
]

# What LAW-3 keeps out of rules: nothing of these may ever be a fact.
KEPT_OUT = ("ethnic", "nation", "religion", "location", "photo", "face", "score", "risk")


def test_every_demand_has_exactly_one_line_in_the_order_of_the_document():
    assert [demand.id for demand in demands()] == ALL


def test_no_line_is_empty_and_every_name_in_it_exists():
    assert list(problems(demands(), TESTS)) == []


def test_the_printed_page_is_the_one_that_the_data_gives():
    assert (PROJECT / PRINTED).read_text(encoding="utf-8") == printed(demands()), "run python -m anbang.policy.coverage"


def test_each_demand_is_one_line_of_the_page():
    lines = printed(demands()).splitlines()
    assert [line.split(" | ")[0].removeprefix("| ") for line in lines if line.startswith("| ")][1:] == ALL


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"rules": (), "screens": (), "gaps": ()}, "INF-1 has no state."),
        ({"clause": "2.3.7"}, "INF-1 cites 2.3.7, which the pack does not have."),
        ({"gaps": (Gap(2, "done"),)}, "INF-1 names issue 2, which is not open."),
        ({"rules": (Met("form_du", "test_law.py::no"),)}, "INF-1 names the rule 'form_du'. Did you mean 'form_due'?"),
        (
            {"rules": (Met("form_due", "test_law.py::no"),)},
            "INF-1 names the test test_law.py::no, which does not exist.",
        ),
        ({"screens": (Met("list", "web/no.py::no"),)}, "INF-1 names the test web/no.py::no, which does not exist."),
        ({"rules": ()}, "The rule send_registration_form meets no demand."),
    ],
)
def test_control_a_line_that_is_not_true_is_noticed(change, sentence):
    changed = [replace(demand, **change) if demand.id == "INF-1" else demand for demand in demands()]
    assert sentence in set(problems(changed, TESTS))


def test_no_rule_reads_what_the_law_keeps_out_of_rules():
    assert not [name for name in RULES.inputs if any(word in name for word in KEPT_OUT)]
