"""Photographs of papers, drawn for the demo: nobody's, and marked as such."""

from functools import cache
from pathlib import Path

from anbang.papers.models import PaperKind
from anbang.papers.scans import NewScan, read_pages

DATA = Path(__file__).with_name("data")
PAGES = {
    PaperKind.HARDSHIP_CERTIFICATE: ("hardship-certificate.jpg",),
    PaperKind.CARE_AGREEMENT: ("care-agreement-1.jpg", "care-agreement-2.jpg"),
    PaperKind.RELEASE_CERTIFICATE: ("release-certificate.jpg",),
}


@cache
def photographed(kind: PaperKind) -> NewScan:
    """A paper of this kind, as it comes from the camera of a telephone. The same for everybody, so it is made ready once."""
    return read_pages([(DATA / name).read_bytes() for name in PAGES[kind]], kind)
