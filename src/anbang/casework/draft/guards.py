"""What the database itself guarantees about drafts; the SQL that a migration installs and a test tries to break."""

# A file that goes takes its drafts along, whoever wrote them: row security shows them to their authors alone, and binds no foreign key.
DRAFT_GOES_WITH_THE_FILE = """
alter table casework_draft add constraint draft_goes_with_the_file
  foreign key (person_id) references casework_person (id) on delete cascade deferrable initially deferred;
"""

# Nobody writes for somebody else, and nobody of a closed file: the person is locked, so that no closing comes between.
DRAFT_MAY_BE_KEPT = """
create or replace function casework_draft_may_be_kept() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if nullif(current_setting('app.staff', true), '')::bigint <> new.staff_id then
    raise exception using errcode = '23514', constraint = 'draft_is_of_whoever_writes_it', message = 'nobody writes for somebody else';
  end if;
  if new.person_id is null then return new; end if;
  perform 1 from public.casework_person p where p.id = new.person_id and p.sealing = 'open' for share;
  if not found then
    raise exception using errcode = '23514', constraint = 'closed_file_has_no_draft', message = 'a closed file has no drafts';
  end if;
  return new;
end $$;
revoke all on function casework_draft_may_be_kept() from public;
alter function casework_draft_may_be_kept() owner to {guardian};
drop trigger if exists draft_may_be_kept on casework_draft;
create trigger draft_may_be_kept before insert or update of staff_id, person_id on casework_draft
  for each row execute function casework_draft_may_be_kept();
"""
# A file that is closed, and one that its author must keep out of, has no draft from that moment.
DRAFTS_END = """
create or replace function casework_drafts_end() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if tg_table_name = 'casework_person' then
    delete from public.casework_draft d where d.person_id = new.id;
  else
    delete from public.casework_draft d where d.person_id = new.person_id and d.staff_id = new.staff_id;
  end if;
  return null;
end $$;
grant select, delete on casework_draft to {guardian};
revoke all on function casework_drafts_end() from public;
alter function casework_drafts_end() owner to {guardian};
drop trigger if exists closing_a_file_ends_its_drafts on casework_person;
create trigger closing_a_file_ends_its_drafts after update of sealing on casework_person
  for each row when (new.sealing <> 'open') execute function casework_drafts_end();
drop trigger if exists keeping_out_ends_own_drafts on casework_exclusion;
create trigger keeping_out_ends_own_drafts after insert on casework_exclusion
  for each row execute function casework_drafts_end();
"""

# Beyond their last day their own authors do not see them, nor does anybody else: the guardian clears them away.
DRAFTS_LAPSE = """
create or replace function casework_drafts_lapse(today date) returns bigint
language sql security definer set search_path = pg_catalog, public as
$$ with gone as (delete from public.casework_draft d where d.until_on < today returning 1) select count(*) from gone $$;
revoke all on function casework_drafts_lapse(date) from public;
alter function casework_drafts_lapse(date) owner to {guardian};
"""
INSTALL = DRAFT_GOES_WITH_THE_FILE + DRAFT_MAY_BE_KEPT + DRAFTS_END + DRAFTS_LAPSE
