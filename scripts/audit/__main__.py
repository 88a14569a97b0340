"""Runs every scanner with its control, prints what came of it and writes docs/audit.md where all of it holds."""

import json
import signal
import sys
import time
from collections.abc import Sequence

from scripts.audit import pages, source
from scripts.audit.demonstration import demo, faulty
from scripts.audit.findings import PROJECT, AuditFailed, Control, Looked, Scanner, Served, allowed, judge, run, version

PAGE = PROJECT / "docs" / "audit.md"
SCANNERS: tuple[Scanner, ...] = (*source.SCANNERS, *pages.SCANNERS)
PACKAGES = {"wapiti": "wapiti3"}
# Who would scan an interface for programs.
FOR_PROGRAMS = "schemathesis"
HEAD = """# Audit

Written by `make audit`, never by hand, last on {day}: what the scanners found in the source and on the running demo. Each has a control, faults that are
planted for it: where it overlooks one, the audit fails, and so it does where a scanner reached too little, was signed out, or read a file in part.
Findings that are none stand with their reasons in [allowed.toml](../scripts/audit/allowed.toml), our own rules in
[rules.yaml](../scripts/audit/rules.yaml). What the scanners leave out: signing out, passwords and sessions of accounts (they would sign themselves
out), modules that make a server ask an address of the scanner's makers, and what wapiti does not come to in its time: addresses before forms.

| scanner | what it does | version | what it looked at | findings | control |
|---|---|---|---|---|---|
"""


def scan(scanner: Scanner, served: Served) -> str:
    """The control first, then the product. Its line for the page, or AuditFailed."""
    began = time.monotonic()
    control = scanner.control(served)
    refuse_a_blind_or_a_wild_one(scanner, control)
    looked = scanner.look(served)
    refuse_a_lost_one(scanner, looked)
    reasons = allowed(scanner.name)
    faults, needless = judge(looked.findings, reasons)
    if faults:
        raise AuditFailed(f"{scanner.name} found:\n" + "\n".join(f"    {fault}" for fault in faults))
    if needless:
        raise AuditFailed(
            f"{scanner.name} does not find what is allowed: {', '.join(f'{one.rule} {one.where}' for one in needless)}."
        )
    found = f"none; {len(looked.findings)} allowed" if looked.findings else "none"
    print(f"{scanner.name}: {looked.told}: {found}; control: {len(control.found)} of {len(control.planted)}", end="")
    print(f" ({time.monotonic() - began:.0f} s)", flush=True)
    used = version(scanner.kind, PACKAGES.get(scanner.name, scanner.name))
    of_control = f"{len(control.found)} of {len(control.planted)} found"
    return f"| {scanner.name} | {scanner.does} | {used} | {looked.told} | {found} | {of_control} |\n"


def refuse_a_blind_or_a_wild_one(scanner: Scanner, control: Control) -> None:
    """AuditFailed for a scanner that overlooks what was planted, or finds more."""
    if missed := sorted(control.planted - control.found):
        raise AuditFailed(f"{scanner.name} overlooks what was planted: {', '.join(missed)}.")
    if more := sorted(control.found - control.planted):
        raise AuditFailed(f"{scanner.name} finds what was not planted: {', '.join(more)}.")


def refuse_a_lost_one(scanner: Scanner, looked: Looked) -> None:
    """AuditFailed for a scanner that reached too little."""
    if looked.visited < looked.least:
        raise AuditFailed(f"{scanner.name} looked at {looked.visited}, and {looked.least} are there at least.")


def programs(scanners: Sequence[Scanner]) -> str:
    """The line about an interface for programs: there is none, or somebody scans it."""
    told = json.loads(run("sh", "scripts/with_settings.sh", sys.executable, "-m", "scripts.audit.interface"))
    if not told["control"]:
        raise AuditFailed("An address for programs that was planted was not noticed.")
    if told["for_programs"] and FOR_PROGRAMS not in {scanner.name for scanner in scanners}:
        raise AuditFailed(f"There is an API now ({told['for_programs'][0]}), and {FOR_PROGRAMS} does not scan it.")
    if told["for_programs"]:
        return f"API: {len(told['for_programs'])} addresses."
    return f"There is no API yet: none of the {told['all']} addresses is for programs, so {FOR_PROGRAMS} has nothing to scan; the day one is, the audit fails without it."


def audit() -> str:
    """All of it; the page."""
    rows = [scan(scanner, Served()) for scanner in source.SCANNERS]
    print(about := programs(SCANNERS), flush=True)
    with faulty() as broken, demo() as ours:
        rows += [scan(scanner, Served(ours, broken)) for scanner in pages.SCANNERS]
    return HEAD.format(day=time.strftime("%Y-%m-%d")) + "".join(rows) + f"\n{about}\n"


def main() -> None:
    """Print and write, or say why not. Whoever ends it ends the demo with it."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("audit: ended"))
    try:
        page = audit()
    except AuditFailed as fault:
        sys.exit(f"audit: {fault}")
    PAGE.write_text(page, encoding="utf-8")
    print(f"written to {PAGE.relative_to(PROJECT)}")


if __name__ == "__main__":
    main()
