"""How many people of a list are counted here and how many only listed, in plain words (clause 2.3.3)."""

from typing import Any

from django.utils.translation import ngettext

from anbang.casework.charge.counting import Counted, counted
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import OfficeKind
from anbang.web.acts import listed


def counted_shown(*, for_staff: ActingStaff) -> dict[str, Any]:
    """The figures beside a list, and why some people of it are counted elsewhere."""
    found = counted(for_staff=for_staff)
    return {
        "figures": found,
        "reasons": listed(_reasons(found)),
        "is_whole": for_staff.sees_the_district,
        "is_a_town": for_staff.office_kind == OfficeKind.TOWN_GOVERNMENT,
    }


def _reasons(found: Counted) -> list[str]:
    """Why whoever is only listed is so: each person for one reason."""
    told = [
        (found.apart, ngettext("人户分离、由别处负责的 %(n)s 人", "人户分离、由别处负责的 %(n)s 人", found.apart)),
        (found.arriving, ngettext("等这里接收的 %(n)s 人", "等这里接收的 %(n)s 人", found.arriving)),
        (found.outside, ngettext("已由区外接收的 %(n)s 人", "已由区外接收的 %(n)s 人", found.outside)),
        (found.read_on, ngettext("转出不久、还可查看的 %(n)s 人", "转出不久、还可查看的 %(n)s 人", found.read_on)),
    ]
    return [words % {"n": number} for number, words in told if number]
