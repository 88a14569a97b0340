"""While the product runs: a row that somebody works on is left and taken later, what changed meanwhile is kept, and no step sees keys change."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Event

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.db import connections, transaction
from django.db.models import QuerySet

from anbang.audit.models import Event as Told
from anbang.casework.handover import intake
from anbang.casework.handover.intake import take_in_on_the_spot
from anbang.casework.person.models import Person
from anbang.casework.person.numbers import ID_NUMBER, number_columns
from anbang.casework.person.queries import id_number_of
from anbang.lib.sealing import KeyKind, SealBroken
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.models import Staff
from anbang.organisations.steps import StepRefused
from anbang.papers import actions as papers
from anbang.papers.actions import destroy_file, read_file, reseal_file
from anbang.papers.keys import change_keyring, keyring, keyring_file
from anbang.papers.models import SealedFile
from anbang.site import changing_keys, rotation
from anbang.site.changing_keys import add_key, retire_key, rotate
from anbang.site.rotation import blind_indexes, renew_files, renew_rows, sealed_column
from anbang.site.sealed_columns import INDEXES
from anbang.web.signing.second_factor import SecondFactorAdapter
from tests.exchange.lists import applied, handed_in, person
from tests.exchange.numbers import identity_number
from tests.site.sealed import files, folder_of_files, security, silent
from tests.site.test_found_while_indexes_change import at_the_door
from tests.support.at_once import DONE, REFUSED, end_of, waiting
from tests.support.patience import until
from tests.support.people import TODAY

__all__ = ["security"]
OWNER = "owner"
SECRET = "JBSWY3DPEHPK3PXP"
ANOTHER = identity_number(TODAY.replace(year=1980), sequence=5)
OF_NUMBERS = blind_indexes(next(one for one in INDEXES if one.of is ID_NUMBER))
RENEWALS = pytest.mark.parametrize("renewal", [sealed_column(ID_NUMBER), OF_NUMBERS], ids=["numbers", "indexes"])


@pytest.fixture
def filed(database: str, clerk: ActingStaff, security: ActingStaff) -> list[int]:
    """Three people under the first keys, and newer ones to go over to."""
    applied([person(number) for number in (1, 2, 3)], by=clerk)
    for kind in KeyKind:
        change_keyring(lambda ring, kind=kind: ring.with_another(kind, on=TODAY))
    return list(Person.objects.using(OWNER).order_by("pk").values_list("pk", flat=True))


def numbers() -> list[str | None]:
    return [id_number_of(one) for one in Person.objects.using(OWNER).order_by("pk")]


@pytest.fixture
def beside() -> Iterator[Callable[[Callable[[], object]], Future[object]]]:
    """Has something done in a thread of its own, which leaves no connection behind."""

    def alone(what: Callable[[], object]) -> object:
        try:
            return what()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as others:
        yield lambda what: others.submit(alone, what)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is waited for as long as in an office."""
    monkeypatch.setattr(rotation, "PAUSE_SECONDS", 0.02)
    monkeypatch.setattr(changing_keys, "PAUSE_SECONDS", 0.02)
    monkeypatch.setattr(changing_keys, "WAITS_EACH_TIME", "50ms")


def change(person_id: int) -> None:
    """What a step does that learns of another number."""
    Person.objects.using(OWNER).filter(pk=person_id).update(**number_columns(ANOTHER, person_id=person_id))


@RENEWALS
def test_a_row_that_somebody_works_on_is_waited_for_by_nobody_and_told(filed, security, renewal, beside, monkeypatch):
    monkeypatch.setattr(rotation, "PASSES", 2)
    with transaction.atomic(using=OWNER):
        Person.objects.using(OWNER).select_for_update().get(pk=filed[1])
        renewed = beside(lambda: renew_rows(renewal, by=security, tell=silent)).result(60)
    assert (renewed.done, renewed.held, renewed.broken) == (2, 1, [])
    again = renew_rows(renewal, by=security, tell=silent)
    assert (again.done, again.is_whole) == (1, True)


def while_one_changes(person_id: int, renewal, security, beside, *, goes_on: Callable[[], object]) -> rotation.Renewed:
    """A step has changed a row and not ended when the renewing comes to it; it ends when `goes_on` says so."""
    with transaction.atomic(using=OWNER):
        change(person_id)
        renewing = beside(lambda: renew_rows(renewal, by=security, tell=silent))
        until(goes_on, what="the renewing")
    return renewing.result(60)


