"""The rules and a second, independent reading of the scenarios' definition answer random scenarios alike."""

from anbang.policy import DEFAULT_PACK
from tests.policy.reference.generator import scenarios
from tests.policy.reference.reading import answer
from tests.policy.scenarios import answered, differences
from tests.policy.test_scenarios import KINDS
from tests.support.proofs import Proof, lengths

NAME = "The policy is read a second time"
DONE = (
    "Random lives of several years (moves, transfers, priority, visits, allowance, dibao, reoffences, new cases, offices) are "
    "answered by the rules and by a second reading, written from the definition of the scenarios alone"
)


def first_difference(seeds: range, pack=DEFAULT_PACK, proof: Proof | None = None) -> tuple[int, int]:
    """How many scenarios are answered differently, and how many duties were compared."""
    different = duties = 0
    for done, seed in enumerate(seeds, 1):
        story = scenarios(seed)
        expected, found = answer(story, KINDS), answered(story, KINDS, pack)
        both = [*differences(expected, found), *differences(found, expected)]
        different += bool(both)
        duties += sum(len(person["duties"]) for person in found["people"].values()) + len(found["offices"]["duties"])
        if proof:
            proof.progress(done, len(seeds), "scenarios")
            assert not both, f"seed {seed}: {both[0]}"
    return different, duties


@lengths(60, 6_000)
def test_both_readings_answer_alike(length, proof):
    _, duties = first_difference(range(length), proof=proof)
    proof.result(f"{length:,} scenarios", f"all answers the same, in {duties:,} duties and everything else")


@lengths(60, 1_000)
def test_control_another_figure_is_noticed(length, proof):
    another = DEFAULT_PACK.with_figures({"priority_contact_months": 2})
    different, _ = first_difference(range(length), another)
    assert different
    proof.control(f"with one other figure {different:,} of {length:,} scenarios are answered differently")
