"""How names sound: surnames as they are read as surnames, every usual reading of what follows, and as they are said here."""

import pytest

from anbang.lib import name_sounds
from anbang.lib.name_sounds import key_of, plain, said_here, sounds_of_name


def whole(name: str) -> list[str]:
    return [sound.whole for sound in sounds_of_name(name)]


@pytest.mark.parametrize(
    ("name", "sound"),
    [
        ("单雄", "shanxiong"),
        ("曾国", "zengguo"),
        ("仇英", "qiuying"),
        ("查良", "zhaliang"),
        ("解珍", "xiezhen"),
        ("翟让", "zhairang"),
        ("区明", "ouming"),
        ("朴树", "piaoshu"),
        ("任红", "renhong"),
        ("欧阳锋", "ouyangfeng"),
        ("尉迟恭", "yuchigong"),
        ("万俟明", "moqiming"),
    ],
)
def test_a_surname_is_read_as_a_surname(name: str, sound: str):
    assert whole(name)[0] == sound


def test_control_without_the_table_it_is_read_as_the_character_mostly_is(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(name_sounds, "SURNAMES", {})
    assert "shanxiong" not in whole("单雄")
    assert "zengguo" not in whole("曾国")


def test_where_families_differ_both_readings_count():
    assert {"qinhai", "tanhai"} <= set(whole("覃海"))
    assert {"zengle", "zengyue"} <= set(whole("曾乐"))


def test_a_compound_surname_may_also_be_a_short_one_with_a_given_name():
    assert {"chanyuming", "shanyuming"} <= set(whole("单于明"))


def test_what_does_not_matter_is_left_out():
    assert plain("阿不都·热合曼") == "阿不都热合曼"
    assert plain("Ｚhāng  Wěi") == "zhangwei"
    assert plain("LÜ-Líng") == "lvling"


@pytest.mark.parametrize(
    ("one", "other"),
    [("zhang", "zang"), ("liu", "niu"), ("huang", "fang"), ("xing", "xin"), ("lv", "nu"), ("feng", "fen")],
)
def test_what_is_not_told_apart_here_becomes_one(one: str, other: str):
    assert said_here(one) == said_here(other)


def test_a_key_has_whole_initials_and_each_syllable():
    assert key_of("张伟") == "|zhangwei|zw|zhangw|0zangwei| zhang wei |"
    assert key_of("") == key_of("？？") == "||"


def test_a_name_of_many_readings_has_a_key_of_a_bounded_length():
    assert len(key_of("长行乐重朝藏曾调" * 8)) < 8000
