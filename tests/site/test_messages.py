"""Translations are compiled where they are missing or old, and left alone otherwise."""

import gettext
import os
from pathlib import Path

import pytest

from anbang.site.messages import compile_messages

CATALOGUE = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "名单"\nmsgstr "{}"\n'


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    """A catalogue of one text, not compiled."""
    file = tmp_path / "en" / "LC_MESSAGES" / "django.po"
    file.parent.mkdir(parents=True)
    file.write_text(CATALOGUE.format("list"), encoding="utf-8")
    return file


def translated(catalogue: Path) -> str:
    with catalogue.with_suffix(".mo").open("rb") as file:
        return gettext.GNUTranslations(file).gettext("名单")


def test_a_missing_file_is_compiled(catalogue: Path, tmp_path: Path):
    assert compile_messages(tmp_path) == [catalogue.with_suffix(".mo")]
    assert translated(catalogue) == "list"


def test_what_is_compiled_is_left_alone(catalogue: Path, tmp_path: Path):
    compile_messages(tmp_path)
    assert compile_messages(tmp_path) == []


def test_a_changed_text_is_compiled_again(catalogue: Path, tmp_path: Path):
    compile_messages(tmp_path)
    catalogue.write_text(CATALOGUE.format("batch"), encoding="utf-8")
    later = catalogue.with_suffix(".mo").stat().st_mtime + 1
    os.utime(catalogue, (later, later))
    compile_messages(tmp_path)
    assert translated(catalogue) == "batch"


def test_no_draft_is_left(catalogue: Path, tmp_path: Path):
    compile_messages(tmp_path)
    assert sorted(file.name for file in catalogue.parent.iterdir()) == ["django.mo", "django.po"]
