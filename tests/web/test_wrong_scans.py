"""A scan attached by mistake on the pages: whose it is to remove, what stands there afterwards, and that it opens no more."""

from django.urls import reverse

from anbang.papers.models import Paper, PaperKind
from anbang.papers.scans import attach_scan, read_scan
from tests.support.people import TODAY
from tests.web.arrivals import scan_of
from tests.web.matrix import HERE
from tests.web.names import NAMES
from tests.web.planted import fresh

WHY = "扫成了另一个人的材料"


def test_a_wrong_scan_is_removed_with_a_reason_and_opens_no_more(planted):
    by, person_id = planted.seats["bureau clerk"], planted.arguments["scan"][HERE]["person_id"]
    # One of its own: the planted files lie on the disk once for all tests.
    attach_scan(person_id, read_scan(scan_of(HERE), PaperKind.SIGNED_HAND_OVER), by=by, on=TODAY)
    kept = Paper.objects.using("owner").filter(person_id=person_id, file__isnull=False).latest("id")
    clerk, page = fresh(by), reverse("scans", args=[person_id])
    opened, address = (reverse(name, args=[person_id, kept.pk]) for name in ("scan", "remove_scan"))
    assert clerk.get(opened).status_code == 200, "the control"
    assert address in clerk.get(page).content.decode()
    assert NAMES[HERE] in clerk.get(address).content.decode()
    assert clerk.post(address, {"why": ""}).status_code == 422
    told = clerk.post(address, {"why": WHY}, follow=True).content.decode()
    for words in ("已移除：文件已销毁", "已移除", WHY):
        assert words in told
    assert address not in told
    for gone in (opened, address):
        assert clerk.get(gone).status_code == 404


def test_whoever_did_not_attach_it_is_told_who_may(planted):
    kept = Paper.objects.using("owner").get(pk=planted.arguments["scan"][HERE]["paper_id"])
    Paper.objects.using("owner").filter(pk=kept.pk).update(attached_by=planted.seats["bureau clerk"].staff_id)
    assistant, address = fresh(planted.seats["justice assistant"]), planted.address("remove_scan", HERE)
    assert address not in assistant.get(reverse("scans", args=[kept.person_id])).content.decode()
    assert "由存入的人移除" in assistant.get(address).content.decode()
    assert assistant.post(address, {"why": WHY}).status_code == 422
    assert Paper.objects.using("owner").get(pk=kept.pk).removed_on is None
