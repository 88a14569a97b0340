"""Who keeps out of whose file, what was opened in an emergency, what is decided about a closed file, and one that was kept long enough."""

from datetime import date

from anbang.casework.care.actions import record_death
from anbang.casework.charge.models import Caseworker
from anbang.casework.handover.actions import record_release
from anbang.casework.handover.filing import Somebody, file_somebody
from anbang.casework.handover.models import ReleasedFrom
from anbang.casework.juvenile.actions import ask_to_read, decide_sealed
from anbang.casework.juvenile.models import Basis
from anbang.casework.person.actions import Place
from anbang.casework.person.emergency import break_glass
from anbang.casework.person.models import ExclusionReason, Person
from anbang.casework.person.queries import closed_to_all_but
from anbang.casework.retention.actions import decide_disposal, propose_disposals
from anbang.casework.retention.models import Disposal
from anbang.casework.step.excluding import exclude
from anbang.demo.people import Registry, months_later
from anbang.demo.staff import Crew
from anbang.organisations.acting import acting
from anbang.organisations.kinds import AreaKind
from anbang.organisations.models import Area
from anbang.organisations.unattended import unattended

KEPT_OUT, ELSEWHERE, KEEPER, NAMED = "head", "justice2", "keeper", "justice"
EMERGENCY = "本人突发疾病送到安富卫生院，医生问家属电话和平时用药，户籍司法所电话没有人接。"
QUESTION = "荣昌区人民检察院办理申诉案件来函查询，函号 荣检查〔2026〕14 号。"
# Longer ago than a file is kept.
MONTHS_AGO, DECIDES = 12 * 10 + 2, "clerk"
FROM_PAPER = "从 2015 年的纸质台账补录"
PAPER = "重庆市荣昌区人民法院（2025）渝0153刑封3号"


def play_trust(crew: Crew, *, on: date) -> None:
    """Three files of the first justice office: one from which its head keeps out, one opened elsewhere, and a closed one."""
    first, second = _cared_for_by(NAMED)
    head, elsewhere = crew.acting(KEPT_OUT, on), crew.acting(ELSEWHERE, on)
    exclude(first.pk, head.staff_id, ExclusionReason.KIN, by=head, on=on)
    break_glass(EMERGENCY, name=second.name, born_on=second.born_on, id_number="", by=elsewhere, on=on)
    named, keeper = crew.acting(NAMED, on), crew.acting(KEEPER, on)
    with acting(named, reading_only=True):
        closed = closed_to_all_but(named).earliest("id")
    decide_sealed(closed.pk, PAPER, on, by=keeper, on=on)
    ask_to_read(closed.pk, Basis.CASE_HANDLING, QUESTION, by=named, on=on)


def play_the_end_of_files(crew: Crew, registry: Registry, *, on: date) -> None:
    """Two who died long ago, from an old ledger of paper: one file waits for a decision, the other for somebody to confirm it."""
    by = crew.acting(NAMED, on)
    village = Area.objects.filter(kind__in=AreaKind.villages(), parent=by.area_id).earliest("id")
    for months in (MONTHS_AGO, MONTHS_AGO + 5):
        died_on = months_later(on, -months)
        released_on = months_later(died_on, -7)
        somebody = Somebody(
            registry.name("male"), "male", born_on=registry.born(), registered=Place(area_id=village.pk)
        )
        case = file_somebody(somebody, by=by, on=released_on)
        record_release(case.pk, released_from=ReleasedFrom.PRISON, by=by, on=released_on, late_because=FROM_PAPER)
        record_death(case.pk, words="户口注销证明", by=by, on=died_on, late_because=FROM_PAPER)
    propose_disposals(by=unattended("demo", on=on), on=on)
    first = Disposal.objects.using("owner").earliest("id")
    decide_disposal(first.pk, by=crew.acting(DECIDES, on), on=on)


def _cared_for_by(username: str) -> list[Person]:
    """The two whose cases the member of staff has had in hand the longest."""
    held = Caseworker.objects.using("owner").filter(staff__username=username, until_on__isnull=True)
    return [one.person for one in held.select_related("person").order_by("id")[:2]]
