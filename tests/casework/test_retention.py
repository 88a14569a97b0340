"""Closed files go to the archive, are kept for the years of the policy, and go by the decision of two people (LAW-1)."""

from dataclasses import replace
from datetime import date

import pytest
from django.apps import apps
from django.db import connections
from django.db.models import Q

from anbang.audit.models import Event
from anbang.casework.act.models import Act
from anbang.casework.care.actions import ClosingRecord, end_care, record_death
from anbang.casework.duty.versions import CURRENT
from anbang.casework.handover.intake import answer_enquiry, take_in_on_the_spot
from anbang.casework.handover.models import Enquiry, EnquiryAnswer
from anbang.casework.handover.unanswered import who_is_asked
from anbang.casework.models import Case
from anbang.casework.person import queries as gate
from anbang.casework.person.models import Person, Reach
from anbang.casework.retention import actions as retention
from anbang.casework.retention import queries
from anbang.casework.retention.actions import confirm_disposal, decide_disposal, keep_on
from anbang.casework.retention.models import Disposal, KeepReason
from anbang.casework.rights.models import Asker, Checked
from anbang.casework.step.repairing import withdraw
from anbang.exchange.batch.models import StagedRow
from anbang.exchange.batch.removing import remove_strangers
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.steps import StepRefused
from anbang.organisations.unattended import unattended
from anbang.papers.actions import _file_path
from anbang.papers.models import SealedFile
from anbang.papers.scans import attach_scan
from anbang.site.rows_seen import KEPT_HERE
from tests.casework.retention import (
    ARCHIVED,
    LAST_DAY,
    NIGHT,
    OWNER,
    UNTIL,
    at,
    at_night,
    dead,
    decided,
    proposed,
    proposed_by_hand,
    row_is_seen,
    sees,
    without_its_years,
)
from tests.casework.test_asked_after_the_end import at_the_door
from tests.casework.test_juvenile import CHILD
from tests.casework.test_papers_that_are_missing import NUMBER
from tests.exchange.lists import applied, person
from tests.support.crew import NEXT, TODAY, days
from tests.support.people import office, post
from tests.support.recomputed import differences
from tests.support.requests import asked, authority
from tests.support.row_security import without_condition

__all__ = ["dead"]

# The archive


def test_the_archive_is_seen_by_the_office_that_keeps_it_and_by_the_district(district, dead):
    town = district.at(OfficeKind.TOWN_GOVERNMENT, on=ARCHIVED)
    before = district.at(OfficeKind.TOWN_GOVERNMENT, on=ARCHIVED - days(1))
    assert sees(before, dead)
    assert sees(district.assistant(on=ARCHIVED), dead)
    assert sees(district.clerk(ARCHIVED), dead)
    assert not sees(town, dead), "the gate"
    assert not row_is_seen(town, dead), "row security"


def test_whoever_was_concerned_by_a_place_sees_it_no_more(district):
    case = district.in_care(residence=district.place(NEXT))
    record_death(case.pk, words="死亡证明", by=district.assistant(NEXT), on=TODAY)
    assert sees(district.assistant(on=TODAY), case)
    district.morning(case, on=ARCHIVED)
    keepers = Reach.objects.using(OWNER).on(ARCHIVED).filter(person=case.person_id)
    assert [str(one.why) for one in keepers] == ["archived"]
    assert not list(differences(case.person_id, today=ARCHIVED)), "the same by another hand"


def test_control_without_its_clause_the_town_sees_the_archive_by_either_net(district, dead, monkeypatch):
    town = district.at(OfficeKind.TOWN_GOVERNMENT, on=ARCHIVED)
    without_condition(KEPT_HERE)
    assert row_is_seen(town, dead), "row security"
    assert not sees(town, dead), "the gate holds"
    monkeypatch.setattr(gate, "kept_here", lambda _staff: Q())
    assert sees(town, dead), "the gate"


def test_open_files_are_seen_by_all_concerned(district):
    case = district.in_care()
    assert sees(district.at(OfficeKind.TOWN_GOVERNMENT, on=ARCHIVED), case)


