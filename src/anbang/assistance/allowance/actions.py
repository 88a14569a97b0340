"""The steps before a month of the allowance is paid, each by the office that the text names; nobody takes one of them twice."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from anbang.casework.act.models import Act
from anbang.casework.step.opening import open_file
from anbang.casework.step.positions import Position
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import Role
from anbang.papers.scans import NewScan, attach_scan


@dataclass(frozen=True, slots=True)
class Link:
    """One step of the chain: who takes it."""

    kind: str
    positions: tuple[Position, ...]
    role: Role | None
    sentence: str


CERTIFICATE = Link(
    "hardship_certified",
    # The village's paper may come by hand: then the justice office that checks it records it.
    (Position.VILLAGE, Position.REGISTERED),
    None,
    gettext_noop("困难证明由村（居）民委员会出具，交司法所登记。"),
)
CHECK = Link(
    "allowance_checked", (Position.REGISTERED,), Role.JUSTICE_ASSISTANT, gettext_noop("补助由户籍地司法所审查。")
)
APPROVAL = Link(
    "allowance_approved",
    # Aid stays with the place of the registration, wherever the person lives (2.3.3, 3.3).
    (Position.REGISTERED_TOWN,),
    Role.TOWN_OFFICER,
    gettext_noop("补助由镇街分管民政的领导审批。"),
)
PAYMENT = Link(
    "allowance_paid", (Position.CIVIL_AFFAIRS,), Role.CIVIL_AFFAIRS_OFFICER, gettext_noop("补助由镇街民政发放。")
)


def certify_hardship(
    case_id: int, *, by: ActingStaff, on: date, words: str = "", scan: NewScan | None = None, late_because: str = ""
) -> Act:
    """The village certifies the hardship; `scan`: the certificate as it was written, photographed."""
    with acting(by):
        act = _take(CERTIFICATE, case_id, {"words": words}, by=by, on=on, late_because=late_because)
        if scan is not None:
            attach_scan(act.person_id, scan, by=by, on=on)
        return act


def check_allowance(case_id: int, *, by: ActingStaff, on: date, words: str = "", late_because: str = "") -> Act:
    """The justice office of the registered place checks and signs."""
    return _take(CHECK, case_id, {"words": words}, by=by, on=on, late_because=late_because)


def approve_allowance(case_id: int, *, by: ActingStaff, on: date, words: str = "", late_because: str = "") -> Act:
    """The town's leader for civil affairs approves."""
    return _take(APPROVAL, case_id, {"words": words}, by=by, on=on, late_because=late_because)


def pay_allowance(case_id: int, *, month: str, by: ActingStaff, on: date, late_because: str = "") -> Act:
    """The town's civil affairs pays a month, such as 2016-04, or what is owed for it."""
    return _take(PAYMENT, case_id, {}, by=by, on=on, late_because=late_because, told={"month": month})


def _take(
    link: Link,
    case_id: int,
    words: Mapping[str, str],
    *,
    by: ActingStaff,
    on: date,
    late_because: str,
    told: Mapping[str, str] | None = None,
) -> Act:
    with open_file(case_id, by=by) as file:
        file.refuse_unless(*link.positions, role=link.role, sentence=_(link.sentence))
        return file.tell(link.kind, on=on, told=told, words=words, late_because=late_because)
