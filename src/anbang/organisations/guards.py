"""What the database itself guarantees about accounts; the SQL that a migration installs and a test tries to break."""

# Whatever changes what somebody is, where and when ends what they are signed in to: no path to a posting can forget it.
SESSIONS_END_WITH_POSTINGS = """
create or replace function organisations_sessions_end() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if tg_op = 'UPDATE' and (new.staff_id, new.office_id, new.role, new.from_on)
      is not distinct from (old.staff_id, old.office_id, old.role, old.from_on)
      and new.until_on is not distinct from old.until_on then
    return null;
  end if;
  update public.organisations_staff set session_number = session_number + 1
    where id in (
      case when tg_op <> 'DELETE' then new.staff_id end,
      case when tg_op <> 'INSERT' then old.staff_id end
    );
  return null;
end $$;
revoke all on function organisations_sessions_end() from public;
create trigger sessions_end_with_a_changed_posting after insert or update or delete on organisations_posting
  for each row execute function organisations_sessions_end();
"""
WITHOUT_THE_END = """
drop trigger sessions_end_with_a_changed_posting on organisations_posting;
drop function organisations_sessions_end();
"""

# What one administrator alone gives opens nothing. Whoever keeps the machine is known as the installation (staff 0, which the trail tells) or
# as the owner of the tables.
THE_INSTALLATION = """
create or replace function organisations_is_the_installation() returns boolean
language sql stable set search_path = pg_catalog as $$
  select coalesce(current_setting('app.staff', true), '') = '0'
    or pg_has_role(session_user, (select relowner from pg_class where oid = 'public.organisations_staff'::regclass), 'member')
$$;
"""

# Decided by a security administrator of that day, by nobody else, and once; what was asked for stays as it was. The code of a release is given by the
# holder: what it is told by in `app.code` only who knows the code can say, and whoever reads the table reads a digest of that.
PROPOSAL_IS_DECIDED_BY_THE_SECURITY_ADMINISTRATOR = """
create or replace function organisations_proposal_decided() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
declare
  me bigint := nullif(current_setting('app.staff', true), '')::bigint;
  today date := nullif(current_setting('app.today', true), '')::date;
begin
  if public.organisations_is_the_installation() then
    return new;
  end if;
  if tg_op = 'INSERT' then
    if new.outcome <> '' or new.proposed_by_id is distinct from me then
      raise exception using errcode = '23514', constraint = 'proposal_is_made_by_whoever_acts',
        message = 'a proposal is made by whoever acts, and waits';
    end if;
    return new;
  end if;
  if (new.what, new.staff_id, new.role, new.title, new.full_time, new.proposed_by_id, new.proposed_at)
      is distinct from (old.what, old.staff_id, old.role, old.title, old.full_time, old.proposed_by_id, old.proposed_at)
      or new.office_id is distinct from old.office_id
      or old.outcome <> '' and (new.outcome, new.why, new.code_digest) is distinct from (old.outcome, old.why, old.code_digest)
      or old.outcome <> '' and (new.decided_by_id, new.decided_at) is distinct from (old.decided_by_id, old.decided_at)
      or old.used_at is not null and new.used_at is distinct from old.used_at
      -- What is dropped, and what came of it, the triggers below say, and no statement by itself.
      or pg_trigger_depth() < 2
        and (new.outcome = 'dropped' and old.outcome <> 'dropped' or new.posting_id is distinct from old.posting_id) then
    raise exception using errcode = '23514', constraint = 'proposal_stays_as_it_was_made_and_decided',
      message = 'what was proposed and decided stays as it was';
  end if;
  if new.used_at is distinct from old.used_at then
    if me is distinct from old.staff_id or old.code_digest is distinct from
        encode(sha256(convert_to(coalesce(current_setting('app.code', true), ''), 'UTF8')), 'hex') then
      raise exception using errcode = '23514', constraint = 'code_of_a_release_is_given_by_the_holder',
        message = 'the code of a release is given by whoever holds the account, and by nobody who does not know it';
    end if;
    new.used_at := now();
  end if;
  if old.outcome = '' and new.outcome in ('released', 'refused') then
    if me is null or new.decided_by_id is distinct from me or not exists (
      select 1 from public.organisations_posting p where p.staff_id = me and p.role = 'security_administrator'
        and p.from_on <= today and (p.until_on is null or p.until_on >= today)
    ) then
      raise exception using errcode = '23514', constraint = 'proposal_is_decided_by_a_security_administrator',
        message = 'a proposal is decided by a security administrator who acts';
    end if;
    new.decided_at := now();
  end if;
  return new;
end $$;
revoke all on function organisations_proposal_decided() from public;
drop trigger if exists proposal_is_decided_by_the_security_administrator on organisations_proposal;
create trigger proposal_is_decided_by_the_security_administrator before insert or update on organisations_proposal
  for each row execute function organisations_proposal_decided();
"""

