"""What stands in the register about somebody was found to be what the rules say: remembered under a digest of all of it.

A digest is made of the whole state: the acts and the head of the file that are read, and all that follows from them. As long as no row
of it changes, no day comes on which the mere date changes something, and rules, figures, software and offices are the same, the same
fold over the same rows would find the same; so it need not be done again to know.
"""

from collections.abc import Mapping

from django.db import models

# What the rules read of a person and what follows from it, by table; each row is hashed as a whole. What the rules saw when they made a
# duty is written and never compared, so it is no part of it; nor are the words that people wrote, which no rule reads.
PERSON_AT_FIRST = "born_on, identity_unknown_at_first, investigated_in_id, sealing"
STATE = {
    "casework_person": f"{PERSON_AT_FIRST}, stage, stage_until, is_priority, is_in_transfer, is_lost",
    "casework_case": "number, opened_on, closed_on, closed_how, care_from, term_until, priority, changes_on",
    "casework_act": 'case_id, kind, "on", told, withdrawn_on',
    "casework_abode": "kind, area_id, outside, from_on, until_on, act_id",
    "casework_responsibility": "case_id, office_id, is_outside, from_on, until_on",
    "casework_transfer": "case_id, number, sender_id, receiver_id, opened_on, ended_on, outcome",
    "casework_caseworker": "case_id, staff_id, office_id, from_on, until_on",
    "casework_reach": "office_id, staff_id, why, from_on, until_on",
    "casework_duty": (
        "case_id, rule, number, clause, owner_kind, owner_area_id, owner_is_outside, office_id, office_when_due_id,"
        " period, opens_on, due_on, met_on, void_on, was_left"
    ),
    "casework_sentence": "case_id, admitted_on, release_on",
    "casework_teammember": "case_id, named_id, role, name, from_on, until_on",
    "casework_rightsrequest": "case_id, number, came_id, due_on",
}
# What there was of it when the functions were first installed; later tables stand behind, so that what was proved stays so.
STATE_WITH_REQUESTS = {**STATE, "casework_person": PERSON_AT_FIRST}
STATE_AT_FIRST = {table: columns for table, columns in STATE_WITH_REQUESTS.items() if table != "casework_rightsrequest"}
# They know the person by the case alone.
OF_A_CASE = frozenset({"casework_duty", "casework_sentence", "casework_teammember"})


# What else is told of a row: on which day the mere date changes something, and whether who is on the staff matters to the person, since
# the file is closed (1), or care goes on (2) and no caseworker is named (4 is told where one is).
CLOSED, IN_CARE, HAS_CASEWORKER = 1, 2, 4
TOLD = {
    "casework_person": ("null::date", f"case when t.sealing <> 'open' then {CLOSED} else 0 end"),
    "casework_case": (
        "t.changes_on",
        f"case when t.care_from is not null and t.closed_on is null then {IN_CARE} else 0 end",
    ),
    "casework_caseworker": ("null::date", f"case when t.until_on is null then {HAS_CASEWORKER} else 0 end"),
}


def _rows(place: int, table: str, columns: str) -> str:
    """The rows of a table with the person each is about, which table it is, and the hash of each."""
    names = ", ".join(f"t.{name.strip()}" for name in columns.split(","))
    hashed = f"hash_record_extended(row(t.id, {names}), {place})"
    changes_on, flags = TOLD.get(table, ("null::date", "0"))
    person, joined = "t.person_id", ""
    if table == "casework_person":
        person = "t.id"
    if table in OF_A_CASE:
        person, joined = "c.person_id", " join casework_case c on c.id = t.case_id"
    return (
        f"select {person} as person_id, {place} as part, t.id as row_id, {hashed} as digest,"
        f" {changes_on} as changes_on, {flags} as flags from {table} t{joined}"
    )


def _rows_of(state: Mapping[str, str]) -> str:
    """The rows of all these tables."""
    return " union all ".join(_rows(place, table, columns) for place, (table, columns) in enumerate(state.items()))


