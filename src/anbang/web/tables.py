"""Tables that say what they are. On a phone their rows are stacked, and a table that is laid out as blocks is one to a reader of the screen only
if it says so: browsers of some years ago, which our offices have, take it for a row of words. So every table says it, in one place, when its
template is read.
"""

import re

from django.template import Origin
from django_cotton import cotton_loader

ROLES = {"table": "table", "thead": "rowgroup", "tbody": "rowgroup", "tfoot": "rowgroup", "tr": "row", "td": "cell"}
HEADERS = {"col": "columnheader", "colgroup": "columnheader", "row": "rowheader", "rowgroup": "rowheader"}
# An opening tag, with the tags of the template in it.
OPENING = re.compile(r"<(table|thead|tbody|tfoot|tr|td|th)\b((?:\{%.*?%\}|\{\{.*?\}\}|[^>])*)>", re.DOTALL)
SCOPE = re.compile(r'\bscope="(\w+)"')


def with_roles(template: str) -> str:
    """The text of a template, in which every part of a table says its role. A header cell without a scope is left alone."""
    return OPENING.sub(_with_role, template)


def _with_role(opening: re.Match[str]) -> str:
    tag, told = opening.groups()
    scope = SCOPE.search(told)
    role = ROLES.get(tag) or (HEADERS.get(scope[1]) if scope else None)
    return f'<{tag}{told} role="{role}">' if role and not re.search(r"\srole=", told) else opening[0]


class Loader(cotton_loader.Loader):  # type: ignore[misc]  # its package has no types
    """Reads templates as before, and their tables say what they are."""

    def get_contents(self, origin: Origin) -> str:
        """The text of one template."""
        return with_roles(str(super().get_contents(origin)))