def test_whoever_stands_before_another_office_years_later_is_seen_there_once_the_keeper_answers(district):
    case = district.in_care(id_number=NUMBER, born_on=None, name="问人", since=date(2019, 9, 1))
    end_care(case.pk, ClosingRecord("总结"), by=district.assistant(), on=TODAY)
    later = ARCHIVED + days(400)
    district.morning(case, on=later)
    elsewhere = district.assistant(NEXT, later)
    assert take_in_on_the_spot(
        replace(at_the_door(district), released_on=later), by=elsewhere, on=later
    ).is_asked_elsewhere
    asked = Enquiry.objects.using(OWNER).get()
    keeper = district.assistant(on=later)
    with acting(keeper, reading_only=True):
        assert who_is_asked([case.person_id], on=later) == {case.person_id: keeper.office_name}
    answer_enquiry(asked.pk, EnquiryAnswer.CARE_ENDED, by=keeper, on=later, moved_to=district.place(NEXT))
    assert sees(elsewhere, case)
    assert differences(case.person_id, today=later) == []


def test_the_day_of_the_archive_wakes_the_file(dead):
    assert dead.changes_on == ARCHIVED


# Proposed


def test_a_file_is_proposed_the_day_after_its_years_have_passed_and_once(dead):
    assert at_night(LAST_DAY) == 0
    assert at_night() == 1
    assert at_night() == 0
    told = Disposal.objects.using(OWNER).get()
    assert (told.closed_on, told.kept_until, told.case_number) == (TODAY, LAST_DAY, dead.number)
    assert Event.objects.using("auditor").get(action="disposal_proposed").clauses == ["LAW-1"]


def test_a_closing_that_is_told_anew_counts_from_its_own_day(district, dead):
    proposed(dead)
    withdraw(Act.objects.using(OWNER).get(kind="died", case=dead).pk, why="不是这一天", by=district.clerk(NIGHT))
    record_death(dead.pk, words="死亡证明", by=district.clerk(NIGHT), on=NIGHT, late_because="")
    assert at_night(NIGHT + days(1)) == 0
    assert not Disposal.objects.using(OWNER).exists()


def test_what_was_proposed_before_policies_were_named_is_proposed_anew(dead):
    earlier = proposed_by_hand(dead, closed_on=TODAY, kept_until=LAST_DAY, proposed_on=NIGHT, policy_id=None)
    assert at_night() == 0
    assert not Disposal.objects.using(OWNER).exists()
    assert at_night(NIGHT + days(1)) == 1
    told = Disposal.objects.using(OWNER).get()
    assert (told.pk != earlier.pk, told.policy_id) == (True, CURRENT)


def test_an_open_file_is_never_proposed(district):
    district.in_care()
    assert at_night() == 0


def test_whoever_comes_back_is_proposed_no_more(district, dead):
    proposed(dead)
    death = Act.objects.using(OWNER).get(kind="died", case=dead)
    withdraw(death.pk, why="认错人了", by=district.clerk(NIGHT))
    at_night()
    assert not Disposal.objects.using(OWNER).exists()


# Decided


def test_two_dispose_of_a_file_and_nothing_of_it_is_left(district, dead):
    told = decided(dead, district)
    confirm_disposal(told.pk, is_agreed=True, by=district.aftercare(NIGHT), on=NIGHT)
    left = {}
    for table in apps.get_app_config("casework").get_models():
        names = {field.attname for field in table._meta.concrete_fields}
        if table is not Disposal and "person_id" in names:
            left[table.__name__] = table._default_manager.using(OWNER).filter(person_id=dead.person_id).count()
    assert set(left.values()) == {0}
    assert len(left) > 15, "the search reached them"
    assert not Person.objects.using(OWNER).filter(pk=dead.person_id).exists()
    with acting(district.clerk(NIGHT), reading_only=True):
        [gone] = queries.disposed(for_staff=district.clerk(NIGHT))
    assert (gone.case_number, gone.disposed_on) == (dead.number, NIGHT)


