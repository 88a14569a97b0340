"""The page that gives the marked file back: of a file that could not be read there is none."""

import io
import zipfile

import pytest
from django.test import Client
from django.urls import reverse

from anbang.exchange.batch import actions
from anbang.lib.workbook import UnreadableWorkbook
from anbang.organisations.acting import ActingStaff
from anbang.organisations.models import Staff
from tests.exchange import lists


@pytest.fixture
def bureau(clerk: ActingStaff) -> Client:
    """The bureau's clerk before the pages."""
    client = Client(HTTP_HOST="localhost")
    client.force_login(Staff.objects.get(pk=clerk.staff_id))
    return client


def bomb() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(52 * 1024 * 1024))
    return target.getvalue()


UNREADABLE = {
    "blank": b" \r\n ",
    "a PDF": b"%PDF-1.7\n1 0 obj\n",
    "a page": b"<html><table><tr><td>x</td></tr></table></html>",
    "encrypted": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000) + "EncryptedPackage".encode("utf-16-le"),
    "cut off": b"PK\x03\x04" + bytes(100),
    "a bomb": bomb(),
    "without a needed heading": lists.csv_of([lists.person(1)], without=["释放日期"]),
    "in UTF-16": lists.csv_of([lists.person(1)]).decode().encode("utf-16"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_of_a_list_that_could_not_be_read_there_is_no_marked_file(clerk: ActingStaff, bureau: Client, name: str):
    batch = lists.staged(UNREADABLE[name], by=clerk)
    assert batch.status == "failed"
    address = reverse("marked_list", args=[batch.pk])
    assert address not in bureau.get(reverse("list", args=[batch.pk])).content.decode()
    assert bureau.get(address).status_code == 404


def test_control_of_a_list_that_was_read_there_is_one(clerk: ActingStaff, bureau: Client):
    batch = lists.staged([lists.person(1)], by=clerk)
    address = reverse("marked_list", args=[batch.pk])
    assert address in bureau.get(reverse("list", args=[batch.pk])).content.decode()
    assert bureau.get(address).status_code == 200


def test_control_the_refusal_does_reach_the_page(clerk: ActingStaff):
    batch = lists.staged(UNREADABLE["a PDF"], by=clerk)
    with pytest.raises(UnreadableWorkbook):
        actions.return_marked(batch.pk, by=clerk, on=clerk.today)
