"""In the numbers that everybody reads no gap tells of a closed file (LAW-2)."""

from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise

import pytest
from django.db import ProgrammingError, connections

from anbang.casework.custody.actions import record_verification
from anbang.casework.custody.models import RegistrationForm
from anbang.casework.models import Case, Person, Verification
from anbang.casework.person import actions, series
from anbang.casework.person.queries import visible_to
from anbang.organisations.acting import acting
from anbang.organisations.kinds import OfficeKind, Role
from anbang.papers.exports import NewExport, begin_export
from anbang.papers.models import ExportKind, Purpose
from anbang.site.guardian import OF_CLOSED_FILES
from tests.casework.test_custody import ALL_TRUE
from tests.support.people import TODAY, office, post

CLOSED = [False, True, False, True, False]


@pytest.fixture
def taken(take, assistant) -> list[Case]:
    """Five people taken in one after the other; two of the files are closed."""
    return [take(name=f"某{number}", id_number=None, sealing_proposed=one) for number, one in enumerate(CLOSED)]


def seen_by(by) -> list[Person]:
    with acting(by, reading_only=True):
        return list(visible_to(by).order_by("id").prefetch_related("cases"))


def gaps(numbers: list[int]) -> set[int]:
    """How far each number is from the next."""
    return {later - earlier for earlier, later in pairwise(numbers)}


def numbers_of(people: list[Person]) -> list[int]:
    return sorted(int(case.number.partition("-")[2]) for one in people for case in one.cases.all())


def test_neither_file_numbers_nor_addresses_have_a_gap_where_a_closed_file_lies(taken, clerk):
    people = seen_by(clerk)
    assert len(people) == CLOSED.count(False)
    assert gaps([one.pk for one in people]) == {1}
    assert gaps(numbers_of(people)) == {1}


def test_control_in_one_series_the_gaps_would_tell(take, assistant, clerk, monkeypatch):
    monkeypatch.setattr(
        actions, "file_numbers", lambda closed, **how: series.file_numbers([False] * len(closed), **how)
    )
    monkeypatch.setattr(actions, "person_keys", lambda closed, **how: series.person_keys([False] * len(closed), **how))
    for number, one in enumerate(CLOSED):
        take(name=f"某{number}", id_number=None, sealing_proposed=one)
    people = seen_by(clerk)
    assert (gaps([one.pk for one in people]), gaps(numbers_of(people))) == ({2}, {2})


def test_the_numbers_of_closed_files_look_like_all_others_and_meet_none(taken):
    numbers = [case.number for case in taken]
    assert numbers == ["2026-00001", "2026-90001", "2026-00002", "2026-90002", "2026-00003"]


def test_replies_are_numbered_apart_too(taken, assistant):
    for case in taken:
        form = RegistrationForm.objects.using("owner").get(case=case)
        record_verification(form.pk, ALL_TRUE, by=assistant, on=TODAY)
    numbers = Verification.objects.using("owner").order_by("id").values_list("number", flat=True)
    assert list(numbers) == ["HC2026-00001", "HC2026-90001", "HC2026-00002", "HC2026-90002", "HC2026-00003"]


SERIES = "select count(*) from casework_numberseries where series like 'closed-%'"
TAKEN = "select 1 from pg_sequences where sequencename = %s and last_value is not null"


def told_of_the_series(by) -> Iterator[str]:
    """What somebody reads of the series of closed files, from each itself and from the catalogue of all."""
    with acting(by, reading_only=True), connections[by.alias].cursor() as cursor:
        cursor.execute(SERIES)
        if cursor.fetchone()[0]:
            yield "casework_numberseries"
    for sequence in OF_CLOSED_FILES:
        with acting(by, reading_only=True), connections[by.alias].cursor() as cursor:
            cursor.execute(TAKEN, [sequence])
            if cursor.fetchone():
                yield f"{sequence} in pg_sequences"
        for statement in (f"select last_value from {sequence}", f"select nextval('{sequence}')"):
            with suppress(ProgrammingError), acting(by), connections[by.alias].cursor() as cursor:
                cursor.execute(statement)
                yield statement


@pytest.fixture
def used(taken, assistant) -> list[Case]:
    """A number of each series of closed files was taken."""
    with connections["owner"].cursor() as cursor:
        for sequence in OF_CLOSED_FILES:
            cursor.execute("select nextval(%s)", [sequence])
    return taken


def test_no_role_reads_how_far_the_series_of_closed_files_are(used, clerk, assistant):
    auditor = post(Role.AUDITOR, office(OfficeKind.JUSTICE_BUREAU))
    for by in (clerk, assistant, auditor):
        assert list(told_of_the_series(by)) == []


@pytest.mark.parametrize(
    "asked",
    ["casework_number_closed('file-2026', 0, 90001)", "casework_closed_keys('casework_closed_person_id_seq', 0)"],
)
def test_whoever_asks_for_a_number_takes_one(used, clerk, assistant, asked: str):
    for by in (clerk, assistant):
        with pytest.raises(ProgrammingError, match="never only asked for"), acting(by):
            ask(by, asked)


def test_the_guardian_hands_out_of_no_other_series(used, assistant):
    with pytest.raises(ProgrammingError, match="no series of closed files"), acting(assistant):
        ask(assistant, "casework_closed_keys('casework_person_id_seq', 1)")


def ask(by, what: str) -> None:
    with connections[by.alias].cursor() as cursor:
        cursor.execute(f"select {what}")


def test_control_without_its_guards_every_role_reads_it(used, clerk, assistant, server, database):
    with server.as_superuser(database) as connection:
        connection.execute("alter table casework_numberseries disable row level security")
        connection.execute(f"grant usage on sequence {', '.join(OF_CLOSED_FILES)} to anbang_app, anbang_overseer")
    for by in (clerk, assistant):
        told = ["casework_numberseries"]
        for sequence in OF_CLOSED_FILES:
            told += [f"{sequence} in pg_sequences", f"select nextval('{sequence}')"]
        assert list(told_of_the_series(by)) == told


def test_what_leaves_of_a_closed_file_is_numbered_apart(taken, assistant):
    made = []
    for case, closed in zip(taken, CLOSED, strict=True):
        new = NewExport(ExportKind.NOTICE, Purpose.FOR_THE_PERSON, person_id=case.person_id, is_closed=closed)
        made.append(begin_export(new, by=assistant, on=TODAY).pk)
    assert made == [1, 900_001, 2, 900_002, 3]
