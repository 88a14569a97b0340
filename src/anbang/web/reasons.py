"""Why a duty is due on its day, in sentences: what opened it, what it counts from, and the figure that the policy gives."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext, gettext_lazy

from anbang.organisations.days import reads_english
from anbang.organisations.models import Area
from anbang.policy import DEFAULT_PACK, NEVER, NOT_KNOWN, Explanation, Input
from anbang.policy.belonging import NOBODY
from anbang.policy.vocabulary import OUTSIDE, TOWNS
from anbang.web.templatetags.anbang import day, in_words


@dataclass(frozen=True, slots=True)
class Reader:
    """What somebody may read of the reasons: these facts and figures and no others. A figure whose reading says more is said in `other_words`."""

    names: frozenset[str]
    other_words: Mapping[str, Any] = field(default_factory=dict)

    def may_read(self, one: Input) -> bool:
        """Whether it may be named to the reader at all. What nobody thought of is not."""
        return one.name in self.names or one.name in self.other_words


# A village and civil affairs read acts and facts of their own work: neither why somebody is a priority person, nor that they are one, nor
# what somebody was sentenced for, nor a sign or a reoffence (LAW-1).
HELPING = Reader(
    frozenset(
        {"released_on", "reported_in_on", "visited_on", "in_village_care", "days_of_care_in_period", "follow_up_months"}
        | {"month_on", "allowance_approved_on", "allowance_paid_on", "hardship_certified_on", "dibao_from"}
    ),
    {"priority_contact_months": gettext_lazy("两次跟踪帮教最长间隔几个月（原文“随时”）")},
)

BETWEEN_VISITS = gettext_lazy("两次走访最长间隔几个月")
# On a village's telephone: when somebody was there last, and how long it may take until the next time.
AT_THE_DOOR = Reader(
    frozenset(),
    {
        "visited_on": gettext_lazy("上次走访"),
        # Not from the last one: any day of the period will do.
        "follow_up_months": gettext_lazy("每几个月里至少走访一次，哪天都行"),
        "priority_contact_months": BETWEEN_VISITS,
    },
)


def sentences(explained: Explanation, *, reader: Reader | None = None) -> list[str]:
    """The reasons of a duty's day, one after another; the last one ends with the day itself. `reader` None: all of them are read."""
    opened, due = explained.parts
    # A figure that decides which kind of duty it is explains no day.
    facts = [one for one in _read_by(reader, opened) if one.kind in {"event", "fact"}]
    opening = {one.name for one in facts}
    words = reader.other_words if reader else {}
    told = {one.name: (_opened if _is_day(one, opened.value) else _known)(one, words.get(one.name)) for one in facts}
    for one in _read_by(reader, due):
        if one.kind in {"event", "fact"}:
            told.setdefault(one.name, _known(one, words.get(one.name)))
    moved = [one for one in explained.inputs if reader is None or reader.may_read(one)]
    anew = [gettext("期限后来有变动，自%(day)s起重新计算。") % {"day": _written(one)} for one in moved]
    figures = [one for one in _read_by(reader, due, days_alone=True) if one.kind == "parameter"]
    limit = next((one for one in _read_by(reader, due) if _is_day(one, due.value) and one.name not in opening), None)
    return [*told.values(), *anew, _due(figures, limit, explained.value, words)]


def _read_by(reader: Reader | None, explained: Explanation, *, days_alone: bool = False) -> Iterator[Input]:
    """What the answer was read from, as far as the reader may know it."""
    read = _read(explained, days_alone=days_alone)
    return read if reader is None else (one for one in read if reader.may_read(one))


def _is_day(one: Input, value: object) -> bool:
    return isinstance(one.value, date) and one.value == value


def _read(explained: Explanation, *, days_alone: bool = False) -> Iterator[Input]:
    """What the answer was read from, also behind the conclusions inside (or behind those alone that are days); what has not
    happened says nothing.
    """
    yield from (one for one in explained.inputs if one.value is not NOT_KNOWN and one.value != NEVER)
    for part in explained.parts:
        if not days_alone or isinstance(part.value, date):
            yield from _read(part, days_alone=days_alone)


def _opened(event: Input, words: Any = None) -> str:
    what = str(words or in_words(event))
    told = gettext("%(day)s%(what)s，所以有了这件事。") % {"day": _written(event), "what": what}
    return told[0].upper() + told[1:]


def _known(one: Input, words: Any = None) -> str:
    told = gettext("%(what)s：%(value)s。") % {"what": str(words or in_words(one)), "value": _written(one)}
    return told[0].upper() + told[1:]


def _written(one: Input) -> str:
    if isinstance(one.value, date):
        return day(one.value)
    if one.name in TOWNS and isinstance(one.value, str) and one.value != NOBODY:
        return _town(one.value)
    return one.written("en" if reads_english() else "zh")


def _town(code: str) -> str:
    """The town that the rules know by its code."""
    if code == OUTSIDE:
        return gettext("区外")
    found = Area.objects.filter(pk=int(code)).first() if code.isdigit() else None
    return found.short_name if found else code


def _due(figures: list[Input], limit: Input | None, due: object, other_words: Mapping[str, Any]) -> str:
    assert isinstance(due, date)
    if not figures:
        return gettext("所以最迟%(day)s办结。") % {"day": day(due)}
    is_a_reading = any(DEFAULT_PACK.parameters[one.name].reading for one in figures)
    basis = gettext("按本区口径，%(rule)s") if is_a_reading else gettext("按文件规定，%(rule)s")
    told = basis % {"rule": gettext("、").join(_with_its_figure(one, other_words.get(one.name)) for one in figures)}
    if limit:
        told = gettext("%(told)s，但不晚于%(what)s") % {"told": told, "what": in_words(limit)}
    return gettext("%(told)s，所以最迟%(day)s办结。") % {"told": told, "day": day(due)}


def _with_its_figure(one: Input, other_words: Any = None) -> str:
    """The reading of a figure with the figure in it: 须在 1 个月内核查, 1 month within which the verification is answered."""
    reading, value = str(other_words or in_words(one)), _written(one)
    if reads_english():
        return re.sub(r"^(day|month|year)s\b", value + r" \1" + ("" if one.value == 1 else "s"), reading)
    return re.sub(r"几(?=个月|日|年)", f" {value} ", reading).strip()
