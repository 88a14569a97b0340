"""Finds the way to one page of every kind that somebody may open, so that a scanner spends its time on kinds and not on hundreds of files alike."""

import html
import re
from collections import Counter, deque
from urllib.error import HTTPError
from urllib.parse import urljoin, urlsplit

from scripts.audit.demonstration import Seat
from scripts.audit.findings import AuditFailed

LINK = re.compile(r'<a\b[^>]*\bhref="([^"#]+)')
# Pages are alike but for numbers and references, what the policy calls its parts, and what is asked for.
VARIES = re.compile(
    r"(?<=/)[A-Za-z0-9_-]{32}(?=/)|(?<=^/policy/clauses/)[^/]+|(?<=^/policy/rules/)[^/]+|(?<=^/policy/duties/)[^/]+|(?<==)[^&]*|\d+"
)
ALIKE, FAILED = 3, 500
MOST = 400


def kind_of(address: str) -> str:
    """What an address has in common with those of its kind."""
    return VARIES.sub("N", address)


def one_of_each_kind(seat: Seat, left_out: re.Pattern[str]) -> list[str]:
    """An address of every kind that links lead to from the first page, by way of a few of each."""
    waiting, known, read, found = deque(["/"]), {"/"}, Counter[str](), dict[str, str]()
    while waiting and sum(read.values()) < MOST:
        address = waiting.popleft()
        kind = kind_of(address)
        if read[kind] == ALIKE:
            continue
        read[kind] += 1
        page = page_at(seat, address)
        if page is None:
            continue
        found.setdefault(kind, address)
        for link in links(page, seat.address + address):
            if link not in known and not left_out.match(link):
                known.add(link)
                waiting.append(link)
    return sorted(found.values())


def page_at(seat: Seat, address: str) -> str | None:
    """What is read there; None where it is no page for them."""
    try:
        return seat.reads(address)
    except HTTPError as error:
        if error.code >= FAILED:
            raise AuditFailed(f"{seat.account} is answered {error.code} at {kind_of(address)}.") from error
        return None


def links(page: str, its_address: str) -> list[str]:
    """Where a page leads within the product."""
    told = [urlsplit(urljoin(its_address, html.unescape(link))) for link in LINK.findall(page)]
    here = urlsplit(its_address).netloc
    return [one._replace(scheme="", netloc="", fragment="").geturl() for one in told if one.netloc == here]
