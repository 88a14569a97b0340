"""What the database itself guarantees about people; the SQL that a migration installs and a test tries to break."""

# Asked inside row security, where a plain subquery would itself be filtered. It tells ids of closed files and nothing else.
CLOSED_PEOPLE = """
create or replace function casework_closed_people() returns setof bigint
language sql stable security definer set search_path = pg_catalog, public as
$$ select id from public.casework_person where sealing <> 'open' $$;
revoke all on function casework_closed_people() from public;
alter function casework_closed_people() owner to {guardian};
create or replace function casework_closed_cases() returns setof bigint
language sql stable security definer set search_path = pg_catalog, public as
$$ select c.id from public.casework_case c join public.casework_person p on p.id = c.person_id where p.sealing <> 'open' $$;
revoke all on function casework_closed_cases() from public;
alter function casework_closed_cases() owner to {guardian};
"""

# The same as a view, which the planner sees through: it looks up the one person of a row, or reads the list once for many.
CLOSED = """
create or replace view casework_closed as select id as person_id from casework_person where sealing <> 'open';
alter view casework_closed owner to {guardian};
"""

# Matching must know closed files too, or a list that comes twice would make the same child a second file.
CLOSED_MATCHES = """
create or replace function casework_closed_matches(indexes bytea[])
returns table (person_id bigint, id_number_index bytea, name text)
language sql stable security definer set search_path = pg_catalog, public as
$$ select id, id_number_index, name from public.casework_person
   where sealing <> 'open' and id_number_index = any(indexes) $$;
revoke all on function casework_closed_matches(bytea[]) from public;
alter function casework_closed_matches(bytea[]) owner to {guardian};
"""

# The same for whoever comes without an ID number.
CLOSED_NAMESAKES = """
create or replace function casework_closed_namesakes(names text[], births date[])
returns table (person_id bigint, name text, born_on date)
language sql stable security definer set search_path = pg_catalog, public as
$$ select p.id, p.name, p.born_on from public.casework_person p
   join unnest(names, births) as asked (name, born_on) on asked.name = p.name and asked.born_on = p.born_on
   where p.sealing <> 'open' $$;
revoke all on function casework_closed_namesakes(text[], date[]) from public;
alter function casework_closed_namesakes(text[], date[]) owner to {guardian};
"""

# Closed files have series of their own, and the last number of one would tell how many there are: no role reads it. Who numbers a file gets
# its number, and nobody gets one without taking it.
NUMBERS_OF_CLOSED_FILES = """
create or replace function casework_number_closed(of_series text, many integer, first integer) returns integer
language plpgsql security definer set search_path = pg_catalog, public as $$
declare number integer;
begin
  if many is null or many < 1 then raise exception 'a number is taken, never only asked for'; end if;
  insert into public.casework_numberseries as s (series, last) values ('closed-' || of_series, first + many - 1)
    on conflict (series) do update set last = s.last + many returning last into number;
  return number;
end $$;
grant select, insert, update on casework_numberseries to {guardian};
revoke all on function casework_number_closed(text, integer, integer) from public;
alter function casework_number_closed(text, integer, integer) owner to {guardian};
"""

# The same of keys that are of closed files alone: whoever may take one from a series may read how far it is, so the guardian takes it for them.
KEYS_OF_CLOSED_FILES = """
create or replace function casework_closed_keys(of_series text, many integer) returns setof bigint
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if many is null or many < 1 then raise exception 'a number is taken, never only asked for'; end if;
  if of_series <> all (array[{series}]) then raise exception 'this is no series of closed files'; end if;
  return query select nextval(of_series::regclass) from generate_series(1, many);
end $$;
grant usage on sequence {sequences} to {guardian};
revoke all on function casework_closed_keys(text, integer) from public;
alter function casework_closed_keys(text, integer) owner to {guardian};
"""

