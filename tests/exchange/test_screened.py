"""Wherever a file comes in it is asked about before it is kept: what is infected is refused in words, and without an answer nothing is kept."""

import ast
import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import override_settings

import anbang
from anbang.exchange.batch.actions import receive_file
from anbang.organisations.acting import ActingStaff
from anbang.organisations.steps import StepRefused
from anbang.papers.models import PaperKind, SealedFile
from anbang.papers.official.actions import upload_document
from anbang.papers.scans import read_pages
from anbang.policy import DEFAULT_PACK
from anbang.web.frame import scanner_in_words
from tests.lib.clamd import EICAR, clamd
from tests.papers.test_scans import photograph
from tests.support.people import TODAY

# Whoever keeps a file, and by which step of theirs it came in.
DOORS = {
    "exchange/batch/actions.py": "a list",
    "papers/official/actions.py": "the official document",
    "papers/scans.py": "scans and photographs",
}
Door = Callable[[bytes, ActingStaff], object]


def a_list(content: bytes, by: ActingStaff) -> object:
    return receive_file(content, name="list.csv", institution_id=0, by=by, on=TODAY)


def a_document(content: bytes, by: ActingStaff) -> object:
    return upload_document(content, name="a.txt", pack=DEFAULT_PACK, by=by, on=TODAY)


def a_second_page(content: bytes, by: ActingStaff) -> object:
    return read_pages([photograph(), content], PaperKind.OTHER, by=by)


@pytest.mark.parametrize("door", [a_list, a_document, a_second_page])
def test_what_is_infected_is_refused_in_words_and_the_log_is_told_numbers(
    door: Door, clerk: ActingStaff, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    refused = pytest.raises(StepRefused, match="带有病毒")
    with clamd(tmp_path) as (scanner, _), override_settings(SCANNER=scanner), refused:
        door(EICAR, clerk)
    told = f"a file of {len(EICAR)} bytes by account {clerk.staff_id} of office {clerk.office_id} was refused: infected"
    assert caplog.record_tuples == [("anbang.papers", logging.WARNING, told)]
    assert not SealedFile.objects.using("owner").exists()


@pytest.mark.parametrize("door", [a_list, a_document, a_second_page])
def test_without_an_answer_nothing_is_kept(door: Door, clerk: ActingStaff, tmp_path: Path):
    silent = override_settings(SCANNER=f"unix:{tmp_path}/none")
    with silent, pytest.raises(StepRefused, match="过几分钟再试"):
        door(b"a clean one", clerk)


@pytest.mark.parametrize("door", [a_list, a_document, a_second_page])
def test_control_unasked_the_same_file_comes_further(door: Door, clerk: ActingStaff):
    with override_settings(SCANNER=""), pytest.raises(StepRefused) as refused:
        door(EICAR, clerk)
    assert "病毒" not in str(refused.value), "refused by what comes after: no institution, no clause, no photograph"


def test_a_clean_photograph_is_asked_about_as_it_came_and_taken(tmp_path: Path):
    with clamd(tmp_path) as (scanner, sizes), override_settings(SCANNER=scanner):
        assert read_pages([photograph()], PaperKind.OTHER).clean.ending == "jpg"
    assert sizes == [len(photograph())]


def test_whoever_watches_the_service_reads_whether_files_are_asked_about(tmp_path: Path):
    with override_settings(SCANNER=""):
        assert scanner_in_words().endswith("none is set (ANBANG_SCANNER)")
    with override_settings(SCANNER=f"unix:{tmp_path}/none"):
        assert "DOES NOT ANSWER" in scanner_in_words()
    with clamd(tmp_path) as (scanner, _), override_settings(SCANNER=scanner):
        assert scanner_in_words().endswith(": answers")


def callers_of(name: str) -> set[str]:
    """The files of ours in which a function is called."""
    root = Path(anbang.__file__).parent
    return {
        str(file.relative_to(root))
        for file in root.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
    }


def test_no_file_is_kept_but_by_these_doors_and_each_of_them_asks():
    assert callers_of("store_file") == set(DOORS)
    assert callers_of("refuse_infected") == set(DOORS)
