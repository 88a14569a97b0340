"""The sentences that expressions are written with, and how figures are called and read, in Chinese and in English."""

import re

from anbang.policy.language.explanation import Language, written
from anbang.policy.pack import DatedParameter, Pack

STUB = "stub_days"
QUOTED: dict[Language, str] = {"zh": "“{}”", "en": "“{}”"}
JOINTS: dict[str, dict[Language, str]] = {
    "and": {"zh": "，且", "en": " and "},
    "or": {"zh": "，或", "en": " or "},
    "list": {"zh": "、", "en": ", "},
}
# Sentences by what they say; {0}, {1} … are the parts.
SENTENCES: dict[str, dict[Language, str]] = {
    "event": {"zh": "{0}之日", "en": "the day of {0}"},
    "each": {"zh": "每次{0}之日", "en": "the day of each {0}"},
    "afterwards": {"zh": "此后{0}之日", "en": "the day of {0} after it opened"},
    "as of": {"zh": "查询之日", "en": "the day of the question"},
    "never": {"zh": "没有这一天", "en": "no day"},
    "figure on": {"zh": "{0}（按{1}的规定）", "en": "{0} (as in force on {1})"},
    "figure now": {"zh": "{0}（现为 {1}）", "en": "{0} (now {1})"},
    "percent of": {"zh": "下列金额的 {0}%：", "en": "{0} % of:"},
    "percent": {"zh": "{0} 的 {1}%", "en": "{1} % of {0}"},
    "plus": {"zh": "{0} + {1}", "en": "{0} + {1}"},
    "minus": {"zh": "{0} − {1}", "en": "{0} − {1}"},
    "times": {"zh": "{0} × {1}", "en": "{0} × {1}"},
    "after days": {"zh": "{0}后 {1} 天", "en": "{1} days after {0}"},
    "after months": {"zh": "{0}后 {1} 个月", "en": "{1} months after {0}"},
    "after years": {"zh": "{0}后 {1} 年", "en": "{1} years after {0}"},
    "before days": {"zh": "{0}前 {1} 天", "en": "{1} days before {0}"},
    "before months": {"zh": "{0}前 {1} 个月", "en": "{1} months before {0}"},
    "before years": {"zh": "{0}前 {1} 年", "en": "{1} years before {0}"},
    "less day": {"zh": "{0}早于{1}", "en": "{0} is before {1}"},
    "less or equal day": {"zh": "{0}不晚于{1}", "en": "{0} is not after {1}"},
    "greater day": {"zh": "{0}晚于{1}", "en": "{0} is after {1}"},
    "greater or equal day": {"zh": "{0}不早于{1}", "en": "{0} is not before {1}"},
    "less": {"zh": "{0}小于 {1}", "en": "{0} is less than {1}"},
    "less or equal": {"zh": "{0}不超过 {1}", "en": "{0} is at most {1}"},
    "greater": {"zh": "{0}大于 {1}", "en": "{0} is more than {1}"},
    "greater or equal": {"zh": "{0}不少于 {1}", "en": "{0} is at least {1}"},
    "equal": {"zh": "{0}是{1}", "en": "{0} is {1}"},
    "unequal": {"zh": "{0}不是{1}", "en": "{0} is not {1}"},
    "not": {"zh": "并非：{0}", "en": "not: {0}"},
    "surely": {"zh": "已经查明：{0}", "en": "it is known that {0}"},
    "happened": {"zh": "{0}已经到来", "en": "{0} has come"},
    "happened event": {"zh": "{0}已经发生", "en": "{0} has happened"},
    "when": {"zh": "如果{0}，则为{1}，否则为{2}", "en": "if {0}, then {1}, otherwise {2}"},
    "at least": {"zh": "{0}，最少为 {1}", "en": "{0}, at least {1}"},
    "first known": {"zh": "下列日子中第一个已经到来的：{0}", "en": "the first of these that has come: {0}"},
    "smallest day": {"zh": "下列日子中最早的：{0}", "en": "the earliest of these days: {0}"},
    "largest day": {"zh": "下列日子中最晚的：{0}", "en": "the latest of these days: {0}"},
    "smallest": {"zh": "下列数中最小的：{0}", "en": "the smallest of these: {0}"},
    "largest": {"zh": "下列数中最大的：{0}", "en": "the largest of these: {0}"},
    "has any": {"zh": "{0}包括 {1} 中的至少一项", "en": "at least one of {1} is among the {0}"},
    "has it": {"zh": "{0}包括 {1}", "en": "{1} is among the {0}"},
    "has something": {"zh": "{0}至少有一项", "en": "there is at least one of the {0}"},
    "months completed": {"zh": "从{0}到{1}满几个月", "en": "how many whole months lie between {0} and {1}"},
    "months begun": {"zh": "从{0}到{1}开始了几个月", "en": "how many months have begun between {0} and {1}"},
    "first of month": {"zh": "{0}所在月份的首日", "en": "the first day of the month of {0}"},
    "lacking": {"zh": "{1}中{0}没有的", "en": "those of {1} that are not among the {0}"},
    "once": {"zh": "一次", "en": "once"},
    "so many times": {"zh": " 次", "en": " times"},
    "every months": {"zh": "每 {0} 个月", "en": "in every {0} months"},
    "stub": {
        "zh": "首尾两期在帮不足 {0} 天的，不产生这件事",
        "en": "a first or last period with fewer than {0} days of care makes no such duty",
    },
    # The heads of lists.
    "all": {"zh": "同时满足：", "en": "all of these hold:"},
    "any": {"zh": "满足其一：", "en": "at least one of these holds:"},
    "none of it": {"zh": "并非如此：", "en": "this does not hold:"},
    "if": {"zh": "如果{0}：", "en": "if {0}:"},
    "if all": {"zh": "如果同时满足：", "en": "if all of these hold:"},
    "else if": {"zh": "否则，如果{0}：", "en": "otherwise, if {0}:"},
    "else": {"zh": "否则：", "en": "otherwise:"},
    "cases": {"zh": "分情况：", "en": "it depends:"},
}

