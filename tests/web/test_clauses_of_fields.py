"""A field opens the clause that asks for it. What is known of a household is asked for clause by clause: in view is what one asks next, everything else is folded, and nothing wrong is hidden."""

import re
from html import unescape

import pytest
from django.http import HttpResponse
from django.urls import reverse

from anbang.casework.models import Act, Case
from anbang.policy import clause
from anbang.web.steps.facts import by_clause
from tests.support.crew import TODAY, District, days
from tests.web.planted import signed_in

PART = re.compile(
    r'<details class="fold"(?P<open> open)?>(?P<inside>.*?)</details>\s*(?=<details class="fold"|<div class="field)',
    re.DOTALL,
)
ADDRESS = "household"


@pytest.fixture
def in_care(district: District) -> Case:
    """Somebody of whose household nothing is known."""
    return district.in_care(since=TODAY - days(40))


def shown(district: District, case: Case, **told: object) -> HttpResponse:
    """The form; as it comes back where something was sent."""
    address = reverse("take_step", args=[case.person_id, ADDRESS])
    client = signed_in(district.assistant())
    return client.post(address, {"on": TODAY.isoformat(), **told}) if told else client.get(address)


def parts_in(answer: HttpResponse) -> dict[str, tuple[bool, str]]:
    """Title of a part → whether it is open, and how many are known."""
    found = {}
    for part in PART.finditer(answer.content.decode()):
        title, known = re.findall(r"<span[^>]*>([^<]*)</span>", part["inside"])[:2]
        found[unescape(title)] = (bool(part["open"]), known)
    return found


def titles(*clauses: str) -> set[str]:
    return {clause(one).title_zh for one in clauses}


def opened(answer: HttpResponse) -> set[str]:
    return {title for title, (is_open, _known) in parts_in(answer).items() if is_open}


def test_only_what_one_asks_next_is_in_view(district: District, in_care: Case):
    answer = shown(district, in_care)
    assert set(parts_in(answer)) == titles(*by_clause())
    assert opened(answer) == titles("2.4.1.1")
    for asked in by_clause():
        assert reverse("clause", args=[asked]) in answer.content.decode()


def test_what_is_known_is_counted_and_folded(district: District, in_care: Case):
    sent = shown(district, in_care, fact_income_per_head="300", fact_assets_within_limits="yes", fact_disabled="no")
    assert sent.status_code == 302
    answer = shown(district, in_care)
    assert opened(answer) == titles("2.4.1.2")
    told = parts_in(answer)
    assert told[clause("2.4.1.1").title_zh][1].startswith("2/2")
    assert told[clause("2.4.1.2").title_zh][1].startswith("1/4")


def test_what_is_wrong_is_in_view_wherever_it_stands(district: District, in_care: Case):
    answer = shown(district, in_care, fact_supporter="nobody of the list", fact_income_per_head="300")
    assert answer.status_code == 422
    assert opened(answer) >= titles("2.4.1.2")
    assert not Act.objects.using("owner").filter(case=in_care, kind="facts").exists()


def test_a_field_opens_the_clause_that_asks_for_it_and_on_a_village_telephone_nothing_says_what_for(
    district: District, in_care: Case
):
    address = reverse("take_step", args=[in_care.person_id, "visit"])
    in_the_office = signed_in(district.assistant()).get(address).content.decode()
    fieldset = in_the_office.partition('id="id_needs"')[2].partition("</fieldset>")[0]
    assert clause("2.4.1").citation in fieldset
    in_the_village = signed_in(district.cadre(district.place())).get(address).content.decode()
    assert 'id="id_needs"' in in_the_village
    assert clause("2.4.1").citation not in in_the_village
