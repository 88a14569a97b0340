"""Measurements. `make bench` runs every module here that has `results()` and writes `results.json`.

A new one is a module with `def results() -> Iterator[Result]`; what it needs, such as a database, it starts and stops itself.
"""

import os
from pathlib import Path
from unittest.mock import patch

import django

NOWHERE = "postgresql://nobody@localhost:1/none"
SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "anbang.site.settings",
    "DATABASE_URL": NOWHERE,
    "DATABASE_OWNER_URL": NOWHERE,
    "DATABASE_OVERSEER_URL": NOWHERE,
    "DATABASE_AUDITOR_URL": NOWHERE,
    "ANBANG_SECRET_KEY": "only-for-the-bench-only-for-the-bench-only-for-the-bench",
    "ANBANG_FOLDER": str(Path(__file__).parents[1] / "var" / f"bench-{os.getpid()}" / "folder"),
    "ANBANG_TODAY": "2026-11-05",
    "ANBANG_INSTANCE": "bench",
}

# Django reads its settings once; a bench with a database puts the real addresses in when its server runs. The programs that a
# bench starts are told nothing of these.
with patch.dict(os.environ, SETTINGS):
    django.setup()
