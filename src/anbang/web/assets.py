"""Static files under addresses that carry their content's digest, without a build step."""

import hashlib
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles.storage import StaticFilesStorage


@lru_cache(maxsize=512)
def _digest(path: str, modified: float) -> str:  # noqa: ARG001  # a changed file is another key of the cache
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12]


class FingerprintedStaticFiles(StaticFilesStorage):
    """`?v=digest` on every address: kept for a year, changes at once."""

    def url(self, name: str | None) -> str:
        """The address of a static file with its fingerprint."""
        path = self.path(name or "")
        return f"{super().url(name)}?v={_digest(path, Path(path).stat().st_mtime)}"
