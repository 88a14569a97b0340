"""What hurried or hostile browsers send is answered in words, and never with a broken page."""

from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from anbang.exchange.batch.status import BatchStatus
from anbang.organisations.acting import ActingStaff
from anbang.organisations.models import Staff
from tests.exchange import lists

MANY_DIGITS = "9" * 5000


@pytest.fixture
def bureau(clerk: ActingStaff) -> Client:
    """The bureau's clerk before the pages."""
    client = Client(HTTP_HOST="localhost")
    client.force_login(Staff.objects.get(pk=clerk.staff_id))
    return client


@pytest.mark.parametrize("asked", ["\0", "张\0三", "%", "_", "'\"", "\ud800".encode("utf-8", "surrogatepass")])
def test_any_search_has_an_answer(bureau: Client, asked: str):
    assert bureau.get(reverse("people"), {"q": asked}).status_code == 200


@pytest.mark.parametrize(
    "wanted", ["foo", "case_file", "account_logout", "//elsewhere.example/", "https://elsewhere.example/"]
)
def test_a_step_leads_back_to_pages_of_ours_only(bureau: Client, wanted: str):
    answer = bureau.post(reverse("language"), {"language": "en", "next": wanted})
    assert answer.status_code == 302
    assert urlsplit(answer.headers["Location"]).netloc == ""
    assert answer.headers["Location"] == reverse("today")


def test_control_a_page_of_ours_is_gone_back_to(bureau: Client):
    answer = bureau.post(reverse("language"), {"language": "en", "next": reverse("people")})
    assert answer.headers["Location"] == reverse("people")


@pytest.mark.parametrize("chosen", [MANY_DIGITS, "٣", "-1", ""])
def test_a_posting_that_is_none_is_no_posting(bureau: Client, chosen: str):
    assert bureau.post(reverse("posting"), {"posting": chosen}).status_code == 302
    assert bureau.get(reverse("lists")).status_code == 200


def test_a_form_that_was_not_ours_is_refused_in_our_words(clerk: ActingStaff):
    strict = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
    strict.force_login(Staff.objects.get(pk=clerk.staff_id))
    answer = strict.post(reverse("language"), {"language": "en"})
    assert answer.status_code == 403
    assert "页面放得太久" in answer.content.decode()


@pytest.mark.parametrize("typed", ["张\0三", "原" * 100_000, "\u202e"])
def test_any_correction_has_an_answer(bureau: Client, clerk: ActingStaff, typed: str):
    batch = lists.staged([lists.person()], by=clerk)
    page = reverse("correct_row", args=[lists.rows_of(batch)[0].pk])
    for column in ("姓名", "原判刑期", "释放日期"):
        assert bureau.post(page, {column: typed}).status_code in (302, 422)
    assert lists.now(batch).status == BatchStatus.STAGED
    assert bureau.post(page, {"原判刑期": MANY_DIGITS + "年"}).status_code == 422


@pytest.mark.parametrize("page", ["lists", "people", "today"])
def test_whoever_asks_for_the_head_of_a_page_is_answered_like_its_reader(bureau: Client, page: str):
    assert bureau.head(reverse(page)).status_code == bureau.get(reverse(page)).status_code == 200


@pytest.mark.parametrize("charset", ["utf-16", "utf-7", "gbk", "none-such", "idna"])
def test_a_form_in_another_charset_is_read_or_refused(clerk: ActingStaff, charset: str):
    strict = Client(HTTP_HOST="localhost", enforce_csrf_checks=True, raise_request_exception=False)
    strict.force_login(Staff.objects.get(pk=clerk.staff_id))
    told = f"application/x-www-form-urlencoded; charset={charset}"
    answer = strict.generic("POST", reverse("language"), b"language=en", content_type=told)
    assert answer.status_code in (400, 403)
