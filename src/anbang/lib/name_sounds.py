"""How a Chinese name sounds: in pinyin, by its initials, and as it is said in Chongqing; so that somebody is found who is only half remembered.

Which reading a character has comes from pypinyin. It does not know that 单, 曾, 仇 are read otherwise where they are surnames; that stands here.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product

from pypinyin import Style, pinyin

# Surnames that are read otherwise than the character is mostly read, the usual reading first; several where families differ.
SURNAMES = {
    line.split()[0]: tuple(line.split()[1:])
    for line in """
    曾 zeng|薄 bo|卜 bu|柏 bai|贲 ben|秘 bi|车 che|晁 chao|谌 chen shen|种 chong|重 chong|褚 chu|都 du|盖 ge gai|干 gan|葛 ge|句 gou|谷 gu
    |过 guo|哈 ha|黑 he|华 hua|纪 ji|缴 jiao|角 jiao jue|解 xie|炅 gui|会 gui|隗 wei kui|乐 yue le|令 ling|逯 lu|蒙 meng|宓 mi|缪 miao
    |万 wan|牟 mu mou|那 na|佴 nai|能 nai|粘 nian|宁 ning|区 ou|逄 pang|朴 piao|繁 po|覃 qin tan|仇 qiu|曲 qu|瞿 qu|任 ren|芮 rui
    |撒 sa|单 shan|召 shao|折 she|厍 she|莘 shen xin|沈 shen|盛 sheng|石 shi|什 shi|殳 shu|宿 su|庹 tuo|尉 wei|冼 xian|洗 xian|相 xiang
    |行 xing|郇 xun huan|燕 yan|要 yao|幺 yao|么 yao|叶 ye|尹 yin|应 ying|於 yu|员 yun|臧 zang|藏 zang|查 zha|祭 zhai|翟 zhai|占 zhan
    |长 zhang|仉 zhang|訾 zi|郗 xi chi|费 fei bi|强 qiang|尚 shang|俞 yu|余 yu|奇 qi|乜 nie|邳 pi|阚 kan|钻 zuan|红 hong|不 fou
    """.replace("\n", "").split("|")
}
COMPOUND_SURNAMES = {
    line.split()[0]: tuple(line.split()[1:])
    for line in """
    欧阳 ou yang|司马 si ma|上官 shang guan|诸葛 zhu ge|令狐 ling hu|皇甫 huang fu|尉迟 yu chi|万俟 mo qi|单于 chan yu|长孙 zhang sun
    |澹台 tan tai|宰父 zai fu|司徒 si tu|司空 si kong|慕容 mu rong|夏侯 xia hou|东方 dong fang|公孙 gong sun|宇文 yu wen|端木 duan mu
    |闻人 wen ren|独孤 du gu|南宫 nan gong|赫连 he lian|钟离 zhong li|轩辕 xuan yuan|濮阳 pu yang|淳于 chun yu|太史 tai shi
    |申屠 shen tu|呼延 hu yan|百里 bai li|东郭 dong guo|西门 xi men|第五 di wu|拓跋 tuo ba|完颜 wan yan|纳兰 na lan
    """.replace("\n", "").split("|")
}
READINGS_OF_A_CHARACTER, READINGS_OF_A_NAME = 2, 8
HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
# A Han character by itself, or letters and digits that stand together.
PIECES = re.compile(rf"{HAN.pattern}|[a-z0-9]+")
Syllables = tuple[str, ...]

# What is told apart in pinyin and not in every mouth here: 张/脏, 牛/刘, 湖/福, 星/新, 冯/坟. Both sides become one, in the order of the lines.
_ACCENT = tuple(
    (re.compile(said), meant)
    for said, meant in (
        (r"([zcs])h", r"\1"),
        (r"hua", "fa"),
        (r"hui", "fei"),
        (r"hun", "fen"),
        (r"huo", "fo"),
        (r"hu", "fu"),
        (r"l", "n"),
        (r"v", "u"),
        (r"(?<=[ie])ng(?![aeiou])", "n"),
    )
)


@dataclass(frozen=True, slots=True)
class Sound:
    """One way to say a name, syllable by syllable."""

    syllables: Syllables

    @property
    def whole(self) -> str:
        """In one word, as one types it."""
        return "".join(self.syllables)

    @property
    def initials(self) -> str:
        """The first letters."""
        return "".join(syllable[0] for syllable in self.syllables)

    @property
    def surname_and_initials(self) -> str:
        """The surname whole and the rest by first letters, as one types it."""
        return self.syllables[0] + "".join(syllable[0] for syllable in self.syllables[1:])

    @property
    def accent(self) -> Syllables:
        """As many say it here."""
        return tuple(said_here(syllable) for syllable in self.syllables)


def plain(text: str) -> str:
    """What was typed without what does not matter: width, case, spaces, dots, tones of letters; ü as v."""
    text = unicodedata.normalize("NFKC", text).lower().replace("ü", "v").replace("u:", "v")
    letters = unicodedata.normalize("NFD", text)
    return re.sub(r"[\s·•・.'’\-_]+", "", "".join(one for one in letters if not unicodedata.combining(one)))


def has_han(text: str) -> bool:
    """Whether a Chinese character is in it."""
    return HAN.search(text) is not None


def said_here(sound: str) -> str:
    """A syllable, or what was typed of several, as it may be said and heard in Chongqing."""
    for said, meant in _ACCENT:
        sound = said.sub(meant, sound)
    return sound


@lru_cache(maxsize=20_000)
def _readings(character: str) -> Syllables:
    """The usual readings of a character, the most frequent first; the character itself where nobody knows one."""
    if not has_han(character):
        return (character,)
    first = pinyin(character, style=Style.NORMAL)[0][0]
    others = pinyin(character, style=Style.NORMAL, heteronym=True)[0]
    known = [one for one in dict.fromkeys((first, *others)) if one.isascii() and one.isalpha()]
    return tuple(known[:READINGS_OF_A_CHARACTER]) or (character,)


def sounds_of_name(name: str) -> list[Sound]:
    """Every way to say a name, the likeliest first."""
    pieces = PIECES.findall(plain(name))
    ways = list(_with_surname(pieces))
    return [Sound(said) for said in list(dict.fromkeys(islice(_each(ways), READINGS_OF_A_NAME)))]


def _with_surname(pieces: Sequence[str]) -> Iterator[list[Syllables]]:
    """The readings of each character: a surname of two characters, of one, and what follows as it is read elsewhere."""
    if not pieces:
        return
    compound = COMPOUND_SURNAMES.get("".join(pieces[:2])) if len(pieces) > 1 else None
    if compound:
        yield [*((syllable,) for syllable in compound), *(_readings(one) for one in pieces[2:])]
    surname = SURNAMES.get(pieces[0]) or _readings(pieces[0])[:1]
    yield [surname, *(_readings(one) for one in pieces[1:])]


def sounds_of_part(text: str) -> list[Sound]:
    """Every way to say what may be any part of a name: its first character may be a surname or not."""
    pieces = PIECES.findall(plain(text))
    if not pieces:
        return []
    as_surname = list(_with_surname(pieces))
    return [
        Sound(said)
        for said in dict.fromkeys(islice(_each([*as_surname, [_readings(one) for one in pieces]]), READINGS_OF_A_NAME))
    ]


def _each(ways: Iterable[list[Syllables]]) -> Iterator[Syllables]:
    for way in ways:
        yield from product(*way)


def key_of(name: str) -> str:
    """Under what a name is found: its words |whole|initials|surname and initials|0accent| and each way | syllable by syllable |, between bars;
    of a name that has no sound, the bars alone.
    """
    sounds = sounds_of_name(name)
    words = [
        word
        for one in sounds
        for word in (one.whole, one.initials, one.surname_and_initials, f"0{''.join(one.accent)}")
    ]
    apart = [f" {' '.join(one.syllables)} " for one in sounds]
    return f"|{'|'.join(dict.fromkeys((*words, *apart)))}|"
