"""Whatever bytes somebody calls a scenario: they are read, or every fault of them is told; nothing else ever comes of it."""

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from anbang.scenario import events
from anbang.scenario.reading import read_scenarios
from anbang.scenario.values import Reading
from anbang.scenario.vocabulary import OF_A_PERSON, OF_AN_OFFICE
from tests.policy.reference.generator import dump, scenarios

SEEDS = range(9000, 9060)
THE_SAME_FOLDER = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
# What writers of scenarios write, right and wrong.
KEYS = [
    *("policy", "as_of", "parameters", "people", "offices", "expect", "name", "sex", "born", "registered", "residence"),
    *(
        "investigated_in",
        "identity_known",
        "events",
        "on",
        "event",
        "from",
        "towns",
        "area",
        "outside",
        "to",
        "reasons",
    ),
    *(
        "month",
        "from_month",
        "last_month",
        "release_on",
        "kind",
        "members",
        "priority",
        "duties",
        "duties_include",
        "?",
    ),
]
WORDS = [
    *("rongchang-2015-20", "2016-01-10", "2017-03-01", "2016-05", "500153", "500153001", "500153001001", "no_home", "prison"),
    *("police_officer", "system", "met", "male", "outside", "", "\n", "\x00", "荣昌", "9" * 30, *OF_A_PERSON, *OF_AN_OFFICE),
]  # fmt: skip
plain = some.one_of(some.none(), some.booleans(), some.integers(), some.floats(), some.sampled_from(WORDS), some.text())
trees = some.recursive(
    plain,
    lambda inner: some.one_of(some.lists(inner, max_size=4), some.dictionaries(some.sampled_from(KEYS), inner, max_size=6)),
    max_leaves=30,
)  # fmt: skip
events_of_any_kind = some.lists(
    some.fixed_dictionaries({"event": some.sampled_from(WORDS), "on": some.sampled_from(WORDS)})
    | some.dictionaries(some.sampled_from(KEYS), some.sampled_from(WORDS) | trees, max_size=4),
    max_size=6,
)


def reading_of(content: bytes, folder: Path) -> Reading:
    """The bytes as a file, read; a scenario or at least one fault, each of them one line."""
    file = folder / "any.yaml"
    file.write_bytes(content)
    reading = read_scenarios([file])
    assert bool(reading.scenarios) != bool(reading.faults)
    assert all(str(fault).startswith(str(file)) and len(str(fault).splitlines()) == 1 for fault in reading.faults)
    return reading


@THE_SAME_FOLDER
@given(some.binary(max_size=300))
def test_any_bytes_are_read_or_told(tmp_path, content):
    reading_of(content, tmp_path)


@THE_SAME_FOLDER
@given(some.text(some.sampled_from("[]{}&*!|>'\"%@`#-?:, \n\tabn0~<=."), max_size=80))
def test_any_signs_of_yaml_are_read_or_told(tmp_path, text):
    reading_of(text.encode(), tmp_path)


@THE_SAME_FOLDER
@given(trees)
def test_any_tree_is_told(tmp_path, tree):
    reading_of(dump(tree).encode(errors="surrogatepass"), tmp_path)


@THE_SAME_FOLDER
@given(events_of_any_kind, events_of_any_kind, trees)
def test_any_events_are_read_or_told(tmp_path, of_a_person, of_offices, expected):
    told = {
        "policy": "rongchang-2015-20",
        "as_of": "2017-03-01",
        "people": {"zhang": {"name": "张三", "registered": "500153001001", "events": of_a_person}},
        "offices": {"events": of_offices},
        "expect": expected,
    }
    reading_of(dump(told).encode(errors="surrogatepass"), tmp_path)


def broken(text: str, chance: random.Random) -> str:
    """A scenario with some of its lines or words lost, doubled or exchanged."""
    lines = text.splitlines()
    for _ in range(chance.randint(1, 4)):
        place, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        match chance.randrange(5):
            case 0:
                del lines[place]
            case 1:
                lines.insert(place, lines[other % len(lines)])
            case 2:
                lines[place], lines[other] = lines[other], lines[place]
            case 3:
                words = lines[place].split(" ")
                words[chance.randrange(len(words))] = chance.choice([*WORDS[:9], "*a", "&a", "yes", "[", "-1", "1e9"])
                lines[place] = " ".join(words)
            case _:
                cut = chance.randrange(len(lines[place]) + 1)
                lines[place] = lines[place][:cut] + chance.choice(["", "0", ":", " ", "x"]) + lines[place][cut:]
        if len(lines) < 2:
            break
    return "\n".join(lines)


def test_a_scenario_broken_anyhow_is_read_or_told(tmp_path):
    told = whole = 0
    for seed in SEEDS:
        text, chance = dump(scenarios(seed)), random.Random(seed)
        for _ in range(8):
            reading = reading_of(broken(text, chance).encode(), tmp_path)
            told += bool(reading.faults)
            whole += bool(reading.scenarios)
    assert told > 200
    assert whole > 5


def test_control_a_reader_that_breaks_is_noticed(monkeypatch, tmp_path):
    monkeypatch.setattr(events, "STAND_INS", {})
    with pytest.raises(ValueError, match="kind"):
        reading_of(
            b'policy: rongchang-2015-20\nas_of: 2017-03-01\npeople:\n  z:\n    name: x\n    registered: "500153001001"\n'
            b"    events: [{on: 2016-01-01, event: admitted}]\n",
            tmp_path,
        )
