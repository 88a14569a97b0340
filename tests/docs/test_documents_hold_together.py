"""The documents say nothing about files, names, headings or commands that do not exist."""

from pathlib import Path

import pytest

from tests.docs.reading import (
    PROJECT,
    anchors,
    broken_links,
    documents,
    make_targets_named,
    missing_names,
    names_in_the_code,
    table_below,
    targets_of,
    text_of,
)

MOST_LINES_OF_A_DECISION = 60


def name_of(document: Path) -> str:
    return str(document.relative_to(PROJECT))


@pytest.mark.parametrize("document", documents(), ids=name_of)
def test_every_link_leads_somewhere(document: Path):
    assert broken_links(document) == []


def test_a_link_to_nowhere_is_noticed(tmp_path: Path):
    document = tmp_path / "page.md"
    document.write_text(
        "# Here it is\n[a](missing.md) [b](#there) [c](#here-it-is) [d](page.md) [e](https://example.org/x)\n"
    )
    assert broken_links(document) == ["missing.md", "#there"]


def test_a_link_in_a_code_block_is_no_link(tmp_path: Path):
    document = tmp_path / "page.md"
    document.write_text("```\n[a](missing.md)\n```\n")
    assert broken_links(document) == []


def test_a_chinese_heading_has_an_anchor():
    assert anchors("## 第一份名单，一步一步\n") == {"第一份名单一步一步"}


@pytest.mark.parametrize("document", documents(), ids=name_of)
def test_every_name_of_code_exists(document: Path):
    assert missing_names(document.read_text(encoding="utf-8")) == []


def test_a_name_of_code_that_does_not_exist_is_noticed():
    text = "`anbang.lib.sealing.Keyring` `anbang.lib.sealing.Nothing` `anbang.nowhere` `src/anbang/lib` `tests/none.py`"
    assert missing_names(text) == ["anbang.lib.sealing.Nothing", "anbang.nowhere", "tests/none.py"]


@pytest.mark.parametrize("document", documents(), ids=name_of)
def test_every_make_target_named_exists(document: Path):
    assert make_targets_named(document.read_text(encoding="utf-8")) <= targets_of(text_of("Makefile"))


def test_a_make_target_that_does_not_exist_is_noticed():
    named = make_targets_named("Run `PORT=9000 make demo`, then:\n```\nmake tset\n```\nand make no mistake.")
    assert named - targets_of("demo: setup\nA := b\ntest:\n") == {"tset"}


def decisions() -> list[str]:
    return sorted(
        file.name for file in (PROJECT / "docs" / "adr").glob("[0-9]*.md") if not file.name.startswith("0000")
    )


def test_the_index_of_decisions_has_every_decision_under_its_own_title():
    index = text_of("docs/adr/README.md")
    for name in decisions():
        number, title = text_of(f"docs/adr/{name}").splitlines()[0].removeprefix("# ").split(" ", 1)
        assert f"[{number}]({name}) | {title} |" in index


def test_decisions_are_numbered_without_a_gap():
    assert [int(name[:4]) for name in decisions()] == list(range(1, len(decisions()) + 1))


@pytest.mark.parametrize("name", decisions())
def test_a_decision_fits_on_a_page_and_says_what_to_watch_and_what_else_there_was(name: str):
    text = text_of(f"docs/adr/{name}")
    assert len(text.splitlines()) <= MOST_LINES_OF_A_DECISION
    assert {"context", "decision", "consequences", "watch", "alternatives"} <= anchors(text)


def words_under(heading: str) -> set[str]:
    return {name.strip() for row in table_below(text_of("docs/glossary.md"), heading) for name in row[2].split(",")}


def test_the_words_of_the_glossary_are_the_words_of_the_code():
    named = words_under("People, places and offices") | words_under("From custody to the gate") | words_under("In care")
    assert named - names_in_the_code(named) == set()


def test_a_word_that_the_code_does_not_use_is_noticed():
    assert names_in_the_code({"Person", "Persona_grata"}) == {"Person"}
