"""Rows of a prison's list as a page shows them: each cell with its faults in words, what they resemble, what they would change."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext as _

from anbang.casework.person.models import Case, Person
from anbang.casework.person.queries import masked_id_number, visible_to
from anbang.exchange.batch.columns import COLUMNS
from anbang.exchange.batch.messages import fault_message
from anbang.exchange.batch.models import StagedRow
from anbang.exchange.batch.queries import ReadableRow, rows_of_list
from anbang.exchange.batch.sealed_rows import RowContent
from anbang.exchange.batch.status import OPEN_TO_CORRECTION, Outcome
from anbang.lib.masking import mask_numbers
from anbang.organisations.acting import ActingStaff
from anbang.organisations.models import Area
from anbang.web.beside import LABELS, Beside, beside_file, beside_row, files_beside
from anbang.web.templatetags.anbang import day

# What a person reads first in a row; the rest stands in the form that corrects it.
READ_FIRST = frozenset({"性别", "身份证号", "出生日期", "户籍镇街", "户籍村居", "居住镇街", "居住村居", "释放日期"})
CONVERTED = "id_15_digits"
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


@dataclass(frozen=True, slots=True)
class WhatStandsBeside:
    """What rows are like, read for all of them at once."""

    people: Mapping[int, Person]
    """Those in the reader's reach whom rows name, because they are like them or come back."""
    files: Mapping[int, Beside]
    """Of those whose file may stand beside a row, for the look is on record, what is compared."""
    rows: Mapping[tuple[str, int], ReadableRow]
    """Other rows of the list, by sheet and number."""


# Where nobody is named beside a row, as before the sender.
NOBODY_BESIDE = WhatStandsBeside({}, {}, {})


def shown_row(
    readable: ReadableRow, *, by: ActingStaff, beside: WhatStandsBeside | None = None, in_full: bool = False
) -> dict[str, Any]:
    """A row with its cells, each with its faults in words; of a closed row its number alone. `beside`: what was read for all the rows of a page
    at once. `in_full`: with whole numbers, for whoever opened this one row to put it right.
    """
    beside = beside or beside_rows([readable], by=by)
    row, content = readable.row, readable.content
    if content is None:
        return {"row": row, "closed": True}
    shown: Callable[[str], str] = str if in_full else mask_numbers
    sent = {column: shown(text) for column, text in content.sent.items()}
    faults = readable.faults_by_column
    cells = [
        {
            "column": column,
            "label": LABELS[column],
            "text": sent.get(column, ""),
            "faults": [_in_words(code, severity, content, shown) for code, severity in faults.get(column, [])],
            "shown": column in READ_FIRST,
        }
        for column in COLUMNS
    ]
    return {
        "row": row,
        "closed": False,
        "lead": sent.get("姓名", ""),
        "id_number": sent.get("身份证号", ""),
        "id_number_now": shown(_converted(readable)),
        "registered": " ".join(filter(None, (sent.get("户籍镇街"), sent.get("户籍村居")))),
        "release_on": _told_day(content.understood.get("release_on")) or sent.get("释放日期", ""),
        "cells": cells,
        "faulty": [cell for cell in cells if cell["faults"]],
        "changes": [
            {"label": CHANGED[field], "old": shown(_value(field, old)), "new": shown(_value(field, new))}
            for field, (old, new) in content.changes.items()
        ],
        "resembles": list(_resembled(readable, beside)),
        "more_alike": content.more,
        # Of two rows with one number, the number is mostly mistyped in one.
        "may_be_corrected": any(cell["faults"] for cell in cells) or row.outcome == Outcome.DOUBTFUL,
        "person_id": _whose_file(row),
        "comes_back": row.outcome == Outcome.RETURNS,
        "comes_back_to": _file_of_whoever_comes_back(readable, beside),
    }


def _whose_file(row: StagedRow) -> int | None:
    """Whose file the row became. A case that the reader does not see, because the file was closed since, is none."""
    try:
        return row.case.person_id if row.case is not None else None
    except Case.DoesNotExist:
        return None


