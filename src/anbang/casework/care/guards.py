"""What the database itself guarantees about plans and absences: the SQL that migrations install."""

# Going again on the day of coming back is another matter.
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

# A goal and its plan stand in two tables.
GOAL_IS_DUE_AFTER_ITS_PLAN = """
grant create, usage on schema public to {guardian};
grant select on casework_careplan, casework_goal to {guardian};
create or replace function casework_goal_is_due_after_its_plan() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
declare which bigint;
begin
  which := (to_jsonb(new) ->> tg_argv[0])::bigint;
  if exists (select 1 from public.casework_careplan p join public.casework_goal g on g.plan_id = p.id
    where p.id = which and g.by_on < p.made_on and (tg_argv[0] = 'id' or g.id = new.id)) then
    raise exception using errcode = '23514', constraint = tg_name,
      message = 'a goal would be due before its plan was made';
  end if;
  return null;
end $$;
revoke all on function casework_goal_is_due_after_its_plan() from public;
alter function casework_goal_is_due_after_its_plan() owner to {guardian};
drop trigger if exists goal_is_due_after_its_plan_was_made on casework_goal;
create constraint trigger goal_is_due_after_its_plan_was_made after insert or update of by_on, plan_id on casework_goal
  deferrable initially deferred for each row execute function casework_goal_is_due_after_its_plan('plan_id');
drop trigger if exists plan_is_made_before_its_goals_are_due on casework_careplan;
create constraint trigger plan_is_made_before_its_goals_are_due after update of made_on on casework_careplan
  deferrable initially deferred for each row execute function casework_goal_is_due_after_its_plan('id');
revoke create on schema public from {guardian};
"""
