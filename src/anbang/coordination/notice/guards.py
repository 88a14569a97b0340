"""A notice goes out once, and to a confirmed address: the SQL that a migration installs."""

NOTICE_GOES_OUT_ONCE = """
create or replace function coordination_notice_goes_out() returns trigger
language plpgsql set search_path = pg_catalog, public as $$
begin
  if tg_op = 'INSERT' then
    if new.state <> 'waits' then
      raise exception using errcode = '23514', constraint = 'notice_goes_out_once', message = 'a notice waits before it goes out';
    end if;
    return new;
  end if;
  if old.state in ('sent', 'unsent', 'unsure', 'dropped')
    or (new.state = 'begun' and old.state <> 'waits')
    or (new.id, new.staff_id, new."on", new.channel) is distinct from (old.id, old.staff_id, old."on", old.channel) then
    raise exception using errcode = '23514', constraint = 'notice_goes_out_once',
      message = 'a notice that went out, or may have, goes out to nobody again';
  end if;
  if new.state = 'begun' and not exists (select 1 from public.coordination_noticeaddress a
      where a.staff_id = new.staff_id and a.channel = new.channel and a.confirmed_at is not null) then
    raise exception using errcode = '23514', constraint = 'notice_goes_to_a_confirmed_address',
      message = 'a notice goes to an address that was confirmed by the code sent there';
  end if;
  return new;
end $$;
drop trigger if exists notice_goes_out_once on coordination_notice;
create trigger notice_goes_out_once before insert or update on coordination_notice
  for each row execute function coordination_notice_goes_out();
"""
