"""A browser in front of everything that is planted: people, lists with every heap, replies."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response

from anbang.web.middleware import LANGUAGE_COOKIE
from tests.support.browser import DESKTOP, TELL_BREACHES, Site, served
from tests.web.planted import Planted, bed, fresh, planted

__all__ = ["bed", "planted"]

BROUGHT_ALONG = frozenset({"stylesheet", "script", "image", "font"})


@dataclass
class Desk:
    """Where pages are opened, already signed in, and what the browser complained about meanwhile."""

    site: Site
    chromium: Browser
    planted: Planted
    complaints: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def open(
        self,
        seat: str = "",
        *,
        width: int = DESKTOP,
        language: str = "zh-hans",
        script: bool = True,
        minding_the_policy: bool = True,
    ) -> Page:
        """An empty page of somebody who gave the password a moment ago; of a stranger without a seat."""
        viewport = {"width": width, "height": 900}
        context = self.chromium.new_context(
            viewport=viewport,  # type: ignore[arg-type]
            base_url=self.site.address,
            java_script_enabled=script,
            reduced_motion="reduce",
            bypass_csp=not minding_the_policy,
        )
        self.contexts.append(context)
        cookies = {LANGUAGE_COOKIE: language}
        if seat:
            cookies[settings.SESSION_COOKIE_NAME] = (
                fresh(self.planted.seats[seat]).cookies[settings.SESSION_COOKIE_NAME].value
            )
        context.add_cookies([{"name": name, "value": told, "url": self.site.address} for name, told in cookies.items()])
        context.add_init_script(TELL_BREACHES)
        page = context.new_page()
        page.on("console", self._complain)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("response", self._fetched)
        return page

    def _fetched(self, response: Response) -> None:
        """What a page brings along has to be there; the page itself may be none."""
        if response.status >= 400 and response.request.resource_type in BROUGHT_ALONG:
            self.complaints.append(f"{response.status} for {response.url}")

    def _complain(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and "status of 4" not in message.text:
            self.complaints.append(f"{message.text} ({message.location.get('url', '')})")


@pytest.fixture
def desk(planted: Planted, chromium: Browser) -> Iterator[Desk]:
    """Whatever the browser complains about fails the test."""
    with served() as site:
        desk = Desk(site, chromium, planted)
        yield desk
        for context in desk.contexts:
            context.close()
    assert desk.complaints == []
