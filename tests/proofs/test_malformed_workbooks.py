"""Thousands of broken workbooks: each is read or refused with a sentence, within the limits, and nothing is left behind."""

import json
import os
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.conf import settings

from anbang.exchange.batch.actions import apply_batch, receive_file
from anbang.exchange.batch.applying import apply_staged_rows
from anbang.exchange.batch.messages import FAILURES, failure_message
from anbang.exchange.batch.staging import stage_rows
from anbang.lib.workbook import UnreadableWorkbook, read_workbook
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import OfficeKind
from anbang.papers.models import SealedFile
from tests.exchange.lists import now
from tests.exchange.lists import outcomes as outcomes_of
from tests.proofs.mutations import mutated
from tests.proofs.processes import PROJECT
from tests.support.people import TODAY, office
from tests.support.proofs import Proof, lengths

NAME = "Broken workbooks"
DONE = (
    "Real xlsx, xls and csv files with flipped bits, cut, spliced, with swapped, missing or rewritten parts; every hundredth goes the"
    " whole way from the upload to the register"
)
PROCESSES, AT_A_TIME = 2, 250


def outcomes(first: int, last: int, guards: str, temporary: Path) -> tuple[list[str], int]:
    """What became of the files from `first` up to `last`, and the most memory in kilobytes; a death is an outcome too."""
    found: list[str] = []
    most = 0
    while first + len(found) < last:
        done = subprocess.run(
            [sys.executable, "-m", "tests.proofs.read_mutated", str(first + len(found)), str(last), guards],
            env={**os.environ, "TMPDIR": str(temporary)},
            cwd=PROJECT,
            capture_output=True,
            check=False,
        )
        told = [json.loads(line) for line in done.stdout.splitlines()]
        found += [one for one in told if isinstance(one, str)]
        most = max([most, *(one["kilobytes"] for one in told if isinstance(one, dict))])
        if done.returncode:
            found.append(f"broke: ended with {done.returncode}")
    return found, most


def all_outcomes(length: int, guards: str, temporary: Path, proof: Proof) -> tuple[list[str], int]:
    """The same for `length` files, in two processes."""
    temporary.mkdir()
    found: list[str] = []
    most = 0
    with ThreadPoolExecutor(PROCESSES) as pool:
        parts = [(first, min(first + AT_A_TIME, length)) for first in range(0, length, AT_A_TIME)]
        for part, kilobytes in pool.map(lambda part: outcomes(*part, guards, temporary), parts):
            found, most = found + part, max(most, kilobytes)
            proof.progress(len(found) // AT_A_TIME, length // AT_A_TIME, f"× {AT_A_TIME} files")
    return found, most


def through_the_product(number: int, clerk: ActingStaff) -> str:
    """Where the list of this file ends: taken in, staged with nobody to take in, or the code why it cannot be read."""
    batch = receive_file(
        mutated(number), name=f"{number}.xlsx", institution_id=office(OfficeKind.PRISON).pk, by=clerk, on=TODAY
    )
    stage_rows(batch.pk, by=clerk, on=TODAY)
    batch = now(batch)
    if batch.failure:
        assert failure_message(batch.failure["code"], batch.failure["about"])
        return str(batch.failure["code"])
    assert batch.status == "staged", batch.status
    if "new" not in outcomes_of(batch):
        return "staged"
    apply_batch(batch.pk, by=clerk, on=TODAY)
    apply_staged_rows(batch.pk, by=clerk, on=TODAY)
    return now(batch).status


def by_the_real_child(number: int) -> str:
    """What the product says of a file that would have taken its own process with it: the child dies alone."""
    try:
        read_workbook(mutated(number))
    except UnreadableWorkbook as refused:
        return refused.code
    return "read"


def children() -> set[str]:
    """The processes that this one started."""
    return set(Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split())


@lengths(100, 10_000)
def test_each_is_read_or_refused_in_words(length: int, clerk: ActingStaff, tmp_path: Path, proof: Proof):
    before, temporary = children(), tmp_path / "temporary"
    found, kilobytes = all_outcomes(length, "guarded", temporary, proof)
    assert len(found) == length
    fatal = [number for number, one in enumerate(found) if one.startswith("broke")]
    for number in fatal:
        found[number] = by_the_real_child(number)
    counted = Counter(found)
    assert set(counted) - {"read"} <= set(FAILURES), "a broken file breaks nothing"
    whole_way = Counter(through_the_product(number, clerk) for number in range(0, length, 20 if length < 1000 else 100))
    assert set(whole_way) <= {"staged", "applied", *FAILURES}
    assert list(temporary.iterdir()) == []
    assert children() == before
    kept = [file for file in (settings.FOLDER / "files").rglob("*") if file.is_file()]
    assert len(kept) == SealedFile.objects.using("owner").count()
    refused = {code: count for code, count in counted.items() if code != "read"}
    proof.result(
        f"{length:,} files",
        f"{counted['read']:,} read, {sum(refused.values()):,} refused with one of {len(refused)} codes, 0 unhandled ({len(fatal)} cost a child its life);"
        f" at most {kilobytes // 1024} MB; {sum(whole_way.values())} the whole way, {whole_way['applied']} of them into the register;"
        " no process and no file left",
    )


@lengths(100, 2_000)
def test_control_without_the_guards_a_broken_file_raises(length: int, tmp_path: Path, proof: Proof):
    found, _ = all_outcomes(length, "bare", tmp_path / "temporary", proof)
    broke = sum(one.startswith("broke") for one in found)
    assert broke > length // 20
    proof.control(f"without what stands around calamine {broke:,} of {length:,} raise")
