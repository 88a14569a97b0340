"""Money as the pages show it: the months of the allowance, dibao, and what is known of the household (clauses 2.4.1, 3.3)."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from anbang.casework.step.standing import Standing
from anbang.policy import Unknown
from anbang.policy.household import household_on
from anbang.policy.language.values import Money
from anbang.policy.ledger import Payment
from anbang.web.steps.facts import asked, shown, title_of
from anbang.web.templatetags.anbang import month

STATES = {
    "paid": (_("已发"), "check", "green"),
    "due": (_("待发"), "clock", "amber"),
    "stopped": (_("停发"), "player-stop", "grey"),
    "to_come": (_("未到月份"), "calendar-event", "grey"),
}
STOPS = {"dibao": _("享受低保"), "reoffence": _("重新犯罪"), "death": _("死亡")}
CHAIN = (
    ("reported_in", _("报到")),
    ("hardship_certified", _("困难证明")),
    ("allowance_checked", _("审查困难补助")),
    ("allowance_approved", _("审批困难补助")),
)


def allowance_shown(standing: Standing) -> dict[str, Any]:
    """How the allowance stands: how far the chain has come, and month by month what is paid, due, stopped or owed."""
    found = standing.allowance()
    days = {act.happening.event: act.happening.on for act in standing.story if act.case_id == standing.case.pk}
    return {
        "chain": [{"title": title, "on": days.get(kind)} for kind, title in CHAIN],
        "granted": found.months if found else None,
        "late": found.late_months if found else 0,
        "months": [_month(payment, on=standing.today) for payment in found.payments] if found else [],
        "stopped": {"on": found.stopped.on, "why": STOPS[found.stopped.reason]} if found and found.stopped else None,
        "overpaid": [{"month": month(f"{one.month:%Y-%m}"), "yuan": _known(one.yuan)} for one in found.overpaid]
        if found
        else [],
        "is_ours": found is not None,
    }


def _month(payment: Payment, *, on: date) -> dict[str, Any]:
    label, icon, tone = STATES["to_come" if payment.state == "due" and payment.month > on else payment.state]
    return {
        "month": month(f"{payment.month:%Y-%m}"),
        "yuan": _known(payment.yuan),
        "label": label,
        "icon": icon,
        "tone": tone,
        "owed": payment.owed,
    }


def _known(yuan: Money | Unknown) -> Money | None:
    return None if isinstance(yuan, Unknown) else yuan


def household_shown(standing: Standing) -> dict[str, Any]:
    """What is known of the household today, and since when there is dibao."""
    known = household_on([act.happening for act in standing.story], standing.today)
    facts = [(title_of(fact), shown(fact, known.facts[fact.name])) for fact in asked() if fact.name in known.facts]
    spells = [
        {
            "since": month(f"{spell.from_month:%Y-%m}"),
            "until": month(f"{spell.last_month:%Y-%m}") if spell.last_month else "",
        }
        for spell in known.dibao
    ]
    return {"facts": facts, "on_dibao": known.on_dibao, "dibao": spells}
