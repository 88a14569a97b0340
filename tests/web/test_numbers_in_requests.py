"""A number that comes by hand, in an address or the name of a field, is answered however long or odd it is."""

from urllib.parse import urlencode

import pytest
from django.urls import reverse

from anbang.coordination.office.models import OfficeAct
from anbang.web.numbers import MOST_DIGITS, number_of
from tests.support.people import TODAY
from tests.web.planted import fresh

ODD = ["9" * 4400, "9" * 30, "9" * MOST_DIGITS, "٣", "²", "-1", ""]
ENCODED = "application/x-www-form-urlencoded"


@pytest.mark.parametrize("number", ODD)
def test_an_enquiry_that_is_none_opens_an_empty_form(planted, number):
    client = fresh(planted.seats["justice assistant"])
    assert client.get(reverse("on_the_spot"), {"enquiry": number}).status_code == 200


@pytest.mark.parametrize("number", ODD)
def test_who_came_to_a_lesson_is_nobody_whom_no_key_names(planted, number):
    client = fresh(planted.seats["justice assistant"])
    told = urlencode({"on": TODAY.isoformat(), "words": "学习", f"presence-{number}": "attended"})
    answer = client.post(reverse("record_office_act", args=["lesson"]), told, content_type=ENCODED)
    assert answer.status_code in (302, 422)


@pytest.mark.parametrize("number", ODD)
def test_a_page_of_a_list_that_is_none_is_answered(planted, number):
    client = fresh(planted.seats["bureau clerk"])
    assert (
        client.get(planted.address("list", next(iter(planted.arguments["list"]))), {"page": number}).status_code == 200
    )


def test_control_a_number_is_read():
    assert [number_of(text) for text in ("7", "007", *ODD)] == [7, 7, None, None, 10**MOST_DIGITS - 1, *[None] * 4]


def test_control_a_lesson_with_nobody_named_is_recorded(planted):
    before = OfficeAct.objects.using("owner").count()
    told = {"on": TODAY.isoformat(), "words": "学习"}
    fresh(planted.seats["justice assistant"]).post(reverse("record_office_act", args=["lesson"]), told)
    assert OfficeAct.objects.using("owner").count() == before + 1
