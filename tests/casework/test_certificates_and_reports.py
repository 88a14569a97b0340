"""A release certificate is brought after a report that lacked it; whatever is put right later, none stands without such a report."""

from datetime import date

import pytest

from anbang.casework.act.models import Act
from anbang.casework.handover.actions import Arrival, bring_certificate, record_release, report_in
from anbang.casework.handover.models import ReleasedFrom
from anbang.casework.models import Case
from anbang.casework.step.repairing import correct_day, withdraw
from anbang.organisations.steps import StepRefused
from anbang.policy import order
from tests.support.crew import District

REPORTED, BROUGHT = date(2026, 11, 3), date(2026, 11, 4)


@pytest.fixture
def case(district: District) -> Case:
    """Released, and reported in without the certificate."""
    case = district.filed(on=date(2026, 10, 1))
    released = {"by": district.assistant(), "on": date(2026, 11, 1), "late_because": "迟报"}
    record_release(case.pk, released_from=ReleasedFrom.PRISON, **released)  # type: ignore[arg-type]
    return case


@pytest.fixture
def report(district: District, case: Case) -> Act:
    return report_in(case.pk, Arrival(has_certificate=False, contact="1"), by=district.assistant(), on=REPORTED)


def brought(district: District, case: Case, on: date = BROUGHT) -> Act:
    return bring_certificate(case.pk, certificate="释字1号", by=district.assistant(), on=on)


def test_it_is_not_brought_before_the_report_that_lacks_it(district, case, report):
    with pytest.raises(StepRefused, match="还没有报到"):
        brought(district, case, on=date(2026, 11, 2))
    brought(district, case, on=REPORTED)


def test_it_cannot_be_moved_before_the_report_nor_the_report_behind_it(district, case, report):
    act, by = brought(district, case), district.assistant()
    with pytest.raises(StepRefused, match="还没有报到"):
        correct_day(act.pk, date(2026, 11, 2), why="记错", by=by)
    with pytest.raises(StepRefused, match="还没有报到"):
        correct_day(report.pk, date(2026, 11, 5), why="记错", by=by)


def test_the_report_is_not_withdrawn_while_the_certificate_stands_upon_it(district, case, report):
    act, by = brought(district, case), district.assistant()
    with pytest.raises(StepRefused, match="还没有报到"):
        withdraw(report.pk, why="误录", by=by)
    withdraw(act.pk, why="误录", by=by)
    withdraw(report.pk, why="误录", by=by)


def test_control_without_the_order_it_would_stand_alone(district, case, report, monkeypatch):
    monkeypatch.setattr(order, "SPECIAL", {k: v for k, v in order.SPECIAL.items() if k != "certificate_brought"})
    act, by = brought(district, case), district.assistant()
    correct_day(act.pk, date(2026, 11, 2), why="记错", by=by)
    withdraw(report.pk, why="误录", by=by)
    assert Act.objects.using("owner").get(pk=act.pk).withdrawn_on is None
