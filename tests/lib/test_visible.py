"""Signs that nobody sees are left out of a text, and nothing else is."""

import sys
import unicodedata

import pytest

from anbang.lib.visible import visible

EVERY_SIGN = [chr(code) for code in range(sys.maxunicode + 1)]
FILLERS = "\u115f\u1160\u3164\uffa0"
UNSEEN_MARKS = {"\u034f", "\u17b4", "\u17b5", *"\u180b\u180c\u180d\u180f", *map(chr, range(0xFE00, 0xFE10))}


def of_kinds(*kinds: str) -> list[str]:
    return [sign for sign in EVERY_SIGN if unicodedata.category(sign) in kinds]


def test_every_control_and_every_format_sign_is_left_out_but_for_blanks():
    signs = [sign for sign in of_kinds("Cc", "Cf", "Cs") if not sign.isspace()]
    assert len(signs) > 200
    assert [sign for sign in signs if visible(f"王{sign}大山") != "王大山"] == []


@pytest.mark.parametrize("sign", [*sorted(UNSEEN_MARKS), "\U000e0100", "\U000e0061"])
def test_marks_that_only_choose_a_shape_are_left_out(sign: str):
    assert visible(f"葛{sign}") == "葛"


@pytest.mark.parametrize("sign", [*FILLERS, "\u2800"])
def test_what_only_looks_like_a_blank_is_one(sign: str):
    assert visible(f"王{sign}大山") == "王 大山"
    assert not sign.isspace(), "control: Python takes it for a sign"


def test_letters_figures_marks_and_blanks_all_stay():
    seen = [sign for sign in EVERY_SIGN if unicodedata.category(sign)[0] in "LMNPSZ" or sign in "\t\r\n"]
    assert {sign for sign in seen if visible(sign) != sign} == UNSEEN_MARKS | {*FILLERS, "\u2800"} | {
        chr(code) for code in range(0xE0100, 0xE01F0)
    }


@pytest.mark.parametrize("sign", ["\ue816", "\U0002ebf0", "\U00031350"])
def test_a_rare_character_that_unicode_has_late_or_not_at_all_stays_in_a_name(sign: str):
    """GB 18030 puts some at places of private use; the newest ones are unknown to an older Python."""
    assert visible(f"王{sign}") == f"王{sign}"


def test_a_text_of_nothing_else_is_empty():
    assert visible("\u200b\ufeff\u00ad\u202e") == ""
