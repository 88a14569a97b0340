"""`anbang manage check --deploy` has nothing to say of the product as it is served; whatever does not apply says why."""

import subprocess
import sys

import pytest
from django.conf import settings

from anbang.site.settings import NOT_FOR_US
from tests.conftest import PLACEHOLDER, PROJECT

REAL = {
    "ANBANG_SECRET_KEY": "a-Key-of-50-signs-with-many-different-ones-0123456789-xyz",
    "ANBANG_FOLDER": "nowhere",
    "ANBANG_HOSTS": "anbang.example",
    "ANBANG_HTTPS": "true",
    **dict.fromkeys(
        ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_OVERSEER_URL", "DATABASE_AUDITOR_URL"), PLACEHOLDER
    ),
}
CHECK = """
import sys, django
from django.conf import settings
settings.SILENCED_SYSTEM_CHECKS = [] if "loud" in sys.argv else settings.SILENCED_SYSTEM_CHECKS
django.setup()
from django.core.management import call_command
call_command("check", deploy=True, fail_level="WARNING")
"""


def check(*how: str, **other: str) -> subprocess.CompletedProcess[str]:
    """As another process checks itself, with these settings."""
    environment = {
        **REAL,
        "DJANGO_SETTINGS_MODULE": "anbang.site.settings",
        "PYTHONPATH": str(PROJECT / "src"),
        **other,
    }
    line = [sys.executable, "-c", CHECK, *how]
    return subprocess.run(line, env=environment, capture_output=True, text=True, check=False)


def test_as_it_is_served_there_is_nothing_to_say():
    answer = check()
    assert (answer.returncode, answer.stderr.count("WARNING")) == (0, 0), answer.stderr
    assert f"no issues ({len(NOT_FOR_US)} silenced)" in answer.stdout


def test_each_that_is_silenced_would_be_told_and_has_a_reason():
    answer = check("loud")
    told = {word.strip("():?") for word in answer.stderr.split() if ".W" in word}
    assert told == set(NOT_FOR_US) == set(settings.SILENCED_SYSTEM_CHECKS)
    assert all(len(reason) > 40 for reason in NOT_FOR_US.values())


@pytest.mark.parametrize("other", [{"ANBANG_HTTPS": "false"}, {"ANBANG_SECRET_KEY": "k" * 50}])
def test_control_what_is_missing_would_be_told(other: dict[str, str]):
    answer = check(**other)
    assert answer.returncode == 1
    assert "security.W" in answer.stderr
