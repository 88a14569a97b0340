"""Why an office has a duty of its own reads as sentences, in both languages, on the page to which its list of duties leads."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from html import unescape

import pytest
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from anbang.casework.duty.models import Duty
from anbang.coordination.morning.models import Morning
from anbang.coordination.office.actions import begin_rounds, record_office_act, set_key_period
from anbang.coordination.office.models import KeyPeriod, OfficeActKind, OfficeRounds
from anbang.coordination.office.why import why_an_office
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.models import Office, Staff
from anbang.web.office.why import reasons_of
from tests.support.people import TODAY, office, post

TOWN = "昌元街道"
Sentences = Callable[[str], list[str]]


@pytest.fixture
def leader(database: str) -> ActingStaff:
    """The aftercare office, in a district whose offices are judged from today on and in which a key period began."""
    by = post(Role.AFTERCARE_OFFICER, office(OfficeKind.AFTERCARE_OFFICE))
    with acting(by):
        begin_rounds(list(Office.objects.order_by("id")), since=TODAY, today=TODAY)
    set_key_period("秋收", begins_on=TODAY, ends_on=TODAY + timedelta(days=9), by=by)
    return by


@pytest.fixture
def assistant(leader: ActingStaff) -> ActingStaff:
    """The justice assistant of a town."""
    return post(Role.JUSTICE_ASSISTANT, office(OfficeKind.JUSTICE_OFFICE, TOWN))


@pytest.fixture
def reader(assistant: ActingStaff) -> Client:
    client = Client(HTTP_HOST="localhost")
    client.force_login(Staff.objects.get(pk=assistant.staff_id))
    return client


def owed(rule: str, at: int | None = None) -> Duty:
    found = Duty.objects.using("owner").filter(case=None, rule=rule).select_related("office__area").order_by("id")
    return (found.filter(office=at) if at else found)[0]


def told(rule: str, by: ActingStaff, *, language: str = "zh-hans") -> list[str]:
    """The reasons of a duty of that kind, of the reader's office where it has one."""
    own = Duty.objects.using("owner").filter(case=None, rule=rule, office=by.office_id)
    duty = owed(rule, by.office_id if own.exists() else None)
    with acting(by, reading_only=True), override(language):
        found = why_an_office(duty, on=TODAY)
        return list(reasons_of(found, duty, by=by)) if found else []


def test_a_round_reads_as_sentences_that_end_with_what_was_done(assistant: ActingStaff):
    assert told("liaison", assistant) == [
        "这件事按日历每期都有；这一期从2026年11月1日开始，到2026年11月30日为止。",
        "本单位的这些期限从2026年11月5日起计，更早的不算。",
        "按文件规定，司法所与派出所 1 个月至少对接一次，所以最迟2026年11月30日办结。",
        "还没有登记“与派出所对接”。",
    ]
    assert told("liaison", assistant, language="en") == [
        "The calendar asks for this in each period; this one runs from 1 November 2026 to 30 November 2026.",
        "These duties of the office count from 5 November 2026; nothing earlier is held against it.",
        (
            "The document gives 1 month in which justice office and police station meet at least once;"
            " so it is due by 30 November 2026."
        ),
        "“Liaison with the police station” is not recorded yet.",
    ]


def test_a_key_period_reads_as_sentences(assistant: ActingStaff):
    assert told("educate_in_key_period", assistant) == [
        "区里设定了重点时期“秋收”，从2026年11月5日到2026年11月14日。",
        "本单位的这些期限从2026年11月5日起计，更早的不算。",
        "2026年11月5日重点时期开始，所以有了这件事。",
        "重点时期最后一日：2026年11月14日。",
        "所以最迟2026年11月14日办结。",
        "还没有登记“重点时期教育”。",
    ]


def test_control_without_the_key_period_there_are_no_reasons(assistant: ActingStaff, reader: Client):
    address = reverse("why_office", args=[owed("educate_in_key_period", assistant.office_id).pk])
    assert "秋收" in reader.get(address).content.decode()
    KeyPeriod.objects.using("owner").all().delete()
    assert told("educate_in_key_period", assistant) == []
    page = reader.get(address).content.decode()
    assert "秋收" not in page
    assert "现在的规则不再要求它" in page


def test_control_what_was_recorded_changes_the_last_sentence(assistant: ActingStaff):
    record_office_act(OfficeActKind.LIAISON, assistant.office_id, by=assistant, on=TODAY)
    assert told("liaison", assistant)[-1] == "2026年11月5日办了“与派出所对接”，这件事就此办结。"


def test_courses_are_counted(leader: ActingStaff):
    jobs = office(OfficeKind.HRSS)
    by = post(Role.DEPARTMENT_OFFICER, jobs)
    assert told("skill_courses", by)[-2:] == ["每期要办 2 次。", "还没有登记“技能培训”。"]
    record_office_act(OfficeActKind.SKILL_COURSE, jobs.pk, by=by, on=TODAY)
    assert told("skill_courses", by)[-1] == "已登记“技能培训” 1 次，还差 1 次。"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_duty_of_an_office_reads_as_few_sentences(leader: ActingStaff, language: str):
    rules = set(Duty.objects.using("owner").filter(case=None).values_list("rule", flat=True))
    assert len(rules) == 10
    for rule in sorted(rules):
        found = told(rule, leader, language=language)
        assert 4 <= len(found) <= 7, rule
        assert len(set(found)) == len(found)
        for sentence in found:
            assert sentence[-1] in "。."
            assert "几" not in sentence, "a figure was not put in"


