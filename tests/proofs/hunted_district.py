"""A district whose people have numbers that are like nothing else: they come in by a workbook and go the ways of the office, and what is left
behind on all of them is collected.
"""

import io
import logging
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

import openpyxl
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connections
from django.test import Client
from django.urls import reverse

from anbang.audit import keeping
from anbang.casework.custody.models import RegistrationForm
from anbang.casework.handover.models import Enquiry
from anbang.casework.person.models import Person
from anbang.exchange.batch.applying import apply_staged_rows
from anbang.exchange.batch.models import Batch
from anbang.exchange.batch.staging import stage_rows
from anbang.exchange.command import import_batch
from anbang.lib.postgres.binaries import find_binaries
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.models import Staff
from anbang.site.backup.keys import Keys
from anbang.site.backup.taking import Source, take
from anbang.site.instance import MAIN
from anbang.site.keys import keys
from anbang.site.keys_at_hand import prepare_keys
from anbang.site.rehearsing import rehearse
from anbang.web.sheets.register import SHEETS
from tests.exchange.lists import COLUMNS, child, person, rows_of, stranger
from tests.exchange.numbers import identity_number
from tests.site.backups import ROLES
from tests.support.database import Server
from tests.support.hunting import Hunt
from tests.support.people import TODAY, office, post
from tests.web.planted import fresh
from tests.web.printing import printed
from tests.web.test_arrivals import spot

Rows = list[dict[str, str]]
OWNER = "owner"
REGIONS = ("500226", "500153", "510231", "500101")
FIRST_BIRTH, BIRTHS = date(1946, 1, 1), 20_000
SEQUENCES = (401, 701)
# Rows of the workbook: what is particular about them.
CLOSED, FAULTY, SAME_NUMBER, ELSEWHERE = 1, 2, 3, 5


def planted_rows(count: int, *, seed: int) -> Rows:
    """People with a right number each: one is a child, one has a faulty day, one another's number, one belongs to another county."""
    random = Random(seed)
    births = random.sample(range(BIRTHS), count)
    rows = [
        person(number, **_number(FIRST_BIRTH + timedelta(days=birth), random)) for number, birth in enumerate(births)
    ]
    told = child()
    rows[CLOSED] = {**told, **_number(date.fromisoformat(told["出生日期"]), random)}
    rows[FAULTY]["释放日期"] = "不知道"
    rows[SAME_NUMBER] |= {name: rows[SAME_NUMBER + 1][name] for name in ("身份证号", "出生日期")}
    rows[ELSEWHERE] |= {name: stranger()[name] for name in ("户籍镇街", "户籍村居", "居住镇街", "居住村居")}
    return rows


def _number(born_on: date, random: Random) -> dict[str, str]:
    number = identity_number(born_on, sequence=random.randrange(*SEQUENCES, 2), region=random.choice(REGIONS))
    return {"身份证号": number, "出生日期": born_on.isoformat()}


def numbers_of(rows: Rows) -> set[str]:
    """Their numbers."""
    return {row["身份证号"] for row in rows}


