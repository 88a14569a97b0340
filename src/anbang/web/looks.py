"""Who looked at somebody's file, as it is told to the person (LAW-1)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext, gettext_noop

from anbang.audit.queries import LookedAt, looks_at
from anbang.casework.care.models import Sign
from anbang.organisations.directory import directory
from anbang.organisations.kinds import Role
from anbang.organisations.models import Posting
from anbang.web.steps.register import STEPS

# What was opened, as the trail keeps it → in words.
LOOKED_AT: Mapping[str, str] = {
    "case file": gettext_noop("整份档案"),
    "paper": gettext_noop("一份材料"),
    "scan": gettext_noop("一份扫描件"),
    "scans": gettext_noop("扫描件"),
    "id number": gettext_noop("身份证号全号"),
    "verification form": gettext_noop("核查回复"),
    "reception arrangement": gettext_noop("接送安排"),
    "printout of the file": gettext_noop("档案打印件"),
    "hand-over sheet": gettext_noop("交接单"),
    "extract of the file": gettext_noop("档案摘要"),
    "notice to the person": gettext_noop("个人信息告知书"),
    "release notice": gettext_noop("通知书"),
    "signs": gettext_noop("苗头"),
    "requests": gettext_noop("个人信息请求"),
    "own work": gettext_noop("本单位要办的事"),
    "why a duty is there": gettext_noop("一件事的由来"),
    "why somebody is not listed": gettext_noop("为什么名单里没有这个人"),
    "telling of a duty": gettext_noop("上报的一件事"),
    "enquiry of another office": gettext_noop("别处的询问"),
    "beside a row of a list": gettext_noop("名单中相像的一行旁"),
    "typed in from paper": gettext_noop("录入纸质来文时相像"),
    "decisions about sealing": gettext_noop("封存与查阅"),
    "end of the file": gettext_noop("销毁还是继续保存"),
    "sealed record": gettext_noop("封存记录"),
    "keeping out": gettext_noop("谁要回避"),
    "who looked": gettext_noop("查阅情况表"),
    "closed row of a list": gettext_noop("名单中涉及封存的一行"),
}
STEP, THIS = "step ", "who looked"


def title_of_look(what: str) -> str:
    """What was opened, in the reader's language."""
    if what.startswith(STEP):
        step = STEPS.get(what.removeprefix(STEP))
        return gettext("办理：%(step)s") % {"step": step.title} if step else gettext("办理一步")
    return gettext(LOOKED_AT[what]) if what in LOOKED_AT else gettext("档案中的一页")


# Steps that only a sign has: that one of them was opened tells that there is one.
OF_SIGNS = frozenset(step.slug for step in STEPS.values() if step.about is Sign) | {"note-sign", "signs"}
Printed = tuple[str, str, str]


def lines_of_looks(person_id: int) -> list[dict[str, Any]]:
    """Which office looked, in which post, at what, how often, first and last. The office answers for its staff: no names."""
    return _merged(looks_at(person_id))


def _merged(found: Sequence[LookedAt]) -> list[dict[str, Any]]:
    """One line for what is printed alike, the last look first; that somebody prints or reads this sheet is no look at the person."""
    posts, offices = _posts(found), directory().offices
    lines: dict[Printed, dict[str, Any]] = {}
    for one in found:
        if one.what == THIS:
            continue
        office = offices[one.office_id].name if one.office_id in offices else ""
        what = gettext("整份档案") if is_about_signs(one.what) else title_of_look(one.what)
        printed = (office, posts.get((one.staff_id, one.office_id), ""), what)
        line = lines.setdefault(
            printed,
            {
                **dict(zip(("office", "post", "what"), printed, strict=True)),
                "times": 0,
                "first": one.first,
                "last": one.last,
            },
        )
        line["times"] += one.times
        line["first"], line["last"] = min(line["first"], one.first), max(line["last"], one.last)
    return sorted(lines.values(), key=lambda line: line["last"], reverse=True)


def is_about_signs(what: str) -> bool:
    """The sheet goes from hand to hand: that somebody read or did anything about a sign is nothing that it tells (LAW-6)."""
    return what.removeprefix(STEP) in OF_SIGNS


def _posts(found: Sequence[LookedAt]) -> dict[tuple[int, int], str]:
    """Staff and office → in which post somebody works there, or worked last."""
    held = Posting.objects.filter(
        staff__in={one.staff_id for one in found}, office__in={one.office_id for one in found}
    )
    rows = held.order_by("from_on", "id").values_list("staff_id", "office_id", "role")
    return {(staff, office): str(Role(role).label) for staff, office, role in rows}
