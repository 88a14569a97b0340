"""Scans and photographs of papers: told apart by content, and made harmless before they are kept."""

from anbang.lib.scan.pages import page_of
from anbang.lib.scan.reading import (
    LARGEST_BYTES,
    LONGEST_SIDE,
    MOST_PAGES,
    CleanScan,
    UnreadableScan,
    clean_pages,
    clean_scan,
)

__all__ = [
    "LARGEST_BYTES",
    "LONGEST_SIDE",
    "MOST_PAGES",
    "CleanScan",
    "UnreadableScan",
    "clean_pages",
    "clean_scan",
    "page_of",
]
