"""Rows of a prison's list as a page shows them: each cell with its faults in words, what they resemble, what they would change."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext as _

from anbang.casework.person.models import Person
from anbang.casework.person.queries import get_person, masked_id_number
from anbang.exchange.batch.columns import COLUMNS
from anbang.exchange.batch.messages import fault_message
from anbang.exchange.batch.queries import ReadableRow
from anbang.exchange.batch.sealed_rows import readable_content
from anbang.exchange.batch.status import Outcome
from anbang.organisations.acting import ActingStaff
from anbang.organisations.models import Area
from anbang.web.templatetags.anbang import day

# The headings of the list, for readers of either language; the list itself keeps its own.
LABELS = {
    "姓名": gettext_lazy("姓名"),
    "性别": gettext_lazy("性别"),
    "身份证号": gettext_lazy("身份证号"),
    "出生日期": gettext_lazy("出生日期"),
    "户籍镇街": gettext_lazy("户籍镇街"),
    "户籍村居": gettext_lazy("户籍村居"),
    "居住镇街": gettext_lazy("居住镇街"),
    "居住村居": gettext_lazy("居住村居"),
    "罪名": gettext_lazy("罪名"),
    "原判刑期": gettext_lazy("原判刑期"),
    "作案日期": gettext_lazy("作案日期"),
    "收押日期": gettext_lazy("收押日期"),
    "释放日期": gettext_lazy("释放日期"),
    "危险性评估": gettext_lazy("危险性评估"),
    "联系人": gettext_lazy("联系人"),
    "帮教建议": gettext_lazy("帮教建议"),
}
# What a person reads first in a row; the rest stands in the form that corrects it.
READ_FIRST = frozenset({"性别", "身份证号", "出生日期", "户籍镇街", "户籍村居", "居住镇街", "居住村居", "释放日期"})
SIDE_BY_SIDE = ("姓名", "性别", "身份证号", "出生日期", "户籍镇街", "户籍村居", "罪名", "收押日期", "释放日期")
# What a person decides; what a row changes is shown field by field anyway.
DOUBTS = frozenset({"same_id", "name_and_birth"})
CHANGED = {
    "name": gettext_lazy("姓名"),
    "sex": gettext_lazy("性别"),
    "born_on": gettext_lazy("出生日期"),
    "registered": gettext_lazy("户籍地"),
    "residence": gettext_lazy("居住地"),
    "offence": gettext_lazy("罪名"),
    "offence_on": gettext_lazy("作案日期"),
    "months": gettext_lazy("原判刑期（月）"),
    "for_life": gettext_lazy("无期徒刑"),
    "admitted_on": gettext_lazy("收押日期"),
    "release_on": gettext_lazy("释放日期"),
    "risk_opinion": gettext_lazy("危险性评估"),
    "contact": gettext_lazy("联系人"),
    "aid_proposal": gettext_lazy("帮教建议"),
}


def shown_row(readable: ReadableRow, *, by: ActingStaff) -> dict[str, Any]:
    """A row with its cells, each with its faults in words; of a closed row its number alone."""
    row, content = readable.row, readable.content
    if content is None:
        return {"row": row, "closed": True}
    faults = readable.faults_by_column
    cells = [
        {
            "column": column,
            "label": LABELS[column],
            "text": content.sent.get(column, ""),
            "faults": [_in_words(code, severity) for code, severity in faults.get(column, [])],
            "shown": column in READ_FIRST,
        }
        for column in COLUMNS
    ]
    return {
        "row": row,
        "closed": False,
        "lead": content.sent.get("姓名", ""),
        "id_number": content.sent.get("身份证号", ""),
        "registered": " ".join(filter(None, (content.sent.get("户籍镇街"), content.sent.get("户籍村居")))),
        "release_on": _told_day(content.understood.get("release_on")) or content.sent.get("释放日期", ""),
        "cells": cells,
        "faulty": [cell for cell in cells if cell["faults"]],
        "changes": [
            {"label": CHANGED[field], "old": _value(field, old), "new": _value(field, new)}
            for field, (old, new) in content.changes.items()
        ],
        "resembles": list(_resembled(readable, by=by)),
        # Of two rows with one number, the number is mostly mistyped in one.
        "may_be_corrected": any(cell["faults"] for cell in cells) or row.outcome == Outcome.DOUBTFUL,
        "person_id": row.case.person_id if row.case_id and row.case else None,
    }


def _told_day(text: str | None) -> str:
    return day(date.fromisoformat(text)) if text else ""


def _in_words(code: str, severity: str) -> dict[str, str]:
    what, accepted = fault_message(code)
    return {"code": code, "severity": severity, "what": what, "accepted": accepted}


def _value(field: str, value: Any) -> str:
    """A compared value as people write it."""
    if value is None or value == "":
        return ""
    if field in ("registered", "residence"):
        area_id, outside = value
        return Area.objects.get(pk=area_id).short_name if area_id else outside
    if field == "for_life":
        return gettext("是") if value else gettext("否")
    if field == "sex":
        return gettext("男") if value == "male" else gettext("女")
    return day(date.fromisoformat(value)) if field.endswith("_on") else str(value)


def _resembled(readable: ReadableRow, *, by: ActingStaff) -> Iterable[dict[str, Any]]:
    """Whom a row is like, in words; of a row of the same list its cells beside this one's, of a person who they are. Somebody
    outside the reader's reach, or with a closed file, is nobody.
    """
    reasons = {
        "same_id": _("身份证号相同，姓名不同"),
        "name_and_birth": _("姓名和出生日期相同"),
        "changes": _("同一人，内容有变化"),
    }
    content = readable.content
    for like in content.resembles if content else ():
        reason = reasons[like["why"]]
        if like["row"]:
            words = _("本表第 %(row)s 行：%(reason)s") % {"row": like["row"], "reason": reason}
            yield {
                "words": words,
                "row": like["row"],
                "cells": _beside(readable, like) if like["why"] in DOUBTS else [],
            }
        elif like["person_id"]:
            try:
                person = get_person(like["person_id"], for_staff=by)
            except Person.DoesNotExist:
                continue
            told = {"name": person.name, "number": masked_id_number(person) or "—", "reason": reason}
            words = _("已登记的 %(name)s（%(number)s）：%(reason)s") % told
            yield {"words": words, "person_id": person.pk}


def _beside(readable: ReadableRow, like: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The cells of a row and of the one it is like, side by side; nothing where that one is closed."""
    other = readable_content(readable.row.batch.rows.get(sheet=like["sheet"], row=like["row"]))
    if other is None or readable.content is None:
        return []
    pairs = [(column, readable.content.sent.get(column, ""), other.sent.get(column, "")) for column in SIDE_BY_SIDE]
    return [
        {"label": LABELS[column], "here": here, "there": there, "differs": here != there}
        for column, here, there in pairs
    ]
