"""Folders that installations of the tests live in."""

from tests.support.places import place

__all__ = ["place"]
