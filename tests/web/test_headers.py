"""What every answer tells the browser: on pages, parts of pages, errors, redirects, downloads and static files alike."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import reverse

from anbang.web.headers import OURS, UNUSED
from anbang.web.middleware import LANGUAGE_COOKIE
from tests.conftest import PLACEHOLDER, PROJECT
from tests.web.matrix import HERE, LISTS
from tests.web.planted import Planted, fresh, stranger_at_the_door

EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

SETTING_THEM = {
    "anbang.web.headers.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
}


@pytest.fixture
def answers(planted: Planted) -> dict[str, HttpResponse]:
    """One answer of each kind."""
    clerk, stranger = fresh(planted.seats["bureau clerk"]), stranger_at_the_door()
    assistant = fresh(planted.seats["justice assistant"])
    with override_settings(ALLOWED_HOSTS=["localhost"]):
        another_host = Client(HTTP_HOST="elsewhere.example", raise_request_exception=False).get("/")
    return {
        "page": clerk.get("/"),
        "file": assistant.get(planted.address("case_file", HERE)),
        "part": clerk.get(planted.address("list_progress", LISTS[0]), HTTP_HX_REQUEST="true"),
        "json": clerk.get(reverse("how_long")),
        "form that came back": clerk.post(planted.address("lists", ""), {"institution": ""}),
        "redirect": clerk.post(reverse("posting"), {}),
        "sign-in": stranger.get(reverse("account_login")),
        "to the sign-in": stranger.get("/"),
        "kept": stranger.post(planted.address("lists", ""), {"institution": "1"}),
        "password": clerk.get(reverse("account_change_password")),
        "codes": clerk.get(reverse("mfa_view_recovery_codes")),
        "not there": clerk.get("/nowhere/"),
        "not for them": clerk.get(planted.address("answers", "")),
        "not so": clerk.post("/"),
        "bad request": stranger.post("/", b"x", content_type="text/plain; charset=utf-16"),
        "another host": another_host,
        "workbook": clerk.post(planted.address("marked_list", LISTS[0]), {"purpose": "sender"}),
        "codes to keep": clerk.get(reverse("mfa_download_recovery_codes")),
        "health": stranger.get("/health"),
        "static": stranger.head(staticfiles_storage.url("anbang.js")),
        "no static": stranger.get("/static/none.js"),
    }


def test_the_answers_are_what_they_are_called(answers: dict[str, HttpResponse]):
    """The control: each kind was reached."""
    assert {name: answer.status_code for name, answer in answers.items() if answer.status_code != 200} == {
        **dict.fromkeys(("not there", "not for them", "no static"), 404),
        **dict.fromkeys(("redirect", "to the sign-in"), 302),
        "not so": 405,
        "bad request": 400,
        "another host": 400,
        "form that came back": 422,
        "kept": 401,
    }
    assert answers["workbook"].headers["Content-Disposition"].startswith("attachment")


def test_every_answer_has_them(answers: dict[str, HttpResponse]):
    for kind, answer in answers.items():
        assert {name: answer.headers.get(name) for name in EVERYWHERE} == EVERYWHERE, kind
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy, kind
        assert "frame-ancestors 'none'" in policy, kind
        assert "camera=()" in answer.headers["Permissions-Policy"], kind


def test_nothing_but_static_files_is_kept_by_anybody(answers: dict[str, HttpResponse]):
    for kind, answer in answers.items():
        kept = "max-age=31536000" in answer.headers["Cache-Control"]
        assert kept == (kind == "static"), kind
        assert ("no-store" in answer.headers["Cache-Control"]) != kept, kind


def test_control_without_what_sets_them_no_answer_has_them_and_all_is_kept(planted: Planted):
    without = [name for name in settings.MIDDLEWARE if name not in SETTING_THEM]
    assert len(settings.MIDDLEWARE) - len(without) == len(SETTING_THEM)
    with override_settings(MIDDLEWARE=without):
        page = fresh(planted.seats["justice assistant"]).get(planted.address("case_file", HERE))
    assert page.status_code == 200
    assert [name for name in (*EVERYWHERE, "Permissions-Policy") if name in page.headers] == []
    assert "no-store" not in page.headers.get("Cache-Control", "")


def test_what_no_script_may_use_and_what_ours_may(answers: dict[str, HttpResponse]):
    told = dict(part.split("=") for part in answers["page"].headers["Permissions-Policy"].split(", "))
    assert told == {**dict.fromkeys(UNUSED, "()"), **dict.fromkeys(OURS, "(self)")}


def test_cookies_are_for_ourselves_alone(planted: Planted):
    client = stranger_at_the_door()
    client.get(reverse("account_login"))
    assert client.cookies[settings.CSRF_COOKIE_NAME]["samesite"] == "Lax"
    client.post(reverse("language"), {"language": "en"})
    for name in (settings.CSRF_COOKIE_NAME, LANGUAGE_COOKIE):
        assert client.cookies[name]["httponly"], f"a script could read {name}"
    session = fresh(planted.seats["bureau clerk"]).cookies[settings.SESSION_COOKIE_NAME]
    assert settings.SESSION_COOKIE_SAMESITE == "Lax"
    assert session["httponly"] or settings.SESSION_COOKIE_HTTPONLY


# Behind a proxy with TLS, as the product is served


SERVED = """
import json, django
django.setup()
from django.test import Client
from django.contrib.staticfiles.storage import staticfiles_storage
from django.conf import settings
def told(answer):
    return {"status": answer.status_code, **dict(answer.headers)}
