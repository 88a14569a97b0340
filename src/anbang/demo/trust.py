"""Who keeps out of whose file, what was opened in an emergency, and what is decided about a closed file."""

from datetime import date

from anbang.casework.charge.models import Caseworker
from anbang.casework.juvenile.actions import ask_to_read, decide_sealed
from anbang.casework.juvenile.models import Basis
from anbang.casework.person.emergency import break_glass
from anbang.casework.person.models import ExclusionReason, Person
from anbang.casework.person.queries import closed_to_all_but
from anbang.casework.step.excluding import exclude
from anbang.demo.staff import Crew
from anbang.organisations.acting import acting

KEPT_OUT, ELSEWHERE, KEEPER, NAMED = "head", "justice2", "keeper", "justice"
EMERGENCY = "本人突发疾病送到安富卫生院，医生问家属电话和平时用药，户籍司法所电话没有人接。"
QUESTION = "荣昌区人民检察院办理申诉案件来函查询，函号 荣检查〔2026〕14 号。"
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


def _cared_for_by(username: str) -> list[Person]:
    """The two whose cases the member of staff has had in hand the longest."""
    held = Caseworker.objects.using("owner").filter(staff__username=username, until_on__isnull=True)
    return [one.person for one in held.select_related("person").order_by("id")[:2]]
