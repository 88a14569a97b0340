"""Numbers that lead to somebody are hidden wherever they stand; days, amounts and numbers of files are not."""

import pytest

from anbang.lib.masking import mask_numbers

HIDDEN = {
    "510231198506121232": "510231********1232",
    "51023119850612123X": "510231********123X",
    "51023119850612123x": "510231********123x",
    "５１０２３１１９８５０６１２１２３２": "510231********1232",
    "510231 19850612 1232": "510231********1232",
    "510231850612123": "510231********2123",
    "5102311985061212": "510231********1212",
    "13800000000": "138****0000",
    "138-0000-0000": "138****0000",
    "李某 13800000000，母亲": "李某 138****0000，母亲",
    "023-46773220": "023****3220",
    "46773220": "467****3220",
    "6773220": "677****3220",
}
SHOWN = ("2026-11-05", "20270103", "2026年11月5日", "2年6个月", "张三", "120000", "第12行", "")


@pytest.mark.parametrize("text", HIDDEN)
def test_a_number_that_leads_to_somebody_is_hidden(text):
    assert mask_numbers(text) == HIDDEN[text]


@pytest.mark.parametrize("text", SHOWN)
def test_what_leads_to_nobody_stays(text):
    assert mask_numbers(text) == text


def test_what_was_not_masked_is_left_as_it_was_typed():
    assert mask_numbers("（全角）") == "（全角）"
