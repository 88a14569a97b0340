"""What duties are read from is told by somebody, or the product does not start."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from anbang.casework.apps import READERS
from anbang.casework.custody.facts import CUSTODY
from anbang.casework.duty.facts import NOT_YET_TOLD, FactsWithoutReader, read_by_duties, refuse_gaps
from anbang.policy import RULES
from tests.architecture.reading import PROJECT, copy_of_the_source


def test_everything_that_a_duty_is_read_from_is_told_or_listed_as_not_yet():
    refuse_gaps([CUSTODY])
    assert read_by_duties(RULES) - CUSTODY.tells == NOT_YET_TOLD, "and nothing is listed that no duty reads"
    assert len(READERS) == 1


def test_a_fact_that_nobody_tells_is_refused_by_name():
    silent = replace(CUSTODY, tells=CUSTODY.tells - {"verified_on"})
    with pytest.raises(FactsWithoutReader, match="read from verified_on, which nobody tells"):
        refuse_gaps([silent])


def test_what_is_told_may_not_stand_among_what_is_not_yet():
    with pytest.raises(FactsWithoutReader, match="verified_on: told"):
        refuse_gaps([CUSTODY], not_yet=NOT_YET_TOLD | {"verified_on"})


def started(place: Path) -> subprocess.CompletedProcess[str]:
    """What becomes of a start with the source in `place`."""
    return subprocess.run(
        [sys.executable, "-c", "import django; django.setup()"],
        env={**os.environ, "PYTHONPATH": str(place)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_fact_without_a_reader_stops_the_start(tmp_path: Path):
    facts = copy_of_the_source(tmp_path) / "casework" / "custody" / "facts.py"
    facts.write_text(facts.read_text(encoding="utf-8").replace('            "verified_on",\n', ""), encoding="utf-8")
    start = started(tmp_path / "src")
    assert start.returncode != 0
    assert "read from verified_on, which nobody tells" in start.stderr


def test_control_with_every_reader_it_starts():
    assert started(PROJECT / "src").returncode == 0
