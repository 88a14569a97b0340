"""Every change of every row leaves a row of its own, written by the database itself: no step can forget it, and nobody is spared, not
even the owner of the tables at a prompt.

Which columns are told with their values follows from the models: days, moments, numbers, choices, ids. Of texts, sealed values and what
would tell something about a person it is only said that they changed: the trail outlives the file, and what was said of somebody stands
in the acts and their corrections, which can be redacted.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import models
from django.db.models import Field, Model

from anbang.casework.person.guards import GUARDIAN_OWNS_ENOUGH, LET_THE_GUARDIAN_OWN
from anbang.lib.postgres.cluster import GUARDIAN

# Tables without a history, and why.
WITHOUT: dict[str, str] = {
    **dict.fromkeys(
        ("audit_event", "audit_look", "audit_change", "audit_seal", "audit_check"), "the trail itself, which only grows"
    ),
    **dict.fromkeys(("django_session", "account_emailconfirmation"), "of a sign-in, gone with it"),
    "exchange_batchprogress": "how far a job has come, every second",
    "casework_draft": "what its author is still writing, evidence of nothing (ADR 0029)",
    "casework_proof": "what a sweep remembers, made anew from the acts",
    **dict.fromkeys(
        ("procrastinate_jobs", "procrastinate_events", "procrastinate_workers", "procrastinate_periodic_defers"),
        "the queue, with events of its own",
    ),
    **dict.fromkeys(("usersessions_usersession",), "where somebody is signed in, gone with the session"),
    **dict.fromkeys(
        ("axes_accessattempt", "axes_accesslog", "axes_accessfailurelog", "axes_accessattemptexpiration"),
        "failures of signing in, by a digest, gone within the hour",
    ),
    "django_migrations": "written while the tables themselves change",
}

# Told with their values though they are texts: codes of ours, never words of anybody.
CODES = frozenset(
    {
        *("casework_act.kind", "casework_duty.rule", "casework_duty.clause", "casework_duty.owner_kind"),
        *("casework_duty.period", "casework_duty.pack", "papers_wording.clause", "papers_officialdocument.pack"),
    }
)

# Not told with their values though they are days, numbers or choices: they say something of a person.
OF_THE_PERSON = frozenset(
    {
        *("casework_person.sex", "casework_person.born_on", "casework_abode.area_id", "casework_familyneed.children"),
        *("casework_sentence.offence_on", "casework_sentence.months", "casework_sentence.for_life"),
        "casework_sentence.admitted_on",
        *("casework_person.investigated_in_id", "casework_verification.name", "casework_verification.identity"),
        *(
            "casework_verification.address",
            "casework_threefalsefinding.what",
            "casework_exclusion.why",
            "organisations_staff.last_login",
        ),
    }
)
PLAIN = (models.DateField, models.IntegerField, models.BooleanField, models.UUIDField, models.ForeignKey)

# Whose a row is.
PERSON_OF = """case whose when '' then null
        when 'case_id' then (select c.person_id from public.casework_case c where c.id = ({content} ->> 'case_id')::bigint)
        else ({content} ->> whose)::bigint end"""
KEEP_CHANGE = """
create or replace function audit_keep_change() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
declare
  key text := tg_argv[0];
  whose text := tg_argv[1];
  kept text[] := string_to_array(tg_argv[2], ',');
  staff bigint := nullif(current_setting('app.staff', true), '')::bigint;
  office bigint := nullif(current_setting('app.office', true), '')::bigint;
  request uuid := nullif(current_setting('app.request', true), '')::uuid;
