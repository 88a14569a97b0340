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