@RENEWALS
def test_what_a_step_changes_meanwhile_is_kept(filed, security, renewal, beside, monkeypatch):
    before, passes = numbers(), []
    monkeypatch.setattr(rotation.time, "sleep", passes.append)
    renewed = while_one_changes(filed[1], renewal, security, beside, goes_on=lambda: passes)
    assert renewed.is_whole
    assert numbers() == [before[0], ANOTHER, before[2]]
    found = Person.objects.using(OWNER).get(pk=filed[1])
    assert bytes(found.id_number_index) == keyring().index(ANOTHER, purpose="id number")


@RENEWALS
def test_control_without_the_lock_it_is_written_over(filed, security, renewal, beside, monkeypatch):
    before = numbers()
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **_how: self)
    while_one_changes(filed[1], renewal, security, beside, goes_on=waiting)
    found = Person.objects.using(OWNER).get(pk=filed[1])
    assert ANOTHER not in before
    as_it_was = number_columns(before[1] or "", person_id=filed[1])
    changed = [
        numbers()[1] == before[1],
        bytes(found.id_number_index) == as_it_was["id_number_index"],
    ]
    assert changed == ([True, False] if renewal is not OF_NUMBERS else [False, True])


def test_keys_are_changed_when_no_step_is_under_way(filed, security, clerk, beside):
    began, may_end = Event(), Event()
    seen: list[bytes] = []

    def step() -> None:
        with acting(clerk):
            seen.append(keyring().head)
            began.set()
            may_end.wait(60)
            seen.append(keyring().head)

    under_way = beside(step)
    began.wait(60)
    told: list[str] = []
    adding = beside(lambda: add_key(KeyKind.MASTER, by=security, tell=told.append))
    until(lambda: told, what="the adding, which waits")
    may_end.set()
    under_way.result(60)
    assert adding.result(60) == 3
    assert told == ["waiting for a step that is under way, such as a list being taken in"]
    assert seen == [b"\1\0\2"] * 2
    assert keyring().head == b"\1\0\3"


def test_where_steps_are_under_way_all_the_while_nothing_is_changed(filed, security, clerk, beside, monkeypatch):
    monkeypatch.setattr(changing_keys, "TIMES", 2)
    ring, before = keyring_file().read_text(), Told.objects.using(OWNER).count()
    with acting(clerk):
        refused = beside(lambda: add_key(KeyKind.MASTER, by=security, tell=silent))
        with pytest.raises(StepRefused, match="nothing was changed, try again when it is quiet"):
            refused.result(60)
    assert (keyring_file().read_text(), Told.objects.using(OWNER).count()) == (ring, before)


def filing_at_once(security, assistant, beside, monkeypatch, *, another_key: Callable[[], object]) -> int:
    """Somebody looked and found nobody, and is about to file them; then another index key is made, and a second hand files the same
    person. How many files there are in the end.
    """
    looked, may_end = Event(), Event()
    asking = intake.asked_elsewhere

    def asked_slowly(*told: object, **how: object) -> bool:
        found = asking(*told, **how)  # type: ignore[arg-type]
        if not looked.is_set():
            looked.set()
            may_end.wait(60)
        return found

    monkeypatch.setattr(intake, "asked_elsewhere", asked_slowly)
    step = partial(take_in_on_the_spot, at_the_door(ANOTHER, "甄两次"), by=assistant, on=TODAY)
    first = beside(partial(end_of, step))
    assert looked.wait(60)
    changing = beside(another_key)
    until(lambda: changing.done() or waiting(), what="another key, or waiting for it")
    second = beside(partial(end_of, step))
    until(lambda: second.done() or waiting() > 0, what="the second hand")
    may_end.set()
    ended = sorted(str(one.result(60)) for one in (first, second))
    changing.result(60)
    assert ended == ([DONE, REFUSED] if ended[1] != DONE else [DONE, DONE])
    assert len(keyring().indexes) == 3
    return Person.objects.using(OWNER).filter(name="甄两次").count()


def test_nobody_is_filed_twice_while_an_index_key_is_made(filed, security, assistant, beside, monkeypatch):
    another_key = partial(add_key, KeyKind.INDEX, by=security, tell=silent)
    assert filing_at_once(security, assistant, beside, monkeypatch, another_key=another_key) == 1


def test_control_a_key_made_in_the_midst_of_a_step_lets_the_same_person_be_filed_twice(
    filed, security, assistant, beside, monkeypatch
):
    another_key = partial(change_keyring, lambda ring: ring.with_another(KeyKind.INDEX, on=TODAY))
    assert filing_at_once(security, assistant, beside, monkeypatch, another_key=another_key) == 2


