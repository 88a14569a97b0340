"""Two lives in which a bit of everything has happened, for the guards: what breaks one is refused and stays nowhere."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import models
from django.utils import timezone

from anbang.assistance.placement.actions import agree_base
from anbang.casework.act.models import Act
from anbang.casework.act.reasons import PriorityReason
from anbang.casework.care.actions import accept_transfer, set_priority
from anbang.casework.care.away import NewAway, go_away
from anbang.casework.care.models import GoalArea, TeamRole
from anbang.casework.care.plan import NewGoal, make_plan
from anbang.casework.care.signs import confirm_sign, note_sign, tell_police
from anbang.casework.care.team import NewMember, name_team
from anbang.casework.custody.actions import Findings, alert_priority, arrange_reception, record_verification
from anbang.casework.custody.changes import NewFamilyNeed, note_family_need, tell_change
from anbang.casework.custody.models import Channel, Finding, OutboundForm, Teller
from anbang.casework.custody.single import NewNotice, record_admission, record_form, record_notice
from anbang.casework.duty.models import Duty
from anbang.casework.duty.telling import Digest, Level, Pause, ToldUp
from anbang.casework.handover.actions import Meeting, record_reception
from anbang.casework.handover.models import Enquiry, Outcome
from anbang.casework.models import Case
from anbang.casework.step.repairing import correct_day
from anbang.coordination.morning.models import Morning
from anbang.coordination.office.actions import begin_rounds, record_office_act, set_key_period
from anbang.coordination.office.models import OfficeActKind
from anbang.coordination.office.repairing import correct_key_period, correct_office_day
from anbang.organisations.acting import acting
from anbang.organisations.kinds import OfficeKind
from anbang.organisations.models import Office
from tests.support.crew import HOME, NEXT, THIRD, TODAY, District, days
from tests.support.database import Server, opened
from tests.support.people import office

OWNER = "owner"
NOW = timezone.now()


class World:
    """A district in which a bit of everything has happened."""

    def __init__(self) -> None:
        self.district = district = District()
        self.case = district.in_care()
        self.inmate = district.filed()
        self._care()
        self._custody()
        self._duties()
        self._offices()

    def one(self, table: type[models.Model], **which: object) -> models.Model:
        """The newest row of a table."""
        found = table._base_manager.using(OWNER).filter(**which).order_by("-pk").first()
        assert found is not None, f"there is no {table.__name__} {which}"
        return found

    def of_care(self, table: type[models.Model], **which: object) -> models.Model:
        """The newest row of a table about the one in care."""
        return self.one(table, case=self.case, **which)

    def act(self, kind: str, case: Case | None = None) -> Act:
        """The newest act of a kind."""
        return Act.objects.using(OWNER).filter(kind=kind, case=case or self.case).latest("id")

    def _care(self) -> None:
        district, case = self.district, self.case
        home, then = district.assistant(on=TODAY - days(5)), TODAY - days(5)
        record_reception(case.pk, Meeting(Outcome.MET, who="李某"), by=home, on=case.opened_on, late_because="补记")
        district.moved(case, on=TODAY - days(9), by=district.assistant(on=TODAY - days(9)))
        accept_transfer(case.pk, by=district.assistant(NEXT, on=TODAY - days(8)), on=TODAY - days(8))
        near = district.assistant(NEXT, on=then)
        note = set_priority(case.pk, [PriorityReason.NO_WORK], words="见档案", by=near, on=then)
        correct_day(note.pk, then - days(1), why="记错", by=district.assistant(NEXT))
        name_team(case.pk, [NewMember(TeamRole.OTHER, "王某"), NewMember(TeamRole.VOLUNTEER, "刘某")], by=near, on=then)
        make_plan(case.pk, [NewGoal(GoalArea.WORK, "找工作", by_on=TODAY)], by=near, on=then)
        go_away(case.pk, NewAway("成都", "13800000000", "王某"), by=home, on=then)
        sign = note_sign(case.pk, facts="见到", prevention="谈话", by=home, on=then)
        confirm_sign(sign.pk, by=district.assistant(NEXT), on=TODAY)
        tell_police(sign.pk, told_to="派出所", by=district.assistant(NEXT), on=TODAY)
        district.moved(case, THIRD, on=TODAY, by=district.assistant(NEXT))

    def _custody(self) -> None:
        district, case = self.district, self.inmate
        clerk, home, prison = district.clerk(), district.assistant(), office(OfficeKind.PRISON).pk
        record_admission(case.pk, prison, months=24, by=clerk, on=TODAY, release_on=TODAY + days(40))
        form = record_form(case.pk, prison, Channel.SYSTEM, by=clerk, on=TODAY)
        notice = record_notice(
            case.pk, prison, NewNotice(TODAY + days(40), (PriorityReason.NO_HOME,)), by=clerk, on=TODAY
        )
        false = Findings(Finding.FALSE, Finding.TRUE, Finding.TRUE, name_evidence="查无此名")
        record_verification(form.pk, false, by=home, on=TODAY)
        alert_priority(case.pk, town_told="街道", police_told="派出所", by=home, on=TODAY)
        arrange_reception(notice.pk, who_meets="家属", remarks="", by=clerk, on=TODAY)
        tell_change(case.pk, told_by=Teller.HOME, what="父亲病故", by=home, on=TODAY)
        note_family_need(case.pk, NewFamilyNeed("子女无人照看", children=1), by=home, on=TODAY)
        OutboundForm.objects.using(OWNER).create(
            institution_id=prison,
            about_sealed=b"sealed",
            addressed_to="隆昌市司法局",
            channel=Channel.POST,
            admitted_on=TODAY - days(20),
            due_on=TODAY,
            sent_on=TODAY - days(10),
            no_scan_because="原件已封缄",
            recorded_by_id=clerk.staff_id,
        )
        Enquiry.objects.using(OWNER).create(
            person_id=case.person_id,
            asking_id=district.assistant(NEXT).office_id,
            asked_by_id=district.assistant(NEXT).staff_id,
            asked_on=TODAY,
            who_came_sealed=b"sealed",
        )

    def _duties(self) -> None:
        duty = Duty.objects.using(OWNER).filter(case=self.case, met_on=None, void_on=None, period="").first()
        assert duty is not None
        by = self.district.aftercare()
        due = {"duty": duty, "due_on": duty.due_on}
        ToldUp.objects.using(OWNER).create(
            **due, level=Level.TOWN, office_id=by.office_id, told_on=duty.due_on + timedelta(days=1)
        )
        Pause.objects.using(OWNER).create(
            **due, from_on=TODAY, until_on=TODAY + days(7), why="住院", paused_by_id=by.staff_id
        )
        Digest.objects.using(OWNER).create(
            staff_id=by.staff_id, office_id=by.office_id, on=TODAY, overdue=1, due_soon=2, told_up=3
        )

    def _offices(self) -> None:
        by, home = self.district.aftercare(), self.district.assistant()
        with acting(by):
            begin_rounds([Office.objects.get(pk=home.office_id)], since=TODAY, today=TODAY)
        liaison = record_office_act(OfficeActKind.LIAISON, home.office_id, by=home, on=TODAY, words="对接名单")
        correct_office_day(liaison.pk, YESTERDAY, why="记错", by=home)
        period = set_key_period("节日", begins_on=TODAY, ends_on=TODAY + days(9), by=by)
        told = {"begins_on": TODAY, "ends_on": TODAY + days(9)}
        correct_key_period(period.pk, "春节", **told, why="名称有误", by=by)
        agree_base(self.district.town(HOME), "新星食品厂", by=by, on=TODAY)
        Morning.objects.using(OWNER).create(on=TODAY, ended_at=NOW + timedelta(hours=1))


YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
FIRST_DAY = date(2026, 9, 1)


@pytest.fixture(scope="module")
def world(server: Server, crewed: tuple[str, Path]) -> Iterator[World]:
    """For all tests of a module: none of them leaves anything behind."""
    template, folder = crewed
    with opened(server, folder, template=template):
        yield World()
