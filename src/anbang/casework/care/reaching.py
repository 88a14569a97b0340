"""How to reach somebody: telephone and street as they were told last, and whose words hold now."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from anbang.casework.act.models import Act
from anbang.casework.act.story import words_of
from anbang.casework.person.models import Case
from anbang.casework.step.opening import open_file
from anbang.casework.step.positions import Position
from anbang.organisations.acting import ActingStaff
from anbang.organisations.steps import StepRefused

TELLING = (
    *(Position.REGISTERED, Position.RESPONSIBLE, Position.RESIDENCE, Position.RECEIVING, Position.FORMER),
    *(Position.VILLAGE, Position.TOWN, Position.FORMER_TOWN, Position.BUREAU, Position.AFTERCARE),
)
WENT_AWAY, CAME_BACK, MOVED = "went_away", "came_back", "moved"
KINDS = ("reported_in", "contact_changed", "found", MOVED, WENT_AWAY, CAME_BACK)


@dataclass(frozen=True, slots=True)
class HowToReach:
    """What was told with a step: a telephone or whom to ask (`contact`), and the street with its number (`lives_at`)."""

    contact: str = ""
    lives_at: str = ""

    def words(self) -> dict[str, str]:
        """What of it was written."""
        return {"contact": self.contact.strip(), "lives_at": self.lives_at.strip()}


NOTHING_NEW = HowToReach()


def change_contact(
    case_id: int, told: HowToReach, *, by: ActingStaff, on: date, words: str = "", late_because: str = ""
) -> Act:
    """Another telephone or street, without a move to another village. `words`: from whom it is known."""
    with open_file(case_id, by=by) as file:
        file.refuse_unless(*TELLING, sentence=_("联系方式由与此人有关的单位登记。"))
        if not any(told.words().values()):
            raise StepRefused(_("请填写新的联系方式或住址。"), field="contact")
        said = {**told.words(), "words": words}
        return file.tell("contact_changed", on=on, words=said, late_because=late_because)


@dataclass
class Reached:
    """What holds after each act, in their order."""

    contact: str = ""
    lives_at: str = ""
    while_away: str = ""

    def read(self, act: Act) -> None:
        """The newest holds. What was told for an absence holds while it lasts, unless something newer was told in it; a street ends with
        the move to another place.
        """
        said = words_of(act)
        if act.kind == WENT_AWAY:
            self.while_away = said.get("contact", "")
            return
        if act.kind == CAME_BACK or said.get("contact"):
            self.while_away = ""
        if act.kind == MOVED and not act.told.get("again"):
            self.lives_at = ""
        self.contact = said.get("contact") or self.contact
        self.lives_at = said.get("lives_at") or self.lives_at


def reached(case: Case) -> Reached:
    """What holds now of how somebody can be reached. Whoever shows it has recorded the look first."""
    told = Act.objects.filter(case=case, kind__in=KINDS, withdrawn_on__isnull=True)
    found = Reached()
    for act in told.order_by("on", "id"):
        found.read(act)
    return found


def how_to_reach(case: Case) -> list[str]:
    """How somebody can be reached now, best first."""
    found = reached(case)
    return [one for one in dict.fromkeys((found.while_away, found.contact, found.lives_at)) if one]
