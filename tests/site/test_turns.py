"""Pages are made a few at a time, and whoever still sends takes nobody's turn."""

import io
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest

from anbang.site import turns
from anbang.site.turns import AT_ONCE, SMALL_BYTES, InTurn
from tests.support.patience import until

MANY = 6


class Slow:
    """An application that is done when it is let go; how many it makes at once, and what it was sent."""

    def __init__(self) -> None:
        self.now, self.most, self.sent, self.lock = 0, 0, [], threading.Lock()
        self.let_go = threading.Event()

    def __call__(self, environ: dict[str, Any], _start: object) -> list[bytes]:
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
        self.let_go.wait(30)
        with self.lock:
            self.now -= 1
            self.sent.append(environ["wsgi.input"].read())
        return [b"done"]


def asked(body: bytes = b"", **told: str) -> dict[str, Any]:
    """A request with that body."""
    return {"CONTENT_LENGTH": str(len(body)) if body else "", "wsgi.input": io.BytesIO(body), **told}


@contextmanager
def waiting(application: InTurn, slow: Slow) -> Iterator[tuple[ThreadPoolExecutor, list[Future[Any]]]]:
    """Many who ask at once, of whom none is answered before the end."""
    with ThreadPoolExecutor(MANY * 2) as people:
        try:
            requests = [asked(b"a") for _ in range(MANY)]
            sent = [request["wsgi.input"] for request in requests]
            answers = [people.submit(application, request, print) for request in requests]
            until(lambda: all(one.tell() for one in sent), what="everybody at the door")
            yield people, answers
        finally:
            slow.let_go.set()


def at_once(application: InTurn, slow: Slow, *, expected: int) -> int:
    """How many of many are made at once."""
    with waiting(application, slow) as (_people, answers):
        until(lambda: slow.now >= expected, what="the first of them")
    assert [answer.result() for answer in answers] == [[b"done"]] * MANY
    return slow.most


def test_so_many_are_made_at_once_and_the_others_after_them():
    slow = Slow()
    assert at_once(InTurn(slow), slow, expected=AT_ONCE) == AT_ONCE


def test_control_without_turns_all_are_made_at_once():
    slow = Slow()
    assert at_once(InTurn(slow, at_once=MANY), slow, expected=MANY) == MANY


@pytest.mark.parametrize(
    "told",
    [
        {"CONTENT_LENGTH": str(SMALL_BYTES + 1)},
        {"HTTP_TRANSFER_ENCODING": "chunked"},
        {"CONTENT_LENGTH": "many"},
        {"CONTENT_LENGTH": "-1"},
    ],
    ids=str,
)
def test_a_large_upload_waits_for_nobody_and_takes_nobodys_turn(told: dict[str, str]):
    slow = Slow()
    application = InTurn(slow)
    with waiting(application, slow) as (people, _answers):
        until(lambda: slow.now >= AT_ONCE, what="the first of them")
        people.submit(application, asked(b"a", **told), print)
        until(lambda: slow.now > AT_ONCE, what="the upload")


def test_control_were_it_small_it_would_wait(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(turns, "SMALL_BYTES", 2 * SMALL_BYTES)
    slow = Slow()
    application, upload = InTurn(slow), asked(b"a" * (SMALL_BYTES + 1))
    theirs = upload["wsgi.input"]
    with waiting(application, slow) as (people, _answers):
        until(lambda: slow.now >= AT_ONCE, what="the first of them")
        late = people.submit(application, upload, print)
        until(lambda: theirs.tell() > SMALL_BYTES, what="the upload at the door")
        assert slow.now == AT_ONCE
    assert late.result() == [b"done"]
    assert slow.most == AT_ONCE


def test_what_is_small_is_read_before_its_turn_and_comes_whole():
    slow, body = Slow(), b"a" * SMALL_BYTES
    application, request = InTurn(slow), asked(body)
    theirs = request["wsgi.input"]
    with waiting(application, slow) as (people, _answers):
        until(lambda: slow.now >= AT_ONCE, what="the first of them")
        people.submit(application, request, print)
        until(lambda: theirs.tell() == SMALL_BYTES, what="the form")
    assert slow.most == AT_ONCE
    assert body in slow.sent


def test_a_page_that_fails_gives_its_turn_back():
    def fails(_environ: object, _start: object) -> list[bytes]:
        raise ValueError("it fails")

    application = InTurn(fails)
    for _ in range(AT_ONCE + 1):
        with pytest.raises(ValueError, match="it fails"):
            application(asked(), print)
    assert application.turns.acquire(blocking=False)


def test_whoever_breaks_off_takes_no_turn():
    class Broken:
        def read(self, _size: int) -> bytes:
            raise ConnectionResetError

    application = InTurn(lambda _environ, _start: [b"done"])
    for _ in range(AT_ONCE + 1):
        with pytest.raises(ConnectionResetError):
            application({"CONTENT_LENGTH": "5", "wsgi.input": Broken()}, print)
    assert list(application(asked(), print)) == [b"done"]