client = Client(HTTP_HOST="anbang.example", REMOTE_ADDR="127.0.0.1", raise_request_exception=False)
over = {"HTTP_X_FORWARDED_PROTO": "https", "HTTP_X_FORWARDED_FOR": "203.0.113.9, 198.51.100.7"}
from anbang.web.signing.adapter import address_of
from django.test import RequestFactory
print(json.dumps({
    "over TLS": told(client.get("/account/signup/", **over)),
    "static": told(client.head(staticfiles_storage.url("anbang.js"), **over)),
    "plain": told(client.get("/account/login/")),
    "health": told(client.get("/health")),
    "address": address_of(RequestFactory(REMOTE_ADDR="127.0.0.1").get("/", **over)),
    "cookies": [settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE],
}))
"""


def served(**more: str) -> dict[str, dict[str, str]]:
    """The answers of the product as another process serves it, without a database."""
    names = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_OVERSEER_URL", "DATABASE_AUDITOR_URL")
    told = {
        **dict.fromkeys(names, PLACEHOLDER),
        "ANBANG_SECRET_KEY": "k" * 50,
        "ANBANG_FOLDER": "nowhere",
        "ANBANG_HOSTS": "anbang.example",
        "DJANGO_SETTINGS_MODULE": "anbang.site.settings",
        "PATH": "",
        "PYTHONPATH": str(PROJECT / "src"),
    }
    line = [sys.executable, "-c", SERVED]
    answer = subprocess.run(line, env={**told, **more}, cwd=Path.cwd(), capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    told_back: dict[str, dict[str, str]] = json.loads(answer.stdout)
    return told_back


def test_over_tls_the_browser_is_told_to_come_by_tls_alone():
    told = served(ANBANG_HTTPS="true")
    for kind in ("over TLS", "static"):
        assert told[kind]["status"] == 200
        assert told[kind]["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert told["plain"]["status"] == 301
    assert told["plain"]["Location"] == "https://anbang.example/account/login/"
    assert told["health"]["status"] == 500, (
        "asked on the loopback, it is no place to be sent on from; there is no database here"
    )
    assert told["cookies"] == [True, True]
    assert told["address"] == "198.51.100.7", "what the proxy tells, and not what the visitor says of themselves"


def test_control_without_tls_nothing_of_the_kind_is_told_and_nobody_is_believed():
    told = served()
    assert told["plain"]["status"] == 200
    assert all("Strict-Transport-Security" not in told[kind] for kind in ("over TLS", "static", "plain"))
    assert told["address"] == "127.0.0.1"
