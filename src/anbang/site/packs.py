"""Packs and figures as people type them in commands."""

from pathlib import Path

from anbang.policy import RULES, Figure, Pack, load_pack
from anbang.policy.reading_pack import complete, read_pack
from anbang.policy.reading_toml import FaultyFile

TRUTHS = {"true": True, "false": False}


def pack_called(name: str) -> Pack:
    """A pack by its name, or the one in a folder. Raises FaultyFile, naming what is wrong with it."""
    if "/" not in name:
        return load_pack(name)
    folder = Path(name)
    if not folder.is_dir():
        raise FaultyFile(f"There is no folder {name!r}.")
    pack = read_pack(folder)
    complete(pack, RULES)
    return pack


def typed_figure(text: str) -> Figure:
    """A figure as it stands in a pack: a whole number, true or false, or a word."""
    written = text.strip()
    if written in TRUTHS:
        return TRUTHS[written]
    return int(written) if written.isascii() and written.isdecimal() else written
