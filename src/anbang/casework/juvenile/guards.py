"""What the database itself guarantees about closed files: none opens, and no sealed record is read, but by two people who each said so themselves."""

# Whether one of the staff is named for a file on a day and need not keep out of it, and whether they keep closed files.
WHO_KEEPS_IT = """
create or replace function casework_is_named_for(staff bigint, person bigint, day date) returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
  select exists (select 1 from public.casework_reach r where r.person_id = person and r.staff_id = staff
    and r.why in ('named_for_closed_file', 'taking_in') and (r.until_on is null or r.until_on >= day))
  and not exists (select 1 from public.casework_exclusion e where e.person_id = person and e.staff_id = staff
    and (e.until_on is null or e.until_on >= day))
$$;
revoke all on function casework_is_named_for(bigint, bigint, date) from public;
alter function casework_is_named_for(bigint, bigint, date) owner to {guardian};
create or replace function casework_is_keeper(staff bigint, day date) returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
  select exists (select 1 from public.organisations_posting p where p.staff_id = staff and p.role = 'sealing_keeper'
    and p.from_on <= day and (p.until_on is null or p.until_on >= day))
$$;
revoke all on function casework_is_keeper(bigint, date) from public;
alter function casework_is_keeper(bigint, date) owner to {guardian};
"""

# Each says it for themselves: a keeper decides, another answers later, and what was said stays. The owner seals words anew when keys change.
DECISION_IS_OF_WHOEVER_ACTS = """
create or replace function casework_decision_is_of_whoever_acts() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
declare
  me bigint := nullif(current_setting('app.staff', true), '')::bigint;
  today date := nullif(current_setting('app.today', true), '')::date;
begin
  if pg_has_role(session_user, (select relowner from pg_class where oid = tg_relid), 'member') then
    return new;
  end if;
  if me is null or not (public.casework_is_keeper(me, today) and public.casework_is_named_for(me, new.person_id, today)) then
    raise exception using errcode = '23514', constraint = 'decision_is_of_whoever_acts',
      message = 'a closed file is decided about by a keeper who is named for it and acts';
  end if;
  if tg_op = 'INSERT' then
    if new.decided_by_id <> me or new.decided_on <> today
        or num_nonnulls(new.answered_by_id, new.answered_on, new.answered_at, new.is_agreed) > 0 then
      raise exception using errcode = '23514', constraint = 'decision_is_of_whoever_acts',
        message = 'a decision is made by whoever acts, and waits for its answer';
    end if;
    return new;
  end if;
  if old.answered_by_id is not null or new.answered_by_id is distinct from me or new.answered_on is distinct from today
      or (new.person_id, new.outcome, new.document, new.dated_on, new.decided_by_id, new.decided_on)
        is distinct from (old.person_id, old.outcome, old.document, old.dated_on, old.decided_by_id, old.decided_on) then
    raise exception using errcode = '23514', constraint = 'decision_is_of_whoever_acts',
      message = 'a decision is answered once, by whoever acts, and stays as it was made';
  end if;
  new.answered_at := now();
  return new;
end $$;
revoke all on function casework_decision_is_of_whoever_acts() from public;
alter function casework_decision_is_of_whoever_acts() owner to {guardian};
drop trigger if exists decision_is_of_whoever_acts on casework_sealingdecision;
create trigger decision_is_of_whoever_acts before insert or update on casework_sealingdecision
  for each row execute function casework_decision_is_of_whoever_acts();
"""

# The same of leave to read, which ends when the policy says that the row names, and no later.
LEAVE_IS_OF_WHOEVER_ACTS = """
create or replace function casework_leave_is_of_whoever_acts() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
declare
  me bigint := nullif(current_setting('app.staff', true), '')::bigint;
  today date := nullif(current_setting('app.today', true), '')::date;
  days integer;
begin
  if pg_has_role(session_user, (select relowner from pg_class where oid = tg_relid), 'member') then
    return new;
  end if;
  if me is null or not public.casework_is_named_for(me, new.person_id, today) then
    raise exception using errcode = '23514', constraint = 'leave_is_of_whoever_acts',
      message = 'what is sealed is asked for, and answered, by whoever is named for the file and acts';
  end if;
  if tg_op = 'INSERT' then
    if new.asked_by_id <> me or new.asked_on <> today
        or num_nonnulls(new.answered_by_id, new.answered_on, new.is_agreed, new.until_on) > 0 then
      raise exception using errcode = '23514', constraint = 'leave_is_of_whoever_acts',
        message = 'what is sealed is asked for by whoever acts, and waits for its answer';
    end if;
    return new;
  end if;
  if old.answered_by_id is not null or new.answered_by_id is distinct from me or new.answered_on is distinct from today
      or not public.casework_is_keeper(me, today)
      or (new.person_id, new.basis, new.words_sealed, new.asked_by_id, new.asked_on)
        is distinct from (old.person_id, old.basis, old.words_sealed, old.asked_by_id, old.asked_on) then
    raise exception using errcode = '23514', constraint = 'leave_is_of_whoever_acts',
      message = 'what was asked is answered once, by a keeper who acts, and stays as it was asked';
  end if;
  days := public.casework_figure_of(new.policy_id, 'unsealing_days', today);
  if new.is_agreed and (days is null or new.until_on > today + days) then
    raise exception using errcode = '23514', constraint = 'leave_ends_when_its_policy_says',
      message = 'leave to read what is sealed ends after the days of the policy that the row names';
  end if;
  return new;
end $$;
revoke all on function casework_leave_is_of_whoever_acts() from public;
alter function casework_leave_is_of_whoever_acts() owner to {guardian};
drop trigger if exists leave_is_of_whoever_acts on casework_unsealing;
create trigger leave_is_of_whoever_acts before insert or update on casework_unsealing
  for each row execute function casework_leave_is_of_whoever_acts();
"""

# A decision opens in the transaction in which it is agreed to, and so once: a file that was closed again takes another one.
CLOSED_FILE_OPENS_BY_TWO = """
create or replace function casework_closed_file_opens_by_two() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
declare last public.casework_sealingdecision;
begin
  if old.sealing = 'open' or new.sealing <> 'open' then return new; end if;
  select * into last from public.casework_sealingdecision d where d.person_id = new.id order by d.id desc limit 1;
  if last.outcome is distinct from 'not_sealed' or last.is_agreed is distinct from true
    or last.answered_by_id is not distinct from last.decided_by_id or last.answered_at is distinct from now() then
    raise exception using errcode = '23514', constraint = 'closed_file_opens_by_the_decision_of_two',
      message = 'a closed file opens by the decision of two people only';
  end if;
  return new;
end $$;
revoke all on function casework_closed_file_opens_by_two() from public;
grant select on casework_sealingdecision to {guardian};
alter function casework_closed_file_opens_by_two() owner to {guardian};
drop trigger if exists closed_file_opens_by_the_decision_of_two on casework_person;
create trigger closed_file_opens_by_the_decision_of_two before update of sealing on casework_person
  for each row execute function casework_closed_file_opens_by_two();
"""
EACH_SAYS_IT_THEMSELVES = WHO_KEEPS_IT + DECISION_IS_OF_WHOEVER_ACTS + LEAVE_IS_OF_WHOEVER_ACTS
