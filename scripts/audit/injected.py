"""sqlmap: tries every parameter that a page reads, in addresses and in forms, as somebody who may open that page."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from scripts.audit.demonstration import Seat
from scripts.audit.faulty import TOKEN
from scripts.audit.findings import PLACE, AuditFailed, Control, Finding, run, tool

FOLDER = PLACE / "sqlmap"
TRAFFIC = FOLDER / "traffic.txt"
LEAST_ANSWERS = 12
STATUS = re.compile(r"^HTTP response \[#\d+\] \((\d{3})", re.MULTILINE)
SAFE = re.compile(r"parameter '([^']+)' does not (?:seem|appear) to be injectable")
OPEN = re.compile(r"^Parameter: (.+?) \(", re.MULTILINE)
# Boolean, by error, by union. What is slow only may be the machine.
TECHNIQUES = "BEU"


@dataclass(frozen=True, slots=True)
class Door:
    """An address with what it takes, in the address or in a form; who tries it; which statuses show that it was reached. N: a number that
    stands in a link of the page above.
    """

    account: str
    path: str
    asked: Mapping[str, str] = field(default_factory=dict)
    sent: Mapping[str, str] = field(default_factory=dict)
    reached: frozenset[str] = frozenset({"200", "422"})

    def found(self, seat: Seat) -> str:
        """Its path."""
        above, numbered, _rest = self.path.partition("N/")
        if not numbered:
            return self.path
        link = re.search(rf'href="{above}(\d+|[\w-]{{32}})/', seat.reads(above))
        if link is None:
            raise AuditFailed(f"{above} leads to nothing that {self.account} could open.")
        return self.path.replace("N", link[1])

    @property
    def parameters(self) -> list[str]:
        """What is tried."""
        return [*self.asked, *self.sent]


DOORS = (
    Door("justice", "/", asked={"due": "soon", "whose": "others"}),
    Door("justice", "/people/", asked={"show": "ended", "page": "1"}),
    Door("justice", "/people/find/", sent={"q": "王"}),
    Door("justice", "/requests/", asked={"show": "late"}),
    Door("justice", "/people/N/", asked={"tab": "history", "page": "1"}),
    Door("justice", "/arrivals/not-listed/", sent={"who": "王", "born_on": "1990-01-01"}),
    Door("justice", "/emergency/", sent={"who": "王", "why": "a"}),
    Door("clerk", "/lists/N/", asked={"heap": "ready", "page": "1"}),
    Door("clerk", "/office/district/", asked={"year": "2026", "town": "2"}),
    Door("auditor", "/trail/", asked={"staff": "clerk", "person": "1", "of": "looks", "before": "100"}),
    Door("system", "/accounts/", asked={"q": "clerk", "show": "ended"}),
    Door("stranger", "/language/", sent={"next": "/", "language": "en"}),
    Door("stranger", "/account/login/", sent={"login": "nobody"}),
)
FAULTY = (
    Door("", "/find", asked={"name": "Ann"}, reached=frozenset({"200", "500"})),
    Door("", "/ask", sent={"name": "Ann"}, reached=frozenset({"200", "500"})),
)


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a door: how many answers there were, and which parameters let somebody in."""

    answers: int
    open: Sequence[str]


def tried(door: Door, seat: Seat, *, database: str = "PostgreSQL") -> Tried:
    """Run sqlmap on one door. AuditFailed where it did not come through it to the page, or left a parameter untried."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    TRAFFIC.unlink(missing_ok=True)
    address = seat.address + door.found(seat) + (f"?{urlencode(door.asked)}" if door.asked else "")
    form = {**door.sent, "csrfmiddlewaretoken": seat.token} if door.sent else {}
    told = run(
        *(tool("pages", "sqlmap"), "-u", address, "-p", ",".join(door.parameters), "-H", f"Cookie: {seat.cookies}"),
        *(("--data", urlencode(form)) if form else ()),
        *("--dbms", database, "--technique", TECHNIQUES, "--level", "1", "--risk", "1", "-t", str(TRAFFIC)),
        # A form that was taken leads to a page: there by GET, as a browser goes.
        *("--batch", "--answers", "follow=Y,resend=N", "--ignore-stdin", "--flush-session", "--disable-coloring"),
        *("--output-dir", str(FOLDER)),
        seconds=240,
    )
    statuses = STATUS.findall(TRAFFIC.read_text(encoding="utf-8", errors="replace")) if TRAFFIC.exists() else []
    answers = sum(status in door.reached for status in statuses)
    found = sorted(set(OPEN.findall(told)))
    untried = set(door.parameters) - set(SAFE.findall(told)) - set(found)
    if untried and not found:
        raise AuditFailed(f"sqlmap did not try {sorted(untried)} of {door.path}:\n{told[-1500:]}")
    if answers < LEAST_ANSWERS * len(door.parameters) and not found:
        raise AuditFailed(
            f"sqlmap did not come through {door.path}: {answers} answers that fit, all: {sorted(statuses)}."
        )
    return Tried(answers, found)


def of_doors(seats: Mapping[str, Seat]) -> tuple[int, list[Finding]]:
    """Try all of them: how many answers there were, and what was found."""
    answers, findings = 0, []
    for door in DOORS:
        come = tried(door, seats[door.account])
        answers += come.answers
        findings += [Finding("SQL injection", door.path, parameter) for parameter in come.open]
    return answers, findings


def control(address: str) -> Control:
    """The two doors of the faulty product that stand open, one in an address and one in a form with a token."""
    seat = Seat(address, "", "session=1", TOKEN)
    found = {f"{door.path} {name}" for door in FAULTY for name in tried(door, seat, database="SQLite").open}
    planted = {f"{door.path} {name}" for door in FAULTY for name in door.parameters}
    return Control(frozenset(planted), frozenset(found))
