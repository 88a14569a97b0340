"""Static files under addresses that carry their content's digest, without a build step."""

import hashlib
import os
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.storage import StaticFilesStorage


@lru_cache(maxsize=512)
def _digest(path: str, modified: float) -> str:  # noqa: ARG001  # a changed file is another key of the cache
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12]


class FingerprintedStaticFiles(StaticFilesStorage):
    """`?v=digest` on every address: kept for a year, changes at once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._places: dict[str, tuple[str, str]] = {}

    def url(self, name: str | None) -> str:
        """The address of a static file with its fingerprint. Every icon of a page asks."""
        path, address = self._places.get(name or "") or self._find(name or "")
        return f"{address}?v={_digest(path, os.stat(path).st_mtime)}"  # noqa: PTH116  # a Path is made for nothing else

    def _find(self, name: str) -> tuple[str, str]:
        """Path and address of a file, which stay what they are."""
        found = self._places[name] = self.path(name), super().url(name)
        return found
