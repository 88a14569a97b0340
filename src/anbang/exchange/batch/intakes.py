"""A staged row as the register takes it in."""

from datetime import date
from typing import Any

from anbang.casework.act.reasons import PriorityReason
from anbang.casework.custody.intake import Intake
from anbang.casework.person.actions import Place
from anbang.exchange.batch.models import StagedRow
from anbang.exchange.batch.sealed_rows import RowContent


def intake_of(content: RowContent, *, row: StagedRow, institution_id: int) -> Intake:
    """A row as the register takes it in."""
    told: dict[str, Any] = content.understood

    def day(field: str) -> date | None:
        return date.fromisoformat(told[field]) if told.get(field) else None

    release_on = day("release_on")
    if release_on is None:
        raise ValueError(f"row {row.row} without a day of release is not ready")
    return Intake(
        name=told["name"],
        sex=told.get("sex") or "",
        born_on=day("born_on"),
        id_number=told.get("id_number"),
        registered=Place(**told["registered"]),
        residence=Place(**told["residence"]),
        institution_id=institution_id,
        offence=told.get("offence") or "",
        offence_on=day("offence_on"),
        months=told.get("months"),
        for_life=bool(told.get("for_life")),
        admitted_on=day("admitted_on"),
        release_on=release_on,
        # 重点 without a stated reason is `other` until the justice office names one (contract: imports).
        priority=(PriorityReason.OTHER,) if told.get("priority") else (),
        risk_opinion=told.get("risk_opinion") or "",
        contact=told.get("contact") or "",
        aid_proposal=told.get("aid_proposal") or "",
        sealing_proposed=row.closed,
    )
