"""Scans and photographs of papers: told apart by content, and made harmless before they are kept."""

from anbang.lib.scan.reading import LARGEST_BYTES, LONGEST_SIDE, CleanScan, UnreadableScan, clean_scan

__all__ = ["LARGEST_BYTES", "LONGEST_SIDE", "CleanScan", "UnreadableScan", "clean_scan"]
