"""A file beyond one's reach is opened because it cannot wait: with a reason, for half an hour, to be read only, and before others' eyes."""

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connections
from django.urls import reverse
from django.utils import timezone

from anbang.audit.models import Event
from anbang.casework.custody.closing import close_file
from anbang.casework.person import queries as gate
from anbang.casework.person.actions import leave_closed_files
from anbang.casework.person.emergency import (
    break_glass,
    emergencies_to_judge,
    judge_emergency,
    open_until,
    why_of,
)
from anbang.casework.person.models import Case, Emergency, ExclusionReason, Person, Reach
from anbang.casework.person.queries import get_case, get_person, lock_person_of, visible_to
from anbang.casework.step.excluding import exclude
from anbang.organisations.acting import acting
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.steps import StepRefused
from anbang.site.rows_seen import STILL_OPEN
from tests.support.people import TODAY, office, post
from tests.support.row_security import without_condition
from tests.web.planted import fresh

WHY = "家属来电说人不见了，等在所里"


@pytest.fixture
def opened(take, intake, neighbour):
    """Somebody of another town, opened by the number."""
    case = take()
    assert open_by_number(intake, neighbour) == case.person_id
    return case


def open_by_number(intake, by):
    return break_glass(WHY, name="", born_on=None, id_number=intake.id_number, by=by, on=TODAY)


