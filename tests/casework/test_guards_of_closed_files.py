"""Whoever writes as the product's role opens no closed file and reads nothing sealed alone: each says what they say for themselves (LAW-2)."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connections

from anbang.casework.custody.closing import close_file
from anbang.casework.juvenile.actions import answer_opening, answer_unsealing, ask_to_read, propose_opening
from anbang.casework.juvenile.guards import CLOSED_FILE_OPENS_BY_TWO
from anbang.casework.juvenile.models import Basis
from anbang.casework.person.actions import leave_closed_files
from anbang.casework.person.guards import LET_THE_GUARDIAN_OWN
from anbang.casework.person.models import ClosedRecord, ExclusionReason
from anbang.casework.step.excluding import exclude
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.unattended import unattended
from tests.casework.test_juvenile import CHILD, PAPER, WORDS, sealing_of
from tests.support.people import TODAY, office, post

DECISION, LEAVE = "casework_sealingdecision", "casework_unsealing"
OPEN = "update casework_person set sealing = 'open'"
ANSWER = "answered_by_id, answered_on, is_agreed"


@pytest.fixture
def keepers(database):
    bureau = office(OfficeKind.JUSTICE_BUREAU)
    return post(Role.SEALING_KEEPER, bureau), post(Role.SEALING_KEEPER, bureau)


@pytest.fixture
def closed(keepers, assistant, take):
    return take(**CHILD, sealing_proposed=True)


def write(by: ActingStaff, *statements: str) -> None:
    with acting(replace(by, request_id=uuid4())), connections[by.alias].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def decision(closed, decided_by: ActingStaff, answered_by: ActingStaff | None = None) -> str:
    answer = f"{answered_by.staff_id}, '{TODAY}', true, now()" if answered_by else "null, null, null, null"
    return (
        f"insert into {DECISION} (person_id, outcome, document, dated_on, decided_by_id, decided_on, {ANSWER}, answered_at)"
        f" values ({closed.person_id}, 'not_sealed', 'x', '{TODAY}', {decided_by.staff_id}, '{TODAY}', {answer})"
    )


def leave(closed, asked_by: ActingStaff, answered_by: ActingStaff | None = None, until: str = "2099-01-01") -> str:
    answer = f"{answered_by.staff_id}, '{TODAY}', true, '{until}'" if answered_by else "null, null, null, null"
    return (
        f"insert into {LEAVE} (person_id, basis, words_sealed, asked_by_id, asked_on, {ANSWER}, until_on)"
        f" values ({closed.person_id}, 'case_handling', 'x', {asked_by.staff_id}, '{TODAY}', {answer})"
    )


def answered(table: str, by: ActingStaff, **more: str) -> str:
    told = {"answered_by_id": str(by.staff_id), "answered_on": f"'{TODAY}'", "is_agreed": "true", **more}
    return f"update {table} set {', '.join(f'{name} = {value}' for name, value in told.items())}"


# Opening.


def test_whoever_is_named_and_no_keeper_writes_no_decision(closed, keepers, assistant):
    for forged in (decision(closed, assistant), decision(closed, *keepers)):
        with pytest.raises(IntegrityError, match="by a keeper who is named"):
            write(assistant, forged, OPEN)
    assert sealing_of(closed) == "proposed"


def test_a_keeper_writes_no_decision_of_another_and_none_that_is_answered(closed, keepers):
    first, second = keepers
    for forged in (decision(closed, second), decision(closed, first, second), decision(closed, second, first)):
        with pytest.raises(IntegrityError, match="made by whoever acts, and waits"):
            write(first, forged, OPEN)


@pytest.mark.parametrize("who", ["not named", "keeps out", "no keeper any more"])
def test_a_keeper_who_is_not_there_for_the_file_decides_nothing_about_it(closed, keepers, clerk, who: str):
    first, second = keepers
    if who == "not named":
        first = post(Role.SEALING_KEEPER, office(OfficeKind.JUSTICE_BUREAU))
    elif who == "keeps out":
        exclude(closed.person_id, first.staff_id, ExclusionReason.KIN, by=second, on=TODAY)
    else:
        as_the_owner(
            f"update organisations_posting set until_on = '{TODAY - timedelta(1)}' where staff_id = {first.staff_id}"
        )
    with pytest.raises(IntegrityError, match="by a keeper who is named"):
        write(first, decision(closed, first))


def test_a_keeper_answers_neither_themselves_nor_in_the_name_of_another(closed, keepers):
    first, second = keepers
    propose_opening(closed.person_id, PAPER, TODAY, by=first, on=TODAY)
    with pytest.raises(IntegrityError, match="closed_file_is_opened_by_two"):
        write(first, answered(DECISION, first), OPEN)
    with pytest.raises(IntegrityError, match="answered once, by whoever acts"):
        write(first, answered(DECISION, second), OPEN)
    with pytest.raises(IntegrityError, match="answered once, by whoever acts"):
        write(second, answered(DECISION, second, decided_by_id=str(second.staff_id)), OPEN)
    write(second, answered(DECISION, second), OPEN)
    assert sealing_of(closed) == "open", "the control: two who each say so themselves"


@pytest.mark.parametrize("change", ["document = 'y'", "is_agreed = true, answered_at = now()", "answered_at = null"])
def test_what_was_decided_and_answered_stays(closed, keepers, change: str):
    first, second = keepers
    told = propose_opening(closed.person_id, PAPER, TODAY, by=first, on=TODAY)
    answer_opening(told.pk, is_agreed=False, by=second, on=TODAY)
    for by in keepers:
        with pytest.raises(IntegrityError, match="stays as it was made"):
            write(by, f"update {DECISION} set {change}")


def test_control_without_its_trigger_one_hand_opens_a_file(closed, keepers, assistant):
    without(DECISION, "decision_is_of_whoever_acts")
    write(assistant, decision(closed, *keepers), OPEN)
    assert sealing_of(closed) == "open"


def test_a_decision_opens_a_file_once(closed, keepers):
    opened_and_closed_again(closed, keepers)
    with pytest.raises(IntegrityError, match="by the decision of two"):
        write(keepers[0], OPEN)


def test_control_without_the_moment_of_its_answer_it_would_again(closed, keepers):
    moment = " or last.answered_at is distinct from now()"
    assert moment in CLOSED_FILE_OPENS_BY_TWO
    guard = LET_THE_GUARDIAN_OWN + CLOSED_FILE_OPENS_BY_TWO.replace(moment, "")
    as_the_owner(guard.replace("{guardian}", "anbang_guardian"))
    opened_and_closed_again(closed, keepers)
    write(keepers[0], OPEN)
    assert sealing_of(closed) == "open"


def opened_and_closed_again(closed, keepers) -> None:
    told = propose_opening(closed.person_id, PAPER, TODAY, by=keepers[0], on=TODAY)
    answer_opening(told.pk, is_agreed=True, by=keepers[1], on=TODAY)
    job = unattended("list", on=TODAY)
    with acting(job):
        close_file(closed.person_id, by=job, on=TODAY)
        leave_closed_files(by=job)
    assert sealing_of(closed) == "proposed"


# Reading.


def test_nobody_writes_leave_for_themselves(closed, keepers, assistant, neighbour):
    for forged in (leave(closed, assistant, keepers[0]), leave(closed, keepers[0])):
        with pytest.raises(IntegrityError, match="asked for by whoever acts, and waits"):
            write(assistant, forged)
    with pytest.raises(IntegrityError, match="by whoever is named for the file"):
        write(neighbour, leave(closed, neighbour))
    assert not rows_read_by(assistant)


def test_whoever_asked_is_answered_by_a_keeper_who_says_so_themselves(closed, keepers, assistant):
    ask_to_read(closed.person_id, Basis.CASE_HANDLING, WORDS, by=assistant, on=TODAY)
    for by in (keepers[0], assistant):
        with pytest.raises(IntegrityError, match="answered once, by a keeper who acts"):
            write(assistant, answered(LEAVE, by, until_on=f"'{TODAY}'"))
    with pytest.raises(IntegrityError, match="stays as it was asked"):
        write(keepers[0], answered(LEAVE, keepers[0], until_on=f"'{TODAY}'", asked_by_id=str(keepers[1].staff_id)))


@pytest.mark.parametrize("longer", ["until_on = '2099-01-01'", "until_on = until_on + 1", "policy_id = null"])
def test_leave_ends_when_the_policy_says(closed, keepers, assistant, longer: str):
    told = ask_to_read(closed.person_id, Basis.CASE_HANDLING, WORDS, by=assistant, on=TODAY)
    answer_unsealing(told.pk, is_agreed=True, by=keepers[0], on=TODAY)
    with pytest.raises(IntegrityError, match="stays as it was asked"):
        write(keepers[1], f"update {LEAVE} set {longer}")
    told.refresh_from_db(using="owner")
    column, _, value = longer.partition(" = ")
    as_agreed = {"until_on": f"'{told.until_on}'", "policy_id": f"'{told.policy_id}'"}
    more = {**as_agreed, column: value.replace("until_on + 1", f"'{told.until_on + timedelta(1)}'")}
    as_the_owner(f"update {LEAVE} set answered_by_id = null, answered_on = null, is_agreed = null, until_on = null")
    with pytest.raises(IntegrityError, match="after the days of the policy"):
        write(keepers[0], answered(LEAVE, keepers[0], **more))
    write(keepers[0], answered(LEAVE, keepers[0], **as_agreed))
    assert rows_read_by(assistant), "the control: until the day itself"


def test_control_without_its_trigger_whoever_is_named_reads_what_is_sealed(closed, keepers, assistant):
    without(LEAVE, "leave_is_of_whoever_acts")
    write(assistant, leave(closed, assistant, keepers[0]))
    assert rows_read_by(assistant)


def rows_read_by(by: ActingStaff) -> bool:
    with acting(by, reading_only=True):
        return ClosedRecord.objects.exists()


def without(table: str, trigger: str) -> None:
    as_the_owner(f"alter table {table} disable trigger {trigger}")


def as_the_owner(statement: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement)
