"""The pictures of the documents, made from the running demo: `make pictures`. With `--all FOLDER` every page, wide and narrow."""

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError

PROJECT = Path(__file__).parents[1]
PICTURES = PROJECT / "docs" / "pictures"
PASSWORD = "walk-the-district-2015"  # noqa: S105  # the demo prints it too
CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), ""
)
WIDE, NARROW = 1440, 390
LANGUAGES = {"zh-hans": "zh", "en": "en"}
LONGEST_MILLISECONDS = 10_000


@dataclass(frozen=True)
class Shot:
    """One page: its name, who looks, and how to come there from the first page (a selector to click, or an address)."""

    name: str
    account: str
    way: tuple[str, ...] = ()


SHOTS = (
    Shot("sign-in", ""),
    Shot("lists", "clerk", ("/lists/",)),
    Shot("list-refused", "clerk", ("/lists/", "table tbody a >> nth=0")),
    Shot("list-doubtful", "clerk", ("/lists/", "table tbody a >> nth=0", "a[href*='heap=doubtful']")),
    Shot("list-ready", "clerk", ("/lists/", "table tbody a >> nth=0", "a[href*='heap=ready']")),
    Shot("list-returned", "clerk", ("/lists/", "table tbody a >> nth=0", "a[href*='heap=not_ours']")),
    Shot("list-correct", "clerk", ("/lists/", "table tbody a >> nth=0", "a[href*='/lists/rows/'] >> nth=0")),
    Shot("list-confirm", "clerk", ("/lists/", "table tbody a >> nth=0", "a[href$='/confirm/'] >> nth=0")),
    Shot("list-taken-in", "clerk", ("/lists/", "table tbody a >> nth=3")),
    Shot("clerk-today", "clerk"),
    Shot("arrange", "clerk", ("a[href*='/arrange/'] >> nth=0",)),
    Shot("work-list", "justice"),
    Shot("why", "justice", ("details.popup summary >> nth=0", "a[href*='/why/'] >> nth=0")),
    Shot("verify", "justice", ("a[href*='/verify/'] >> nth=0",)),
    Shot("case-file", "justice", ("/stories/1/",)),
    Shot("case-papers", "justice", ("/stories/1/", "a[href*='tab=papers']")),
    Shot("case-history", "justice", ("/stories/1/", "a[href*='tab=history']")),
    Shot("people", "justice", ("/people/",)),
    Shot("alert", "justice", ("a[href*='/steps/alert/'] >> nth=0",)),
    Shot("prison-today", "prison"),
    Shot("prison-answers", "prison", ("/answers/",)),
    Shot("aftercare-today", "aftercare"),
    Shot("aftercare-others", "aftercare", ("section[aria-labelledby=others] a.chip >> nth=3",)),
    Shot("town-today", "town"),
    Shot("village-today", "village"),
    Shot("system-today", "system"),
    Shot("keeper-today", "keeper"),
    Shot("places", "aftercare", ("/places/",)),
    Shot("town-page", "aftercare", ("/places/", "main a[href*='/places/'] >> nth=0")),
    Shot("policy", "justice", ("/policy/",)),
    Shot("clause", "justice", ("/policy/clauses/3.3/",)),
    Shot("rule", "justice", ("/policy/rules/months_granted/",)),
    Shot("duty", "justice", ("/policy/duties/verify/",)),
    Shot("official-document", "clerk", ("/policy/document/",)),
    Shot("stories", "clerk", ("/stories/",)),
    Shot("second-factor", "justice", ("/account/mfa/",)),
    Shot("password", "justice", ("/account/password/",)),
    Shot("gallery", "clerk", ("/gallery/",)),
    Shot("not-found", "clerk", ("/people/999999/",)),
)
# What the documents show: picture, page, width, and what is switched on.
SHOWN = (
    ("work-list", "work-list", WIDE, {}),
    ("list", "list-refused", WIDE, {}),
    ("case-file", "case-file", WIDE, {}),
    ("verify-phone", "verify", NARROW, {}),
    ("work-list-phone-dark", "work-list", NARROW, {"theme": "dark"}),
)


