"""Nobody is away twice on one day: the SQL that a migration installs. Going again on the day of coming back is another matter."""

AWAY_ONCE = """
create or replace function casework_away_once() returns trigger
language plpgsql set search_path = pg_catalog, public as $$
begin
  if exists (select 1 from public.casework_away a where a.case_id = new.case_id and a.id <> new.id
    and daterange(a.from_on, a.until_on) && daterange(new.from_on, new.until_on)) then
    raise exception using errcode = '23514', constraint = 'nobody_is_away_twice_on_one_day',
      message = format('away from %s to %s, and so by another row', new.from_on, new.until_on);
  end if;
  return null;
end $$;
drop trigger if exists nobody_is_away_twice_on_one_day on casework_away;
create constraint trigger nobody_is_away_twice_on_one_day after insert or update of case_id, from_on, until_on on casework_away
  deferrable initially immediate for each row execute function casework_away_once();
"""
