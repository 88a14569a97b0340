"""The scanners of pages, on the running demo as somebody of several roles."""

from scripts.audit import crawled, injected
from scripts.audit.demonstration import sign_in, stranger
from scripts.audit.findings import AuditFailed, Control, Finding, Looked, Scanner, Served

# Account of the demo → how many different pages a walk of theirs must reach at least. Whoever keeps accounts goes last: they change others'.
WALKERS = {"justice": 60, "clerk": 60, "auditor": 8, "system": 15}


def wapiti(served: Served) -> Looked:
    """Somebody of each role, from a page of each kind on."""
    pages, told, findings = 0, [], list[Finding]()
    for account, least in WALKERS.items():
        walk = crawled.attacked(sign_in(served.demo, account))
        reached = len(walk.pages)
        print(f"  wapiti as {account}: {reached} pages, {walk.asked} addresses and forms", flush=True)
        if reached < least:
            raise AuditFailed(f"wapiti reached {reached} pages as {account}, and {least} are there at least.")
        pages += reached
        told.append(f"{account} {reached} pages of {walk.asked} addresses and forms")
        findings += walk.findings
    return Looked(pages, sum(WALKERS.values()), "; ".join(told), findings)


def wapiti_control(served: Served) -> Control:
    """The faulty product."""
    return crawled.control(served.faulty)


def sqlmap(served: Served) -> Looked:
    """Every door, as whoever may open it."""
    accounts = {door.account for door in injected.DOORS}
    seats = {
        account: stranger(served.demo) if account == "stranger" else sign_in(served.demo, account)
        for account in sorted(accounts)
    }
    answers, findings = injected.of_doors(seats)
    parameters = sum(len(door.parameters) for door in injected.DOORS)
    told = f"{parameters} parameters at {len(injected.DOORS)} addresses, {answers} answers"
    return Looked(answers, parameters * injected.LEAST_ANSWERS, told, findings)


def sqlmap_control(served: Served) -> Control:
    """The faulty product."""
    return injected.control(served.faulty)


SCANNERS = (
    Scanner(
        "wapiti",
        "pages",
        "walks the demo in several roles, looks at every answer, and attacks for ten seconds with each of eight kinds of attack",
        wapiti,
        wapiti_control,
    ),
    Scanner(
        "sqlmap",
        "pages",
        "tries to get into the database through what addresses and forms carry",
        sqlmap,
        sqlmap_control,
    ),
)
