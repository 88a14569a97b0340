"""A closed row about somebody whose case has ended: the job opens a new case in the file, which is closed or stays so; those named read of it."""

from datetime import date

import pytest

from anbang.audit.queries import events_of
from anbang.casework.care.actions import record_death, record_reoffence
from anbang.casework.custody.models import Sentence
from anbang.casework.duty.models import Duty
from anbang.casework.handover.actions import record_release
from anbang.casework.handover.models import ReleasedFrom
from anbang.casework.models import Case
from anbang.casework.person.closed import ClosedFacts, closed_facts
from anbang.casework.person.models import ClosedRecord, Person, Reach, ReachReason, Sealing
from anbang.casework.person.queries import closed_to_all_but, visible_to
from anbang.exchange.batch import settling
from anbang.exchange.batch.actions import undo_batch
from anbang.exchange.batch.messages import fault_message
from anbang.exchange.batch.models import Batch, StagedRow
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import OfficeKind, Role
from anbang.web.history import history_of, shown
from anbang.web.tellings import TELLINGS
from tests.exchange.lists import applied, child, csv_of, now, outcomes, person, rows_of
from tests.exchange.returning import ENDED, FIRST_LIST, OWNER, RELEASED, another
from tests.support.people import TODAY, office, post

OF_THE_FIRST = {"收押日期": "2024-07-20", "释放日期": RELEASED.isoformat(), "作案日期": "2024-06-29"}
AGAIN = {"罪名": "诈骗罪", "作案日期": "2025-05-01", "收押日期": "2026-08-01", "释放日期": "2028-01-31"}
GROWN_UP = {"作案日期": "", "收押日期": "2025-08-01"}


@pytest.fixture
def keeper(clerk: ActingStaff) -> ActingStaff:
    """A keeper of closed files who was there before any list."""
    return post(Role.SEALING_KEEPER, office(OfficeKind.JUSTICE_BUREAU))


def ended(clerk: ActingStaff, assistant: ActingStaff, *, died: bool = False, **told: str) -> Case:
    """Taken in by the first list, released, and the case has ended."""
    applied([child(**{**OF_THE_FIRST, **told})], by=another(clerk, on=FIRST_LIST), on=FIRST_LIST)
    case = Case.objects.using(OWNER).get()
    record_release(case.pk, released_from=ReleasedFrom.PRISON, by=another(assistant, on=RELEASED), on=RELEASED)
    end = record_death if died else record_reoffence
    end(case.pk, words="见文书", by=another(assistant, on=ENDED), on=ENDED)
    return Case.objects.using(OWNER).get()


def the_person() -> Person:
    return Person.objects.using(OWNER).get(name=child()["姓名"])


def cases() -> list[Case]:
    return list(Case.objects.using(OWNER).filter(person=the_person()).order_by("id"))


def facts() -> ClosedFacts:
    return closed_facts(ClosedRecord.objects.using(OWNER).get())


def again(clerk: ActingStaff, **told: str) -> Batch:
    return applied([child(**{**AGAIN, **told})], by=another(clerk))


def what_happened(by: ActingStaff) -> list[str]:
    with acting(by):
        return [event.action for event in events_of(the_person().pk)]


def is_seen_by(by: ActingStaff) -> tuple[bool, bool]:
    """In lists, and as somebody who is named."""
    with acting(by):
        return visible_to(by).exists(), closed_to_all_but(by).exists()


# A file that was closed


def test_a_new_case_in_the_closed_file_which_keeps_both_offences_out_of_sight(clerk, keeper, assistant):
    old = ended(clerk, assistant)
    batch = again(clerk)
    assert (batch.status, batch.failure) == ("applied", None)
    first, second = cases()
    assert (first.pk, second.closed_on) == (old.pk, None)
    assert (facts().offence, facts().offence_on) == ("诈骗罪", date(2025, 5, 1))
    (before,) = facts().earlier
    assert (before.case_id, before.offence, before.offence_on) == (old.pk, child()["罪名"], date(2024, 6, 29))
    sentences = Sentence.objects.using(OWNER).filter(case__person=the_person())
    assert set(sentences.values_list("offence", "offence_on")) == {("", None)}
    assert Duty.objects.using(OWNER).running().filter(case=second, rule="verify").exists()
    assert what_happened(keeper)[:4] == ["notice_received", "form_received", "admitted", "back_in_custody"]
    assert (is_seen_by(clerk), is_seen_by(keeper), is_seen_by(assistant)) == (
        (False, False),
        (False, True),
        (False, True),
    )
    assert not Reach.objects.using(OWNER).filter(why=ReachReason.TAKING_IN).exists()