def links(page: str) -> Iterator[str]:
    """Where the list of duties leads."""
    yield from map(unescape, re.findall(r'href="(/office/duties/[\w-]+/why/)"', page))


def test_the_list_of_an_office_leads_to_the_reasons_of_each_of_its_duties(reader: Client, assistant: ActingStaff):
    page = reader.get(reverse("office")).content.decode()
    assert '<span class="more">秋收</span>' in page, "which key period it is about"
    addresses = list(links(page))
    owes = Duty.objects.using("owner").filter(case=None, office=assistant.office_id).count()
    assert len(addresses) == owes > 2
    for address in addresses:
        page = reader.get(address).content.decode()
        assert "所以最迟" in page
        assert "各办各的；昌元街道的司法所就是" in page
        assert "登记：" in page, "the button that leads to its form"


def test_the_district_reads_it_and_has_no_form_for_it(leader: ActingStaff):
    client = Client(HTTP_HOST="localhost")
    client.force_login(Staff.objects.get(pk=leader.staff_id))
    meeting = client.get(reverse("why_office", args=[owed("joint_meeting_town").pk])).content.decode()
    assert "牵头，它也可以登记；办件仍是镇街的。" in meeting
    assert "登记：" not in meeting


def test_the_district_opens_what_a_town_left_undone(leader: ActingStaff, assistant: ActingStaff):
    client = Client(HTTP_HOST="localhost")
    client.force_login(Staff.objects.get(pk=leader.staff_id))
    town = office(OfficeKind.JUSTICE_OFFICE, TOWN).area
    assert town is not None
    opened = f"?year=2026&amp;town={town.pk}#undone"
    assert opened not in client.get(reverse("district_office")).content.decode(), "nothing is undone yet"
    late = Duty.objects.using("owner").filter(case=None, office=assistant.office_id)
    late.exclude(rule="hold_education").update(opens_on=TODAY - timedelta(days=35), due_on=TODAY - timedelta(days=5))
    assert opened in client.get(reverse("district_office")).content.decode()
    page = client.get(reverse("district_office"), {"year": 2026, "town": town.pk}).content.decode()
    undone = page[page.index('id="undone"') : page.index('id="chart"')]
    assert set(links(undone)) == {reverse("why_office", args=[pk]) for pk in _pks(late.exclude(rule="hold_education"))}
    first = next(links(undone))
    assert first == reverse("why_office", args=[late.get(rule="educate_in_key_period").pk]), "it can still be done"
    assert client.get(reverse("district_office"), {"year": "x", "town": "0"}).status_code == 200


@pytest.mark.usefixtures("contexts")
def test_an_earlier_year_is_shown_by_itself(leader: ActingStaff):
    client = Client(HTTP_HOST="localhost")
    client.force_login(Staff.objects.get(pk=leader.staff_id))
    assert "?year=2025" not in client.get(reverse("district_office")).content.decode()
    OfficeRounds.objects.using("owner").update(since_on=TODAY.replace(year=2025))
    assert "?year=2025" in client.get(reverse("district_office")).content.decode()
    justice = office(OfficeKind.JUSTICE_OFFICE, TOWN)
    by = post(Role.JUSTICE_ASSISTANT, justice)
    told = {"on": TODAY.replace(year=2025), "late_because": "补录"}
    record_office_act(OfficeActKind.LIAISON, justice.pk, by=by, **told)
    for year, liaisons in ((2025, 1), (2026, 0)):
        towns = client.get(reverse("district_office"), {"year": year}).context["towns"]
        assert sum(town.liaisons for town, _people in towns) == liaisons


def test_the_district_reads_what_the_comparing_of_this_morning_found(leader: ActingStaff):
    client = Client(HTTP_HOST="localhost")
    client.force_login(Staff.objects.get(pk=leader.staff_id))
    page = reverse("district_office")
    assert "一份一份与规则核对" not in client.get(page).content.decode(), "not yet"
    come = Morning.objects.using("owner").create(on=TODAY, swept_at=timezone.now(), swept=12)
    assert "全部档案一份一份与规则核对：全部一致。" in client.get(page).content.decode()
    come.differed = [7]
    come.save(using="owner")
    told = client.get(page).content.decode()
    assert "12" not in told[told.index("一份一份与规则核对") - 40 :][:80], (
        "how many there are would tell how many are closed"
    )
    assert "全部一致" not in told
    assert "1 份不一致，已更正" in told


def _pks(duties: QuerySet[Duty]) -> list[int]:
    return list(duties.values_list("pk", flat=True))


def test_what_was_missed_stands_folded_and_leads_to_its_reasons(assistant: ActingStaff, reader: Client):
    missed = Duty.objects.using("owner").filter(case=None, office=assistant.office_id, rule="liaison")
    # As if its rounds had begun a month earlier.
    missed.update(opens_on=TODAY - timedelta(days=35), due_on=TODAY - timedelta(days=5))
    page = reader.get(reverse("office")).content.decode()
    folded = page[page.index('<details class="fold"') :]
    assert "到期没有办的 1 项" in folded
    assert next(links(folded)) == reverse("why_office", args=[missed.get().pk])
