"""A list that lacks a column tells nothing in it: nobody's file is emptied, and nothing of it is asked of anybody."""

import io
from datetime import date, timedelta

import pytest
from xlsxwriter import Workbook

from anbang.casework.act.reasons import PriorityReason
from anbang.casework.custody.contact import contact_of
from anbang.casework.custody.models import RegistrationForm, ReleaseNotice, Sentence
from anbang.casework.person.models import Abode, AbodeKind
from anbang.exchange.batch import comparison
from anbang.exchange.batch.actions import correct_row
from anbang.exchange.batch.sealed_rows import open_content
from anbang.papers.actions import body_of
from tests.exchange.lists import COLUMNS, applied, csv_of, outcomes, person, rows_of, staged
from tests.support.people import TODAY

EARLIER = TODAY - timedelta(days=30)
NEEDED = frozenset({"姓名", "身份证号", "户籍镇街", "户籍村居", "释放日期"})
FULL = person(1, 居住镇街="安富街道", 居住村居="普陀村", 危险性评估="重点", 释放日期="2027-01-19")
POSTPONED = {**FULL, "释放日期": "2027-02-01"}


RESIDENCE = ("居住镇街", "居住村居")
OTHERS = [(column,) for column in COLUMNS if column not in NEEDED | set(RESIDENCE)]


@pytest.mark.parametrize("columns", [*OTHERS, RESIDENCE], ids="+".join)
def test_without_its_columns_a_list_changes_nothing(clerk, columns):
    applied([FULL], by=clerk, on=EARLIER)
    assert outcomes(staged(csv_of([FULL], without=columns), by=clerk)) == ["same"]


@pytest.mark.parametrize("column", ["罪名", "作案日期", "收押日期", "危险性评估", "联系人", "帮教建议"])
def test_control_with_the_column_and_nothing_in_it_the_change_is_shown(clerk, column):
    applied([FULL], by=clerk, on=EARLIER)
    batch = staged([{**FULL, column: ""}], by=clerk)
    assert outcomes(batch) == ["update"]


def test_control_were_every_column_taken_as_told_files_would_be_emptied(clerk, monkeypatch):
    monkeypatch.setattr(comparison, "TOLD_BY", {})
    applied([FULL], by=clerk, on=EARLIER)
    batch = staged(csv_of([FULL], without=["联系人"]), by=clerk)
    assert open_content(rows_of(batch)[0]).changes == {"contact": [FULL["联系人"], ""]}


def test_a_postponed_release_leaves_everything_else_as_it_stood(clerk):
    applied([FULL], by=clerk, on=EARLIER)
    others = [column for column in COLUMNS if column not in NEEDED]
    batch = applied(csv_of([POSTPONED], without=others), by=clerk)
    assert open_content(rows_of(batch)[0]).changes == {"release_on": ["2027-01-19", "2027-02-01"]}
    sentence = Sentence.objects.using("owner").get()
    assert (sentence.offence, sentence.months, sentence.release_on) == ("盗窃罪", 24, date(2027, 2, 1))
    assert contact_of(RegistrationForm.objects.using("owner").get()) == FULL["联系人"]
    residence = Abode.objects.using("owner").get(kind=AbodeKind.RESIDENCE, until_on=None)
    assert residence.area.parent.name == "安富街道"


def test_the_new_notice_of_a_postponed_release_keeps_opinion_reasons_and_proposal(clerk):
    applied([FULL], by=clerk, on=EARLIER)
    # The justice office has named the reason meanwhile.
    ReleaseNotice.objects.using("owner").update(priority=[PriorityReason.NO_HOME])
    applied([POSTPONED], by=clerk)
    notice = ReleaseNotice.objects.using("owner").select_related("risk_opinion", "aid_proposal").latest("id")
    assert notice.priority == [PriorityReason.NO_HOME]
    assert body_of(notice.risk_opinion) == "重点"
    assert body_of(notice.aid_proposal) == FULL["帮教建议"]


def test_a_second_sheet_with_fewer_columns_only_repeats_the_first(clerk):
    full, short = io.BytesIO(), [column for column in COLUMNS if column not in {"联系人", "罪名"}]
    with Workbook(full) as workbook:
        for columns in (list(COLUMNS), short):
            sheet = workbook.add_worksheet()
            sheet.write_row(0, 0, columns)
            sheet.write_row(1, 0, [FULL[column] for column in columns])
    assert outcomes(staged(full.getvalue(), by=clerk)) == ["new", "same"]


def test_a_cell_that_somebody_leaves_empty_in_the_form_of_a_row_stays_untold(clerk):
    applied([FULL], by=clerk, on=EARLIER)
    batch = staged(csv_of([{**FULL, "释放日期": "2027-13-01"}], without=["联系人"]), by=clerk)
    assert outcomes(batch) == ["refused"]
    correct_row(rows_of(batch)[0].pk, {"释放日期": "2027-01-19", "联系人": ""}, by=clerk)
    assert outcomes(batch) == ["same"]
