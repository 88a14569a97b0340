"""What the database itself guarantees about the trail; the SQL that a migration installs and a test tries to break."""

APPEND_ONLY = """
create or replace function audit_is_append_only() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  raise exception using errcode = '23514', constraint = 'audit_is_append_only',
    message = format('%s is append-only: %s refused', tg_table_name, lower(tg_op));
end $$;
create trigger audit_event_is_append_only before update or delete on audit_event
  for each row execute function audit_is_append_only();
create trigger audit_event_is_not_emptied before truncate on audit_event
  for each statement execute function audit_is_append_only();
create trigger audit_look_is_append_only before update or delete on audit_look
  for each row execute function audit_is_append_only();
create trigger audit_look_is_not_emptied before truncate on audit_look
  for each statement execute function audit_is_append_only();
"""

# No seal is left out, and each is chained to the one before: whoever seals at the same time is refused.
SEALS = """
create trigger audit_seal_is_append_only before update or delete on audit_seal
  for each row execute function audit_is_append_only();
create trigger audit_seal_is_not_emptied before truncate on audit_seal
  for each statement execute function audit_is_append_only();
create or replace function audit_seal_follows() returns trigger language plpgsql set search_path = pg_catalog, public as $$
declare last public.audit_seal;
begin
  select * into last from public.audit_seal order by number desc limit 1;
  if new.number <> coalesce(last.number, 0) + 1 or new.previous <> coalesce(last.digest, '')
    or new.events_until < last.events_until or new.looks_until < last.looks_until then
    raise exception using errcode = '23514', constraint = 'seal_follows_the_one_before',
      message = format('seal %s does not follow seal %s', new.number, coalesce(last.number, 0));
  end if;
  return new;
end $$;
create trigger seal_follows_the_one_before before insert on audit_seal
  for each row execute function audit_seal_follows();
"""

CHECKS = """
create trigger audit_check_is_append_only before update or delete on audit_check
  for each row execute function audit_is_append_only();
create trigger audit_check_is_not_emptied before truncate on audit_check
  for each statement execute function audit_is_append_only();
"""

# Changes: as events and looks. Who may write them is the guardian alone, through the triggers of every table (anbang.site.history).
CHANGES = """
create trigger audit_change_is_append_only before update or delete on audit_change
  for each row execute function audit_is_append_only();
create trigger audit_change_is_not_emptied before truncate on audit_change
  for each statement execute function audit_is_append_only();
create or replace function audit_seal_follows() returns trigger language plpgsql set search_path = pg_catalog, public as $$
declare last public.audit_seal;
begin
  select * into last from public.audit_seal order by number desc limit 1;
  if new.number <> coalesce(last.number, 0) + 1 or new.previous <> coalesce(last.digest, '')
    or new.events_until < last.events_until or new.looks_until < last.looks_until
    or coalesce(new.changes_until < last.changes_until, new.changes_until is null and last.changes_until is not null) then
    raise exception using errcode = '23514', constraint = 'seal_follows_the_one_before',
      message = format('seal %s does not follow seal %s', new.number, coalesce(last.number, 0));
  end if;
  return new;
end $$;
"""

# Numbers are given before rows are committed, so the highest that is seen may have lower ones still under way. Whoever writes holds the
# table; for the moment in which nobody does, all up to the highest are there or will never be. It waits a blink, and is tried again.
TRAIL_STANDS = """
create or replace function audit_stands(out events bigint, out looks bigint)
language plpgsql security definer set search_path = pg_catalog, public set lock_timeout = '200ms' as $$
begin
  lock table public.audit_event, public.audit_look in share mode;
  select coalesce(max(id), 0) into events from public.audit_event;
  select coalesce(max(id), 0) into looks from public.audit_look;
end $$;
revoke all on function audit_stands() from public;
"""

# The same with the changes; they come first, for nearly whoever writes anything writes them.
CHANGES_STAND = """
drop function if exists audit_stands();
create function audit_stands(out changes bigint, out events bigint, out looks bigint)
language plpgsql security definer set search_path = pg_catalog, public set lock_timeout = '200ms' as $$
begin
  lock table public.audit_change, public.audit_event, public.audit_look in share mode;
  select coalesce(max(id), 0) into changes from public.audit_change;
  select coalesce(max(id), 0) into events from public.audit_event;
  select coalesce(max(id), 0) into looks from public.audit_look;
end $$;
revoke all on function audit_stands() from public;
"""
