"""Whom somebody means who remembers half of a name."""

import re
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anbang.casework.person.meant import How, Named, Sought, meant_by
from anbang.lib.name_sounds import key_of

NAMES = (
    "张晓明",
    "章小明",
    "张明",
    "曾晓乐",
    "单雄",
    "李建国",
    "李建华",
    "王伟",
    "刘勇",
    "牛永",
    "黄福",
    "方福",
    "吕玲",
    "欧阳锋",
)


def found(typed: str, *, guessed: bool = False) -> dict[str, How]:
    """Of these names, those that fit."""
    meant = meant_by(typed)
    assert meant is not None
    judge = meant.judge_guess if guessed else meant.judge
    return {name: how for name in NAMES if (how := judge(Named(name, key_of(name)))) is not None}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("张晓明", {"张晓明": How.NAME, "章小明": How.SAME_SOUND}),
        ("晓明", {"张晓明": How.NAME, "章小明": How.SAME_SOUND}),
        ("张*明", {"张晓明": How.NAME, "章小明": How.SAME_SOUND}),
        ("张某", {"张晓明": How.NAME, "张明": How.NAME, "章小明": How.SAME_SOUND}),
        ("*国", {"李建国": How.NAME}),
        ("zhangxiaoming", {"张晓明": How.PINYIN, "章小明": How.PINYIN}),
        ("Zhang Xiao", {"张晓明": How.PINYIN, "章小明": How.PINYIN}),
        ("zxm", {"张晓明": How.INITIALS, "章小明": How.INITIALS}),
        ("zhangxm", {"张晓明": How.INITIALS, "章小明": How.INITIALS}),
        ("xm", {"张晓明": How.PART, "章小明": How.PART}),
        ("shanxiong", {"单雄": How.PINYIN}),
        ("zxl", {"曾晓乐": How.INITIALS}),
        ("liuy", {"刘勇": How.PINYIN, "牛永": How.ACCENT}),
        ("fangfu", {"方福": How.PINYIN, "黄福": How.ACCENT}),
        ("lü ling", {"吕玲": How.PINYIN}),
        ("张ming", {"张明": How.PINYIN}),
        ("oyf", {"欧阳锋": How.INITIALS}),
    ],
)
def test_whoever_is_half_remembered_fits(typed: str, expected: dict[str, How]):
    assert found(typed) == expected


@pytest.mark.parametrize(
    ("typed", "among"),
    [
        ("李建军", "李建国"),
        ("zhagnxiaoming", "张晓明"),
        ("lijanguo", "李建国"),
        ("lijianhuaa", "李建华"),
        ("wangwie", "王伟"),
    ],
)
def test_one_slip_is_forgiven(typed: str, among: str):
    assert found(typed) == {}
    assert found(typed, guessed=True)[among] is How.NEAR


@pytest.mark.parametrize("typed", ["", " ", "*", "z", "|张|", "张%", "_", "13", "··"])
def test_what_says_too_little_means_nobody(typed: str):
    assert meant_by(typed) is None


@given(st.sampled_from(NAMES), st.data())
def test_whatever_way_a_name_fits_one_of_its_patterns_is_like_its_key(name: str, data: st.DataObject):
    """What the database leaves out nobody can judge: every way of typing that is understood is also looked for."""
    key = key_of(name)
    named = Named(name, key)
    sound = named.sounds[0]
    begin = data.draw(st.integers(0, len(name) - 1))
    ways = [
        name,
        name[begin:],
        sound.whole,
        sound.whole[: max(2, begin + 2)],
        sound.initials,
        sound.surname_and_initials,
    ]
    typed = data.draw(st.sampled_from([way for way in ways if len(way) > 1 or not way.isascii()]))
    meant = meant_by(typed)
    assert meant is not None
    assert meant.judge(named) is not None
    assert is_found(key, meant.likely()) or typed == meant.surname


@given(st.sampled_from([name for name in NAMES if len(key_of(name).split("|")[1]) >= 8]), st.data())
def test_every_single_slip_in_pinyin_is_guessed(name: str, data: st.DataObject):
    whole = Named(name, key_of(name)).sounds[0].whole
    place = data.draw(st.integers(1, len(whole) - 2))
    letter = data.draw(st.sampled_from("abehiknoqtuxz"))
    typed = data.draw(
        st.sampled_from(
            [
                whole[:place] + letter + whole[place:],
                whole[:place] + whole[place + 1 :],
                whole[:place] + letter + whole[place + 1 :],
                whole[:place] + whole[place + 1] + whole[place] + whole[place + 2 :],
            ]
        )
    )
    meant = meant_by(typed)
    assert meant is not None
    assert meant.judge_guess(Named(name, key_of(name))) is How.NEAR
    assert is_found(key_of(name), meant.likely()) or is_found(key_of(name), meant.guessed())


@pytest.mark.parametrize(
    ("typed", "among", "how"),
    [
        ("张明", "张晓明", How.PART),
        ("李国", "李建国", How.PART),
        ("章明", "张晓明", How.NEAR),
        ("李华国", "李建国", How.NEAR),
    ],
)
def test_a_character_that_is_forgotten_or_another_is_guessed(typed: str, among: str, how: How):
    meant = meant_by(typed)
    assert meant is not None
    assert found(typed, guessed=True)[among] is how
    assert is_found(key_of(among), meant.guessed())
    assert not is_found(key_of("王伟"), meant.guessed()), "the control"


def is_found(key: str, sought: Sought) -> bool:
    """As the database finds."""
    return any(is_like(key, pattern) for pattern in sought.patterns) or not tokens_of(key).isdisjoint(sought.tokens)


def tokens_of(key: str) -> set[str]:
    """What a name is looked up by, read a second time from what `casework_name_tokens` says of it."""
    tokens: set[str] = set()
    for part in key.split("|"):
        if part.startswith("0"):
            tokens |= {part[:end] for end in range(2, len(part) + 1)}
        if part.startswith(" "):
            said, word = part.split(), part.replace(" ", "")
            ends = list(combinations(range(len(said) + 1), 2))
            tokens |= {"r" + " ".join(said[begin:end]) for begin, end in ends}
            tokens |= {f"g{' '.join(said[:one])}*{' '.join(said[one + 1 :])}" for one in range(len(said))}
            gaps = [(begin, end) for begin, end in combinations(range(len(word) + 1), 2) if end - begin <= 3]
            tokens |= {f"w{word[:begin]}*{word[end:]}" for begin, end in gaps}
    return tokens


def is_like(text: str, pattern: str) -> bool:
    """SQL's `like`."""
    told = "".join(".*" if sign == "%" else "." if sign == "_" else re.escape(sign) for sign in pattern)
    return re.fullmatch(told, text) is not None
