"""What was said of an outcome is never lost: whoever says more keeps what stood there beside it; what was resolved stays resolved."""

# Words that are taken out for good leave their mark, and nothing is said anew by it.
OUTCOMES_ARE_KEPT = """
create or replace function casework_outcome_is_kept() returns trigger
language plpgsql set search_path = pg_catalog, public as $$
declare was jsonb; now_is jsonb; kept boolean;
begin
  if tg_table_name = 'casework_familyneed' then
    was := jsonb_build_object('on', to_jsonb(old)->>'outcome_on', 'words', to_jsonb(old)->>'outcome');
    now_is := jsonb_build_object('on', to_jsonb(new)->>'outcome_on', 'words', to_jsonb(new)->>'outcome');
  else
    was := jsonb_build_object('on', to_jsonb(old)->>'settled_on', 'words', to_jsonb(old)->>'outcome_words', 'how', old.outcome);
    now_is := jsonb_build_object('on', to_jsonb(new)->>'settled_on', 'words', to_jsonb(new)->>'outcome_words', 'how', new.outcome);
  end if;
  if now_is->>'words' = '〔已删去〕' then
    was := was - 'words';
    now_is := now_is - 'words';
  end if;
  kept := was->>'on' is null or was = now_is or new.said_before @> jsonb_build_array(was);
  if not kept or jsonb_array_length(new.said_before) < jsonb_array_length(old.said_before) then
    raise exception using errcode = '23514', constraint = 'what_was_said_of_an_outcome_stays',
      message = 'an outcome that was said stays beside the one that is said after it';
  end if;
  if was->>'how' = 'resolved' and was <> now_is then
    raise exception using errcode = '23514', constraint = 'finding_that_was_resolved_stays_so',
      message = 'a finding that was resolved is not settled again';
  end if;
  return null;
end $$;
drop trigger if exists outcome_of_a_finding_is_kept on casework_threefalsefinding;
create trigger outcome_of_a_finding_is_kept after update on casework_threefalsefinding
  for each row execute function casework_outcome_is_kept();
drop trigger if exists outcome_of_a_family_need_is_kept on casework_familyneed;
create trigger outcome_of_a_family_need_is_kept after update on casework_familyneed
  for each row execute function casework_outcome_is_kept();
"""
