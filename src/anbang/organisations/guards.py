"""What the database itself guarantees about accounts; the SQL that a migration installs and a test tries to break."""

# Whatever changes what somebody is, where and when ends what they are signed in to: no path to a posting can forget it.
SESSIONS_END_WITH_POSTINGS = """
create or replace function organisations_sessions_end() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if tg_op = 'UPDATE' and (new.staff_id, new.office_id, new.role, new.from_on)
      is not distinct from (old.staff_id, old.office_id, old.role, old.from_on)
      and new.until_on is not distinct from old.until_on then
    return null;
  end if;
  update public.organisations_staff set session_number = session_number + 1
    where id in (
      case when tg_op <> 'DELETE' then new.staff_id end,
      case when tg_op <> 'INSERT' then old.staff_id end
    );
  return null;
end $$;
revoke all on function organisations_sessions_end() from public;
create trigger sessions_end_with_a_changed_posting after insert or update or delete on organisations_posting
  for each row execute function organisations_sessions_end();
"""
WITHOUT_THE_END = """
drop trigger sessions_end_with_a_changed_posting on organisations_posting;
drop function organisations_sessions_end();
"""
