"""The pages are killed in the midst of submissions, and each is sent again until it is answered, as people do with their browser."""

import os
import signal
import threading
import urllib.parse
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from random import Random

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.middleware.csrf import _get_new_csrf_string

from anbang.casework.custody.intake import take_in
from anbang.casework.custody.models import RegistrationForm, ReleaseNotice
from anbang.organisations.acting import ActingStaff
from anbang.organisations.models import Staff
from anbang.site.processes import listen, product
from anbang.web.references import reference
from anbang.web.signing.store import SessionStore
from tests.exchange.lists import csv_of, person
from tests.proofs.processes import environment, log
from tests.support.database import Server
from tests.support.patience import until
from tests.support.people import TODAY
from tests.support.proofs import Proof, lengths
from tests.support.signing import give_second_factor

__all__ = ["log"]

NAME = "The pages are killed"
DONE = (
    "Lists, verifications, arrangements and alerts are sent to the pages by four people at once; kill -9 of the web process, half of the"
    " times just when the answer is ready; each is sent again until it is answered"
)
PEOPLE_AT_ONCE = 4
BOUNDARY = "a-boundary-that-nobody-sends"
# What each kind of submission must have left exactly once.
EFFECTS = {
    "list": "select digest, count(*) from exchange_batch group by 1",
    "verification": "select form_id::text, count(*) from casework_verification group by 1",
    "arrangement": "select notice_id::text, count(*) from casework_receptionarrangement group by 1",
    "alert": "select case_id::text, count(*) from casework_priorityalert group by 1",
    "trail": "select action || coalesce(case_id::text, data ->> 'sha256'), count(*) from audit_event"
    " where action in ('list_received', 'verified', 'reception_arranged', 'priority_alerted') group by 1",
}


@dataclass
class Pages:
    """The pages on a port of the loopback, and how to kill them."""

    port: int
    master: Callable[[], int]
    deaths: int = 0
    resent: int = 0
    answers: Counter[int] = field(default_factory=Counter)

    def workers(self) -> list[int]:
        """The processes that answer."""
        children = Path(f"/proc/{self.master()}/task/{self.master()}/children")
        return [int(pid) for pid in children.read_text().split()]

    def kill(self) -> None:
        """Without a word, whoever answers just now."""
        for pid in self.workers():
            try:
                os.kill(pid, signal.SIGKILL)
                self.deaths += 1
            except ProcessLookupError:
                pass  # it died of itself

    def send(self, submission: "Submission", *, dies: bool) -> int:
        """Send it until there is an answer; the status. The first time its process may be told to die."""
        while True:
            headers = dict(submission.headers)
            if dies:
                headers["X-Die"] = "now"
            connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
            try:
                connection.request("POST", submission.path, submission.body, headers)
                status = connection.getresponse().status
            except (OSError, HTTPException):
                self.resent += 1
                self.deaths += dies
                dies = False
            else:
                self.answers[status] += 1
                return status
            finally:
                connection.close()


@dataclass(frozen=True)
class Submission:
    """One form, filled in."""

    kind: str
    path: str
    body: bytes
    headers: dict[str, str]


@contextmanager
def pages(application: str, told: dict[str, str], log: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pages]:
    """The product's own web program, with `application` in the place of the product's."""
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    with listen(0) as listening:
        web, _ = product(listening, log)
        web.command = [f"tests.proofs.dying:{application}" if ":application" in word else word for word in web.command]
        web.start()
        assert web.process is not None
        master = web.process.pid
        try:
            yield Pages(listening.getsockname()[1], lambda: master)
        finally:
            web.ask_to_end()
            web.end(10)


def signed_in(by: ActingStaff) -> dict[str, str]:
    """The headers of a browser in which `by` is signed in."""
    staff, session, token = Staff.objects.get(pk=by.staff_id), SessionStore(), _get_new_csrf_string()
    give_second_factor(staff)
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(staff.pk), staff.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session.create()
    cookies = f"{settings.SESSION_COOKIE_NAME}={session.session_key}; csrftoken={token}"
    return {"Host": "localhost", "Cookie": cookies, "X-CSRFToken": token}


def form(kind: str, path: str, told: dict[str, str], headers: dict[str, str]) -> Submission:
    body = urllib.parse.urlencode(told).encode()
    return Submission(kind, path, body, {**headers, "Content-Type": "application/x-www-form-urlencoded"})


def list_of(number: int, institution: int, headers: dict[str, str]) -> Submission:
    head = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="institution"\r\n\r\n{institution}\r\n--{BOUNDARY}\r\n'
    )
    file = 'Content-Disposition: form-data; name="file"; filename="list.csv"\r\nContent-Type: text/csv\r\n\r\n'
    body = f"{head}{file}".encode() + csv_of([person(number)]) + f"\r\n--{BOUNDARY}--\r\n".encode()
    return Submission("list", "/lists/", body, {**headers, "Content-Type": f"multipart/form-data; boundary={BOUNDARY}"})


