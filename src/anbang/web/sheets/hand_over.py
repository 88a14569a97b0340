"""The sheet that goes along to the gate and is signed there: who is handed over by whom to whom, with what, and where to report."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anbang.casework.arrival.reception import release_of, town_of
from anbang.casework.charge.desks import Offices
from anbang.casework.person.queries import id_number_of, masked_id_number
from anbang.casework.step.policy import pack_in_force
from anbang.casework.step.standing import Standing
from anbang.lib.masking import mask_numbers
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.models import Office
from anbang.papers.models import ExportKind, Purpose
from anbang.policy.language.definitions import Place
from anbang.web.readers import MAY_READ_THE_OFFENCE
from anbang.web.sheets.sheet import Printing, Sheet

MEETING = (Role.BUREAU_CLERK, Role.AFTERCARE_OFFICER, Role.TOWN_OFFICER, Role.JUSTICE_ASSISTANT)
REPORT_IN_DAYS = "report_in_days"


def _is_released(standing: Standing, by: ActingStaff) -> bool:
    return release_of(standing.case, on=by.today) is not None


def _content(printing: Printing) -> dict[str, Any]:
    """It goes from hand to hand, and says nothing of the offence, the opinion or why somebody is fetched (LAW-1)."""
    standing, by = printing.standing, printing.by
    freed = release_of(standing.case, on=by.today)
    assert freed is not None  # there is no sheet of anybody else
    person = standing.person
    return {
        "release": freed,
        "family": freed.family if printing.export.in_full else mask_numbers(freed.family),
        "id_number": id_number_of(person) if printing.export.in_full else masked_id_number(person),
        "place": town_of(freed),
        "report_to": _report_to(standing, on=by.today),
        "days": pack_in_force().parameter(REPORT_IN_DAYS, freed.on),
        "things": (_("释放证明"), _("身份证件"), _("个人物品和钱款"), _("药品和病历")),
        "keeps_scans": bool(MAY_READ_THE_OFFENCE & by.roles),
        "hands": (_("移交单位经办人"), _("接收人（镇街或司法所）"), _("家属"), _("本人")),
    }


def _report_to(standing: Standing, *, on: date) -> str:
    """The justice office at which the person reports."""
    places = standing.course.places
    town = places.get(Place.TOWN_IN_CHARGE) or places.get(Place.REGISTERED_TOWN)
    if town is None or not town.isdigit():
        return ""
    return Office.objects.get(pk=Offices().standing(OfficeKind.JUSTICE_OFFICE, int(town), on=on)).name


HAND_OVER = Sheet(
    slug="hand-over",
    title=gettext_lazy("交接单"),
    kind=ExportKind.HAND_OVER,
    look="hand-over sheet",
    roles=frozenset(MEETING),
    purposes=(Purpose.HAND_OVER, Purpose.OTHER),
    usual=Purpose.HAND_OVER,
    template="sheets/hand_over.html",
    content=_content,
    for_whom=gettext_lazy("给接送的人，当面交接、签字"),
    masks=gettext_lazy("打印完整的身份证号和电话"),
    exists=_is_released,
)
