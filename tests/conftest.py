"""Fixtures of the whole suite: a real PostgreSQL with the real roles, cloned fresh for every test that asks for one."""

import gc
import os
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
PLACEHOLDER = "postgresql://nobody@localhost:1/none"

# Django reads its settings once; the fixture `server` puts the real addresses in before anybody connects.
os.environ.update(
    DJANGO_SETTINGS_MODULE="anbang.site.settings",
    DATABASE_URL=PLACEHOLDER,
    DATABASE_OWNER_URL=PLACEHOLDER,
    DATABASE_OVERSEER_URL=PLACEHOLDER,
    DATABASE_AUDITOR_URL=PLACEHOLDER,
    ANBANG_SECRET_KEY="only-for-tests-only-for-tests-only-for-tests-only-for-tests",
    ANBANG_FOLDER=str(PROJECT / "var" / "test" / "folder"),
    ANBANG_TODAY="2026-11-05",
    ANBANG_INSTANCE="test",
)

import django  # noqa: E402
from django.conf import settings  # noqa: E402
from django.template import Template  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from tests.support.sharing import in_one_process  # noqa: E402

django.setup()
settings.PASSWORD_HASHERS = ["tests.support.people.HastyHasher"]
# Pages are rendered as the product renders them; whoever asks an answer for its `context` uses the fixture `contexts`.
as_the_product = Template._render  # type: ignore[attr-defined]
setup_test_environment()
Template._render = as_the_product  # type: ignore[attr-defined]

pytest_plugins = [
    "tests.support.database",
    "tests.support.people",
    "tests.support.signing",
    "tests.support.browser",
    "tests.support.memory",
    "tests.support.proofs",
    "tests.support.crew",
    "tests.support.post",
]


# What takes seconds to make, once for a process: whoever asks for it runs in the same one.
SHARED = ("built", "chromium", "kept", "twins", "whole", "world")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Long proofs run only when asked for by name; tests that share what is dear to make run in one process."""
    if "proof" not in config.option.markexpr:
        items[:] = [item for item in items if "proof" not in item.keywords]
    if hasattr(config, "workerinput"):
        in_one_process(items, SHARED)


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the collector of garbage need not walk through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
