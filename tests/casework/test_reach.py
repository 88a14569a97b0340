"""Nobody sees whom they should not, by either net alone, and nobody is seen by nobody."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, IntegrityError, connections, transaction
from django.utils import timezone

from anbang.casework.custody.models import RegistrationForm, ReleaseNotice, Sentence
from anbang.casework.duty.models import Duty
from anbang.casework.person.closed import closed_facts
from anbang.casework.person.guards import CLOSED_FILE_NAMES_STAFF
from anbang.casework.person.models import Abode, Case, ClosedRecord, Person, Reach, ReachReason, Sealing
from anbang.casework.person.queries import (
    closed_to_all_but,
    get_person,
    id_number_of,
    masked_id_number,
    visible_to,
)
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import OfficeKind, Role
from anbang.papers.models import Paper
from anbang.site.rows_seen import HELD, KEPT_HERE, OFFICES, STAFF
from tests.support.people import office, post
from tests.support.row_security import without_condition

TODAY = date(2026, 11, 5)
OF_A_PERSON = [Person, Abode, Case, Sentence, RegistrationForm, ReleaseNotice, Duty, Paper, Reach]


def person_of(case: Case) -> Person:
    """The person, read as the owner: outside `acting` nobody else sees one."""
    return Person.objects.using("owner").get(pk=case.person_id)


@contextmanager
def refused_by(constraint: str) -> Iterator[None]:
    """The database refuses what is done inside, by this constraint."""
    with pytest.raises(IntegrityError) as refused:
        yield
    assert refused.value.__cause__.diag.constraint_name == constraint


def test_an_office_sees_its_people_and_the_neighbour_does_not(take, assistant, neighbour):
    person = person_of(take())
    with acting(assistant):
        assert list(visible_to(assistant)) == [person]
    with acting(neighbour):
        assert list(visible_to(neighbour)) == []


@pytest.mark.parametrize("table", OF_A_PERSON, ids=lambda table: table.__name__)
def test_row_security_alone_hides_every_table_of_a_person_from_the_neighbour(take, assistant, neighbour, table):
    take()
    with acting(assistant):
        assert table._base_manager.exists()
    with acting(neighbour):
        assert not table._base_manager.exists()


@pytest.mark.parametrize("table", OF_A_PERSON, ids=lambda table: table.__name__)
def test_without_row_security_the_neighbour_would_see_them(server, database, take, neighbour, table):
    """The control: with the second net taken away the same question finds rows."""
    take()
    with server.as_superuser(database) as connection:
        connection.execute(f"alter table {table._meta.db_table} disable row level security")
        if table not in (Person, Reach):
            connection.execute("alter table casework_case disable row level security")
    with acting(neighbour):
        assert table._base_manager.exists()


def test_control_row_security_stands_on_that_of_reach(server, database, take, neighbour):
    """Every other table asks who is in reach and sees of that what the asker may; without it the second net is open, and the gate alone holds."""
    person = person_of(take())
    with server.as_superuser(database) as connection:
        connection.execute("alter table casework_reach disable row level security")
    with acting(neighbour):
        assert Person.objects.exists()
        assert not visible_to(neighbour).exists()
    with acting(neighbour), pytest.raises(Person.DoesNotExist):
        get_person(person.pk, for_staff=neighbour)


def test_the_gate_alone_hides_a_person_when_row_security_is_off(server, database, take, assistant, neighbour):
    person = person_of(take())
    with server.as_superuser(database) as connection:
        for table in OF_A_PERSON:
            connection.execute(f"alter table {table._meta.db_table} disable row level security")
    with acting(neighbour), pytest.raises(Person.DoesNotExist):
        get_person(person.pk, for_staff=neighbour)
    with acting(assistant):
        assert get_person(person.pk, for_staff=assistant) == person


def test_outside_a_transaction_that_says_who_asks_the_app_sees_nobody(take):
    take()
    assert not Person.objects.using("default").exists()


def test_who_asks_is_forgotten_with_the_transaction(take, assistant):
    take()
    with acting(assistant):
        assert Person.objects.exists()
    with transaction.atomic(using="default"):
        assert not Person.objects.using("default").exists()


def test_a_town_sees_the_people_of_its_offices(take):
    person = person_of(take())
    town = post(Role.TOWN_OFFICER, office(OfficeKind.TOWN_GOVERNMENT, "昌元街道"))
    with acting(town):
        assert list(visible_to(town)) == [person]


@pytest.mark.parametrize("role", sorted(Role.seeing_no_case()))
def test_who_keeps_the_product_running_opens_no_file(take, role):
    take()
    keeper = post(role, office(OfficeKind.JUSTICE_BUREAU))
    with acting(keeper):
        assert not Person.objects.exists()


def test_reach_that_has_ended_shows_nobody(server, database, take, assistant):
    person = person_of(take())
    with server.as_superuser(database) as connection:
        connection.execute("update casework_reach set from_on = '2026-01-01', until_on = '2026-11-04'")
    with acting(assistant):
        assert not visible_to(assistant).exists()
        assert not Person.objects.filter(pk=person.pk).exists()


def test_the_id_number_lies_sealed_and_is_masked_in_lists(server, database, take, assistant):
    take()
    with acting(assistant):
        person = visible_to(assistant).get()
        assert id_number_of(person) == "510231198506121232"
        assert masked_id_number(person) == "510231********1232"
    with server.as_superuser(database) as connection:
        stored = connection.execute("select id_number_sealed from casework_person").fetchone()[0]
    assert b"198506121232" not in bytes(stored)


# Closed files


@pytest.fixture
def closed(take):
    return take(sealing_proposed=True)


def test_a_file_proposed_for_sealing_is_seen_by_nobody_but_those_named(closed, clerk, assistant, neighbour):
    town = post(Role.TOWN_OFFICER, office(OfficeKind.TOWN_GOVERNMENT, "昌元街道"))
    for staff in (clerk, neighbour, town):
        with acting(staff):
            assert not visible_to(staff).exists()
            assert not closed_to_all_but(staff).exists()
            assert not Person.objects.exists()


def test_the_keeper_and_one_assistant_of_the_office_are_named(assistant, closed):
    named = Reach.objects.using("owner").filter(person_id=closed.person_id)
    assert named.count() == 2
    assert set(named.values_list("why", flat=True)) == {ReachReason.NAMED_FOR_CLOSED_FILE}
    with acting(assistant):
        assert closed_to_all_but(assistant).get() == person_of(closed)
        assert not visible_to(assistant).exists(), "and never in an ordinary list"


def test_a_second_assistant_of_the_same_office_is_not_named(assistant, closed):
    second = post(Role.JUSTICE_ASSISTANT, office(OfficeKind.JUSTICE_OFFICE, "昌元街道"), from_on=date(2026, 1, 1))
    with acting(second):
        assert not Person.objects.exists()


def test_whoever_wrote_a_closed_file_no_longer_sees_it(closed, clerk):
    with acting(clerk):
        for table in (Person, Case, Sentence, Duty, ClosedRecord):
            assert not table._base_manager.exists(), table


def test_a_closed_file_keeps_the_offence_under_its_own_key(closed):
    sentence = Sentence.objects.using("owner").get(case=closed)
    assert (sentence.offence, sentence.offence_on) == ("", None)
    told = closed_facts(ClosedRecord.objects.using("owner").get(person_id=closed.person_id))
    assert (told.offence, told.offence_on) == ("盗窃罪", date(2024, 1, 10))


def test_the_database_refuses_to_show_a_closed_file_to_an_office(closed, assistant):
    with refused_by("closed_file_is_seen_by_named_staff_only"):
        Reach.objects.using("owner").create(
            person_id=closed.person_id, office_id=assistant.office_id, why=ReachReason.RESIDENCE, from_on=TODAY
        )


def test_the_database_refuses_to_close_a_file_that_an_office_still_sees(take):
    person = person_of(take())
    with refused_by("closed_file_is_seen_by_named_staff_only"):
        Person.objects.using("owner").filter(pk=person.pk).update(sealing=Sealing.SEALED)


def test_without_the_trigger_a_closed_file_could_be_shown_to_an_office(server, database, closed, assistant):
    """The control."""
    with server.as_superuser(database) as connection:
        connection.execute("alter table casework_reach disable trigger closed_file_is_seen_by_named_staff_only")
    Reach.objects.using("owner").create(
        person_id=closed.person_id, office_id=assistant.office_id, why=ReachReason.RESIDENCE, from_on=TODAY
    )


LONG_AGO, FAR_AHEAD, ONE_DAY = date(2001, 1, 1), date(2999, 1, 1), timedelta(days=1)
SHANGHAI = ZoneInfo("Asia/Shanghai")
# Of the two, one has another day than Shanghai at any hour.
FAR_ZONES = ("Etc/GMT+12", "Pacific/Kiritimati")


def is_refused_by_day(closed: Case, office_id: int, *, until_on: date, told: date | None, zone: str = "UTC") -> bool:
    """Whether an office that saw a closed file until `until_on` is refused, when the transaction is told this day."""
    try:
        with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
            cursor.execute(
                "select set_config('app.today', %s, true), set_config('timezone', %s, true)",
                [told.isoformat() if told else "", zone],
            )
            Reach.objects.using("owner").create(
                person_id=closed.person_id,
                office_id=office_id,
                why=ReachReason.RESIDENCE,
                from_on=LONG_AGO,
                until_on=until_on,
            )
            cursor.execute("set constraints all immediate")
            transaction.set_rollback(True, using="owner")
    except IntegrityError as refused:
        return refused.__cause__.diag.constraint_name == "closed_file_is_seen_by_named_staff_only"
    return False


def faults_of_the_day(closed: Case, office_id: int) -> list[str]:
    """Where the guard goes by another day than the office's: told in the transaction, or Shanghai's."""
    today = timezone.now().astimezone(SHANGHAI).date()
    told = {f"told {day}": (day, day, "UTC") for day in (LONG_AGO, FAR_AHEAD)}
    untold = {f"nothing told in {zone}": (today, None, zone) for zone in FAR_ZONES}
    return [
        case
        for case, (day, said, zone) in {**told, **untold}.items()
        if not is_refused_by_day(closed, office_id, until_on=day, told=said, zone=zone)
        or is_refused_by_day(closed, office_id, until_on=day - ONE_DAY, told=said, zone=zone)
    ]


def test_whether_an_office_still_sees_a_closed_file_goes_by_the_offices_day(closed, assistant):
    assert faults_of_the_day(closed, assistant.office_id) == []


def test_by_the_sessions_day_an_office_would_see_a_closed_file_and_the_guard_mends_it(closed, assistant):
    """The control."""
    guard = CLOSED_FILE_NAMES_STAFF.format(guardian="anbang_guardian")
    with connections["owner"].cursor() as cursor:
        cursor.execute(guard.replace(">= today", ">= current_date"))
    faults = faults_of_the_day(closed, assistant.office_id)
    assert "told 2001-01-01" in faults
    assert [fault for fault in faults if fault.startswith("nothing told")]
    with connections["owner"].cursor() as cursor:
        cursor.execute(guard)
    assert faults_of_the_day(closed, assistant.office_id) == []


def test_nobody_is_taken_in_without_somebody_who_sees_them(database):
    with refused_by("person_is_seen_by_somebody"):
        Person.objects.using("owner").create(name="无人", name_key="|wuren|", born_on=date(1990, 1, 1))


def test_the_last_who_sees_a_person_is_not_taken_away(take):
    person = person_of(take())
    with refused_by("person_is_seen_by_somebody"):
        Reach.objects.using("owner").filter(person=person).delete()


GIVE_ONESELF_REACH = """insert into casework_reach (person_id, staff_id, why, from_on)
    select {person}, {staff}, 'taking_in', '2026-01-01'"""


@pytest.mark.parametrize("statement", ["delete from casework_person", GIVE_ONESELF_REACH])
def test_the_app_role_can_neither_delete_people_nor_give_itself_reach(closed, neighbour, statement):
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        acting(neighbour),
        connections["default"].cursor() as cursor,
    ):
        cursor.execute(statement.format(person=closed.person_id, staff=neighbour.staff_id))


def test_an_update_as_the_app_role_does_not_reach_a_closed_file(closed, neighbour):
    with acting(neighbour), connections["default"].cursor() as cursor:
        cursor.execute("update casework_person set sealing = 'open'")
        assert cursor.rowcount == 0
    assert person_of(closed).is_closed


def read_from(by: ActingStaff) -> str:
    """How the database finds whom `by` sees, could it not read a whole table."""
    with acting(by), connections[by.alias].cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        cursor.execute("explain select person_id from casework_reach")
        return "\n".join(line for (line,) in cursor.fetchall())


def test_whoever_holds_a_file_is_found_in_an_index_alone(take, assistant):
    take()
    assert "Index Only Scan using reach_of_holder" in read_from(assistant)


def test_control_asked_of_offices_or_staff_the_table_is_read(take, assistant):
    take()
    without_condition(HELD, instead=f"(office_id = any({OFFICES}) and {KEPT_HERE} or staff_id = {STAFF})")
    assert "Index Only Scan" not in read_from(assistant)


def seen_as(*, offices: str, staff: str) -> bool:
    """Whether anybody is seen by a transaction that was told so."""
    with transaction.atomic(), connections["default"].cursor() as cursor:
        cursor.execute(
            "select set_config('app.offices', %s, true), set_config('app.staff', %s, true)", [offices, staff]
        )
        return Reach.objects.exists()


def an_office(reached: Case) -> str:
    """The number of an office that sees the person of a case."""
    return str(Reach.objects.using("owner").filter(person=reached.person_id, office__isnull=False)[0].office_id)


def test_the_number_of_an_office_opens_nothing_to_one_of_the_staff_who_has_the_same(take):
    number = an_office(take())
    assert seen_as(offices=number, staff="0")
    assert not seen_as(offices="", staff=number)
    assert not seen_as(offices="", staff="0")
    assert not seen_as(offices="", staff="")


def test_control_were_both_numbered_alike_they_would_be_one(take):
    number = an_office(take())
    without_condition("'-' || nullif(current_setting('app.staff'", instead="nullif(current_setting('app.staff'")
    assert seen_as(offices="", staff=number)
