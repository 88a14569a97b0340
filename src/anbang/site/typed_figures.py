"""Figures as people type them in commands."""

from anbang.policy import Figure

TRUTHS = {"true": True, "false": False}
MOST_DIGITS = 9


def typed_figure(text: str) -> Figure:
    """A figure as it stands in a pack: a whole number, true or false, or a word."""
    written = text.strip()
    if written in TRUTHS:
        return TRUTHS[written]
    is_figure = written.isascii() and written.isdecimal() and len(written) <= MOST_DIGITS
    return int(written) if is_figure else written
