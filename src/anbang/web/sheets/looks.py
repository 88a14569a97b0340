"""Who looked at somebody's file: printed for the person by whoever has the file, after seeing who asks (LAW-1)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from anbang.papers.models import ExportKind, Purpose
from anbang.web.looks import THIS, lines_of_looks
from anbang.web.readers import MAY_READ_THE_OFFENCE
from anbang.web.sheets.sheet import Printing, Sheet


def _content(printing: Printing) -> dict[str, Any]:
    standing = printing.standing
    rows = lines_of_looks(standing.person.pk)
    return {"number": standing.case.number, "rows": rows, "looks": sum(row["times"] for row in rows)}


LOOKS = Sheet(
    slug="looks",
    title=_("档案查阅情况"),
    kind=ExportKind.LOOKS,
    look=THIS,
    roles=MAY_READ_THE_OFFENCE,
    purposes=(Purpose.FOR_THE_PERSON, Purpose.REVIEW, Purpose.LAW, Purpose.OTHER),
    usual=Purpose.FOR_THE_PERSON,
    template="sheets/looks.html",
    content=_content,
    for_whom=_("给本人，说明谁看过档案"),
    hint=_("本人有权知道谁看过自己的档案。请先核对来人的身份，再打印给本人；不要交给别人。"),
)
