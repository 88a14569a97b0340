"""The release certificate that comes later, and whoever was returned as another county's (ALW-2, 2.3.1)."""

import pytest

from anbang.casework.act.models import Act
from anbang.casework.act.story import words_of
from anbang.casework.custody.changes import return_as_not_ours
from anbang.casework.custody.single import record_admission
from anbang.casework.handover.actions import (
    Arrival,
    Meeting,
    bring_certificate,
    record_reception,
    record_release,
    report_in,
)
from anbang.casework.handover.models import Outcome, ReleasedFrom
from anbang.casework.models import Case
from anbang.casework.step.repairing import withdraw
from anbang.organisations.kinds import OfficeKind
from anbang.organisations.steps import StepRefused
from tests.support.crew import NEXT, TODAY, District, days
from tests.support.people import office
from tests.support.recomputed import differences

OWNER = "owner"
SINCE = TODAY - days(3)
WITHOUT = Arrival(has_certificate=False)


@pytest.fixture
def reported(district: District) -> Case:
    """Somebody who reported in without the release certificate."""
    case = district.in_care(since=SINCE)
    report_in(case.pk, WITHOUT, by=district.assistant(on=SINCE), on=SINCE)
    return case


def test_a_certificate_that_was_missing_at_the_report_is_brought_later_with_its_number(district, reported):
    by = district.assistant()
    with pytest.raises(StepRefused, match="证明编号") as refused:
        bring_certificate(reported.pk, certificate=" ", by=by, on=TODAY)
    assert refused.value.field == "certificate"
    act = bring_certificate(reported.pk, certificate="渝监字1号", words="母亲送来", by=by, on=TODAY)
    assert words_of(Act.objects.using(OWNER).get(pk=act.pk)) == {"certificate": "渝监字1号", "words": "母亲送来"}
    assert differences(reported.person_id, today=TODAY) == []
    with pytest.raises(StepRefused, match="报到时已核对"):
        bring_certificate(reported.pk, certificate="渝监字1号", by=by, on=TODAY)
    withdraw(act.pk, why="录错人", by=by)
    bring_certificate(reported.pk, certificate="渝监字2号", by=by, on=TODAY)


def test_nothing_is_brought_before_the_report_or_where_nothing_was_missing(district):
    case, by = district.in_care(since=SINCE), district.assistant()
    with pytest.raises(StepRefused, match="还没有报到"):
        bring_certificate(case.pk, certificate="渝监字1号", by=by, on=TODAY)
    report_in(case.pk, Arrival(has_certificate=True, certificate="渝监字1号"), by=by, on=TODAY)
    with pytest.raises(StepRefused, match="报到时已核对"):
        bring_certificate(case.pk, certificate="渝监字1号", by=by, on=TODAY)


def test_a_certificate_is_looked_at_by_the_office_of_the_report(district, reported):
    with pytest.raises((StepRefused, Case.DoesNotExist)):
        bring_certificate(reported.pk, certificate="渝监字1号", by=district.assistant(NEXT), on=TODAY)
    town = district.at(OfficeKind.TOWN_GOVERNMENT)
    with pytest.raises(StepRefused, match="由报到的司法所"):
        bring_certificate(reported.pk, certificate="渝监字1号", by=town, on=TODAY)
    late = district.assistant(on=TODAY + days(60))
    with pytest.raises(StepRefused, match="为什么现在才登记"):
        bring_certificate(reported.pk, certificate="渝监字1号", by=late, on=TODAY)


# Not ours


def admitted(district: District, case: Case) -> None:
    prison, clerk = office(OfficeKind.PRISON).pk, district.clerk()
    record_admission(case.pk, prison, by=clerk, on=TODAY, release_on=TODAY + days(9))


@pytest.fixture
def returned(district: District) -> Case:
    """Somebody in custody who turned out to be another county's."""
    case = district.filed(on=SINCE)
    admitted(district, case)
    return_as_not_ours(case.pk, belongs_to="永川区", words="户口已迁", by=district.assistant(), on=TODAY)
    return case


def test_whoever_was_returned_is_neither_released_nor_met_here(district, returned):
    how = {"by": district.assistant(), "on": TODAY}
    met = Meeting(Outcome.MET, who="王某")
    steps = (
        lambda: record_release(returned.pk, released_from=ReleasedFrom.PRISON, **how),
        lambda: record_reception(returned.pk, met, released_from=ReleasedFrom.PRISON, **how),
        lambda: record_reception(returned.pk, met, **how),
    )
    for step in steps:
        with pytest.raises(StepRefused, match="已作为非本辖区退回"):
            step()
    assert Case.objects.using(OWNER).filter(person=returned.person_id).count() == 1, "no new case was begun"


def test_control_with_the_return_withdrawn_or_a_new_admission_they_are(district, returned):
    act = Act.objects.using(OWNER).get(case=returned, kind="not_ours")
    withdraw(act.pk, why="核错", by=district.assistant())
    record_release(returned.pk, released_from=ReleasedFrom.PRISON, by=district.assistant(), on=TODAY)


def test_control_after_a_new_admission_a_release_belongs_to_the_new_case(district, returned):
    admitted(district, returned)
    act = record_release(returned.pk, released_from=ReleasedFrom.PRISON, by=district.assistant(), on=TODAY)
    assert act.case_id != returned.pk
