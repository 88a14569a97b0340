"""Every text that the pages may show, gathered from templates and code as `makemessages` gathers it, and the catalogue beside it."""

import ast
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import polib
from django.utils.translation.template import templatize

SOURCE = Path(__file__).parents[2] / "src" / "anbang"
CATALOGUE = SOURCE / "web" / "locale" / "en" / "LC_MESSAGES" / "django.po"
CALLS = frozenset(name + kind for name in ("gettext", "ngettext", "pgettext") for kind in ("", "_lazy", "_noop")) | {
    "_"
}
# What `templatize` makes of a translated text: a call with literals, one or two of them.
LITERAL = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
CALL = re.compile(rf"(?:\b(?P<kind>[np])?gettext|\b_)\((?P<told>{LITERAL}(?:,\s*{LITERAL})?)")
CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")
CONTEXT = "\x04"
Text = tuple[str, ...]
"""The text, and its plural if it has one."""


def texts_of_template(source: str) -> Iterator[Text]:
    """The texts of a template."""
    for call in CALL.finditer(templatize(source)):
        told = ast.literal_eval(f"({call['told']},)")
        yield _text(told, plural=call["kind"] == "n", in_context=call["kind"] == "p")


def texts_of_code(source: str) -> Iterator[Text]:
    """The texts of a module."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        words = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        if name in CALLS and words:
            yield _text(words, plural=name.startswith("ngettext"), in_context=name.startswith("pgettext"))


def _text(told: Sequence[str], *, plural: bool, in_context: bool) -> Text:
    """A text under its context, where one text has two meanings, as catalogues keep it."""
    return (CONTEXT.join(told[:2]),) if in_context else tuple(told[: 2 if plural else 1])


def texts_of_the_product() -> dict[Text, list[str]]:
    """Text → the files in which it stands."""
    found: dict[Text, list[str]] = {}
    for suffix, texts_of in (("html", texts_of_template), ("py", texts_of_code)):
        for file in sorted(SOURCE.rglob(f"*.{suffix}")):
            for text in texts_of(file.read_text(encoding="utf-8")):
                found.setdefault(text, []).append(str(file.relative_to(SOURCE)))
    return found


def catalogue() -> dict[Text, list[str]]:
    """Text → its English, one or two forms."""
    return {
        (entry.msgid, entry.msgid_plural)
        if entry.msgid_plural
        else (f"{entry.msgctxt}{CONTEXT}{entry.msgid}" if entry.msgctxt else entry.msgid,): (
            [entry.msgstr_plural[number] for number in sorted(entry.msgstr_plural)]
            if entry.msgid_plural
            else [entry.msgstr]
        )
        for entry in polib.pofile(str(CATALOGUE))
        if not entry.obsolete and "fuzzy" not in entry.flags
    }
