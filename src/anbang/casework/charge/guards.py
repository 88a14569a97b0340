"""Nobody is between two offices: what the database itself guarantees, whatever wrote the rows (clause 2.3.3, RES-4)."""

# Asked when the transaction ends. It must see every row: bound by row security it would see half of them and refuse what is right.
NOBODY_BETWEEN_OFFICES = """
create or replace function casework_nobody_between_offices() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
declare which bigint; care date; closed date; wanted datemultirange; covered datemultirange;
begin
  foreach which in array (
    case when tg_op = 'INSERT' then array[(to_jsonb(new) ->> tg_argv[0])::bigint]
         when tg_op = 'DELETE' then array[(to_jsonb(old) ->> tg_argv[0])::bigint]
         else array[(to_jsonb(new) ->> tg_argv[0])::bigint, (to_jsonb(old) ->> tg_argv[0])::bigint] end
  ) loop
    select c.care_from, c.closed_on into care, closed from public.casework_case c where c.id = which;
    continue when not found;
    wanted := case when care is null then '{}' else datemultirange(daterange(care, closed, '[]')) end;
    select coalesce(range_agg(daterange(r.from_on, r.until_on, '[]')), '{}') into covered
      from public.casework_responsibility r where r.case_id = which;
    if covered <> wanted then
      raise exception using errcode = '23514', constraint = 'case_in_care_has_a_responsible_office_every_day',
        message = format('in care %s, but an office is responsible %s', wanted, covered);
    end if;
  end loop;
  return null;
end $$;
revoke all on function casework_nobody_between_offices() from public;
alter function casework_nobody_between_offices() owner to {guardian};
drop trigger if exists case_in_care_has_a_responsible_office_every_day on casework_responsibility;
create constraint trigger case_in_care_has_a_responsible_office_every_day
  after insert or delete or update of case_id, from_on, until_on on casework_responsibility
  deferrable initially deferred for each row execute function casework_nobody_between_offices('case_id');
drop trigger if exists case_is_in_care_while_an_office_is_responsible on casework_case;
create constraint trigger case_is_in_care_while_an_office_is_responsible
  after insert or update of care_from, closed_on on casework_case
  deferrable initially deferred for each row execute function casework_nobody_between_offices('id');
"""

# A leaver hands the cases over first, or they would wait for somebody who does not come any more.
NOBODY_LEAVES_WITH_CASES = """
create or replace function casework_nobody_leaves_with_cases() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
declare who bigint; place bigint;
begin
  if tg_table_name = 'organisations_staff' then
    if new.is_active then return null; end if;
    who := new.id;
  else
    if new.until_on is null then return null; end if;
    who := new.staff_id; place := new.office_id;
    if exists (select 1 from public.organisations_posting p
      where p.staff_id = who and p.office_id = place and p.until_on is null) then return null; end if;
  end if;
  if exists (select 1 from public.casework_caseworker w
    where w.staff_id = who and (place is null or w.office_id = place) and w.until_on is null) then
    raise exception using errcode = '23514', constraint = 'nobody_leaves_while_holding_cases',
      message = 'cases are in this person''s hands; they are handed over first';
  end if;
  return null;
end $$;
revoke all on function casework_nobody_leaves_with_cases() from public;
alter function casework_nobody_leaves_with_cases() owner to {guardian};
drop trigger if exists nobody_leaves_while_holding_cases on organisations_posting;
create constraint trigger nobody_leaves_while_holding_cases after update of until_on on organisations_posting
  deferrable initially deferred for each row execute function casework_nobody_leaves_with_cases();
drop trigger if exists nobody_is_deactivated_while_holding_cases on organisations_staff;
create constraint trigger nobody_is_deactivated_while_holding_cases after update of is_active on organisations_staff
  deferrable initially deferred for each row execute function casework_nobody_leaves_with_cases();
"""

# The other side of it: nobody takes a case who is about to leave, or has left. Asked of the row as it stands when the transaction ends.
CASES_ARE_IN_HANDS_THAT_STAY = """
create or replace function casework_cases_are_in_hands_that_stay() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if exists (select 1 from public.casework_caseworker w where w.id = new.id and w.until_on is null
    and not exists (select 1 from public.organisations_posting p
      join public.organisations_staff s on s.id = p.staff_id and s.is_active
      where p.staff_id = w.staff_id and p.office_id = w.office_id and p.until_on is null)) then
    raise exception using errcode = '23514', constraint = 'cases_are_in_hands_that_stay',
      message = 'whoever takes a case has a working account and a posting at the office without an end';
  end if;
  return null;
end $$;
revoke all on function casework_cases_are_in_hands_that_stay() from public;
alter function casework_cases_are_in_hands_that_stay() owner to {guardian};
drop trigger if exists cases_are_in_hands_that_stay on casework_caseworker;
create constraint trigger cases_are_in_hands_that_stay
  after insert or update of staff_id, office_id, until_on on casework_caseworker
  deferrable initially deferred for each row execute function casework_cases_are_in_hands_that_stay();
"""

