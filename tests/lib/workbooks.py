"""Workbooks of every kind for the tests of reading them, and what their refusal says."""

import io
from collections.abc import Callable

import pytest
import xlsxwriter
import xlwt

from anbang.exchange.batch.messages import failure_message
from anbang.lib.workbook import LIMITS, Limits, Sheet, UnreadableWorkbook, read_workbook


def refusal(content: bytes, limits: Limits = LIMITS) -> str:
    """The code of the refusal, after its sentence was seen to fit what is told about it."""
    with pytest.raises(UnreadableWorkbook) as refused:
        read_workbook(content, limits=limits)
    sentence = failure_message(refused.value.code, refused.value.about)
    assert sentence.endswith("。")
    assert "%(" not in sentence
    return refused.value.code


def xlsx(fill: Callable[[xlsxwriter.Workbook], object], **options: object) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, **options}) as book:
        fill(book)
    return target.getvalue()


def plain(book: xlsxwriter.Workbook) -> None:
    book.add_worksheet("名单").write_row(0, 0, ["姓名", "罪名"])


def xls(text: str = "姓名") -> xlwt.Workbook:
    book = xlwt.Workbook()
    book.add_sheet("名单").write(0, 0, text)
    return book


def saved(book: xlwt.Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def names_in(sheets: list[Sheet]) -> list[str]:
    return [sheet.name for sheet in sheets]
