"""An official document falls into the wording of each clause by its own numbering."""

import pytest

from anbang.policy import DEFAULT_PACK, load_pack
from anbang.policy.splitting import Doubt, Split, chinese, split

ONE = ("一、目标", "（一）花开。", "花在三月开放。", "（二）草长。")


def of(*lines: str) -> Split:
    return split(lines, DEFAULT_PACK)


def numbers(found: Split) -> list[str]:
    return [section.number for section in found.sections]


def odd(found: Split) -> list[tuple[str, Doubt]]:
    return [(one.number, one.doubt) for one in found.odd]


def test_paragraphs_belong_to_the_number_above_them():
    found = of("意见", "各镇：", *ONE)
    assert found.before == ("意见", "各镇：")
    assert [(section.number, section.clause, section.text) for section in found.sections] == [
        ("一", "", "一、目标"),
        ("一（一）", "1.1", "（一）花开。\n花在三月开放。"),
        ("一（二）", "1.2", "（二）草长。"),
    ]
    assert [section.number for section in found.beyond] == ["一"]
    assert "1.1" not in found.missing
    assert "2.3.1" in found.missing


def test_all_four_levels_and_their_widths():
    found = of("一、甲", "（一）乙", "1. 丙", "（1）丁", "(2) 戊", "2．己", "（1）庚", "(二)辛", "二、壬")
    assert numbers(found) == [
        *("一", "一（一）", "一（一）1", "一（一）1（1）", "一（一）1（2）"),
        *("一（一）2", "一（一）2（1）", "一（二）", "二"),
    ]
    assert odd(found) == [("一（一）1（2）", Doubt.HALF_WIDTH), ("一（二）", Doubt.HALF_WIDTH)]


@pytest.mark.parametrize(
    "line", ["3.5倍以上。", "2020年3月1日起执行。", "十一月实施。", "（本条有效期五年）", "一百元。"]
)
def test_a_line_that_only_begins_like_a_number_is_text(line: str):
    found = of(*ONE, line)
    assert numbers(found) == ["一", "一（一）", "一（二）"]
    assert found.sections[-1].paragraphs[-1] == line
    assert found.odd == ()


def test_a_number_that_goes_back_is_text_and_is_told():
    found = of("一、甲", "（一）乙", "（二）丙", "（一）丁。")
    assert numbers(found) == ["一", "一（一）", "一（二）"]
    assert found.sections[-1].text == "（二）丙\n（一）丁。"
    assert odd(found) == [("一（一）", Doubt.OUT_OF_ORDER)]


def test_a_gap_is_told_and_the_number_counts():
    found = of("一、甲", "（一）乙", "（三）丙")
    assert numbers(found) == ["一", "一（一）", "一（三）"]
    assert odd(found) == [("一（三）", Doubt.LEAVES_A_GAP)]


def test_a_level_may_be_left_out():
    assert numbers(of("一、甲", "1. 乙", "2. 丙", "二、丁", "（一）戊", "（1）己")) == [
        *("一", "一1", "一2", "二", "二（一）", "二（一）（1）"),
    ]


def test_a_number_below_nothing_is_text():
    found = of("（一）甲", "1. 乙", "一、丙")
    assert (found.before, numbers(found)) == (("（一）甲", "1. 乙"), ["一"])


def test_who_signs_and_annexes_are_left_over():
    found = of(*ONE, "二、任务", "（一）浇水。", "附件：1. 表", "一、填表说明。", "某县人民政府", "2020年3月1日")
    assert found.sections[-1].text == "（一）浇水。"
    assert found.after == ("附件：1. 表", "一、填表说明。", "某县人民政府", "2020年3月1日")
    assert of(*ONE, "某县人民政府", "2020年3月1日").after == ("某县人民政府", "2020年3月1日")


def test_a_heading_at_the_end_is_no_signature():
    assert of(*ONE, "二、任务", "（一）浇水").after == ()


def test_nothing_is_lost():
    lines = ("意见", *ONE, "（一）又来", "1. 浇水", "(1) 水", "附则", "某县")
    found = of(*lines)
    kept = [*found.before, *(line for section in found.sections for line in section.paragraphs), *found.after]
    assert kept == list(lines)


def test_a_document_of_articles_is_split_by_them():
    county = load_pack("example-county-2024")
    found = split(
        [
            *(
                "细则",
                "第一章 总则",
                "第一条 为了春天。",
                "第二条 花开。",
                "花在三月。",
                "第二章 任务",
                "第十二条 下列事项：",
            ),
            *("（一）浇水；", "（二）除草。", "1. 用手。", "第十一条 又来。", "第十三条 收获。", "附件：表"),
        ],
        county,
    )
    assert [(one.number, len(one.paragraphs)) for one in found.sections] == [
        *(("第一章", 1), ("第一条", 1), ("第二条", 2), ("第二章", 1), ("第十二条", 1)),
        *(("第十二条第一项", 1), ("第十二条第二项", 3), ("第十三条", 1)),
    ]
    assert odd(found) == [("第十二条", Doubt.LEAVES_A_GAP), ("第十一条", Doubt.OUT_OF_ORDER)]
    assert [county.citation(one.clause) for one in found.found] == [
        *("第二条", "第十二条第一项", "第十二条第二项", "第十三条"),
    ]
    assert found.after == ("附件：表",)


def test_clauses_that_are_not_of_the_document_are_not_missed():
    assert not [clause for clause in of(*ONE).missing if clause.startswith("LAW")]


def test_every_number_of_ours_is_found_where_the_document_has_it():
    lines = [
        line
        for clause in DEFAULT_PACK.clauses.values()
        if not clause.id.startswith("LAW")
        for line in whole_number(clause.id)
    ]
    found = of(*dict.fromkeys(lines))
    assert found.missing == ()


def whole_number(clause: str) -> list[str]:
    """The headings above a clause and its own, each told apart by its place."""
    forms = ("{}、", "（{}）", "{}. ", "（{}）")
    parts = clause.split(".")
    return [
        forms[level].format(chinese(int(part)) if level < 2 else part) + ".".join(parts[: level + 1])
        for level, part in enumerate(parts)
    ]
