"""Brings up the demo: built on first use, built anew if that was interrupted, introduced by its accounts."""

import os
from collections.abc import Callable

from django.db import connections

from anbang.demo.accounts import ACCOUNTS, PASSWORD
from anbang.demo.build import HalfBuilt, build, is_built
from anbang.demo.sample import SAMPLE, SENDER
from anbang.organisations.day import office_day
from anbang.site.preparation import prepare
from anbang.site.telling import Tell, step


def bring_up(empty: Callable[[], None], tell: Tell) -> None:
    """See to it that the demo stands, whole. `empty` throws away the database of one that was interrupted."""
    try:
        stands = is_built()
    except HalfBuilt:
        tell("the demo was interrupted while it was built; it is built anew")
        connections.close_all()
        empty()
        prepare(tell)
        stands = False
    if not stands:
        with step("playing the demo", tell):
            build(on=office_day(), tell=tell)
    connections.close_all()


def introduce(tell: Tell) -> None:
    """Tell who may sign in, what it shows, and which list to begin with."""
    is_chinese = os.environ.get("LC_ALL", os.environ.get("LANG", "")).startswith("zh")
    tell(f"  password of every account: {PASSWORD}")
    for account in ACCOUNTS:
        tell(f"  {account.username:<10} {account.zh if is_chinese else account.en}")
    tell(f"  a list to hand in as clerk, from {SENDER}: {SAMPLE}")