def later(minutes: int) -> None:
    """The clock has gone on: what ends at a moment ended earlier."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("update casework_reach set until_at = until_at - make_interval(mins => %s)", [minutes])


def test_the_file_is_read_and_stands_in_no_list(opened, neighbour):
    with acting(neighbour, reading_only=True):
        assert get_person(opened.person_id, for_staff=neighbour).name
        assert get_case(opened.pk, for_staff=neighbour)
        assert not visible_to(neighbour).exists()
        assert open_until(opened.person_id, for_staff=neighbour)


def test_nothing_is_changed_in_it(opened, neighbour):
    with acting(neighbour), pytest.raises(Case.DoesNotExist):
        lock_person_of(opened.pk, for_staff=neighbour)


def test_half_an_hour_later_it_is_closed_by_the_gate_and_by_row_security(opened, neighbour):
    later(29)
    with acting(neighbour, reading_only=True):
        assert get_person(opened.person_id, for_staff=neighbour)
    later(2)
    with acting(neighbour, reading_only=True):
        with pytest.raises(Person.DoesNotExist):
            get_person(opened.person_id, for_staff=neighbour)
        assert not Case.objects.exists(), "row security alone"


def test_colleagues_of_whoever_opened_it_see_nothing(opened, neighbour):
    colleague = post(Role.JUSTICE_ASSISTANT, office(OfficeKind.JUSTICE_OFFICE, "安富街道"))
    with acting(colleague, reading_only=True), pytest.raises(Person.DoesNotExist):
        get_person(opened.person_id, for_staff=colleague)


def test_by_name_and_birth_it_opens_too(take, intake, neighbour):
    case = take()
    told = {"name": intake.name, "born_on": intake.born_on, "id_number": ""}
    assert break_glass(WHY, **told, by=neighbour, on=TODAY) == case.person_id


@pytest.mark.parametrize("who", ["nobody", "two of a name", "closed", "kept out"])
def test_nobody_several_and_closed_files_are_answered_alike(take, intake, neighbour, clerk, who):
    if who == "closed":
        take(sealing_proposed=True)
    elif who == "two of a name":
        take()
        take(id_number=None)
    elif who == "kept out":
        case = take()
        exclude(case.person_id, clerk.staff_id, ExclusionReason.KIN, by=clerk, on=TODAY)
        with connections["owner"].cursor() as cursor:
            cursor.execute("update casework_exclusion set staff_id = %s", [neighbour.staff_id])
    told = {"name": intake.name, "born_on": intake.born_on, "id_number": ""}
    assert break_glass(WHY, **told, by=neighbour, on=TODAY) is None
    assert not Emergency.objects.using("owner").exists()
    assert Event.objects.using("auditor").filter(action="glass_found_nobody", staff_id=neighbour.staff_id).count() == 1


@pytest.mark.parametrize("why", ["", "  ", "急"])
def test_without_a_reason_nothing_opens(take, intake, neighbour, why):
    take()
    with pytest.raises(StepRefused, match="为什么"):
        break_glass(why, name="", born_on=None, id_number=intake.id_number, by=neighbour, on=TODAY)


@pytest.mark.parametrize("role", [Role.VILLAGE_CADRE, Role.POLICE_OFFICER, Role.CIVIL_AFFAIRS_OFFICER])
def test_whoever_reads_no_files_opens_none(take, intake, role):
    take()
    kind = {Role.VILLAGE_CADRE: OfficeKind.VILLAGE_COMMITTEE, Role.POLICE_OFFICER: OfficeKind.POLICE_STATION}
    by = post(role, office(kind.get(role, OfficeKind.CIVIL_AFFAIRS), "" if role == Role.VILLAGE_CADRE else "安富街道"))
    with pytest.raises(StepRefused, match="只限"):
        open_by_number(intake, by)


def test_the_trail_tells_it_and_the_reason_is_sealed(opened, neighbour, clerk):
    event = Event.objects.using("auditor").get(action="glass_broken")
    assert (event.person_id, event.staff_id) == (opened.person_id, neighbour.staff_id)
    assert WHY.encode() not in bytes(Emergency.objects.using("owner").get().why_sealed)
    with acting(clerk, reading_only=True):
        (waiting,) = emergencies_to_judge(for_staff=clerk)
        assert why_of(waiting) == WHY


def test_the_district_judges_it_once(opened, clerk):
    told = Emergency.objects.using("owner").get()
    judge_emergency(told.pk, is_justified=False, by=clerk, on=TODAY)
    with pytest.raises(Emergency.DoesNotExist):
        judge_emergency(told.pk, is_justified=True, by=clerk, on=TODAY)
    told.refresh_from_db(using="owner")
    assert (told.judged_by_id, told.is_justified) == (clerk.staff_id, False)


def test_whoever_opened_it_does_not_judge_it(opened, neighbour):
    with acting(neighbour, reading_only=True):
        assert not emergencies_to_judge(for_staff=neighbour).exists()
    own = {"judged_by": neighbour.staff_id, "judged_on": TODAY, "is_justified": True}
    with pytest.raises(IntegrityError, match="emergency_is_judged_by_somebody_else"):
        Emergency.objects.using("owner").update(**own)


@pytest.mark.parametrize(
    ("table", "change", "name"),
    [
        (Emergency, "until_at = opened_at + interval '31 minutes'", "emergency_lasts_half_an_hour_at_most"),
        (Emergency, "judged_on = current_date", "emergency_is_judged_by_somebody_on_a_day"),
        (Reach, "until_at = null where why = 'emergency'", "reach_in_an_emergency_is_of_one_person_and_ends"),
    ],
)
def test_the_database_holds_it(opened, table, change, name):
    with pytest.raises(IntegrityError, match=name), connections["owner"].cursor() as cursor:
        cursor.execute(f"update {table._meta.db_table} set {change}")


@pytest.mark.parametrize(
    "statement", ["insert into casework_emergency select * from casework_emergency", "delete from casework_emergency"]
)
def test_no_office_writes_an_emergency_of_its_own(opened, neighbour, statement):
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        acting(neighbour),
        connections["default"].cursor() as cursor,
    ):
        cursor.execute(statement)


def test_no_scan_is_kept_in_it(opened, neighbour):
    address = reverse("scans", args=[opened.person_id])
    client = fresh(neighbour)
    assert client.get(reverse("case_file", args=[opened.person_id])).status_code == 200, "the control"
    assert [client.get(address).status_code, client.post(address, {"kind": "other"}).status_code] == [404, 404]


@pytest.mark.parametrize("minutes", [0, 40])
def test_whoever_opened_it_gives_nobody_the_sight_of_it(opened, neighbour, minutes):
    later(minutes)
    wanted = [{"person": opened.person_id, "reach": [{"office": neighbour.office_id, "why": "responsible"}]}]
    with (
        pytest.raises(DatabaseError, match="nobody gives others the sight"),
        acting(neighbour),
        connections["default"].cursor() as cursor,
    ):
        cursor.execute("select casework_give_reach(%s::jsonb, %s::date)", [json.dumps(wanted), TODAY])


def test_a_file_that_is_closed_meanwhile_is_closed_for_them_too(opened, neighbour, clerk):
    with acting(clerk):
        close_file(opened.person_id, by=clerk, on=TODAY)
        leave_closed_files(by=clerk)
    with acting(neighbour, reading_only=True):
        assert not Person.objects.filter(pk=opened.person_id).exists()


def test_control_without_the_moment_it_would_stay_open(opened, neighbour, monkeypatch):
    later(31)
    without_condition(STILL_OPEN)
    with acting(neighbour, reading_only=True):
        assert Case.objects.exists(), "row security"
        with pytest.raises(Person.DoesNotExist):
            get_person(opened.person_id, for_staff=neighbour)
    monkeypatch.setattr(gate, "Now", lambda: timezone.now() - timedelta(days=1))
    with acting(neighbour, reading_only=True):
        assert get_person(opened.person_id, for_staff=neighbour), "the gate"


def test_control_without_the_constraint_whoever_opened_it_would_judge_it(opened, neighbour):
    with connections["owner"].cursor() as cursor:
        cursor.execute("alter table casework_emergency drop constraint emergency_is_judged_by_somebody_else")
    own = {"judged_by": neighbour.staff_id, "judged_on": TODAY, "is_justified": True}
    assert Emergency.objects.using("owner").update(**own) == 1


# Who is told


def first_page_of(by) -> str:
    return "".join(fresh(by).get(reverse(name)).content.decode() for name in ("today", "also_waiting"))


def test_the_office_that_has_the_file_and_the_auditors_are_told_until_somebody_judged_it(opened, assistant, clerk):
    auditors = [post(role, office(OfficeKind.JUSTICE_BUREAU)) for role in (Role.AUDITOR, Role.AUDIT_ADMINISTRATOR)]
    name = Person.objects.using("owner").get().name
    assert "紧急查阅了本单位看得到的档案" in (page := first_page_of(assistant))
    assert name in page
    for by in auditors:
        assert "1 次紧急查阅还没有人核实" in (page := first_page_of(by))
        assert name not in page
    judge_emergency(Emergency.objects.using("owner").get().pk, is_justified=True, by=clerk, on=TODAY)
    assert not [by for by in (assistant, *auditors) if "紧急查阅" in first_page_of(by)]


def test_whoever_opened_it_and_whoever_does_not_see_it_read_nothing_of_it(opened, neighbour):
    other = post(Role.JUSTICE_ASSISTANT, office(OfficeKind.JUSTICE_OFFICE, "直升镇"))
    assert not [by for by in (neighbour, other) if "紧急查阅了" in first_page_of(by)]
