"""Whom of the family to reach: kept sealed with the registration form, shown to those who see it, compared like any column."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from anbang.casework.custody.contact import contact_of
from anbang.casework.custody.models import RegistrationForm
from anbang.exchange.batch import comparison
from anbang.exchange.batch.actions import undo_batch
from anbang.exchange.batch.sealed_rows import open_content
from anbang.lib.sealing import SealBroken
from anbang.organisations.acting import acting
from anbang.organisations.models import Staff
from tests.exchange.lists import applied, child, outcomes, person, rows_of, staged
from tests.support.people import TODAY

SISTER = {"联系人": "姐姐王某英 13911112222"}
EARLIER = TODAY - timedelta(days=30)


def form() -> RegistrationForm:
    return RegistrationForm.objects.using("owner").get()


# Kept


def test_the_contact_of_a_list_is_kept_with_the_registration_form(clerk):
    applied([person(1, **SISTER)], by=clerk)
    assert contact_of(form()) == SISTER["联系人"]


def test_a_list_that_names_nobody_leaves_the_form_without_one(clerk):
    applied([person(1, 联系人="")], by=clerk)
    assert (form().contact_sealed, contact_of(form())) == (None, "")


def test_it_lies_sealed_and_opens_in_its_own_form_alone(clerk):
    applied([person(1, **SISTER), person(2)], by=clerk)
    first, second = RegistrationForm.objects.using("owner").order_by("id")
    assert "王某英".encode() not in first.contact_sealed
    assert contact_of(first) == SISTER["联系人"], "control: it opens where it belongs"
    second.contact_sealed = first.contact_sealed
    with pytest.raises(SealBroken):
        contact_of(second)


# Shown


def pages_on_the_form(by) -> list[str]:
    """The page that verifies, and the papers in the file."""
    client = Client(HTTP_HOST="localhost")
    client.force_login(Staff.objects.get(pk=by.staff_id))
    file = reverse(
        "case_file", args=[RegistrationForm.objects.using("owner").select_related("case").get().case.person_id]
    )
    answers = [client.get(reverse("verify", args=[form().pk])), client.get(file, {"tab": "papers"})]
    assert [answer.status_code for answer in answers] == [200, 200]
    return [answer.content.decode() for answer in answers]


def test_whoever_verifies_reads_whom_to_ask(clerk, assistant):
    applied([person(1, **SISTER)], by=clerk)
    assert all("联系人" in page and SISTER["联系人"] in page for page in pages_on_the_form(assistant))


def test_control_without_a_contact_the_pages_name_none(clerk, assistant):
    applied([person(1, 联系人="")], by=clerk)
    assert not any("联系人" in page for page in pages_on_the_form(assistant))


def test_the_contact_of_a_closed_file_is_for_those_named_alone(clerk, assistant, neighbour):
    applied([child()], by=clerk)
    with acting(assistant):
        assert contact_of(RegistrationForm.objects.get()) == "母亲李某莲"
    for staff in (clerk, neighbour):
        with acting(staff):
            assert not RegistrationForm.objects.exists()


def test_control_without_row_security_the_clerk_would_read_it(server, database, clerk, assistant):
    applied([child()], by=clerk)
    with server.as_superuser(database) as connection:
        connection.execute("alter table casework_registrationform disable row level security")
    # Past the manager, which asks the act too.
    with acting(clerk):
        assert contact_of(RegistrationForm._base_manager.get()) == "母亲李某莲"


# Compared


def test_two_rows_that_differ_in_the_contact_alone_are_new_and_changed(clerk):
    batch = applied([person(1), person(1, **SISTER)], by=clerk)
    assert outcomes(batch) == ["new", "update"]
    assert contact_of(form()) == SISTER["联系人"]


def test_somebody_in_the_register_is_changed_by_another_contact_and_not_by_the_same(clerk):
    applied([person(1), person(2)], by=clerk, on=EARLIER)
    batch = staged([person(1), person(2, **SISTER)], by=clerk)
    assert outcomes(batch) == ["same", "update"]
    assert open_content(rows_of(batch)[1]).changes == {"contact": [person(2)["联系人"], SISTER["联系人"]]}


def test_control_were_the_contact_not_compared_nothing_would_change(clerk, monkeypatch):
    applied([person(1)], by=clerk, on=EARLIER)
    others = tuple(name for name in comparison.COMPARED if name != "contact")
    monkeypatch.setattr(comparison, "COMPARED", others)
    assert outcomes(staged([person(1, **SISTER)], by=clerk)) == ["same"]


@pytest.mark.parametrize("before", [person(1)["联系人"], ""], ids=["another", "nobody"])
def test_a_changed_contact_is_changed_back(clerk, before):
    applied([person(1, 联系人=before)], by=clerk, on=EARLIER)
    batch = applied([person(1, **SISTER)], by=clerk)
    assert contact_of(form()) == SISTER["联系人"]
    undo_batch(batch.pk, by=clerk, on=TODAY)
    assert contact_of(form()) == before
