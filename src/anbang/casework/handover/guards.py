"""Somebody reports in whom nobody announced: whether another office has a file is found out by the database, and told to that office alone."""

# `wanted`: the blind index of an ID number under each key, or null.
# -1: the asker has the file; 0: nobody has one; else how many offices' people were asked about. Nothing about them is answered. Who opened a file
# in an emergency does not have it.
ASK_ELSEWHERE = """
create or replace function casework_ask_elsewhere(
  wanted bytea[], who text, born date, asking bigint, staff bigint, day date, sealed bytea) returns integer
language plpgsql security definer set search_path = pg_catalog, public as $$
declare
  offices bigint[] := string_to_array(nullif(current_setting('app.offices', true), ''), ',')::bigint[];
  found bigint; asked integer := 0;
begin
  for found in
    select p.id from public.casework_person p
    where ((wanted is not null and p.id_number_index = any(wanted))
        or (wanted is null and born is not null and p.name = who and p.born_on = born))
      and exists (select 1 from public.casework_case c where c.person_id = p.id)
      and not exists (select 1 from public.casework_enquiry e
        where e.person_id = p.id and e.asking_id = asking and e.answer = 'somebody_else')
  loop
    if exists (select 1 from public.casework_reach r where r.person_id = found
      and (r.office_id = any(offices) or r.staff_id = staff) and (r.until_on is null or r.until_on >= day)
      and r.until_at is null) then
      return -1;
    end if;
    insert into public.casework_enquiry (person_id, asking_id, asked_by_id, asked_on, who_came_sealed, answer)
      values (found, asking, staff, day, sealed, '') on conflict do nothing;
    asked := asked + 1;
  end loop;
  return asked;
end $$;
revoke all on function casework_ask_elsewhere(bytea[], text, date, bigint, bigint, date, bytea) from public;
alter function casework_ask_elsewhere(bytea[], text, date, bigint, bigint, date, bytea) owner to {guardian};
"""
