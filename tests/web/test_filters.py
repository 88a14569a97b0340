"""The address is the filter of a list; a filter is kept under a name, by its keeper alone, in codes, and never names anybody."""

import re
from html import unescape

import pytest
from django.db import IntegrityError, connections
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from anbang.casework.charge.models import Caseworker
from anbang.casework.duty.models import Duty
from anbang.casework.person.models import Person
from anbang.organisations.acting import acting
from anbang.organisations.filters import filters_of, keep_filter
from anbang.organisations.kinds import FilteredList
from anbang.organisations.models import MOST_FILTERS, SavedFilter
from anbang.web.narrowing import KEYS, filter_of
from tests.support.crew import HOME, NEXT, District
from tests.web.planted import signed_in

OWNER = "owner"
TODAY_LIST, PEOPLE = FilteredList.TODAY, FilteredList.PEOPLE


def text(response: HttpResponse) -> str:
    return unescape(response.content.decode())


def chips(response: HttpResponse) -> dict[str, tuple[str, str]]:
    """Name → address and count."""
    found = re.findall(r'class="chip[^"]*" href="([^"]*)"[^>]*>([^<]+?) <b>([^<]+)</b>', text(response))
    return {name: (address, count) for address, name, count in found}


def sent(client: Client, shown: str, **told: str) -> HttpResponse:
    return client.post(reverse("keep_filter", args=[shown]), told)


@pytest.fixture
def client(district: District) -> Client:
    """The assistant, with people of two villages in two pairs of hands."""
    first, second = district.place(), district.place(number=1)
    cases = [district.in_care(registered=place) for place in (first, first, second)]
    district.in_care(NEXT)
    colleague = district.colleague()
    Caseworker.objects.using(OWNER).filter(case=cases[0]).update(staff=colleague.staff_id)
    return signed_in(district.assistant())


@pytest.mark.usefixtures("contexts")
def test_a_list_shows_what_its_address_asks_for_and_its_chips_count_it(district: District, client: Client):
    by, village = district.assistant(), district.place().area_id
    all_of_them = client.get(reverse("today")).context["page"].paginator.count
    for asked in (
        {"rule": "name_team"},
        {"place": village},
        {"hands": by.staff_id},
        {"place": village, "due": "overdue"},
    ):
        page = client.get(reverse("today"), asked)
        cases = {shown.duty.case_id for shown in page.context["duties"]}
        many = page.context["page"].paginator.count
        assert 0 < many == len(page.context["duties"]) < all_of_them, asked
        held = Caseworker.objects.using(OWNER).filter(case__in=cases, until_on__isnull=True)
        assert "hands" not in asked or set(held.values_list("staff_id", flat=True)) == {by.staff_id}
        assert "rule" not in asked or {shown.duty.rule for shown in page.context["duties"]} == {asked["rule"]}
        counts = {chip["label"]: int(chip["count"]) for chip in page.context["chips"]}
        assert asked.get("due") or counts.pop("全部") == sum(counts.values()) == many
    for asked, many in (
        ({"place": village}, 2),
        ({"hands": by.staff_id}, 2),
        ({"place": village, "hands": by.staff_id}, 1),
    ):
        page = client.get(reverse("people"), {**asked, "show": "in_care"})
        assert (page.context["page"].paginator.count, len(page.context["rows"])) == (many, many), asked
        assert next(chip["count"] for chip in page.context["chips"] if chip["here"]) == many
    # What is no filter of ours is as if it had not been asked.
    odd = {"rule": "x' or 1=1", "place": "９", "hands": "99999999999999999999", "due": "never", "whose": "nobody"}
    assert client.get(reverse("today"), odd).context["page"].paginator.count == all_of_them
    # Of other offices' work a place is where the office is.
    clerk = signed_in(district.clerk())
    others = [
        clerk.get(reverse("today"), {"whose": "others", **where}).context["page"].paginator.count
        for where in ({}, {"place": district.town(HOME)}, {"place": district.town(NEXT)})
    ]
    assert others[0] >= others[1] + others[2] > others[1] > 0


