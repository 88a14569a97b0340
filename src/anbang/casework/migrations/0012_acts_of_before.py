"""Every paper of custody has its act, the duties are numbered, and the guards of the charge stand."""

import django.db.models.deletion
from django.db import migrations, models

from anbang.casework.charge.guards import GUARDS

GUARDIAN = "anbang_guardian"
FOLLOWING = (
    "array['registered_place', 'residence', 'responsible', 'transfer', 'handed_over', 'village',"
    " 'original_investigation', 'allowance', 'named_for_closed_file']"
)
OFFICE = "coalesce((select p.office_id from organisations_posting p where p.staff_id = t.recorded_by_id order by p.id limit 1), {institution})"
# Which paper tells which act, with what the rules read of it.
ACTS = (
    (
        "casework_registrationform",
        "form_received",
        "received_on",
        "t.institution_id",
        "jsonb_build_object('institution', t.institution_id::text, 'channel', t.channel)",
    ),
    (
        "casework_releasenotice",
        "notice_received",
        "received_on",
        "t.institution_id",
        "jsonb_build_object('institution', t.institution_id::text, 'release_on', t.release_on, 'priority', to_jsonb(t.priority))",
    ),
    (
        "casework_verification",
        "verified",
        "replied_on",
        "t.office_id",
        "jsonb_build_object('name', t.name, 'identity', t.identity, 'address', t.address)",
    ),
    ("casework_priorityalert", "priority_alerted", "alerted_on", None, "'{}'::jsonb"),
    ("casework_receptionarrangement", "reception_arranged", "arranged_on", None, "'{}'::jsonb"),
)
BUREAU = "(select o.id from organisations_office o where o.kind = 'justice_bureau' order by o.id limit 1)"


def fill(table: str, kind: str, day: str, institution: str | None, told: str) -> str:
    """An act for each row of a table, in the order of the rows."""
    office = OFFICE.format(institution=institution or BUREAU)
    return f"""
    with made as (
        select t.id as paper, nextval(pg_get_serial_sequence('casework_act', 'id')) as act, c.person_id, t.case_id,
            t.{day} as day, {told} as told, {office} as office_id, t.recorded_by_id, t.recorded_at
        from {table} t join casework_case c on c.id = t.case_id order by t.id),
    written as (
        insert into casework_act (id, person_id, case_id, kind, "on", told, office_id, recorded_by_id, recorded_on,
            recorded_at, is_late, late_because)
        select act, person_id, case_id, '{kind}', day, told, office_id, recorded_by_id,
            greatest(day, (recorded_at at time zone 'Asia/Shanghai')::date), recorded_at, false, '' from made)
    update {table} p set act_id = made.act from made where made.paper = p.id;
    """


ADMITTED = f"""
    insert into casework_act (person_id, case_id, kind, "on", told, office_id, recorded_by_id, recorded_on, is_late, late_because)
    select c.person_id, c.id, 'admitted', t.admitted_on,
        jsonb_strip_nulls(jsonb_build_object('institution', t.institution_id::text, 'sentence_months', t.months,
            'kind', case when o.kind = 'prison' then 'prison' else 'detention_centre' end)),
        coalesce(f.office_id, {BUREAU}), f.recorded_by_id, c.opened_on, false, ''
    from casework_sentence t join casework_case c on c.id = t.case_id join organisations_office o on o.id = t.institution_id
    join lateral (select a.office_id, a.recorded_by_id from casework_act a where a.case_id = c.id order by a.id limit 1) f on true
    where t.admitted_on is not null;
"""
DUTIES = """
    update casework_duty d set number = n.number from (
        select id, row_number() over (partition by case_id, rule order by opens_on, id) - 1 as number from casework_duty) n
    where n.id = d.id;
    update casework_duty d set office_when_due_id = d.office_id, owner_kind = case o.kind
        when 'town_government' then 'town' when 'prison' then 'institution' when 'detention_centre' then 'institution'
        else o.kind end, owner_area_id = case when o.kind in ('justice_office', 'town_government') then o.area_id end
    from organisations_office o where o.id = d.office_id;
    set constraints all immediate;
"""
# The day of a paper is that of its act, whoever corrects which.
ONE_DAY = "".join(
    f"""
    alter table {table} add constraint {table.removeprefix("casework_")}_has_the_day_of_its_act
        foreign key (act_id, {day}) references casework_act (id, "on") on update cascade deferrable initially deferred;
    """
    for table, _kind, day, _institution, _told in ACTS
)
NOT_ONE_DAY = "".join(
    f"alter table {table} drop constraint {table.removeprefix('casework_')}_has_the_day_of_its_act;"
    for table, *_ in ACTS
)
LET_THE_GUARDIAN_OWN = f"""
grant create, usage on schema public to {GUARDIAN};
grant select on casework_person, casework_reach, casework_case, casework_responsibility, casework_caseworker,
    casework_transfer, casework_duty, organisations_posting, organisations_office to {GUARDIAN};
grant insert, update, delete on casework_reach to {GUARDIAN};
grant insert, update on casework_responsibility, casework_caseworker to {GUARDIAN};
grant update on casework_transfer, casework_duty, casework_case to {GUARDIAN};
grant usage, select on all sequences in schema public to {GUARDIAN};
"""
GUARDIAN_OWNS_ENOUGH = f"revoke create on schema public from {GUARDIAN};"


def with_names(sql: str) -> str:
    return sql.replace("{guardian}", GUARDIAN).replace("{following}", FOLLOWING)


class Migration(migrations.Migration):
    dependencies = [("casework", "0011_acts_and_charge")]

    operations = [
        migrations.RunSQL([*(fill(*told) for told in ACTS), ADMITTED, DUTIES], migrations.RunSQL.noop),
        *(
            migrations.AlterField(
                model_name=name,
                name="act",
                field=models.OneToOneField(
                    on_delete=django.db.models.deletion.CASCADE, related_name="+", to="casework.act"
                ),
            )
            for name in ("registrationform", "releasenotice", "verification", "priorityalert", "receptionarrangement")
        ),
        migrations.AlterField(model_name="duty", name="owner_kind", field=models.CharField(max_length=24)),
        migrations.AddConstraint(
            model_name="duty",
            constraint=models.UniqueConstraint(
                condition=models.Q(("case__isnull", False)),
                fields=("case", "rule", "number"),
                name="duties_of_a_rule_in_a_case_are_numbered",
            ),
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("office__isnull", False), ("owner_kind", "person"), ("owner_is_outside", True), _connector="OR"
                ),
                name="duty_is_somebodys",
            ),
        ),
        migrations.RunSQL(ONE_DAY, NOT_ONE_DAY),
        migrations.RunSQL(
            [LET_THE_GUARDIAN_OWN, *(with_names(sql) for sql in GUARDS), GUARDIAN_OWNS_ENOUGH], migrations.RunSQL.noop
        ),
    ]
