"""How many people are in care where, and what is overdue about them: by office and by village, within the reader's reach. Numbers alone; the
guardian counts them, which applies the conditions of the gate itself (ADR 0026).
"""

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from typing import Any

from django.db import connections, router

from anbang.casework.duty.queries import rules_kept_from
from anbang.casework.person.guards import REACHED_BY_OFFICES
from anbang.casework.person.models import Person
from anbang.organisations.acting import ActingStaff

# Whose village it is: where somebody lives, or else is registered. Of whoever is in custody, where they are registered.
COUNTING = """
create or replace function casework_offices_count_{where}(kept_rules text[])
returns table (office bigint, people bigint, to_be_ended bigint, priority bigint, lost bigint, overdue bigint)
language plpgsql stable security definer set search_path = pg_catalog, public set max_parallel_workers_per_gather = 0 as $$
declare
  own bigint := nullif(current_setting('app.office', true), '')::bigint;
  offices bigint[] := string_to_array(nullif(current_setting('app.offices', true), ''), ',')::bigint[];
  today date := nullif(current_setting('app.today', true), '')::date;
begin
  return query execute
    'select r.office_id, count(*), count(*) filter (where p.stage_until < $7), count(*) filter (where p.is_priority),
       count(*) filter (where p.is_lost), coalesce(sum(d.many), 0)::bigint
     from public.casework_person p
     join public.casework_responsibility r on r.person_id = p.id and r.until_on is null and r.office_id is not null
     left join (select d.case_id, count(*) as many from public.casework_duty d
       where d.met_on is null and d.void_on is null and not d.was_left and d.due_on < $7 and d.office_id is not null
         and (d.period = '''' or d.rule = ''pay_allowance'') and d.rule <> all ($8) group by 1) d on d.case_id = r.case_id
     where p.sealing = ''open'' and p.stage = ''in_care'' and ({reached}) and p.id <> all ($1) group by 1'
    using public.casework_kept_out_of(), 0, 0, 0, offices, own, today, kept_rules;
end $$;
create or replace function casework_villages_count_{where}(of_offices bigint[], of_areas bigint[], kept_rules text[])
returns table (village bigint, in_custody bigint, people bigint, to_be_ended bigint, priority bigint, lost bigint, without_team bigint,
  overdue bigint)
language plpgsql stable security definer set search_path = pg_catalog, public set max_parallel_workers_per_gather = 0 as $$
declare
  own bigint := nullif(current_setting('app.office', true), '')::bigint;
  offices bigint[] := string_to_array(nullif(current_setting('app.offices', true), ''), ',')::bigint[];
  today date := nullif(current_setting('app.today', true), '')::date;
begin
  return query execute
    'select b.area_id, 0::bigint, count(*), count(*) filter (where p.stage_until < $7), count(*) filter (where p.is_priority),
       count(*) filter (where p.is_lost),
       count(*) filter (where not exists (select 1 from public.casework_teammember t
         where t.case_id = r.case_id and t.from_on <= $7 and (t.until_on is null or t.until_on >= $7))),
       coalesce(sum((select count(*) from public.casework_duty d where d.case_id = r.case_id and d.met_on is null
         and d.void_on is null and not d.was_left and d.due_on < $7 and d.office_id is not null
         and (d.period = '''' or d.rule = ''pay_allowance'') and d.rule <> all ($8))), 0)::bigint
     from public.casework_responsibility r
     join public.casework_person p on p.id = r.person_id
     left join lateral (select a.area_id from public.casework_abode a where a.person_id = p.id and a.from_on <= $7
       and (a.until_on is null or a.until_on >= $7) order by a.kind = ''residence'' desc limit 1) b on true
     where r.until_on is null and r.office_id = any ($2) and p.sealing = ''open'' and p.stage = ''in_care'' and ({reached})
       and p.id <> all ($1) group by 1
     union all
     select a.area_id, count(*), 0, 0, 0, 0, 0, 0 from public.casework_abode a
     join public.casework_person p on p.id = a.person_id
     where a.area_id = any ($3) and a.kind = ''registered'' and a.from_on <= $7 and (a.until_on is null or a.until_on >= $7)
       and p.sealing = ''open'' and p.stage = ''in_custody'' and ({reached}) and p.id <> all ($1) group by 1'
    using public.casework_kept_out_of(), of_offices, of_areas, 0, offices, own, today, kept_rules;
end $$;
revoke all on function casework_offices_count_{where}(text[]) from public;
revoke all on function casework_villages_count_{where}(bigint[], bigint[], text[]) from public;
alter function casework_offices_count_{where}(text[]) owner to {{guardian}};
alter function casework_villages_count_{where}(bigint[], bigint[], text[]) owner to {{guardian}};
"""
PLACES_COUNTED = COUNTING.format(where="in_reach", reached=REACHED_BY_OFFICES) + COUNTING.format(
    where="in_district", reached="true"
)
LET_THE_GUARDIAN_COUNT = """
grant select on casework_responsibility, casework_duty, casework_abode, casework_teammember to {guardian};
"""


@dataclass(frozen=True, slots=True)
class PlaceCount:
    """How many people of a place there are: in custody, in care (of these over their term, of priority, out of contact, without a team), and
    how many things are overdue about them.
    """

    in_custody: int = 0
    people: int = 0
    to_be_ended: int = 0
    priority: int = 0
    lost: int = 0
    without_team: int = 0
    overdue: int = 0

    def __add__(self, other: "PlaceCount") -> "PlaceCount":
        return PlaceCount(*map(sum, zip(astuple(self), astuple(other), strict=True)))


def count_of_offices(*, for_staff: ActingStaff) -> dict[int, PlaceCount]:
    """Office → the people in its charge whom the reader sees in lists. One question. Call inside `acting`."""
    rows = _asked("offices", [rules_kept_from(for_staff)], for_staff=for_staff)
    return {
        office: PlaceCount(people=people, to_be_ended=ended, priority=priority, lost=lost, overdue=overdue)
        for office, people, ended, priority, lost, overdue in rows
    }


def count_of_villages(
    offices: Iterable[int], areas: Iterable[int], *, for_staff: ActingStaff
) -> dict[int | None, PlaceCount]:
    """Village → the people in the charge of these offices who live there, and whoever is registered in these areas and in custody; None: of
    whom no village is known, or who live outside. One question. Call inside `acting`.
    """
    asked = [list(offices), list(areas), rules_kept_from(for_staff)]
    found: dict[int | None, PlaceCount] = {}
    for village, *numbers in _asked("villages", asked, for_staff=for_staff):
        found[village] = found.get(village, PlaceCount()) + PlaceCount(*numbers)
    return found


def _asked(what: str, arguments: list[Any], *, for_staff: ActingStaff) -> list[tuple[int, ...]]:
    where = "district" if for_staff.sees_the_district else "reach"
    types = {"offices": "%s::text[]", "villages": "%s::bigint[], %s::bigint[], %s::text[]"}[what]
    with connections[router.db_for_read(Person)].cursor() as cursor:
        cursor.execute(f"select * from casework_{what}_count_in_{where}({types})", arguments)  # noqa: S608
        return list(cursor.fetchall())
