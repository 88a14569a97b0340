"""Tables say that they are tables, whatever a narrow screen makes of them; every page in the browser: `tests/browser/structure.py`."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

from anbang.web import tables
from anbang.web.tables import with_roles

TEMPLATES = sorted(Path(tables.__file__).with_name("templates").rglob("*.html"))
CELLS = re.compile(r"<(?:table|thead|tbody|tr|td|th)\b(?:\{%.*?%\}|\{\{.*?\}\}|[^>])*>", re.DOTALL)


def test_every_part_of_a_table_says_what_it_is():
    told = '<table class="t"><thead><tr><th scope="col">a</th></tr></thead><tbody><tr{% if a > b %} id="x"{% endif %}><th\n scope="row">b</th><td>c</td></tr></tbody></table>'
    assert re.findall(r'role="(\w+)"', with_roles(told)) == [
        *("table", "rowgroup", "row", "columnheader", "rowgroup", "row", "rowheader", "cell")
    ]
    assert re.sub(r' role="\w+"', "", with_roles(told)) == told, "and nothing else is changed"
    assert with_roles('<td role="presentation"><time><thing>') == '<td role="presentation"><time><thing>'


def test_no_table_of_the_templates_is_left_out():
    parts = [part for path in TEMPLATES for part in CELLS.findall(with_roles(path.read_text(encoding="utf-8")))]
    assert [part for part in parts if "role=" not in part] == []
    assert len(parts) > 500


def test_templates_are_read_that_way_and_without_it_they_say_nothing(monkeypatch: pytest.MonkeyPatch):
    """And the control: the loader is what does it."""
    template = get_template("lists/rows.html").template
    assert 'role="columnheader"' in template.source
    monkeypatch.setattr(tables, "with_roles", str)
    assert "role=" not in tables.Loader(template.engine).get_contents(template.origin)
