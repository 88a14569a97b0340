"""三（二）: the people who do the work."""
# ruff: noqa: D103  # what a rule concludes stands in its two readings

from anbang.policy.language.symbols import Symbol
from anbang.policy.language.words import parameter, rule
from anbang.policy.vocabulary import people_in_care, social_workers


@rule("3.2", zh="专职社工配备够", en="enough social workers are employed")
def social_workers_enough() -> Symbol:
    return people_in_care <= social_workers * parameter("people_per_social_worker")
