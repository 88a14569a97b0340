"""Facts of the household as a form asks for them, in the words of the policy itself."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anbang.casework.step.standing import Standing
from anbang.organisations.days import reads_english
from anbang.policy import RULES
from anbang.policy.household import household_on
from anbang.policy.language.rulebook import clause_order
from anbang.policy.language.symbols import Fact

# Of the household and of work; what the register itself knows is asked of nobody.
ASKED = (
    *("income_per_head", "assets_within_limits", "disabled", "able_to_work", "has_income", "supporter"),
    *("extreme_difficulty", "supported", "other_hardship_group", "in_school", "housing_difficulty", "emergency"),
    *("willing_to_work", "employment_difficulty", "wants_own_business", "runs_own_business", "was_insured"),
    *("former_official", "needs_a_roof", "has_household_book"),
)
YES, NO, UNKNOWN = "yes", "no", ""
THREE_VALUED = ((YES, _("是")), (NO, _("否")), (UNKNOWN, _("不清楚")))


def asked() -> list[Fact]:
    """The facts that the form asks for, as the rules read them."""
    return [fact for name in ASKED if isinstance(fact := RULES.inputs.get(name), Fact)]


def by_clause() -> Mapping[str, list[Fact]]:
    """Which facts each clause asks for, in the order of the document."""
    found: dict[str, list[Fact]] = {}
    for fact in sorted(asked(), key=lambda fact: clause_order(RULES.clause_reading(fact.name))):
        found.setdefault(RULES.clause_reading(fact.name), []).append(fact)
    return found


def known_now(standing: Standing) -> Mapping[str, Any]:
    """What is known today."""
    return household_on([act.happening for act in standing.story], standing.today).facts


def _words(pair: tuple[str, str]) -> str:
    return pair[1] if reads_english() else pair[0]


def title_of(fact: Fact) -> str:
    """The fact in the reader's language."""
    told = _words((fact.zh, fact.en))
    return told[:1].upper() + told[1:]


def field_of(fact: Fact, known: Any) -> forms.Field:
    """How a fact is asked for, with what is known of it."""
    choices = [(name, _words(words)) for name, words in fact.choices.items()]
    if fact.type.value == "truth":
        initial = UNKNOWN if known is None else YES if known else NO
        return forms.ChoiceField(
            label=title_of(fact), choices=THREE_VALUED, initial=initial, required=False, widget=forms.RadioSelect
        )
    if fact.type.value == "words":
        return forms.MultipleChoiceField(
            label=title_of(fact),
            choices=choices,
            initial=sorted(known or ()),
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
    if fact.type.value == "word":
        return forms.ChoiceField(
            label=title_of(fact),
            choices=[*choices, (UNKNOWN, _("不清楚"))],
            initial=known or UNKNOWN,
            required=False,
            widget=forms.RadioSelect,
        )
    return forms.DecimalField(
        label=title_of(fact), initial=known, required=False, min_value=0, max_digits=9, decimal_places=2
    )


def read(fact: Fact, told: Any) -> Any:
    """What the form told, as acts keep it; None for what is not known."""
    match fact.type.value:
        case "truth":
            return {YES: True, NO: False}.get(told)
        case "words":
            return sorted(told) if told else None
        case "word":
            return told or None
        case _:
            return None if told is None else int(told) if told == int(told) else float(told)


def shown(fact: Fact, known: Any) -> str:
    """A known fact in the reader's words."""
    if fact.type.value == "truth":
        return str(_("是") if known else _("否"))
    if fact.type.value == "word":
        return _words(fact.choices.get(str(known), (str(known), str(known))))
    if fact.type.value == "words":
        return gettext("、").join(_words(fact.choices.get(name, (name, name))) for name in known)
    return str(known)
