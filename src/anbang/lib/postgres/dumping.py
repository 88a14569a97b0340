"""A database is written down by `pg_dump` in somebody's snapshot, and made again by `pg_restore` in one transaction."""

import os
import re
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import IO

from psycopg import conninfo, pq

from anbang.lib.postgres.binaries import find_program
from anbang.lib.postgres.faults import ClusterFault

CHUNK_BYTES = 1024 * 1024
# What an administrator has put into every database before its owner comes: made already, and not the owner's to make.
MADE_BY_THE_ADMINISTRATOR = (" EXTENSION - ", " COMMENT - EXTENSION ", " SCHEMA - public ", " COMMENT - SCHEMA public ")
# What one version says and another does not know, and can do without: a limit of 17 and newer, and a note on columns that some releases of 15
# keep, which a `pg_dump` of before that release takes for something to be restored.
UNKNOWN_ELSEWHERE = re.compile(
    rb"^(?:SET transaction_timeout = 0;|ALTER TABLE ONLY \S+ ALTER COLUMN \S+ SET \(pg_attver='?\d+'?\);)\n",
    re.MULTILINE,
)
FIRST_ROWS = b"\nCOPY "


def environment_of(address: str) -> dict[str, str]:
    """How programs of PostgreSQL are told an address, so that no list of processes shows a password."""
    variables = {
        option.keyword.decode(): option.envvar.decode() for option in pq.Conninfo.get_defaults() if option.envvar
    }
    told = {variables[name]: str(value) for name, value in conninfo.conninfo_to_dict(address).items()}
    return {**{name: value for name, value in os.environ.items() if not name.startswith("PG")}, **told}


@contextmanager
def dumped(address: str, *, snapshot: str) -> Iterator[Iterator[bytes]]:
    """The database as that snapshot sees it, in pieces. ClusterFault, at the end of the block, where it could not be written to its end."""
    line = [
        str(find_program("pg_dump")),
        "--format=custom",
        f"--snapshot={snapshot}",
        "--no-password",
        "--lock-wait-timeout=60s",
    ]
    with (
        tempfile.TemporaryFile() as words,
        subprocess.Popen(line, env=environment_of(address), stdout=subprocess.PIPE, stderr=words) as program,  # noqa: S603
    ):
        if program.stdout is None:
            raise ClusterFault("pg_dump has no output.")
        try:
            yield iter(lambda: program.stdout.read(CHUNK_BYTES), b"")  # type: ignore[union-attr]
        except BaseException:
            program.kill()
            raise
        if program.wait():
            raise ClusterFault(f"The database could not be written down: {_last_words(words)}.")


def restore(address: str, opened: Callable[[], Iterable[bytes]]) -> None:
    """Make everything that `dumped` wrote in the empty database of this owner, in one transaction: all of it or nothing. `opened` begins
    the pieces anew. ClusterFault with the words of the program that refused.
    """
    with tempfile.NamedTemporaryFile("w", suffix=".list") as chosen:
        listed = b"".join(_passed("pg_restore", ["--list"], opened())).decode()
        chosen.writelines(
            f"{line}\n" for line in listed.splitlines() if not any(made in line for made in MADE_BY_THE_ADMINISTRATOR)
        )
        chosen.flush()
        script = _passed("pg_restore", [f"--use-list={chosen.name}", "--file=-"], opened())
        line = [
            "--no-psqlrc",
            "--quiet",
            "--no-password",
            "--single-transaction",
            "--set=ON_ERROR_STOP=1",
            "--output=/dev/null",
        ]
        for _ in _passed("psql", line, _for_any_server(script), environment_of(address)):
            pass  # its answers are of no interest


def _for_any_server(script: Iterator[bytes]) -> Iterator[bytes]:
    """The script without what not every server knows. That stands before the first rows, which are let through as they are."""
    head = b""
    for piece in script:
        head += piece
        if FIRST_ROWS in head:
            break
    made, copy, rows = head.partition(FIRST_ROWS)
    yield UNKNOWN_ELSEWHERE.sub(b"", made) + copy + rows
    yield from script


def _passed(
    name: str, arguments: list[str], pieces: Iterable[bytes], environment: dict[str, str] | None = None
) -> Iterator[bytes]:
    """What a program makes of these pieces. ClusterFault, at the end, with its last words where it refused them; a fault of the pieces
    goes before that.
    """
    broken: list[BaseException] = []
    with (
        tempfile.TemporaryFile() as words,
        subprocess.Popen(  # noqa: S603
            [str(find_program(name)), *arguments],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=words,
        ) as program,
    ):
        feeder = threading.Thread(target=_feed, args=(program, pieces, broken), daemon=True)
        feeder.start()
        try:
            while piece := program.stdout.read(CHUNK_BYTES):  # type: ignore[union-attr]
                yield piece
        except BaseException:
            program.kill()
            raise
        finally:
            feeder.join()
        status = program.wait()
        if broken:
            raise broken[0]
        if status:
            raise ClusterFault(f"The database could not be made again: {_last_words(words)}.")


def _feed(program: subprocess.Popen[bytes], pieces: Iterable[bytes], broken: list[BaseException]) -> None:
    """Runs beside whoever reads the answers. A program that has heard enough is no fault."""
    taken = program.stdin
    try:
        for piece in pieces:
            taken.write(piece)  # type: ignore[union-attr]
    except BrokenPipeError:
        pass
    except BaseException as fault:
        # Ended before its input is: what came so far must not be taken, and committed, as all of it.
        program.kill()
        broken.append(fault)
    with suppress(BrokenPipeError):
        taken.close()  # type: ignore[union-attr]


def _last_words(words: IO[bytes]) -> str:
    words.seek(0)
    lines = words.read().decode(errors="replace").strip().splitlines()
    told = [line for line in lines if "error" in line.lower() or "FATAL" in line] or lines or ["it left no word"]
    return told[0].strip().rstrip(".")
