"""The machine that takes any steps in any order knows every kind of act."""

from anbang.casework.act.kinds import kinds
from tests.architecture.reading import PROJECT
from tests.support.deeds import DEEDS

# Known to the rules, and told by no step: what an office hears of it is a sign of reoffending, or the judgment.
WITHOUT_A_STEP = frozenset({"suspected", "arrested"})
ROOMS = ("casework", "assistance")


def test_every_kind_of_act_about_a_person_is_among_the_deeds():
    assert set(kinds()) - set(DEEDS) == WITHOUT_A_STEP


def test_what_is_not_among_the_deeds_no_step_tells():
    files = [file for room in ROOMS for file in (PROJECT / "src" / "anbang" / room).rglob("*.py")]
    told = {file.name for file in files for kind in WITHOUT_A_STEP if f'"{kind}"' in file.read_text(encoding="utf-8")}
    assert len(files) > 50
    assert told == {"facts.py"}
