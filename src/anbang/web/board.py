"""The hand-over board: from the first paper of the institution to the desk, a week at a time, by day or by institution."""

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy

from anbang.casework.arrival.board import (
    CHAIN,
    WEEK,
    Chain,
    Week,
    is_late,
    late_by_institution,
    monday_of,
    released_by_week,
    week_of,
)
from anbang.casework.arrival.reception import Release, cases_of, released, town_of
from anbang.lib.reading_dates import read_date
from anbang.organisations.acting import ActingStaff
from anbang.organisations.days import short_day
from anbang.policy.clauses import RECEPTION
from anbang.web.duties import as_marked
from anbang.web.paging import page_of
from anbang.web.sheets.hand_over import MEETING
from anbang.web.views import acting_staff, reads

WEEKS_BEFORE, WEEKS_AFTER = 3, 4
PASSAGES_A_PAGE = 25
BY_INSTITUTION = "institution"
# What a column is called: shorter than the duty, whose whole name stands with its state.
COLUMNS: Mapping[str, Any] = dict(
    zip(
        CHAIN,
        (
            gettext_lazy("登记表"),
            gettext_lazy("核查"),
            gettext_lazy("通知书"),
            gettext_lazy("接收安排"),
            gettext_lazy("接回"),
            gettext_lazy("报到"),
        ),
        strict=True,
    )
)


@reads(*MEETING)
def board(request: HttpRequest) -> HttpResponse:
    """One week: who comes home, how far each is on the way, who is late, who drives to the gate and when."""
    by = acting_staff(request)
    monday = _asked(request, by=by)
    by_institution = request.GET.get("by") == BY_INSTITUTION
    week = week_of(monday, for_staff=by)
    cases = sorted(week.cases, key=attrgetter("institution")) if by_institution else week.cases
    page = page_of(request, cases, size=PASSAGES_A_PAGE)
    # What nobody of the week owes, such as papers that came before anybody asked for them, has no column.
    columns = {rule: label for rule, label in COLUMNS.items() if any(rule in one for one in week.chains.values())}
    rows = [_row(one, week.chains[one.case.pk], columns, by=by) for one in released(cases_of(page), on=by.today)]
    context = {
        "page": page,
        "heaps": _heaps(rows, by_institution=by_institution),
        "columns": list(columns.values()),
        "summary": _summary(week, columns, by=by),
        "late_senders": late_by_institution(week, on=by.today),
        "weeks": _weeks(monday, by_institution=by_institution, by=by),
        "monday": monday,
        "sunday": monday + WEEK - timedelta(days=1),
        "by_institution": by_institution,
        "by_day": _address(monday, by_institution=False),
        "by_sender": _address(monday, by_institution=True),
        "kept": f"week={monday.isoformat()}{'&by=institution' if by_institution else ''}",
        "clause": RECEPTION,
    }
    return render(request, "reception/board.html", context)


def _asked(request: HttpRequest, *, by: ActingStaff) -> date:
    """The week that the address names by any of its days; this one for anything else."""
    told = read_date(request.GET.get("week", ""))
    return monday_of(told if isinstance(told, date) else by.today)


def _address(monday: date, *, by_institution: bool) -> str:
    query = {"week": monday.isoformat()} | ({"by": BY_INSTITUTION} if by_institution else {})
    return reverse("board", query=query)


def _weeks(monday: date, *, by_institution: bool, by: ActingStaff) -> list[dict[str, Any]]:
    """The weeks around the one that is shown, each with how many come home in it."""
    mondays = [monday + number * WEEK for number in range(-WEEKS_BEFORE, WEEKS_AFTER + 1)]
    counted = released_by_week(for_staff=by, since=mondays[0], until=mondays[-1])
    return [
        {
            "label": f"{short_day(one)}–{short_day(one + WEEK - timedelta(days=1))}",
            "count": counted.get(one, 0),
            "address": _address(one, by_institution=by_institution),
            "here": one == monday,
        }
        for one in mondays
    ]


def _heaps(rows: list[dict[str, Any]], *, by_institution: bool) -> list[dict[str, Any]]:
    """The rows of a page under their day, or under the institution."""

    def named(row: dict[str, Any]) -> Any:
        return row["release"].institution if by_institution else row["release"].on

    return [{"of": of, "rows": list(some)} for of, some in groupby(rows, key=named)]


def _row(release: Release, chain: Chain, columns: Mapping[str, Any], *, by: ActingStaff) -> dict[str, Any]:
    duties = [(label, chain.get(rule)) for rule, label in columns.items()]
    return {
        "release": release,
        "place": town_of(release),
        # No ways to do them: the file has these.
        "cells": [(label, as_marked(duty, on=by.today) if duty else None) for label, duty in duties],
    }


def _summary(week: Week, columns: Mapping[str, Any], *, by: ActingStaff) -> list[dict[str, Any]]:
    """Per part of the way: how many are through, how many past their day are not, and how many were late."""
    chains = list(week.chains.values())
    return [
        {
            "label": label,
            "done": sum(rule in one and one[rule].met_on is not None for one in chains),
            "of": sum(rule in one and one[rule].void_on is None for one in chains),
            "undone": sum(is_late(one, rule, on=by.today) and one[rule].met_on is None for one in chains),
            "late": sum(is_late(one, rule, on=by.today) and one[rule].met_on is not None for one in chains),
        }
        for rule, label in columns.items()
    ]
