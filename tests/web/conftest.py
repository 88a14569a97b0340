"""Fixtures of the pages: `planted` for whoever asks."""

from tests.web.planted import bed, planted

__all__ = ["bed", "planted"]
