"""People in every standing that the product knows, brought there by the real steps, and the list that names them again."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

from anbang.casework.care.actions import record_reoffence
from anbang.casework.handover.actions import record_release
from anbang.casework.handover.models import ReleasedFrom
from anbang.casework.models import Case
from anbang.organisations.acting import ActingStaff
from tests.exchange.lists import applied, person

OWNER = "owner"
FIRST_LIST, RELEASED, ENDED = date(2026, 1, 5), date(2026, 1, 20), date(2026, 6, 1)
"""When the first list came, when its people were released, and when what ended their case was recorded."""
ADMITTED_AGAIN = date(2026, 8, 1)
OF_THE_FIRST = {"收押日期": "2024-01-20", "释放日期": RELEASED.isoformat(), "作案日期": "2023-12-01"}
AGAIN = {
    "罪名": "抢劫罪",
    "原判刑期": "二年六个月",
    "作案日期": "2026-05-20",
    "收押日期": ADMITTED_AGAIN.isoformat(),
    "释放日期": "2029-01-31",
    "危险性评估": "重点",
}


def another(by: ActingStaff, *, on: date | None = None) -> ActingStaff:
    """The same member of staff, in another request."""
    return replace(by, request_id=uuid4(), today=on or by.today)


def first(number: int = 1, **different: str) -> dict[str, str]:
    """Their row in the first list."""
    return person(number, **{**OF_THE_FIRST, **different})


def again(number: int = 1, **different: str) -> dict[str, str]:
    """Their row in the new list: convicted anew, the places as before."""
    return first(number, **{**AGAIN, **different})


def in_custody(clerk: ActingStaff, number: int = 1, **different: str) -> Case:
    """Taken in by the first list."""
    applied([first(number, **different)], by=another(clerk, on=FIRST_LIST), on=FIRST_LIST)
    return newest(first(number)["姓名"])


def released(clerk: ActingStaff, assistant: ActingStaff, number: int = 1, **different: str) -> Case:
    """In care since the day that the list told."""
    case = in_custody(clerk, number, **different)
    record_release(case.pk, released_from=ReleasedFrom.PRISON, by=another(assistant, on=RELEASED), on=RELEASED)
    return newest(first(number)["姓名"])


def reoffended(clerk: ActingStaff, assistant: ActingStaff, number: int = 1, **different: str) -> Case:
    """Convicted anew in care: the case has ended."""
    case = released(clerk, assistant, number, **different)
    record_reoffence(case.pk, words="判决书", by=another(assistant, on=ENDED), on=ENDED)
    return newest(first(number)["姓名"])


def newest(name: str) -> Case:
    """The newest case of somebody."""
    return Case.objects.using(OWNER).filter(person__name=name).latest("id")


def cases_of(case: Case) -> list[Case]:
    """All cases in the file of somebody."""
    return list(Case.objects.using(OWNER).filter(person=case.person_id).order_by("id"))
