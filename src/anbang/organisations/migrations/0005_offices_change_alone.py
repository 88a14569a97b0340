"""Whoever changes areas or offices waits for every step under way, and steps wait for it: none goes on with the offices of before."""

from typing import ClassVar

from django.db import migrations

# The lock of `anbang.organisations.acting`.
FRAME_CHANGED = """
create or replace function organisations_frame_changed() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  perform pg_advisory_xact_lock(4203151209);
  update public.organisations_frame set version = version + 1;
  return null;
end $$;
"""
AS_BEFORE = FRAME_CHANGED.replace("  perform pg_advisory_xact_lock(4203151209);\n", "")


class Migration(migrations.Migration):
    dependencies: ClassVar = [("organisations", "0004_whom_before_days")]
    operations: ClassVar = [migrations.RunSQL(FRAME_CHANGED, AS_BEFORE)]
