"""A telephone number is one and the same however it is written; other numbers are none."""

import pytest

from anbang.lib.telephone import telephone_meant, telephones_in


@pytest.mark.parametrize(
    "typed",
    [
        "13900001234",
        "139 0000 1234",
        "139-0000-1234",
        "+86 13900001234",
        "0086-139 0000 1234",
        "１３９００００１２３４",
    ],
)
def test_a_mobile_number_is_the_same_however_it_is_written(typed: str):
    assert telephones_in(typed) == ["13900001234"]
    assert telephone_meant(f" {typed} ") == "13900001234"


@pytest.mark.parametrize(
    "typed", ["46773000", "023-46773000", "(023)46773000", "（０２３） ４６７７３０００", "02346773000"]
)
def test_a_fixed_line_is_the_same_with_and_without_its_place(typed: str):
    assert telephones_in(typed) == [telephone_meant(typed)] == ["46773000"]


def test_every_number_is_found_in_what_somebody_wrote_once_each():
    told = "本人13900001234，晚上打母亲李某 0830-2345678；微信同号（13900001234）"
    assert telephones_in(told) == ["13900001234", "2345678"]
    assert telephone_meant(told) is None


@pytest.mark.parametrize(
    "told", ["", "三", "510231198506121232", "2026-00012", "1390000123", "139000012345", "0123456", "12345"]
)
def test_other_numbers_are_none(told: str):
    assert telephones_in(told) == []
    assert telephone_meant(told) is None
