"""What offices do by the calendar."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organisations', '0002_username_is_one_in_any_case'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='OfficeRounds',
            fields=[
                ('office', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='rounds', serialize=False, to='organisations.office')),
                ('since_on', models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name='KeyPeriod',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=48)),
                ('begins_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='OfficeAct',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('joint_meeting', '联席会议'), ('liaison', '与派出所对接'), ('lesson', '集中教育'), ('skill_course', '技能培训'), ('ledger_made', '建立年度台账'), ('appraised', '考核'), ('key_period_education', '重点时期教育')], max_length=24)),
                ('on', models.DateField()),
                ('words', models.CharField(blank=True, max_length=1000)),
                ('recorded_on', models.DateField()),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('is_late', models.BooleanField(default=False)),
                ('late_because', models.CharField(blank=True, max_length=200)),
                ('key_period', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='acts', to='coordination.keyperiod')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.office')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddConstraint(
            model_name='keyperiod',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('begins_on'))), name='key_period_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='keyperiod',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='key_period_has_a_name'),
        ),
        migrations.AddConstraint(
            model_name='keyperiod',
            constraint=models.UniqueConstraint(fields=('begins_on',), name='one_key_period_begins_on_a_day'),
        ),
        migrations.AddIndex(
            model_name='officeact',
            index=models.Index(fields=['office', 'kind', 'on'], name='act_of_an_office'),
        ),
        migrations.AddConstraint(
            model_name='officeact',
            constraint=models.CheckConstraint(condition=models.Q(('on__lte', models.F('recorded_on'))), name='office_act_has_happened_when_it_is_recorded'),
        ),
        migrations.AddConstraint(
            model_name='officeact',
            constraint=models.CheckConstraint(condition=models.Q(('is_late', False), models.Q(('late_because', ''), _negated=True), _connector='OR'), name='office_act_recorded_late_says_why'),
        ),
        migrations.AddConstraint(
            model_name='officeact',
            constraint=models.CheckConstraint(condition=models.Q(('kind', 'key_period_education'), ('key_period__isnull', True), _connector='XOR'), name='education_for_a_key_period_names_it'),
        ),
    ]