def test_handed_in_twice_it_counts_once(clerk, keeper, assistant):
    ended(clerk, assistant)
    again(clerk)
    applied([child(**AGAIN), person(3)], by=another(clerk))
    assert len(cases()) == 2
    assert what_happened(keeper).count("back_in_custody") == 1


def test_undone_the_new_case_goes_and_the_first_offence_is_the_one_again(clerk, keeper, assistant):
    old = ended(clerk, assistant)
    batch = again(clerk)
    undo_batch(batch.pk, by=another(clerk), on=TODAY)
    assert now(batch).status == "undone"
    assert [one.pk for one in cases()] == [old.pk]
    assert facts() == ClosedFacts(child()["罪名"], date(2024, 6, 29))
    assert not Reach.objects.using(OWNER).filter(why=ReachReason.TAKING_IN).exists()
    assert "return_taken_back" in what_happened(keeper)


@pytest.mark.parametrize(
    ("died", "told", "without", "code"),
    [
        (False, {}, ("收押日期",), "admission_after_the_end"),
        (False, {"收押日期": "2026-03-01"}, (), "admission_after_the_end"),
        (True, {}, (), "person_died"),
    ],
    ids=["no admission", "before the end", "dead"],
)
def test_what_cannot_be_taken_is_left_out_and_those_named_read_why(clerk, keeper, assistant, died, told, without, code):
    ended(clerk, assistant, died=died)
    batch = applied(csv_of([child(**{**AGAIN, **told}), person(3)], without=without), by=another(clerk))
    assert (batch.status, batch.failure, len(cases())) == ("applied", None, 1)
    assert what_happened(keeper)[0] == "row_left_out"
    with acting(keeper):
        (told,) = shown(history_of(the_person(), by=keeper)[:1], by=keeper, in_full=True)
    assert (told.title, told.said) == (TELLINGS["row_left_out"].title, [fault_message(code)[0]])
    with acting(clerk):
        assert not settling.rows_to_settle(batch).exists(), "and nothing waits to be confirmed"


# A file that stood open


def test_an_open_file_is_closed_and_has_its_new_case(clerk, keeper, assistant):
    old = ended(clerk, assistant, **GROWN_UP)
    assert the_person().sealing == Sealing.OPEN
    batch = again(clerk)
    assert ([row.closed for row in rows_of(batch)], outcomes(batch)) == ([True], ["returns"])
    assert (batch.status, batch.failure) == ("applied", None)
    assert the_person().sealing == Sealing.PROPOSED
    assert len(cases()) == 2
    assert facts().offence == "诈骗罪"
    assert [(one.case_id, one.offence) for one in facts().earlier] == [(old.pk, child()["罪名"])]
    assert set(Sentence.objects.using(OWNER).values_list("offence", flat=True)) == {""}
    assert (is_seen_by(clerk), is_seen_by(keeper)) == ((False, False), (False, True))
    assert what_happened(keeper)[4] == "file_closed"
    undo_batch(batch.pk, by=another(clerk), on=TODAY)
    assert (the_person().sealing, len(cases()), what_happened(keeper)[0]) == (
        Sealing.PROPOSED,
        2,
        "list_undone_around_file",
    )


def test_it_is_closed_too_where_the_row_cannot_be_taken(clerk, keeper, assistant):
    ended(clerk, assistant, **GROWN_UP)
    batch = again(clerk, 收押日期="2026-03-01")
    assert (batch.status, batch.failure, len(cases())) == ("applied", None, 1)
    assert the_person().sealing == Sealing.PROPOSED
    assert what_happened(keeper)[:2] == ["row_left_out", "file_closed"]


def test_control_were_ended_cases_taken_for_open_ones_the_row_would_break(clerk, keeper, assistant, monkeypatch):
    ended(clerk, assistant)
    monkeypatch.setattr(settling, "come_back", settling.amend)
    batch = applied([child(**AGAIN), person(3)], by=another(clerk))
    assert batch.failure is None, "whoever works on the list does not hear of it"
    assert len(cases()) == 1
    assert StagedRow.objects.using("owner").get(batch=batch, closed=True).case is None