def _file_of_whoever_comes_back(readable: ReadableRow, beside: WhatStandsBeside) -> int | None:
    """In whose file a row that waits would open a new case, where the reader sees it."""
    row, content = readable.row, readable.content
    if row.outcome != Outcome.RETURNS or row.case_id is not None or content is None:
        return None
    return content.person_id if content.person_id in beside.people else None


def _told_day(text: str | None) -> str:
    return day(date.fromisoformat(text)) if text else ""


def _in_words(code: str, severity: str, content: RowContent, shown: Callable[[str], str]) -> dict[str, str]:
    what, accepted = fault_message(code)
    if code == CONVERTED and content.understood.get("id_number"):
        accepted = _("已换算为 18 位：%(number)s，请核对。") % {"number": shown(content.understood["id_number"])}
    return {"code": code, "severity": severity, "what": what, "accepted": accepted}


def _converted(readable: ReadableRow) -> str:
    """The number of 18 characters that an old one became."""
    is_old = readable.content is not None and any(code == CONVERTED for _column, code, _severity in readable.row.faults)
    return str(readable.content.understood.get("id_number") or "") if is_old and readable.content else ""


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


def people_resembled(rows: Iterable[ReadableRow], people: Mapping[int, Person]) -> set[int]:
    """Whose files, of these people, rows that wait for a decision will stand beside."""
    waiting = [one for one in rows if one.row.case_id is None and one.row.batch.status in OPEN_TO_CORRECTION]
    alike = [like for one in waiting for like in (one.content.resembles if one.content else ())]
    return {like["person_id"] for like in alike if like["person_id"] in people and like["why"] in DOUBTS}


def people_named(rows: Iterable[ReadableRow], *, by: ActingStaff) -> dict[int, Person]:
    """Those in the reader's reach whom rows name, because they are like them or come back: somebody outside it, or with a closed file, is nobody."""
    told = [(one.row, one.content) for one in rows if one.content is not None]
    named = {like["person_id"] for _row, content in told for like in content.resembles}
    named |= {content.person_id for row, content in told if row.outcome == Outcome.RETURNS and row.case_id is None}
    wanted = named - {None}
    return {person.pk: person for person in visible_to(by).filter(pk__in=wanted)} if wanted else {}


def beside_rows(
    rows: Sequence[ReadableRow],
    *,
    by: ActingStaff,
    people: Mapping[int, Person] | None = None,
    looked_at: Collection[int] = (),
) -> WhatStandsBeside:
    """What stands beside rows of one list. `people`: those named, where they are known; `looked_at`: those whose file may stand there, for the look
    is on record.
    """
    people = people_named(rows, by=by) if people is None else people
    alike = [like for one in rows for like in (one.content.resembles if one.content else ())]
    others = {(like["sheet"], like["row"]) for like in alike if like["row"] and like["why"] in DOUBTS}
    files = files_beside([people[one] for one in looked_at if one in people], by=by)
    return WhatStandsBeside(people, files, rows_of_list(rows[0].row.batch, others) if others else {})


def _resembled(readable: ReadableRow, beside: WhatStandsBeside) -> Iterator[dict[str, Any]]:
    """Whom a row is like, in words, and beside this row's cells those of the other row or of the file. Somebody outside the
    reader's reach, or with a closed file, is nobody.
    """
    reasons = {
        "same_id": _("身份证号相同，姓名不同"),
        "name_and_birth": _("姓名和出生日期相同"),
        "changes": _("同一人，内容有变化"),
    }
    content = readable.content
    for like in content.resembles if content else ():
        reason, cells = reasons[like["why"]], like["why"] in DOUBTS
        if like["row"]:
            words = _("本表第 %(row)s 行：%(reason)s") % {"row": like["row"], "reason": reason}
            other = beside.rows.get((like["sheet"], like["row"])) if cells else None
            yield {"words": words, "row": like["row"], "cells": beside_row(readable, other) if other else []}
        elif person := beside.people.get(like["person_id"]):
            told = {"name": person.name, "number": masked_id_number(person) or "—", "reason": reason}
            words = _("已登记的 %(name)s（%(number)s）：%(reason)s") % told
            file = beside.files.get(person.pk) if cells else None
            yield {"words": words, "person_id": person.pk, "cells": beside_file(readable, file) if file else []}
