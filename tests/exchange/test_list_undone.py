"""A list that was taken in by mistake goes again, whole, for a day and while nobody has worked on its people; the trail stays."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.utils import timezone

from anbang.audit.models import Event
from anbang.audit.queries import events_of
from anbang.casework.custody.actions import Findings, record_verification
from anbang.casework.custody.models import Finding, RegistrationForm, ReleaseNotice
from anbang.casework.duty.models import Duty
from anbang.casework.models import Case
from anbang.casework.person.models import Person
from anbang.casework.person.queries import visible_to
from anbang.exchange.batch import actions
from anbang.exchange.batch.actions import undo_batch
from anbang.exchange.batch.models import Batch, StagedRow
from anbang.organisations.acting import acting
from anbang.organisations.steps import StepRefused
from anbang.papers.actions import body_of, read_file
from anbang.papers.models import Paper
from tests.exchange.lists import applied, child, csv_of, now, outcomes, person
from tests.support.people import TODAY

ALL_TRUE = Findings(Finding.TRUE, Finding.TRUE, Finding.TRUE)
NO_TABLES_OF_PEOPLE = {"NumberSeries", "PolicyVersion"}


def rows_about_people() -> dict[str, int]:
    """How many rows each table about people has; the numbers of files are not given twice and stay."""
    tables = [
        table for table in apps.get_app_config("casework").get_models() if table.__name__ not in NO_TABLES_OF_PEOPLE
    ]
    counts = {table.__name__: table.objects.using("owner").count() for table in [*tables, Paper]}
    return {name: count for name, count in counts.items() if count}


def everything_about_people() -> dict[str, list[dict[str, object]]]:
    """Every row about a person but for its key, to be compared."""
    tables = [*apps.get_app_config("casework").get_models(), Paper]
    return {
        table.__name__: sorted(
            (
                {name: value for name, value in row.items() if name != "id"}
                for row in table.objects.using("owner").values()
            ),
            key=repr,
        )
        for table in tables
    }


def verify_first(assistant) -> None:
    with acting(assistant):
        form = RegistrationForm.objects.order_by("id")[0]
    record_verification(form.pk, ALL_TRUE, by=assistant, on=TODAY)


def test_undone_nothing_is_left_of_the_people_of_a_list(clerk, assistant):
    batch = applied([person(1), person(2), child()], by=clerk)
    made = rows_about_people()
    assert {"Person": 3, "Abode": 6, "ClosedRecord": 1, "Paper": 6}.items() <= made.items(), "control: they were there"
    assert {"Case", "Reach", "Sentence", "RegistrationForm", "ReleaseNotice", "Duty"} <= made.keys()
    undo_batch(batch.pk, by=clerk, on=TODAY)
    assert rows_about_people() == {}
    assert now(batch).status == "undone"


def test_the_list_itself_its_file_and_the_trail_stay(clerk):
    rows = [person(1), child()]
    batch = applied(rows, by=clerk)
    told = Event.objects.using("auditor").count()
    undo_batch(batch.pk, by=clerk, on=TODAY)
    assert outcomes(batch) == ["new", "new"]
    assert not StagedRow.objects.using("owner").filter(case__isnull=False).exists()
    with acting(clerk):
        assert read_file(now(batch).file) == csv_of(rows)
    assert Event.objects.using("auditor").count() == told + 1
    assert Event.objects.using("auditor").filter(action="admitted").count() == 2


def test_an_undone_list_may_be_handed_in_anew_and_is_undone_once(clerk):
    batch = applied([person(1), child()], by=clerk)
    undo_batch(batch.pk, by=clerk, on=TODAY)
    with pytest.raises(StepRefused, match="已撤销"):
        undo_batch(batch.pk, by=clerk, on=TODAY)
    assert outcomes(applied([person(1), child()], by=clerk)) == ["new", "new"]
    assert rows_about_people()["Person"] == 2


@pytest.mark.parametrize(("hours", "possible"), [(23, True), (24, False)])
def test_it_can_be_undone_for_a_day(clerk, hours, possible):
    batch = applied([person(1)], by=clerk)
    then = timezone.now() - timedelta(hours=hours)
    Batch.objects.using("owner").filter(pk=batch.pk).update(applied_at=then)
    if possible:
        undo_batch(batch.pk, by=clerk, on=TODAY)
    else:
        with pytest.raises(StepRefused, match="超过一天"):
            undo_batch(batch.pk, by=clerk, on=TODAY)
    assert (rows_about_people() == {}) is possible


def test_once_somebody_worked_on_one_of_its_people_it_stays_and_the_row_is_named(clerk, assistant):
    batch = applied([person(1), person(2)], by=clerk)
    verify_first(assistant)
    with pytest.raises(StepRefused, match="第 2 行"):
        undo_batch(batch.pk, by=clerk, on=TODAY)
    assert (now(batch).status, rows_about_people()["Person"]) == ("applied", 2)


def test_control_without_asking_the_trail_the_work_would_be_lost(clerk, assistant, monkeypatch):
    batch = applied([person(1), person(2)], by=clerk)
    verify_first(assistant)
    monkeypatch.setattr(actions, "rows_touched", lambda batch: batch.rows.none())
    undo_batch(batch.pk, by=clerk, on=TODAY)
    assert rows_about_people() == {}


def test_a_closed_file_that_was_worked_on_stays_and_the_undo_tells_nothing_of_it(clerk, assistant):
    batch = applied([person(1, 户籍镇街="安富街道", 户籍村居="", 居住镇街="", 居住村居=""), child()], by=clerk)
    verify_first(assistant)
    undo_batch(batch.pk, by=clerk, on=TODAY)
    assert now(batch).status == "undone"
    assert [one.name for one in Person.objects.using("owner").all()] == [child()["姓名"]]
    with acting(assistant):
        assert events_of(Person.objects.get().pk)[0].action == "list_undone_around_file"


def test_control_a_closed_file_that_nobody_worked_on_goes_with_its_list(clerk, assistant):
    batch = applied([person(1), child()], by=clerk)
    undo_batch(batch.pk, by=clerk, on=TODAY)
    assert not Person.objects.using("owner").exists()


# Updates

ANEW = {
    "罪名": "抢劫罪",
    "原判刑期": "三年",
    "收押日期": "2025-02-01",
    "释放日期": "2028-01-31",
    "居住镇街": "盘龙镇",
    "居住村居": "",
    "危险性评估": "重点",
    "帮教建议": "建议就业帮扶",
}
EARLIER, LATER = TODAY - timedelta(days=30), TODAY + timedelta(days=1)


@pytest.mark.parametrize("first_on", [TODAY, EARLIER], ids=["the same day", "a month later"])
def test_what_a_list_changed_is_changed_back_field_by_field(clerk, first_on):
    applied([person(1), person(2)], by=clerk, on=first_on)
    before = everything_about_people()
    batch = applied([person(1, **ANEW), person(2)], by=clerk)
    assert outcomes(batch) == ["update", "same"]
    case = Case.objects.using("owner").select_related("sentence").order_by("id")[0]
    assert (case.sentence.offence, case.sentence.months) == ("抢劫罪", 36)
    newest = ReleaseNotice.objects.using("owner").select_related("risk_opinion").filter(case=case).order_by("-id")[0]
    assert (body_of(newest.risk_opinion), newest.priority) == ("重点", ["other"])
    assert len({key for key, rows in everything_about_people().items() if rows != before[key]}) >= 4, "control"
    undo_batch(batch.pk, by=clerk, on=LATER)
    after = everything_about_people()
    # Duties that the change ended are void, and open anew: what runs is what ran.
    running = [
        {name: row[name] for name in ("case_id", "rule", "opens_on", "due_on")} for row in running_duties(before)
    ]
    assert [
        {name: row[name] for name in ("case_id", "rule", "opens_on", "due_on")} for row in running_duties(after)
    ] == running
    assert {**after, "Duty": []} == {**before, "Duty": []}


def running_duties(everything) -> list[dict[str, object]]:
    return sorted(
        (row for row in everything["Duty"] if row["met_on"] is None and row["void_on"] is None),
        key=lambda row: (row["case_id"], row["rule"]),
    )


def test_two_changes_of_one_person_are_changed_back_one_after_the_other(clerk):
    applied([person(1)], by=clerk, on=EARLIER)
    before = everything_about_people()
    batch = applied([person(1, 居住镇街="盘龙镇", 居住村居=""), person(1, 居住镇街="安富街道", 居住村居="")], by=clerk)
    assert outcomes(batch) == ["update", "update"]
    undo_batch(batch.pk, by=clerk, on=TODAY)
    assert everything_about_people()["Abode"] == before["Abode"]


# Who moves to another town

MOVED = {"户籍镇街": "安富街道", "户籍村居": "", "居住镇街": "安富街道", "居住村居": ""}


def test_somebody_whose_list_names_another_town_is_that_towns_and_no_longer_the_old_ones(clerk, assistant, neighbour):
    applied([person(1)], by=clerk, on=EARLIER)
    batch = applied([person(1, **MOVED)], by=clerk)
    assert (sees(assistant), sees(neighbour)) == (0, 1)
    owed = Duty.objects.using("owner").running().get(rule="verify")
    assert owed.office_id == neighbour.office_id
    undo_batch(batch.pk, by=clerk, on=TODAY)
    assert (sees(assistant), sees(neighbour)) == (1, 0)
    assert Duty.objects.using("owner").running().get(rule="verify").office_id == assistant.office_id


def test_and_that_town_can_verify(clerk, neighbour):
    applied([person(1)], by=clerk, on=EARLIER)
    applied([person(1, **MOVED)], by=clerk)
    verify_first(neighbour)
    assert not Duty.objects.using("owner").running().filter(rule="verify").exists()


def test_control_whoever_stays_in_the_town_stays_with_its_office(clerk, assistant, neighbour):
    applied([person(1)], by=clerk, on=EARLIER)
    applied([person(1, 户籍村居="", 居住村居="")], by=clerk)
    assert (sees(assistant), sees(neighbour)) == (1, 0)


def sees(by) -> int:
    with acting(by):
        return visible_to(by).count()
