"""Somebody as the pages show them: who it is, in which stage, who is responsible, how to reach them; each reader what their work needs."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from anbang.casework.act.reasons import PriorityReason
from anbang.casework.care.away import away_now
from anbang.casework.care.reaching import how_to_reach
from anbang.casework.charge.held import charges_of, transfers_of
from anbang.casework.charge.models import Caseworker
from anbang.casework.person.models import AbodeKind, Case
from anbang.casework.person.queries import masked_id_number, place_of, read_places
from anbang.casework.step.standing import Standing
from anbang.organisations.acting import ActingStaff
from anbang.web.readers import KEEPING_TOUCH, OF_FILES
from anbang.web.references import address_about

STAGES: Mapping[str | None, tuple[Any, str, str]] = {
    "in_custody": (_("在押"), "lock", "grey"),
    "in_care": (_("帮教中"), "users", "green"),
    "to_be_ended": (_("期满待结束"), "clock", "amber"),
    "ended": (_("已结束帮教"), "circle-check", "grey"),
    "reoffended": (_("重新犯罪，已停止"), "player-stop", "grey"),
    "died": (_("已死亡"), "player-stop", "grey"),
    "not_ours": (_("不属本区，已退回"), "arrow-back-up", "grey"),
    None: (_("还没有开始"), "clock", "grey"),
}


def opens_files(by: ActingStaff) -> bool:
    """Whether the reader opens files, or only sees their own work."""
    return not by.roles.isdisjoint(OF_FILES)


def file_address(person_id: int, by: ActingStaff) -> str:
    """Where the reader finds somebody."""
    return address_about("case_file" if opens_files(by) else "one_of_mine", "person", person_id)


def list_address(by: ActingStaff) -> str:
    """Where the reader finds everybody."""
    return reverse("people" if opens_files(by) else "my_people")


def full_years(born_on: date | None, *, on: date) -> int | None:
    """The age of somebody born that day."""
    if born_on is None:
        return None
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def about_person(standing: Standing, *, by: ActingStaff) -> dict[str, Any]:
    """Whom a page is about."""
    case, today = standing.case, by.today
    person = standing.person
    read_places([person], on=today)
    whole = opens_files(by)
    return {
        "person": person,
        "case": case,
        "age": full_years(person.born_on, on=today),
        "id_number": masked_id_number(person) if whole else None,
        "whole": whole,
        "registered": place_of(person, AbodeKind.REGISTERED),
        "residence": place_of(person, AbodeKind.RESIDENCE),
        "stage": stage_shown(standing),
        "days_left": days_left(case, on=today),
        "is_priority": bool(case.priority),
        "reasons": [PriorityReason(reason).label for reason in case.priority] if whole else [],
        **in_whose_hands(case, on=today),
        "contact": how_to_reach(case),
        "away": away_now(case.pk) if whole or not by.roles.isdisjoint(KEEPING_TOUCH) else None,
    }


def stage_of_case(case: Case, *, on: date) -> dict[str, Any]:
    """The stage as the register keeps it, for lists."""
    if case.closed_on is not None:
        name = {"care_ended": "ended"}.get(case.closed_how, case.closed_how)
    elif case.care_from is None:
        name = "in_custody"
    else:
        name = "in_care" if case.term_until is None or case.term_until >= on else "to_be_ended"
    label, icon, tone = STAGES[name]
    return {"label": label, "icon": icon, "tone": tone, "name": name}


def stage_shown(standing: Standing) -> dict[str, Any]:
    """The stage with its mark."""
    label, icon, tone = STAGES[standing.now.stage]
    return {"label": label, "icon": icon, "tone": tone, "name": standing.now.stage or ""}


def term_in_words(months: int) -> str:
    """A sentence as people say it: 3 年 6 个月."""
    years, rest = divmod(months, 12)
    parts = [ngettext("%(n)s 年", "%(n)s 年", years) % {"n": years}] if years else []
    parts += [ngettext("%(n)s 个月", "%(n)s 个月", rest) % {"n": rest}] if rest else []
    return " ".join(parts)


def days_left(case: Case, *, on: date) -> int | None:
    """How many days of the term are left; nothing before care and after its end."""
    if case.term_until is None or case.closed_on is not None:
        return None
    return (case.term_until - on).days


def in_whose_hands(case: Case, *, on: date) -> dict[str, Any]:
    """Which office is responsible since when, who there, and what waits to be handed over."""
    begun = [charge for charge in charges_of(case) if charge.from_on <= on]
    named = Caseworker.objects.select_related("staff").filter(case=case, until_on__isnull=True).first()
    open_now = [transfer for transfer in transfers_of(case) if transfer.ended_on is None]
    return {
        "charge": begun[-1] if begun else None,
        "caseworker": named,
        "transfer": open_now[-1] if open_now else None,
    }