begin
  -- A table of somebody's own, under the name of one of ours, tells nothing here.
  if tg_table_schema <> 'public' then
    raise exception using errcode = '42501', message = 'only the tables of the product have a history';
  end if;
  if tg_op = 'INSERT' then
    insert into public.audit_change
      (table_name, row_key, verb, was, became, untold, role, staff_id, office_id, request_id, person_id)
    select tg_table_name, r.content ->> key, 'made', null,
      (select coalesce(jsonb_object_agg(k, v), '{}') from jsonb_each(r.content) e(k, v) where k = any(kept) and v <> 'null'),
      '{}', session_user, staff, office, request, {person of r.content}
    from (select to_jsonb(n) as content from rows_after n) r;
  elsif tg_op = 'DELETE' then
    insert into public.audit_change
      (table_name, row_key, verb, was, became, untold, role, staff_id, office_id, request_id, person_id)
    select tg_table_name, r.content ->> key, 'removed',
      (select coalesce(jsonb_object_agg(k, v), '{}') from jsonb_each(r.content) e(k, v) where k = any(kept) and v <> 'null'),
      null, '{}', session_user, staff, office, request, {person of r.content}
    from (select to_jsonb(o) as content from rows_before o) r;
  else
    insert into public.audit_change
      (table_name, row_key, verb, was, became, untold, role, staff_id, office_id, request_id, person_id)
    select tg_table_name, coalesce(o.content, n.content) ->> key,
      case when n.content is null then 'removed' when o.content is null then 'made' else 'changed' end, d.was, d.became, d.untold,
      session_user, staff, office, request, {person of coalesce(n.content, o.content)}
    from (select to_jsonb(b) as content from rows_before b) o
    full join (select to_jsonb(a) as content from rows_after a) n on n.content -> key = o.content -> key
    cross join lateral (
      select coalesce(jsonb_object_agg(k, before.v) filter (where k = any(kept)), '{}') as was,
        coalesce(jsonb_object_agg(k, after.v) filter (where k = any(kept)), '{}') as became,
        coalesce(array_agg(k::text order by k) filter (where k <> all(kept)), '{}') as untold, count(*) as many
      from jsonb_each(coalesce(o.content, '{}')) before(k, v)
      full join jsonb_each(coalesce(n.content, '{}')) after(k, v) using (k)
      where before.v is distinct from after.v
    ) d
    where d.many > 0;
  end if;
  return null;
end $$;
revoke all on function audit_keep_change() from public;
grant insert on audit_change to {guardian};
grant usage on sequence audit_change_id_seq to {guardian};
alter function audit_keep_change() owner to {guardian};
create or replace function audit_refuse_emptying() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  raise exception using errcode = '23514', constraint = 'table_with_a_history_is_not_emptied',
    message = format('%s has a history: truncate refused', tg_table_name);
end $$;
"""
TRIGGERS = {"insert": "new table as rows_after", "delete": "old table as rows_before"}
TRIGGERS["update"] = " ".join(TRIGGERS[verb] for verb in ("delete", "insert"))


@dataclass(frozen=True, slots=True)
class History:
    """What is kept of a table's changes: its key, the column by which a row is somebody's (empty: of nobody), what is told with values."""

    table: str
    key: str
    whose: str
    kept: tuple[str, ...]


def histories() -> Iterator[History]:
    """Of every table that has a history."""
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        if table not in WITHOUT:
            kept = tuple(str(field.column) for field in model._meta.concrete_fields if _is_kept(table, field))
            yield History(table, str(model._meta.pk.column), _whose(model), kept)


def _is_kept(table: str, field: "Field[object, object]") -> bool:
    """Whether a column's values are told."""
    name = f"{table}.{field.column}"
    if field.primary_key or name in OF_THE_PERSON:
        return False
    return name in CODES or isinstance(field, PLAIN) or bool(field.choices)


def _whose(model: type[Model]) -> str:
    columns = {field.column for field in model._meta.concrete_fields}
    if model._meta.db_table == "casework_person":
        return "id"
    return next((column for column in ("person_id", "case_id") if column in columns), "")


def statements() -> Iterator[str]:
    """The SQL that makes this file true; harmless when done again."""
    yield (LET_THE_GUARDIAN_OWN + _keep_change() + GUARDIAN_OWNS_ENOUGH).replace("{guardian}", GUARDIAN)
    for history in histories():
        yield from _triggers(history)


def _keep_change() -> str:
    found = re.compile(r"\{person of (.+?)\}")
    return found.sub(lambda content: PERSON_OF.replace("{content}", content[1]), KEEP_CHANGE)


def _triggers(history: History) -> Iterator[str]:
    arguments = ", ".join(f"'{argument}'" for argument in (history.key, history.whose, ",".join(history.kept)))
    for verb, rows in TRIGGERS.items():
        yield (
            f"create or replace trigger history_of_{verb} after {verb} on {history.table} referencing {rows}"
            f" for each statement execute function audit_keep_change({arguments})"
        )
    yield (
        f"create or replace trigger is_not_emptied before truncate on {history.table}"
        " for each statement execute function audit_refuse_emptying()"
    )