def test_what_a_list_said_of_the_person_and_the_scans_go_with_the_file(clerk, take):
    batch = applied([person(1), person(2)], by=clerk)
    one = StagedRow.objects.using(OWNER).select_related("case").filter(batch=batch).earliest("id").case
    paper = attach_scan(one.person_id, authority(), by=clerk, on=TODAY)
    record_death(one.pk, words="死亡证明", by=clerk, on=TODAY)
    told = proposed(one)
    path = _file_path(paper.file)
    assert path.exists(), "the control"
    other = post(Role.AFTERCARE_OFFICER, office(OfficeKind.AFTERCARE_OFFICE), today=NIGHT)
    decide_disposal(told.pk, by=at(clerk, NIGHT), on=NIGHT)
    confirm_disposal(told.pk, is_agreed=True, by=other, on=NIGHT)
    assert StagedRow.objects.using(OWNER).filter(batch=batch).count() == 1, "the other's stays"
    assert not path.exists()
    assert not SealedFile.objects.using(OWNER).filter(pk=paper.file_id).exists()


def test_what_a_later_list_said_once_more_goes_too(clerk, take):
    first, second = person(1), person(2)
    applied([first], by=clerk)
    later = applied([{**first, "刑期": first.get("刑期", "")}, second], by=clerk, on=TODAY)
    one = Case.objects.using(OWNER).get(person__name=first["姓名"])
    again_of = StagedRow.objects.using(OWNER).filter(batch=later, people__contains=[one.person_id])
    assert again_of.count() == 1, "the control"
    record_death(one.pk, words="死亡证明", by=clerk, on=TODAY)
    told = proposed(one)
    other = post(Role.AFTERCARE_OFFICER, office(OfficeKind.AFTERCARE_OFFICE), today=NIGHT)
    decide_disposal(told.pk, by=at(clerk, NIGHT), on=NIGHT)
    confirm_disposal(told.pk, is_agreed=True, by=other, on=NIGHT)
    remove_strangers(by=unattended("test", on=NIGHT), on=NIGHT)
    assert not again_of.exists()
    assert StagedRow.objects.using(OWNER).filter(batch=later).count() == 1, "the other's stays"


def test_one_alone_disposes_of_nothing(district, dead):
    told = decided(dead, district)
    with pytest.raises(StepRefused, match="另一人"):
        confirm_disposal(told.pk, is_agreed=True, by=district.clerk(NIGHT), on=NIGHT)
    with pytest.raises(StepRefused, match="等另一人"):
        decide_disposal(told.pk, by=district.aftercare(NIGHT), on=NIGHT)
    assert Person.objects.using(OWNER).filter(pk=dead.person_id).exists()


def test_nobody_confirms_what_nobody_decided(district, dead):
    told = proposed(dead)
    with pytest.raises(StepRefused, match="还没有人决定"):
        confirm_disposal(told.pk, is_agreed=True, by=district.aftercare(NIGHT), on=NIGHT)


def test_confirmed_twice_it_is_gone_once(district, dead):
    told = decided(dead, district)
    confirm_disposal(told.pk, is_agreed=True, by=district.aftercare(NIGHT), on=NIGHT)
    with pytest.raises(Disposal.DoesNotExist):
        confirm_disposal(told.pk, is_agreed=True, by=district.aftercare(NIGHT), on=NIGHT)


def test_whoever_does_not_agree_has_it_proposed_again(district, dead):
    told = decided(dead, district)
    confirm_disposal(told.pk, is_agreed=False, by=district.aftercare(NIGHT), on=NIGHT)
    assert Person.objects.using(OWNER).filter(pk=dead.person_id).exists()
    assert at_night(NIGHT) == 0, "not within the hour"
    assert at_night(NIGHT + days(1)) == 1


