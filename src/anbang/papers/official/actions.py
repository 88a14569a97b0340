"""The steps with the official document: upload it, confirm what was found in it, or leave it aside."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anbang.audit.recording import Happening, record
from anbang.lib.document import LIMITS, UnreadableDocument, read_document
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.steps import StepRefused
from anbang.papers.actions import store_file
from anbang.papers.models import OfficialDocument, Wording
from anbang.papers.official.preview import preview_of
from anbang.papers.official.queries import get_document, may_upload
from anbang.papers.official.status import STEPS, DocumentStatus
from anbang.papers.screening import refuse_infected
from anbang.policy import Pack
from anbang.policy.splitting import Split, split

MEDIA_TYPE = "application/octet-stream"
LONGEST_TITLE = 200
REFUSALS = {
    "too_large": gettext_lazy("文件太大：正式文件不超过 5 MB，解开后也不能过大。"),
    "too_many_paragraphs": gettext_lazy("文件段落太多：正式文件不超过 5000 段。"),
    "empty": gettext_lazy("文件是空的。"),
    "old_word": gettext_lazy("这是旧版 Word 文件（.doc）。请另存为 .docx 或纯文本再上传。"),
    "pdf": gettext_lazy("PDF 不能按条款读取。请上传 .docx 或纯文本。"),
    "not_text": gettext_lazy("这不是 UTF-8 或 GB18030 的文本，也不是 .docx。"),
    "not_word": gettext_lazy("这个压缩文件不是 Word 文档。请上传 .docx 或纯文本。"),
    "macros": gettext_lazy("文件带有宏，系统不读。请另存为 .docx 再上传。"),
    "encrypted": gettext_lazy("文件有密码。请去掉密码再上传。"),
    "damaged": gettext_lazy("文件已损坏，无法读取。"),
}


def upload_document(content: bytes, *, name: str, pack: Pack, by: ActingStaff, on: date) -> OfficialDocument:
    """Read the official document and keep it as a draft, split by its own numbering. It counts only once it is confirmed.

    Refused where it cannot be read, or where no clause of ours is found in it.
    """
    _refuse_unless_keeper(by)
    if len(content) > LIMITS.file_bytes:
        raise StepRefused(str(REFUSALS["too_large"]), field="file")
    refuse_infected(content, by=by, field="file")
    found = _split(content, pack)
    preview = preview_of(found).as_json()
    with acting(by):
        file = store_file(content, name=name, media_type=MEDIA_TYPE)
        document = OfficialDocument.objects.create(
            pack=pack.name,
            title=(found.before or ("",))[0][:LONGEST_TITLE],
            file=file,
            uploaded_by_id=by.staff_id,
            uploaded_on=on,
            preview=preview,
        )
        Wording.objects.bulk_create(
            Wording(document=document, position=place, number=part.number, clause=part.clause, text=part.text)
            for place, part in enumerate(found.sections, 1)
        )
        data = {"document": document.pk, "sha256": file.sha256, "parts": len(found.sections)}
        record("official_document_uploaded", Happening(data=data), by=by, on=on)
        return document


def _split(content: bytes, pack: Pack) -> Split:
    try:
        found = split(read_document(content), pack)
    except UnreadableDocument as unreadable:
        raise StepRefused(str(REFUSALS[unreadable.code]), field="file") from unreadable
    if not found.found:
        raise StepRefused(_("没有找到编号与条款相符的内容。文件应按“一、（一）1.（1）”编号。"), field="file")
    return found


def confirm_document(document_id: int, *, by: ActingStaff, on: date) -> OfficialDocument:
    """From now on a clause opens in this wording. The document before it is kept, as replaced."""
    with acting(by):
        document = _locked(document_id, DocumentStatus.IN_FORCE, by=by)
        # Whoever confirms another one at the same moment waits here, and the constraint lets only one through.
        before = OfficialDocument.objects.select_for_update(of=("self",)).filter(
            pack=document.pack, status=DocumentStatus.IN_FORCE
        )
        replaced = [one.pk for one in before]
        before.update(status=DocumentStatus.REPLACED)
        document.status = DocumentStatus.IN_FORCE
        document.confirmed_by_id = by.staff_id
        document.confirmed_on = on
        document.save(update_fields=["status", "confirmed_by", "confirmed_on"])
        data = {"document": document.pk, "replaces": replaced}
        record("official_document_confirmed", Happening(data=data), by=by, on=on)
        return document


def discard_document(document_id: int, *, by: ActingStaff, on: date) -> None:
    """Leave a draft aside; it stays in the history."""
    with acting(by):
        document = _locked(document_id, DocumentStatus.DISCARDED, by=by)
        document.status = DocumentStatus.DISCARDED
        document.save(update_fields=["status"])
        record("official_document_discarded", Happening(data={"document": document.pk}), by=by, on=on)


def _locked(document_id: int, step: DocumentStatus, *, by: ActingStaff) -> OfficialDocument:
    _refuse_unless_keeper(by)
    get_document(document_id, for_staff=by)
    document = OfficialDocument.objects.select_for_update(of=("self",)).get(pk=document_id)
    status = DocumentStatus(document.status)
    if step not in STEPS[status]:
        raise StepRefused(_("这份文件现在是“%(status)s”，不能这样办理。") % {"status": status.label})
    return document


def _refuse_unless_keeper(by: ActingStaff) -> None:
    if not may_upload(by):
        raise StepRefused(_("正式文件由区司法局经办人上传。"))
