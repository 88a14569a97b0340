"""Closed files: one keeper seals, two open; what is sealed is read by leave of another for some days; and what should be closed is (LAW-2)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connections

from anbang.casework.care.actions import record_death
from anbang.casework.custody.models import Sentence
from anbang.casework.juvenile import actions, queries
from anbang.casework.juvenile.actions import (
    answer_opening,
    answer_unsealing,
    ask_to_read,
    close_what_should_be,
    decide_sealed,
    propose_opening,
    read_sealed_record,
)
from anbang.casework.juvenile.models import Basis, SealingDecision, Unsealing
from anbang.casework.person.models import ClosedRecord, Person
from anbang.casework.person.queries import visible_to
from anbang.organisations.acting import acting
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.steps import StepRefused
from anbang.organisations.unattended import unattended
from tests.support.people import TODAY, office, post

PAPER, ON_PAPER = "荣昌区人民法院（2024）渝0153刑封12号", date(2026, 10, 1)
WORDS = "永川区人民法院为审理案件查询，函号 2026-77"
CHILD = {"born_on": date(2008, 3, 1), "id_number": None, "offence_on": date(2024, 1, 10), "months": 24}
# The day on which leave that was given today has ended: the pack gives a week.
AFTER = TODAY + timedelta(days=8)


@pytest.fixture
def keepers(database):
    """Two keepers of closed files, posted before anybody is taken in."""
    bureau = office(OfficeKind.JUSTICE_BUREAU)
    return post(Role.SEALING_KEEPER, bureau), post(Role.SEALING_KEEPER, bureau)


@pytest.fixture
def closed(keepers, assistant, take):
    return take(**CHILD, sealing_proposed=True)


def sealing_of(case) -> str:
    return Person.objects.using("owner").get(pk=case.person_id).sealing


def sentence_of(case) -> Sentence:
    return Sentence.objects.using("owner").get(case=case)


def opened(closed, keepers):
    first, second = keepers
    told = propose_opening(closed.person_id, PAPER, ON_PAPER, by=first, on=TODAY)
    answer_opening(told.pk, is_agreed=True, by=second, on=TODAY)
    return told


def leave(closed, keepers, by):
    told = ask_to_read(closed.person_id, Basis.CASE_HANDLING, WORDS, by=by, on=TODAY)
    answer_unsealing(told.pk, is_agreed=True, by=keepers[0] if by is not keepers[0] else keepers[1], on=TODAY)
    return told


def test_a_keeper_seals_by_the_paper_of_the_court(closed, keepers):
    told = decide_sealed(closed.person_id, PAPER, ON_PAPER, by=keepers[0], on=TODAY)
    assert (sealing_of(closed), told.document) == ("sealed", PAPER)
    with pytest.raises(StepRefused, match="已经封存"):
        decide_sealed(closed.person_id, PAPER, ON_PAPER, by=keepers[1], on=TODAY)


def test_whoever_is_named_and_no_keeper_decides_nothing(closed, assistant):
    with pytest.raises(StepRefused, match="封存管理人"):
        decide_sealed(closed.person_id, PAPER, ON_PAPER, by=assistant, on=TODAY)
    with pytest.raises(StepRefused, match="封存管理人"):
        propose_opening(closed.person_id, PAPER, ON_PAPER, by=assistant, on=TODAY)


def test_whoever_is_not_named_finds_nobody(closed, clerk, neighbour):
    for by in (clerk, neighbour):
        with pytest.raises(Person.DoesNotExist):
            ask_to_read(closed.person_id, Basis.CASE_HANDLING, WORDS, by=by, on=TODAY)


@pytest.mark.parametrize(("document", "on", "said"), [("", ON_PAPER, "文号"), (PAPER, TODAY + timedelta(1), "今天")])
def test_a_decision_names_its_paper_and_its_day(closed, keepers, document, on, said):
    with pytest.raises(StepRefused, match=said):
        decide_sealed(closed.person_id, document, on, by=keepers[0], on=TODAY)


def test_two_open_a_file_and_what_was_out_of_sight_is_back(closed, keepers, assistant):
    assert (sentence_of(closed).offence, sentence_of(closed).offence_on) == ("", None)
    opened(closed, keepers)
    assert sealing_of(closed) == "open"
    assert (sentence_of(closed).offence, sentence_of(closed).offence_on) == ("盗窃罪", CHILD["offence_on"])
    assert not ClosedRecord.objects.using("owner").exists()
    with acting(assistant, reading_only=True):
        assert visible_to(assistant).filter(pk=closed.person_id).exists()


def test_one_alone_opens_nothing(closed, keepers):
    told = propose_opening(closed.person_id, PAPER, ON_PAPER, by=keepers[0], on=TODAY)
    with pytest.raises(StepRefused, match="另一名"):
        answer_opening(told.pk, is_agreed=True, by=keepers[0], on=TODAY)
    with pytest.raises(StepRefused, match="在等"):
        propose_opening(closed.person_id, PAPER, ON_PAPER, by=keepers[1], on=TODAY)
    assert sealing_of(closed) == "proposed"


def test_no_file_is_sealed_while_its_opening_waits_for_an_answer(closed, keepers):
    told = propose_opening(closed.person_id, PAPER, ON_PAPER, by=keepers[0], on=TODAY)
    with pytest.raises(StepRefused, match="先答复它"):
        decide_sealed(closed.person_id, PAPER, ON_PAPER, by=keepers[1], on=TODAY)
    answer_opening(told.pk, is_agreed=False, by=keepers[1], on=TODAY)
    decide_sealed(closed.person_id, PAPER, ON_PAPER, by=keepers[1], on=TODAY)
    assert sealing_of(closed) == "sealed"


def test_an_opening_that_waited_from_before_a_later_decision_opens_nothing_and_says_so(closed, keepers, monkeypatch):
    told = propose_opening(closed.person_id, PAPER, ON_PAPER, by=keepers[0], on=TODAY)
    monkeypatch.setattr(actions, "_opening_that_waits", lambda person: False)
    decide_sealed(closed.person_id, PAPER, ON_PAPER, by=keepers[1], on=TODAY)
    with pytest.raises(StepRefused, match="又登记了封存决定"):
        answer_opening(told.pk, is_agreed=True, by=keepers[1], on=TODAY)
    answer_opening(told.pk, is_agreed=False, by=keepers[1], on=TODAY)
    assert sealing_of(closed) == "sealed"


def test_whoever_refuses_leaves_it_closed(closed, keepers):
    told = propose_opening(closed.person_id, PAPER, ON_PAPER, by=keepers[0], on=TODAY)
    answer_opening(told.pk, is_agreed=False, by=keepers[1], on=TODAY)
    assert sealing_of(closed) == "proposed"
    with pytest.raises(SealingDecision.DoesNotExist):
        answer_opening(told.pk, is_agreed=True, by=keepers[1], on=TODAY)


@pytest.mark.parametrize("decision", ["none", "of one", "refused"])
def test_the_database_opens_no_file_without_the_decision_of_two(closed, keepers, decision):
    if decision != "none":
        told = propose_opening(closed.person_id, PAPER, ON_PAPER, by=keepers[0], on=TODAY)
    if decision == "refused":
        answer_opening(told.pk, is_agreed=False, by=keepers[1], on=TODAY)
    with pytest.raises(IntegrityError, match="by the decision of two"):
        Person.objects.using("owner").filter(pk=closed.person_id).update(sealing="open")


def test_control_without_its_trigger_it_would(closed):
    with connections["owner"].cursor() as cursor:
        cursor.execute("alter table casework_person disable trigger closed_file_opens_by_the_decision_of_two")
    assert Person.objects.using("owner").filter(pk=closed.person_id).update(sealing="open") == 1


def test_a_sealed_record_is_read_by_leave_of_another_and_for_some_days(closed, keepers, assistant):
    with pytest.raises(ClosedRecord.DoesNotExist), acting(assistant, reading_only=True):
        read_sealed_record(closed.person_id, for_staff=assistant)
    told = leave(closed, keepers, assistant)
    with acting(assistant, reading_only=True):
        facts = read_sealed_record(closed.person_id, for_staff=assistant)
        assert (facts.offence, facts.offence_on) == ("盗窃罪", CHILD["offence_on"])
        assert queries.words_of(told) == WORDS
    later = replace(assistant, today=AFTER)
    with pytest.raises(ClosedRecord.DoesNotExist), acting(later, reading_only=True):
        read_sealed_record(closed.person_id, for_staff=later)


def test_leave_is_of_whoever_asked_and_of_nobody_else(closed, keepers, assistant):
    leave(closed, keepers, assistant)
    for keeper in keepers:
        with pytest.raises(ClosedRecord.DoesNotExist), acting(keeper, reading_only=True):
            read_sealed_record(closed.person_id, for_staff=keeper)


def test_row_security_alone_keeps_the_record_from_whoever_has_no_leave(closed, keepers, assistant):
    def rows(by) -> int:
        with acting(by, reading_only=True):
            return ClosedRecord.objects.count()

    assert [rows(by) for by in (assistant, *keepers)] == [0, 0, 0]
    leave(closed, keepers, assistant)
    assert [rows(by) for by in (assistant, *keepers)] == [1, 0, 0]
    assert rows(replace(assistant, today=AFTER)) == 0


def test_control_without_its_policy_the_row_would_be_seen(closed, keepers, assistant):
    with connections["owner"].cursor() as cursor:
        cursor.execute("alter policy rows_of_the_app on casework_closedrecord using (true)")
    with acting(assistant, reading_only=True):
        assert ClosedRecord.objects.count() == 1


def test_nobody_agrees_to_their_own_question(closed, keepers):
    told = ask_to_read(closed.person_id, Basis.STATE_RULE, WORDS, by=keepers[0], on=TODAY)
    with pytest.raises(StepRefused, match="另一名"):
        answer_unsealing(told.pk, is_agreed=True, by=keepers[0], on=TODAY)
    with pytest.raises(StepRefused, match="在等"):
        ask_to_read(closed.person_id, Basis.STATE_RULE, WORDS, by=keepers[0], on=TODAY)


def test_an_assistant_agrees_to_nothing(closed, keepers, assistant):
    told = ask_to_read(closed.person_id, Basis.STATE_RULE, WORDS, by=keepers[0], on=TODAY)
    with pytest.raises(StepRefused, match="封存管理人"):
        answer_unsealing(told.pk, is_agreed=True, by=assistant, on=TODAY)


def test_without_a_reason_nothing_is_asked(closed, assistant):
    with pytest.raises(StepRefused, match="依据"):
        ask_to_read(closed.person_id, Basis.STATE_RULE, "  ", by=assistant, on=TODAY)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ("answered_by_id = asked_by_id", "sealed_record_is_read_by_leave_of_another"),
        ("until_on = null", "unsealing_ends"),
        ("until_on = answered_on - 1", "unsealing_ends"),
        ("answered_on = null", "unsealing_is_answered_by_somebody_on_a_day|unsealing_ends"),
    ],
)
def test_the_database_holds_leave_to_its_rules(closed, keepers, assistant, change, name):
    leave(closed, keepers, assistant)
    with pytest.raises(IntegrityError, match=name), connections["owner"].cursor() as cursor:
        cursor.execute(f"update casework_unsealing set {change}")


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ("answered_by_id = decided_by_id", "closed_file_is_opened_by_two"),
        ("document = ''", "sealing_decision_names_its_paper"),
        ("is_agreed = null", "sealing_decision_is_answered_by_somebody_on_a_day"),
        ("outcome = 'sealed'", "sealing_decision_is_answered_by_somebody_on_a_day"),
    ],
)
def test_the_database_holds_decisions_to_their_rules(closed, keepers, change, name):
    opened(closed, keepers)
    with pytest.raises(IntegrityError, match=name), connections["owner"].cursor() as cursor:
        cursor.execute(f"update casework_sealingdecision set {change}")


def test_one_question_and_one_opening_wait_at_a_time(closed, keepers):
    first = keepers[0]
    ask_to_read(closed.person_id, Basis.STATE_RULE, WORDS, by=first, on=TODAY)
    propose_opening(closed.person_id, PAPER, ON_PAPER, by=first, on=TODAY)
    again = {
        "casework_unsealing": "one_unsealing_waits_for_an_answer",
        "casework_sealingdecision": "one_opening_of_a_closed_file_waits_for_an_answer",
    }
    columns = {
        "casework_unsealing": "person_id, basis, words_sealed, asked_by_id, asked_on",
        "casework_sealingdecision": "person_id, outcome, document, dated_on, decided_by_id, decided_on",
    }
    for table, name in again.items():
        with pytest.raises(IntegrityError, match=name), connections["owner"].cursor() as cursor:
            cursor.execute(f"insert into {table} ({columns[table]}) select {columns[table]} from {table}")
    assert Unsealing.objects.using("owner").count() == 1


# The nightly check


def night(on: date = TODAY) -> int:
    return close_what_should_be(by=unattended("morning", on=on))


def test_a_record_whose_case_has_ended_is_closed_too(keepers, assistant, clerk, take):
    child = take(**CHILD)
    record_death(child.pk, words="死亡证明", by=clerk, on=TODAY)
    assert night() == 1
    assert (sealing_of(child), sentence_of(child).offence) == ("proposed", "")


def test_one_who_cannot_be_closed_holds_up_nobody(keepers, assistant, take, monkeypatch, caplog):
    first, second = take(**CHILD), take(**{**CHILD, "name": "另一个"})
    close = actions.close_file

    def breaks(person_id: int, **more: object) -> object:
        if person_id == first.person_id:
            raise StepRefused("neither place lies in the district")
        return close(person_id, **more)

    monkeypatch.setattr(actions, "close_file", breaks)
    assert night() == 1
    assert (sealing_of(first), sealing_of(second)) == ("open", "proposed")
    assert f"person {first.person_id} should be closed" in caplog.text


def test_whoever_should_be_sealed_and_stands_open_is_closed_by_night(keepers, assistant, take):
    child, adult = take(**CHILD), take(born_on=date(1985, 6, 12))
    assert night() == 1
    assert (sealing_of(child), sealing_of(adult)) == ("proposed", "open")
    assert sentence_of(child).offence == ""
    assert night() == 0
    with acting(assistant, reading_only=True):
        assert not visible_to(assistant).filter(pk=child.person_id).exists()


@pytest.mark.parametrize(
    ("told", "many"),
    [
        ({"offence_on": date(2026, 3, 1)}, 1),  # the eighteenth birthday itself
        ({"offence_on": date(2026, 3, 2)}, 0),
        ({"months": 60}, 1),
        ({"months": 61}, 0),
        ({"offence_on": None}, 0),
    ],
)
def test_at_the_edges_the_rule_decides(keepers, assistant, take, told, many):
    take(**{**CHILD, **told})
    assert night() == many


def test_what_two_opened_stays_open(closed, keepers):
    opened(closed, keepers)
    assert night() == 0
    assert sealing_of(closed) == "open"


def test_control_without_the_check_it_would_stay_open(keepers, assistant, take, monkeypatch):
    child = take(**CHILD)
    monkeypatch.setattr(actions, "should_be_sealed", lambda *, by: [])
    assert night() == 0
    assert sealing_of(child) == "open"
