"""Why a duty is due on its day, in sentences: what opened it, what it counts from, and the figure that the policy gives."""

import re
from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext

from anbang.policy import DEFAULT_PACK, NEVER, NOT_KNOWN, Explanation, Input
from anbang.web.templatetags.anbang import day, in_words, reads_english


def sentences(explained: Explanation) -> list[str]:
    """The reasons of a duty's day, one after another; the last one ends with the day itself."""
    opened, due = explained.parts
    # A figure that decides which kind of duty it is explains no day.
    facts = [one for one in _read(opened) if one.kind in {"event", "fact"}]
    opening = {one.name for one in facts}
    told = {one.name: _opened(one) if _is_day(one, opened.value) else _known(one) for one in facts}
    for one in _read(due):
        if one.kind in {"event", "fact"}:
            told.setdefault(one.name, _known(one))
    anew = [gettext("期限后来有变动，自%(day)s起重新计算。") % {"day": _written(one)} for one in explained.inputs]
    figures = [one for one in _read(due, days_alone=True) if one.kind == "parameter"]
    limit = next((one for one in _read(due) if _is_day(one, due.value) and one.name not in opening), None)
    return [*told.values(), *anew, _due(figures, limit, explained.value)]


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


def _opened(event: Input) -> str:
    told = gettext("%(day)s%(what)s，这件事由此产生。") % {"day": _written(event), "what": in_words(event)}
    return told[0].upper() + told[1:]


def _known(one: Input) -> str:
    told = gettext("%(what)s：%(value)s。") % {"what": in_words(one), "value": _written(one)}
    return told[0].upper() + told[1:]


def _written(one: Input) -> str:
    if isinstance(one.value, date):
        return day(one.value)
    return one.written("en" if reads_english() else "zh")


def _due(figures: list[Input], limit: Input | None, due: object) -> str:
    assert isinstance(due, date)
    if not figures:
        return gettext("所以最迟%(day)s办结。") % {"day": day(due)}
    is_a_reading = any(DEFAULT_PACK.parameters[one.name].reading for one in figures)
    basis = gettext("按本区口径，%(rule)s") if is_a_reading else gettext("按文件规定，%(rule)s")
    told = basis % {"rule": gettext("、").join(map(_with_its_figure, figures))}
    if limit:
        told = gettext("%(told)s，但不晚于%(what)s") % {"told": told, "what": in_words(limit)}
    return gettext("%(told)s，所以最迟%(day)s办结。") % {"told": told, "day": day(due)}


def _with_its_figure(one: Input) -> str:
    """The reading of a figure with the figure in it: 须在 1 个月内核查, 1 month within which the verification is answered."""
    reading, value = in_words(one), _written(one)
    if reads_english():
        return re.sub(r"^(day|month|year)s\b", value + r" \1" + ("" if one.value == 1 else "s"), reading)
    return re.sub(r"几(?=个月|日|年)", f" {value} ", reading).strip()
