"""What a seat of one of the twins reads: pages, sheets, workbooks, and by plain SQL every table as the database shows it; made comparable, so that
nothing is left that differs between two districts with the same open people.
"""

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connections
from django.test import Client
from django.urls import reverse

from anbang.casework.models import Person
from anbang.exchange.batch.models import Batch
from anbang.organisations.acting import ActingStaff, acting
from anbang.site.privileges import TABLES
from anbang.web.sheets.register import SHEETS
from tests.proofs.twins import Staffed
from tests.web.entries import PAGES
from tests.web.matrix import SEATS
from tests.web.planted import fresh
from tests.web.printing import printed
from tests.web.walking import without_what_was_typed

Read = dict[tuple[str, str], str]
SEARCHED = ("鹮", "500226", "甄一")
# What changes with every page, and tells nothing.
PASSING = re.compile(r'name="(?:csrfmiddlewaretoken|form_key)" value="[^"]+"|data-left="\d+"|\b\d\d:\d\d(?::\d\d)?\b')
ATTRIBUTE = re.compile(r'\b(?:href|action|hx-get|src|id|for|aria-labelledby|aria-describedby|value)="[^"]*"')
# How addresses name rows; only in which order they come is the same in both. A mere number stays, and tells.
REFERENCE = re.compile(r'((?=[\w-]*[A-Za-z])[\w-]{32})(?=["/#?&])')
# The one sentence by which the district learns that there are closed files at all: that something about them waits too long (ADR 0023).
WAITS = re.compile(
    r'<div class="notice notice--amber" >\s*<svg[^>]*><use [^>]*></use></svg>\s*<div><p>封存档案中有事项上报封存管理人后长期未办[^<]*</p></div></div>'
)
# The trail tells auditors of whatever was done, of everybody by numbers and of nobody by name.
OF_THE_TRAIL = {"trail"}


def comparable(page: str) -> str:
    """A page without what passes; the references of rows in its addresses are replaced by their order among those of their kind."""
    order: dict[str, dict[str, int]] = defaultdict(dict)

    def in_order(found: re.Match[str]) -> str:
        before, *rest = REFERENCE.split(found.group())
        told = kind = before
        for number, after in zip(rest[::2], rest[1::2], strict=True):
            of_its_kind = order[kind]
            told += f"#{of_its_kind.setdefault(number, len(of_its_kind))}{after}"
            kind += f"#{after}"
        return told

    return " ".join(ATTRIBUTE.sub(in_order, PASSING.sub("", WAITS.sub("", page))).split())


def read_pages(crew: Staffed, seats: Iterable[str]) -> Read:
    """Every page that is about nobody in particular, in each of its views, as every seat sees it; what a search finds; all lists; files and sheets
    of some people; and what the first page says once the day's digest is put away.
    """
    found: Read = {}
    for seat in seats:
        client = fresh(crew.seats[seat])
        for name, page in PAGES.items():
            if page.about or not page.reads or name in OF_THE_TRAIL or SEATS[seat].role not in page.roles:
                continue
            for view in page.views:
                found[seat, f"{name}{view}"] = told(client, reverse(name) + view)
        if SEATS[seat].role in PAGES["find_people"].roles:
            for sought in SEARCHED:
                body = client.post(reverse("find_people"), {"q": sought}, follow=True).content.decode()
                found[seat, f"people, {sought} looked for"] = comparable(without_what_was_typed(body, sought))
        found |= read_lists(seat, client)
        found |= read_files(seat, client, crew.seats[seat])
        body = client.post(reverse("put_digest_away"), follow=True).content.decode()
        found[seat, "digest put away"] = comparable(body)
    return found


def told(client: Client, address: str) -> str:
    """What a page says, and how it answers."""
    response = client.get(address)
    return f"{response.status_code} {comparable(response.content.decode())}"


def read_lists(seat: str, client: Client) -> Read:
    """Every list in each of its heaps."""
    found: Read = {}
    for number, batch in enumerate(Batch.objects.using("owner").order_by("id")):
        if SEATS[seat].role not in PAGES["list"].roles:
            continue
        for name in ("list", "list_progress", "confirm_preview"):
            for view in PAGES[name].views:
                found[seat, f"{name} {number}{view}"] = told(client, reverse(name, args=[batch.pk]) + view)
        sent = client.post(reverse("marked_list", args=[batch.pk]), {"purpose": "sender"})
        found[seat, f"marked list {number}"] = f"{sent.status_code} {sent.headers.get('Content-Disposition')}"
        for part, content in parts_of(sent.content):
            found[seat, f"marked list {number}, {part}"] = content
    return found


