"""What an office did, and a key period, change with a reason beside them or not at all: the SQL that a migration installs."""

# The correction is written first, in the same transaction; whatever a correction cannot say stays as it was recorded.
PUT_RIGHT_WITH_A_REASON = """
create or replace function coordination_office_act_is_put_right() returns trigger
language plpgsql set search_path = pg_catalog, public as $$
declare corrected text[]; moved boolean;
begin
  select coalesce(array_agg(c.how), '{}'), coalesce(bool_or(c.how = 'day' and c.day_before = old."on"), false)
    into corrected, moved
    from public.coordination_officecorrection c where c.act_id = new.id and c.corrected_at >= now();
  if (new.id, new.office_id, new.kind, new.key_period_id, new.recorded_by_id, new.recorded_on, new.recorded_at, new.is_late,
      new.late_because) is distinct from (old.id, old.office_id, old.kind, old.key_period_id, old.recorded_by_id, old.recorded_on,
      old.recorded_at, old.is_late, old.late_because)
    or (new."on" <> old."on" and not moved)
    or (new.words <> old.words and not (new.words = '' and 'redacted' = any(corrected)))
    or (new.withdrawn_on is distinct from old.withdrawn_on
      and not (old.withdrawn_on is null and 'withdrawn' = any(corrected))) then
    raise exception using errcode = '23514', constraint = 'office_act_is_put_right_with_a_reason',
      message = 'an act of an office changes with a correction beside it, and in nothing else';
  end if;
  return null;
end $$;
drop trigger if exists office_act_is_put_right_with_a_reason on coordination_officeact;
create trigger office_act_is_put_right_with_a_reason after update on coordination_officeact
  for each row execute function coordination_office_act_is_put_right();

create or replace function coordination_key_period_is_put_right() returns trigger
language plpgsql set search_path = pg_catalog, public as $$
declare corrected text[];
begin
  select coalesce(array_agg(c.how), '{}') into corrected
    from public.coordination_keyperiodcorrection c
    where c.key_period_id = new.id and c.corrected_at >= now()
      and (c.name_before, c.began_before, c.ended_before) = (old.name, old.begins_on, old.ends_on);
  if (new.id, new.recorded_by_id) is distinct from (old.id, old.recorded_by_id)
    or ((new.name, new.begins_on, new.ends_on) is distinct from (old.name, old.begins_on, old.ends_on)
      and not ('corrected' = any(corrected)))
    or (new.withdrawn_on is distinct from old.withdrawn_on
      and not (old.withdrawn_on is null and 'withdrawn' = any(corrected))) then
    raise exception using errcode = '23514', constraint = 'key_period_is_put_right_with_a_reason',
      message = 'a key period changes with a correction beside it, and in nothing else';
  end if;
  return null;
end $$;
drop trigger if exists key_period_is_put_right_with_a_reason on coordination_keyperiod;
create trigger key_period_is_put_right_with_a_reason after update on coordination_keyperiod
  for each row execute function coordination_key_period_is_put_right();
"""

# What was held for a period would hang in the air without it.
WITH_EDUCATION_IT_STAYS = """
create or replace function coordination_key_period_with_education() returns trigger
language plpgsql set search_path = pg_catalog, public as $$
begin
  if exists (select 1 from public.coordination_officeact a where a.key_period_id = new.id and a.withdrawn_on is null) then
    raise exception using errcode = '23514', constraint = 'key_period_with_education_stays_as_it_is',
      message = 'education was held for this key period; it is withdrawn first';
  end if;
  return null;
end $$;
drop trigger if exists key_period_with_education_stays_as_it_is on coordination_keyperiod;
create trigger key_period_with_education_stays_as_it_is after update on coordination_keyperiod
  for each row execute function coordination_key_period_with_education();
"""

GUARDS = (PUT_RIGHT_WITH_A_REASON, WITH_EDUCATION_IT_STAYS)
