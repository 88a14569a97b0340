"""The page that gives the marked file back: of a file that could not be read there is none."""

import io
import zipfile

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from anbang.audit.models import Event
from anbang.exchange.batch import giving_back
from anbang.exchange.batch.models import Batch
from anbang.lib.workbook import UnreadableWorkbook
from anbang.organisations.acting import ActingStaff
from anbang.organisations.models import Staff
from anbang.papers.exports import NewExport, quoted_number, words_of_export
from anbang.papers.models import Export, ExportKind, Purpose
from tests.exchange import lists
from tests.exchange.test_marked_file import everything_in
from tests.support.signing import confirmed


@pytest.fixture
def bureau(clerk: ActingStaff) -> Client:
    """The bureau's clerk before the pages."""
    client = Client(HTTP_HOST="localhost")
    client.force_login(Staff.objects.get(pk=clerk.staff_id))
    return confirmed(client, clerk)


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
    assert bureau.post(address, IN_FULL).headers["Content-Type"].endswith("sheet")


def test_control_the_refusal_does_reach_the_page(clerk: ActingStaff):
    batch = lists.staged(UNREADABLE["a PDF"], by=clerk)
    with pytest.raises(UnreadableWorkbook):
        lists.given_back(batch.pk, by=clerk)


# What for is put on record first

IN_FULL = {"purpose": "correcting", "in_full": "on", "why_in_full": "改好再上传"}
NUMBERS = ("510231198506121232", "13800000000")


@pytest.fixture
def listed(clerk: ActingStaff) -> Batch:
    return lists.staged(
        [lists.person(1, 身份证号=NUMBERS[0], 出生日期="1985-06-12", 联系人=f"李某 {NUMBERS[1]}")], by=clerk
    )


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({}, "purpose"),
        ({"purpose": "correcting"}, "in_full"),
        ({"purpose": "correcting", "in_full": "on"}, "why_in_full"),
        ({"purpose": "other"}, "words"),
        ({"purpose": "hand_over"}, "purpose"),
    ],
)
def test_without_a_purpose_that_is_whole_there_is_no_file_and_no_row(bureau: Client, listed: Batch, told, field):
    response = bureau.post(reverse("marked_list", args=[listed.pk]), told)
    assert response.status_code == 422
    assert f"id_{field}_error" in response.content.decode()
    assert not Export.objects.using("owner").exists()


def test_the_row_is_there_before_the_file_and_stays_where_the_file_cannot_be_made(bureau, listed, monkeypatch):
    def fails(*_: object, **__: object) -> bytes:
        assert Export.objects.using("owner").count() == 1, "it is committed already"
        raise UnreadableWorkbook("takes_too_long", seconds=1)

    monkeypatch.setattr(giving_back, "marked_up", fails)
    assert bureau.post(reverse("marked_list", args=[listed.pk]), IN_FULL).status_code == 404
    event = Event.objects.using("owner").get(action="exported")
    export = Export.objects.using("owner").get()
    assert event.data == {
        "export": export.pk,
        "kind": "marked_list",
        "purpose": "correcting",
        "people": 1,
        "in_full": True,
        "about": listed.pk,
    }
    assert words_of_export(export) == {"purpose": "", "why_in_full": "改好再上传"}


def test_nothing_is_made_of_what_was_not_put_on_record(clerk: ActingStaff, listed: Batch):
    with pytest.raises(Export.DoesNotExist):
        giving_back.return_marked(1, by=clerk, on=clerk.today)


def test_control_where_no_row_is_asked_for_the_file_leaves_without_one(clerk: ActingStaff, listed: Batch, monkeypatch):
    of_no_row = Export(pk=1, about=listed.pk, in_full=True, exported_by_id=clerk.staff_id, exported_on=clerk.today)
    monkeypatch.setattr(giving_back, "own_export", lambda *_told, **_by: of_no_row)
    left = everything_in(giving_back.return_marked(1, by=clerk, on=clerk.today))
    assert NUMBERS[0] in left
    assert not Export.objects.using("owner").exists()


def test_its_numbers_are_masked_unless_somebody_says_why_not(bureau: Client, listed: Batch):
    address = reverse("marked_list", args=[listed.pk])
    masked = everything_in(bureau.post(address, {"purpose": "sender"}).content)
    whole = everything_in(bureau.post(address, IN_FULL).content)
    for number in NUMBERS:
        assert number not in masked
        assert number in whole, "the control"
    assert "510231********1232" in masked


def test_what_leaves_in_full_can_come_back_and_what_is_masked_cannot(clerk: ActingStaff, listed: Batch):
    back = lists.staged(lists.given_back(listed.pk, by=clerk), by=clerk)
    assert lists.outcomes(back) == lists.outcomes(listed)
    masked = NewExport(ExportKind.MARKED_LIST, Purpose.SENDER)
    assert lists.outcomes(lists.staged(lists.given_back(listed.pk, by=clerk, new=masked), by=clerk)) == ["refused"]


@pytest.mark.parametrize("told", [IN_FULL, {"purpose": "sender"}])
def test_the_file_says_who_took_it_out_and_its_name_says_nothing(
    bureau: Client, clerk: ActingStaff, listed: Batch, told
):
    response = bureau.post(reverse("marked_list", args=[listed.pk]), told)
    export = Export.objects.using("owner").get()
    assert (
        response.headers["Content-Disposition"]
        == f"attachment; filename=anbang-{quoted_number(export.pk, export.exported_on)}.xlsx"
    )
    book = load_workbook(io.BytesIO(response.content))
    account = Staff.objects.get(pk=clerk.staff_id).username
    for said in (book.properties.description, *(sheet.oddFooter.center.text for sheet in book)):
        assert (
            said
            == f"编号 {quoted_number(export.pk, export.exported_on)} · {clerk.office_name} · {account} · 2026年11月5日"
        )
