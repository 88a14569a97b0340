"""二（四）3: the bases."""
# ruff: noqa: D103  # what a rule concludes stands in its two readings

from anbang.policy.language.symbols import Symbol
from anbang.policy.language.words import decided_by, parameter, rule
from anbang.policy.vocabulary import enterprise_bases, needs_a_roof


@rule("2.4.3.1", zh="可以在区过渡性安置基地临时安置", en="may stay in the district's transitional base for a time")
def may_stay_in_base() -> Symbol:
    return needs_a_roof & decided_by(
        "justice_bureau", "由司法局按基地制度决定", "decided by the justice bureau under the base's rules"
    )


@rule("2.4.3.2", zh="镇街缺企业安置基地", en="a town lacks an enterprise base")
def base_lacking() -> Symbol:
    return enterprise_bases < parameter("enterprise_bases_per_town")
