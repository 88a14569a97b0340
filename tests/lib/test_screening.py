"""A virus scanner is asked by its own protocol over a real socket, or by a command; whatever is no clear answer is none."""

import socketserver
import sys
import threading
from pathlib import Path

import pytest

from anbang.lib.screening import NoAnswer, answers, is_infected, refuse_unusable
from tests.lib.clamd import EICAR, _Clamd, clamd


def test_what_is_clean_is_and_what_every_scanner_finds_is_found(tmp_path: Path):
    with clamd(tmp_path) as (scanner, sizes):
        assert answers(scanner)
        assert not is_infected(b"", scanner=scanner)
        assert not is_infected(b"a" * 200_000, scanner=scanner)
        assert is_infected(b"a" * 100_000 + EICAR, scanner=scanner)
    assert sizes == [0, 200_000, 100_000 + len(EICAR)], "each came whole, in pieces"


def test_over_the_loopback_it_is_the_same():
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Clamd) as server:
        server.sizes, server.says, server.most = [], b"", 1 << 20  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
        scanner = f"tcp:127.0.0.1:{server.server_address[1]}"
        try:
            assert (is_infected(EICAR, scanner=scanner), is_infected(b"a", scanner=scanner)) == (True, False)
        finally:
            server.shutdown()


@pytest.mark.parametrize("says", [b"", b"ERROR", b"stream: OK", b"nothing to say\0", b"stream: OK but\0"])
def test_what_is_no_clear_answer_is_none(tmp_path: Path, says: bytes):
    with clamd(tmp_path, says=says or b"\0") as (scanner, _), pytest.raises(NoAnswer):
        is_infected(b"a", scanner=scanner)


def test_a_file_that_the_scanner_does_not_take_is_not_clean(tmp_path: Path):
    with clamd(tmp_path, most=10) as (scanner, _), pytest.raises(NoAnswer, match="size limit exceeded"):
        is_infected(b"a" * 1_000_000, scanner=scanner)


def test_a_scanner_that_is_not_there_gives_no_answer(tmp_path: Path):
    for scanner in (f"unix:{tmp_path}/none", "tcp:127.0.0.1:9", "command:/no/such/scanner"):
        assert not answers(scanner)
        with pytest.raises(NoAnswer):
            is_infected(b"a", scanner=scanner)


def test_a_command_reads_the_file_and_says_so_by_its_status(tmp_path: Path):
    script = tmp_path / "scanner"
    script.write_text(
        f"#!{sys.executable}\nimport sys\nread = sys.stdin.buffer.read()\nsys.exit({EICAR!r} in read or 2 * (b'odd' in read))\n"
    )
    script.chmod(0o700)
    scanner = f"command:{script} --quiet"
    assert answers(scanner)
    assert (is_infected(EICAR, scanner=scanner), is_infected(b"a", scanner=scanner)) == (True, False)
    with pytest.raises(NoAnswer):
        is_infected(b"odd", scanner=scanner)


@pytest.mark.parametrize(
    "scanner",
    [
        *(
            "clamd",
            "unix:clamd.ctl",
            "tcp:10.0.0.7:3310",
            "tcp:scanner.example:3310",
            "tcp:127.0.0.1",
            "tcp:127.0.0.1:0",
        ),
        *("command:", "command:clamscan -", "http://127.0.0.1:3310"),
    ],
)
def test_only_a_scanner_of_this_machine_is_asked(scanner: str):
    with pytest.raises(ValueError, match="must name a scanner of this machine"):
        refuse_unusable(scanner)


@pytest.mark.parametrize("scanner", ["unix:/run/clamd.ctl", "tcp:[::1]:3310", "tcp:localhost:3310", "command:/bin/a -"])
def test_control_what_names_one_is_taken(scanner: str):
    refuse_unusable(scanner)
