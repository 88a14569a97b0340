"""The YAML of scenarios is YAML 1.2 without surprises, and no text of any kind takes long or breaks the reader."""

import pytest
import yaml

from anbang.scenario import markup
from anbang.scenario.markup import DEEPEST, MOST_NODES, Twice, Unreadable, read_markup

BOMB = "a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
UNREADABLE = {
    "nothing": ("", "Expected one document, found 0."),
    "a comment": ("# nothing yet\n", "Expected one document, found 0."),
    "two documents": ("a: 1\n---\nb: 2\n", "Expected one document, found 2."),
    "an open quotation": ("a: 1\nb: 'c", "is no readable YAML"),
    "a list in a mapping": ("a: 1\n- b\n", "is no readable YAML"),
    "control signs": ("a: \x00", "It is no readable YAML"),
    "a list as a key": ("? [1]\n: 2\n", "Line 1: expected a word as a key"),
    "a tag": ("a: !!python/object/apply:os.system [ls]\n", "Line 1: expected no tag, found 'tag:yaml.org,2002:python"),
    "a tag of a word": ("a: 1\nb: !!int '7'\n", "Line 2: expected no tag"),
    "an alias of nothing": ("a: *b\n", r"Line 1: \*b names nothing that is complete above it"),
    "an alias of what it stands in": ("a: &a [*a]\n", r"Line 1: \*a names nothing that is complete above it"),
    "a bomb of aliases": (BOMB, f"the text has more than {MOST_NODES} parts"),
    "deep lists": ("[" * 100_000, f"Line 1.*(nested more than {DEEPEST} deep|nesting depth)"),
    "deep mappings": ("{a: " * 100_000, f"Line 1: lists and mappings are nested more than {DEEPEST} deep"),
}


@pytest.fixture(params=["the C parser", "the Python parser"], autouse=True)
def parser(request, monkeypatch):
    if request.param == "the Python parser":
        monkeypatch.setattr(markup, "LOADER", yaml.SafeLoader)
    else:
        assert markup.LOADER is yaml.CSafeLoader


def content(text: str) -> object:
    return read_markup(text).content


def test_on_and_its_like_are_words_and_only_true_and_false_are_truths():
    assert content("{on: yes, no: off, True: TRUE, y: true, n: false}") == {
        "on": "yes",
        "no": "off",
        "True": "TRUE",
        "y": True,
        "n": False,
    }


def test_days_and_months_stay_texts_and_numbers_are_numbers():
    assert content("[2016-01-10, 2016-05, 1:30, 460, -1, 499.5, 1e3, '460', null, ~, 0x1F, 1_000]") == [
        *("2016-01-10", "2016-05", "1:30", 460, -1, 499.5, 1000.0, "460", None, None, "0x1F", "1_000")
    ]


def test_a_number_without_end_stays_a_text():
    assert content("a: " + "9" * 5000) == {"a": "9" * 5000}


def test_an_alias_says_the_same_again():
    assert content("{a: &day 2016-01-10, b: *day, c: &list [1, *day], d: *list}") == {
        "a": "2016-01-10",
        "b": "2016-01-10",
        "c": [1, "2016-01-10"],
        "d": [1, "2016-01-10"],
    }


def test_a_key_written_twice_is_told_with_its_place_and_the_first_counts():
    found = read_markup(
        "people:\n  zhang:\n    events:\n      - {on: 1}\n      - {on: 1, event: x, on: 2}\npeople: 3\n"
    )
    assert found.twice == (Twice(("people", "zhang", "events", 1), "on", 5), Twice((), "people", 6))
    assert found.content == {"people": {"zhang": {"events": [{"on": 1}, {"on": 1, "event": "x"}]}}}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_is_no_yaml_of_a_scenario_is_refused_with_a_sentence(name):
    text, sentence = UNREADABLE[name]
    with pytest.raises(Unreadable, match=sentence):
        read_markup(text)


def test_half_a_sign_is_refused(monkeypatch):
    monkeypatch.setattr(markup, "LOADER", yaml.SafeLoader)
    with pytest.raises(Unreadable, match="found half of one"):
        read_markup('a: "\\ud800"')


def test_control_without_its_limit_the_bomb_unfolds(monkeypatch):
    monkeypatch.setattr(markup, "MOST_NODES", 10**12)
    assert len(content(BOMB)["i"]) == 10