# Jobs see closed files by the eyes of keepers. Whom these must all keep out of, or see because there is no keeper, others are named for: who that
# is, and nothing of the files, is what a job asks.
NAMED_BEYOND_THE_KEEPERS = """
create or replace function casework_named_beyond(keepers bigint[], on_day date) returns setof bigint
language sql stable security definer set search_path = pg_catalog, public as $$
  with named as (
    select r.person_id, r.staff_id from public.casework_reach r join public.casework_person p on p.id = r.person_id
    where p.sealing <> 'open' and r.why = 'named_for_closed_file' and r.from_on <= on_day
      and (r.until_on is null or r.until_on >= on_day)
      and exists (
        select 1 from public.organisations_posting p join public.organisations_staff s on s.id = p.staff_id and s.is_active
        where p.staff_id = r.staff_id and p.from_on <= on_day and (p.until_on is null or p.until_on >= on_day)
      )
  )
  select min(n.staff_id) from named n
  where not exists (select 1 from named k where k.person_id = n.person_id and k.staff_id = any(keepers))
  group by n.person_id
$$;
grant select on organisations_posting, organisations_staff to {guardian};
revoke all on function casework_named_beyond(bigint[], date) from public;
alter function casework_named_beyond(bigint[], date) owner to {guardian};
"""

# A list that is undone takes its closed files back too: it knows their cases, and row security hides whose they are.
PEOPLE_OF_CLOSED_CASES = """
create or replace function casework_people_of_closed_cases(cases bigint[]) returns setof bigint
language sql stable security definer set search_path = pg_catalog, public as
$$ select c.person_id from public.casework_case c join public.casework_person p on p.id = c.person_id
   where c.id = any(cases) and p.sealing <> 'open' $$;
revoke all on function casework_people_of_closed_cases(bigint[]) from public;
alter function casework_people_of_closed_cases(bigint[]) owner to {guardian};
"""

# Whom one office sees, row security does not tell another. Who must name a member of a team is asked of both: of people whom whoever asks
# sees, and of nobody else, it tells who is also seen by some of these offices.
ALSO_SEEN_BY = """
create or replace function casework_also_seen_by(offices bigint[], today date) returns setof bigint
language sql stable security definer set search_path = pg_catalog, public as
$$ select r.person_id from public.casework_reach r
   where r.office_id = any(offices) and r.from_on <= today and (r.until_on is null or r.until_on >= today)
   and exists (select 1 from public.casework_reach own where own.person_id = r.person_id
     and own.office_id = any(string_to_array(nullif(current_setting('app.offices', true), ''), ',')::bigint[])
     and own.from_on <= today and (own.until_on is null or own.until_on >= today)) $$;
revoke all on function casework_also_seen_by(bigint[], date) from public;
alter function casework_also_seen_by(bigint[], date) owner to {guardian};
"""

# The day is the office's, as for row security; the session's own is another until eight in the morning. What was opened in an emergency is
# seen by one of the staff, who is not named.
CLOSED_FILE_NAMES_STAFF = """
create or replace function casework_closed_file_names_staff() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
declare closed boolean; by_others boolean; person bigint; today date;
begin
  today := coalesce(nullif(current_setting('app.today', true), '')::date, (now() at time zone 'Asia/Shanghai')::date);
  person := (to_jsonb(new) ->> tg_argv[0])::bigint;
  select p.sealing <> 'open' into closed from public.casework_person p where p.id = person;
  if not coalesce(closed, false) then return null; end if;
  select exists (select 1 from public.casework_reach r where r.person_id = person
    and (r.office_id is not null or r.until_at is not null)
    and (r.until_on is null or r.until_on >= today)) into by_others;
  if by_others then
    raise exception using errcode = '23514', constraint = 'closed_file_is_seen_by_named_staff_only',
      message = 'a closed file is seen by named staff only, not by an office or in an emergency';
  end if;
  return null;
end $$;
revoke all on function casework_closed_file_names_staff() from public;
alter function casework_closed_file_names_staff() owner to {guardian};
"""

