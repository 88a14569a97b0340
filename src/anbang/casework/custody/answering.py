"""What answers something comes after it, also when one of the two is put on another day."""

from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anbang.casework.act.models import Act
from anbang.organisations.days import day_in_words
from anbang.organisations.steps import StepRefused
from anbang.policy.event_titles import title_of


def refuse_before(asked: Act, on: date) -> None:
    """Nothing is answered before it was asked or known. Raises StepRefused, which names the act and its day."""
    if on < asked.on:
        raise StepRefused(_("日期不能早于%(day)s的“%(act)s”。") % _named(asked), field="on")


def refuse_after(answer: Act, on: date) -> None:
    """Nothing was asked or known only after it was answered. Raises StepRefused, which names the act and its day."""
    if on > answer.on:
        raise StepRefused(_("日期不能晚于%(day)s的“%(act)s”。") % _named(answer), field="on")


def _named(act: Act) -> dict[str, str]:
    return {"day": day_in_words(act.on), "act": title_of(act.kind, get_language())}
