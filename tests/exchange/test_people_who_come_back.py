"""A list names somebody whose last case has ended: a new case begins in the same file, with all that belongs to it, and goes when it is undone."""

from datetime import date

import pytest
from django.db import connections

from anbang.audit.models import Event
from anbang.casework.act.models import Act
from anbang.casework.care.actions import change_registered_place, record_reoffence
from anbang.casework.custody.actions import record_verification
from anbang.casework.custody.models import RegistrationForm, ReleaseNotice, Sentence
from anbang.casework.duty.models import Duty
from anbang.casework.handover.actions import record_release
from anbang.casework.handover.models import ReleasedFrom
from anbang.casework.models import Case
from anbang.casework.person.actions import Place
from anbang.casework.person.models import Abode, AbodeKind, Person
from anbang.casework.person.queries import visible_to
from anbang.exchange.batch import applying, register
from anbang.exchange.batch.actions import undo_batch
from anbang.exchange.batch.models import Batch, StagedRow
from anbang.exchange.batch.sealed_rows import open_content
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.models import Area
from anbang.organisations.steps import StepRefused
from anbang.papers.models import Paper
from tests.casework.test_custody import ALL_TRUE
from tests.exchange.lists import applied, confirm, now, outcomes, person, rows_of, staged
from tests.exchange.returning import (
    ADMITTED_AGAIN,
    AGAIN,
    ENDED,
    OWNER,
    RELEASED,
    again,
    another,
    cases_of,
    newest,
    released,
    reoffended,
)
from tests.exchange.returning import first as first_row
from tests.exchange.test_list_undone import everything_about_people
from tests.support.people import TODAY
from tests.support.recomputed import differences

NEXT = {"户籍镇街": "安富街道", "户籍村居": "", "居住镇街": "安富街道", "居住村居": ""}


def sees(by: ActingStaff) -> int:
    with acting(by):
        return visible_to(by).count()


@pytest.fixture
def old(clerk: ActingStaff, assistant: ActingStaff) -> Case:
    """A case that ended with a reoffence."""
    return reoffended(clerk, assistant)


def come_back(clerk: ActingStaff, **different: str) -> Batch:
    return applied([again(**different)], by=another(clerk))


# What such a row is


def test_the_row_says_what_it_is_and_what_is_told_otherwise(clerk, old):
    batch = staged([again(), person(2)], by=another(clerk))
    assert outcomes(batch) == ["returns", "new"]
    content = open_content(rows_of(batch)[0])
    assert content.person_id == old.person_id
    assert content.changes["admitted_on"] == ["2024-01-20", ADMITTED_AGAIN.isoformat()]
    assert content.changes["offence"] == ["盗窃罪", "抢劫罪"]
    assert "registered" not in content.changes


# What comes of it


def test_a_new_case_in_the_same_file_with_all_that_belongs_to_it(clerk, old):
    batch = come_back(clerk)
    assert (batch.status, batch.failure) == ("applied", None)
    assert Person.objects.using(OWNER).count() == 1
    first, second = cases_of(old)
    assert (first.closed_how, second.closed_on, second.opened_on) == ("reoffended", None, TODAY)
    assert first.number != second.number
    sentence = Sentence.objects.using(OWNER).get(case=second)
    assert (sentence.offence, sentence.months, sentence.admitted_on) == ("抢劫罪", 30, ADMITTED_AGAIN)
    assert str(sentence.release_on) == AGAIN["释放日期"]
    assert Sentence.objects.using(OWNER).get(case=first).offence == "盗窃罪", "the old one stands"
    notice = ReleaseNotice.objects.using(OWNER).get(case=second)
    assert (notice.priority, notice.risk_opinion_id is not None) == (["other"], True)
    assert RegistrationForm.objects.using(OWNER).filter(case=second).count() == 1
    kinds = Act.objects.using(OWNER).filter(case=second).order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["admitted", "form_received", "notice_received"]
    assert rows_of(batch)[0].case_id == second.pk


def test_the_office_owes_the_verification_anew_and_can_give_it(clerk, assistant, old):
    come_back(clerk)
    second = newest(person()["姓名"])
    owed = Duty.objects.using(OWNER).running().get(case=second, rule="verify")
    assert owed.office_id == assistant.office_id
    with acting(assistant):
        form = RegistrationForm.objects.get(case=second.pk)
    record_verification(form.pk, ALL_TRUE, by=another(assistant), on=TODAY)
    assert not Duty.objects.using(OWNER).running().filter(case=second, rule="verify").exists()
    assert differences(old.person_id, today=TODAY) == []


