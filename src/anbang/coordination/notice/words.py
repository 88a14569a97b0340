"""What a notice says: two numbers and a link. Nothing else is given to it, so nothing else can stand in it."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def counts(overdue: int, due_today: int) -> str:
    """逾期 3 件 · 今日到期 5 件."""
    if not overdue and not due_today:
        return _("今天没有逾期，也没有到期")
    parts = [
        ngettext("逾期 %(number)s 件", "逾期 %(number)s 件", overdue) % {"number": overdue} if overdue else "",
        ngettext("今日到期 %(number)s 件", "今日到期 %(number)s 件", due_today) % {"number": due_today}
        if due_today
        else "",
    ]
    return " · ".join(part for part in parts if part)


def notice(overdue: int, due_today: int) -> str:
    """The counts and where to open them, if this installation has a name of its own."""
    address = str(settings.OWN_ADDRESS)
    return f"{counts(overdue, due_today)} · {_('打开')} {address}" if address else counts(overdue, due_today)


def confirmation(code: str, minutes: int) -> str:
    """What is sent to an address that somebody gave as theirs."""
    told = {"code": code, "minutes": minutes}
    return _("确认码 %(code)s，%(minutes)s 分钟内有效，请填在“早上的提醒”页面。不是您本人要的，不用理会。") % told
