"""What hurried or hostile browsers send is answered in words, and never with a broken page."""

from urllib.parse import urlsplit
from wsgiref.types import WSGIApplication
from wsgiref.util import setup_testing_defaults

import pytest
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client
from django.urls import reverse
from django.utils.module_loading import import_string

from anbang.exchange.batch.status import BatchStatus
from anbang.organisations.acting import ActingStaff
from anbang.organisations.models import Staff
from anbang.site.turns import InTurn
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


# What a request says of its charset


FORM = "application/x-www-form-urlencoded"
NO_UTF_8 = ["utf-16", "utf-7", "cp037", "utf-8-sig", "utf8", "unicode_escape", "gbk", "idna", "none-such", ""]
NO_TEXT = ["hex", "base64", "rot13", "zlib", "quopri", "undefined", "punycode"]
ENTRY = "anbang.site.wsgi.application"
REFUSED = "浏览器发来的内容无法识别"
Answer = tuple[str, str]


def asked_outright(application: WSGIApplication, path: str, query: str, *, told: str, by: Client) -> Answer:
    """Ask as the server does: the test client breaks before the product is asked. Status and page."""
    cookies = "; ".join(f"{name}={one.value}" for name, one in by.cookies.items())
    environ = {
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "CONTENT_TYPE": told,
        "HTTP_COOKIE": cookies,
        "HTTP_HOST": "localhost",
    }
    setup_testing_defaults(environ)
    begun: list[str] = []
    page = b"".join(application(environ, lambda status, _headers, *_: begun.append(status)))
    return begun[0], page.decode()


@pytest.mark.parametrize("charset", [*NO_UTF_8, *NO_TEXT])
@pytest.mark.parametrize("kind", [FORM, "multipart/form-data; boundary=b", "text/plain"])
def test_what_is_not_said_to_be_utf_8_is_refused_in_our_words(bureau: Client, kind: str, charset: str):
    told = f"{kind}; charset={charset}"
    answer = bureau.generic("POST", reverse("account_login"), b"login=x", content_type=told)
    assert answer.status_code == 400
    assert REFUSED in answer.content.decode()
    assert answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("charset", [*(f"charset={one}" for one in (*NO_UTF_8, *NO_TEXT)), "charset*=none''utf-8"])
@pytest.mark.parametrize(("page", "query"), [("account_login", "next=/x"), ("people", "q=a")])
def test_with_a_query_it_is_refused_like_without(bureau: Client, page: str, query: str, charset: str):
    told = f"{FORM}; {charset}"
    status, words = asked_outright(import_string(ENTRY), reverse(page), query, told=told, by=bureau)
    assert status.startswith("400 ")
    assert REFUSED in words


def test_without_the_guard_django_breaks_outside_of_every_page(bureau: Client):
    with pytest.raises(LookupError, match="hex"):
        asked_outright(WSGIHandler(), reverse("people"), "q=a", told=f"{FORM}; charset=hex", by=bureau)


def test_control_a_query_without_a_charset_is_answered(bureau: Client):
    status, words = asked_outright(import_string(ENTRY), reverse("people"), "q=a", told="", by=bureau)
    assert status.startswith("200 ")
    assert REFUSED not in words


@pytest.mark.usefixtures("bureau")
def test_whatever_is_asked_of_the_product_is_asked_in_turn():
    assert isinstance(import_string(ENTRY), InTurn)


@pytest.mark.parametrize("charset", ["", "; charset=utf-8", "; charset=UTF-8", '; charset="utf-8"'])
def test_control_utf_8_is_read_said_or_not(bureau: Client, charset: str):
    answer = bureau.generic("POST", reverse("language"), b"language=en", content_type=FORM + charset)
    assert answer.cookies["language"].value == "en"


def test_the_refusal_speaks_the_language_that_was_chosen(bureau: Client):
    bureau.cookies["language"] = "en"
    answer = bureau.generic("POST", reverse("account_login"), b"login=x", content_type=f"{FORM}; charset=utf-16")
    assert "What the browser sent cannot be understood." in answer.content.decode()


# Too often


ATTEMPTS = 60


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "短时间内请求太多"), ("en", "There were too many requests in a short time.")]
)
def test_whoever_asks_too_often_is_told_so_in_our_frame(database: str, language: str, words: str):
    cache.clear()
    client = Client(HTTP_HOST="localhost")
    client.cookies["language"] = language
    answers = [client.post(reverse("account_signup"), {"username": "x"}) for _ in range(ATTEMPTS)]
    assert answers[0].status_code != 429, "the control: once is not too often"
    assert answers[-1].status_code == 429
    page = answers[-1].content.decode()
    assert words in page
    assert 'class="brand"' in page
    assert answers[-1].headers["Content-Language"] == language
    cache.clear()