# A post is there once it was released, in the transaction that does so, as it was proposed and from that day; or because the office where it was held went up into this one.
POSTING_TAKES_TWO = """
create or replace function organisations_posting_released() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
declare
  released bigint;
  today date := nullif(current_setting('app.today', true), '')::date;
begin
  if public.organisations_is_the_installation() then
    return null;
  end if;
  if tg_op = 'UPDATE' and (new.staff_id, new.office_id, new.role) = (old.staff_id, old.office_id, old.role)
      and new.from_on >= old.from_on and coalesce(new.until_on, 'infinity') <= coalesce(old.until_on, 'infinity') then
    return null;
  end if;
  if exists (
    select 1 from public.organisations_posting p join public.organisations_office o on o.id = p.office_id
    where p.staff_id = new.staff_id and p.role = new.role and o.successor_id = new.office_id
      and p.until_on = o.until_on and (tg_op = 'UPDATE' and new.from_on = old.from_on or new.from_on = o.until_on + 1)
  ) then
    return null;
  end if;
  select id into released from public.organisations_proposal
    where what = 'posting' and outcome = 'released' and decided_at = now() and posting_id is null
      and staff_id = new.staff_id and office_id = new.office_id and role = new.role
      and title = new.title and full_time = new.full_time limit 1;
  if released is null or tg_op = 'UPDATE' or new.from_on is distinct from today then
    raise exception using errcode = '23514', constraint = 'posting_is_released_by_another',
      message = 'a posting is there once the security administrator has released it, and from that day';
  end if;
  update public.organisations_proposal set posting_id = new.id where id = released;
  return null;
end $$;
revoke all on function organisations_posting_released() from public;
drop trigger if exists posting_is_released_by_another on organisations_posting;
create trigger posting_is_released_by_another after insert or update on organisations_posting
  for each row execute function organisations_posting_released();
"""

# A password that somebody else gave waits by itself: its holder makes it their own with the code of the release, or with the second
# factor that they have.
WHAT_SOMEBODY_ELSE_GAVE_WAITS = """
create or replace function organisations_password_released() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
declare
  me bigint := nullif(current_setting('app.staff', true), '')::bigint;
  is_new boolean := tg_op = 'INSERT' or new.password is distinct from old.password;
  latest public.organisations_proposal;
begin
  if public.organisations_is_the_installation() then
    if is_new then
      -- In force at once: what waits for its release goes, and what was released and not taken, whose code may be lost.
      update public.organisations_proposal set outcome = 'dropped', decided_by_id = null, decided_at = null, code_digest = ''
        where staff_id = new.id and what = 'password' and outcome in ('', 'released') and used_at is null;
    end if;
    return null;
  end if;
  if is_new and (tg_op = 'INSERT' or me is not null and me <> new.id) and new.password not like '!%' then
    if me is null or not new.password_is_temporary then
      raise exception using errcode = '23514', constraint = 'password_given_by_another_is_temporary',
        message = 'a password that somebody else gives is a temporary one';
    end if;
    update public.organisations_proposal set outcome = 'dropped' where staff_id = new.id and what = 'password' and outcome = '';
    insert into public.organisations_proposal (what, staff_id, role, title, full_time, proposed_by_id)
      values ('password', new.id, '', '', true, me);
    return null;
  end if;
  if tg_op = 'UPDATE' and old.password_is_temporary and not new.password_is_temporary then
    select * into latest from public.organisations_proposal
      where staff_id = new.id and what = 'password' order by id desc limit 1;
    if latest.id is null or latest.outcome = 'dropped' or latest.used_at is not null then
      return null;
    end if;
    if not exists (select 1 from public.mfa_authenticator a where a.user_id = new.id and a.type in ('totp', 'webauthn')) then
      raise exception using errcode = '23514', constraint = 'password_given_by_one_is_released_by_another',
        message = 'a password that somebody else gave is made one''s own with the code of its release';
    end if;
    update public.organisations_proposal set outcome = 'dropped' where id = latest.id and outcome = '';
  end if;
  return null;
end $$;
revoke all on function organisations_password_released() from public;
drop trigger if exists password_given_by_one_is_released_by_another on organisations_staff;
create trigger password_given_by_one_is_released_by_another after insert or update on organisations_staff
  for each row execute function organisations_password_released();

create or replace function organisations_factor_of_ones_own() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if tg_op = 'UPDATE' and (new.user_id, new.type) is not distinct from (old.user_id, old.type) then
    return null;
  end if;
  if not public.organisations_is_the_installation() and exists (
    select 1 from public.organisations_staff s where s.id = new.user_id and s.password_is_temporary
  ) then
    raise exception using errcode = '23514', constraint = 'second_factor_stands_beside_ones_own_password',
      message = 'a second factor is set up beside a password of one''s own';
  end if;
  return null;
end $$;
revoke all on function organisations_factor_of_ones_own() from public;
drop trigger if exists second_factor_stands_beside_ones_own_password on mfa_authenticator;
create trigger second_factor_stands_beside_ones_own_password after insert or update of user_id, type on mfa_authenticator
  for each row execute function organisations_factor_of_ones_own();
"""
TAKING_TWO = (
    THE_INSTALLATION
    + PROPOSAL_IS_DECIDED_BY_THE_SECURITY_ADMINISTRATOR
    + POSTING_TAKES_TWO
    + WHAT_SOMEBODY_ELSE_GAVE_WAITS
)
WITHOUT_TAKING_TWO = """
drop trigger second_factor_stands_beside_ones_own_password on mfa_authenticator;
drop trigger password_given_by_one_is_released_by_another on organisations_staff;
drop trigger posting_is_released_by_another on organisations_posting;
drop trigger proposal_is_decided_by_the_security_administrator on organisations_proposal;
drop function organisations_factor_of_ones_own(), organisations_password_released(), organisations_posting_released(),
  organisations_proposal_decided(), organisations_is_the_installation();
"""
