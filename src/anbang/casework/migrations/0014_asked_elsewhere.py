"""Whoever reports in unannounced is asked about at the office that has the file."""

from django.db import migrations

from anbang.casework.handover.guards import ASK_ELSEWHERE

GUARDIAN = "anbang_guardian"
LET = f"""
grant create, usage on schema public to {GUARDIAN};
grant select, insert on casework_enquiry to {GUARDIAN};
grant usage, select on all sequences in schema public to {GUARDIAN};
"""
ENOUGH = f"revoke create on schema public from {GUARDIAN};"


class Migration(migrations.Migration):
    dependencies = [("casework", "0013_care")]
    operations = [
        migrations.RunSQL([LET, ASK_ELSEWHERE.replace("{guardian}", GUARDIAN), ENOUGH], migrations.RunSQL.noop)
    ]
