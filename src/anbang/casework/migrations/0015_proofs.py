from typing import ClassVar

from django.db import migrations, models

from anbang.casework.person.guards import CLOSED

GUARDIAN = "anbang_guardian"


class Migration(migrations.Migration):
    dependencies: ClassVar = [("casework", "0014_asked_elsewhere")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="Proof",
            fields=[
                ("person_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("digest", models.BigIntegerField()),
                ("by", models.CharField(max_length=100)),
                ("proved_on", models.DateField()),
            ],
        ),
        migrations.RunSQL(
            f"grant create on schema public to {GUARDIAN};"
            + CLOSED.format(guardian=GUARDIAN)
            + f"revoke create on schema public from {GUARDIAN};",
            migrations.RunSQL.noop,
        ),
    ]