def parts_of(content: bytes) -> Iterator[tuple[str, str]]:
    """The parts of a workbook, but for the moment at which it was made."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in sorted(archive.namelist()):
                part = archive.read(name).decode(errors="replace")
                yield name, re.sub(r"\d{4}-\d\d-\d\dT[\d:]+Z?", "", part)


FILES_READ = 2


def read_files(seat: str, client: Client, by: ActingStaff) -> Read:
    """The files of the first open people whom a seat sees, in each tab, and the sheets about them."""
    found: Read = {}
    role = SEATS[seat].role
    with acting(by, reading_only=True):
        people = list(Person.objects.filter(name__startswith="甄").order_by("name").values_list("pk", "name"))
    for person_id, name in people[:FILES_READ]:
        for page in ("case_file", "one_of_mine", "requests_about", "signs"):
            if role in PAGES[page].roles:
                for view in PAGES[page].views:
                    address = reverse(page, args=[person_id]) + view
                    found[seat, f"{page}{view} of {name}"] = told(client, address)
        for slug in SHEETS:
            opens = client.get(reverse("case_file", args=[person_id])).status_code == 200
            if opens and role in PAGES[f"sheet {slug}"].roles:
                found[seat, f"sheet {slug} of {name}"] = comparable(printed(client, person_id, slug))
    return found


# By plain SQL.

COLUMNS = """
select a.attname from pg_attribute a where a.attrelid = %s::regclass and a.attnum > 0 and not a.attisdropped
  and format_type(a.atttypid, a.atttypmod) not in ('bytea', 'uuid', 'uuid[]', 'timestamp with time zone') and not exists (
    select 1 from pg_constraint k where k.conrelid = a.attrelid and a.attnum = any(k.conkey)
    and (k.contype = 'p' or k.contype = 'f' and k.confrelid::regclass::text not like 'organisations%%'))
order by a.attnum"""
# What is random, sealed or of the moment.
OF_ROWS = {
    *(("exchange_batch", "digest"), ("papers_sealedfile", "size"), ("papers_sealedfile", "sha256")),
    *((table, "person_id") for table in ("audit_event", "audit_look", "papers_export", "papers_paper")),
    *(("audit_event", "case_id"), ("papers_export", "about"), ("exchange_stagedrow", "people")),
}
# Who is signed in, and the queue's workers, are of the moment.
OF_THE_MOMENT = ("django_", "auth_", "account_", "mfa_", "usersessions_", "axes_", "procrastinate_workers")
# Which of what is told in a document are the numbers of rows, and the digest of a file that was handed in.
ROWS_OF = re.compile(
    r'(""?(?:duty|batch|about|export|told|person|form|verification|case|act|file|key)""?): \d+|""?sha256""?: ""?[0-9a-f]+""?'
)
# Whoever coordinates the district may know the numbers of closed files, by which row security itself keeps them out, and of their proofs (ADR 0008, 0013).
NUMBERS_OF_CLOSED_FILES = {"casework_reach", "casework_proof"}
# That something waits too long.
OF_THE_DISTRICT = {("coordination_morning", "closed_list_waits")}


def shown_to(by: ActingStaff) -> Iterator[str]:
    """The tables of which the database shows anything to whoever acts."""
    letters = "overseer" if by.sees_the_district else "app"
    yield from (table.name for table in TABLES if "s" in getattr(table, letters))


def read_tables(by: ActingStaff) -> Iterator[tuple[str, str]]:
    """Table → everything in it that the database shows whoever acts, each row a line, without the numbers of rows."""
    with acting(by, reading_only=True), connections[by.alias].cursor() as cursor:
        for table in shown_to(by):
            if not table.startswith(OF_THE_MOMENT) and table not in NUMBERS_OF_CLOSED_FILES:
                yield table, "\n".join(sorted(_rows(cursor, table)))


def _rows(cursor: Any, table: str) -> Iterator[str]:
    cursor.execute(COLUMNS, [table])
    columns = ", ".join(f'"{name}"' for (name,) in cursor.fetchall() if (table, name) not in OF_ROWS | OF_THE_DISTRICT)
    cursor.execute(f"select row({columns})::text from {table}")
    for (row,) in cursor.fetchall():
        yield ROWS_OF.sub(r"\1: #", row)


def dumped(by: ActingStaff) -> Iterator[tuple[str, str]]:
    """Table → what `COPY` writes of it to whoever acts: the way of a dump."""
    with acting(by, reading_only=True), connections[by.alias].cursor() as cursor:
        for table in shown_to(by):
            with cursor.cursor.copy(f"copy {table} to stdout") as copy:
                yield table, b"".join(bytes(block) for block in copy).decode()
