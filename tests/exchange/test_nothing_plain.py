"""A name is no secret where people are looked up; everywhere else it would be. Names are planted through the actions, then looked for in
everything that was written. ID numbers are hunted further: tests/proofs/test_numbers_hunted.py.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from psycopg import sql

from anbang.casework.custody.actions import Findings, record_verification
from anbang.casework.custody.models import Finding, RegistrationForm
from anbang.exchange.batch.actions import correct_row
from anbang.exchange.batch.models import Batch
from anbang.organisations.acting import ActingStaff
from tests.exchange.lists import applied, child, confirm, given_back, person, rows_of, staged
from tests.exchange.numbers import identity_number
from tests.support.database import Server
from tests.support.people import TODAY

PLANTED = 50
WAYS_TO_WRITE = ("utf-8", "utf-16-le", "utf-16-be", "gbk")
FIRST_BIRTH = date(1951, 3, 7)
# It stands plainly in the register and on its verification.
PLAIN_NAMES = {"casework_person", "casework_verification"}


def planted_rows() -> list[dict[str, str]]:
    """Fifty people found nowhere else: most are right, one is a child, one has a faulty day, one another's number."""
    rows = [planted(number) for number in range(PLANTED)]
    rows[1] |= {key: child()[key] for key in ("出生日期", "作案日期", "原判刑期")}
    rows[1]["身份证号"] = identity_number(date.fromisoformat(child()["出生日期"]), sequence=777)
    rows[2]["释放日期"] = "不知道"
    rows[3]["身份证号"] = rows[4]["身份证号"]
    return rows


def planted(number: int) -> dict[str, str]:
    """One of them."""
    born_on = FIRST_BIRTH + timedelta(days=97 * number)
    told = {"身份证号": identity_number(born_on, sequence=861), "出生日期": born_on.isoformat()}
    return person(姓名=f"鄢{chr(0x7F00 + number)}鹮", **told)


def found_in(content: bytes, wanted: Iterable[str]) -> set[str]:
    """Which of the texts stand plainly in the content, however they are written."""
    written = {(text, text.encode(way, "ignore")) for text in wanted for way in WAYS_TO_WRITE}
    return {text for text, form in written if form and form in content}


def tables(server: Server, database: str) -> dict[str, bytes]:
    """Every row of every table, the queue's too, as the superuser reads it: texts as they are and not as they are shown."""
    with server.as_superuser(database) as connection:
        named = connection.execute("select tablename from pg_tables where schemaname = 'public'").fetchall()
        return {name: b"".join(_copied(connection, name)) for (name,) in named}


def _copied(connection, name: str) -> Iterator[bytes]:
    statement = sql.SQL("copy {} to stdout (format binary)").format(sql.Identifier(name))
    with connection.cursor().copy(statement) as copied:
        yield from map(bytes, copied)


def files(folder: Path) -> dict[str, bytes]:
    """Every file below the folder, its name before its content."""
    every = [file for file in sorted(folder.rglob("*")) if file.is_file()]
    return {str(file): file.name.encode() + file.read_bytes() for file in every}


def holding(places: Mapping[str, bytes], wanted: Iterable[str]) -> set[str]:
    """The places that hold one of the texts plainly."""
    texts = set(wanted)
    return {place for place, content in places.items() if found_in(content, texts)}


def worked_on(rows: list[dict[str, str]], clerk: ActingStaff, assistant: ActingStaff) -> Batch:
    """The list goes the whole way: read, corrected, given back marked, taken in, answered."""
    batch = staged(rows, by=clerk)
    faulty = next(row for row in rows_of(batch) if row.outcome == "refused")
    correct_row(faulty.pk, {"释放日期": "2027-01-20"}, by=clerk)
    given_back(batch.pk, by=clerk, on=TODAY)
    confirm(batch, by=clerk)
    form = RegistrationForm.objects.using("owner").get(case__person__name=rows[0]["姓名"])
    record_verification(form.pk, Findings(Finding.TRUE, Finding.TRUE, Finding.TRUE), by=assistant, on=TODAY)
    return batch


def test_a_planted_name_stands_where_people_are_looked_up_and_nowhere_else(
    server, database, clerk, assistant, caplog, capfd
):
    rows = planted_rows()
    names = {row["姓名"] for row in rows}
    worked_on(rows, clerk, assistant)

    told = tables(server, database)
    kept = files(Path(settings.FOLDER))
    said = {"log": (caplog.text + "".join(capfd.readouterr())).encode(), **log_of_the_server(server)}
    assert holding({**kept, **said}, names) == set()
    assert holding(told, names) == PLAIN_NAMES
    assert len(told) > 30, "every table is looked at"
    assert len(kept) >= 2, "the list and the keyring"
    assert len(names) == PLANTED


def log_of_the_server(server: Server) -> dict[str, bytes]:
    """What PostgreSQL itself wrote down."""
    log = server.cluster.home / "log"
    return files(log) if log.is_dir() else {"log of the server": log.read_bytes()}


@pytest.mark.parametrize("way", WAYS_TO_WRITE)
def test_control_a_name_in_a_file_is_found_however_it_is_written(tmp_path, way):
    name = planted(0)["姓名"]
    (tmp_path / "list.tmp").write_bytes(f"姓名,{name}".encode(way, "ignore"))
    assert holding(files(tmp_path), [name]) == {str(tmp_path / "list.tmp")}
    assert holding(files(tmp_path), [planted(1)["姓名"]]) == set()


def test_control_a_name_in_another_table_is_found(server, database, clerk):
    applied([person(1)], by=clerk)
    name = planted(0)["姓名"]
    with server.as_superuser(database) as connection:
        connection.execute("update casework_sentence set offence = %s", [name])
    assert holding(tables(server, database), [name]) == {"casework_sentence"}