NO_OFFICE_ENDS_WITH_PEOPLE = """
create or replace function casework_no_office_ends_with_people() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if new.until_on is not null and exists (select 1 from public.casework_responsibility r
    where r.office_id = new.id and r.until_on is null) then
    raise exception using errcode = '23514', constraint = 'no_office_ends_while_it_is_responsible',
      message = 'the office is responsible for people; its successor takes them over first';
  end if;
  return null;
end $$;
revoke all on function casework_no_office_ends_with_people() from public;
alter function casework_no_office_ends_with_people() owner to {guardian};
drop trigger if exists no_office_ends_while_it_is_responsible on organisations_office;
create constraint trigger no_office_ends_while_it_is_responsible after update of until_on on organisations_office
  deferrable initially deferred for each row execute function casework_no_office_ends_with_people();
"""

# The system administrator who merges offices sees nobody's file. What passes to the successor passes here, and only where the
# register of offices says in the same transaction that it is the successor.
MERGED_OFFICE_HANDS_OVER = """
create or replace function casework_merged_office_hands_over(gone bigint) returns integer
language plpgsql security definer set search_path = pg_catalog, public as $$
declare next_one bigint; last_day date; moved integer;
begin
  select o.successor_id, o.until_on into next_one, last_day from public.organisations_office o where o.id = gone;
  if next_one is null or last_day is null then return 0; end if;
  with ending as (
    update public.casework_responsibility set until_on = last_day
      where office_id = gone and until_on is null and from_on <= last_day returning person_id, case_id)
  insert into public.casework_responsibility (person_id, case_id, office_id, is_outside, from_on)
    select person_id, case_id, next_one, false, last_day + 1 from ending;
  get diagnostics moved = row_count;
  -- What began on the very day of the merger began with the successor.
  update public.casework_responsibility set office_id = next_one where office_id = gone and from_on > last_day;
  update public.casework_caseworker set office_id = next_one where office_id = gone and from_on > last_day;
  -- What else follows for all whom the office sees or owes something is settled with the next morning.
  update public.casework_case c set changes_on = least(c.changes_on, last_day + 1)
    where c.id in (select max(k.id) from public.casework_case k where k.person_id in (
        select r.person_id from public.casework_reach r
          where r.office_id = gone and (r.until_on is null or r.until_on > last_day)
        union all select o.person_id from public.casework_responsibility o
          where (o.office_id = gone and o.until_on >= last_day) or (o.office_id = next_one and o.from_on > last_day)
        union all select d.person_id from public.casework_case d join public.casework_duty y on y.case_id = d.id
          where y.office_id = gone and coalesce(y.met_on, y.void_on, last_day + 1) > last_day)
      group by k.person_id);
  with ending as (
    update public.casework_caseworker set until_on = last_day
      where office_id = gone and until_on is null and from_on <= last_day returning person_id, case_id, staff_id)
  insert into public.casework_caseworker (person_id, case_id, staff_id, office_id, from_on)
    select person_id, case_id, staff_id, next_one, last_day + 1 from ending;
  update public.casework_transfer set receiver_id = next_one where receiver_id = gone and ended_on is null;
  -- What both owe by the calendar the successor owes once, and did already if it did it.
  update public.casework_duty d set void_on = greatest(d.opens_on, last_day + 1)
    where d.office_id = gone and d.case_id is null and d.met_on is null and d.void_on is null
      and exists (select 1 from public.casework_duty twin where twin.case_id is null and twin.office_id = next_one
        and twin.rule = d.rule and twin.opens_on = d.opens_on);
  update public.casework_duty set office_id = next_one
    where office_id = gone and met_on is null and void_on is null;
  return moved;
end $$;
revoke all on function casework_merged_office_hands_over(bigint) from public;
alter function casework_merged_office_hands_over(bigint) owner to {guardian};
"""

# A step locks its person first, and so does a merger: all whom these offices have to do with, in the one order that lets steps pass.
PEOPLE_OF_OFFICES_WAIT = """
create or replace function casework_people_of_offices_wait(gone bigint[]) returns void
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  perform from public.casework_person p where p.id in (
      select r.person_id from public.casework_reach r where r.office_id = any(gone)
      union select o.person_id from public.casework_responsibility o where o.office_id = any(gone)
      union select t.person_id from public.casework_transfer t where t.receiver_id = any(gone) and t.ended_on is null
      union select c.person_id from public.casework_case c join public.casework_duty y on y.case_id = c.id
        where y.office_id = any(gone))
    order by p.id for update;
end $$;
revoke all on function casework_people_of_offices_wait(bigint[]) from public;
alter function casework_people_of_offices_wait(bigint[]) owner to {guardian};
"""