CLOSED_FILE_IS_GUARDED = """
create constraint trigger closed_file_is_seen_by_named_staff_only after insert or update on casework_reach
  deferrable initially deferred for each row execute function casework_closed_file_names_staff('person_id');
create constraint trigger closing_a_file_ends_reach_by_office after insert or update of sealing on casework_person
  deferrable initially deferred for each row execute function casework_closed_file_names_staff('id');
"""

PERSON_IS_SEEN_BY_SOMEBODY = """
create or replace function casework_person_is_seen_by_somebody() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
declare person bigint; seen boolean;
begin
  person := (to_jsonb(coalesce(old, new)) ->> tg_argv[0])::bigint;
  if not exists (select 1 from public.casework_person p where p.id = person) then return null; end if;
  select exists (select 1 from public.casework_reach r where r.person_id = person) into seen;
  if not seen then
    raise exception using errcode = '23514', constraint = 'person_is_seen_by_somebody',
      message = 'a person whom no office and nobody sees would be lost';
  end if;
  return null;
end $$;
revoke all on function casework_person_is_seen_by_somebody() from public;
alter function casework_person_is_seen_by_somebody() owner to {guardian};
create constraint trigger person_is_seen_by_somebody after insert on casework_person
  deferrable initially deferred for each row execute function casework_person_is_seen_by_somebody('id');
create constraint trigger last_reach_is_not_taken_away after delete or update on casework_reach
  deferrable initially deferred for each row execute function casework_person_is_seen_by_somebody('person_id');
"""

# Whoever must keep out of a file does not see it, and would make a second one. Of nobody else it tells anything.
KEPT_FROM = """
create or replace function casework_kept_from(wanted bytea[], named text, born date) returns boolean
language sql stable security definer set search_path = pg_catalog, public as
$$ select exists (select 1 from public.casework_person p join public.casework_exclusion e on e.person_id = p.id
   where e.staff_id = nullif(current_setting('app.reader', true), '')::bigint
   and (e.until_on is null or e.until_on >= nullif(current_setting('app.today', true), '')::date)
   and (p.id_number_index = any(wanted) or p.name = named and p.born_on = born)) $$;
revoke all on function casework_kept_from(bytea[], text, date) from public;
grant select on casework_exclusion to {guardian};
alter function casework_kept_from(bytea[], text, date) owner to {guardian};
"""

# Whom the reader must keep out of, once a query, for every policy: written out in each, its own row security would be planned with all of them, which
# took longer than to answer.
KEPT_OUT_OF = """
create or replace function casework_kept_out_of() returns bigint[]
language sql stable security definer set search_path = pg_catalog, public as
$$ select coalesce(array_agg(e.person_id), '{{}}') from public.casework_exclusion e
   where e.staff_id = nullif(current_setting('app.reader', true), '')::bigint
   and (e.until_on is null or e.until_on >= nullif(current_setting('app.today', true), '')::date) $$;
revoke all on function casework_kept_out_of() from public;
grant select on casework_exclusion to {guardian};
alter function casework_kept_out_of() owner to {guardian};
"""

# Whoever breaks the glass learns of one open file that it exists, and of everybody else nothing; half an hour later it is closed again. Steps about
# somebody lock the person first: what one of them does to the file, such as closing it, is waited for, and then seen.
BREAK_GLASS = """
create or replace function casework_break_glass(
  emergency bigint, wanted bytea[], named text, born date, why bytea) returns bigint
language plpgsql security definer set search_path = pg_catalog, public as $$
declare
  me bigint := nullif(current_setting('app.reader', true), '')::bigint;
  place bigint := nullif(current_setting('app.office', true), '')::bigint;
  today date := nullif(current_setting('app.today', true), '')::date;
  found bigint[];
begin
  perform p.id from public.casework_person p
    where p.sealing = 'open' and (p.id_number_index = any(wanted) or p.name = named and p.born_on = born)
    order by p.id for update;
  select array_agg(p.id) into found from public.casework_person p
    where p.sealing = 'open' and (p.id_number_index = any(wanted) or p.name = named and p.born_on = born)
      and not exists (select 1 from public.casework_exclusion e where e.person_id = p.id and e.staff_id = me
        and (e.until_on is null or e.until_on >= today));
  if coalesce(array_length(found, 1), 0) <> 1 then return null; end if;
  insert into public.casework_emergency (id, person_id, staff_id, office_id, why_sealed, opened_at, until_at)
    values (emergency, found[1], me, place, why, now(), now() + interval '30 minutes');
  insert into public.casework_reach (person_id, staff_id, why, from_on, until_on, until_at)
    values (found[1], me, 'emergency', today, today, now() + interval '30 minutes');
  return found[1];
end $$;
revoke all on function casework_break_glass(bigint, bytea[], text, date, bytea) from public;
grant insert on casework_emergency, casework_reach to {guardian};
grant update (id) on casework_person to {guardian};
grant usage on sequence casework_reach_id_seq to {guardian};
alter function casework_break_glass(bigint, bytea[], text, date, bytea) owner to {guardian};
"""

