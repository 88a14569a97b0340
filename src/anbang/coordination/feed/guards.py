"""A calendar link is its maker's, and once ended stays ended: the SQL that a migration installs."""

LINK_IS_ITS_MAKERS = """
create or replace function coordination_calendar_link() returns trigger
language plpgsql set search_path = pg_catalog, public as $$
begin
  if tg_op = 'UPDATE' then
    if old.ended_at is not null then
      raise exception using errcode = '23514', constraint = 'ended_calendar_link_stays_ended',
        message = 'a calendar link that has ended is never opened again';
    end if;
    return new;
  end if;
  if not public.organisations_is_the_installation()
    and (new.staff_id is distinct from nullif(current_setting('app.staff', true), '')::bigint
      or not exists (select 1 from public.organisations_posting p where p.id = new.posting_id and p.staff_id = new.staff_id)) then
    raise exception using errcode = '23514', constraint = 'calendar_link_is_its_makers',
      message = 'a calendar link is made by its holder, for a posting of their own';
  end if;
  return new;
end $$;
drop trigger if exists calendar_link_is_its_makers on coordination_calendarlink;
create trigger calendar_link_is_its_makers before insert or update on coordination_calendarlink
  for each row execute function coordination_calendar_link();
"""
