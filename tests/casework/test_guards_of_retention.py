"""What the database itself holds about files that go: each rule is tried, and each trigger has its control."""

import pytest
from django.db import IntegrityError, ProgrammingError, connections

from anbang.casework.duty.models import PolicyVersion
from anbang.casework.duty.versions import CURRENT
from anbang.casework.models import Case
from anbang.casework.person.removing import destroy_file_of
from anbang.casework.retention.actions import confirm_disposal
from anbang.casework.retention.models import Disposal
from anbang.organisations.acting import acting
from anbang.organisations.unattended import unattended
from anbang.policy import DEFAULT_PACK
from tests.casework.retention import LAST_DAY, NIGHT, OWNER, dead, decided, proposed
from tests.support.crew import TODAY, District, days

__all__ = ["dead"]
YEARS = int(DEFAULT_PACK.parameter("file_kept_years", TODAY))


def delete_as_the_owner(case: Case) -> None:
    with connections[OWNER].cursor() as cursor:
        cursor.execute("delete from casework_case where id = %s", [case.pk])


@pytest.mark.parametrize("how_far", ["nothing", "proposed", "decided", "refused"])
def test_the_database_lets_no_file_of_care_go_without_two(district, dead, how_far):
    told = decided(dead, district) if how_far in {"decided", "refused"} else None
    if how_far == "proposed":
        proposed(dead)
    if how_far == "refused":
        confirm_disposal(told.pk, is_agreed=False, by=district.aftercare(NIGHT), on=NIGHT)
    with pytest.raises(IntegrityError, match="by the decision of two"):
        delete_as_the_owner(dead)


def test_control_without_its_trigger_it_goes(dead):
    with connections[OWNER].cursor() as cursor:
        cursor.execute("alter table casework_case disable trigger file_of_care_goes_by_the_decision_of_two")
    job = unattended("test", on=TODAY)
    with acting(job):
        destroy_file_of(dead.person_id, using=job.alias, on=NIGHT)
    assert not Case.objects.using(OWNER).filter(pk=dead.pk).exists()


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ("confirmed_by_id = decided_by_id", "file_is_disposed_of_by_two"),
        ("disposed_on = confirmed_on", "file_is_disposed_of_once_another_agreed"),
        (
            "decision = 'keep'",
            "disposal_is_confirmed_by_somebody_on_a_day|file_that_is_kept_on_says_why_and_until_when",
        ),
        ("decided_by_id = null", "disposal_is_decided_by_somebody_on_a_day"),
        ("confirmed_on = null", "disposal_is_confirmed_by_somebody_on_a_day"),
        ("keep_reason = 'wished'", "file_that_is_kept_on_says_why_and_until_when"),
        ("proposed_on = kept_until", "disposal_is_proposed_once_the_years_have_passed"),
    ],
)
def test_the_database_holds_disposals_to_their_rules(district, dead, change, name):
    told = decided(dead, district)
    confirm_disposal(told.pk, is_agreed=False, by=district.aftercare(NIGHT), on=NIGHT)
    with pytest.raises(IntegrityError, match=name), connections[OWNER].cursor() as cursor:
        cursor.execute(f"update casework_disposal set {change}")


def put(dead: Case, **different: object) -> None:
    """A proposal as the night would make it, different in these columns, written by the owner of the tables."""
    told = {
        "person_id": dead.person_id,
        "case_number": dead.number,
        "closed_on": TODAY,
        "kept_until": LAST_DAY,
        "proposed_on": NIGHT,
        "policy_id": CURRENT,
    }
    Disposal.objects.using(OWNER).create(**{**told, **different})


A_DAY_EARLY = {"kept_until": LAST_DAY - days(1), "proposed_on": LAST_DAY}
TOO_EARLY = {
    "a day early": A_DAY_EARLY,
    "by a closing that was none": {**A_DAY_EARLY, "closed_on": TODAY - days(1)},
    "by no policy": {**A_DAY_EARLY, "policy_id": None},
    "at once": {"kept_until": TODAY, "proposed_on": TODAY + days(1)},
}
FOR_ITS_YEARS = "file_is_kept_for_the_years_of_its_policy"


@pytest.mark.parametrize("told", TOO_EARLY.values(), ids=TOO_EARLY)
def test_the_database_lets_no_file_be_proposed_before_the_years_of_its_policy(dead, told):
    with pytest.raises(IntegrityError, match="closed for the years of the policy"):
        put(dead, **told)


def test_no_file_is_proposed_that_is_not_closed(district):
    with pytest.raises(IntegrityError, match="closed for the years of the policy"):
        put(district.in_care())


def test_a_proposal_becomes_no_earlier_one(dead):
    put(dead)
    with pytest.raises(IntegrityError, match="closed for the years of the policy"):
        Disposal.objects.using(OWNER).update(**A_DAY_EARLY)


def test_the_years_are_those_of_the_policy_that_the_row_names(dead):
    """Another district keeps for longer; nothing but its figures says so."""
    longer = DEFAULT_PACK.with_figures({"file_kept_years": YEARS + 1})
    PolicyVersion.objects.using(OWNER).create(version="longer", rules={}, pack=longer.as_plain())
    with pytest.raises(IntegrityError, match="closed for the years of the policy"):
        put(dead, policy_id="longer")
    put(dead)


@pytest.mark.parametrize("told", TOO_EARLY.values(), ids=TOO_EARLY)
def test_control_without_its_trigger_it_is_proposed_too_early(dead, told):
    with connections[OWNER].cursor() as cursor:
        cursor.execute(f"alter table casework_disposal disable trigger {FOR_ITS_YEARS}")
    put(dead, **told)
    assert Disposal.objects.using(OWNER).get().proposed_on <= NIGHT


CHANGES = ("update casework_disposal set case_number = 'x'", "delete from casework_disposal")


def gone(dead: Case, district: District) -> Disposal:
    told = decided(dead, district)
    confirm_disposal(told.pk, is_agreed=True, by=district.aftercare(NIGHT), on=NIGHT)
    return told


@pytest.mark.parametrize("change", CHANGES)
def test_the_register_of_what_is_gone_changes_no_more(district, dead, change):
    gone(dead, district)
    with pytest.raises(IntegrityError, match="for good"), connections[OWNER].cursor() as cursor:
        cursor.execute(change)
    for by in (district.assistant(), district.clerk()):
        with pytest.raises((IntegrityError, ProgrammingError)), acting(by), connections[by.alias].cursor() as cursor:
            cursor.execute(change)


def test_control_without_its_trigger_the_register_would_change(district, dead):
    gone(dead, district)
    with connections[OWNER].cursor() as cursor:
        cursor.execute("alter table casework_disposal disable trigger disposal_that_is_done_changes_no_more")
        cursor.execute(CHANGES[0])
        assert cursor.rowcount == 1


def test_one_proposal_of_a_file_waits(dead):
    proposed(dead)
    columns = "person_id, case_number, is_closed, closed_on, kept_until, proposed_on, policy_id, decision, keep_reason"
    with (
        pytest.raises(IntegrityError, match="one_disposal_of_a_file_waits"),
        connections[OWNER].cursor() as cursor,
    ):
        cursor.execute(f"insert into casework_disposal ({columns}) select {columns} from casework_disposal")


def test_no_role_that_somebody_signs_in_with_deletes_a_file_of_care(district, dead):
    for by in (district.assistant(), district.clerk()):
        with pytest.raises((IntegrityError, ProgrammingError)), acting(by):
            Case.objects.filter(pk=dead.pk).delete()
