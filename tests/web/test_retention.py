"""Files that were kept long enough are decided about on a page, by two people who have just confirmed that it is them (LAW-1)."""

from datetime import date

import pytest
from django.urls import reverse

from anbang.casework.care.actions import record_death
from anbang.casework.models import Case
from anbang.casework.person.models import Person
from anbang.casework.retention.models import Disposal
from anbang.organisations.kinds import OfficeKind, Role
from tests.casework.retention import proposed_by_hand
from tests.support.crew import TODAY
from tests.support.people import office, post
from tests.web.planted import first_page_of, fresh, signed_in
from tests.web.test_matrix import text_of

OWNER = "owner"


@pytest.fixture
def proposed(database, assistant, clerk, take) -> Disposal:
    """Somebody died, and by the owner's hand the years have passed."""
    case = take()
    record_death(case.pk, words="死亡证明", by=clerk, on=TODAY)
    case = Case.objects.using(OWNER).get(pk=case.pk)
    return proposed_by_hand(case, closed_on=TODAY, kept_until=TODAY, proposed_on=date(2026, 11, 6))


@pytest.fixture
def officer(database):
    return post(Role.AFTERCARE_OFFICER, office(OfficeKind.AFTERCARE_OFFICE))


def page(by) -> str:
    return text_of(fresh(by).get(reverse("disposals")))


def test_one_decides_and_another_confirms_and_the_register_keeps_the_number(proposed, clerk, officer):
    name = Person.objects.using(OWNER).get(pk=proposed.person_id).name
    assert name in page(clerk)
    one = reverse("decide_disposal", args=[proposed.pk])
    assert fresh(clerk).post(one, {"decision": "dispose"}).status_code == 302
    assert "等另一人确认" in page(clerk)
    assert "同意销毁" not in page(clerk), "one alone disposes of nothing"
    assert "同意销毁" in page(officer)
    fresh(officer).post(reverse("confirm_disposal", args=[proposed.pk]), {"agreed": "yes"})
    after = page(officer)
    assert name not in after
    assert proposed.case_number in after
    assert not Person.objects.using(OWNER).filter(pk=proposed.person_id).exists()


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"decision": "keep"},
        {"decision": "keep", "reason": "wished"},
        {"decision": "keep", "reason": "wished", "until": "2026-11-05"},
        {"decision": "keep", "reason": "wished", "until": "some day"},
        {"decision": "burn"},
    ],
)
def test_half_a_decision_is_asked_for_again_and_nothing_happens(proposed, clerk, told):
    response = fresh(clerk).post(reverse("decide_disposal", args=[proposed.pk]), told)
    assert response.status_code == 422
    assert Disposal.objects.using(OWNER).get().decision == ""


def test_kept_on_it_waits_no_more(proposed, clerk):
    told = {"decision": "keep", "reason": "proceeding", "until": "2030-01-01"}
    assert fresh(clerk).post(reverse("decide_disposal", args=[proposed.pk]), told).status_code == 302
    assert "没有保存期满的档案" in page(clerk)


def test_the_one_who_decided_and_sends_the_confirmation_anyway_is_refused_in_words(proposed, clerk):
    fresh(clerk).post(reverse("decide_disposal", args=[proposed.pk]), {"decision": "dispose"})
    told = fresh(clerk).post(reverse("confirm_disposal", args=[proposed.pk]), {"agreed": "yes"}, follow=True)
    assert "要由另一人确认" in text_of(told)
    assert Person.objects.using(OWNER).filter(pk=proposed.person_id).exists()


def test_whoever_has_not_just_confirmed_that_it_is_them_is_asked_first(proposed, clerk):
    for name, args in (("disposals", []), ("decide_disposal", [proposed.pk])):
        assert "/again/" in signed_in(clerk).get(reverse(name, args=args)).headers["Location"]


def test_the_first_page_says_that_something_waits_to_whoever_decides(proposed, clerk, assistant):
    assert reverse("disposals") in first_page_of(fresh(clerk))
    assert reverse("disposals") not in first_page_of(fresh(assistant))


def test_a_closed_file_says_until_when_it_is_kept(proposed, clerk):
    file = text_of(fresh(clerk).get(reverse("case_file", args=[proposed.person_id])))
    assert "2027年11月5日归档" in file
    assert "保存到2036年11月5日" in file
