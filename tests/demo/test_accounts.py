"""The printed accounts."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from anbang.demo.accounts import ACCOUNTS, PASSWORD
from anbang.organisations.kinds import Role
from anbang.organisations.models import Staff


def test_every_role_has_an_account():
    assert {account.role for account in ACCOUNTS} == set(Role)


def test_user_names_are_short_lower_case_and_given_once():
    names = [account.username for account in ACCOUNTS]
    assert len(set(names)) == len(names)
    assert all(name.isascii() and name.islower() and name.isalnum() and len(name) <= 10 for name in names)


def test_the_password_passes_the_validators_for_every_account():
    for account in ACCOUNTS:
        validate_password(PASSWORD, Staff(username=account.username, name=account.name))


def test_a_password_that_everybody_uses_does_not_pass():
    with pytest.raises(ValidationError):
        validate_password("password1", Staff(username="clerk", name="李文静"))


def test_every_account_says_in_both_languages_what_it_shows():
    for account in ACCOUNTS:
        assert account.zh.endswith("。")
        assert account.en.endswith(".")
