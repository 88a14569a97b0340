"""Reads the YAML of a scenario into plain mappings, lists, texts and numbers: YAML 1.2, nothing twice, nothing without end.

Days and months stay texts, as YAML 1.2 has them; only `true` and `false` are truth values. Aliases are followed, but what
they would unfold to is counted. Knows nothing of scenarios: a fault names the place as a path.
"""

import re
from dataclasses import dataclass, field

import yaml

# A life of a hundred events is a hundredth of it.
MOST_BYTES = 1_000_000
MOST_NODES = 200_000
DEEPEST = 20
LONGEST_NUMBER = 18

# Where something stands: keys, and places in lists from 0.
Spot = tuple[str | int, ...]

# The C parser where the installation has it: it answers alike, ten times as fast.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

TEXT_TAGS = frozenset({"!", "tag:yaml.org,2002:str"})
PLAIN_TAGS = frozenset({"tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"})
NOTHING = frozenset({"", "~", "null", "Null", "NULL"})
TRUTHS = {"true": True, "false": False}
WHOLE = re.compile(r"[-+]?[0-9]+")
BROKEN = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")


class Unreadable(Exception):
    """The text is no YAML that is read here; the message is one sentence, with the line where there is one."""


@dataclass(frozen=True, slots=True)
class Twice:
    """A key that is written twice in one mapping: where the mapping is, the key, and the line of the second."""

    path: Spot
    key: str
    line: int


@dataclass(frozen=True, slots=True)
class Markup:
    """What a text says, and the keys that it says twice (the first counts)."""

    content: object
    twice: tuple[Twice, ...]


@dataclass(slots=True)
class _Open:
    """A mapping or list that is not closed yet."""

    path: Spot
    anchor: str | None
    content: dict[str, object] | list[object]
    key: str | None = None
    is_second: bool = False
    nodes: int = 1


@dataclass(slots=True)
class _Building:
    """What has been read so far."""

    opened: list[_Open] = field(default_factory=list)
    anchors: dict[str, tuple[object, int]] = field(default_factory=dict)
    twice: list[Twice] = field(default_factory=list)
    documents: list[object] = field(default_factory=list)

    def add(self, value: object, nodes: int, anchor: str | None, line: int) -> None:
        """A finished node: a key of the mapping that is open, or a value of it or of the list."""
        if anchor is not None:
            self.anchors[anchor] = value, nodes
        if not self.opened:
            self.documents.append(value)
            return
        around = self.opened[-1]
        around.nodes += nodes
        if sum(one.nodes for one in self.opened) > MOST_NODES:
            raise Unreadable(f"Line {line}: with its aliases unfolded the text has more than {MOST_NODES} parts.")
        if isinstance(around.content, list):
            around.content.append(value)
        elif around.key is None:
            self._take_key(around, value, line)
        else:
            if not around.is_second:
                around.content[around.key] = value
            around.key = None

    def _take_key(self, around: _Open, key: object, line: int) -> None:
        if not isinstance(key, str):
            raise Unreadable(f"Line {line}: expected a word as a key, not a list or a mapping.")
        around.key, around.is_second = key, key in around.content
        if around.is_second:
            self.twice.append(Twice(around.path, key, line))

    def open(self, content: dict[str, object] | list[object], anchor: str | None, line: int) -> None:
        """A mapping or list begins."""
        if len(self.opened) >= DEEPEST:
            raise Unreadable(f"Line {line}: lists and mappings are nested more than {DEEPEST} deep.")
        self.opened.append(_Open(self._path(), anchor, content))

    def close(self, line: int) -> None:
        """The mapping or list that was opened last ends."""
        done = self.opened.pop()
        self.add(done.content, done.nodes, done.anchor, line)

    def _path(self) -> Spot:
        if not self.opened:
            return ()
        around = self.opened[-1]
        return (*around.path, len(around.content) if isinstance(around.content, list) else str(around.key))

    @property
    def expects_key(self) -> bool:
        """Whether the next node is a key."""
        return bool(self.opened) and isinstance(self.opened[-1].content, dict) and self.opened[-1].key is None


def read_markup(text: str) -> Markup:
    """What the text says: dicts, lists, str, int, float, bool, None. Raises Unreadable."""
    building = _Building()
    try:
        for event in yaml.parse(text, Loader=LOADER):
            _take(building, event)
    except yaml.MarkedYAMLError as mistake:
        line = mistake.problem_mark.line + 1 if mistake.problem_mark else 1
        raise Unreadable(f"Line {line} is no readable YAML: {mistake.problem}.") from None
    except yaml.YAMLError as mistake:
        raise Unreadable(f"It is no readable YAML: {str(mistake).splitlines()[0]}.") from None
    if len(building.documents) != 1:
        raise Unreadable(f"Expected one document, found {len(building.documents)}.")
    return Markup(building.documents[0], tuple(building.twice))


def _take(building: _Building, event: yaml.Event) -> None:
    line = event.start_mark.line + 1 if event.start_mark else 1
    match event:
        case yaml.ScalarEvent():
            _refuse_half_signs(event.value, line)
            plain = event.implicit[0]
            value = event.value if building.expects_key else _scalar(event.value, event.tag, plain, line)
            building.add(value, 1, event.anchor, line)
        case yaml.AliasEvent():
            if event.anchor not in building.anchors:
                raise Unreadable(f"Line {line}: *{event.anchor} names nothing that is complete above it.")
            building.add(*building.anchors[event.anchor], None, line)
        case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
            if event.tag is not None and event.tag not in PLAIN_TAGS:
                raise Unreadable(f"Line {line}: expected no tag, found {event.tag!a}.")
            content: dict[str, object] | list[object] = {} if isinstance(event, yaml.MappingStartEvent) else []
            building.open(content, event.anchor, line)
        case yaml.CollectionEndEvent() | yaml.MappingEndEvent() | yaml.SequenceEndEvent():
            building.close(line)


def _refuse_half_signs(text: str, line: int) -> None:
    """Half of a sign, which an escape can write, goes into no database and onto no screen."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Unreadable(f"Line {line}: expected whole signs, found half of one.") from None


def _scalar(text: str, tag: str | None, plain: bool, line: int) -> object:
    if tag in TEXT_TAGS or (tag is None and not plain):
        return text
    if tag is not None:
        raise Unreadable(f"Line {line}: expected no tag, found {tag!a}.")
    if text in NOTHING:
        return None
    if text in TRUTHS:
        return TRUTHS[text]
    if len(text) <= LONGEST_NUMBER and WHOLE.fullmatch(text):
        return int(text)
    return float(text) if len(text) <= LONGEST_NUMBER and BROKEN.fullmatch(text) else text
