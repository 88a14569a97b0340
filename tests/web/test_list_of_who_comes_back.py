"""A row about somebody who comes back, before the bureau's clerk: what it is, what confirming does, where the file is, in both languages."""

import pytest
from django.test import Client
from django.urls import reverse

from anbang.casework.care.actions import record_reoffence
from anbang.casework.models import Case
from anbang.organisations.acting import ActingStaff
from anbang.web.middleware import LANGUAGE_COOKIE
from tests.exchange import lists
from tests.exchange.returning import ENDED, again, another, released, reoffended
from tests.web.test_list_words import figures
from tests.web.test_lists import before, text_of


@pytest.fixture
def old(clerk: ActingStaff, assistant: ActingStaff) -> Case:
    """A case that has ended."""
    return reoffended(clerk, assistant)


WORDS = {
    "zh-hans": ("再次收押", "确认后在原档案中另立新案", "已在原档案中另立新案", "人再次收押，在原档案中另立新案"),
    "en": (
        "in custody again",
        "confirming opens a new case in the same file",
        "a new case was opened in the same file",
        "in custody again, a new case in their file",
    ),
}


@pytest.mark.parametrize("language", WORDS)
def test_the_row_says_what_it_is_before_and_after(clerk: ActingStaff, old: Case, language: str):
    is_what, will_be, was_done, counted = WORDS[language]
    batch = lists.staged([again(), lists.person(2)], by=another(clerk))
    bureau = before(clerk)
    bureau.cookies[LANGUAGE_COOKIE] = language
    page = text_of(bureau.get(reverse("list", args=[batch.pk])))
    assert is_what in page
    assert will_be in page
    assert reverse("case_file", args=[old.person_id]) in page
    assert figures(bureau, batch, language)[counted] == 1
    lists.confirm(batch, by=another(clerk))
    page = text_of(bureau.get(reverse("list", args=[batch.pk])))
    assert was_done in page
    assert will_be not in page


def test_control_of_a_row_that_only_changes_somebody_nothing_of_it_is_said(clerk: ActingStaff):
    lists.applied([lists.person(1)], by=another(clerk))
    batch = lists.staged([lists.person(1, 罪名="抢劫罪")], by=another(clerk))
    bureau: Client = before(clerk)
    page = text_of(bureau.get(reverse("list", args=[batch.pk])))
    assert "再次收押" not in page
    assert "另立新案" not in page


def test_a_row_at_fault_is_judged_again_when_it_is_submitted_as_it_is(clerk: ActingStaff, assistant: ActingStaff):
    case = released(clerk, assistant)
    batch = lists.staged([again()], by=another(clerk))
    (row,) = lists.rows_of(batch)
    bureau = before(clerk)
    page = bureau.get(reverse("correct_row", args=[row.pk]))
    assert "此人还在帮教中" in text_of(page)
    record_reoffence(case.pk, words="判决书", by=another(assistant, on=ENDED), on=ENDED)
    assert bureau.post(reverse("correct_row", args=[row.pk]), {}).status_code == 302
    assert lists.outcomes(batch) == ["returns"]
