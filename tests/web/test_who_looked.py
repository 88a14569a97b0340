"""Who looked at the file is printed for the person: offices and posts, no names, and never that somebody read about signs (LAW-1, LAW-6)."""

import re

from django.db import connections
from django.test import Client

from anbang.audit.models import Look
from anbang.audit.recording import record_look
from anbang.casework.care.models import Sign
from anbang.organisations.acting import acting
from anbang.organisations.models import Staff
from anbang.web.steps.register import STEPS
from tests.web.matrix import CARED, HERE
from tests.web.planted import Planted, fresh
from tests.web.printing import article, printed


def person_of(planted: Planted, whose: str) -> int:
    return int(planted.arguments["case_file"][whose]["person_id"])


def sheet(client: Client, planted: Planted, whose: str) -> str:
    """What is printed."""
    return article(printed(client, person_of(planted, whose), "looks"))


def test_each_office_and_post_stands_there_with_what_it_opened_and_how_often(planted):
    clerk, assistant = fresh(planted.seats["bureau clerk"]), fresh(planted.seats["justice assistant"])
    before = sheet(assistant, planted, HERE)
    for _ in range(3):
        clerk.get(planted.address("case_file", HERE))
    told = sheet(assistant, planted, HERE)
    assert told != before
    row = re.search(r"<tr[^>]*>\s*<th[^>]*>荣昌区司法局</th>.*?</tr>", told, re.DOTALL)
    assert row is not None
    for words in ("司法局经办人", "档案"):
        assert words in row[0]
    looks = Look.objects.using("owner").filter(person_id=person_of(planted, HERE)).exclude(what="who looked").count()
    assert f"共被打开 {looks} 次" in told, "the print itself is none"


def test_it_names_nobody_who_looked(planted):
    assistant = planted.seats["justice assistant"]
    fresh(assistant).get(planted.address("case_file", HERE))
    assert Staff.objects.get(pk=assistant.staff_id).name not in sheet(fresh(assistant), planted, HERE)


def test_that_somebody_read_or_did_anything_about_signs_is_not_told(planted):
    client, person = fresh(planted.seats["justice assistant"]), person_of(planted, CARED)
    assert client.get(planted.address("signs", CARED)).status_code == 200
    of_signs = {step.slug for step in STEPS.values() if step.about is Sign}
    assert {"confirm-sign", "tell-police", "police-receipt"} <= of_signs
    by = planted.seats["bureau clerk"]
    with acting(by):
        for slug in (*of_signs, "note-sign"):
            record_look(person, f"step {slug}", by=by)
    told = sheet(client, planted, CARED)
    for words in ("苗头", "公安", *(str(STEPS[slug].title) for slug in of_signs)):
        assert words not in told
    assert "整份档案" in told


def test_what_is_printed_alike_stands_in_one_line(planted):
    client, person = fresh(planted.seats["justice assistant"]), person_of(planted, HERE)
    by = planted.seats["bureau clerk"]
    with acting(by):
        for what in ("case file", "signs", "step tell-police"):
            record_look(person, what, by=by)
    rows = re.findall(
        r"<th[^>]*>荣昌区司法局</th>\s*<td[^>]*>司法局经办人</td>\s*<td[^>]*>整份档案</td>",
        sheet(client, planted, HERE),
    )
    assert len(rows) == 1


def test_who_does_not_see_the_person_reads_none_of_the_looks_at_them_by_the_database_itself(planted):
    person = person_of(planted, HERE)
    fresh(planted.seats["bureau clerk"]).get(planted.address("case_file", HERE))
    with acting(planted.seats["justice assistant"]):
        assert Look.objects.filter(person_id=person).exists()
    with acting(planted.seats["justice assistant elsewhere"]):
        assert not Look.objects.filter(person_id=person).exists()


def test_control_without_row_security_the_neighbour_would(planted):
    fresh(planted.seats["bureau clerk"]).get(planted.address("case_file", HERE))
    with connections["owner"].cursor() as cursor:
        cursor.execute("alter table audit_look disable row level security")
    with acting(planted.seats["justice assistant elsewhere"]):
        assert Look.objects.filter(person_id=person_of(planted, HERE)).exists()


def test_of_whom_nobody_looked_at_there_is_no_empty_table(planted):
    told = sheet(fresh(planted.seats["justice assistant"]), planted, HERE)
    assert "共被打开 0 次" in told
    assert "<table" not in told