@contextmanager
def demo() -> Iterator[str]:
    """A demo of its own for so long; its address."""
    folder = PROJECT / "var" / "pictures"
    environment = {**os.environ, "ANBANG_FOLDER": str(folder)}
    command = [str(PROJECT / ".venv/bin/anbang"), "demo", "--port", "0"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            for line in process.stdout:
                if line.startswith("ready: "):
                    break
            else:
                sys.exit("the demo did not start")
            yield line.removeprefix("ready: ").strip()
        finally:
            process.terminate()
    shutil.rmtree(folder, ignore_errors=True)


class Camera:
    """Takes pictures in one browser; each account signs in once."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.address = browser, address
        self.signed_in: dict[str, Any] = {"": None}

    def take(
        self, shot: Shot, target: Path, *, width: int, language: str, choices: dict[str, str], whole: bool
    ) -> None:
        """One picture of one page."""
        context = self.browser.new_context(
            viewport={"width": width, "height": 900}, base_url=self.address, storage_state=self._state(shot.account)
        )
        context.add_cookies([{"name": "language", "value": language, "url": self.address}])
        page = context.new_page()
        page.set_default_timeout(LONGEST_MILLISECONDS)
        try:
            page.goto("/" if shot.account else "/account/login/")
            for name, value in choices.items():
                page.evaluate(f"localStorage.setItem('anbang-{name}', '{value}')")
                page.reload()
            _walk(page, shot)
            page.screenshot(path=target, full_page=whole)
        except PlaywrightError as error:
            print(f"  {target.name}: {str(error).splitlines()[0]}", file=sys.stderr)
        context.close()

    def _state(self, account: str) -> Any:
        if account not in self.signed_in:
            context = self.browser.new_context(base_url=self.address)
            page = context.new_page()
            page.goto("/account/login/")
            page.fill("form.form [name=login]", account)
            page.fill("form.form [name=password]", PASSWORD)
            page.click("form.form button")
            page.goto("/")
            self.signed_in[account] = context.storage_state()
            context.close()
        return self.signed_in[account]


def _walk(page: Page, shot: Shot) -> None:
    for step in shot.way:
        if step.startswith("/"):
            page.goto(step)
        else:
            page.locator(step).click()
        page.wait_for_load_state("networkidle")


def main() -> None:
    """Take the pictures of the documents, or of every page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", type=Path, metavar="FOLDER", help="every page, wide and narrow, in both languages")
    parser.add_argument("--only", default="", help="names of pages, separated by commas")
    parser.add_argument("--address", help="a demo that already runs")
    asked = parser.parse_args()
    if not CHROMIUM:
        sys.exit("pictures need chromium (apt-get install chromium fonts-noto-cjk)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        if asked.address:
            _take_all(browser, asked.address, asked)
        else:
            with demo() as address:
                _take_all(browser, address, asked)
        browser.close()


def _take_all(browser: Browser, address: str, asked: argparse.Namespace) -> None:
    camera, of_name = Camera(browser, address), {shot.name: shot for shot in SHOTS}
    folder: Path = asked.all or PICTURES
    folder.mkdir(parents=True, exist_ok=True)
    if asked.all:
        wanted = [of_name[name] for name in asked.only.split(",")] if asked.only else SHOTS
        pictures = [(f"{shot.name}-{width}", shot, width, {}) for shot in wanted for width in (WIDE, NARROW)]
    else:
        pictures = [(picture, of_name[name], width, choices) for picture, name, width, choices in SHOWN]
    for picture, shot, width, choices in pictures:
        for language, suffix in LANGUAGES.items():
            target = folder / f"{picture}.{suffix}.png"
            camera.take(shot, target, width=width, language=language, choices=choices, whole=bool(asked.all))


if __name__ == "__main__":
    main()
