"""Which institutions send late or nothing is shown by institution (INF-6)."""

from datetime import date

import pytest

from anbang.casework.custody.models import Channel
from anbang.casework.custody.single import NewNotice, record_admission, record_form, record_notice
from anbang.casework.duty.queries import LateSender, late_senders
from anbang.casework.person.models import Case
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import OfficeKind
from anbang.organisations.models import Office
from tests.support.crew import NEXT, TODAY, District, days

NEW_YEAR = date(2026, 1, 1)
RELEASE = TODAY + days(10)
NOTICE_DUE = date(2026, 10, 15)


@pytest.fixture
def prison() -> Office:
    """One of those that send."""
    return Office.objects.using("owner").filter(kind=OfficeKind.PRISON).earliest("id")


@pytest.fixture
def case(district: District, prison: Office) -> Case:
    """Somebody whose form came in time and whose notice is late: released in ten days."""
    case, by, told = district.filed(), district.clerk(), {"late_because": "补登"}
    admitted_on = TODAY - days(200)
    record_admission(case.pk, prison.pk, by=by, on=admitted_on, release_on=RELEASE, **told)
    record_form(case.pk, prison.pk, Channel.SYSTEM, by=by, on=admitted_on, **told)
    return case


def told(by: ActingStaff) -> list[LateSender]:
    with acting(by):
        return late_senders(for_staff=by, since=NEW_YEAR)


def test_a_notice_that_has_not_come_is_missing_from_the_day_after_its_day(district, case, prison):
    assert told(district.clerk(on=NOTICE_DUE)) == []
    assert told(district.clerk()) == [LateSender(prison.name, 1, NOTICE_DUE, 0)]


def test_one_that_came_late_is_counted_as_late_and_missing_no_more(district, case, prison):
    notice = NewNotice(RELEASE)
    record_notice(case.pk, prison.pk, notice, by=district.clerk(), on=TODAY)
    assert told(district.clerk()) == [LateSender(prison.name, 0, None, 1)]


def test_one_that_came_in_time_is_told_of_nowhere(district, case, prison):
    notice = NewNotice(RELEASE)
    record_notice(case.pk, prison.pk, notice, by=district.clerk(), on=NOTICE_DUE, late_because="补登")
    assert told(district.clerk()) == []


def test_an_office_reads_of_its_own_people_alone_and_a_village_of_nobody(district, case, prison):
    assert told(district.assistant()) == [LateSender(prison.name, 1, NOTICE_DUE, 0)]
    assert told(district.assistant(NEXT)) == []
    assert told(district.cadre(district.place())) == []
