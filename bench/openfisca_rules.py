"""The ten results as a country package of OpenFisca has them: a variable with a formula for each, month by month, dated parameters."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import ETERNITY, MONTH
from openfisca_core.simulations import Simulation, SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from bench.numpy_rules import DIBAO_FROM, DIBAO_RURAL, DIBAO_URBAN, months_completed, months_later
from bench.people import EMERGENCIES, SUPPORTED, SUPPORTERS, TRUTHS

Array = NDArray[Any]

Person = build_entity("person", "persons", "a person", is_person=True)
NEVER = date(9999, 12, 31)


def since_the_document(value: float) -> dict[str, Any]:
    """A parameter with one value."""
    return {"values": {"2015-01-01": {"value": value}}}


def dated(days: Array, values: Array) -> dict[str, Any]:
    """A parameter with a value from each of the days on."""
    return {"values": {str(day): {"value": int(value)} for day, value in zip(days, values, strict=True)}}


PARAMETERS = {
    "care": {"months_after_release": since_the_document(60), "months_after_corrections": since_the_document(36)},
    "allowance": {
        "report_in_days": since_the_document(30),
        "months": since_the_document(6),
        "share_percent": since_the_document(100),
    },
    "dibao": {"urban": dated(DIBAO_FROM, DIBAO_URBAN), "rural": dated(DIBAO_FROM, DIBAO_RURAL)},
    "extreme_difficulty": {
        "elderly_years": since_the_document(60),
        "child_years": {"values": {"2015-08-31": {"value": 16}, "2021-07-01": {"value": 18}}},
    },
}


class Supporter(Enum):
    """Somebody legally bound to support."""

    none = "none"
    unable = "unable"
    able = "able"


class Supported(Enum):
    """How somebody in extreme difficulty is supported."""

    home = "home"
    institution = "institution"


EVENT = {"value_type": date, "default_value": NEVER, "entity": Person, "definition_period": ETERNITY}
KNOWN = {"value_type": bool, "entity": Person, "definition_period": MONTH}


class income_per_head(Variable):
    value_type = float
    entity = Person
    definition_period = MONTH


class supporter(Variable):
    value_type = Enum
    possible_values = Supporter
    default_value = Supporter.able
    entity = Person
    definition_period = MONTH


class supported(Variable):
    value_type = Enum
    possible_values = Supported
    default_value = Supported.home
    entity = Person
    definition_period = MONTH


class term_ends(Variable):
    value_type = date
    default_value = NEVER
    entity = Person
    definition_period = MONTH

    def formula(person, period, parameters):
        care = parameters(period).care
        return np.fmin(
            months_later(person("released_on", period), int(care.months_after_release)),
            months_later(person("corrections_completed_on", period), int(care.months_after_corrections)),
        )


class care_stops(Variable):
    value_type = date
    default_value = NEVER
    entity = Person
    definition_period = MONTH

    def formula(person, period, parameters):
        ended_otherwise = np.fmin(person("died_on", period), person("reoffended_on", period))
        return np.fmin(ended_otherwise, person("term_ends", period) + 1)


class in_care(Variable):
    value_type = bool
    entity = Person
    definition_period = MONTH

    def formula(person, period, parameters):
        as_of = np.datetime64(period.start.date)
        begins = np.fmin(person("released_on", period), person("corrections_completed_on", period))
        return (begins <= as_of) & ~(person("care_stops", period) <= as_of)


class late_months(Variable):
    value_type = int
    entity = Person
    definition_period = MONTH

    def formula(person, period, parameters):
        deadline = person("released_on", period) + int(parameters(period).allowance.report_in_days)
        return months_completed(deadline, np.fmin(person("reported_in_on", period), np.datetime64(period.start.date)))


class allowance_is_ours(Variable):
    value_type = bool
    entity = Person
    definition_period = MONTH

    def formula(person, period, parameters):
        elsewhere = person("identity_known", period) * person("registered_outside", period)
        return ~np.isnat(person("released_on", period)) * ~elsewhere


class months_granted(Variable):
    value_type = int
    entity = Person
    definition_period = MONTH

    def formula(person, period, parameters):
        granted = np.maximum(parameters(period).allowance.months - person("late_months", period), 0)
        return np.where(person("allowance_is_ours", period), granted, 0)


class month_granted(Variable):
    value_type = bool
    entity = Person
    definition_period = MONTH

    def formula(person, period, parameters):
        month = np.datetime64(period.start.date, "M")
        first_paid = person("allowance_approved_on", period).astype("datetime64[M]")
        return (first_paid <= month) & (month < first_paid + person("months_granted", period))


class dibao_standard(Variable):
    value_type = float
    entity = Person
    definition_period = MONTH

    def formula(person, period, parameters):
        dibao = parameters(period).dibao
        return np.where(person("registered_in_community", period), dibao.urban, dibao.rural)


class month_amount(Variable):
    value_type = float
    entity = Person
    definition_period = MONTH

    def formula(person, period, parameters):
        share = parameters(period).allowance.share_percent / 100
        return np.round(person("dibao_standard", period) * share, 2)


class may_have_dibao(Variable):
    value_type = bool
    entity = Person
    definition_period = MONTH

    def formula(person, period, parameters):
        is_poor = person("income_per_head", period) < person("dibao_standard", period)
        return is_poor & person("assets_within_limits", period)


class may_have_extreme_difficulty_support(Variable):
    value_type = bool
    entity = Person
    definition_period = MONTH

    def formula(person, period, parameters):
        years = parameters(period).extreme_difficulty
        as_of = np.datetime64(period.start.date)
        born = person("born_on", period)
        elderly = born <= months_later(as_of, -12 * int(years.elderly_years))
        child = born > months_later(as_of, -12 * int(years.child_years))
        supporting = person("supporter", period)
        unsupported = (supporting == Supporter.none) + (supporting == Supporter.unable)
        needs_it = elderly + child + person("disabled", period)
        return needs_it * ~person("able_to_work", period) * ~person("has_income", period) * unsupported


class may_have_housing_aid(Variable):
    value_type = bool
    entity = Person
    definition_period = MONTH

    def formula(person, period, parameters):
        at_home = person("extreme_difficulty", period) * (person("supported", period) == Supported.home)
        return (person("family_on_dibao", period) + at_home) * person("housing_difficulty", period)


class may_have_temporary_aid(Variable):
    value_type = bool
    entity = Person
    definition_period = MONTH

    def formula(person, period, parameters):
        at_once = (
            person("fire", period) + person("accident", period) + person("illness", period) + person("other", period)
        )
        return at_once + person("family_on_dibao", period) * person("expense_jump", period)


EVENTS = (
    *("released_on", "corrections_completed_on", "died_on", "reoffended_on", "reported_in_on"),
    *("allowance_approved_on", "born_on"),
)
RESULTS = (
    *(term_ends, in_care, late_months, months_granted, month_granted, month_amount),
    *(may_have_dibao, may_have_extreme_difficulty_support, may_have_housing_aid, may_have_temporary_aid),
)


def made_system() -> TaxBenefitSystem:
    """The variables and parameters of the document."""
    system = TaxBenefitSystem([Person])
    system.parameters = ParameterNode("", data=PARAMETERS)
    inputs = [type(name, (Variable,), EVENT) for name in EVENTS]
    inputs += [type(name, (Variable,), KNOWN) for name in (*TRUTHS, *EMERGENCIES)]
    system.add_variables(
        *inputs, income_per_head, supporter, supported, care_stops, dibao_standard, allowance_is_ours, *RESULTS
    )
    return system


SYSTEM = made_system()


def columns(people: Mapping[str, Array]) -> dict[str, Array]:
    """The same people as OpenFisca wants them: a truth value for each emergency."""
    found = {name: column for name, column in people.items() if name != "emergency"}
    return found | {word: (people["emergency"] >> bit & 1).astype(bool) for bit, word in enumerate(EMERGENCIES)}


def results(given: Mapping[str, Array], on: date) -> dict[str, Array]:
    """The ten results of many people in the month of a day."""
    simulation = SimulationBuilder().build_default_simulation(SYSTEM, len(given["born_on"]))
    for name, column in given.items():
        simulation.set_input(name, "eternity" if name in EVENTS else f"{on:%Y-%m}", column)
    return calculated(simulation, on)


def person(given: Mapping[str, Array]) -> dict[str, Any]:
    """The first of them as OpenFisca is told of one person."""
    words = {"supporter": SUPPORTERS, "supported": SUPPORTED}
    told = {name: column[0].item() for name, column in given.items()}
    told |= {name: str(told[name]) for name in EVENTS if told[name] is not None}
    return told | {name: words[name][told[name]] for name in words}


def results_of_one(told: Mapping[str, Any], on: date) -> dict[str, Array]:
    """The ten results of one person."""
    month = f"{on:%Y-%m}"
    facts = {
        name: {"ETERNITY" if name in EVENTS else month: value} for name, value in told.items() if value is not None
    }
    return calculated(SimulationBuilder().build_from_dict(SYSTEM, {"persons": {"somebody": facts}}), on)


def calculated(simulation: Simulation, on: date) -> dict[str, Array]:
    """Every result of a simulation for the month of a day."""
    return {variable.__name__: simulation.calculate(variable.__name__, f"{on:%Y-%m}") for variable in RESULTS}
