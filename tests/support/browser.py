"""A real Chromium in front of the real pages; where there is none, the tests are skipped and the summary says so."""

import asyncio
import os
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.test import override_settings
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from anbang.organisations.acting import ActingStaff
from anbang.organisations.models import Staff
from tests.support.people import PASSWORD
from tests.support.signing import a_code, give_second_factor

CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), ""
)
NO_CHROMIUM = "browser tests skipped: no chromium here (apt-get install chromium fonts-noto-cjk)"
DESKTOP, PHONE, SMALLEST = 1440, 390, 320
AXE = Axe().axe_script
# Of what axe tells only the faults leave the browser; all that is well would be a book.
FAULTS = """but => axe.run({resultTypes: ['violations'], preload: false, rules: Object.fromEntries(but.map(rule => [rule, {enabled: false}]))}).then(({violations}) =>
  violations.map(({id, nodes}) => [id, nodes.slice(0, 3).map(({target}) => target)]))"""
# A breach of the content policy says so in the page itself; the console is listened to anyway.
TELL_BREACHES = """document.addEventListener('securitypolicyviolation', (event) =>
  console.error(`breach of ${event.effectiveDirective} by ${event.blockedURI} on ${location.pathname}`))"""
# Playwright keeps an event loop in the test's own thread; the tests ask the database between two steps, never inside one.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one line that the pages were not looked at."""
    skipped = terminalreporter.stats.get("skipped", [])
    if any(NO_CHROMIUM in str(report.longrepr) for report in skipped):
        terminalreporter.section("browser", "!")
        terminalreporter.write_line(NO_CHROMIUM)


class _Threads(ThreadingMixIn, WSGIServer):
    daemon_threads = True

    def process_request_thread(self, request: object, client_address: object) -> None:
        try:
            super().process_request_thread(request, client_address)  # type: ignore[arg-type]
        finally:
            connections.close_all()


class _Silent(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nothing to say."""


@dataclass
class Site:
    """The pages under test: where they are, and what their jobs do when asked to."""

    address: str
    failures: list[str] = field(default_factory=list)

    def work_off_jobs(self) -> None:
        """Do every job that waits, as the worker does it, in a thread of its own."""

        async def work() -> None:
            connector = app.connector
            assert isinstance(connector, DjangoConnector)
            with app.replace_connector(connector.get_worker_connector()):
                async with app.open_async():
                    await app.run_worker_async(wait=False, install_signal_handlers=False, listen_notify=False)

        def alone() -> None:
            try:
                asyncio.run(work())
            except Exception as error:
                self.failures.append(repr(error))
            finally:
                connections.close_all()

        worker = threading.Thread(target=alone)
        worker.start()
        worker.join()
        assert not self.failures, self.failures


@contextmanager
def served() -> Iterator[Site]:
    """The product on a free port of the loopback, over the database that Django points at."""
    server = make_server("127.0.0.1", 0, get_wsgi_application(), _Threads, _Silent)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        with override_settings(ALLOWED_HOSTS=["127.0.0.1", "localhost"]):
            yield Site(f"http://127.0.0.1:{server.server_port}")
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def site(database: str) -> Iterator[Site]:
    """The product over a fresh database."""
    with served() as site:
        yield site


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the session."""
    if not CHROMIUM:
        pytest.skip(NO_CHROMIUM)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


SignedIn = Callable[..., Page]


@pytest.fixture
def signed_in(site: Site, chromium: Browser) -> Iterator[SignedIn]:
    """Opens a page for a member of staff, through the sign-in form: `signed_in(by, width=390, language="en")`.

    What the browser complains about, such as a breach of the content policy, fails the test.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def complain(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and "status of 4" not in message.text:
            complaints.append(message.text)

    def open_page(by: ActingStaff, *, width: int = DESKTOP, language: str = "zh-hans", **choices: str) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": 900}, base_url=site.address)
        contexts.append(context)
        context.add_cookies([{"name": "language", "value": language, "url": site.address}])
        context.add_init_script(TELL_BREACHES)
        page = context.new_page()
        page.on("console", complain)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto("/account/login/")
        for name, value in choices.items():
            page.evaluate(f"localStorage.setItem('anbang-{name}', '{value}')")
        staff = Staff.objects.using("owner").get(pk=by.staff_id)
        give_second_factor(staff)
        page.fill("[name=login]", staff.username)
        page.fill("[name=password]", PASSWORD)
        page.click("main form.form button")
        page.wait_for_url(lambda address: "/login" not in address)
        if code := a_code(staff):
            page.fill("[name=code]", code)
            page.click("main form.form button")
            page.wait_for_url(lambda address: "/mfa" not in address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints, complaints


def faults_of(page: Page, *, but: Iterable[str] = ()) -> list[str]:
    """What axe finds on the page as it stands, one readable line each. `but`: the rules that it leaves out."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
        # The next pages bring it along: half a megabyte that is sent and read once.
        page.context.add_init_script(AXE)
    return [f"{name}: {', '.join(map(str, targets))}" for name, targets in page.evaluate(FAULTS, list(but))]


def is_wider_than_the_screen(page: Page) -> bool:
    """Whether one has to scroll sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
