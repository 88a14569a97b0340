"""The jobs: sealed every minute, compared once a day, and a comparison that finds something is told."""

import logging
from datetime import timedelta

import pytest
from django.db import connections

from anbang.audit import jobs, keeping
from anbang.audit.models import Check, Seal
from anbang.audit.sealing import TrailIsBusy
from tests.audit.test_seals import NOT_MINE, as_owner, look

__all__ = ["look"]
pytestmark = pytest.mark.usefixtures("folder")


@pytest.fixture(autouse=True)
def left_clean():
    yield
    connections.close_all()


def test_each_minute_seals_what_the_last_one_left(look):
    look()
    jobs.seal(0)
    jobs.seal(0)
    assert Seal.objects.using("auditor").count() == 1
    look()
    jobs.seal(0)
    assert Seal.objects.using("auditor").count() == 2
    assert len(keeping.outside().read_text().splitlines()) == 2
    assert keeping.waiting() == (0, None)


def test_a_minute_in_which_somebody_is_writing_all_the_while_leaves_it_to_the_next(look, monkeypatch):
    look()
    with monkeypatch.context() as busy:
        busy.setattr(jobs, "seal_now", lambda: (_ for _ in ()).throw(TrailIsBusy))
        jobs.seal(0)
    assert not Seal.objects.using("auditor").exists()
    jobs.seal(0)
    assert Seal.objects.using("auditor").exists()


def test_the_whole_trail_is_compared_once_a_day(look, monkeypatch):
    look()
    jobs.seal(0)
    jobs.check(0)
    jobs.check(0)
    (check,) = Check.objects.using("auditor").all()
    assert (check.seals, check.unsealed, check.faults) == (1, 0, [])
    monkeypatch.setattr(jobs, "A_DAY", timedelta(0))
    jobs.check(0)
    assert Check.objects.using("auditor").count() == 2


def test_what_is_not_as_it_was_sealed_is_kept_and_logged(look, caplog):
    look()
    jobs.seal(0)
    as_owner(NOT_MINE)
    with caplog.at_level(logging.ERROR, logger="anbang.audit"):
        jobs.check(0)
    assert Check.objects.using("auditor").get().faults == [["rows", 1]]
    assert "rows, seal 1" in caplog.text


def test_the_key_lies_apart_and_only_its_owner_reads_it(folder):
    keeping.signer()
    file = folder / "keys" / "seal.pem"
    assert file.stat().st_mode & 0o777 == 0o600
    assert keeping.signer() is keeping.signer()
