"""A file that stood open is closed, whatever closes it: what lists say of the person is closed in the same step (LAW-2)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, connections
from django.urls import reverse

from anbang.audit.models import Event
from anbang.casework.arrival.typed import TypedForm, type_in_form
from anbang.casework.handover.filing import Somebody, file_somebody
from anbang.casework.juvenile.actions import close_what_should_be
from anbang.casework.person.actions import Place, leave_closed_files
from anbang.casework.person.models import Case, Exclusion, Person, Sealing
from anbang.exchange.batch.actions import undo_batch
from anbang.exchange.batch.closing import RowsOfLists
from anbang.exchange.batch.models import Batch, StagedRow
from anbang.exchange.batch.progress import TAKING_IN
from anbang.exchange.batch.sealed_rows import open_content
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.models import Office
from anbang.organisations.steps import StepRefused
from anbang.organisations.unattended import unattended
from tests.casework.test_papers_that_are_missing import FOLLOWS
from tests.exchange.lists import applied, child, everything_in, given_back, outcomes, person, rows_of, staged
from tests.support.people import TODAY, office, post, village
from tests.web.planted import fresh

OWNER = "owner"
NAME, OFFENCE = child()["姓名"], "抢夺之罪"
# Eighteen at the offence, as the first list has it; seventeen as it turns out.
GROWN_UP = {"罪名": OFFENCE, "作案日期": "2025-06-29", "收押日期": "2025-08-01"}
AS_IT_WAS = date(2024, 6, 29)
HEAPS = ("ready", "doubtful", "refused", "not_ours")


@pytest.fixture
def other(clerk: ActingStaff) -> ActingStaff:
    """Another clerk of the bureau."""
    return post(Role.BUREAU_CLERK, Office.objects.get(pk=clerk.office_id))


def another(by: ActingStaff) -> ActingStaff:
    """The same clerk, in another request."""
    return replace(by, request_id=uuid4())


def grown_up(**different: str) -> dict[str, str]:
    return child(**{**GROWN_UP, **different})


def somebody(**different: object) -> Somebody:
    place = Place(area_id=village().pk)
    told = Somebody(NAME, born_on=date(2007, 5, 29), registered=place, residence=place, id_number=child()["身份证号"])
    return replace(told, **different)  # type: ignore[arg-type]


def type_it_in(clerk: ActingStaff) -> None:
    """The registration form comes on paper, with the real day of the offence."""
    told = TypedForm(
        somebody(),
        institution_id=office(OfficeKind.PRISON).pk,
        received_on=TODAY,
        offence=OFFENCE,
        offence_on=AS_IT_WAS,
        months=24,
        admitted_on=date(2025, 8, 1),
        release_on=date(2027, 1, 19),
        paper=FOLLOWS,
    )
    type_in_form(told, by=another(clerk), on=TODAY)


def let_the_night_come(_clerk: ActingStaff) -> None:
    """The day of the offence is another now, and nobody has closed the file."""
    with connections[OWNER].cursor() as cursor:
        cursor.execute("update casework_sentence set offence_on = %s where offence = %s", [AS_IT_WAS, OFFENCE])
    close_what_should_be(by=unattended("night", on=TODAY))


CLOSERS = {"a paper": type_it_in, "the night": let_the_night_come}


@pytest.fixture
def lists(clerk: ActingStaff, assistant: ActingStaff) -> list[Batch]:
    """One that made the file, and of those that wait one that says the same, one that tells something else, one at fault, one of another county,
    one without a number, and one that has the number under another name.
    """
    numberless = {"身份证号": "", "性别": "男"}
    abroad = {"户籍镇街": "四川省隆昌市", "户籍村居": "界市镇", "居住镇街": "四川省隆昌市", "居住村居": "界市镇"}
    made = applied([grown_up(), person(1)], by=clerk)
    rows = (
        grown_up(),
        grown_up(罪名=f"{OFFENCE}二"),
        grown_up(释放日期="年底"),
        grown_up(**abroad),
        grown_up(**numberless),
        grown_up(**numberless, 释放日期="年底"),
        grown_up(姓名="周大俊"),
    )
    waiting = [staged([row, person(n)], by=another(clerk)) for n, row in enumerate(rows, start=2)]
    whats = ["same", "update", "refused", "not_ours", "doubtful", "refused", "doubtful"]
    assert [outcomes(batch)[0] for batch in waiting] == whats
    return [made, *waiting]


def leaks(lists: list[Batch], uploader: ActingStaff, other: ActingStaff) -> list[str]:
    """Where one of the clerks reads the name, the number or the offence, and pages that do not open."""
    found = []
    for by in (uploader, other):
        client = fresh(by)
        for batch in lists:
            here = reverse("list", args=[batch.pk])
            addresses = [here, *(f"{here}?heap={heap}" for heap in HEAPS), reverse("confirm_preview", args=[batch.pk])]
            pages = [(address, client.get(address)) for address in addresses]
            found += [address for address, page in pages if page.status_code != 200]
            rows = [reverse("correct_row", args=[row.pk]) for row in rows_of(batch)]
            pages += [(address, client.get(address)) for address in rows]
            told = (NAME, OFFENCE, child()["身份证号"], "周大俊")
            found += [address for address, page in pages if any(word in page.content.decode() for word in told)]
    marked = (f"marked {batch.pk}" for batch in lists if NAME in everything_in(given_back(batch.pk, by=uploader)))
    return [*found, *marked]


def rows_about_the_child(lists: list[Batch]) -> list[StagedRow]:
    return [rows_of(batch)[0] for batch in lists]


@pytest.mark.parametrize(
    "closes",
    [
        pytest.param(told, id=name, marks=pytest.mark.proof if name == "the night" else ())
        for name, told in CLOSERS.items()
    ],
)
def test_whatever_closes_a_file_nobody_reads_of_it_in_a_list_any_more(clerk, other, lists, closes):
    assert leaks(lists, clerk, other), "control: before, they did"
    closes(clerk)
    assert Person.objects.using(OWNER).get(name=NAME).sealing == Sealing.PROPOSED
    assert [row.closed for row in rows_about_the_child(lists)] == [True] * len(lists)
    assert leaks(lists, clerk, other) == []
    assert all(not rows_of(batch)[1].closed for batch in lists), "and the others stand open"


@pytest.mark.parametrize("closes", CLOSERS.values(), ids=CLOSERS)
def test_what_the_rows_say_lies_under_the_key_of_closed_rows(clerk, lists, closes):
    closes(clerk)
    assert {open_content(row).sent["罪名"] for row in rows_about_the_child(lists)} == {OFFENCE, f"{OFFENCE}二"}


@pytest.mark.parametrize("closes", CLOSERS.values(), ids=CLOSERS)
def test_an_undo_names_no_line_of_the_child(clerk, other, closes):
    batch = applied([grown_up(), person(1)], by=clerk)
    closes(clerk)
    undo_batch(batch.pk, by=another(other), on=TODAY)
    assert [one.name for one in Person.objects.using(OWNER).all()] == [NAME], (
        "what happened since stands, and is told nobody"
    )


def test_the_list_that_made_the_file_opens_with_its_other_rows(clerk, other, lists):
    type_it_in(clerk)
    for by in (clerk, other):
        page = fresh(by).get(reverse("list", args=[lists[0].pk]))
        assert (page.status_code, person(1)["姓名"] in page.content.decode()) == (200, True)


def test_a_row_left_open_by_whatever_costs_nobody_the_page(clerk, other, server, database, monkeypatch):
    """Without any of the guards: the case is out of sight, the row is not."""
    batch = applied([grown_up(), person(1)], by=clerk)
    without_the_guards(server, database, monkeypatch)
    let_the_night_come(clerk)
    page = fresh(other).get(reverse("list", args=[batch.pk]))
    assert (page.status_code, NAME in page.content.decode()) == (200, True)


def test_a_child_whose_file_is_made_closed_is_closed_in_lists_that_wait(clerk, other):
    waits = staged([grown_up(), person(2)], by=clerk)
    assert not rows_of(waits)[0].closed
    applied([child(), person(1)], by=another(clerk))
    assert rows_of(waits)[0].closed
    assert leaks([waits], clerk, other) == []


def test_the_same_of_a_paper_that_makes_the_file(clerk, other):
    waits = staged([grown_up(), person(2)], by=clerk)
    type_it_in(clerk)
    assert rows_of(waits)[0].closed


def test_a_child_filed_at_the_door_of_a_justice_office_is_closed_in_lists_the_next_morning(clerk, assistant):
    waits = staged([grown_up(), person(2)], by=clerk)
    with acting(assistant):
        file_somebody(somebody(), by=assistant, on=TODAY, closed=True)
        leave_closed_files(by=assistant)
    close_what_should_be(by=unattended("morning", on=TODAY))
    assert [row.closed for row in rows_of(waits)] == [True, False]


def test_what_an_earlier_release_left_open_is_closed_the_next_morning(clerk, server, database, monkeypatch):
    made, waits = applied([grown_up()], by=clerk), staged([grown_up(), person(2)], by=another(clerk))
    with monkeypatch.context() as patched:
        without_the_guards(server, database, patched)
        let_the_night_come(clerk)
    assert not any(row.closed for row in (*rows_of(made), *rows_of(waits))), "control"
    close_what_should_be(by=unattended("morning", on=TODAY))
    assert [row.closed for row in (*rows_of(made), *rows_of(waits))] == [True, True, False]


def test_what_the_hand_that_closes_keeps_out_of_is_judged_as_before(clerk, lists):
    """Judged by the eyes of whoever must keep out of it, the other row would be new."""
    with acting(clerk):
        keeps_out_of = Case.objects.get(person__name=person(1)["姓名"]).person_id
    again = staged([grown_up(), person(1)], by=another(clerk))
    told = {"why": "kin", "told_by_id": clerk.staff_id, "from_on": TODAY}
    Exclusion.objects.using(OWNER).create(person_id=keeps_out_of, staff_id=clerk.staff_id, **told)
    type_it_in(clerk)
    assert [(row.outcome, row.closed) for row in rows_of(again)][1] == ("same", False)


def test_another_row_that_was_altered_keeps_no_file_open(clerk):
    batch = applied([grown_up()], by=clerk)
    waits = staged([grown_up(), person(2)], by=another(clerk))
    StagedRow.objects.using(OWNER).filter(pk=rows_of(waits)[1].pk).update(sealed=b"altered")
    let_the_night_come(clerk)
    assert [row.closed for row in (*rows_of(batch), *rows_of(waits))] == [True, True, False]


def test_while_a_list_is_read_nobody_at_a_browser_closes_a_file(clerk, server, database):
    applied([grown_up()], by=clerk)
    with server.as_superuser(database) as reading:
        reading.execute("select pg_advisory_lock_shared(%s)", [TAKING_IN])
        with pytest.raises(StepRefused, match="稍候再试"):
            type_it_in(clerk)
    type_it_in(clerk)
    assert Person.objects.using(OWNER).get().sealing == Sealing.PROPOSED


# The database itself


def without_the_guards(server, database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    forget_the_rows(monkeypatch)
    with server.as_superuser(database) as connection:
        connection.execute("alter table exchange_stagedrow disable trigger closed_file_has_no_open_row")
        connection.execute("alter table casework_person disable trigger closing_a_file_closes_its_rows")


def forget_the_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RowsOfLists, "close_of", lambda self, person_id: None)
    monkeypatch.setattr(RowsOfLists, "close_alike", lambda self, by: None)
    monkeypatch.setattr(RowsOfLists, "close_what_is_left", lambda self, by: None)


@contextmanager
def refused() -> Iterator[None]:
    with pytest.raises(IntegrityError) as error:
        yield
    assert error.value.__cause__.diag.constraint_name == "closed_file_has_no_open_row"


def test_the_database_closes_no_file_whose_row_stands_open(clerk, monkeypatch):
    applied([grown_up()], by=clerk)
    forget_the_rows(monkeypatch)
    with refused():
        type_it_in(clerk)
    assert Person.objects.using(OWNER).get().sealing == Sealing.OPEN


def test_nor_one_that_a_row_that_waits_is_about(clerk, monkeypatch):
    applied([grown_up()], by=clerk)
    staged([grown_up()], by=another(clerk))
    monkeypatch.setattr(RowsOfLists, "close_alike", lambda self, by: None)
    type_it_in(clerk)
    assert all(StagedRow.objects.using(OWNER).values_list("closed", flat=True)), (
        "its own rows the casework closes first"
    )
    with refused():
        StagedRow.objects.using(OWNER).filter(outcome="same").update(closed=False)


def breaks() -> dict[str, Callable[[], object]]:
    rows = StagedRow.objects.using(OWNER)
    closed = Case.objects.using(OWNER).exclude(person__sealing="open").get()
    row = rows.filter(case=closed).values("batch_id", "sheet", "sealed", "outcome").get()
    return {
        "opened": lambda: rows.filter(case=closed).update(closed=False),
        "hung to it": lambda: rows.exclude(case=closed).update(case=closed),
        "added": lambda: rows.create(**row, row=99, case=closed),
        "about it": lambda: rows.create(**{**row, "outcome": "same"}, row=98, people=[closed.person_id]),
    }


BREAKS = ("opened", "hung to it", "added", "about it")


@pytest.mark.parametrize("way", BREAKS)
def test_the_database_lets_no_row_of_a_closed_file_stand_open(clerk, way):
    applied([child(), person(1)], by=clerk)
    with refused():
        breaks()[way]()


@pytest.mark.parametrize("way", BREAKS)
def test_control_without_its_triggers_the_database_lets_it(clerk, way, server, database, monkeypatch):
    applied([child(), person(1)], by=clerk)
    without_the_guards(server, database, monkeypatch)
    breaks()[way]()
    assert Event.objects.using(OWNER).exists()


def test_control_without_the_guards_the_lists_tell_of_the_child(clerk, other, lists, server, database, monkeypatch):
    without_the_guards(server, database, monkeypatch)
    type_it_in(clerk)
    assert leaks(lists, clerk, other) != []
