"""The child that reads a stranger's Word file. Runs alone in a fresh interpreter under limits; answers in JSON on its output.

Only the standard library. Numbers that Word counts by itself (一、, （一）, 1.) are not in the text and are counted here as well.
"""

import io
import json
import sys
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree  # a document type is refused by the parser, and the child is under limits

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
TEXT, NUMBERING, STYLES, MACROS = "word/document.xml", "word/numbering.xml", "word/styles.xml", "word/vbaProject.bin"
DELETED = frozenset({f"{W}del", f"{W}moveFrom", FALLBACK})
BLANKS = {f"{W}tab": " ", f"{W}br": "\n", f"{W}cr": "\n"}
DIGITS = "零一二三四五六七八九"
CHINESE = frozenset(
    {"chineseCounting", "chineseCountingThousand", "ideographDigital", "japaneseCounting", "taiwaneseCounting"}
)
DEEPEST = 9
PIECE = 1 << 14


class Refused(Exception):
    """The file is refused for a reason that has a sentence."""


class Builder(ElementTree.TreeBuilder):
    """Builds the tree, and refuses a document type, without which there are no entities, in whatever encoding it is written."""

    def doctype(self, *_: object) -> None:
        """Called by the parser as soon as it meets one, before what is declared in it."""
        raise Refused("damaged")


def tree_of(content: bytes) -> ElementTree.Element:
    """The tree of a part, handed to the parser piece by piece: what comes after a refusal is not parsed."""
    parser = ElementTree.XMLParser(target=Builder())  # noqa: S314
    for place in range(0, len(content), PIECE):
        parser.feed(content[place : place + PIECE])
    tree: ElementTree.Element = parser.close()
    return tree


def part_of(archive: zipfile.ZipFile, name: str, left: int) -> ElementTree.Element | None:
    """A part of the file, unpacked for real but no further than allowed; None where there is none."""
    if name not in archive.namelist():
        return None
    entry = archive.getinfo(name)
    if entry.flag_bits & 1:
        raise Refused("encrypted")
    entry.file_size = sys.maxsize  # unpacked to its own end: what the directory claims can be a lie
    with archive.open(entry) as file:
        content = file.read(left + 1)
    if len(content) > left:
        raise Refused("too_large")
    return tree_of(content)


def read(content: bytes, unpacked_bytes: int) -> list[str]:
    """The paragraphs of a .docx, with the numbers that Word shows before them."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        if any(name.lower().endswith("vbaproject.bin") for name in names):
            raise Refused("macros")
        if TEXT not in names:
            raise Refused("not_word")
        document = part_of(archive, TEXT, unpacked_bytes)
        counting = Counting(part_of(archive, NUMBERING, unpacked_bytes), part_of(archive, STYLES, unpacked_bytes))
    assert document is not None
    return [
        line
        for paragraph in paragraphs_of(document)
        for line in (counting.number_of(paragraph) + "".join(texts_of(paragraph))).splitlines()
    ]


def paragraphs_of(node: ElementTree.Element) -> Iterator[ElementTree.Element]:
    """Every paragraph in its order, those of tables too; what is deleted or said twice is passed over."""
    for child in node:
        if child.tag in DELETED:
            continue
        if child.tag == f"{W}p":
            yield child
        else:
            yield from paragraphs_of(child)


def texts_of(node: ElementTree.Element) -> Iterator[str]:
    """The text of a paragraph, run by run."""
    for child in node:
        if child.tag == f"{W}t":
            yield child.text or ""
        elif child.tag in BLANKS:
            yield BLANKS[child.tag]
        elif child.tag not in DELETED and child.tag != f"{W}pPr":
            yield from texts_of(child)


class Counting:
    """What Word counts: for each list and level how its number is written, and how far it is."""

    def __init__(self, numbering: ElementTree.Element | None, styles: ElementTree.Element | None) -> None:
        self.levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self.styles: dict[str, tuple[str, int]] = {}
        self.reached: dict[str, list[int]] = {}
        if numbering is not None:
            self._learn(numbering)
        for style in styles.iter(f"{W}style") if styles is not None else ():
            if found := self._numbered(style.find(f"{W}pPr")):
                self.styles[style.get(f"{W}styleId", "")] = found

    def _learn(self, numbering: ElementTree.Element) -> None:
        kinds = {one.get(f"{W}abstractNumId", ""): one for one in numbering.iter(f"{W}abstractNum")}
        for one in numbering.iter(f"{W}num"):
            kind = kinds.get(value_of(one.find(f"{W}abstractNumId")))
            if kind is not None:
                self.levels[one.get(f"{W}numId", "")] = {
                    int(level.get(f"{W}ilvl", "0")): (
                        value_of(level.find(f"{W}numFmt")),
                        value_of(level.find(f"{W}lvlText")),
                        whole(value_of(level.find(f"{W}start")), 1),
                    )
                    for level in kind.iter(f"{W}lvl")
                }

    @staticmethod
    def _numbered(about: ElementTree.Element | None) -> tuple[str, int] | None:
        found = about.find(f"{W}numPr") if about is not None else None
        if found is None:
            return None
        return value_of(found.find(f"{W}numId")), whole(value_of(found.find(f"{W}ilvl")), 0)

    def number_of(self, paragraph: ElementTree.Element) -> str:
        """The number before a paragraph; empty where Word writes none."""
        about = paragraph.find(f"{W}pPr")
        style = value_of(about.find(f"{W}pStyle")) if about is not None else ""
        found = self._numbered(about) or self.styles.get(style)
        if found is None or found[0] not in self.levels or found[1] not in self.levels[found[0]]:
            return ""
        name, level = found
        levels = self.levels[name]
        reached = self.reached.setdefault(name, [0] * DEEPEST)
        reached[level] = reached[level] + 1 if reached[level] else levels[level][2]
        reached[level + 1 :] = [0] * (DEEPEST - level - 1)
        text = levels[level][1]
        for place in range(DEEPEST):
            if f"%{place + 1}" in text:
                form = levels[place][0] if place in levels else "decimal"
                text = text.replace(f"%{place + 1}", counted(reached[place] or 1, form))
        return text if any(sign.isalnum() for sign in text) else ""


def counted(number: int, form: str) -> str:
    """A number as Word writes it: 12, or 十二."""
    if form not in CHINESE or number >= 100:
        return str(number)
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else DIGITS[tens]) + ("十" if tens else "") + (DIGITS[ones] if ones else "")


def value_of(node: ElementTree.Element | None) -> str:
    """The value of a setting; empty where it is not set."""
    return node.get(f"{W}val", "") if node is not None else ""


def whole(text: str, otherwise: int) -> int:
    """A whole number, within what Word itself counts."""
    return int(text) if text.isdecimal() and int(text) < 1000 else otherwise


def main() -> None:
    """Read the standard input by the limits in the first argument."""
    answer: dict[str, Any]
    try:
        answer = {"paragraphs": read(sys.stdin.buffer.read(), json.loads(sys.argv[1])["unpacked_bytes"])}
    except Refused as refused:
        answer = {"fault": str(refused)}
    except (MemoryError, RecursionError):
        answer = {"fault": "too_large"}
    except Exception:  # a stranger's file breaks in more ways than can be named; the child is alone and ends here
        answer = {"fault": "damaged"}
    sys.stdout.write(json.dumps(answer, ensure_ascii=False, separators=(",", ":")))


if __name__ == "__main__":
    main()
