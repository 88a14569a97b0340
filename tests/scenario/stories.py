"""Writes small scenarios for tests: a file around one person's events, and what reading them says."""

from anbang.scenario.reading import read_scenario
from anbang.scenario.values import Scenario

HEAD = "policy: rongchang-2015-20\nas_of: 2017-03-01\n"
ZHANG = '    name: 张三\n    registered: "500153001001"\n'
RELEASED = "{on: 2016-01-10, event: released, from: prison}"


def of(*events: str, who: str = ZHANG, head: str = HEAD, below: str = "") -> str:
    """A scenario of one person, zhang, each event as a flow mapping."""
    told = "".join(f"      - {event}\n" for event in events)
    return f"{head}people:\n  zhang:\n{who}    events:\n{told}{below}"


def with_offices(*events: str, more: str = "") -> str:
    """A scenario of nobody but the offices."""
    told = "".join(f"    - {event}\n" for event in events)
    return f"{HEAD}people: {{}}\noffices:\n{more}  events:\n{told}"


def faults_of(text: str) -> list[str]:
    """What is wrong with it, without the name of the file."""
    return [str(fault).removeprefix("file: ") for fault in read_scenario("file", text).faults]


def read(text: str) -> Scenario:
    """The scenario, which must be faultless."""
    reading = read_scenario("file", text)
    assert not reading.faults, [str(fault) for fault in reading.faults]
    (scenario,) = reading.scenarios
    return scenario
