"""Scans of papers about somebody: kept sealed, opened only through the person."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from anbang.audit.recording import Happening, record
from anbang.lib.scan import LARGEST_BYTES, CleanScan, UnreadableScan, clean_scan
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.steps import StepRefused
from anbang.papers.actions import read_file, store_file
from anbang.papers.models import Paper, PaperKind, SealedFile

REFUSALS = {
    "empty": gettext_noop("文件是空的。"),
    "too_large": gettext_noop("文件超过 %(megabytes)s MB：请分几份上传，或用较低的分辨率扫描。"),
    "not_a_scan": gettext_noop("只收 PDF、JPEG、PNG：请把文件另存成其中一种再上传。"),
    "damaged": gettext_noop("文件不完整或已损坏：请重新扫描或拍照。"),
    "too_many_points": gettext_noop("图片尺寸太大，打不开：请用手机拍照，或把扫描分辨率降到 300 dpi。"),
    "acts": gettext_noop("这个 PDF 里有脚本或附件，不能收：请打印后重新扫描。"),
    "locked": gettext_noop("这个 PDF 有密码，不能收：请去掉密码再上传。"),
    "two_in_one": gettext_noop("这个文件里还藏着另一个文件，不能收：请重新扫描或拍照。"),
}
SCANNED = (
    *(PaperKind.REGISTRATION_FORM, PaperKind.RELEASE_NOTICE, PaperKind.RISK_OPINION, PaperKind.AID_PROPOSAL),
    *(PaperKind.RELEASE_CERTIFICATE, PaperKind.SIGNED_HAND_OVER, PaperKind.OTHER),
)
# What these say of a closed file must not be seen by anybody, not even by those who are named for it (LAW-2).
TELLS_THE_OFFENCE = frozenset(
    {PaperKind.REGISTRATION_FORM, PaperKind.RELEASE_NOTICE, PaperKind.RELEASE_CERTIFICATE, PaperKind.RISK_OPINION}
)
LARGEST_MEGABYTES = LARGEST_BYTES // (1024 * 1024)


@dataclass(frozen=True, slots=True)
class NewScan:
    """A file that is about to be kept, already found harmless."""

    clean: CleanScan
    kind: PaperKind


def read_scan(content: bytes, kind: PaperKind, *, field: str = "scan") -> NewScan:
    """Look through an uploaded file before any step begins, so that nothing is half done. StepRefused in words, at `field`."""
    try:
        return NewScan(clean_scan(content), kind)
    except UnreadableScan as refused:
        words = _(REFUSALS[refused.code]) % {"megabytes": LARGEST_MEGABYTES}
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
        )
        about = Happening(person_id, None, (), {"paper": paper.pk, "kind": str(new.kind)})
        record("scan_attached", about, by=by, on=on)
        return paper


def store_scan(new: NewScan) -> SealedFile:
    """The sealed file, under a neutral name: how somebody's own file was called is not kept. Call inside `acting(by)`."""
    return store_file(
        new.clean.content, name=f"{new.kind}.{new.clean.ending}".replace("_", "-"), media_type=new.clean.media_type
    )


def open_scan(file: SealedFile) -> tuple[bytes, str, str]:
    """The content, what it is, and a neutral name. Whoever shows it has recorded the look first."""
    endings = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
    return read_file(file), file.media_type, f"paper-{str(file.pk)[:8]}.{endings[file.media_type]}"