# What a duty's expressions are, in its own words.
PARTS_OF_DUTIES: dict[str, tuple[str, str]] = {
    "opens": ("产生", "opens"),
    "due": ("期限", "due"),
    "met": ("办结", "met"),
    "void": ("不再需要", "void"),
    "lapses": ("所指之事已不存在", "lapses"),
    "period": ("周期", "how often"),
    "except": ("例外", "except"),
    "counts": ("周期的算法", "how periods are counted"),
    "applies": ("适用条件", "applies if"),
    "times": ("每周期次数", "times in a period"),
    "before_on": ("回看到哪一天", "day that is looked back to"),
}
# How often something of so many months is.
PERIODS: dict[int, dict[Language, str]] = {
    1: {"zh": "每月", "en": "a month"},
    3: {"zh": "每季度", "en": "a quarter"},
    6: {"zh": "每半年", "en": "in each half-year"},
    12: {"zh": "每年", "en": "a year"},
}
# From which day to which a duty of a period is owed: one of somebody's care, of an office, of money.
DAYS_OF_PERIODS: dict[str, dict[str, dict[Language, str]]] = {
    "care": {
        "opens": {
            "zh": "该期第一日（帮教开始较晚的，为帮教开始之日）",
            "en": "the first day of the period, or the first day of care where that is later",
        },
        "due": {
            "zh": "该期最后一日（帮教期满较早的，为期满之日）",
            "en": "the last day of the period, or the last day of the term where that is earlier",
        },
    },
    "office": {
        "opens": {"zh": "该期第一日", "en": "the first day of the period"},
        "due": {"zh": "该期最后一日", "en": "the last day of the period"},
    },
    "money": {
        "opens": {
            "zh": "当月第一日（帮教开始较晚的，为帮教开始之日）",
            "en": "the first day of the month, or the first day of care where that is later",
        },
        "due": {"zh": "当月最后一日", "en": "the last day of the month"},
    },
}
# Whose a duty is: the kind of office, and the place that decides which one.
OWNERS: dict[str, dict[Language, str]] = {
    "institution": {"zh": "监所", "en": "institution"},
    "justice_bureau": {"zh": "区司法局", "en": "district justice bureau"},
    "aftercare_office": {"zh": "区安帮办", "en": "district aftercare office"},
    "justice_office": {"zh": "司法所", "en": "justice office"},
    "civil_affairs": {"zh": "民政", "en": "civil affairs"},
    "hrss": {"zh": "人力社保局", "en": "human resources and social security"},
    "town": {"zh": "镇街", "en": "town"},
    "village": {"zh": "村居", "en": "village"},
    "person": {"zh": "本人", "en": "the person"},
}
PLACES: dict[str, dict[Language, str]] = {
    "district": {"zh": "全区", "en": "the district"},
    "institution": {"zh": "关押此人的监所", "en": "the institution that holds the person"},
    "person": {"zh": "本人", "en": "the person"},
    "registered_town": {"zh": "户籍地镇街", "en": "the registered town"},
    "town_in_charge": {
        "zh": "负责帮教的镇街，随移交而变",
        "en": "the town in charge of care; it moves with a transfer",
    },
    "town_of_the_file": {
        "zh": "持有档案的镇街，随移交而变",
        "en": "the town that holds the file; it moves with a transfer",
    },
    "receiving_town": {"zh": "转入地镇街", "en": "the town that is to receive the person"},
    "village": {
        "zh": "负责日常帮教的村居，随移交而变",
        "en": "the village in charge of everyday care; it moves with a transfer",
    },
    "town_of_the_village": {
        "zh": "该村居所在镇街，随移交而变",
        "en": "the town of that village; it moves with a transfer",
    },
    "office": {"zh": "每个此类单位各一件", "en": "one for each such office"},
}
# Words of figures that no label explains.
WORDS_OF_FIGURES = {
    "calendar": ("按日历", "with the calendar"),
    "rolling": ("自帮教首日起", "from the first day of care"),
}
CODE_NAME = re.compile(r"(?<=[\u4e00-\u9fff]) ([a-z]+(?:_[a-z]+)+) (?=[\u4e00-\u9fff])|\b[a-z]+(?:_[a-z]+)+\b")
EXPLAINED = re.compile(r"（((?:[a-z_]+ [^，（）]+，?)+)）")


