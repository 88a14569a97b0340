"""Static files under names that carry their content's digest, without a build step."""

import hashlib
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders
from whitenoise.storage import CompressedManifestStaticFilesStorage


@lru_cache(maxsize=512)
def _digest(path: str, modified: float) -> str:  # noqa: ARG001  # a changed file is another key of the cache
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12]


class FingerprintedStaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """`?v=digest` on every address: caches forever, changes at once, needs no collectstatic before the first page."""

    manifest_strict = False

    def url(self, name: str | None, force: bool = False) -> str:
        """The address of a static file with its fingerprint."""
        found = finders.find(name or "")
        base = self.base_url + (name or "")
        if not isinstance(found, str):
            return base
        return f"{base}?v={_digest(found, Path(found).stat().st_mtime)}"
