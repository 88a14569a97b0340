"""The text of a stranger's document: plain text, or a Word file read in a child process with narrow limits."""

from anbang.lib.document.reading import LIMITS, UnreadableDocument, read_document

__all__ = ["LIMITS", "UnreadableDocument", "read_document"]