def test_the_trail_tells_it_in_the_file_and_the_list(clerk, old):
    batch = come_back(clerk)
    told = Event.objects.using("auditor").filter(case_id=newest(person()["姓名"]).pk)
    assert [event.action for event in told.order_by("id")] == [
        "back_in_custody",
        "admitted",
        "form_received",
        "notice_received",
    ]
    taken = Event.objects.using("auditor").filter(action="list_taken_in", data__batch=batch.pk).get()
    assert (taken.data["returns"], taken.data["new"], taken.data["update"]) == (1, 0, 0)


def test_a_later_release_begins_care_in_the_new_case(clerk, assistant, old):
    come_back(clerk)
    second = newest(person()["姓名"])
    free = date.fromisoformat(AGAIN["释放日期"])
    record_release(second.pk, released_from=ReleasedFrom.PRISON, by=another(assistant, on=free), on=free)
    first, second = cases_of(old)
    assert (first.care_from, second.care_from, second.closed_on) == (RELEASED, free, None)
    assert differences(old.person_id, today=free) == []


def test_what_the_old_office_did_stays_where_it_was(clerk, old):
    before = list(Act.objects.using(OWNER).filter(case=old).values_list("pk", "kind", "on"))
    come_back(clerk)
    assert list(Act.objects.using(OWNER).filter(case=old).values_list("pk", "kind", "on")) == before


def test_many_come_back_by_a_number_of_questions_that_does_not_grow_with_them(clerk, assistant, monkeypatch):
    people = range(1, 7)
    for number in people:
        reoffended(clerk, assistant, number)
    asked: list[int] = []

    def counted(step):
        def count(told, *, by, on):
            with acting(by):
                connection = connections[by.alias]
                connection.force_debug_cursor = True
                try:
                    made = step(told, by=by, on=on)
                    asked.append(len(connection.queries))
                finally:
                    connection.force_debug_cursor = False
                    connection.queries_log.clear()
            return made

        return count

    monkeypatch.setattr(applying, "come_back", counted(applying.come_back))
    applied([again(1)], by=another(clerk))
    applied([again(number) for number in people if number > 1], by=another(clerk))
    one, five = asked
    assert five <= one + 5 * 4, "but for what is settled and written of each by itself"
    assert Case.objects.using(OWNER).filter(closed_on__isnull=True).count() == len(people)


# Handed in again


def test_handed_in_twice_it_counts_once(clerk, old):
    come_back(clerk)
    batch = staged([again(), again()], by=another(clerk))
    assert outcomes(batch) == ["same", "same"]
    with pytest.raises(StepRefused, match="没有可登记的行"):
        confirm(batch, by=another(clerk))
    assert len(cases_of(old)) == 2


def test_twice_in_one_list_it_counts_once_and_the_second_row_may_add_to_it(clerk, old):
    batch = applied([again(), again(), again(罪名="故意伤害罪")], by=another(clerk))
    assert outcomes(batch) == ["returns", "same", "update"]
    first, second = cases_of(old)
    assert Sentence.objects.using(OWNER).get(case=second).offence == "故意伤害罪"
    undo_batch(batch.pk, by=another(clerk), on=TODAY)
    assert cases_of(old) == [first]


def test_the_row_of_the_old_sentence_once_more_is_nothing_new(clerk, old):
    assert outcomes(staged([first_row(), person(2)], by=another(clerk))) == ["same", "new"]
    come_back(clerk)
    batch = staged([first_row(), person(3)], by=another(clerk))
    assert outcomes(batch) == ["refused", "new"], "the new case is what the register has now"
    assert ["收押日期", "admission_does_not_fit", "error"] in rows_of(batch)[0].faults


def test_a_list_that_waits_while_another_brings_them_back_is_judged_again(clerk, old):
    waits = staged([again(), person(3)], by=another(clerk))
    come_back(clerk)
    batch = confirm(waits, by=another(clerk))
    assert (batch.status, batch.failure["code"], outcomes(waits)) == ("staged", "register_moved_on", ["same", "new"])
    assert len(cases_of(old)) == 2


# Where they belong now


def test_another_town_has_the_file_and_the_old_one_no_longer(clerk, assistant, neighbour, old):
    assert (sees(assistant), sees(neighbour)) == (1, 0)
    come_back(clerk, **NEXT)
    assert (sees(assistant), sees(neighbour)) == (0, 1)
    owed = Duty.objects.using(OWNER).running().get(case=newest(person()["姓名"]), rule="verify")
    assert owed.office_id == neighbour.office_id
    assert differences(old.person_id, today=TODAY) == []