def test_a_filter_is_kept_found_again_counted_called_otherwise_and_let_go(district: District, client: Client):
    village = str(district.place().area_id)
    kept = sent(client, "people", do="keep", name="玉屏在帮", show="in_care", place=village, q="某1", found="1")
    assert kept.headers["Location"] == f"/people/?show=in_care&place={village}", "whom one looked for is not kept"
    sent(client, "people", do="keep", name="全部在帮", show="in_care")
    sent(client, "today", do="keep", name="我承办的", hands=str(district.assistant().staff_id))
    shown = client.get(reverse("filters", args=["people"]))
    assert chips(shown) == {
        "玉屏在帮": (f"/people/?show=in_care&place={village}", "2"),
        "全部在帮": ("/people/?show=in_care", "3"),
    }
    address, count = chips(client.get(reverse("filters", args=["today"])))["我承办的"]
    assert f">全部 <b>{count}</b>" in text(client.get(address))
    # Under the same name the newer filter stands; another name is given, and it goes.
    sent(client, "people", do="keep", name="全部在帮", show="in_custody")
    assert chips(client.get(reverse("filters", args=["people"])))["全部在帮"] == ("/people/?show=in_custody", "0")
    refused = sent(client, "people", do="rename", which="2", name="玉屏在帮")
    assert (refused.status_code, "已经有一个叫这个名称的" in text(refused)) == (422, True)
    assert sent(client, "people", do="rename", which="2", name="在押").status_code == 302
    assert sent(client, "people", do="remove", which="1").status_code == 302
    assert list(chips(client.get(reverse("filters", args=["people"])))) == ["在押"]
    # What can be kept no more is said, and what was typed stays.
    name = Person.objects.using(OWNER).earliest("id").name
    for told, words in (
        ({"name": f"{name}的村", "show": "lost"}, "名称里不要写人名"),
        ({"name": " ", "show": "lost"}, "请起一个名称"),
        ({"name": "没有条件"}, "没有可存的"),
        ({"name": "一" * 17, "show": "lost"}, "请起一个名称"),
    ):
        refused = sent(client, "people", do="keep", **told)
        assert (refused.status_code, words in text(refused)) == (422, True), told
    assert sent(client, "people", do="rename", which="12", name="无").status_code == 404
    assert sent(client, "nothing", do="keep", name="无").status_code == 404


def test_nobody_reads_or_changes_the_filters_of_another_and_the_database_keeps_them_few_and_in_codes(
    district: District, client: Client
):
    by, other = district.assistant(), district.colleague()
    for number in range(MOST_FILTERS):
        keep_filter(TODAY_LIST, f"第{number}个", "due=overdue", by=by)
    assert "最多存 12 个" in text(sent(client, "today", do="keep", name="再一个", due="week"))
    elsewhere = signed_in(other)
    assert chips(elsewhere.get(reverse("filters", args=["today"]))) == {}
    assert sent(elsewhere, "today", do="rename", which="1", name="别人的").status_code == 404
    sent(elsewhere, "today", do="remove", which="1")
    with acting(by, reading_only=True):
        assert len(filters_of(TODAY_LIST, for_staff=by)) == MOST_FILTERS
    seen = "select count(*) from organisations_savedfilter"
    with acting(other, reading_only=True), connections["default"].cursor() as cursor:
        cursor.execute(seen)
        assert cursor.fetchone()[0] == 0, "row security, whatever the query forgets"
    good = {"staff_id": other.staff_id, "shown": PEOPLE, "place": 1, "name": "名", "query": "show=lost"}
    for wrong, name in (
        ({"query": "q=张三"}, "saved_filter_keeps_codes_alone"),
        ({"query": "q=a b"}, "saved_filter_keeps_codes_alone"),
        ({"query": "/people/"}, "saved_filter_keeps_codes_alone"),
        ({"place": MOST_FILTERS + 1}, "saved_filters_are_few"),
        ({"name": ""}, "saved_filter_has_a_name"),
    ):
        with pytest.raises(IntegrityError, match=name):
            SavedFilter.objects.using(OWNER).create(**{**good, **wrong})
        with connections[OWNER].cursor() as cursor:  # the control: without it the row gets in
            cursor.execute(f"alter table organisations_savedfilter drop constraint {name}")
        SavedFilter.objects.using(OWNER).create(**{**good, **wrong}).delete(using=OWNER)
        with connections[OWNER].cursor() as cursor:
            model, constraints = SavedFilter, SavedFilter._meta.constraints
            cursor.execute(
                str(
                    next(c for c in constraints if c.name == name).create_sql(model, connections[OWNER].schema_editor())
                )
            )


def test_control_without_row_security_a_query_that_forgets_shows_them_to_another(district: District):
    keep_filter(TODAY_LIST, "我的", "due=overdue", by=district.assistant())
    with connections[OWNER].cursor() as cursor:
        cursor.execute("alter table organisations_savedfilter disable row level security")
    with acting(district.colleague(), reading_only=True), connections["default"].cursor() as cursor:
        cursor.execute("select count(*) from organisations_savedfilter")
        assert cursor.fetchone()[0] == 1


def test_a_filter_that_came_otherwise_than_by_us_leads_nowhere_else(district: District, client: Client):
    by = district.assistant()
    for number, query in enumerate(("next=http", "due=overdue&page=2", "rule=nothing_of_ours", "due=overdue"), start=1):
        SavedFilter.objects.using(OWNER).create(
            staff_id=by.staff_id, shown=TODAY_LIST, place=number, name=f"第{number}个", query=query
        )
    shown = client.get(reverse("filters", args=["today"]))
    assert {name: address for name, (address, _count) in chips(shown).items()} == {"第4个": "/?due=overdue"}
    assert "第1个" in text(shown), "it can still be let go"
    with acting(by, reading_only=True):
        every = {
            "whose": "others",
            "due": "week",
            "rule": "verify",
            "place": str(by.area_id),
            "hands": "1",
            "show": "lost",
        }
        for of, keys in KEYS.items():
            assert set(filter_of(of, every, by=by).told) <= set(keys)
    assert Duty.objects.using(OWNER).filter(office=by.office_id).exists()
