"""The district as the data files tell it (clause 2.1)."""

import csv
from collections import Counter
from datetime import date
from importlib import resources
from itertools import pairwise

import pytest
from django.db import IntegrityError, connections
from django.db.models import Count
from django.test.utils import CaptureQueriesContext

from anbang.organisations.kinds import AreaKind, OfficeKind
from anbang.organisations.loading import load_district
from anbang.organisations.models import Area, Group, Office, OfficeName, Posting, Staff
from anbang.organisations.queries import find_institution

FIRST_DAY = date(2015, 8, 31)
DIVISIONS = resources.files("anbang.organisations") / "data" / "divisions.csv"


@pytest.fixture
def divisions():
    with DIVISIONS.open("r", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def codes(divisions, column, *kinds):
    return [row[column] for row in divisions if row["kind"] in kinds]


def test_the_district_has_six_subdistricts_and_fifteen_towns_with_156_villages(divisions):
    assert Counter(row["kind"] for row in divisions) == {
        "city": 1,
        "district": 1,
        "subdistrict": 6,
        "town": 15,
        "community": 64,
        "village": 92,
    }


def test_every_village_lies_in_a_town_and_every_town_in_the_district(divisions):
    towns = set(codes(divisions, "code_statistics", *AreaKind.towns()))
    assert {row["parent"] for row in divisions if row["kind"] in AreaKind.villages()} == towns
    assert {row["parent"] for row in divisions if row["kind"] in AreaKind.towns()} == {"500153"}


def test_no_code_stands_twice_within_its_system(divisions):
    for column in ("code_statistics", "code_civil_affairs"):
        given = [row[column] for row in divisions if row[column]]
        assert len(given) == len(set(given))


def test_a_village_is_named_once_within_its_town(divisions):
    named = Counter((row["parent"], row["name"]) for row in divisions)
    assert max(named.values()) == 1


def test_the_two_systems_disagree_on_all_but_three_towns(divisions):
    towns = [row for row in divisions if row["kind"] in AreaKind.towns()]
    agreeing = [row["name"] for row in towns if row["code_statistics"] == row["code_civil_affairs"]]
    assert agreeing == ["昌元街道", "安富街道", "龙集镇"]


def test_whoever_joins_on_the_town_code_gets_another_town(divisions):
    """The control: both systems use the same 21 codes, so a wrong join finds something every time and nobody notices."""
    by_statistics = {row["code_statistics"]: row["name"] for row in divisions}
    towns = [row for row in divisions if row["kind"] in AreaKind.towns()]
    assert {row["code_civil_affairs"] for row in towns} == {row["code_statistics"] for row in towns}
    assert by_statistics["500153002"] == "昌州街道"
    assert next(row["name"] for row in towns if row["code_civil_affairs"] == "500153002") == "广顺街道"


def test_villages_have_no_code_in_the_civil_affairs_series(divisions):
    assert set(codes(divisions, "code_civil_affairs", *AreaKind.villages())) == {""}


def test_loading_makes_the_areas_under_keys_of_our_own(database):
    assert Area.objects.filter(kind__in=AreaKind.towns()).count() == 21
    assert Area.objects.filter(kind__in=AreaKind.villages(), code_civil_affairs__isnull=True).count() == 156
    assert Area.objects.get(code_statistics="500153002").name == "昌州街道"
    assert Area.objects.get(code_civil_affairs="500153002").name == "广顺街道"


def test_every_town_has_its_five_offices_and_every_village_its_committee(database):
    in_towns = Office.objects.filter(area__kind__in=AreaKind.towns()).values("kind").annotate(count=Count("id"))
    assert {row["kind"]: row["count"] for row in in_towns.order_by()} == dict.fromkeys(
        ("town_government", "justice_office", "police_station", "civil_affairs", "political_legal"), 21
    )
    committees = Office.objects.filter(area__kind__in=AreaKind.villages())
    assert set(committees.values_list("kind", flat=True)) == {"village_committee"}
    assert committees.count() == 156


def test_the_district_has_bureau_aftercare_office_and_departments(database):
    kinds = Office.objects.filter(area__kind=AreaKind.DISTRICT).exclude(kind=OfficeKind.DETENTION_CENTRE)
    assert sorted(kinds.values_list("kind", flat=True)) == sorted(
        [
            *("justice_bureau", "aftercare_office", "political_legal", "public_security", "civil_affairs", "hrss"),
            *("health", "medical_insurance", "education", "housing", "market_regulation", "tax", "finance"),
        ]
    )


def test_justice_offices_and_the_aftercare_office_belong_to_the_bureau(database):
    below = Office.objects.filter(parent__kind=OfficeKind.JUSTICE_BUREAU)
    assert Counter(below.values_list("kind", flat=True)) == {"justice_office": 21, "aftercare_office": 1}


def test_subdistricts_have_an_office_and_towns_a_government(database):
    names = set(Office.objects.filter(kind=OfficeKind.TOWN_GOVERNMENT).values_list("name", flat=True))
    assert {"昌元街道办事处", "荣隆镇人民政府"} <= names


def test_a_department_renamed_by_the_reform_keeps_its_old_name_for_the_old_days(database):
    names = OfficeName.objects.filter(office__kind=OfficeKind.MARKET_REGULATION)
    assert names.on(FIRST_DAY).get().name == "荣昌区工商行政管理分局"
    assert names.on(date(2026, 11, 5)).get().name == "荣昌区市场监督管理局"
    assert Office.objects.get(kind=OfficeKind.MARKET_REGULATION).name == "荣昌区市场监督管理局"


def test_every_office_has_a_name_on_every_day_of_its_life(database):
    offices = Office.objects.prefetch_related("names")
    for office in offices:
        days = sorted((name.from_on, name.until_on) for name in office.names.all())
        assert days[0][0] == office.from_on
        assert days[-1][1] is None
        assert all(later[0].toordinal() == earlier[1].toordinal() + 1 for earlier, later in pairwise(days))
    assert len(offices) == 282


def test_medical_insurance_did_not_exist_when_the_policy_was_written(database):
    assert not Office.objects.on(FIRST_DAY).filter(kind=OfficeKind.MEDICAL_INSURANCE).exists()
    assert Office.objects.on(date(2026, 11, 5)).filter(kind=OfficeKind.MEDICAL_INSURANCE).exists()


def test_institutions_are_found_by_the_name_on_their_lists(database):
    assert find_institution("重庆市永川监狱", on=FIRST_DAY).kind == OfficeKind.PRISON
    assert find_institution("荣昌区看守所", on=FIRST_DAY).kind == OfficeKind.DETENTION_CENTRE


def test_loading_brings_no_groups_and_no_staff(database):
    assert not Group.objects.exists()
    assert not Staff.objects.exists()
    assert not Posting.objects.exists()


def everything():
    return [
        set(model.objects.using("owner").values_list())  # every column, so that a changed row is noticed too
        for model in (Area, Office, OfficeName)
    ]


def test_loading_twice_changes_nothing(database):
    before = everything()
    load_district()
    assert everything() == before


def test_loading_adds_what_is_missing_and_keeps_what_the_district_changed(database):
    renamed = Office.objects.using("owner").get(kind=OfficeKind.TAX)
    OfficeName.objects.using("owner").filter(office=renamed, until_on=None).update(name="区税务局")
    Office.objects.using("owner").filter(pk=renamed.pk).update(name="区税务局")
    gone = Office.objects.using("owner").get(name="重庆市九龙监狱")
    gone.delete(using="owner")
    load_district()
    assert Office.objects.get(kind=OfficeKind.TAX).name == "区税务局"
    assert Office.objects.filter(name="重庆市九龙监狱").count() == 1


def test_an_institution_renamed_by_the_district_is_not_made_anew(database):
    prison = Office.objects.using("owner").get(name="重庆市九龙监狱")
    OfficeName.objects.using("owner").filter(office=prison).update(until_on=date(2024, 12, 31))
    OfficeName.objects.using("owner").create(office=prison, name="重庆市新九龙监狱", from_on=date(2025, 1, 1))
    Office.objects.using("owner").filter(pk=prison.pk).update(name="重庆市新九龙监狱")
    load_district()
    assert Office.objects.filter(kind=OfficeKind.PRISON).count() == 7


def test_loading_asks_few_questions_whatever_the_size(database):
    with CaptureQueriesContext(connections["owner"]) as asked:
        load_district()
    assert len(asked) <= 12


def test_the_database_refuses_a_code_given_twice(database):
    town = Area.objects.using("owner").get(name="昌元街道")
    with pytest.raises(IntegrityError, match="area_code_statistics_is_unique"):
        Area.objects.using("owner").filter(name="安富街道").update(code_statistics=town.code_statistics)