def test_and_whoever_was_in_charge_of_the_old_case_is_still_told_to_have_been(clerk, assistant, neighbour, old):
    before = list(old.responsibilities.using(OWNER).values_list("office", "from_on", "until_on"))
    come_back(clerk, **NEXT)
    assert list(old.responsibilities.using(OWNER).values_list("office", "from_on", "until_on")) == before
    places = Abode.objects.using(OWNER).filter(person=old.person_id, kind=AbodeKind.REGISTERED).order_by("from_on")
    assert [(one.until_on, one.act_id is None) for one in places] == [(date(2026, 11, 4), True), (None, False)]
    assert places[1].area == Area.objects.using(OWNER).get(name="安富街道")


def test_a_move_that_was_recorded_of_the_old_case_gives_way_to_what_the_list_tells(clerk, assistant, neighbour):
    case = released(clerk, assistant)
    town = Area.objects.using(OWNER).get(name="安富街道")
    on = date(2026, 3, 1)
    change_registered_place(case.pk, Place(area_id=town.pk), by=another(assistant, on=on), on=on, words="迁户")
    record_reoffence(case.pk, words="判决书", by=another(assistant, on=ENDED), on=ENDED)
    come_back(clerk)
    assert sees(assistant) == 1
    assert outcomes(staged([again()], by=another(clerk))) == ["same"]
    assert differences(case.person_id, today=TODAY) == []


# Undone


def comparable(everything: dict[str, list[dict[str, object]]]) -> dict[str, object]:
    """Duties of the old case that ran are void and open anew, and whoever lost the sight has it anew: what runs is compared, and who sees. Numbers
    of files are not given twice.
    """
    running = [
        (row["case_id"], row["rule"], row["opens_on"], row["due_on"])
        for row in everything["Duty"]
        if row["met_on"] is None and row["void_on"] is None
    ]
    seeing = [
        (row["person_id"], row["office_id"], row["staff_id"], row["why"], row["until_on"])
        for row in everything["Reach"]
        if row["until_on"] is None or row["until_on"] >= TODAY
    ]
    return {**everything, "Duty": sorted(running), "Reach": sorted(seeing, key=repr), "NumberSeries": []}


@pytest.mark.parametrize("told", [{}, NEXT], ids=["the same town", "another town"])
def test_undone_the_new_case_goes_and_the_file_stands_as_before(clerk, old, told):
    before, papers = everything_about_people(), Paper.objects.using(OWNER).count()
    batch = come_back(clerk, **told)
    assert comparable(everything_about_people()) != comparable(before), "control"
    undo_batch(batch.pk, by=another(clerk), on=TODAY)
    assert now(batch).status == "undone"
    assert comparable(everything_about_people()) == comparable(before)
    assert Paper.objects.using(OWNER).count() == papers
    assert not StagedRow.objects.using(OWNER).filter(batch=batch, case__isnull=False).exists()
    assert outcomes(come_back(clerk)) == ["returns"], "and it may be handed in anew"


def test_once_somebody_worked_on_the_new_case_it_stays(clerk, assistant, old):
    batch = come_back(clerk)
    with acting(assistant):
        form = RegistrationForm.objects.get(case=newest(person()["姓名"]).pk)
    record_verification(form.pk, ALL_TRUE, by=another(assistant), on=TODAY)
    with pytest.raises(StepRefused, match="第 2 行"):
        undo_batch(batch.pk, by=another(clerk), on=TODAY)
    assert len(cases_of(old)) == 2


def test_a_later_list_that_says_the_same_is_undone_first(clerk, old):
    batch = come_back(clerk)
    later = applied([again(), person(5)], by=another(clerk))
    with pytest.raises(StepRefused, match=f"监所名单 {later.pk} 也写到这批人员"):
        undo_batch(batch.pk, by=another(clerk), on=TODAY)
    undo_batch(later.pk, by=another(clerk), on=TODAY)
    undo_batch(batch.pk, by=another(clerk), on=TODAY)
    assert len(cases_of(old)) == 1


# Controls


def test_control_were_ended_cases_not_read_the_row_would_break(clerk, old, monkeypatch):
    monkeypatch.setattr(register, "_standing", lambda _cases: register.Standing())
    batch = applied([again(), person(2)], by=another(clerk))
    assert (outcomes(batch)[0], batch.failure["code"]) == ("update", "rows_broke_off")
    assert batch.failure["about"] == {"lines": ["2"]}
    assert len(cases_of(old)) == 1