# Whoever sees somebody may let others see them as the acts demand; whoever does not may not. The first to file somebody may. The planner
# takes a list of one for a list of ten thousand, and would read the reach of everybody: it looks each up.
GIVE_REACH = """
create or replace function casework_give_reach(wanted jsonb, today date) returns void
language plpgsql security definer set search_path = pg_catalog, public
set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  offices bigint[] := string_to_array(nullif(current_setting('app.offices', true), ''), ',')::bigint[];
  me bigint := nullif(current_setting('app.staff', true), '')::bigint;
  here bigint := nullif(current_setting('app.office', true), '')::bigint;
begin
  if not has_table_privilege(session_user, 'public.casework_reach', 'insert') and exists (
    select 1 from jsonb_to_recordset(wanted) as w (person bigint)
    where exists (select 1 from public.casework_reach r where r.person_id = w.person)
      and not exists (select 1 from public.casework_reach r where r.person_id = w.person
        and (r.office_id = any(offices) and (r.why <> 'archived' or r.office_id = here) or r.staff_id = me)
        and (r.until_on is null or r.until_on >= today) and r.until_at is null)) then
    raise exception using errcode = '42501', constraint = 'reach_is_given_by_those_who_have_it',
      message = 'nobody gives others the sight of somebody whom they do not see';
  end if;
  insert into public.casework_reach (person_id, office_id, staff_id, why, from_on, until_on)
    select w.person, k.office, k.staff, k.why, today, k.until
    from jsonb_to_recordset(wanted) as w (person bigint, reach jsonb),
      lateral jsonb_to_recordset(w.reach) as k (office bigint, staff bigint, why text, until date)
    where not exists (select 1 from public.casework_reach r where r.person_id = w.person and r.why = k.why
      and r.office_id is not distinct from k.office and r.staff_id is not distinct from k.staff
      and (r.until_on is null or r.until_on >= today));
  update public.casework_reach r set until_on = k.until
    from jsonb_to_recordset(wanted) as w (person bigint, reach jsonb),
      lateral jsonb_to_recordset(w.reach) as k (office bigint, staff bigint, why text, until date)
    where r.person_id = w.person and r.why = k.why and r.office_id is not distinct from k.office
      and r.staff_id is not distinct from k.staff and (r.until_on is null or r.until_on >= today)
      and r.until_on is distinct from k.until;
  -- What nobody wants any more ended yesterday; what began today never was.
  delete from public.casework_reach r using jsonb_to_recordset(wanted) as w (person bigint, reach jsonb)
    where r.person_id = w.person and r.why = any({following}) and (r.until_on is null or r.until_on >= today)
      and r.from_on >= today
      and not exists (select 1 from jsonb_to_recordset(w.reach) as k (office bigint, staff bigint, why text)
        where k.why = r.why and k.office is not distinct from r.office_id
          and k.staff is not distinct from r.staff_id);
  update public.casework_reach r set until_on = today - 1
    from jsonb_to_recordset(wanted) as w (person bigint, reach jsonb)
    where r.person_id = w.person and r.why = any({following}) and (r.until_on is null or r.until_on >= today)
      and not exists (select 1 from jsonb_to_recordset(w.reach) as k (office bigint, staff bigint, why text)
        where k.why = r.why and k.office is not distinct from r.office_id
          and k.staff is not distinct from r.staff_id);
end $$;
revoke all on function casework_give_reach(jsonb, date) from public;
alter function casework_give_reach(jsonb, date) owner to {guardian};
"""

GUARDS = (
    NOBODY_BETWEEN_OFFICES,
    NOBODY_LEAVES_WITH_CASES,
    CASES_ARE_IN_HANDS_THAT_STAY,
    NO_OFFICE_ENDS_WITH_PEOPLE,
    MERGED_OFFICE_HANDS_OVER,
    PEOPLE_OF_OFFICES_WAIT,
    GIVE_REACH,
)

# Whoever must keep out of a file does not see it, and could not do what a caseworker does.
WHOEVER_KEEPS_OUT_HOLDS_NO_CASE = """
create or replace function casework_keeps_out_and_holds_no_case() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if exists (select 1 from public.casework_exclusion e join public.casework_caseworker w
      on w.person_id = e.person_id and w.staff_id = e.staff_id
    where e.person_id = new.person_id and e.staff_id = new.staff_id and e.until_on is null and w.until_on is null) then
    raise exception using errcode = '23514', constraint = 'whoever_keeps_out_holds_no_case',
      message = 'the case is in the hands of somebody who must keep out of it';
  end if;
  return null;
end $$;
revoke all on function casework_keeps_out_and_holds_no_case() from public;
grant select on casework_caseworker to {guardian};
alter function casework_keeps_out_and_holds_no_case() owner to {guardian};
drop trigger if exists whoever_keeps_out_holds_no_case on casework_caseworker;
create constraint trigger whoever_keeps_out_holds_no_case after insert or update on casework_caseworker
  deferrable initially deferred for each row execute function casework_keeps_out_and_holds_no_case();
drop trigger if exists whoever_keeps_out_hands_the_case_over on casework_exclusion;
create constraint trigger whoever_keeps_out_hands_the_case_over after insert or update on casework_exclusion
  deferrable initially deferred for each row execute function casework_keeps_out_and_holds_no_case();
"""
