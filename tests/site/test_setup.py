"""Setting up: uv where it works and pip where it does not, every package with its hash; what the pages' tests need is installed."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.reading import PROJECT

PIN = re.compile(r"^[A-Za-z0-9][\w.-]*(?:\[[\w,-]+\])?==", re.MULTILINE)
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}\b")
FALL_BACK = "uv cannot be used: pip does it, which takes longer"
# Tools that answer like the real ones and write down what they were asked.
PYTHON = """#!/bin/sh
echo "python $*" >>"$ASKED"
case "$*" in
    "-m pip --quiet"*) exit "${PIP_ENDS:-0}" ;;
    "-m pip config"*) exit 1 ;;
esac
"""
UV = """#!/bin/sh
echo "uv $*" >>"$ASKED"
exit "${UV_ENDS:-0}"
"""
NOTHING = "#!/bin/sh\n"


def tool(at: Path, text: str = NOTHING) -> None:
    """A program of that text."""
    at.parent.mkdir(parents=True, exist_ok=True)
    at.write_text(text, encoding="utf-8")
    at.chmod(0o755)


class Machine:
    """A copy of what sets the project up, with tools of the test's own and nothing of this machine's."""

    def __init__(self, place: Path) -> None:
        self.place, self.asked_file = place / "project", place / "asked"
        self.tools = place / "tools"
        shutil.copytree(PROJECT / "scripts", self.place / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copytree(PROJECT / "requirements", self.place / "requirements")
        shutil.copy(PROJECT / "pyproject.toml", self.place)
        for name in ("sh", "cat", "cksum", "dirname", "rm"):
            self.link(name)

    def link(self, name: str) -> None:
        """Let the machine have a tool of the real one."""
        self.tools.mkdir(parents=True, exist_ok=True)
        (self.tools / name).symlink_to(shutil.which(name) or name)

    def run(self, script: str, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run one of the scripts to its end."""
        outside = {"PATH": str(self.tools), "ASKED": str(self.asked_file), **more}
        line = ["sh", str(self.place / "scripts" / script), *arguments]
        return subprocess.run(line, env=outside, capture_output=True, text=True, check=False, timeout=60)

    @property
    def asked(self) -> list[str]:
        """What the tools were asked, in order."""
        return self.asked_file.read_text(encoding="utf-8").splitlines() if self.asked_file.exists() else []

    def installed(self) -> list[str]:
        """What installed packages, in order: the tool, and whether it demanded hashes of what."""
        return [line for line in self.asked if " install " in line]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A machine with a .venv in which nothing is installed but Python and uv."""
    made = Machine(tmp_path)
    tool(made.place / ".venv" / "bin" / "python", PYTHON)
    tool(made.place / ".venv" / "bin" / "uv", UV)
    return made


# Packages


def test_where_uv_works_it_installs_every_package_by_its_hash(machine: Machine):
    told = machine.run("setup.sh", "base")
    assert (told.returncode, told.stdout) == (0, "installing the packages of requirements/base.txt\n"), told.stderr
    first, second = machine.installed()
    assert first.startswith("uv ")
    assert first.endswith("--require-hashes -r requirements/base.txt")
    assert second.startswith("uv ")
    assert second.endswith("--no-deps --no-build-isolation --editable ."), "ourselves, and nothing that comes along"


def test_where_uv_fails_pip_installs_every_package_by_its_hash_and_says_so_in_one_sentence(machine: Machine):
    told = machine.run("setup.sh", "dev", UV_ENDS="2")
    assert told.returncode == 0, told.stderr
    assert told.stdout.splitlines() == ["installing the packages of requirements/dev.txt", FALL_BACK]
    by_pip = [line for line in machine.installed() if line.startswith("python ")]
    assert len(by_pip) == 2
    assert by_pip[0].endswith("--require-hashes -r requirements/dev.txt")
    assert by_pip[1].endswith("--no-deps --no-build-isolation --editable .")


def test_without_uv_pip_does_it_all(machine: Machine):
    told = machine.run("setup.sh", "base", WITHOUT_UV="1")
    assert told.stdout.splitlines()[1:] == [FALL_BACK]
    assert not [line for line in machine.asked if line.startswith("uv ")]
    assert any("--require-hashes" in line for line in machine.installed())


def test_uv_itself_is_installed_by_its_hash_where_it_is_missing(machine: Machine):
    (machine.place / ".venv" / "bin" / "uv").unlink()
    machine.run("setup.sh", "base")
    assert machine.installed()[0].endswith("--require-hashes -r requirements/installer.txt")


def test_where_neither_works_it_ends_with_a_sentence_and_begins_anew_the_next_time(machine: Machine):
    told = machine.run("setup.sh", "base", UV_ENDS="2", PIP_ENDS="1")
    assert told.returncode == 1
    assert "setup: The packages could not be installed; see above." in told.stderr
    before = len(machine.asked)
    assert machine.run("setup.sh", "base").returncode == 0
    assert len(machine.asked) > before


def test_what_is_installed_is_not_installed_again(machine: Machine):
    machine.run("setup.sh", "dev")
    before = machine.asked
    for wanted in ("dev", "base"):
        assert machine.run("setup.sh", wanted).stdout == ""
    assert machine.asked == before
    with (machine.place / "requirements" / "dev.txt").open("a") as pins:
        pins.write("# another\n")
    assert machine.run("setup.sh", "dev").stdout != "", "the control: what is pinned anew is installed anew"


def test_from_a_folder_of_wheels_nobody_is_asked_and_every_hash_is_demanded(machine: Machine):
    (machine.place / "wheels").mkdir()
    told = machine.run("setup.sh", "base", WHEELS="wheels")
    assert told.returncode == 0, told.stderr
    assert len(machine.installed()) == 2
    wheels = f"--no-index --find-links={machine.place}/wheels"
    assert all(wheels in line for line in machine.installed())
    assert "--require-hashes" in machine.installed()[0]
    (machine.place / ".venv" / "base.stamp").unlink()
    machine.run("setup.sh", "base")
    assert not any(wheels in line for line in machine.installed()[2:]), "the control"


def test_with_pip_too(machine: Machine):
    (machine.place / "wheels").mkdir()
    machine.run("setup.sh", "base", WHEELS=str(machine.place / "wheels"), WITHOUT_UV="1")
    assert machine.installed()
    assert all(f"--no-index --find-links={machine.place}/wheels" in line for line in machine.installed())


def test_a_folder_of_wheels_that_is_not_there_is_one_sentence(machine: Machine):
    told = machine.run("setup.sh", "base", WHEELS="nowhere")
    assert told.returncode == 1
    assert told.stderr == "setup: There is no folder nowhere: `make wheels` fills one where there is internet.\n"
    assert machine.installed() == []


# Python itself


def a_python(at: Path, *, can_make_venv: bool) -> Path:
    """A Python that is new enough, says its name when it makes a .venv, and may lack what a .venv is made with."""
    lacks = "" if can_make_venv else '    *"import ensurepip"*) exit 1 ;;\n'
    makes = f'    "-m venv .venv") echo "made by {at.name}"; exit 1 ;;\n'
    tool(at, f'#!/bin/sh\ncase "$*" in\n{lacks}{makes}esac\n')
    return at


def test_a_python_that_can_make_a_venv_is_taken_before_one_for_which_something_must_be_installed(machine: Machine):
    shutil.rmtree(machine.place / ".venv")
    lacks = a_python(machine.place / "lacks", can_make_venv=False)
    can = a_python(machine.place / "can", can_make_venv=True)
    other = a_python(machine.place / "other", can_make_venv=True)
    for offered, taken in ((f"{lacks} {can} {other}", can), (f"{other} {can}", other)):
        assert f"made by {taken.name}" in machine.run("setup.sh", "base", PYTHON=offered).stdout


def test_without_python_it_ends_with_a_sentence(machine: Machine):
    shutil.rmtree(machine.place / ".venv")
    told = machine.run("setup.sh", "base", PYTHON=str(machine.place / "nothing"))
    assert told.returncode == 1
    assert told.stderr.endswith(
        "setup: Python 3.11 or newer is needed and was not found; PYTHON=/path/to/python3 names one.\n"
    )


def without_a_hash(pinned: str) -> list[str]:
    """The pins that no hash follows before the next pin."""
    begins = [found.start() for found in PIN.finditer(pinned)]
    pins = [pinned[start:end] for start, end in zip(begins, [*begins[1:], len(pinned)], strict=True)]
    return [pin.splitlines()[0] for pin in pins if not HASH.search(pin)]


@pytest.mark.parametrize("name", ["base", "dev", "installer"])
def test_every_pin_has_a_hash(name: str):
    pinned = (PROJECT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    lines = [line for line in pinned.splitlines() if line and not line.startswith((" ", "#"))]
    assert len(PIN.findall(pinned)) == len(lines) > 0, "every line is a pin"
    assert without_a_hash(pinned) == []


def test_a_pin_without_a_hash_is_noticed():
    """The control."""
    good = f"one==1.0 \\\n    --hash=sha256:{'0' * 64}\n    # via two\n"
    assert without_a_hash(f"{good}two[more]==2.0 ; python_version > '3'\n{good}") == [
        "two[more]==2.0 ; python_version > '3'"
    ]


# The browser


@pytest.fixture
def bare(tmp_path: Path) -> Machine:
    """A machine on which installing packages of the system is only written down."""
    made = Machine(tmp_path)
    tool(made.place / "scripts" / "system_packages.sh", 'echo "packages $*" >>"$ASKED"\nexit "${MAY:-0}"\n')
    return made


@pytest.mark.parametrize(
    ("browser", "fonts", "installed"),
    [
        (False, False, ["packages chromium fonts-noto-cjk"]),
        (True, False, ["packages fonts-noto-cjk"]),
        (False, True, ["packages chromium"]),
        (True, True, []),
    ],
)
def test_of_browser_and_chinese_fonts_what_is_missing_is_installed(
    bare: Machine, browser: bool, fonts: bool, installed: list[str]
):
    tool(bare.tools / "fc-list", '#!/bin/sh\necho "Noto Sans CJK SC"\n' if fonts else NOTHING)
    if browser:
        tool(bare.tools / "chromium")
    told = bare.run("browser.sh")
    assert told.returncode == 0, told.stderr
    assert bare.asked == installed
    assert (told.stdout == "") == (not installed)


@pytest.mark.parametrize(("browser", "words"), [(False, "will be skipped"), (True, "boxes for Chinese")])
def test_where_nothing_may_be_installed_one_sentence_says_what_follows(bare: Machine, browser: bool, words: str):
    if browser:
        tool(bare.tools / "chromium")
    told = bare.run("browser.sh", MAY="1")
    assert told.returncode == 0
    assert words in told.stdout.splitlines()[-1]


ASKS_FOR_A_BROWSER = "def test_it(chromium):\n    pass\n"
IS_SKIPPED_OTHERWISE = "import pytest\n\n\ndef test_it():\n    pytest.skip('no reason of the browser')\n"
CONFTEST = f"""import sys

sys.path.insert(0, {str(PROJECT)!r})
pytest_plugins = ["tests.conftest"]
"""


@pytest.mark.parametrize(("test", "said"), [(ASKS_FOR_A_BROWSER, True), (IS_SKIPPED_OTHERWISE, False)])
def test_the_summary_says_in_one_line_that_the_pages_were_not_looked_at(tmp_path: Path, test: str, said: bool):
    """With a control: what is skipped for another reason is not blamed on the browser."""
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "test_it.py").write_text(test)
    line = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-c", os.devnull]
    outside = {**os.environ, "PATH": str(tmp_path / "nothing")}
    told = subprocess.run(
        [*line, f"--rootdir={tmp_path}", str(tmp_path)],
        env=outside,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert "1 skipped" in told.stdout, told.stdout + told.stderr
    sentence = "browser tests skipped: no chromium here (apt-get install chromium fonts-noto-cjk)"
    assert told.stdout.count(sentence) == int(said)
