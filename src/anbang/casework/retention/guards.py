"""What the database itself guarantees about files that go; the SQL that a migration installs and a test tries to break."""

# A file in which care began goes by the decision of two, once its years have passed; whoever else deletes it is refused. What a list made by
# mistake is taken back before any care.
FILE_OF_CARE_GOES_BY_TWO = """
create or replace function casework_file_of_care_goes_by_two() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if old.care_from is not null and not exists (select 1 from public.casework_disposal d
      where d.person_id = old.person_id and d.is_agreed and old.closed_on <= d.closed_on) then
    raise exception using errcode = '23514', constraint = 'file_of_care_goes_by_the_decision_of_two',
      message = 'a file in which care began goes by the decision of two people only';
  end if;
  return old;
end $$;
revoke all on function casework_file_of_care_goes_by_two() from public;
grant select on casework_disposal to {guardian};
alter function casework_file_of_care_goes_by_two() owner to {guardian};
drop trigger if exists file_of_care_goes_by_the_decision_of_two on casework_case;
create trigger file_of_care_goes_by_the_decision_of_two before delete on casework_case
  for each row execute function casework_file_of_care_goes_by_two();
"""

# Proposed is only what was kept for the years of the policy. The figure is read where the version that the row names is kept, so that it stands
# nowhere else, and the last closing from the cases themselves: what the row tells of either is not believed.
FILE_IS_KEPT_FOR_ITS_YEARS = """
create or replace function casework_file_is_kept_for_its_years() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
declare last_closed date; is_closed boolean; kept_years int;
begin
  select max(c.closed_on), bool_and(c.closed_on is not null) into last_closed, is_closed
    from public.casework_case c where c.person_id = new.person_id;
  kept_years := public.casework_figure_of(new.policy_id, 'file_kept_years', new.proposed_on);
  if is_closed is not true or kept_years is null or new.closed_on is distinct from last_closed
      or new.kept_until < (last_closed + make_interval(years => kept_years))::date then
    raise exception using errcode = '23514', constraint = 'file_is_kept_for_the_years_of_its_policy',
      message = 'a file is proposed for disposal once all its cases have been closed for the years of the policy that the row names';
  end if;
  return new;
end $$;
revoke all on function casework_file_is_kept_for_its_years() from public;
alter function casework_file_is_kept_for_its_years() owner to {guardian};
drop trigger if exists file_is_kept_for_the_years_of_its_policy on casework_disposal;
create trigger file_is_kept_for_the_years_of_its_policy
  before insert or update of person_id, policy_id, closed_on, kept_until, proposed_on on casework_disposal
  for each row execute function casework_file_is_kept_for_its_years();
"""

# What was written of an export goes with the file of the person, and is changed by nobody; the owner seals it anew when keys change.
WORDS_OF_AN_EXPORT_GO_WITH_THE_FILE = """
create or replace function casework_words_of_an_export_go() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if pg_has_role(session_user, (select relowner from pg_class where oid = tg_relid), 'member') then
    return new;
  end if;
  if new.words_sealed is not null or exists (select 1 from public.casework_person p where p.id = old.person_id) then
    raise exception using errcode = '23514', constraint = 'words_of_an_export_go_with_the_file',
      message = 'what was written of an export goes with the file of the person, and is changed by nobody';
  end if;
  return new;
end $$;
revoke all on function casework_words_of_an_export_go() from public;
alter function casework_words_of_an_export_go() owner to {guardian};
drop trigger if exists words_of_an_export_go_with_the_file on papers_export;
create trigger words_of_an_export_go_with_the_file before update on papers_export
  for each row execute function casework_words_of_an_export_go();
"""

# What is done stands in the register for good.
DISPOSAL_THAT_IS_DONE_STAYS = """
create or replace function casework_disposal_stays() returns trigger
language plpgsql set search_path = pg_catalog, public as $$
begin
  raise exception using errcode = '23514', constraint = 'disposal_that_is_done_changes_no_more',
    message = 'what was disposed of stands in the register for good';
end $$;
revoke all on function casework_disposal_stays() from public;
drop trigger if exists disposal_that_is_done_changes_no_more on casework_disposal;
create trigger disposal_that_is_done_changes_no_more before update or delete on casework_disposal
  for each row when (old.disposed_on is not null) execute function casework_disposal_stays();
"""

# Asked by the job that proposes: of everybody, closed files too, it tells number and last day, of those alone whose cases have all ended; and
# whether anything keeps the file: a proposal that waits, a decision to keep it on, a refusal of today, a request that is not answered.
FILES_CLOSED_BEFORE = """
create or replace function casework_files_closed_before(day date)
returns table (person_id bigint, case_number text, closed_on date, is_closed boolean, is_kept boolean)
language sql stable security definer set search_path = pg_catalog, public as
$$ select e.person_id, e.number, e.closed_on, p.sealing <> 'open',
     exists (select 1 from public.casework_disposal d where d.person_id = e.person_id
       and (d.decision = 'keep' and d.keep_until >= day or d.decision <> 'keep' and d.is_agreed is null
         or d.is_agreed = false and d.confirmed_on >= day))
     or exists (select 1 from public.casework_rightsrequest q where q.person_id = e.person_id and q.answered_id is null)
   from (select c.person_id, (array_agg(c.number order by c.id desc))[1]::text as number, max(c.closed_on) as closed_on
     from public.casework_case c group by c.person_id
     having bool_and(c.closed_on is not null) and max(c.closed_on) < day) e
   join public.casework_person p on p.id = e.person_id $$;
grant select on casework_rightsrequest to {guardian};
revoke all on function casework_files_closed_before(date) from public;
alter function casework_files_closed_before(date) owner to {guardian};
"""
