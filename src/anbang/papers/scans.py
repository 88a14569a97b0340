"""Scans of papers about somebody: kept sealed, opened only through the person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from anbang.audit.recording import Happening, record
from anbang.lib.scan import LARGEST_BYTES, MOST_PAGES, CleanScan, UnreadableScan, clean_pages, page_of
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import Role
from anbang.organisations.steps import StepRefused
from anbang.papers.actions import destroy_file, read_file, store_file
from anbang.papers.models import Paper, PaperKind, SealedFile
from anbang.papers.screening import refuse_infected

REFUSALS = {
    "empty": gettext_noop("文件是空的。"),
    "too_large": gettext_noop("文件超过 %(megabytes)s MB：请分几份上传，或用较低的分辨率扫描。"),
    "not_a_scan": gettext_noop("只收照片（JPEG、PNG、WebP、HEIC）和 PDF：请把文件另存成其中一种再上传。"),
    "damaged": gettext_noop("文件不完整或已损坏：请重新扫描或拍照。"),
    "too_many_points": gettext_noop("图片尺寸太大，打不开：请用手机拍照，或把扫描分辨率降到 300 dpi。"),
    "acts": gettext_noop("这个 PDF 里有脚本或附件，不能收：请打印后重新扫描。"),
    "locked": gettext_noop("这个 PDF 有密码，不能收：请去掉密码再上传。"),
    "too_many_pages": gettext_noop("页数太多：一次最多 %(pages)s 张照片，PDF 最多 200 页。请分几份存入。"),
    "not_a_page": gettext_noop("一次存几张照片，或者一个 PDF：请把 PDF 单独存入。"),
    "two_in_one": gettext_noop("这个文件里还藏着另一个文件，不能收：请重新扫描或拍照。"),
}
# Of the bureau; of a closed file those who keep it.
REMOVING = frozenset({Role.BUREAU_CLERK, Role.SEALING_KEEPER})
PDF = "application/pdf"
LARGEST_MEGABYTES = LARGEST_BYTES // (1024 * 1024)


@dataclass(frozen=True, slots=True)
class NewScan:
    """A file that is about to be kept, already found harmless."""

    clean: CleanScan
    kind: PaperKind


def read_scan(content: bytes, kind: PaperKind, *, by: ActingStaff | None = None, field: str = "scan") -> NewScan:
    """One file, as `read_pages`."""
    return read_pages([content], kind, by=by, field=field)


def read_pages(
    contents: Sequence[bytes], kind: PaperKind, *, by: ActingStaff | None = None, field: str = "scan"
) -> NewScan:
    """Look through what was uploaded before any step begins, so that nothing is half done: photographs of one paper, or a PDF. StepRefused in
    words, at `field`.
    """
    for content in contents:
        refuse_infected(content, by=by, field=field)
    try:
        return NewScan(clean_pages(contents), kind)
    except UnreadableScan as refused:
        words = _(REFUSALS[refused.code]) % {"megabytes": LARGEST_MEGABYTES, "pages": MOST_PAGES}
        raise StepRefused(words, field=field) from refused


def attach_scan(person_id: int, new: NewScan, *, by: ActingStaff, on: date, author_id: int | None = None) -> Paper:
    """Keep a scan with somebody's papers. Whoever calls has found the person within the reach of `by`. `author_id`: whose paper it is,
    the acting office's unless another is named.
    """
    with acting(by):
        paper = Paper.objects.create(
            person_id=person_id,
            kind=new.kind,
            author_id=author_id or by.office_id,
            dated_on=on,
            file=store_scan(new),
            pages=new.clean.pages,
            attached_by_id=by.staff_id,
        )
        about = Happening(person_id, None, (), {"paper": paper.pk, "kind": str(new.kind)})
        record("scan_attached", about, by=by, on=on)
        return paper


def may_remove_scan(paper: Paper, *, by: ActingStaff) -> bool:
    """Whether it is theirs to remove: whoever attached it, and the bureau. Whether they see the person is asked elsewhere."""
    return paper.attached_by_id == by.staff_id or not by.roles.isdisjoint(REMOVING)


def destroy_scan(paper: Paper, why: str, *, by: ActingStaff, on: date) -> None:
    """A scan that was attached by mistake: its file goes for good, and the row says so. Whoever calls holds the row and has taken it
    from what pointed to it. Call inside `acting(by)`.
    """
    if paper.file is None:
        raise StepRefused(_("只有扫描件可以移除。"))
    if paper.removed_on is not None:
        raise StepRefused(_("这份扫描件已经移除。"))
    if not may_remove_scan(paper, by=by):
        raise StepRefused(_("由存入的人移除，或请区司法局移除。"))
    if not why.strip():
        raise StepRefused(_("请写明原因。"), field="why")
    paper.removed_on, paper.removed_by_id, paper.removed_because = on, by.staff_id, why.strip()
    paper.save(update_fields=["removed_on", "removed_by", "removed_because"])
    destroy_file(paper.file, using=by.alias)
    about = Happening(paper.person_id, None, (), {"paper": paper.pk, "kind": str(paper.kind)})
    record("scan_removed", about, by=by, on=on)


def store_scan(new: NewScan) -> SealedFile:
    """The sealed file, under a neutral name: how somebody's own file was called is not kept. Call inside `acting(by)`."""
    return store_file(
        new.clean.content, name=f"{new.kind}.{new.clean.ending}".replace("_", "-"), media_type=new.clean.media_type
    )


def is_photographed(paper: Paper) -> bool:
    """Whether its pages open one by one as pictures; a scanner's PDF opens as the file that it is."""
    return paper.pages is not None or (paper.file is not None and paper.file.media_type != PDF)


def open_page(paper: Paper, number: int) -> bytes:
    """One photographed page of a paper, a JPEG, or the PNG that it is. LookupError where there is none of that number."""
    assert paper.file is not None
    content = read_file(paper.file)
    if paper.file.media_type == PDF:
        return page_of(content, number)
    if number != 1:
        raise LookupError(number)
    return content


def open_scan(file: SealedFile) -> tuple[bytes, str, str]:
    """The content, what it is, and a neutral name. Whoever shows it has recorded the look first."""
    endings = {PDF: "pdf", "image/jpeg": "jpg", "image/png": "png"}
    return read_file(file), file.media_type, f"paper-{str(file.pk)[:8]}.{endings[file.media_type]}"
