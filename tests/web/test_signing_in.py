"""Signing in: one plain sentence where it fails, and no word where the page says it itself."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.models import Staff
from anbang.site import settings as product
from anbang.web.middleware import LANGUAGE_COOKIE
from tests.support.people import PASSWORD, office, post

STOCK = ("Successfully", "还不能提交", "Not sent yet", "and/or")


@pytest.fixture
def username(database: str) -> str:
    by = post(Role.VILLAGE_CADRE, office(OfficeKind.VILLAGE_COMMITTEE))
    return Staff.objects.using("owner").get(pk=by.staff_id).username


def answer(language: str, **told: str) -> str:
    """What the page says after the form was sent."""
    client = Client(HTTP_HOST="localhost")
    client.cookies[LANGUAGE_COOKIE] = language
    return client.post(reverse("account_login"), told, follow=True).content.decode()


@pytest.mark.parametrize(
    ("language", "sentence"), [("zh-hans", "用户名或密码不对。"), ("en", "User name or password is wrong.")]
)
def test_a_wrong_password_is_answered_by_one_sentence(username: str, language: str, sentence: str):
    page = answer(language, login=username, password="wrong")
    assert f"<p>{sentence}</p>" in page
    assert [word for word in STOCK if word in page] == []


@pytest.mark.parametrize(
    ("language", "sentence"), [("zh-hans", "请填写用户名和密码。"), ("en", "Enter user name and password.")]
)
def test_an_empty_form_asks_for_both(database: str, language: str, sentence: str):
    assert f"<p>{sentence}</p>" in answer(language, login="", password="")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_whoever_is_in_sees_the_page_and_no_message(username: str, language: str):
    page = answer(language, login=username, password=PASSWORD)
    assert reverse("account_logout") in page, "signed in"
    assert 'role="status"' not in page
    assert [word for word in STOCK if word in page] == []


def test_the_product_stretches_passwords_although_the_suite_does_not():
    assert product.PASSWORD_HASHERS[0].endswith(".ScryptPasswordHasher")
    assert settings.PASSWORD_HASHERS != product.PASSWORD_HASHERS
