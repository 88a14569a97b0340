"""What stands in view where it is needed: the visit on every file in care, and what was said of a transfer before it is answered."""

import pytest
from django.urls import reverse

from anbang.casework.care.actions import propose_transfer_again, return_transfer
from anbang.casework.care.reaching import HowToReach, change_contact
from anbang.casework.models import Case
from anbang.casework.visit.actions import NewVisit, record_visit
from anbang.organisations.acting import ActingStaff
from anbang.organisations.days import day_in_words
from anbang.web.steps import page as steps
from tests.support.crew import HOME, NEXT, TODAY, District, days
from tests.web.planted import signed_in

ASKED_AGAIN, RETURNED = "房东和邻居都认得他", "两次上门没有见到人"


def shown(by: ActingStaff, name: str, *about: object) -> str:
    answer = signed_in(by).get(reverse(name, args=about))
    assert answer.status_code == 200
    return answer.content.decode()


def in_view(page: str) -> str:
    """What stands under "now" and is not folded away."""
    return page.split('aria-labelledby="now"', 1)[1].split("<details", 1)[0]


@pytest.fixture
def asked_again(district: District) -> Case:
    """Somebody whom the other office sent back once and is asked to take again."""
    case, by = district.in_care(), district.assistant(HOME)
    district.moved(case, on=TODAY - days(5))
    return_transfer(case.pk, words=RETURNED, by=district.assistant(NEXT), on=TODAY - days(4))
    propose_transfer_again(case.pk, words=ASKED_AGAIN, by=by, on=TODAY - days(2))
    return case


def test_a_visit_is_recorded_from_every_file_whether_or_not_one_is_due(district: District):
    case = district.in_care()
    page = shown(district.assistant(), "case_file", case.person_id)
    visit = reverse("take_step", args=[case.person_id, "visit"])
    assert visit in in_view(page)
    card = page.split('aria-labelledby="now"', 1)[1].split("</section>", 1)[0]
    assert card.count(f'"{visit}"') == 1, "and not a second time among the others"


def test_the_form_of_a_visit_says_when_somebody_was_visited_last_and_no_other_form_tells_of_others(
    district: District, monkeypatch
):
    case, by = district.in_care(), district.assistant()

    def main(slug: str) -> str:
        return shown(by, "take_step", case.person_id, slug).partition("<main")[2]

    assert "上次" not in main("visit")
    record_visit(case.pk, NewVisit("在家"), by=by, on=TODAY)
    change_contact(case.pk, HowToReach("13900000000"), by=by, on=TODAY)
    assert f"上次{day_in_words(TODAY)}" in main("visit")
    assert "上次" not in main("contact"), "what others recorded may not be the reader's to know"
    monkeypatch.setattr(steps, "_last", lambda _step, _standing: TODAY)
    assert "上次" in main("contact"), "the control"


def test_whoever_answers_a_transfer_reads_what_was_said_of_it(district: District, asked_again: Case):
    for step in ("accept-transfer", "return-transfer"):
        page = shown(district.assistant(NEXT), "take_step", asked_again.person_id, step)
        assert ASKED_AGAIN in page
        assert RETURNED in page


def test_control_without_it_the_form_says_nothing(
    district: District, asked_again: Case, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(steps, "OF_TRANSFERS", frozenset())
    page = shown(district.assistant(NEXT), "take_step", asked_again.person_id, "accept-transfer")
    assert ASKED_AGAIN not in page


def test_a_step_that_answers_no_transfer_tells_nothing_of_any(district: District, asked_again: Case):
    assert ASKED_AGAIN not in shown(district.assistant(HOME), "take_step", asked_again.person_id, "note")
