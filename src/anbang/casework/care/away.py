"""Away for work (外出务工; clause 2.5, HLP-3): told, never permitted (LAW-4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from anbang.casework.act.models import Act
from anbang.casework.care.models import Away
from anbang.casework.care.reaching import NOTHING_NEW, HowToReach
from anbang.casework.step.opening import open_file
from anbang.casework.step.positions import Position
from anbang.organisations.acting import ActingStaff
from anbang.organisations.days import day_in_words
from anbang.organisations.steps import StepRefused

NEAR = (
    *(Position.RESPONSIBLE, Position.REGISTERED, Position.RESIDENCE, Position.FORMER, Position.VILLAGE, Position.TOWN),
    Position.FORMER_TOWN,
)


@dataclass(frozen=True, slots=True)
class NewAway:
    """Where somebody works, how to reach them, when they mean to be back, and who keeps in touch."""

    where: str
    contact: str
    keeps_touch: str
    expected_on: date | None = None


def go_away(case_id: int, away: NewAway, *, by: ActingStaff, on: date, late_because: str = "") -> Act:
    """The person told that they work away. It asks for no permission, and nobody gives one."""
    with open_file(case_id, by=by) as file:
        file.refuse_unless(*NEAR, sentence=_("外出由负责的司法所或村（社区）登记。"))
        for name, text, missing in (
            ("where", away.where, _("请写明去哪里。")),
            ("keeps_touch", away.keeps_touch, _("请写明由谁保持联系。")),
        ):
            if not text.strip():
                raise StepRefused(missing, field=name)
        if away.expected_on is not None and away.expected_on < on:
            raise StepRefused(_("预计返回不能早于外出。"), field="expected_on")
        case = file.case_on(on)
        if case.care_from is None or on < case.care_from:
            raise StepRefused(_("帮教开始以后才登记外出。"), field="on")
        if Away.objects.filter(case=case, until_on__isnull=True).exists():
            raise StepRefused(_("此人已登记外出，返回后才能再登记。"))
        refuse_away_before(case.pk, on, None)
        words = {"where": away.where, "contact": away.contact}
        act = file.tell("went_away", on=on, words=words, late_because=late_because)
        Away.objects.create(
            case=act.case, went=act, from_on=on, expected_on=away.expected_on, keeps_touch=away.keeps_touch.strip()
        )
        return act


def refuse_away_before(case_id: int, from_on: date, until_on: date | None, *, but: int | None = None) -> None:
    """Nobody is away twice on one day: going again on the day of coming back is another matter. `until_on` None: not back yet; `but`: the
    going away that it is about. Raises StepRefused, which names the other.
    """
    others = Away.objects.filter(case=case_id, went__withdrawn_on__isnull=True)
    others = others.exclude(pk=but) if but is not None else others
    others = others.filter(Q(until_on__gt=from_on) | Q(until_on__isnull=True) | Q(from_on__gt=from_on))
    other = (others if until_on is None else others.filter(from_on__lt=until_on)).order_by("from_on").first()
    if other is not None:
        days = {
            "since": day_in_words(other.from_on),
            "until": day_in_words(other.until_on) if other.until_on else _("今"),
        }
        raise StepRefused(_("与已登记的外出（%(since)s至%(until)s）重叠，请核对日期。") % days, field="on")


def come_back(
    case_id: int,
    *,
    by: ActingStaff,
    on: date,
    words: str = "",
    reached: HowToReach = NOTHING_NEW,
    late_because: str = "",
) -> Act:
    """The person is back. `reached`: how from now on, where that is another way than before the absence."""
    with open_file(case_id, by=by) as file:
        file.refuse_unless(*NEAR, sentence=_("返回由负责的司法所或村（社区）登记。"))
        away = Away.objects.select_for_update().filter(case=file.case_on(on), until_on__isnull=True).first()
        if away is None:
            raise StepRefused(_("此人没有登记外出。"))
        if on < away.from_on:
            raise StepRefused(_("返回不能早于外出。"), field="on")
        act = file.tell("came_back", on=on, words={**reached.words(), "words": words}, late_because=late_because)
        away.came_back, away.until_on = act, on
        away.save(update_fields=["came_back", "until_on"])
        return act


def away_now(case_id: int) -> Away | None:
    """The going away that has not ended."""
    return Away.objects.filter(case=case_id, until_on__isnull=True).select_related("went").first()


def away_of(cases: Iterable[int]) -> dict[int, Away]:
    """Case → the going away that has not ended, of those where there is one."""
    return {away.case_id: away for away in Away.objects.filter(case__in=list(cases), until_on__isnull=True)}


def absences_told(acts: Iterable[int]) -> dict[int, Away]:
    """Act → the going away that it told."""
    return {away.went_id: away for away in Away.objects.filter(went__in=list(acts))}
