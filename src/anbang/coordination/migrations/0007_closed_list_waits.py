"""Of closed files the district learns one thing: that something of which their keepers were told long ago is still undone."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("coordination", "0006_posted")]
    operations: ClassVar = [
        migrations.AddField(
            model_name="morning",
            name="closed_list_waits",
            field=models.BooleanField(
                default=False,
                db_default=False,
                help_text="something about closed files, of which their keepers were told long ago, is still undone",
            ),
        ),
    ]
