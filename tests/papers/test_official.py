"""The official document: uploaded, looked at, confirmed, replaced; by whom, and what the database forbids."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connections

from anbang.audit.models import Event
from anbang.lib.sealing import SealBroken
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.steps import StepRefused
from anbang.papers.actions import file_name, read_file
from anbang.papers.models import OfficialDocument, SealedFile, Wording
from anbang.papers.official import actions, preview, reading
from anbang.papers.official.actions import confirm_document, discard_document
from anbang.papers.official.queries import document_in_force, documents, get_document, wording_of, wordings_in_force
from anbang.papers.official.reading import preview_of_document
from anbang.papers.official.status import DocumentStatus
from anbang.policy import DEFAULT_PACK
from tests.papers.official import FOUND, INVENTED, upload, word_of
from tests.support.people import TODAY, office, post

PACK = DEFAULT_PACK.name
OWNER = "owner"


def rows(model: Any) -> Any:
    return model.objects.using(OWNER).order_by("pk")


def statuses() -> list[str]:
    return list(rows(OfficialDocument).values_list("status", flat=True))


# Uploading


def test_a_document_is_kept_by_clause_with_who_and_when(clerk: ActingStaff):
    document = upload(by=clerk)
    assert (document.status, document.uploaded_by_id, document.uploaded_on) == ("draft", clerk.staff_id, TODAY)
    assert document.title == "某县人民政府关于春天的意见"
    assert tuple(rows(Wording).exclude(clause="").values_list("clause", flat=True)) == FOUND
    assert rows(Wording).get(clause="1.1").text == "（一）花开。\n花在三月开放。"
    event = rows(Event).get(action="official_document_uploaded")
    assert (event.staff_id, event.person_id, event.data["document"]) == (clerk.staff_id, None, document.pk)
    assert "春" not in str(event.data)


def test_the_file_is_sealed_and_opens_again(clerk: ActingStaff, tmp_path):
    document = upload(by=clerk)
    with acting(clerk):
        file = SealedFile.objects.get(pk=document.file_id)
        assert (read_file(file).decode(), file_name(file)) == (INVENTED, "意见.txt")
    (kept,) = [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
    assert "春天".encode() not in kept.read_bytes()
    kept.write_bytes(kept.read_bytes()[:-1])
    with pytest.raises(SealBroken):
        read_file(file)


def test_what_is_odd_or_left_over_is_kept_with_the_draft(clerk: ActingStaff):
    with acting(clerk):
        found = preview_of_document(get_document(upload(by=clerk).pk, for_staff=clerk), DEFAULT_PACK)
    assert found.after == ("某县人民政府", "2020年3月1日")
    assert (found.all_odd, found.all_before, found.all_after) == (3, 4, 2)
    assert [(one.number, one.doubt) for one in found.odd] == [
        ("二（三）", "leaves_a_gap"),
        ("二（四）1（2）", "half_width"),
        ("三（三）", "leaves_a_gap"),
    ]


def test_a_document_is_read_once_when_it_comes(clerk: ActingStaff, monkeypatch: pytest.MonkeyPatch):
    document = upload(by=clerk)
    for module in (actions, reading):
        monkeypatch.setattr(module, "read_document", lambda _: pytest.fail("read again"))
    monkeypatch.setattr(preview, "matched", lambda *_: pytest.fail("matched again"))
    with acting(clerk, reading_only=True):
        assert preview_of_document(get_document(document.pk, for_staff=clerk), DEFAULT_PACK).all_odd == 3


def test_of_a_document_that_came_before_previews_were_kept_the_file_is_asked(clerk: ActingStaff):
    document = upload(by=clerk)
    with acting(clerk):
        kept = preview_of_document(get_document(document.pk, for_staff=clerk), DEFAULT_PACK)
    rows(OfficialDocument).update(preview=None)
    with acting(clerk):
        assert preview_of_document(get_document(document.pk, for_staff=clerk), DEFAULT_PACK) == kept


def test_a_preview_keeps_the_first_lines_shortened_and_how_many_there_are(clerk: ActingStaff):
    document = upload("花" * 500 + "\n" + "意见\n" * 50 + INVENTED + "（一）花开。\n" * 60, by=clerk)
    kept = rows(OfficialDocument).get(pk=document.pk).preview
    assert (len(kept["odd"]), kept["all_odd"]) == (20, 63)
    assert (len(kept["before"]), kept["all_before"], len(kept["before"][0])) == (20, 55, 80)


def test_the_same_chapter_twice_is_kept_as_text(clerk: ActingStaff):
    upload("第一章\n第一节\n第二章\n第一节\n第一章\n" + INVENTED, by=clerk)
    assert rows(Wording).filter(number="第二章第一节").count() == 1


def test_word_is_as_good_as_text(clerk: ActingStaff):
    upload(word_of([line for line in INVENTED.splitlines() if line]), by=clerk, name="意见.docx")
    assert tuple(rows(Wording).exclude(clause="").values_list("clause", flat=True)) == FOUND


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "文件是空的"),
        (b"%PDF-1.7", "PDF 不能按条款读取"),
        ("春天来了。".encode(), "没有找到编号与条款相符的内容"),
        (word_of(["一、春"], more={"word/vbaProject.bin": b"x"}), "带有宏"),
        (b"x" * (6 << 20), "文件太大"),
        ("一、春\n".encode() * 5001, "段落太多"),
    ],
)
def test_what_cannot_be_used_is_refused_in_words_and_leaves_nothing(clerk: ActingStaff, content: bytes, sentence: str):
    with pytest.raises(StepRefused, match=sentence) as refused:
        upload(content, by=clerk)
    assert refused.value.field == "file"
    assert not rows(OfficialDocument).exists()
    assert not rows(SealedFile).exists()


# Confirming


def test_a_clause_opens_in_its_own_wording_only_once_it_is_confirmed(clerk: ActingStaff, assistant: ActingStaff):
    document = upload(by=clerk)
    with acting(assistant, reading_only=True):
        assert wording_of("2.3.1", pack=PACK) is None
    confirm_document(document.pk, by=clerk, on=TODAY)
    with acting(assistant, reading_only=True):
        wording = wording_of("2.3.1", pack=PACK)
        assert wording is not None
        assert wording.text == "1. 浇水。每天浇水一次。"
        assert (wording.document.confirmed_by_id, wording.document.confirmed_on) == (clerk.staff_id, TODAY)
        assert set(wordings_in_force(PACK)) == set(FOUND)
        assert wording_of("2.1", pack=PACK) is None


def test_another_one_takes_its_place_and_the_first_is_kept(clerk: ActingStaff):
    first, second = upload(by=clerk), upload(INVENTED.replace("每天浇水一次", "每天浇水两次"), by=clerk)
    confirm_document(first.pk, by=clerk, on=TODAY)
    confirm_document(second.pk, by=clerk, on=TODAY)
    assert statuses() == ["replaced", "in_force"]
    wording = wording_of("2.3.1", pack=PACK)
    assert wording is not None
    assert wording.text.endswith("两次。")
    assert rows(Wording).filter(document=first.pk).count() == rows(Wording).filter(document=second.pk).count()
    data = [event.data for event in rows(Event).filter(action="official_document_confirmed")]
    assert data == [{"document": first.pk, "replaces": []}, {"document": second.pk, "replaces": [first.pk]}]


def test_a_draft_that_is_left_aside_stays_in_the_history(clerk: ActingStaff):
    document = upload(by=clerk)
    discard_document(document.pk, by=clerk, on=TODAY)
    assert statuses() == ["discarded"]
    assert document_in_force(PACK) is None


@pytest.mark.parametrize("step", [confirm_document, discard_document])
def test_a_step_is_done_once(clerk: ActingStaff, step: Any):
    document = upload(by=clerk)
    confirm_document(document.pk, by=clerk, on=TODAY)
    with pytest.raises(StepRefused, match="在用"):
        step(document.pk, by=clerk, on=TODAY)


# Who


def test_only_the_bureaus_clerk_uploads_and_confirms(clerk: ActingStaff, assistant: ActingStaff):
    document = upload(by=clerk)
    administrator = post(Role.SYSTEM_ADMINISTRATOR, office(OfficeKind.JUSTICE_BUREAU))
    officer = post(Role.AFTERCARE_OFFICER, office(OfficeKind.AFTERCARE_OFFICE))
    for by in (assistant, administrator, officer):
        for step in (
            lambda by=by: upload(by=by),
            lambda by=by: confirm_document(document.pk, by=by, on=TODAY),
            lambda by=by: discard_document(document.pk, by=by, on=TODAY),
        ):
            with pytest.raises(StepRefused, match="由区司法局经办人上传"):
                step()
        with acting(by, reading_only=True), pytest.raises(OfficialDocument.DoesNotExist):
            get_document(document.pk, for_staff=by)
    assert statuses() == ["draft"]


def test_a_draft_is_not_there_for_the_others(clerk: ActingStaff, assistant: ActingStaff):
    """Not by the gate, and not by row security where somebody forgot the gate."""
    document = upload(by=clerk)
    with acting(assistant, reading_only=True):
        assert not documents(PACK, for_staff=assistant).exists()
        assert not OfficialDocument.objects.exists()
        assert not Wording.objects.exists()
    confirm_document(document.pk, by=clerk, on=TODAY)
    with acting(assistant, reading_only=True):
        assert documents(PACK, for_staff=assistant).count() == 1
        assert Wording.objects.count() == rows(Wording).count()


def test_without_row_security_a_draft_would_be_there(clerk: ActingStaff, assistant: ActingStaff):
    """The control."""
    upload(by=clerk)
    with connections[OWNER].cursor() as cursor:
        cursor.execute("alter table papers_officialdocument disable row level security")
    with acting(assistant, reading_only=True):
        assert OfficialDocument.objects.exists()


# What the database forbids


def test_there_are_never_two_in_force(clerk: ActingStaff):
    confirm_document(upload(by=clerk).pk, by=clerk, on=TODAY)
    other = upload(by=clerk)
    told = {"status": DocumentStatus.IN_FORCE, "confirmed_by_id": clerk.staff_id, "confirmed_on": TODAY}
    with pytest.raises(IntegrityError, match="one_official_document_is_in_force"):
        rows(OfficialDocument).filter(pk=other.pk).update(**told)


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ({"status": "in_force"}, "what_is_in_force_was_confirmed_by_somebody"),
        ({"confirmed_on": TODAY}, "what_is_in_force_was_confirmed_by_somebody"),
        (
            {"status": "replaced", "confirmed_on": TODAY - timedelta(1)},
            "official_document_is_not_confirmed_before_it_came",
        ),
    ],
)
def test_what_is_in_force_was_confirmed_by_somebody_after_it_came(clerk: ActingStaff, told: dict[str, Any], name: str):
    document = upload(by=clerk)
    if told.get("status") == "replaced":
        told = {**told, "confirmed_by_id": clerk.staff_id}
    with pytest.raises(IntegrityError, match=name):
        rows(OfficialDocument).filter(pk=document.pk).update(**told)


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ({"number": "一（一）"}, "a_number_stands_once_in_a_document"),
        ({"position": 1}, "a_place_is_taken_once_in_a_document"),
        ({"clause": "1.1"}, "a_clause_has_one_wording_in_a_document"),
        ({"text": ""}, "a_wording_says_something"),
    ],
)
def test_a_wording_stands_once_and_says_something(clerk: ActingStaff, told: dict[str, Any], name: str):
    upload(by=clerk)
    with pytest.raises(IntegrityError, match=name):
        rows(Wording).filter(clause="1.2").update(**told)
