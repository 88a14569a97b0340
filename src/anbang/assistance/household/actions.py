"""Facts of the household and dibao, as told on a day (clause 2.4.1). They decide nothing: people do."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from anbang.casework.act.models import Act
from anbang.casework.step.opening import open_file
from anbang.casework.step.positions import Position
from anbang.organisations.acting import ActingStaff
from anbang.organisations.steps import StepRefused
from anbang.policy import RULES, WrongFact
from anbang.policy.language.facts import known_facts
from anbang.policy.language.rulebook import UnknownName

KNOWING = (
    *(Position.REGISTERED, Position.RESPONSIBLE, Position.RESIDENCE, Position.FORMER, Position.VILLAGE),
    *(Position.TOWN, Position.FORMER_TOWN, Position.CIVIL_AFFAIRS, Position.BUREAU, Position.AFTERCARE),
)
OF_CIVIL_AFFAIRS = (Position.CIVIL_AFFAIRS, Position.TOWN, Position.REGISTERED, Position.BUREAU, Position.AFTERCARE)


def tell_facts(
    case_id: int, facts: Mapping[str, Any], *, by: ActingStaff, on: date, words: str = "", late_because: str = ""
) -> Act:
    """What is now known of the household, fact by fact; None makes one unknown again. Later tellings overrule earlier ones.

    Raises StepRefused for a fact that no rule reads, or of another kind than the rules read it.
    """
    try:
        known_facts(RULES, {name: value for name, value in facts.items() if value is not None})
    except (UnknownName, WrongFact) as fault:
        raise StepRefused(str(fault), field="facts") from fault
    with open_file(case_id, by=by) as file:
        file.refuse_unless(*KNOWING, sentence=_("家庭情况由与此人有关的单位登记。"))
        return file.tell("facts", on=on, told=facts, words={"words": words}, late_because=late_because)


def grant_dibao(case_id: int, *, from_month: str, by: ActingStaff, on: date, late_because: str = "") -> Act:
    """Civil affairs told that dibao runs from a month on, such as 2016-05."""
    return _tell_dibao("dibao_granted", {"from_month": from_month}, case_id, by=by, on=on, late_because=late_because)


def end_dibao(case_id: int, *, last_month: str, by: ActingStaff, on: date, late_because: str = "") -> Act:
    """Civil affairs told of the last month of dibao."""
    return _tell_dibao("dibao_ended", {"last_month": last_month}, case_id, by=by, on=on, late_because=late_because)


def _tell_dibao(
    kind: str, told: Mapping[str, str], case_id: int, *, by: ActingStaff, on: date, late_because: str
) -> Act:
    with open_file(case_id, by=by) as file:
        file.refuse_unless(*OF_CIVIL_AFFAIRS, sentence=_("低保情况由民政或户籍地单位登记。"))
        return file.tell(kind, on=on, told=told, late_because=late_because)
