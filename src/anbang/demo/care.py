"""Plays the lives of the demo's people in care through the product's own steps, by the accounts whose work each is."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

from anbang.demo.caring import CARE
from anbang.demo.days import Days
from anbang.demo.handover import HANDOVER
from anbang.demo.lives import Life
from anbang.demo.people import Registry
from anbang.demo.play import Areas, Play

STEPS = {**HANDOVER, **CARE}


def plan_lives(lives: Sequence[Life], registry: Registry, days: Days, *, on: date) -> dict[str, Play]:
    """Put every step of these lives into the calendar: the file is opened on the first day of each. Returns those of which a story is told."""
    areas, told = Areas.read(), {}
    for number, life in enumerate(lives):
        play = Play(life, registry, days, areas, on, number)
        if life.story:
            told[life.story] = play
        first = max(one.ago for one in life.happened)
        days.plan(on - timedelta(days=first), play.file)
        for one in sorted(life.happened, key=lambda happened: -happened.ago):
            days.plan(on - timedelta(days=one.ago), partial(STEPS[one.step], play, one))
    return told
