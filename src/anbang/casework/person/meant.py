"""What somebody means who types a name, part of one, pinyin, or initials: what the key of whoever is meant is like (`anbang.lib.name_sounds`), and
how well a name fits. Nothing here reads the register.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from itertools import product
from typing import Protocol

from rapidfuzz.distance import OSA

from anbang.lib.name_sounds import PIECES, Sound, Syllables, has_han, plain, said_here, sounds_of_part

# Fewer letters are near to everything, or inside everything.
SHORTEST_TYPED, SHORTEST_INSIDE, SHORTEST_GUESSED = 2, 3, 7
# One slip is forgiven, two in what is as long as this.
TWO_SLIPS = 9
# Of a name of two characters nothing is left when one is wrong.
SHORTEST_MISREMEMBERED = 3
UNKNOWN = re.compile("[*?某]+")


class How(IntEnum):
    """By what somebody was found, the surest first."""

    ID_NUMBER = 0
    TELEPHONE = 1
    FILE_NUMBER = 2
    NAME = 3
    SAME_SOUND = 4
    PINYIN = 5
    INITIALS = 6
    PART = 7
    ACCENT = 8
    NEAR = 9


@dataclass(frozen=True)
class Named:
    """A name of the register with its key."""

    name: str
    key: str

    @cached_property
    def characters(self) -> str:
        """Without what does not matter."""
        return plain(self.name)

    @cached_property
    def sounds(self) -> list[Sound]:
        """Each way to say it."""
        return [Sound(tuple(part.split())) for part in self.key.strip("|").split("|") if part.startswith(" ")]


@dataclass(frozen=True, slots=True)
class Sought:
    """What a key is like, as patterns; or what it is looked up by (`casework_name_tokens`), which is found at once."""

    patterns: Sequence[str] = ()
    tokens: Sequence[str] = ()


class Meant(Protocol):
    """What was typed of a name: likely keys, keys in case something is wrong with it, and how a name fits (None: not at all). `named`: names with
    these characters come first; `surname`: whoever is called so is meant, whatever follows.
    """

    named: str
    surname: str

    def likely(self) -> Sought:  # noqa: D102
        ...

    def guessed(self) -> Sought:  # noqa: D102
        ...

    def judge(self, one: Named) -> How | None:  # noqa: D102
        ...

    def judge_guess(self, one: Named) -> How | None:  # noqa: D102
        ...


def meant_by(typed: str) -> Meant | None:
    """What is meant; None for what is no name or says too little."""
    if "|" in typed or "%" in typed or "_" in typed or "\\" in typed:
        return None
    parts = [plain(part) for part in UNKNOWN.split(typed)]
    text = "".join(parts)
    if not (has_han(text) or (text.isascii() and text.isalpha())):
        return None
    if len(parts) > 1:
        return Gaps(parts)
    if all(has_han(piece) for piece in PIECES.findall(text)):
        return Characters(text)
    return Letters(text) if len(text) >= SHORTEST_TYPED else None


class Characters:
    """Chinese characters: the same ones, or others that sound alike; one of several may be wrong, and one between them forgotten."""

    def __init__(self, text: str) -> None:
        self.text = self.named = text
        self.surname = text if len(text) == 1 else ""
        self.sounds = sounds_of_part(text)

    def likely(self) -> Sought:
        """Syllable by syllable; as it is said here only from the beginning."""
        here = (f"0{''.join(sound.accent)}" for sound in self.sounds)
        return Sought(tokens=[*(f"r{' '.join(sound.syllables)}" for sound in self.sounds), *here])

    def guessed(self) -> Sought:
        """One of three or more is another; of two, something is between them, for a name has three."""
        return Sought(tokens=[token for sound in self.sounds for token in _all_but_one(sound.syllables)])

    def judge(self, one: Named) -> How | None:
        """By the characters, then by the sound."""
        if self.text in one.characters:
            return How.NAME
        if any(_stands_in(mine.syllables, theirs.syllables) for mine, theirs in product(self.sounds, one.sounds)):
            return How.SAME_SOUND
        return How.ACCENT if any(_begins(mine, theirs) for mine, theirs in product(self.sounds, one.sounds)) else None

    def judge_guess(self, one: Named) -> How | None:
        """One was forgotten, or is another."""
        if _lacks_one(self.text, one.characters):
            return How.PART
        pairs = [(mine.syllables, theirs.syllables) for mine, theirs in product(self.sounds, one.sounds)]
        near = any(_differ(mine, theirs) == 1 or _lacks_one(mine, theirs) for mine, theirs in pairs)
        return How.NEAR if near else None


class Letters:
    """Pinyin or initials, with or without a slip; characters among them count by their sound."""

    named = surname = ""

    def __init__(self, text: str) -> None:
        self.words = ["".join(sound.syllables) for sound in sounds_of_part(text)]

    def likely(self) -> Sought:
        """The beginning of the whole or of the initials, the end of the initials, or inside."""
        patterns = []
        for word in self.words:
            inside = [f"%{word}%"] if len(word) >= SHORTEST_INSIDE else [f"%|{word}%", f"%{word}|%"]
            patterns += [*inside, f"%|0{said_here(word)}%"]
        return Sought(patterns)

    def guessed(self) -> Sought:
        """Two letters beside each other are one, two or three others: whatever was exchanged, left out or added there. Of the whole name only,
        for of a part of it too much is near.
        """
        long = [word for word in self.words if len(word) >= SHORTEST_GUESSED]
        slips = [f"w{word[:place]}*{word[place + 2 :]}" for word in long for place in range(len(word) - 1)]
        return Sought(tokens=slips)

    def judge(self, one: Named) -> How | None:
        """The whole before initials, initials before a part."""
        fits = {
            How.PINYIN: lambda word, sound: sound.whole.startswith(word),
            How.INITIALS: lambda word, sound: (
                word in (sound.initials[: len(word)], sound.surname_and_initials[: len(word)])
            ),
            How.PART: lambda word, sound: word in sound.whole or sound.initials.endswith(word),
            How.ACCENT: lambda word, sound: "".join(sound.accent).startswith(said_here(word)),
        }
        for how, is_so in fits.items():
            if any(is_so(word, sound) for word, sound in product(self.words, one.sounds)):
                return how
        return None

    def judge_guess(self, one: Named) -> How | None:
        """As far from the whole as slips go."""
        near = any(_slipped(word, sound.whole) for word, sound in product(self.words, one.sounds))
        return How.NEAR if near else None


class Gaps:
    """What is remembered stands around what is not: 张*明, 张某."""

    def __init__(self, parts: list[str]) -> None:
        self.named = parts[0]
        self.parts = [part for part in parts if part]
        self.begins, self.ends = bool(parts[0]), bool(parts[-1])
        self.surname = parts[0] if len(self.parts) == 1 and len(parts[0]) == 1 and has_han(parts[0]) else ""

    def likely(self) -> Sought:
        """Each part somewhere, in their order."""
        patterns = []
        for said in product(*([sound.syllables for sound in sounds_of_part(part)] for part in self.parts)):
            told = " %".join(f" {' '.join(syllables)}" for syllables in said)
            patterns.append(f"%{'|' * self.begins}{told} {'|' * self.ends}%")
        return Sought(patterns)

    def guessed(self) -> Sought:
        """Nothing: it is a guess already."""
        return Sought()

    def judge(self, one: Named) -> How | None:
        """By the characters, with at least one unknown between; else by the sound, which the pattern has found."""
        told = ".+".join(re.escape(part) for part in self.parts)
        found = re.search(
            f"{'^' * self.begins}{'' if self.begins else '.+'}{told}{'$' if self.ends else '.+'}", one.characters
        )
        if found:
            return How.NAME
        return How.SAME_SOUND if any(self._fits(sound) for sound in one.sounds) else None

    def judge_guess(self, one: Named) -> How | None:
        """As `judge`."""
        return self.judge(one)

    def _fits(self, sound: Sound) -> bool:
        told = rf"{'' if self.begins else '.+ '}" + r" (?:\w+ )+".join(
            "(?:" + "|".join(" ".join(each.syllables) for each in sounds_of_part(part)) + ")" for part in self.parts
        )
        return re.fullmatch(f"{told}{'' if self.ends else ' .+'}", " ".join(sound.syllables)) is not None


def _all_but_one(said: Syllables) -> Iterator[str]:
    if len(said) == SHORTEST_MISREMEMBERED - 1:
        yield f"g{said[0]}*{said[1]}"
    elif len(said) >= SHORTEST_MISREMEMBERED:
        for place in range(len(said)):
            yield f"g{' '.join(said[:place])}*{' '.join(said[place + 1 :])}"


def _lacks_one(mine: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether one, neither the first nor the last, is all that is missing."""
    if len(theirs) != len(mine) + 1:
        return False
    return any([*mine] == [*theirs[:place], *theirs[place + 1 :]] for place in range(1, len(mine)))


def _stands_in(mine: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    return f" {' '.join(mine)} " in f" {' '.join(theirs)} "


def _begins(mine: Sound, theirs: Sound) -> bool:
    return theirs.accent[: len(mine.accent)] == mine.accent


def _differ(mine: tuple[str, ...], theirs: tuple[str, ...]) -> int:
    """In how many places two of one length differ; -1 where the lengths do."""
    if len(mine) != len(theirs):
        return -1
    return sum(one != other for one, other in zip(mine, theirs, strict=True))


def _slipped(word: str, whole: str) -> bool:
    slips = 2 if len(word) >= TWO_SLIPS else 1
    return bool(OSA.distance(word, whole, score_cutoff=slips) <= slips)
