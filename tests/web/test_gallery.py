"""The page of all parts shows every part there is."""

import re

from django.urls import reverse

from anbang.web import gallery
from tests.web.planted import Planted, signed_in
from tests.web.texts import SOURCE

TEMPLATES = SOURCE / "web" / "templates"
PARTS = {file.stem for file in (TEMPLATES / "components").glob("*.html")}


def shown_in(source: str) -> set[str]:
    """The parts that a page is made of, and those of which these are."""
    found = set(re.findall(r"<c-([a-z]+)", source))
    within = {
        name for name in found & PARTS for name in shown_in((TEMPLATES / "components" / f"{name}.html").read_text())
    }
    return found | within


def test_every_part_is_shown():
    assert shown_in((TEMPLATES / "gallery.html").read_text()) >= PARTS


def test_control_a_part_that_is_not_shown_is_noticed():
    without = (TEMPLATES / "gallery.html").read_text().replace("<c-pages", "<div")
    assert PARTS - shown_in(without) == {"pages", "camera"}


def test_every_picture_and_every_tone_is_there(planted: Planted):
    page = signed_in(planted.seats["bureau clerk"]).get(reverse("gallery")).content.decode()
    for name in gallery.ICONS:
        assert f"#{name}" in page
    for tone in gallery.TONES:
        assert f"tag--{tone}" in page
    assert len(gallery.ICONS) > 40
