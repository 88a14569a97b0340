"""What the database itself guarantees about lists; the SQL that a migration installs and a test tries to break."""

# Looked at when the step ends, from both sides: the file that is closed, and the row that comes to be about it. A row that is in doubt only resembles
# somebody, and may be decided to be another.
CLOSED_FILE_HAS_NO_OPEN_ROW = """
create or replace function exchange_closed_file_has_no_open_row() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
declare is_left boolean;
begin
  if tg_table_name = 'casework_person' then
    select exists (
        select 1 from public.casework_case c join public.exchange_stagedrow r on r.case_id = c.id
        where c.person_id = new.id and not r.closed
      ) or exists (
        select 1 from public.exchange_stagedrow r where r.people @> array[new.id] and not r.closed and r.case_id is null
          and r.outcome in ('same', 'update', 'returns')
      ) into is_left from public.casework_person p where p.id = new.id and p.sealing <> 'open';
  else
    select exists (
        select 1 from public.casework_case c join public.casework_person p on p.id = c.person_id
        where c.id = r.case_id and p.sealing <> 'open'
      ) or (
        r.case_id is null and r.outcome in ('same', 'update', 'returns')
        and exists (select 1 from public.casework_person p where p.id = any(r.people) and p.sealing <> 'open')
      ) into is_left from public.exchange_stagedrow r where r.id = new.id and not r.closed;
  end if;
  if is_left then
    raise exception using errcode = '23514', constraint = 'closed_file_has_no_open_row',
      message = 'no row of a list about a closed file stands open';
  end if;
  return null;
end $$;
revoke all on function exchange_closed_file_has_no_open_row() from public;
grant select on exchange_stagedrow to {guardian};
alter function exchange_closed_file_has_no_open_row() owner to {guardian};
drop trigger if exists closed_file_has_no_open_row on exchange_stagedrow;
create constraint trigger closed_file_has_no_open_row
  after insert or update of case_id, closed, outcome, people on exchange_stagedrow deferrable initially deferred
  for each row when (not new.closed and (new.case_id is not null or new.people <> array[]::bigint[]))
  execute function exchange_closed_file_has_no_open_row();
drop trigger if exists closing_a_file_closes_its_rows on casework_person;
create constraint trigger closing_a_file_closes_its_rows after insert or update of sealing on casework_person
  deferrable initially deferred for each row when (new.sealing <> 'open')
  execute function exchange_closed_file_has_no_open_row();
"""

REMOVE = """
drop trigger closed_file_has_no_open_row on exchange_stagedrow;
drop trigger closing_a_file_closes_its_rows on casework_person;
drop function exchange_closed_file_has_no_open_row();
"""
