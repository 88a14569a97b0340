"""A duty stands as told to a level only where that level was told about the day on which it is due: the SQL that a migration installs."""

WHO_WAS_TOLD = """
create or replace function casework_level_was_told() returns trigger
language plpgsql set search_path = pg_catalog, public as $$
begin
  if not exists (select 1 from public.casework_toldup t
    where t.duty_id = new.id and t.due_on = new.due_on and t.level >= new.told_level) then
    raise exception using errcode = '23514', constraint = tg_name,
      message = format('told to level %s, and nobody there was told that it is undone since %s', new.told_level, new.due_on);
  end if;
  return null;
end $$;
drop trigger if exists duty_told_to_a_level_was_told_about_its_due_day on casework_duty;
create trigger duty_told_to_a_level_was_told_about_its_due_day after update of told_level, due_on on casework_duty
  for each row when (new.told_level > 0 and (new.told_level, new.due_on) is distinct from (old.told_level, old.due_on))
  execute function casework_level_was_told();
drop trigger if exists new_duty_was_told_to_nobody on casework_duty;
create trigger new_duty_was_told_to_nobody after insert on casework_duty
  for each row when (new.told_level > 0) execute function casework_level_was_told();
"""

# A figure of the policy as it stood in a version, on a day: read where the version is kept, so that it stands nowhere else. Null where there is none.
FIGURE_OF_A_VERSION = """
create or replace function casework_figure_of(of_version text, figure text, day date) returns integer
language sql stable security definer set search_path = pg_catalog, public as $$
  select (dated.told ->> 'value')::int
    from public.casework_policyversion v, jsonb_array_elements(v.pack -> 'parameters') parameter,
      jsonb_array_elements(parameter -> 'values') with ordinality dated (told, number)
    where v.version = of_version and parameter ->> 'name' = figure
      and (dated.told ->> 'from_on')::date <= day and coalesce((dated.told ->> 'announced_on')::date <= day, true)
    order by dated.number desc limit 1
$$;
revoke all on function casework_figure_of(text, text, date) from public;
grant select on casework_policyversion to {guardian};
alter function casework_figure_of(text, text, date) owner to {guardian};
"""
