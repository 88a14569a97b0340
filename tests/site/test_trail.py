"""`anbang audit`: whoever keeps the installation, and whoever has a copy of key and seals, can compare the trail with its seals."""

import re

import pytest

from anbang.audit import keeping
from anbang.site.trail import audit
from tests.audit.conftest import folder
from tests.audit.test_seals import NOT_MINE, as_owner, look

__all__ = ["folder", "look"]
pytestmark = pytest.mark.usefixtures("terminal", "folder")
Told = pytest.CaptureFixture[str]


@pytest.fixture
def sealed(look) -> None:
    look()
    assert audit(["seal"]) == 0


def test_a_trail_as_it_was_sealed_is_status_0(sealed, capsys: Told):
    capsys.readouterr()
    assert audit(["verify"]) == 0
    told = r"1 seals over \d+ rows: all as they were sealed; 0 rows wait for the next seal\n"
    assert re.fullmatch(told, capsys.readouterr().out)


def test_nothing_new_is_no_seal(sealed, capsys: Told):
    capsys.readouterr()
    assert audit(["seal"]) == 0
    assert capsys.readouterr().out == "nothing new to seal\n"


def test_where_nothing_is_sealed_yet_that_is_said_and_no_alarm(look, capsys: Told):
    look()
    assert audit(["verify"]) == 0
    told = r"nothing is sealed yet; [1-9]\d* rows wait for the first seal, which the worker makes within a minute\n"
    assert re.fullmatch(told, capsys.readouterr().out)


def test_a_book_that_is_gone_is_an_alarm_once_anything_was_sealed(sealed, capsys: Told):
    keeping.outside().unlink()
    assert audit(["verify"]) == 1
    assert "the file outside cannot be read" in capsys.readouterr().err


def test_seals_and_book_taken_away_together_are_an_alarm_once_they_were_compared(sealed, capsys: Told):
    keeping.check_now()
    as_owner("delete from audit_seal")
    keeping.outside().unlink()
    assert audit(["verify"]) == 1
    assert "the file outside cannot be read" in capsys.readouterr().err


def test_control_before_the_first_comparison_they_look_like_a_new_installation(sealed):
    as_owner("delete from audit_seal")
    keeping.outside().unlink()
    assert audit(["verify"]) == 0


def test_a_row_that_was_changed_is_status_1_and_named(sealed, capsys: Told):
    as_owner(NOT_MINE)
    assert audit(["verify"]) == 1
    told = "anbang audit: the trail is not as it was sealed; seal 1: rows under this seal were changed, taken away or slipped in\n"
    assert capsys.readouterr().err == told


def test_whoever_kept_key_and_seals_elsewhere_compares_with_those(sealed, tmp_path, capsys: Told):
    capsys.readouterr()
    assert audit(["key"]) == 0
    kept_key, kept_seals = tmp_path / "kept.pub", tmp_path / "kept.jsonl"
    kept_key.write_text(capsys.readouterr().out)
    kept_seals.write_text(keeping.outside().read_text())
    assert audit(["verify", "--key", str(kept_key), "--seals", str(kept_seals)]) == 0
    as_owner("delete from audit_look", "delete from audit_seal")
    keeping.outside().unlink()
    assert audit(["verify", "--key", str(kept_key), "--seals", str(kept_seals)]) == 1
    assert "the file outside knows of this seal, and the database does not" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (["verify", "--seals", "/nowhere"], "/nowhere: there is no such file."),
        (["verify", "--key", "/nowhere"], "/nowhere: no public key can be read there."),
    ],
)
def test_a_file_that_is_not_there_is_said_and_nothing_is_compared(typed, told, capsys: Told):
    assert audit(typed) == 2
    assert capsys.readouterr().err == f"anbang audit: {told}\n"