STATE_ROWS = _rows_of(STATE)
STATE_OF_EACH = (
    "select state.person_id, bit_xor(state.digest) as digest, min(state.changes_on) as changes_on,"
    " bit_or(state.flags) as flags from {rows} state group by state.person_id"
)
# What must have proved a person: where it matters who is on the staff, that too.
EXPECTED = f"case when flags & {CLOSED} > 0 or flags & {IN_CARE | HAS_CASEWORKER} = {IN_CARE} then {{with_staff}} else {{plain}} end"

# They tell ids and hashes and nothing else, of everybody, closed files too: bound by row security they would find half of it and call
# the rest lost. Hashes are the database's own, so a new major version of it may make others; then everybody is proved again. The whole is
# asked with enough memory that nothing is sorted on the disk, and by both cores where there are two.


def asked_of_everybody(state: Mapping[str, str] = STATE) -> str:
    """The SQL of both functions, over these tables."""
    rows = _rows_of(state)
    return f"""
create or replace function casework_state(people bigint[])
returns table (person_id bigint, part integer, row_id bigint, digest bigint, changes_on date, flags integer)
language sql stable security definer set search_path = pg_catalog, public as
$$ select * from ({rows}) state where state.person_id = any(people) $$;
revoke all on function casework_state(bigint[]) from public;
alter function casework_state(bigint[]) owner to {{guardian}};
create or replace function casework_unproved(plain text, with_staff text, today date)
returns table (person_id bigint, is_gone boolean)
language plpgsql stable security definer set search_path = pg_catalog, public
set work_mem = '256MB' set max_parallel_workers_per_gather = 2 set jit = off as $$
#variable_conflict use_column
begin
  return query select coalesce(s.person_id, p.person_id), s.person_id is null
  from ({STATE_OF_EACH.format(rows=f"({rows})")}) s full join public.casework_proof p on p.person_id = s.person_id
  where p.digest is distinct from s.digest or p.by <> {EXPECTED.format(plain="plain", with_staff="with_staff")}
    or p.proved_on > today or s.changes_on <= today;
end $$;
revoke all on function casework_unproved(text, text, date) from public;
alter function casework_unproved(text, text, date) owner to {{guardian}};
grant select on {", ".join(state)}, casework_proof to {{guardian}};
"""


UNPROVED = "select * from casework_unproved(%(plain)s, %(with_staff)s, %(today)s)"
PROVE = f"""
insert into casework_proof (person_id, digest, by, proved_on)
select person_id, digest, {EXPECTED.format(plain="%(plain)s", with_staff="%(with_staff)s")}, %(today)s
from ({STATE_OF_EACH.format(rows="casework_state(%(people)s)")}) s
on conflict (person_id) do update set digest = excluded.digest, by = excluded.by, proved_on = excluded.proved_on
"""
ROWS = "select person_id, part, row_id, digest from casework_state(%(people)s)"
# Which offices there are, up to which day they have changed with the mere date, and who holds the posts that closed files and cases
# are given to.
FRAME = """
select (select version from organisations_frame), (select max(day) from (
    select from_on as day from organisations_office where from_on <= %(today)s
    union all select until_on + 1 from organisations_office where until_on < %(today)s) changed),
  (select md5(string_agg(concat_ws(' ', p.office_id, p.role, p.staff_id, p.from_on, p.id, p.until_on), ',' order by p.id))
    from organisations_posting p join organisations_staff s on s.id = p.staff_id and s.is_active
    where p.role = any(%(roles)s) and p.from_on <= %(today)s and (p.until_on is null or p.until_on >= %(today)s))
"""


class Proof(models.Model):
    """The state of a person was proved on a day `by` rules, figures, software and offices. No foreign key: a file that is removed
    leaves its proof for the next sweep to take away.
    """

    person_id = models.BigIntegerField(primary_key=True)
    digest = models.BigIntegerField()
    by = models.CharField(max_length=100)
    proved_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.person_id} proved on {self.proved_on}"
