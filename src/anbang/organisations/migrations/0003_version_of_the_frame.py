"""Areas and offices change seldom and are asked at every step: a number says whether what a process remembers of them still holds."""

from django.db import migrations, models

TRIGGERS = """
create or replace function organisations_frame_changed() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  update public.organisations_frame set version = version + 1;
  return null;
end $$;
revoke all on function organisations_frame_changed() from public;
create trigger frame_changes_with_areas after insert or update or delete or truncate on organisations_area
  for each statement execute function organisations_frame_changed();
create trigger frame_changes_with_offices after insert or update or delete or truncate on organisations_office
  for each statement execute function organisations_frame_changed();
insert into organisations_frame (id, version) values (1, 1);
"""
UNDONE = """
drop trigger frame_changes_with_areas on organisations_area;
drop trigger frame_changes_with_offices on organisations_office;
drop function organisations_frame_changed();
"""


class Migration(migrations.Migration):
    dependencies = [("organisations", "0002_username_is_one_in_any_case")]

    operations = [
        migrations.CreateModel(
            name="Frame",
            fields=[
                ("id", models.SmallIntegerField(primary_key=True, serialize=False)),
                ("version", models.BigIntegerField()),
            ],
            options={"constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="there_is_one_frame")]},
        ),
        migrations.RunSQL(TRIGGERS, UNDONE),
    ]
