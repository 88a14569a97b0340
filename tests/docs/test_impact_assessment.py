"""The impact assessment names every table that tells of a person, in both languages."""

import re

import pytest
from django.apps import apps

from tests.docs.reading import text_of

PAGES = ("docs/impact-assessment.md", "docs/impact-assessment.zh-CN.md")
# A person by another name, or told by what they belong to.
ALSO = {"Person", "StagedRow", "OutboundForm"}


def tables_about_a_person() -> set[str]:
    """Our tables with a column that says whose a row is."""
    found = set(ALSO)
    for model in apps.get_models():
        if not model.__module__.startswith("anbang."):
            continue
        columns = {field.column for field in model._meta.concrete_fields}
        if columns & {"person_id", "case_id"}:
            found.add(model.__name__)
    return found


def told(page: str) -> set[str]:
    rows = "\n".join(line for line in page.splitlines() if line.startswith("|"))
    return set(re.findall(r"`([A-Z]\w+)`", rows))


@pytest.mark.parametrize("page", PAGES)
def test_every_table_about_a_person_is_in_the_assessment_and_no_other(page):
    assert told(text_of(page)) == tables_about_a_person()


def test_control_a_table_left_out_is_noticed():
    page = text_of(PAGES[0]).replace("`Sign`, ", "")
    assert tables_about_a_person() - told(page) == {"Sign"}


def test_both_languages_have_the_same_rows():
    rows = [[line.count("|") for line in text_of(page).splitlines() if line.startswith("|")] for page in PAGES]
    assert rows[0] == rows[1]