def workbook(rows: Rows) -> bytes:
    """As a prison sends it."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (COLUMNS, *([row[column] for column in COLUMNS] for row in rows)):
        sheet.append(list(line))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


class Listening(logging.Handler):
    """Looks through every line that any logger says, however low, the statements of the database among them."""

    def __init__(self, hunt: Hunt) -> None:
        super().__init__(logging.DEBUG)
        self.hunt = hunt

    def emit(self, record: logging.LogRecord) -> None:
        """A line of the log."""
        self.hunt.look(f"log of {record.name}", self.format(record).encode())


@contextmanager
def listening(hunt: Hunt) -> Iterator[None]:
    """Everything that any logger would say in the block is looked through, of those that the settings name at the level that they have there;
    those who usually write hear as much as before.
    """
    root, hearing = logging.getLogger(), Listening(hunt)
    named = [one for one in root.manager.loggerDict.values() if isinstance(one, logging.Logger)]
    ours = [logging.getLogger(name) for name in settings.LOGGING["loggers"]]
    handlers = [handler for one in (root, *named) for handler in one.handlers]
    before = [(one, one.level) for one in (root, *named, *handlers)]
    for handler in handlers:
        handler.setLevel(max(handler.level, logging.WARNING))
    for one in (root, *named):
        if one not in ours:
            one.setLevel(logging.DEBUG)
    for one in (root, *ours):
        one.addHandler(hearing)
    _note_statements(noted=True)
    try:
        yield
    finally:
        _note_statements(noted=False)
        for one in (root, *ours):
            one.removeHandler(hearing)
        for one, level in before:
            one.setLevel(level)


def _note_statements(*, noted: bool) -> None:
    for alias in connections:
        connections[alias].force_debug_cursor = noted


def _posted(client: Client, name: str, told: dict[str, object], *arguments: object) -> None:
    answer = client.post(reverse(name, args=arguments), told)
    assert answer.status_code == (200 if name == "not_listed" else 302), (name, answer.status_code)


def _gone_through(rows: Rows, clerk: ActingStaff, content: bytes) -> bytes:
    """The workbook goes from the page through the jobs into the register; it is mended, decided and returned marked on its way."""
    bureau = fresh(clerk)
    file = SimpleUploadedFile("名单.xlsx", content)
    _posted(bureau, "lists", {"institution": office(OfficeKind.PRISON).pk, "file": file})
    batch = Batch.objects.using(OWNER).get()
    stage_rows(batch.pk, by=clerk, on=TODAY)
    whole = {"purpose": "correcting", "in_full": "on", "why_in_full": "改好后再上传"}
    marked = bureau.post(reverse("marked_list", args=[batch.pk]), whole).content
    staged = {row.row: row for row in rows_of(batch)}
    _posted(bureau, "correct_row", {"释放日期": "2027-01-20"}, staged[FAULTY + 2].pk)
    for row in rows_of(batch):
        if row.outcome == "doubtful":
            _posted(bureau, "decide_row", {"decision": "take_in"}, row.pk)
    _posted(bureau, "take_in", {}, batch.pk)
    apply_staged_rows(batch.pk, by=clerk, on=TODAY)
    assert Person.objects.using(OWNER).count() == len(rows) - 1, "all but who belongs elsewhere"
    return marked


def _worked_with(rows: Rows, assistant: ActingStaff, neighbour: ActingStaff) -> list[bytes]:
    """The first is verified, looked for by number and looked at; stands before another office; the prints are made."""
    first, officer = Person.objects.using(OWNER).get(name=rows[0]["姓名"]), fresh(assistant)
    form = RegistrationForm.objects.using(OWNER).get(case__person=first)
    _posted(officer, "verify", {"name": "true", "identity": "true", "address": "true"}, form.pk)
    _posted(officer, "reveal_id_number", {}, first.pk)
    assert rows[0]["身份证号"].encode() in officer.get(reverse("case_file", args=[first.pk])).content
    _posted(officer, "not_listed", {"who": rows[0]["身份证号"]})
    who = {"name": rows[0]["姓名"], "id_number": rows[0]["身份证号"], "born_on": ""}
    _posted(fresh(neighbour), "on_the_spot", spot(**who))
    assert Enquiry.objects.using(OWNER).get().person_id == first.pk, "the office that has the file is asked"
    return [printed(officer, first.pk, slug).encode() for slug in SHEETS]


def _refused_by_the_database(rows: Rows) -> None:
    """The server writes the row into its log."""
    people = Person.objects.using(OWNER).filter(name=rows[0]["姓名"])
    try:
        people.update(id_number_index=b"short")
    except IntegrityError:
        return
    raise AssertionError("an index without its key was taken")


@dataclass(frozen=True, slots=True)
class Crew:
    """Who works with them."""

    clerk: ActingStaff
    assistant: ActingStaff
    neighbour: ActingStaff
    security: ActingStaff


@pytest.fixture
def crew(clerk: ActingStaff, assistant: ActingStaff, neighbour: ActingStaff, monkeypatch: pytest.MonkeyPatch) -> Crew:
    """They come to a new installation, and to a terminal that is not set to Chinese."""
    monkeypatch.setenv("LANG", "C.UTF-8")
    prepare_keys(lambda _line: None)
    return Crew(clerk, assistant, neighbour, post(Role.SECURITY_ADMINISTRATOR, office(OfficeKind.JUSTICE_BUREAU)))


OUTPUTS = (*(f"print {number}" for number in range(len(SHEETS))), "rehearsed workbook", "output")


def lived_in(rows: Rows, hunt: Hunt, crew: Crew, folder: Path) -> bytes:
    """All of it is done, and whatever comes out but pages is looked through. Returns the marked workbook, which is the sender's own file."""
    content, file = workbook(rows), folder / "名单.xlsx"
    with listening(hunt):
        marked = _gone_through(rows, crew.clerk, content)
        for number, sheet in enumerate(_worked_with(rows, crew.assistant, crew.neighbour)):
            hunt.look(f"print {number}", sheet)
        file.write_bytes(content)
        assert import_batch([str(file), "--institution", office(OfficeKind.PRISON).name, "--json"]) == 0
        file.unlink()
        rehearsed = folder / "rehearsed.xlsx"
        another = ["--set", "verification_months=2", "--workbook", str(rehearsed), "--purpose", "policy"]
        assert rehearse(["rongchang-2015-20", "--as", _account(crew.clerk), *another]) == 0
        hunt.look("rehearsed workbook", rehearsed.read_bytes())
        for step in ("add", "rotate", "index"):
            assert keys([step, "--as", _account(crew.security)]) == 0
        _refused_by_the_database(rows)
    return marked


def _account(by: ActingStaff) -> str:
    return Staff.objects.using(OWNER).get(pk=by.staff_id).username


def dump(server: Server, database: str, *how: str) -> bytes:
    """What `pg_dump` writes of the whole database."""
    program = find_binaries().folder / "pg_dump"
    told = subprocess.run([program, *how, server.at_superuser(database)], capture_output=True, check=False)
    assert told.returncode == 0, told.stderr.decode()
    return told.stdout


def back_up(server: Server, database: str, folder: Path) -> None:
    """A backup of the data, as the command takes it."""
    keeping.seal_now()
    source = Source(
        installation=MAIN,
        address=server.at(database, "anbang_owner"),
        roles=ROLES,
        folders=(Path(settings.FOLDER) / "files",),
        book=keeping.outside(),
        keys=Keys.of(Path(settings.KEYS)),
    )
    take(source, folder, lambda _line: None)


DUMPS: dict[str, Sequence[str]] = {
    "dump": ("--format=plain",),
    "dump of inserts": ("--format=plain", "--inserts"),
    "dump as an archive": ("--format=custom", "--compress=0"),
}


def look_everywhere(hunt: Hunt, server: Server, database: str) -> None:
    """Dumps, the server's whole folder with its log and its journal, and every file of the installation, keys among them."""
    for name, how in DUMPS.items():
        hunt.look(name, dump(server, database, *how))
    with server.as_superuser(database) as connection:
        connection.execute("checkpoint")
    hunt.look_at_files(server.cluster.home, Path(settings.FOLDER), Path(settings.KEYS))
