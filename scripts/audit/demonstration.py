"""A demo of the audit's own, and somebody of each role signed in to it."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener

from scripts.audit.findings import PLACE, PROJECT, AuditFailed

FOLDER = PLACE / "demo"
PASSWORD = "walk-the-district-2015"  # noqa: S105  # the demo prints it too
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
READY = "ready: "
PATIENCE_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody who is signed in: the cookies, and what a form of theirs carries."""

    address: str
    account: str
    cookies: str
    token: str

    def reads(self, path: str) -> str:
        """The page at a path, or AuditFailed where it is not there: a session that ended would make every scanner green."""
        asked = Request(self.address + path, headers={"Cookie": self.cookies})  # noqa: S310  # the loopback
        with build_opener(_Stays()).open(asked, timeout=PATIENCE_SECONDS) as answer:
            if answer.status != 200:
                raise AuditFailed(f"{self.account} is not answered at {path}, but told {answer.status}.")
            return str(answer.read().decode())


class _Stays(HTTPRedirectHandler):
    """A page that leads elsewhere is not the page."""

    def redirect_request(self, *args: object) -> None:
        """Nowhere."""


@contextmanager
def started(command: Sequence[str], environment: dict[str, str] | None = None) -> Iterator[str]:
    """A program that says where it is ready, for so long; its address. Ends it, and nothing else."""
    with subprocess.Popen(command, env=environment, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as process:
        try:
            for line in process.stdout or ():
                if line.startswith(READY):
                    yield line.removeprefix(READY).strip()
                    return
            raise AuditFailed(f"{' '.join(command[-3:])} did not start.")
        finally:
            process.terminate()


@contextmanager
def demo() -> Iterator[str]:
    """A demo that is thrown away, whatever installation or demo stands on this machine; its address."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    ours = {name: told for name, told in os.environ.items() if not name.startswith(("ANBANG_", "DATABASE_"))}
    command = [str(PROJECT / ".venv" / "bin" / "anbang"), "demo", "--port", "0"]
    try:
        with started(command, {**ours, "ANBANG_FOLDER": str(FOLDER)}) as address:
            yield address
    finally:
        shutil.rmtree(FOLDER, ignore_errors=True)


@contextmanager
def faulty() -> Iterator[str]:
    """The product that is full of faults; its address."""
    with started([sys.executable, "-m", "scripts.audit.faulty"]) as address:
        yield address


def sign_in(address: str, account: str) -> Seat:
    """Sign one of the demo's accounts in; the demo asks for no second factor."""
    jar = CookieJar()
    browser = build_opener(HTTPCookieProcessor(jar))
    page = f"{address}/account/login/"
    with browser.open(page, timeout=PATIENCE_SECONDS) as answer:
        told = {"csrfmiddlewaretoken": _token(answer.read().decode()), "login": account, "password": PASSWORD}
    with browser.open(page, urlencode(told).encode(), timeout=PATIENCE_SECONDS) as answer:
        if answer.url != f"{address}/":
            raise AuditFailed(f"{account} could not sign in to the demo.")
        token = _token(answer.read().decode())
    return Seat(address, account, "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar), token)


def stranger(address: str) -> Seat:
    """Somebody at the sign-in."""
    jar = CookieJar()
    with build_opener(HTTPCookieProcessor(jar)).open(f"{address}/account/login/", timeout=PATIENCE_SECONDS) as answer:
        token = _token(answer.read().decode())
    return Seat(address, "stranger", "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar), token)


def _token(page: str) -> str:
    found = TOKEN.search(page)
    if found is None:
        raise AuditFailed("a page of the demo has no form that could be sent.")
    return found[1]
