"""The handbook of operations names commands, options, files and settings that exist, the same in both languages."""

import re
import shlex

import pytest

from anbang.site import command
from anbang.site.backup import asked
from anbang.site.environment import FILE, Environment
from tests.docs.reading import FENCE, PROJECT, code_of, targets_of, text_of

HANDBOOKS = ("docs/operations.md", "docs/operations.zh-CN.md")
# Made by whoever follows it, or by what it starts.
THEIRS = {"deploy/secrets"}
IN_A_CONTAINER = re.compile(r"^docker compose run --rm (command|past)\b")


def lines_of(text: str) -> list[str]:
    """What is typed: the lines of the blocks, without the sign of root."""
    blocks = [found.group(0).splitlines()[1:-1] for found in FENCE.finditer(text)]
    return [line.removeprefix("# ") for block in blocks for line in block if line.strip()]


def commands_of(line: str) -> list[list[str]]:
    """The words of each `anbang` in a line, as a shell parts them, up to a redirection, a pipe or the end."""
    words, found = shlex.split(line), []
    for at, word in enumerate(words):
        if word == "anbang" and (at == 0 or words[at - 1] in {"&&", ";"}):
            rest = words[at + 1 :]
            end = next((number for number, one in enumerate(rest) if one in {">", "|", "&&", ";"}), len(rest))
            found.append(rest[:end])
    return found


def typed(text: str) -> list[list[str]]:
    """Every `anbang` of a handbook, in blocks and in lines."""
    told = [*lines_of(text), *(code for code in code_of(text) if code.startswith("anbang ") and "…" not in code)]
    return [words for line in told for words in commands_of(IN_A_CONTAINER.sub("anbang", line))]


@pytest.mark.parametrize("name", HANDBOOKS)
def test_every_command_exists_and_takes_these_words(name: str):
    commands = typed(text_of(name))
    assert len(commands) > 20, "the control: they were found"
    for words in commands:
        parse(words)


def parse(words: list[str]) -> None:
    """SystemExit where the command would not understand."""
    told, rest = command._parser().parse_known_args(words)
    if words[0] == "backup":
        asked._backup_parser().parse_args(rest)
    elif words[0] == "restore":
        asked._restore_parser().parse_args(rest)
    elif words[0] == "account":
        from anbang.site.accounts import _parser  # noqa: PLC0415  # its models exist once the suite has set up

        _parser().parse_args(rest)
    elif words[0] == "audit":
        from anbang.site.trail import _parser as audit_parser  # noqa: PLC0415

        audit_parser().parse_args(rest)
    else:
        assert rest == [], told


@pytest.mark.parametrize(
    "line",
    [
        "anbang backup date --to x",
        "anbang backup data --into x",
        "anbang restore",
        "anbang helth",
        "anbang account --nmae x",
    ],
)
def test_a_command_that_does_not_exist_is_noticed(line: str, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        parse(commands_of(line)[0])
    assert capsys.readouterr().err


def test_both_languages_tell_the_same_commands():
    english, chinese = (lines_of(text_of(name)) for name in HANDBOOKS)
    assert chinese == english
    assert len(english) > 60


def test_both_languages_have_the_same_parts():
    english, chinese = (re.findall(r"^(#+) ", FENCE.sub("", text_of(name)), re.MULTILINE) for name in HANDBOOKS)
    assert chinese == english


@pytest.mark.parametrize("name", HANDBOOKS)
def test_every_file_of_ours_and_every_setting_exists(name: str):
    text = text_of(name)
    files = {one.rstrip(".") for one in re.findall(r"\b(?:deploy|scripts|src)/[\w./-]+", text)}
    missing = [
        one for one in files if not (PROJECT / one).exists() and not any(one.startswith(made) for made in THEIRS)
    ]
    assert missing == []
    settings = {found.removesuffix(FILE) for found in re.findall(r"\b(?:ANBANG|DATABASE)_[A-Z_]+", text)}
    assert settings <= {field.upper() for field in Environment.model_fields}
    assert {"ANBANG_ARCHIVE", "ANBANG_HOSTS"} <= settings, "the control"


@pytest.mark.parametrize("name", HANDBOOKS)
def test_every_unit_that_is_started_is_one_that_is_installed(name: str):
    text = "\n".join(lines_of(text_of(name)))
    started = set(re.findall(r"\b(anbang[\w-]*\.(?:service|timer))\b", text))
    assert started == {
        file.name
        for file in (PROJECT / "deploy" / "systemd").glob("anbang*.*")
        if file.suffix in {".service", ".timer"}
    }


def test_what_is_said_of_make_is_true():
    assert {"setup", "wheels"} <= targets_of(text_of("Makefile"))
