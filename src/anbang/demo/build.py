"""Builds the demo: staff, groups, months of lists and what followed, and one list that waits for the newcomer."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

from anbang.casework.duty.chain import let_rest, stands_above, told_to
from anbang.coordination.morning.actions import morning, sweep_after
from anbang.demo.accounts import TOWN
from anbang.demo.care import plan_lives
from anbang.demo.days import CLERK, Days
from anbang.demo.drafts import begin_a_visit
from anbang.demo.groups import set_up_groups
from anbang.demo.kept import keep_filters
from anbang.demo.lists import fill
from anbang.demo.lives import others, stories
from anbang.demo.offices import plan_offices
from anbang.demo.outbound import plan_outbound
from anbang.demo.people import Home, Registry, months_later
from anbang.demo.plots import Plots
from anbang.demo.remarks import play_remarks
from anbang.demo.staff import Crew, hire
from anbang.demo.stories import STORIES
from anbang.demo.trust import play_the_end_of_files, play_trust
from anbang.demo.waiting import SENDER, waiting_list
from anbang.exchange.batch.models import Batch
from anbang.exchange.batch.status import WORKING
from anbang.organisations.acting import acting
from anbang.organisations.kinds import AreaKind, Role
from anbang.organisations.models import Area, Staff
from anbang.organisations.unattended import unattended

OWNER = "owner"
MONTHS_AT_WORK = 30
DAYS_SINCE_SOMEBODY_LEFT = 150


class HalfBuilt(Exception):
    """The demo was interrupted while it was built. Its database holds nothing of value: it is removed and built anew."""


def is_built() -> bool:
    """Whether the demo stands, whole. Raises HalfBuilt for one that was interrupted."""
    if not Staff.objects.using(OWNER).exists():
        return False
    last = Batch.objects.using(OWNER).order_by("-id").filter(uploaded_by__username=CLERK)
    if not last.filter(institution__name=SENDER).exclude(status__in=WORKING).exists():
        raise HalfBuilt("The demo was interrupted while it was being built.")
    return True


def build(on: date, tell: Callable[[str], None]) -> None:
    """Make the demo as it stands on a day, in an empty district. `tell` hears what is being done."""
    registry = Registry(names={story.name for story in STORIES})
    tell("staff and their postings")
    crew = hire(
        registry, since=months_later(on, -MONTHS_AT_WORK), left_on=on - timedelta(days=DAYS_SINCE_SOMEBODY_LEFT)
    )
    tell("leading groups and work groups")
    set_up_groups(crew, on=months_later(on, -MONTHS_AT_WORK + 1))
    days = Days(crew, last=on)
    lists = fill(registry, _villages(), Plots(registry, on).all(), on=on)
    for arrived in lists:
        days.expect(arrived)
    told = plan_lives([*stories(), *others(_quiet_homes())], registry, days, on=on)
    plan_outbound(days, on=on)
    plan_offices(days, on=on)
    tell("the lists of the last months, the people in care, and what followed")
    days.play()
    play_the_end_of_files(crew, registry, on=on)
    tell("this morning")
    nobody = unattended("demo", on=on)
    sweep_after(morning(on, by=nobody), by=nobody)
    _let_one_rest(crew, on=on)
    play_trust(crew, on=on)
    play_remarks(crew, on=on)
    begin_a_visit(crew, on=on)
    keep_filters(crew, on=on)
    tell("a list that waits for the clerk")
    days.hand_in(waiting_list(registry, lists, told["reoffended"], on=on))


def _let_one_rest(crew: Crew, *, on: date) -> None:
    """One of the tellings rests for a reason, and whoever stands above reads which."""
    by = crew.acting(crew.at(Role.TOWN_OFFICER, TOWN), on)
    with acting(by, reading_only=True):
        told = next((one for one in told_to(for_staff=by) if stands_above(one.duty, by=by)), None)
    if told is not None:
        let_rest(told.duty_id, until=on + timedelta(days=7), why="经办人外出培训，三天后回来即办。", by=by)


def _quiet_homes() -> list[Home]:
    """Two villages of every town."""
    return [Home(town, village) for town, villages in _villages().items() for village in villages[1:3]]


def _villages() -> Mapping[str, Sequence[str]]:
    """Town → its villages, as the district's files have them."""
    found: dict[str, list[str]] = defaultdict(list)
    for village in Area.objects.filter(kind__in=AreaKind.villages()).select_related("parent").order_by("id"):
        if village.parent is not None:
            found[village.parent.name].append(village.name)
    return found
