"""Compiles the translations, which are kept as text: a fresh machine has no GNU gettext, and compiled files are not committed."""

import os
from importlib import resources
from pathlib import Path

import polib

LOCALE = Path(str(resources.files("anbang.web"))) / "locale"


def compile_messages(locale: Path = LOCALE) -> list[Path]:
    """Compile every catalogue that is newer than its compiled file. Returns the files written."""
    stale = [file for file in sorted(locale.glob("*/LC_MESSAGES/*.po")) if _is_stale(file)]
    return [_compile(file) for file in stale]


def _is_stale(catalogue: Path) -> bool:
    compiled = catalogue.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < catalogue.stat().st_mtime


def _compile(catalogue: Path) -> Path:
    """Beside its place, then moved in whole: a process that reads meanwhile has the old file or the new one."""
    compiled = catalogue.with_suffix(".mo")
    draft = compiled.with_suffix(f".{os.getpid()}.draft")
    polib.pofile(str(catalogue)).save_as_mofile(str(draft))
    draft.replace(compiled)
    return compiled


if __name__ == "__main__":
    compile_messages()
