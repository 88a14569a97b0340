"""Figures as people type them in commands."""

from anbang.policy import Figure

TRUTHS = {"true": True, "false": False}


def typed_figure(text: str) -> Figure:
    """A figure as it stands in a pack: a whole number, true or false, or a word."""
    written = text.strip()
    if written in TRUTHS:
        return TRUTHS[written]
    return int(written) if written.isascii() and written.isdecimal() else written
