"""Seventy people at their desks: each opens a page, reads for five seconds, and goes on; every third click records something. Against the real
server of the pages, in a process of its own, on the same machine.
"""

import http.client
import os
import re
import secrets
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from random import Random
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import connections
from django.test import Client

from anbang.site.processes import web_line

PAUSE_SECONDS = 5.0
PATIENCE_SECONDS = 60
# What is recorded, by the step.
RECORDS = {
    "visit": {"how": "at_home", "needs": "well", "seen": "家中平安。"},
    "note": {"words": "电话里说近来平安。"},
    "contact": {"contact": "13900000000"},
}
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who is signed in: the cookie of the session, whose files they open, for whom they look, and what they record (`RECORDS`)."""

    cookie: str
    people: Sequence[str]
    typed: Sequence[str]
    records: Sequence[str]


@dataclass(slots=True)
class Clicks:
    """What came of all clicks: what was asked, in how many milliseconds it was there, and what went wrong."""

    reads: list[float] = field(default_factory=list)
    writes: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


@contextmanager
def pages_served() -> Iterator[int]:
    """The product's own server on a port of this machine alone; the second factor is off, as only a demo may have it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = Path(settings.FOLDER) / "pages.log"
    with log.open("w") as told:
        process = subprocess.Popen(web_line(f"127.0.0.1:{port}"), env=_environment(), stdout=told, stderr=told)
    try:
        _wait_for(port, process)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def _environment() -> dict[str, str]:
    aliases = {"default": "", "owner": "OWNER_", "overseer": "OVERSEER_", "auditor": "AUDITOR_"}
    return {
        **os.environ,
        **{f"DATABASE_{name}URL": _address(alias) for alias, name in aliases.items()},
        "ANBANG_SECRET_KEY": settings.SECRET_KEY,
        "ANBANG_FOLDER": str(settings.FOLDER),
        "ANBANG_KEYS": str(settings.KEYS),
        "ANBANG_TODAY": settings.FIXED_TODAY.isoformat(),
        "ANBANG_INSTANCE": "bench",
        "ANBANG_DEMO": "1",
        "ANBANG_SECOND_FACTOR": "0",
        "DJANGO_SETTINGS_MODULE": "anbang.site.settings",
    }


def _address(alias: str) -> str:
    told = connections[alias].settings_dict
    host = quote(str(told["HOST"]), safe="")
    return f"postgresql://{told['USER']}:{quote(told['PASSWORD'])}@/{told['NAME']}?host={host}&port={told['PORT']}"


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            if _answer(port, "GET", "/account/login/", "")[0] == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the server of the pages did not start")


def cookie_of(browser: Client) -> str:
    """The session of a browser that was signed in, as the server wants it."""
    return f"{settings.SESSION_COOKIE_NAME}={browser.cookies[settings.SESSION_COOKIE_NAME].value}"


def clicks_of(users: Sequence[User], *, port: int, seconds: float) -> Clicks:
    """All of them for so long, each from a moment of their own."""
    clicks, until = Clicks(), time.monotonic() + seconds
    desks = [
        threading.Thread(target=_sit, args=(user, Random(number), port, until, clicks))
        for number, user in enumerate(users)
    ]
    for desk in desks:
        desk.start()
    for desk in desks:
        desk.join()
    return clicks


def _sit(user: User, chance: Random, port: int, until: float, clicks: Clicks) -> None:
    time.sleep(chance.random() * PAUSE_SECONDS)
    work = _work(user, chance)
    told = ""
    while time.monotonic() < until:
        began = time.monotonic()
        is_write, click = work[0]
        work = work[1:] or _work(user, chance)
        try:
            status, body = click(port, told)
        except OSError as fault:
            clicks.faults.append(repr(fault))
            continue
        taken = (time.monotonic() - began) * 1000
        (clicks.writes if is_write else clicks.reads).append(taken)
        if status not in ((302,) if is_write else (200,)):
            clicks.faults.append(f"{status} {body[:200]}")
        told = body
        time.sleep(PAUSE_SECONDS)


Click = Callable[[int, str], tuple[int, str]]


def _work(user: User, chance: Random) -> list[tuple[bool, Click]]:
    """A page, or somebody who is looked for, then a form and what is recorded with it: one click of three records something."""
    person, slug = chance.choice(user.people), chance.choice(user.records)
    form = f"/people/{person}/steps/{slug}/"

    def read(address: str) -> Click:
        return lambda port, _told: _answer(port, "GET", address, user.cookie)

    def look(port: int, _told: str) -> tuple[int, str]:
        return _answer(
            port, "POST", "/people/find/", user.cookie, {"q": chance.choice(user.typed)}, {"HX-Request": "true"}
        )

    def record(port: int, told: str) -> tuple[int, str]:
        sent = {name: unescape(value) for name, value in HIDDEN.findall(told)}
        return _answer(
            port, "POST", form, user.cookie, {**sent, "on": settings.FIXED_TODAY.isoformat(), **RECORDS[slug]}
        )

    pages = ["/", "/also/", "/people/", f"/people/{person}/", "/reception/board/", "/people/?show=in_care"]
    looks = [read(page) for page in pages] + [look, look]
    return [(False, chance.choice(looks)), (False, read(form)), (True, record)]


def _answer(
    port: int,
    method: str,
    address: str,
    cookie: str,
    sent: dict[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> tuple[int, str]:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    headers = {"Cookie": cookie, **(headers or {})}
    body = None
    if sent is not None:
        token = secrets.token_hex(16)
        headers["Cookie"] += f"; csrftoken={token}"
        body = urlencode({**sent, "csrfmiddlewaretoken": token})
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        headers["Origin"] = f"http://127.0.0.1:{port}"
    try:
        line.request(method, address, body, headers)
        answer = line.getresponse()
        return answer.status, answer.read().decode()
    finally:
        line.close()
