"""All sheets by their slug."""

from collections.abc import Mapping

from anbang.organisations.kinds import Role
from anbang.web.sheets.extract import EXTRACT
from anbang.web.sheets.file import FILE
from anbang.web.sheets.hand_over import HAND_OVER
from anbang.web.sheets.looks import LOOKS
from anbang.web.sheets.notice import NOTICE
from anbang.web.sheets.sheet import Sheet

SHEETS: Mapping[str, Sheet] = {sheet.slug: sheet for sheet in (FILE, HAND_OVER, LOOKS, EXTRACT, NOTICE)}
ROLES: frozenset[Role] = frozenset().union(*(sheet.roles for sheet in SHEETS.values()))
