"""Reads our own documents: their links, headings, tables, commands and the names of code in them."""

import re
from collections.abc import Iterable
from pathlib import Path

PROJECT = Path(__file__).parents[2]
SOURCE = PROJECT / "src"
READMES = ("README.md", "README.zh-CN.md")

FENCE = re.compile(r"^(```|~~~).*?^\1\s*$", re.DOTALL | re.MULTILINE)
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"(?<!\\)\[[^\]]*\]\(([^)\s]+)\)")
MAKE = re.compile(r"(?:^|[;&|]\s*)(?:[A-Z]+=\S+ +)*make +([a-z][a-z-]*)", re.MULTILINE)
OUR_COMMAND = re.compile(r"(?:^|[;&|]\s*)(?:\S*/)?anbang +([a-z][a-z-]*)", re.MULTILINE)
DOTTED = re.compile(r"anbang(?:\.\w+)+")
# What follows `anbang.` in the names of files and machines, which are no names of code.
ENDINGS = {"before", "conf", "env", "example", "newer", "service", "tar"}
FILE = re.compile(r"(?:src|tests|docs|bench|requirements)/[\w./-]+")


def documents() -> list[Path]:
    """Every document of the project, those in the root and those below `docs`."""
    return sorted([*PROJECT.glob("*.md"), *(PROJECT / "docs").rglob("*.md")])


def text_of(name: str) -> str:
    """The text of a document in the root of the project."""
    return (PROJECT / name).read_text(encoding="utf-8")


def prose(text: str) -> str:
    """The text without fenced blocks."""
    return FENCE.sub("", text)


def code_of(text: str) -> list[str]:
    """Fenced blocks without their fences, then inline code."""
    blocks = ["\n".join(found.group(0).splitlines()[1:-1]) for found in FENCE.finditer(text)]
    return [*blocks, *CODE.findall(prose(text))]


def anchors(text: str) -> set[str]:
    """The anchors of the headings, as code hosts make them."""
    headings = re.findall(r"^#{1,6} +(.+?)\s*$", prose(text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.replace("`", "").lower()).replace(" ", "-") for heading in headings}


def broken_links(document: Path) -> list[str]:
    """Links to files or headings that do not exist. Addresses of other hosts are not asked."""
    text = document.read_text(encoding="utf-8")
    broken = []
    for link in LINK.findall(prose(text)):
        if re.match(r"[a-z]+:", link):
            continue
        place, _, anchor = link.partition("#")
        target = document.parent / place if place else document
        if not target.exists() or (anchor and anchor not in anchors(target.read_text(encoding="utf-8"))):
            broken.append(link)
    return broken


def make_targets_named(text: str) -> set[str]:
    """The targets of make that the text tells somebody to run."""
    return {target for code in code_of(text) for target in MAKE.findall(code)}


def commands_named(text: str) -> set[str]:
    """The commands of ours that the text tells somebody to run."""
    return {command for code in code_of(text) for command in OUR_COMMAND.findall(code)}


def targets_of(makefile: str) -> set[str]:
    """The targets that a Makefile has."""
    return set(re.findall(r"^([a-z][a-z-]*):(?!=)", makefile, re.MULTILINE))


def table_below(text: str, heading: str) -> list[list[str]]:
    """The rows of the first table below a heading whose text begins with `heading`, without its head; cells without backticks."""
    parts = re.split(rf"^#+ {re.escape(heading)}.*$", text, maxsplit=1, flags=re.MULTILINE)
    if len(parts) == 1:
        raise LookupError(f"there is no heading {heading!r}")
    section = re.split(r"^#+ ", parts[1], maxsplit=1, flags=re.MULTILINE)[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip().replace("`", "") for cell in line.strip("|").split("|")] for line in lines[2:]]


def missing_names(text: str) -> list[str]:
    """Modules, names in modules, and files that the text's code speaks of and that do not exist. Files that our commands make
    need not be there.
    """
    code = code_of(text)
    made = set((PROJECT / ".gitignore").read_text(encoding="utf-8").split())
    dotted = {name for part in code for name in DOTTED.findall(part) if name.split(".")[1] not in ENDINGS}
    files = {name.rstrip("./") for part in code for name in FILE.findall(part)}
    return sorted(
        [name for name in dotted if not _exists(name)]
        + [name for name in files if "<" not in name and name not in made and not (PROJECT / name).exists()]
    )


def _exists(dotted: str) -> bool:
    """Whether a dotted name is a module or package of ours, or stands in one."""
    parts = dotted.split(".")
    for length in range(len(parts), 0, -1):
        place = SOURCE.joinpath(*parts[:length])
        rest = parts[length:]
        if place.with_suffix(".py").is_file():
            return all(re.search(rf"\b{name}\b", place.with_suffix(".py").read_text(encoding="utf-8")) for name in rest)
        if place.is_dir():
            return not rest
    return False


def names_in_the_code(names: Iterable[str]) -> set[str]:
    """Those of `names` that stand as whole words in our own source, of either language."""
    files = [*SOURCE.rglob("*.py"), *SOURCE.rglob("*.toml")]
    words = {word for file in files for word in re.findall(r"\w+", file.read_text(encoding="utf-8"))}
    return words & set(names)
