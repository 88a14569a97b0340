"""A file that is larger than a list may be is refused in words at its field, and no more of it is kept than the limit."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import StopFutureHandlers
from django.test import Client
from django.urls import reverse

from anbang.exchange.batch.models import Batch
from anbang.lib.workbook import LIMITS
from anbang.organisations.acting import ActingStaff
from anbang.organisations.models import Staff
from anbang.web import forms, uploads

SMALL = 4096
MEGABYTES = f"文件超过 {LIMITS.file_bytes // 1048576} MB"


class Limits:
    """A limit that a test can pass without sixty megabytes."""

    file_bytes = SMALL


@pytest.fixture
def clerk_before_the_page(clerk: ActingStaff, monkeypatch: pytest.MonkeyPatch) -> Client:
    """The bureau's clerk, and a limit of four kilobytes."""
    for module in (forms, uploads):
        monkeypatch.setattr(module, "LIMITS", Limits)
    client = Client(HTTP_HOST="localhost")
    client.force_login(Staff.objects.get(pk=clerk.staff_id))
    return client


def hand_in(client: Client, size: int, institution_id: int) -> tuple[int, str]:
    """Status and text of the answer to a file of so many bytes."""
    file = SimpleUploadedFile("list.csv", b"x" * size)
    answer = client.post(reverse("lists"), {"institution": institution_id, "file": file})
    return answer.status_code, answer.content.decode()


def test_a_file_over_the_limit_is_refused_at_its_field(clerk_before_the_page: Client, warder: ActingStaff):
    status, shown = hand_in(clerk_before_the_page, SMALL + 1, warder.office_id)
    assert status == 422
    assert MEGABYTES in shown
    assert not Batch.objects.using("owner").exists()


def test_control_a_file_of_just_the_limit_comes_in_whole(clerk_before_the_page: Client, warder: ActingStaff):
    status, _ = hand_in(clerk_before_the_page, SMALL, warder.office_id)
    assert status == 302
    assert Batch.objects.using("owner").count() == 1


def test_nothing_of_a_large_file_is_kept(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(uploads, "LIMITS", Limits)
    handler = uploads.BoundedMemory()
    handler.handle_raw_input(None, {}, 0, b"")
    with pytest.raises(StopFutureHandlers):
        handler.new_file("file", "list.csv", "text/csv", None)
    for start in range(0, SMALL * 3, SMALL):
        handler.receive_data_chunk(b"x" * SMALL, start)
        assert len(handler.file.getvalue()) <= SMALL
    kept = handler.file_complete(SMALL * 3)
    assert kept is not None
    assert (kept.size, kept.read()) == (SMALL * 3, b"")