# Row security looks at every row before what was typed may be compared with it (`like` could tell of rows that are not shown), so no index would be
# used and a name looked for among everybody. Who is within reach is asked here instead, of what the index finds; and again by gate and row
# security of whoever shows it. Closed files are in neither list.
# What a name is looked up by at once: each run of its syllables (r), all but one of them (g), all but one, two or three letters beside each other (w), and
# as it is said here the beginnings of it (0). Worked out of the key, so that nobody writes it and no name is found that nobody keeps.
NAME_TOKENS = """
create or replace function casework_name_tokens(name_key text) returns text[]
language plpgsql immutable strict parallel safe set search_path = pg_catalog as $$
declare
  part text;
  said text[];
  word text;
  tokens text[] := '{{}}';
begin
  foreach part in array string_to_array(name_key, '|') loop
    if left(part, 1) = ' ' then
      said := string_to_array(btrim(part), ' ');
      word := array_to_string(said, '');
      for i in 1 .. cardinality(said) loop
        for j in i .. cardinality(said) loop
          tokens := tokens || ('r' || array_to_string(said[i:j], ' '));
        end loop;
        tokens := tokens || ('g' || array_to_string(said[1:i - 1], ' ') || '*' || array_to_string(said[i + 1:], ' '));
      end loop;
      for i in 0 .. length(word) - 1 loop
        for many in 1 .. least(3, length(word) - i) loop
          tokens := tokens || ('w' || left(word, i) || '*' || substr(word, i + many + 1));
        end loop;
      end loop;
    elsif left(part, 1) = '0' then
      for i in 2 .. length(part) loop
        tokens := tokens || left(part, i);
      end loop;
    end if;
  end loop;
  return tokens;
end $$;
revoke all on function casework_name_tokens(text) from public;
grant execute on function casework_name_tokens(text) to {guardian};
"""