def label_of(figure: DatedParameter, language: Language) -> str:
    """What a figure means, without the words that it may take: they are told by `reading_of`."""
    return (EXPLAINED.sub("", figure.zh) if language == "zh" else figure.en).strip()


def reading_of(figure: DatedParameter, value: object, language: Language) -> str:
    """A value of a figure as a person reads it. In Chinese, the label itself explains the words that it may take."""
    if isinstance(value, str):
        return _readings(figure, language).get(value, value.replace("_", " "))
    assert isinstance(value, int)
    return written(value, language)


def alternatives_of(figure: DatedParameter, language: Language, pack: Pack) -> tuple[str, ...]:
    """The other readings that were weighed, each beginning with what that choice is called; figures by their labels."""
    told = figure.alternatives if language == "en" else figure.alternatives_zh or figure.alternatives
    return tuple(_in_words(text, figure, language, pack) for text in told)


def _in_words(text: str, figure: DatedParameter, language: Language, pack: Pack) -> str:
    def called(match: re.Match[str]) -> str:
        found = pack.parameters.get(match[0].strip())
        return QUOTED[language].format(label_of(found, language)) if found else match[0]

    choice, colon, rest = text.partition("：" if language == "zh" else ":")
    value = {"true": True, "false": False}.get(choice, choice)
    if colon and value in figure.allowed:
        choice = reading_of(figure, value, language)
        if rest.strip().startswith(choice):
            choice = colon = ""
    return CODE_NAME.sub(called, choice + colon + rest).strip()


def _readings(figure: DatedParameter, language: Language) -> dict[str, str]:
    own = {word: both[language == "en"] for word, both in WORDS_OF_FIGURES.items()}
    if language == "zh" and (found := EXPLAINED.search(figure.zh)):
        own |= dict(part.split(" ", 1) for part in found[1].split("，"))
    return own