@pytest.fixture
def submissions(clerk, assistant, warder, intake, priority) -> Callable[[int], list[Submission]]:
    """So many different forms, a quarter of each kind."""

    def made(count: int) -> list[Submission]:
        bureau, office = signed_in(clerk), signed_in(assistant)
        people = [replace(intake, name=f"李{chr(0x4E00 + number)}", priority=priority) for number in range(count // 4)]
        found = []
        all_true = {"name": "true", "identity": "true", "address": "true"}
        told = {"on": TODAY.isoformat(), "town_told": "街道办", "police_told": "派出所"}
        for number, case in enumerate(take_in(people, by=clerk, on=TODAY)):
            sheet = RegistrationForm.objects.using("owner").get(case=case).pk
            notice = ReleaseNotice.objects.using("owner").get(case=case).pk
            found += [
                list_of(number, warder.office_id, bureau),
                form("verification", f"/verify/{reference('form', sheet)}/", all_true, office),
                form("arrangement", f"/arrange/{reference('notice', notice)}/", {"who_meets": "家属"}, bureau),
                form("alert", f"/people/{reference('person', case.person_id)}/steps/alert/", told, office),
            ]
        Random(count).shuffle(found)
        return found

    return made


def send_all(pages: Pages, submissions: list[Submission], proof: Proof, *, every: int) -> None:
    """Send everything, four at a time; at every so many a death, by turns at the answer and at any moment."""
    sent, random = 0, Random(len(submissions))

    def one(numbered: tuple[int, Submission]) -> None:
        nonlocal sent
        number, submission = numbered
        turn, due = divmod(number, every)
        if due == 1 and turn % 2:
            timer = threading.Timer(random.uniform(0, 0.1), pages.kill)
            timer.start()
        pages.send(submission, dies=due == 1 and not turn % 2)
        sent += 1
        proof.progress(sent, len(submissions), f"submissions, {pages.deaths} deaths")

    with ThreadPoolExecutor(PEOPLE_AT_ONCE) as people:
        list(people.map(one, enumerate(submissions)))


def counted(server: Server, database: str) -> dict[str, list[int]]:
    """Kind → how often each of its effects is there."""
    with server.as_superuser(database) as connection:
        return {kind: [row[1] for row in connection.execute(question)] for kind, question in EFFECTS.items()}


@lengths(12, 1_000)
def test_what_was_sent_is_there_once(
    length: int,
    submissions: Callable[[int], list[Submission]],
    server: Server,
    database: str,
    log: Path,
    monkeypatch: pytest.MonkeyPatch,
    proof: Proof,
):
    forms = submissions(length)
    with pages("the_product", environment(server, database), log, monkeypatch) as web:
        send_all(web, forms, proof, every=5 if length < 100 else 20)
    assert set(web.answers) <= {302, 422}, "done, or refused because it is done already"
    assert sum(web.answers.values()) == len(forms)
    assert web.deaths > 0 < web.resent
    quarter = [1] * (length // 4)
    assert counted(server, database) == {**dict.fromkeys(EFFECTS, quarter), "trail": quarter * 4}
    proof.result(
        f"{length:,} submissions",
        f"{web.deaths} deaths, {web.resent} sent again; every one there once: 0 twice, 0 acknowledged lost"
        f" ({web.answers[422]} were told that it was done already)",
    )


@lengths(6, 100)
def test_control_an_endpoint_that_only_writes_has_them_twice(
    length: int, server: Server, database: str, log: Path, monkeypatch: pytest.MonkeyPatch, proof: Proof
):
    with server.as_superuser(database) as connection:
        connection.execute("create table naive (sent text)")
        connection.execute("grant insert on naive to public")
    forms = [form("naive", "/", {"number": str(number)}, {"Host": "localhost"}) for number in range(length)]
    with pages("the_naive", environment(server, database), log, monkeypatch) as web:
        send_all(web, forms, proof, every=5)
    with server.as_superuser(database) as connection:
        [twice] = connection.execute("select count(*) - count(distinct sent) from naive").fetchone()  # type: ignore[misc]
    assert twice > 0
    proof.control(f"an endpoint that writes what it is sent: {twice} of {length} twice")


def test_the_killed_are_replaced(server: Server, database: str, log: Path, monkeypatch: pytest.MonkeyPatch):
    with pages("the_naive", environment(server, database), log, monkeypatch) as web:
        until(web.workers, what="the first worker")
        first = web.workers()
        web.kill()
        until(lambda: web.workers() and web.workers() != first, what="its successor")