# Whoever bears `surname` is meant whatever follows: the newest of very many are read off an index of first characters. Whose name has the characters
# `named` comes first.
FINDING = """
create or replace function casework_find_{where}(
  patterns text[], tokens text[], surname text, named text, at_most integer)
returns table (person_id bigint, name text, name_key text)
language plpgsql stable security definer set search_path = pg_catalog, public as $$
declare
  reader bigint := nullif(current_setting('app.reader', true), '')::bigint;
  own bigint := nullif(current_setting('app.office', true), '')::bigint;
  offices bigint[] := string_to_array(nullif(current_setting('app.offices', true), ''), ',')::bigint[];
  today date := nullif(current_setting('app.today', true), '')::date;
  within_reach constant text := 'select p.id, p.name::text, p.name_key from public.casework_person p
     where p.sealing = ''open'' and ({reached})
       and not exists (select 1 from public.casework_exclusion e where e.person_id = p.id and e.staff_id = $4
         and e.from_on <= $7 and (e.until_on is null or e.until_on >= $7)) and ';
  found integer := 0;
begin
  if surname <> '' then
    return query execute within_reach || 'left(p.name, 1) = $2 order by p.id desc limit $3'
      using patterns, surname, at_most, reader, offices, own, today;
    get diagnostics found = row_count;
    if found >= at_most then return; end if;
  end if;
  -- Planned each time, by what is looked for. Not in the order of an index: read until enough are like something rare, everybody would be compared.
  return query execute within_reach
    || case when cardinality(tokens) > 0 then 'public.casework_name_tokens(p.name_key) && $8'
       else 'p.name_key like any ($1)' end
    || ' and ($9 = '''' or left(p.name, 1) <> $9) order by '
    || case when named = '' then ''
       else 'p.name = $2 desc, starts_with(p.name, $2) desc, strpos(p.name, $2) > 0 desc, ' end
    || '(p.id + 0) desc limit $3'
    using patterns, named, at_most - found, reader, offices, own, today, tokens, surname;
end $$;
revoke all on function casework_find_{where}(text[], text[], text, text, integer) from public;
grant select on casework_exclusion to {{guardian}};
alter function casework_find_{where}(text[], text[], text, text, integer) owner to {{guardian}};
"""
REACHED_BY_OFFICES = (
    "p.id in (select r.person_id from public.casework_reach r where r.office_id = any ($5)"
    " and (r.why <> ''archived'' or r.office_id = $6) and r.from_on <= $7 and (r.until_on is null or r.until_on >= $7))"
)
FIND_IN_REACH = FINDING.format(where="in_reach", reached=REACHED_BY_OFFICES)
FIND_IN_DISTRICT = FINDING.format(where="in_district", reached="true")

# How many people stand where, of those in the reader's lists: counted by row security they would each be looked up twice. Numbers alone. Another
# process that helps is slower to come than the counting takes.
COUNTING = """
create or replace function casework_count_{where}()
returns table (stage text, is_running boolean, is_priority boolean, is_in_transfer boolean, is_lost boolean, people bigint)
language plpgsql stable security definer set search_path = pg_catalog, public set max_parallel_workers_per_gather = 0{how} as $$
declare
  own bigint := nullif(current_setting('app.office', true), '')::bigint;
  offices bigint[] := string_to_array(nullif(current_setting('app.offices', true), ''), ',')::bigint[];
  today date := nullif(current_setting('app.today', true), '')::date;
begin
  return query execute
    'select alike.stage::text, alike.stage_until >= $7, alike.is_priority, alike.is_in_transfer, alike.is_lost, sum(alike.people)::bigint
     from (select p.stage, p.is_priority, p.is_in_transfer, p.is_lost, p.stage_until, count(*) as people
       from public.casework_person p where p.sealing = ''open'' and ({reached}) and p.id <> all ($1) group by 1, 2, 3, 4, 5) alike
     group by 1, 2, 3, 4, 5'
    using public.casework_kept_out_of(), 0, 0, 0, offices, own, today;
end $$;
revoke all on function casework_count_{where}() from public;
alter function casework_count_{where}() owner to {{guardian}};
"""
# An office reaches a few of very many: each is looked up, rather than everybody read.
COUNT_IN_REACH = COUNTING.format(
    where="in_reach", reached=REACHED_BY_OFFICES, how=" set enable_hashjoin = off set enable_mergejoin = off"
)
# Those who stand alike lie side by side in the index `person_counted`.
COUNT_IN_DISTRICT = COUNTING.format(where="in_district", reached="true", how=" set enable_hashagg = off")

# A function's new owner must be able to create in its schema, at that moment only; it reads what its functions read.
LET_THE_GUARDIAN_OWN = """
grant create, usage on schema public to {guardian};
grant select on casework_person, casework_reach, casework_case to {guardian};
"""
GUARDIAN_OWNS_ENOUGH = "revoke create on schema public from {guardian};"

INSTALL = (
    LET_THE_GUARDIAN_OWN,
    CLOSED_PEOPLE,
    CLOSED_MATCHES,
    PEOPLE_OF_CLOSED_CASES,
    CLOSED_FILE_NAMES_STAFF,
    CLOSED_FILE_IS_GUARDED,
    PERSON_IS_SEEN_BY_SOMEBODY,
    GUARDIAN_OWNS_ENOUGH,
)
