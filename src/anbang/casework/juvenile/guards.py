"""What the database itself guarantees about closed files: none opens again without the decision of two."""

CLOSED_FILE_OPENS_BY_TWO = """
create or replace function casework_closed_file_opens_by_two() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
declare last public.casework_sealingdecision;
begin
  if old.sealing = 'open' or new.sealing <> 'open' then return new; end if;
  select * into last from public.casework_sealingdecision d where d.person_id = new.id order by d.id desc limit 1;
  if last.outcome is distinct from 'not_sealed' or last.is_agreed is distinct from true
    or last.answered_by_id is not distinct from last.decided_by_id then
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
