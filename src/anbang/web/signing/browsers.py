"""What a browser says it is, in words that its owner knows."""

from typing import Final

from django.utils.translation import gettext as _

# The first that is named; each names those below it too, to be taken for them.
BROWSERS: Final = (
    ("MicroMessenger/", "WeChat"),
    ("Edg/", "Edge"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS: Final = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def browser_of(user_agent: str) -> str:
    """Chrome · Windows, of "Mozilla/5.0 (Windows NT 10.0; …) … Chrome/109.0.0.0 …"."""
    named = [next((name for mark, name in table if mark in user_agent), "") for table in (BROWSERS, SYSTEMS)]
    return " · ".join(filter(None, named)) or _("不知名的浏览器")
