"""Fixtures of the pages: `planted` for whoever asks, `walked` for what was found on the way, `contexts` for whoever reads what a page was made of."""

import pytest
from django.template import Template
from django.test.utils import instrumented_test_render

from tests.web.planted import bed, planted
from tests.web.walking import walked

__all__ = ["bed", "planted", "walked"]


@pytest.fixture
def contexts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers have their `context`. To note it, every part of every page is copied: a tenth of the time that a page takes."""
    monkeypatch.setattr(Template, "_render", instrumented_test_render)
