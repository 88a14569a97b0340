"""Copies whole files set-based, with other keys, until a register has so many people and duties; and checks what was not asked meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper

# The keys of copies lie so far apart that those of no two copies meet, nor those of what is written later: the sequences go on below.
STRIDE = 10_000_000
SHORT_FILE = 3  # duties
# In which order rows would have come to lie: acts and duties as they were recorded, over the years, and not person by person.
TABLES = {
    "casework_person": "id",
    "casework_case": "id",
    "casework_abode": "person_id",
    "casework_act": "recorded_on",
    "casework_reach": "from_on",
    "casework_responsibility": "from_on",
    "casework_transfer": "opened_on",
    "casework_caseworker": "from_on",
    "casework_duty": "opens_on",
    "casework_sentence": "case_id",
    "casework_teammember": "from_on",
}
OF_A_CASE = frozenset({"casework_duty", "casework_sentence", "casework_teammember"})
SHIFTED = frozenset({"id", "person_id", "case_id", "act_id", "named_id"})
# Bound to the key of its row, so that a copy could not be opened.
LEFT_OUT = frozenset({"words_sealed", "phone_sealed"})

# What the constraint triggers ask row by row, asked of all rows at once: each must find nothing.
NEVER_FOUND = {
    "case_in_care_has_a_responsible_office_every_day": """
        select c.id from casework_case c left join (
          select case_id, range_agg(daterange(from_on, until_on, '[]')) as covered from casework_responsibility group by 1
        ) r on r.case_id = c.id
        where coalesce(r.covered, '{}') <> case when c.care_from is null then '{}'::datemultirange
          else datemultirange(daterange(c.care_from, c.closed_on, '[]')) end""",
    "person_is_seen_by_somebody": """
        select p.id from casework_person p where not exists (select 1 from casework_reach r where r.person_id = p.id)""",
    "closed_file_is_seen_by_named_staff_only": """
        select p.id from casework_person p join casework_reach r on r.person_id = p.id
        where p.sealing <> 'open' and r.office_id is not null and r.until_on is null""",
}


@dataclass(frozen=True, slots=True)
class Held:
    """A constraint or an index that is put back after the rows are there."""

    table: str
    name: str
    definition: str
    is_index: bool

    @property
    def dropped(self) -> str:
        """The statement that takes it away."""
        return (
            f'drop index "{self.name}"' if self.is_index else f'alter table {self.table} drop constraint "{self.name}"'
        )

    @property
    def put_back(self) -> str:
        """The statement that brings it back, and with it asks every row."""
        return (
            self.definition
            if self.is_index
            else f'alter table {self.table} add constraint "{self.name}" {self.definition}'
        )


CONSTRAINTS = """
    select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint
    where contype in ('p', 'u', 'x', 'f') and (conrelid::regclass::text = any(%(tables)s) or
      contype = 'f' and confrelid::regclass::text = any(%(tables)s))
    order by contype = 'f', contype <> 'p', conname"""
INDEXES = """
    select i.indrelid::regclass::text, i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) from pg_index i
    where i.indrelid::regclass::text = any(%(tables)s)
      and not exists (select 1 from pg_constraint c where c.conindid = i.indexrelid) order by 2"""


def copy_files(people: int, duties: int) -> None:
    """Copy the files that are there until there are so many people and, by choosing between short and long ones, so many duties."""
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute(
            "set local maintenance_work_mem = '1GB'; set local work_mem = '256MB'; set local synchronous_commit = off"
        )
        _how_often(cursor, people, duties)
        with _bare(cursor):
            for table, order in TABLES.items():
                _copy(cursor, table, order)
        for name, question in NEVER_FOUND.items():
            cursor.execute(f"select count(*) from ({question}) found")
            if cursor.fetchone()[0]:
                raise AssertionError(f"The copied rows break {name}.")
    with connections["owner"].cursor() as cursor:
        cursor.execute("vacuum analyze")


def _how_often(cursor: CursorWrapper, people: int, duties: int) -> None:
    """How many copies of each file: as many of the short and of the long ones as give these sums."""
    cursor.execute(
        "create temp table files on commit drop as select p.id, count(d.id) as duties from casework_person p"
        " join casework_case c on c.person_id = p.id left join casework_duty d on d.case_id = c.id"
        f" where p.id < {STRIDE} group by p.id"
    )
    cursor.execute(
        f"select count(*), coalesce(avg(duties), 0) from files group by duties > {SHORT_FILE} order by duties > {SHORT_FILE}"
    )
    (short, of_short), (long, of_long) = ((int(many), float(of_each)) for many, of_each in cursor.fetchall())
    long_ones = (duties - of_short * people) / (of_long - of_short)
    # Copies of before stay where they are.
    before = _count(cursor, f"casework_person where id >= {STRIDE}")
    longer = _count(
        cursor,
        f"(select case_id from casework_duty where case_id >= {STRIDE} group by 1 having count(*) > {SHORT_FILE}) l",
    )
    share = {"short": (people - long_ones - before + longer) / short - 1, "long": (long_ones - longer) / long - 1}
    cursor.execute(f"select max(id) / {STRIDE} from casework_person")
    first = cursor.fetchone()[0] + 1
    cursor.execute(
        "create temp table copies on commit drop as select id, generate_series(%(first)s, %(first)s - 1 +"
        f" floor(share + (hashint8(id) & 1023) / 1024.0)::int) as n from (select id, case when duties > {SHORT_FILE} then %(long)s else %(short)s end as share from files) f",
        {name: max(each, 0) for name, each in share.items()} | {"first": first},
    )
    cursor.execute("analyze copies")


def _count(cursor: CursorWrapper, what: str) -> int:
    cursor.execute(f"select count(*) from {what}")
    return int(cursor.fetchone()[0])


def _copy(cursor: CursorWrapper, table: str, order: str) -> None:
    cursor.execute(
        "select column_name from information_schema.columns where table_schema = 'public' and table_name = %s"
        " order by ordinal_position",
        [table],
    )
    columns = [name for (name,) in cursor.fetchall() if name not in LEFT_OUT]
    values = [f't."{name}" + k.n::bigint * {STRIDE}' if name in SHIFTED else f't."{name}"' for name in columns]
    if table == "casework_case":
        values[columns.index("number")] = "t.number || '-' || k.n"
    person = "t.id" if table == "casework_person" else "c.person_id" if table in OF_A_CASE else "t.person_id"
    joined = "join casework_case c on c.id = t.case_id " if table in OF_A_CASE else ""
    names = ", ".join(f'"{name}"' for name in columns)
    cursor.execute(
        f"insert into {table} ({names}) select {', '.join(values)} from {table} t {joined}join copies k on k.id = {person}"
        f' order by t."{order}", k.n, t.id'
    )


@contextmanager
def _bare(cursor: CursorWrapper) -> Iterator[None]:
    """Without triggers, keys and indexes; then with all of them again. What can be checked is checked when it is put back."""
    tables = {"tables": list(TABLES)}
    cursor.execute(CONSTRAINTS, tables)
    held = [Held(*row, is_index=False) for row in cursor.fetchall()]
    cursor.execute(INDEXES, tables)
    held += [Held(*row, is_index=True) for row in cursor.fetchall()]
    for table in TABLES:
        cursor.execute(f"alter table {table} disable trigger user")
    for one in sorted(held, key=lambda one: " FOREIGN KEY" not in f" {one.definition}"):
        cursor.execute(one.dropped)
    yield
    for one in sorted(held, key=lambda one: " FOREIGN KEY" in f" {one.definition}"):
        cursor.execute(one.put_back)
    for table in TABLES:
        cursor.execute(f"alter table {table} enable trigger user")
