"""Keys are added, everything is sealed and indexed anew and old keys are retired while an office works; the command is killed again and again."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from django.db import connections

from anbang.casework.handover.actions import Arrival
from anbang.casework.handover.filing import Somebody
from anbang.casework.handover.intake import Unannounced, take_in_on_the_spot
from anbang.casework.handover.models import ReleasedFrom
from anbang.casework.person.actions import Place
from anbang.casework.person.models import Person
from anbang.casework.person.queries import id_number_of
from anbang.exchange.batch.models import Batch
from anbang.lib.sealing import KeyKind, Keyring
from anbang.organisations.acting import ActingStaff
from anbang.organisations.models import Staff
from anbang.organisations.steps import StepRefused
from anbang.papers.actions import read_file
from anbang.papers.keys import change_keyring, keyring
from anbang.papers.models import SealedFile
from anbang.site.rotation import indexes_by_head, values_by_head
from tests.exchange.lists import applied, confirm, now, person, staged
from tests.proofs.hunted_district import Crew, crew
from tests.proofs.processes import environment, kill, log, running, start
from tests.site.sealed import everything
from tests.support.database import Server
from tests.support.patience import until
from tests.support.people import TODAY, village
from tests.support.proofs import Proof, lengths

__all__ = ["crew", "log"]

NAME = "Keys change while the office works"
DONE = (
    "Master and index keys are added, all values, files and indexes made anew and the old keys retired by another process, which is killed"
    " between batches and goes on; meanwhile lists with the same people over and over are taken in, the same people stand before two offices,"
    " and everything is read"
)
OWNER = "owner"
# Who has a file at the beginning; how many of those who come have been there before, how many not; and how many a list names.
FILED, BEFORE, NEW, LISTED = 20, 25, 5, 10
KEYS = ["-m", "tests.proofs.hasty_keys"]


@dataclass
class Office:
    """What was done meanwhile, and what must not have happened."""

    comes_next: int = FILED
    lists: int = 0
    doors: int = 0
    reads: int = 0
    faults: list[str] = field(default_factory=list)

    def who_come(self, chance: random.Random, count: int) -> list[dict[str, str]]:
        """Some people, most of whom were in lists or at the desks before."""
        numbers = range(max(0, self.comes_next - BEFORE), self.comes_next + NEW)
        return [person(number) for number in chance.sample(numbers, count)]


def _till(ended: threading.Event, office: Office, does: Callable[[random.Random], None], seed: int) -> None:
    """One hand at work, until it is over. A refusal in words is work too."""
    chance = random.Random(seed)
    while not ended.is_set():
        try:
            does(chance)
        except StepRefused:
            continue
        except Exception as fault:
            office.faults.append(repr(fault))
            break
    connections.close_all()


@contextmanager
def at_work(crew: Crew) -> Iterator[Office]:
    """A clerk with lists, two desks at which people stand, and somebody who reads everything."""
    office, ended = Office(), threading.Event()

    def take_in_a_list(chance: random.Random) -> None:
        batch = staged(office.who_come(chance, LISTED), by=crew.clerk)
        confirm(batch, by=crew.clerk)
        if now(batch).status == "staged":
            # A desk was faster: the rows were judged again, and are looked at again.
            confirm(batch, by=crew.clerk)
        office.lists += 1
        office.comes_next += NEW

    def stand_at(desk: ActingStaff) -> Callable[[random.Random], None]:
        def stand(chance: random.Random) -> None:
            take_in_on_the_spot(_before_a_desk(*office.who_come(chance, 1)), by=desk, on=TODAY)
            office.doors += 1

        return stand

    def read(_chance: random.Random) -> None:
        office.reads += len(everything()) + sum(
            len(read_file(file)) > 0 for file in SealedFile.objects.using(OWNER).all()
        )

    hands = [take_in_a_list, stand_at(crew.assistant), stand_at(crew.neighbour), read]
    threads = [threading.Thread(target=_till, args=(ended, office, does, number)) for number, does in enumerate(hands)]
    for thread in threads:
        thread.start()
    try:
        yield office
    finally:
        ended.set()
        for thread in threads:
            thread.join()


def _before_a_desk(told: dict[str, str]) -> Unannounced:
    born_on = date.fromisoformat(told["出生日期"])
    somebody = Somebody(told["姓名"], "male", born_on, told["身份证号"], Place(area_id=village().pk))
    return Unannounced(somebody, TODAY, ReleasedFrom.PRISON, Arrival(has_certificate=False, contact="1"), "没有来文")


def filed_twice() -> int:
    """How many people have one file too many: by their numbers themselves, and not by what finds them."""
    numbers = [id_number_of(one) for one in Person.objects.using(OWNER).all()]
    return len(numbers) - len(set(numbers))


@dataclass
class Command:
    """`anbang keys` in a process of its own."""

    account: str
    told: dict[str, str]
    log: Path
    kills: int = 0

    def run(self, step: str, *more: str) -> None:
        """To its end."""
        with running([*KEYS, step, "--as", self.account, *more], self.told, self.log) as program:
            assert program.wait(120) == 0, self.log.read_text()[-2000:]

    def run_killed(self, step: str, times: int, *, begun: Callable[[], bool], chance: random.Random) -> None:
        """Killed so many times after it has begun, and then run to its end."""
        for _ in range(times):
            program = start([*KEYS, step, "--as", self.account], self.told, self.log)
            until(lambda: begun() or program.poll() is not None, what=f"the beginning of {step}")  # noqa: B023
            time.sleep(chance.uniform(0, 0.1))
            self.kills += program.poll() is None
            kill(program)
        self.run(step)


def _anything_under_the_newest() -> bool:
    return any(keyring().head in heads for heads in values_by_head().values())


def _any_index_under_the_newest() -> bool:
    return any(keyring().index_head in heads for heads in indexes_by_head().values())


@lengths(1, 6)
def test_nobody_is_filed_twice_and_everything_opens(
    *, length: int, crew: Crew, server: Server, database: str, log: Path, proof: Proof
):
    applied([person(number) for number in range(FILED)], by=crew.clerk)
    command = Command(_account(crew.security), environment(server, database), log)
    chance, deaths = random.Random(length), 1 if length == 1 else 3
    with at_work(crew) as office:
        for number in range(1, length + 1):
            command.run("add")
            command.run_killed("rotate", deaths, begun=_anything_under_the_newest, chance=chance)
            command.run_killed("index", deaths, begun=_any_index_under_the_newest, chance=chance)
            command.run("rotate")
            command.run("retire", str(number))
            proof.progress(number, length, "rounds")
    assert office.faults == []
    assert min(office.lists, office.doors, office.reads) > 0
    assert filed_twice() == 0
    command.run("rotate")
    assert {head for heads in values_by_head().values() for head in heads} == {keyring().head}
    assert {head for heads in indexes_by_head().values() for head in heads} == {keyring().index_head}
    assert (list(keyring().masters), len(keyring().indexes)) == ([length + 1], 1)
    values = everything()
    batches, people = Batch.objects.using(OWNER).count(), Person.objects.using(OWNER).count()
    proof.result(
        f"{length} rounds, {command.kills} kills",
        f"{batches} lists and {office.doors} at the desks meanwhile, {people} people, 0 filed twice; {office.reads:,} values read, all"
        f" opened; at the end {len(values):,} values and {SealedFile.objects.using(OWNER).count()} files under key {length + 1} alone",
    )


def _account(by: ActingStaff) -> str:
    return Staff.objects.using(OWNER).get(pk=by.staff_id).username


@lengths(10, 1_000)
def test_control_looked_for_under_the_newest_key_alone_they_are_filed_again(
    *, length: int, crew: Crew, monkeypatch: pytest.MonkeyPatch, proof: Proof
):
    rows = [person(number) for number in range(length)]
    applied(rows, by=crew.clerk)
    change_keyring(lambda ring: ring.with_another(KeyKind.INDEX, on=TODAY))
    assert not [one for one in staged(rows, by=crew.clerk).rows.using(OWNER) if one.outcome != "same"]
    naive = lambda ring, value, *, purpose: [ring.index(value, purpose=purpose)]  # noqa: E731
    monkeypatch.setattr(Keyring, "indexes_of", naive)
    applied([*rows, person(length)], by=crew.clerk)
    twice = filed_twice()
    assert twice == length
    proof.control(f"looked for under the newest index key alone, {twice:,} of {length:,} people are filed twice")
