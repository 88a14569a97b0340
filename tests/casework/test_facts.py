"""What duties are read from is told by an act, or the product does not start."""

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from anbang.casework.act.kinds import FOLLOWS, FactsWithoutTeller, kinds, read_by_duties, refuse_gaps
from anbang.casework.custody.facts import KINDS as CUSTODY
from anbang.coordination.office.facts import EVENTS, ROUNDS, TOLD_OF_OFFICES, acts_that_meet
from anbang.coordination.office.models import OfficeActKind
from anbang.policy import RULES
from anbang.policy.reading_events import PLAIN, READERS
from tests.architecture.reading import PROJECT, copy_of_the_source


def test_everything_that_a_duty_is_read_from_is_told_by_an_act_or_follows_from_some():
    refuse_gaps(list(kinds().values()), told_of_offices=TOLD_OF_OFFICES)
    assert read_by_duties(RULES) >= FOLLOWS, "and nothing is said to follow that no duty reads"


def test_every_kind_of_act_is_an_event_that_the_policy_can_read_and_the_other_way_round():
    assert set(kinds()) == {*PLAIN, *READERS}


def test_a_fact_that_no_act_tells_is_refused_by_name():
    silent = [replace(kind, tells=kind.tells - {"verified_on"}) for kind in kinds().values()]
    with pytest.raises(FactsWithoutTeller, match="read from verified_on, which nobody tells"):
        refuse_gaps(silent, told_of_offices=TOLD_OF_OFFICES)


def test_every_round_of_an_office_is_met_by_an_act_of_offices():
    assert {acts_that_meet(duty) for duty in ROUNDS} <= set(EVENTS) == set(OfficeActKind)


def started(place: Path) -> subprocess.CompletedProcess[str]:
    """What becomes of a start with the source in `place`."""
    return subprocess.run(
        [sys.executable, "-c", "import django; django.setup()"],
        env={**os.environ, "PYTHONPATH": str(place)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_fact_without_a_teller_stops_the_start(tmp_path: Path):
    facts = copy_of_the_source(tmp_path) / "casework" / "custody" / "facts.py"
    told, removed = re.subn(r'"verified",\s*"verified_on"', '"verified"', facts.read_text(encoding="utf-8"))
    assert removed == 1
    facts.write_text(told, encoding="utf-8")
    start = started(tmp_path / "src")
    assert start.returncode != 0
    assert "read from verified_on, which nobody tells" in start.stderr


def test_control_with_every_teller_it_starts():
    assert any(kind.name == "verified" for kind in CUSTODY)
    assert started(PROJECT / "src").returncode == 0
