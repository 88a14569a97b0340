"""wapiti: looks at one page of each kind as somebody of each role, and attacks it with all its forms."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

from scripts.audit.demonstration import Seat
from scripts.audit.findings import Control, Finding, run, tool
from scripts.audit.walking import one_of_each_kind

# Those that look at answers, and those that attack. Modules that make the product ask an address of the scanner's makers are left out: the
# product asks nobody, which a rule of ours holds.
LOOKING = ("cookieflags", "csp", "http_headers")
ATTACKING = ("csrf", "crlf", "redirect", "exec", "file", "sql", "xss", "permanentxss")
WALK_SECONDS, ATTACK_SECONDS = 20, 10
# What would sign the scanner out, or change with what one signs in; another account; parts that are no pages.
LEFT_OUT = (
    *("/account/*", "/stories/as/*", "/posting/*", "/language/*", "/static/*"),
    *(f"/accounts/*/{step}/*" for step in ("end", "password", "posts", "second-factor", "lock", "sessions")),
)
MEMORY = Path("/dev/shm")  # noqa: S108
OUT = re.compile("|".join(place.replace("*", ".*") for place in LEFT_OUT))
ANSWERED = frozenset({200, 422})
FAILED = 500
# Every kind of fault that the faulty product has, by the name that wapiti gives it.
KINDS = frozenset(
    {
        *("SQL Injection", "Reflected Cross Site Scripting", "Stored Cross Site Scripting", "Open Redirect"),
        *("CRLF Injection", "Path Traversal", "Command execution", "Cross Site Request Forgery"),
        *("Content Security Policy Configuration", "Clickjacking Protection", "MIME Type Confusion"),
        *("HttpOnly Flag cookie", "Secure Flag cookie", "Internal Server Error"),
    }
)


@dataclass(frozen=True, slots=True)
class Walk:
    """What a run of wapiti answered: the pages that were there, all that was asked, and what it found."""

    pages: frozenset[str]
    asked: int
    findings: Sequence[Finding]


def walked(address: str, modules: Iterable[str], *options: str, cookies: str = "", attack: float, walk: float) -> Walk:
    """Run wapiti. What it keeps meanwhile lies in memory where there is such a place: its own database waits for no slow disk."""
    nowhere = ("--endpoint", "http://127.0.0.1:9/", "--dns-endpoint", "localhost", "--no-bugreport")
    bounds = ("--max-scan-time", str(walk), "--max-attack-time", str(attack), "--tasks", "4")
    signed_in = ("-H", f"Cookie: {cookies}", "--skip", "csrfmiddlewaretoken") if cookies else ()
    with TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        report = Path(folder) / "report.json"
        kept = (
            "--store-session",
            folder,
            "--store-config",
            folder,
            "-f",
            "json",
            "-o",
            str(report),
            "-dr",
            "2",
            "-v",
            "0",
        )
        run(
            *(tool("pages", "wapiti"), "-u", f"{address}/", "--scope", "domain", "-m", ",".join(modules)),
            *(*nowhere, *kept, *bounds, *signed_in, *options),
            seconds=600,
        )
        return _read(json.loads(report.read_text(encoding="utf-8")))


def _read(report: Mapping[str, Any]) -> Walk:
    asked = report["infos"]["crawled_pages"]
    answered = [one["request"] for one in asked if one.get("response", {}).get("status_code") in ANSWERED]
    found = [
        Finding(kind, urlsplit(one["path"]).path, f"{one['method']} {one['info']} {one['parameter'] or ''}")
        for group in ("vulnerabilities", "anomalies")
        for kind, those in report[group].items()
        for one in those
    ]
    # On the way, and not only under attack.
    found += [
        Finding("Internal Server Error", urlsplit(one["request"]["url"]).path, f"{one['request']['method']} unattacked")
        for one in asked
        if one.get("response", {}).get("status_code", 0) >= FAILED
    ]
    pages = frozenset(urlsplit(request["url"]).path for request in answered if request["method"] == "GET")
    return Walk(pages, len(asked), found)


def attacked(seat: Seat) -> Walk:
    """One page of every kind that somebody may open, with its forms, is looked at and attacked; they are signed in to the end."""
    chosen = [option for page in one_of_each_kind(seat, OUT) for option in ("-s", seat.address + page)]
    left_out = [option for place in LEFT_OUT for option in ("-x", seat.address + place)]
    bounds = ("-d", "1", "--max-links-per-page", "1")
    everything = (*LOOKING, *ATTACKING)
    walk = walked(
        seat.address,
        everything,
        *left_out,
        *chosen,
        *bounds,
        cookies=seat.cookies,
        attack=ATTACK_SECONDS,
        walk=WALK_SECONDS,
    )
    seat.reads("/")
    return walk


def control(address: str) -> Control:
    """The faulty product has a fault of every kind."""
    walk = walked(address, (*LOOKING, *ATTACKING), attack=30, walk=10)
    return Control(KINDS, KINDS & {finding.rule for finding in walk.findings})
