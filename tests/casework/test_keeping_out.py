"""Whoever must keep out of a file (回避) sees nothing of it from that moment, and the file stays in somebody's hands."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, connections
from django.db.models import Q

from anbang.audit.models import Event
from anbang.casework.charge.handing import hand_over_cases
from anbang.casework.charge.models import Caseworker
from anbang.casework.duty.digest import make_digests
from anbang.casework.duty.models import Duty
from anbang.casework.duty.queries import work_list
from anbang.casework.duty.telling import Digest
from anbang.casework.handover.filing import Somebody, look_alone
from anbang.casework.person import queries as gate
from anbang.casework.person.models import Abode, Case, Exclusion, ExclusionReason, Person
from anbang.casework.person.queries import get_case, get_person, visible_to
from anbang.casework.step.excluding import end_exclusion, exclude, exclusions_to_end, who_can_be_named
from anbang.organisations.acting import acting
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.steps import StepRefused
from anbang.organisations.unattended import unattended
from anbang.site.rows_seen import KEPT_OUT
from tests.support.people import TODAY, office, post
from tests.support.row_security import without_condition

KIN = ExclusionReason.KIN
TABLES = ("casework_person", "casework_case", "casework_abode", "casework_act", "casework_duty", "papers_paper")


@pytest.fixture
def colleague(assistant):
    return post(Role.JUSTICE_ASSISTANT, office(OfficeKind.JUSTICE_OFFICE, "昌元街道"))


def crew(district):
    """Somebody in care, the assistant who has the case in hand, and another of the same office."""
    return district.in_care(), district.assistant(), district.colleague()


def sees(by, case) -> bool:
    with acting(by, reading_only=True):
        return visible_to(by).filter(pk=case.person_id).exists()


def rows_without_the_gate(by) -> dict[str, int]:
    """What row security alone lets through."""
    with acting(by, reading_only=True), connections[by.alias].cursor() as cursor:
        found = {}
        for table in TABLES:
            cursor.execute(f"select count(*) from {table}")
            found[table] = cursor.fetchone()[0]
        return found


@pytest.mark.parametrize("who", ["assistant", "clerk"])
def test_whoever_says_so_sees_nothing_more_and_everybody_else_does(take, who, request, colleague, clerk):
    case, by = take(), request.getfixturevalue(who)
    assert sees(by, case)
    exclude(case.person_id, by.staff_id, KIN, by=by, on=TODAY)
    assert not sees(by, case)
    assert sees(colleague, case)
    with acting(by, reading_only=True):
        assert not work_list(for_staff=by).exists()
        with pytest.raises(Person.DoesNotExist):
            get_person(case.person_id, for_staff=by)
        with pytest.raises(Case.DoesNotExist):
            get_case(case.pk, for_staff=by)


def without_row_security(server, database) -> None:
    with server.as_superuser(database) as connection:
        for table in (*TABLES, "casework_reach", "casework_exclusion"):
            connection.execute(f"alter table {table} disable row level security")


@pytest.mark.parametrize("who", ["assistant", "clerk"])
def test_row_security_alone_hides_it_too(take, who, request):
    case, by = take(), request.getfixturevalue(who)
    assert all(many for table, many in rows_without_the_gate(by).items() if table != "casework_duty")
    exclude(case.person_id, by.staff_id, KIN, by=by, on=TODAY)
    assert set(rows_without_the_gate(by).values()) == {0}


def test_the_gate_alone_hides_it_too(server, database, take, assistant):
    case = take()
    exclude(case.person_id, assistant.staff_id, KIN, by=assistant, on=TODAY)
    without_row_security(server, database)
    assert not sees(assistant, case)
    with acting(assistant, reading_only=True):
        assert Abode.objects.filter(person=case.person_id).exists(), "without the gate it would be there"
        assert not work_list(for_staff=assistant).exists()


@pytest.mark.parametrize("who", ["assistant", "clerk"])
def test_control_without_its_clause_row_security_shows_every_row(take, who, request):
    case, by = take(), request.getfixturevalue(who)
    exclude(case.person_id, by.staff_id, KIN, by=by, on=TODAY)
    assert without_condition(KEPT_OUT) > len(TABLES)
    assert all(many for table, many in rows_without_the_gate(by).items() if table != "casework_duty")
    assert not sees(by, case), "the gate holds"


def test_control_without_its_clause_the_gate_lets_list_number_and_page_show_it(
    server, database, take, assistant, monkeypatch
):
    case = take()
    exclude(case.person_id, assistant.staff_id, KIN, by=assistant, on=TODAY)
    without_row_security(server, database)
    monkeypatch.setattr(gate, "not_excluded", lambda _staff: Q())
    monkeypatch.setattr(
        gate.SeenRowByRow, "not_excluded", gate.SeenRowByRow.not_excluded.replace("where", "where false and")
    )
    assert sees(assistant, case)
    with acting(assistant, reading_only=True):
        assert work_list(for_staff=assistant).count() > 0
        assert get_person(case.person_id, for_staff=assistant)
        assert get_case(case.pk, for_staff=assistant)


def test_a_closed_file_is_kept_from_whoever_was_named_for_it(take, assistant, colleague):
    case = take(sealing_proposed=True)
    with acting(assistant, reading_only=True):
        get_person(case.person_id, for_staff=assistant)
    exclude(case.person_id, assistant.staff_id, KIN, by=assistant, on=TODAY)
    with acting(assistant, reading_only=True), pytest.raises(Person.DoesNotExist):
        get_person(case.person_id, for_staff=assistant)
    with acting(colleague, reading_only=True):
        assert get_person(case.person_id, for_staff=colleague), "the colleague is named instead"


def test_a_case_in_their_hands_passes_to_a_colleague(district):
    in_care, assistant, colleague = crew(district)
    assert Caseworker.objects.using("owner").get(case=in_care.pk, until_on=None).staff_id == assistant.staff_id
    exclude(in_care.person_id, assistant.staff_id, KIN, by=assistant, on=TODAY)
    assert Caseworker.objects.using("owner").get(case=in_care.pk, until_on=None).staff_id == colleague.staff_id


def test_where_there_is_no_colleague_the_case_is_in_nobodys_hands(district):
    in_care, assistant = district.in_care(), district.assistant()
    exclude(in_care.person_id, assistant.staff_id, KIN, by=assistant, on=TODAY)
    assert not Caseworker.objects.using("owner").filter(case=in_care.pk, until_on=None).exists()


def test_nobody_hands_it_back_to_them(district):
    in_care, assistant, colleague = crew(district)
    exclude(in_care.person_id, assistant.staff_id, KIN, by=assistant, on=TODAY)
    with pytest.raises(StepRefused, match="回避"):
        hand_over_cases([in_care.pk], assistant.staff_id, by=colleague, on=TODAY)


def test_the_database_lets_nobody_hold_a_case_they_keep_out_of(district):
    in_care, assistant, _colleague = crew(district)
    exclude(in_care.person_id, assistant.staff_id, KIN, by=assistant, on=TODAY)
    held = Caseworker.objects.using("owner").filter(case=in_care.pk, until_on=None)
    with pytest.raises(IntegrityError, match="must keep out of it"):
        held.update(staff_id=assistant.staff_id)


def test_control_without_its_trigger_it_would(district):
    in_care, assistant, _colleague = crew(district)
    exclude(in_care.person_id, assistant.staff_id, KIN, by=assistant, on=TODAY)
    with connections["owner"].cursor() as cursor:
        cursor.execute("drop trigger whoever_keeps_out_holds_no_case on casework_caseworker")
    Caseworker.objects.using("owner").filter(case=in_care.pk, until_on=None).update(staff_id=assistant.staff_id)


def test_only_the_bureau_says_it_of_others_and_only_of_whoever_sees_the_file(
    take, assistant, colleague, clerk, neighbour
):
    case = take()
    with pytest.raises(StepRefused, match="能看到"):
        exclude(case.person_id, colleague.staff_id, KIN, by=assistant, on=TODAY)
    with acting(clerk, reading_only=True):
        named = {one.pk for one in who_can_be_named(case.person_id, by=clerk)}
    assert {assistant.staff_id, colleague.staff_id} <= named
    assert neighbour.staff_id not in named
    exclude(case.person_id, colleague.staff_id, KIN, by=clerk, on=TODAY)
    assert not sees(colleague, case)
    with pytest.raises(StepRefused):
        exclude(case.person_id, colleague.staff_id, KIN, by=clerk, on=TODAY)


def test_whoever_does_not_see_the_file_says_nothing_of_it(take, neighbour):
    with pytest.raises(Person.DoesNotExist):
        exclude(take().person_id, neighbour.staff_id, KIN, by=neighbour, on=TODAY)


def test_it_is_ended_by_somebody_else_with_a_reason_and_holds_until_the_evening(take, assistant, clerk):
    case = take()
    told = exclude(case.person_id, assistant.staff_id, KIN, by=assistant, on=TODAY)
    with pytest.raises(Exclusion.DoesNotExist):
        end_exclusion(told.pk, "弄错了", by=assistant, on=TODAY)
    with pytest.raises(StepRefused, match="为什么"):
        end_exclusion(told.pk, " ", by=clerk, on=TODAY)
    end_exclusion(told.pk, "核实后没有亲属关系", by=clerk, on=TODAY)
    assert not sees(assistant, case)
    assert sees(replace(assistant, today=TODAY + timedelta(days=1)), case)


def test_nobody_ends_their_own_and_the_database_holds_it(take, clerk):
    case = take()
    told = exclude(case.person_id, clerk.staff_id, KIN, by=clerk, on=TODAY)
    with acting(clerk, reading_only=True):
        assert not exclusions_to_end(for_staff=clerk).exists()
    own = {"until_on": TODAY, "ended_by": clerk.staff_id, "ended_because": "x"}
    with pytest.raises(IntegrityError, match="nobody_ends_their_own_exclusion"):
        Exclusion.objects.using("owner").filter(pk=told.pk).update(**own)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"until_on": TODAY}, "exclusion_that_ends_says_by_whom_and_why"),
        ({"ended_because": "x"}, "exclusion_that_ends_says_by_whom_and_why"),
    ],
)
def test_an_exclusion_ends_with_a_reason_and_a_hand(take, assistant, change, name):
    told = exclude(take().person_id, assistant.staff_id, KIN, by=assistant, on=TODAY)
    with pytest.raises(IntegrityError, match=name):
        Exclusion.objects.using("owner").filter(pk=told.pk).update(**change)


def test_it_is_said_once_at_a_time(take, assistant):
    told = exclude(take().person_id, assistant.staff_id, KIN, by=assistant, on=TODAY)
    again = {"person_id": told.person_id, "staff_id": told.staff_id, "told_by_id": told.staff_id, "from_on": TODAY}
    with pytest.raises(IntegrityError, match="staff_is_excluded_from_a_person_once_at_a_time"):
        Exclusion.objects.using("owner").create(why="kin", **again)


def test_no_second_file_is_made_by_whoever_does_not_see_the_first(take, intake, clerk, assistant):
    case = take()
    exclude(case.person_id, clerk.staff_id, KIN, by=clerk, on=TODAY)
    somebody = Somebody(intake.name, id_number=intake.id_number, registered=intake.registered)
    with acting(clerk), pytest.raises(StepRefused, match="回避"):
        look_alone(somebody, by=clerk)
    with acting(assistant):
        look_alone(somebody, by=assistant)


def test_a_job_of_the_office_goes_on_with_its_work(take, clerk):
    case = take()
    exclude(case.person_id, clerk.staff_id, KIN, by=clerk, on=TODAY)
    job = replace(clerk, is_job=True)
    assert sees(job, case)
    assert rows_without_the_gate(job)["casework_person"] == 1


def test_the_trail_knows_of_it(take, assistant):
    case = take()
    told = exclude(case.person_id, assistant.staff_id, KIN, by=assistant, on=TODAY)
    event = Event.objects.using("auditor").get(action="staff_excluded")
    assert (event.person_id, event.data) == (case.person_id, {"exclusion": told.pk, "staff": assistant.staff_id})


def test_the_numbers_of_the_morning_count_it_for_others_and_not_for_them(district):
    in_care, assistant, colleague = crew(district)
    exclude(in_care.person_id, assistant.staff_id, KIN, by=assistant, on=TODAY)
    later = TODAY + timedelta(days=60)
    make_digests(later, by=unattended("test", on=later))
    found = {one.staff_id: one.overdue for one in Digest.objects.using("owner").filter(on=later)}
    assert found[colleague.staff_id] - found.get(assistant.staff_id, 0) == overdue_of(in_care, later) > 0


def overdue_of(case, on):
    return (
        Duty.objects.using("owner")
        .to_do(on=on)
        .filter(case=case.pk, due_on__lt=on, office__kind="justice_office")
        .count()
    )
