"""A paper is photographed where it is at hand: by whom, of which kind, page by page, and what is hard to read is asked about."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from anbang.casework.handover.actions import Arrival, report_in
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import Role
from anbang.papers import readers
from anbang.papers.models import Paper, PaperKind
from anbang.papers.scans import attach_scan, read_scan
from tests.papers.test_scans import photograph, says_where, told_where
from tests.support.crew import TODAY, District
from tests.web.matrix import CARED, HERE
from tests.web.planted import Planted, fresh, signed_in

DAY = TODAY.isoformat()


def page(content: bytes) -> SimpleUploadedFile:
    """A photograph as a telephone names it: by what would tell when it was taken."""
    return SimpleUploadedFile("IMG_20261105_091500.jpg", content)


def dark() -> bytes:
    kept = io.BytesIO()
    Image.new("L", (1200, 900), 50).save(kept, "JPEG")
    return kept.getvalue()


def kept_of(person_id: int, kind: PaperKind) -> Paper:
    return Paper.objects.using("owner").filter(person_id=person_id, kind=kind).latest("id")


def test_a_village_photographs_two_pages_at_once_and_each_opens_as_a_picture_that_tells_no_place(planted: Planted):
    cadre, person_id = fresh(planted.seats["village cadre"]), planted.arguments["scans"][CARED]["person_id"]
    form = reverse("scans", args=[person_id], query={"kind": "care_agreement"})
    assert "存入：协议书" in cadre.get(form).content.decode()
    sent = {"kind": "care_agreement", "dated_on": DAY, "scan": [page(told_where()), page(dark())]}
    told = cadre.post(form, sent, follow=True).content.decode()
    for words in ("已存入。", "第 1 页的图片太小", "第 2 页太暗", "2 页"):
        assert words in told, "kept, and asked about"
    paper = kept_of(int(person_id), PaperKind.CARE_AGREEMENT)
    assert paper.pages == 2
    assert (
        reverse("scan_page", args=[person_id, paper.pk, 2])
        in cadre.get(reverse("scan_pages", args=[person_id, paper.pk])).content.decode()
    )
    shown = cadre.get(reverse("scan_page", args=[person_id, paper.pk, 1]))
    assert (shown.headers["Content-Type"], shown.headers["Cache-Control"]) == ("image/jpeg", "no-store, private")
    assert not says_where(shown.content)
    assert cadre.get(reverse("scan_page", args=[person_id, paper.pk, 3])).status_code == 404


def release_certificate(planted: Planted) -> tuple[int, Paper]:
    person_id = int(planted.arguments["scans"][CARED]["person_id"])
    new = read_scan(photograph(), PaperKind.RELEASE_CERTIFICATE)
    return person_id, attach_scan(person_id, new, by=planted.seats["justice assistant"], on=TODAY)


@pytest.mark.parametrize("seat", ["village cadre", "town officer"])
def test_what_tells_the_offence_is_neither_offered_nor_opened_nor_taken_near_by(planted: Planted, seat: str):
    person_id, paper = release_certificate(planted)
    near, assistant = fresh(planted.seats[seat]), fresh(planted.seats["justice assistant"])
    scans = reverse("scans", args=[person_id])
    opened = [reverse(name, args=[person_id, paper.pk]) for name in ("scan", "scan_pages", "remove_scan")]
    opened.append(reverse("scan_page", args=[person_id, paper.pk, 1]))
    assert "释放证明" not in near.get(scans).content.decode()
    told = {"kind": "release_certificate", "dated_on": DAY, "scan": page(photograph())}
    assert near.post(scans, told).status_code == 422
    assert [near.get(one).status_code for one in opened] == [404] * 4
    assert [assistant.get(one).status_code for one in opened] == [200] * 4, "the control"


def test_control_read_by_everybody_a_village_would_open_it(planted: Planted, monkeypatch: pytest.MonkeyPatch):
    person_id, paper = release_certificate(planted)
    monkeypatch.setattr(readers, "READ_BY", dict.fromkeys(PaperKind, frozenset(Role)))
    cadre = fresh(planted.seats["village cadre"])
    assert cadre.get(reverse("scan", args=[person_id, paper.pk])).status_code == 200


def test_several_pages_are_photographs_or_one_pdf(planted: Planted):
    assistant, address = fresh(planted.seats["justice assistant"]), planted.address("scans", HERE)
    sent = {"kind": "other", "dated_on": DAY, "scan": [page(photograph()), page(b"%PDF-1.4 %%EOF")]}
    answer = assistant.post(address, sent)
    assert (answer.status_code, "请把 PDF 单独存入" in answer.content.decode()) == (422, True)


def sent(by: ActingStaff, person_id: int, slug: str, **told: object) -> str:
    """The answer to a step."""
    address = reverse("take_step", args=[person_id, slug])
    return signed_in(by).post(address, {"on": DAY, **told}, follow=True).content.decode()


def test_the_paper_comes_with_the_step_that_records_it_and_stands_in_the_checklist(district: District):
    case, by = district.in_care(), district.assistant()
    report_in(case.pk, Arrival(has_certificate=False), by=by, on=TODAY)
    file = reverse("case_file", args=[case.person_id])
    bring = reverse("take_step", args=[case.person_id, "certificate"])
    assert f'href="{bring}"' in checklist(by, file), (
        "photographed where it is recorded, so that nothing is entered twice"
    )
    assert "释放证明已登记。" in sent(by, case.person_id, "certificate", certificate="释1", scan=page(photograph()))
    assert kept_of(case.person_id, PaperKind.RELEASE_CERTIFICATE).pages == 1
    scans = reverse("scans", args=[case.person_id])
    assert f"{scans}?kind=release_certificate" in checklist(by, file)
    assert "困难证明已登记" in sent(by, case.person_id, "hardship", words="属实", scan=page(photograph()))
    assert kept_of(case.person_id, PaperKind.HARDSHIP_CERTIFICATE).author_id == by.office_id
    assert "困难证明" in checklist(by, file)


def checklist(by: ActingStaff, file: str) -> str:
    shown = signed_in(by).get(file, {"tab": "papers"}).content.decode()
    return shown.partition('id="checklist"')[2].partition("</section>")[0]
