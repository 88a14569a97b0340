"""Addresses name rows about people by references that tell nothing."""

from collections.abc import Iterator

import pytest
from django.test import override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import IntConverter

from anbang.web import references
from anbang.web.references import KINDS, address_about, number_behind, number_told, reference
from tests.web.matrix import HERE
from tests.web.planted import Planted, fresh

# What is about nobody in care may be counted: lists, offices, their years and acts, staff, places, documents, passkeys.
COUNTED = {
    *("batch_id", "act_id", "period_id", "base_id", "staff_id", "area_id", "posting_id", "document_id", "pk"),
    # A remark names nobody; a page is one of a paper.
    *("feedback_id", "number"),
}
LARGEST = 2**63 - 1


@pytest.mark.parametrize("number", [0, 1, 90_001, 1_000_000_000, LARGEST])
def test_a_reference_leads_to_its_row_and_to_no_other_kind(number: int):
    told = reference("person", number)
    assert number_behind("person", told) == number
    assert number_told("paper", told) is None
    assert str(number) not in told or number < 10


def test_the_next_row_has_a_reference_that_is_like_no_other():
    told = [reference("duty", number) for number in range(1, 200)]
    assert len(set(told)) == len(told)
    assert sorted(told) != told
    assert {len(one) for one in told} == {references.SIGNS}


@pytest.mark.parametrize("told", ["", "7", "A" * 31, "A" * 32, "-" * 32, "?" * 32, "Ａ" * 32, "\0" * 32])
def test_what_is_no_reference_names_nothing(told: str):
    assert number_told("person", told) is None


def test_a_sign_that_is_changed_names_nothing():
    told = reference("person", 7)
    for place, sign in enumerate(told):
        assert number_told("person", f"{told[:place]}{'B' if sign == 'A' else 'A'}{told[place + 1 :]}") is None


def test_another_installation_has_others():
    told = reference("person", 7)
    with override_settings(SECRET_KEY="of-another-installation"):
        assert reference("person", 7) != told
        assert number_told("person", told) is None


@pytest.mark.parametrize(("view", "kind"), [("case_file", "person"), ("one_of_mine", "person"), ("why", "duty")])
@pytest.mark.parametrize("number", [0, 7, LARGEST])
def test_the_address_of_a_row_of_a_list_is_the_one_that_every_other_way_finds(view: str, kind: str, number: int):
    assert address_about(view, kind, number) == reverse(view, args=[number])
    with override_settings(SECRET_KEY="of-another-installation"):
        assert address_about(view, kind, number) == reverse(view, args=[number])


def test_a_kind_that_nobody_registered_is_refused():
    with pytest.raises(ValueError, match="somebody"):
        reference("somebody", 1)


def patterns(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            yield from patterns(one)
        else:
            yield one


def counted() -> set[str]:
    """The parts of addresses that are mere numbers."""
    told = (getattr(one.pattern, "converters", {}) for one in patterns())
    return {name for parts in told for name, part in parts.items() if isinstance(part, IntConverter)}


def test_no_address_names_a_row_about_somebody_by_its_number():
    assert counted() <= COUNTED


def test_control_the_reading_finds_what_is_counted():
    assert "batch_id" in counted()


def test_every_kind_of_an_address_is_registered():
    used = {
        part.kind
        for one in patterns()
        for part in getattr(one.pattern, "converters", {}).values()
        if hasattr(part, "kind")
    }
    assert used <= set(KINDS)
    assert len(used) > 10


def test_a_file_is_found_by_its_reference_alone(planted: Planted):
    client, address = fresh(planted.seats["justice assistant"]), planted.address("case_file", HERE)
    assert client.get(address).status_code == 200
    number = number_behind("person", address.split("/")[2])
    assert client.get(f"/people/{number}/").status_code == 404
    assert address == reverse("case_file", args=[number])