@pytest.fixture
def stored(database: str, clerk: ActingStaff, security: ActingStaff) -> SealedFile:
    """A sealed file under an older key."""
    file = handed_in([person(1)], by=clerk).file
    change_keyring(lambda ring: ring.with_another(KeyKind.MASTER, on=TODAY))
    return SealedFile.objects.using(OWNER).get(pk=file.pk)


def destroyed(file: SealedFile) -> None:
    destroy_file(file, using=OWNER)


def test_a_file_is_sealed_anew_in_its_place_and_what_a_killed_run_left_is_cleared(stored):
    before, (name,) = read_file(stored), files()
    draft = next(folder_of_files().rglob(name)).with_name(f"{name}.123.abcd")
    draft.write_bytes(b"half")
    assert reseal_file(stored)
    assert (list(files()), read_file(stored)) == ([name], before)
    assert files()[name].startswith(keyring().head)
    assert not reseal_file(stored), "there is nothing more to do"
    draft.write_bytes(b"half")
    destroyed(stored)
    assert files() == {}
    assert not reseal_file(stored), "what is gone stays gone"


def is_waited_for(path: Path) -> bool:
    """Whether somebody waits to hold the file."""
    held = f":{path.stat().st_ino} "
    return any(" -> " in line and held in line for line in Path("/proc/locks").read_text().splitlines())


def resealed_while_it_is_destroyed(stored: SealedFile, beside, monkeypatch, *, goes_on) -> dict[str, bytes]:
    """What lies on the disk when a scan is removed between the reading and the writing of a re-sealing. `goes_on`: when it is written, told
    by the file and by the removing.
    """
    writing, removing = papers.write_beside, []

    def written(path: Path, content: bytes) -> Path:
        draft = writing(path, content)
        removing.append(beside(lambda: destroyed(stored)))
        until(lambda: goes_on(path, removing[0]), what="the removing")
        return draft

    monkeypatch.setattr(papers, "write_beside", written)
    reseal_file(stored)
    removing[0].result(60)
    return files()


def test_a_file_that_is_removed_while_it_is_sealed_anew_is_gone(stored, beside, monkeypatch):
    waits = lambda path, _removing: is_waited_for(path)  # noqa: E731
    assert resealed_while_it_is_destroyed(stored, beside, monkeypatch, goes_on=waits) == {}


def test_control_held_by_nobody_it_would_come_back(stored, beside, monkeypatch):
    monkeypatch.setattr("fcntl.flock", lambda *_: None)
    monkeypatch.setattr(papers, "_remove_drafts", lambda _path: None)
    ended = lambda _path, removing: removing.done()  # noqa: E731
    assert len(resealed_while_it_is_destroyed(stored, beside, monkeypatch, goes_on=ended)) == 1


def test_a_file_that_does_not_open_is_named_and_left(stored):
    path = next(file for file in folder_of_files().rglob("*") if file.is_file())
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    left = path.read_bytes()
    renewed = renew_files(tell=silent)
    assert (renewed.done, len(renewed.broken), path.read_bytes()) == (0, 1, left)
    assert renewed.broken[0].startswith(f"papers_sealedfile.content of id {stored.pk} does not open.")


def a_telephone(by: ActingStaff) -> Authenticator:
    """A second factor of somebody, with codes for a lost telephone."""
    RecoveryCodes.activate(Staff.objects.get(pk=by.staff_id))
    return TOTP.activate(Staff.objects.get(pk=by.staff_id), SECRET).instance


def secret_of(factor: Authenticator) -> str:
    factor.refresh_from_db()
    return SecondFactorAdapter().decrypt(factor.data["secret"])


def test_second_factors_are_sealed_anew_before_their_key_goes(database, security):
    factor = a_telephone(security)
    add_key(KeyKind.MASTER, by=security, tell=silent)
    with pytest.raises(StepRefused, match="lie under master key 1"):
        retire_key(KeyKind.MASTER, 1, by=security, tell=silent)
    assert rotate(by=security, tell=silent)[rotation.SECOND_FACTORS].done == 2
    retire_key(KeyKind.MASTER, 1, by=security, tell=silent)
    assert secret_of(factor) == SECRET


def test_control_left_out_their_secret_would_be_lost(database, security, monkeypatch):
    factor = a_telephone(security)
    monkeypatch.setattr(rotation, "SECRETS", ())
    add_key(KeyKind.MASTER, by=security, tell=silent)
    rotate(by=security, tell=silent)
    retire_key(KeyKind.MASTER, 1, by=security, tell=silent)
    with pytest.raises(SealBroken):
        secret_of(factor)
