"""What a password must be, told in words, at the form and wherever one is made."""

import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import override

from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.models import Staff
from anbang.site import settings as product
from anbang.web.signing.passwords import kinds_of_signs
from tests.support.people import PASSWORD, office, post
from tests.support.signing import by_the_form

GOOD = "Fruehling-am-Fluss"
WHO = Staff(username="li.wenjing", name="李文静")


@pytest.mark.parametrize(
    "password", ["Abcdefgh12", "abcdefgh-12", "ABCDEFGH-12", "Abcdefg-hi", "春眠不觉晓Abc1234", GOOD]
)
def test_ten_signs_of_three_kinds_are_accepted(password: str):
    validate_password(password, WHO)
    assert product.SHORTEST_PASSWORD >= 8, "as the law has it, at least"


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("Abcdef-12", "至少要 10 个字符"),
        ("abcdefgh12", "三类"),
        ("ABCDEFGHIJ-", "三类"),
        ("1234567890-", "三类"),
        ("Li.Wenjing1", "用户名"),
    ],
)
def test_what_is_too_little_is_told(password: str, words: str):
    with override("zh-hans"), pytest.raises(ValidationError) as refused:
        validate_password(password, WHO)
    assert words in "".join(refused.value.messages)


def test_kinds_are_counted():
    assert [kinds_of_signs(told) for told in ("", "a", "aA", "aA1", "aA1-", "文", "a文1")] == [0, 1, 2, 3, 4, 1, 3]


@pytest.mark.parametrize(
    ("new", "sentence"),
    [
        ("abcdefghij", "密码要有三类字符"),
        (GOOD, "新密码不能与现在的密码相同。"),
    ],
)
def test_the_form_tells_it_and_keeps_the_old_one(database: str, new: str, sentence: str):
    by = post(Role.VILLAGE_CADRE, office(OfficeKind.VILLAGE_COMMITTEE))
    Staff.objects.filter(pk=by.staff_id).update(password=make_password(GOOD))
    client = by_the_form(by, GOOD)
    told = {"oldpassword": GOOD, "password1": new, "password2": new}
    assert sentence in client.post(reverse("account_change_password"), told).content.decode()
    assert Staff.objects.get(pk=by.staff_id).check_password(GOOD)


def test_whoever_changes_it_stays_here_and_is_out_elsewhere(database: str):
    by = post(Role.VILLAGE_CADRE, office(OfficeKind.VILLAGE_COMMITTEE))
    here, there = by_the_form(by), by_the_form(by)
    told = {"oldpassword": PASSWORD, "password1": GOOD, "password2": GOOD}
    assert here.post(reverse("account_change_password"), told).status_code == 302
    assert here.get("/").status_code == 200
    assert there.get("/").status_code == 302
    assert not Staff.objects.get(pk=by.staff_id).password_is_temporary
