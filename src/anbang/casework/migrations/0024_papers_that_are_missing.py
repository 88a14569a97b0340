"""What was typed in from paper has its scan or says why not; why outcomes and receipts were recorded late; questions told up the chain."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

# Until now a scan lay with the person's papers and nothing pointed to it; where there was none, nobody was asked why.
SCANS_OF_BEFORE = """
update casework_registrationform f set scan_id = (
    select p.id from papers_paper p join casework_case c on c.id = f.case_id
    where p.person_id = c.person_id and p.kind = 'registration_form' and p.file_id is not null
      and p.author_id = f.institution_id and p.dated_on = f.received_on
    order by p.id limit 1)
where f.channel = 'post';
update casework_registrationform set no_scan_because = '录入时尚未要求扫描件' where channel = 'post' and scan_id is null;
update casework_releasenotice n set
  scan_id = (select p.id from papers_paper p join casework_case c on c.id = n.case_id
    where p.person_id = c.person_id and p.kind = 'release_notice' and p.file_id is not null
      and p.author_id = n.institution_id and p.dated_on = n.received_on order by p.id limit 1),
  risk_opinion_id = coalesce(n.risk_opinion_id, (select p.id from papers_paper p join casework_case c on c.id = n.case_id
    where p.person_id = c.person_id and p.kind = 'risk_opinion' and p.file_id is not null
      and p.author_id = n.institution_id and p.dated_on = n.received_on order by p.id limit 1)),
  aid_proposal_id = coalesce(n.aid_proposal_id, (select p.id from papers_paper p join casework_case c on c.id = n.case_id
    where p.person_id = c.person_id and p.kind = 'aid_proposal' and p.file_id is not null
      and p.author_id = n.institution_id and p.dated_on = n.received_on order by p.id limit 1));
"""
NO_SCAN = {
    "registrationform": "why what came by post had no scan at first",
    "releasenotice": "why what was typed in had no scan at first",
}
OUTCOME = "why the outcome was recorded so late"
RECEIPT = "why the receipt was recorded so late"


def _paper() -> models.ForeignKey:
    return models.ForeignKey(
        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="papers.paper"
    )


def _because(help_text: str) -> models.CharField:
    return models.CharField(blank=True, max_length=200, help_text=help_text)


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("casework", "0023_teams_and_sentences_follow_from_the_acts"),
        ("papers", "0004_kinds_of_scans"),
    ]
    operations: ClassVar = [
        *(
            operation
            for name in NO_SCAN
            for operation in (
                migrations.AddField(name, "scan", _paper()),
                migrations.AddField(name, "no_scan_because", _because(NO_SCAN[name])),
            )
        ),
        migrations.RunSQL("set constraints all immediate;" + SCANS_OF_BEFORE, migrations.RunSQL.noop),
        migrations.AddConstraint(
            "registrationform",
            models.CheckConstraint(
                name="registration_form_by_post_has_a_scan_or_says_why",
                condition=~Q(channel="post") | Q(scan__isnull=False) | ~Q(no_scan_because=""),
            ),
        ),
        migrations.AddField("familyneed", "late_because", _because(OUTCOME)),
        migrations.AddField("threefalsefinding", "late_because", _because(OUTCOME)),
        migrations.AddField("majorchange", "receipt_late_because", _because(RECEIPT)),
        migrations.AddField("sign", "receipt_late_because", _because(RECEIPT)),
        migrations.AddField(
            "enquiry",
            "told_up_on",
            models.DateField(help_text="when the district was told that nobody answers", null=True),
        ),
    ]
