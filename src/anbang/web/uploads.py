"""Uploads stay in memory, so that no plain copy of a list ever lies on a disk, and no larger than a list may be."""

from typing import Any

from django.core.files.uploadhandler import MemoryFileUploadHandler

from anbang.lib.workbook import LIMITS


class BoundedMemory(MemoryFileUploadHandler):
    """Keeps a file up to the limit. Of a larger one nothing is kept but its size, so that its form can say what is wrong."""

    received = 0

    def handle_raw_input(self, *_arguments: Any, **_more: Any) -> None:
        """Every upload is ours: Django's own handler steps aside for large ones, and the form would then miss its file."""
        self.activated = True

    def new_file(self, *arguments: Any, **more: Any) -> None:
        """A file begins."""
        self.received = 0
        super().new_file(*arguments, **more)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Some more of it."""
        self.received += len(raw_data)
        if self.received > LIMITS.file_bytes:
            self.file.truncate(0)
            self.file.seek(0)
            return
        super().receive_data_chunk(raw_data, start)
