"""What every form keeps to: nothing typed is lost unasked, days are written as people write them, and what is wrong is said in one place."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import translation

from anbang.casework.custody.models import OutboundForm
from anbang.web.intake.fields import Day, WrittenDay
from anbang.web.once import FIELD
from anbang.web.steps.helping import Month
from anbang.web.steps.register import STEPS
from tests.support.people import TODAY
from tests.web.answers import OPENS, expected
from tests.web.entries import PAGES
from tests.web.matrix import CARED, SEATS
from tests.web.planted import Planted, fresh
from tests.web.test_sent_twice import key_in

TEMPLATES = Path(__file__).parents[2] / "src" / "anbang" / "web" / "templates"
FORM = re.compile(r"<form\b[^>]*>.*?</form>", re.DOTALL)
WRITTEN_INTO = re.compile(
    r"<c-field|<c-choices|<c-upload|<textarea|<select|steps/field\.html|parts/day_field\.html"
    r'|<input(?![^>]*type="(?:hidden|checkbox|radio|search)")'
)
# Signing in, and codes and passwords, are asked for again and not kept by anybody.
OF_SIGNING_IN = ("account/", "mfa/")
# The name under which a filter is kept, and what is done with rows that stand ticked in view.
BESIDE_A_LIST = ("filters/part.html", "together/bar.html")
NATIVE = re.compile(r"""type["']?\s*[=:]\s*["'](?:date|month|time|week|datetime-local)["']""")


def unguarded(templates: dict[str, str]) -> Iterator[str]:
    """Forms into which something is written and that may be left without a word."""
    for name, text in templates.items():
        for form in FORM.findall(text):
            head = form[: form.index(">") + 1]
            is_written = 'method="post"' in head and WRITTEN_INTO.search(form)
            if (
                is_written
                and "data-guard" not in head
                and "data-find" not in form
                and not name.startswith(OF_SIGNING_IN + BESIDE_A_LIST)
            ):
                yield name


def every_template() -> dict[str, str]:
    return {str(file.relative_to(TEMPLATES)): file.read_text(encoding="utf-8") for file in TEMPLATES.rglob("*.html")}


def test_whoever_leaves_a_form_that_they_wrote_into_is_asked_first():
    templates = every_template()
    assert sum(len(FORM.findall(text)) for text in templates.values()) > 60
    assert list(unguarded(templates)) == []


def test_control_without_its_mark_every_such_form_is_noticed():
    stripped = {name: text.replace(" data-guard", "") for name, text in every_template().items()}
    assert len(set(unguarded(stripped))) > 25


def test_no_field_shows_a_day_in_the_language_of_the_browser():
    """But the calendar beside a written day, which shows nothing."""
    found = [
        name
        for name, text in every_template().items()
        for line in NATIVE.finditer(text)
        if "data-pick" not in text[line.start() : line.start() + 120]
    ]
    found += [file.name for file in (TEMPLATES.parent).rglob("*.py") if NATIVE.search(file.read_text(encoding="utf-8"))]
    assert found == []
    assert NATIVE.search('attrs={"type": "date"}'), "the control"


@pytest.mark.parametrize(("language", "written"), [("zh-hans", "2026年11月3日"), ("en", "2026-11-03")])
def test_a_day_stands_in_its_field_as_it_is_read_again(language, written):
    with translation.override(language):
        field = Day()
        assert WrittenDay().format_value(date(2026, 11, 3)) == written
        assert WrittenDay().format_value("20261103") == written
        assert WrittenDay().format_value("三号") == "三号", "what is no day stays as it was typed"
        assert field.clean(written) == date(2026, 11, 3)
        assert f'value="{written}"' in field.widget.render("on", date(2026, 11, 3), {"max": "2026-11-05"})


def test_a_month_is_written_either_way():
    assert [Month().clean(told) for told in ("2026年5月", "2026-5", "2026.05")] == ["2026-05"] * 3


def test_every_step_that_is_sent_empty_says_in_one_place_what_is_missing(planted: Planted):
    clients = {seat: fresh(by) for seat, by in planted.seats.items()}
    looked_at = 0
    for slug, step in STEPS.items():
        name = f"take_step {slug}"
        if step.about is not None:
            continue
        seats = (seat for seat in SEATS if expected(SEATS[seat], PAGES[name], CARED, fresh=True) == OPENS)
        client = clients[next(seats)]
        answer = client.post(planted.address(name, CARED), {"on": "", "words": "留着的话"})
        page = answer.content.decode()
        if "这一步不由您的单位办理" in page:
            continue
        looked_at += 1
        assert (answer.status_code, 'id="errors"' in page) == (422, True), slug
        assert 'name="words"' not in page or "留着的话" in page, slug
    assert looked_at > 25


def test_a_form_for_another_county_that_is_sent_twice_is_noted_once(planted: Planted):
    client, address = fresh(planted.seats["clerk of another institution"]), reverse("outbound")
    told = {"name": "外地人", "id_number": "", "registered": "四川省隆昌市", "addressed_to": "隆昌市司法局"}
    told |= {"channel": "post", "admitted_on": TODAY.isoformat(), FIELD: key_in(client.get(address))}
    before = OutboundForm.objects.using("owner").count()
    assert [client.post(address, told).status_code for _ in range(2)] == [302, 302]
    assert OutboundForm.objects.using("owner").count() == before + 1