def test_a_file_is_kept_on_until_a_day_and_proposed_the_morning_after(district, dead):
    told = proposed(dead)
    with pytest.raises(StepRefused, match="晚于今天"):
        keep_on(told.pk, KeepReason.PROCEEDING, NIGHT, by=district.clerk(NIGHT), on=NIGHT)
    keep_on(told.pk, KeepReason.PROCEEDING, UNTIL, by=district.clerk(NIGHT), on=NIGHT)
    assert at_night(UNTIL) == 0
    assert at_night(UNTIL + days(1)) == 1


LAST = date(2046, 11, 6)  # ten years from the night, by the pack


@pytest.mark.parametrize("until", [LAST + days(1), date.max])
def test_nobody_keeps_a_file_on_for_longer_than_the_policy_lets_them(district, dead, until):
    told = proposed(dead)
    with pytest.raises(StepRefused, match="一次至多继续保存到2046年11月6日") as refused:
        keep_on(told.pk, KeepReason.WISHED, until, by=district.clerk(NIGHT), on=NIGHT)
    assert refused.value.field == "until"
    keep_on(told.pk, KeepReason.WISHED, LAST, by=district.clerk(NIGHT), on=NIGHT)


def test_control_without_the_term_one_person_would_keep_it_for_good(district, dead, monkeypatch):
    monkeypatch.setattr(retention, "_kept_on_at_most", lambda on: date.max)
    told = proposed(dead)
    keep_on(told.pk, KeepReason.WISHED, date.max, by=district.clerk(NIGHT), on=NIGHT)
    assert Disposal.objects.using(OWNER).get(pk=told.pk).keep_until == date.max


def test_a_closing_that_became_later_is_noticed_before_the_night_is(district, dead):
    told = decided(dead, district)
    with without_its_years(), connections[OWNER].cursor() as cursor:
        cursor.execute("update casework_disposal set closed_on = closed_on - 400, kept_until = kept_until - 400")
    with pytest.raises(StepRefused, match="结案的日期变了"):
        confirm_disposal(told.pk, is_agreed=True, by=district.aftercare(NIGHT), on=NIGHT)


def test_a_request_that_waits_keeps_the_file(district, dead):
    told = proposed(dead)
    asked(dead.pk, by=district.assistant(on=NIGHT), on=NIGHT, asker=Asker.RELATIVE, checked=Checked.KINSHIP, who="其妻")
    with pytest.raises(StepRefused, match="请先答复"):
        decide_disposal(told.pk, by=district.clerk(NIGHT), on=NIGHT)


def test_only_the_district_decides(district, dead):
    told = proposed(dead)
    for by in (district.assistant(on=NIGHT), district.at(OfficeKind.TOWN_GOVERNMENT, on=NIGHT)):
        with pytest.raises(Disposal.DoesNotExist):
            decide_disposal(told.pk, by=by, on=NIGHT)


# Closed files of minors


def test_a_closed_file_is_decided_about_by_its_keepers_and_by_nobody_else(database, assistant, clerk, take):
    bureau = office(OfficeKind.JUSTICE_BUREAU)
    first, second = (post(Role.SEALING_KEEPER, bureau) for _ in range(2))
    case = take(**CHILD, sealing_proposed=True)
    record_death(case.pk, words="死亡证明", by=first, on=TODAY)
    told = proposed(case)
    with pytest.raises(Disposal.DoesNotExist):
        decide_disposal(told.pk, by=at(clerk, NIGHT), on=NIGHT)
    assert row_of_register_is_seen(clerk) == 0
    decide_disposal(told.pk, by=at(first, NIGHT), on=NIGHT)
    confirm_disposal(told.pk, is_agreed=True, by=at(second, NIGHT), on=NIGHT)
    assert not Person.objects.using(OWNER).filter(pk=case.person_id).exists()
    assert row_of_register_is_seen(first) == row_of_register_is_seen(second) == 1
    assert row_of_register_is_seen(clerk) == row_of_register_is_seen(assistant) == 0, "nor that there was one"


def row_of_register_is_seen(by: ActingStaff) -> int:
    """By row security alone."""
    with acting(at(by, NIGHT), reading_only=True):
        return Disposal.objects.count()
