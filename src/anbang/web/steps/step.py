"""What a step is: its name, its clause, whose it is, its form, and the one action that it takes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from anbang.casework.step.positions import Position
from anbang.casework.step.standing import Standing
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import Role
from anbang.papers.models import PaperKind
from anbang.papers.scans import NewScan
from anbang.web.intake.scans import scan_told
from anbang.web.readers import is_discreet
from anbang.web.steps.form import StepForm

# Who acts for an office that stands so to a person.
ROLES: Mapping[Position, frozenset[Role]] = {
    **dict.fromkeys(
        (
            *(Position.REGISTERED, Position.IN_CHARGE, Position.RESPONSIBLE, Position.RESIDENCE),
            *(Position.RECEIVING, Position.FORMER),
        ),
        frozenset({Role.JUSTICE_ASSISTANT}),
    ),
    Position.VILLAGE: frozenset({Role.VILLAGE_CADRE}),
    **dict.fromkeys(
        (
            *(Position.TOWN, Position.REGISTERED_TOWN, Position.TOWN_OF_THE_FILE, Position.TOWN_OF_THE_VILLAGE),
            Position.FORMER_TOWN,
        ),
        frozenset({Role.TOWN_OFFICER}),
    ),
    Position.CIVIL_AFFAIRS: frozenset({Role.CIVIL_AFFAIRS_OFFICER}),
    Position.POLICE: frozenset({Role.POLICE_OFFICER}),
    Position.BUREAU: frozenset({Role.BUREAU_CLERK, Role.SEALING_KEEPER}),
    Position.AFTERCARE: frozenset({Role.AFTERCARE_OFFICER}),
}
# The parts under which the steps stand together, in their order.
GROUPS: Mapping[str, Any] = {
    "custody": _("在押期间"),
    "gate": _("接回与报到"),
    "care": _("走访与考察"),
    "team": _("小组与方案"),
    "help": _("家庭与补助"),
    "place": _("居住与转接"),
    "touch": _("外出与查找"),
    "grave": _("重点与苗头"),
    "rights": _("个人信息请求"),
    "end": _("结束"),
    "mend": _("更正"),
}


@dataclass(frozen=True, slots=True)
class Taking:
    """A step as it is taken: in which case, by whom, with what the form told, about which row."""

    case_id: int
    by: ActingStaff
    told: Mapping[str, Any]
    about: Any = None
    scanned: list[NewScan] = field(default_factory=list)
    """What of a paper was read on the way, to be asked about afterwards."""

    @property
    def on(self) -> date:
        """The day that counts."""
        day: date = self.told["on"]
        return day

    @property
    def hand(self) -> dict[str, Any]:
        """By whom, and on which day."""
        return {"by": self.by, "on": self.on}

    @property
    def dated(self) -> dict[str, Any]:
        """The same, with the reason why it is only now recorded."""
        return {**self.hand, "late_because": self.told["late_because"]}

    def scan(self, kind: PaperKind, name: str = "scan") -> NewScan | None:
        """The paper that came with the form, looked through. Raises StepRefused at its field."""
        scan = scan_told(self.told[name], kind, by=self.by, field=name)
        self.scanned.extend([scan] if scan is not None else [])
        return scan

    def words(self, *names: str) -> dict[str, Any]:
        """What the form told under these names."""
        return {name: self.told[name] for name in names}


def always(_standing: Standing) -> bool:
    """Whenever it may come."""
    return True


@dataclass(frozen=True, slots=True)
class Step:
    """One entry. `kind`: the act that it tells, if it tells one; `when`: beyond what may come, whether it is worth offering now;
    `duties`: the rules whose duties it does; `prepares`: those that it prepares before their day; `about`: the kind of row that it is about beside the person, such as a sign; `in_the_village`: the template of
    the page that a cadre opens on a telephone, after which the next person comes;
    `discreet_title`: how it is called there; `at_hand`: whether it stands in view though nothing wants it.
    """

    slug: str
    title: Any
    group: str
    clause: str
    kind: str
    positions: tuple[Position, ...]
    form: type[StepForm]
    take: Callable[[Taking], object]
    send: Any
    done: Any
    duties: tuple[str, ...] = ()
    prepares: tuple[str, ...] = ()
    when: Callable[[Standing], bool] = always
    about: type[Model] | None = None
    icon: str = "pencil"
    grave: bool = False
    hint: Any = ""
    in_the_village: str = ""
    discreet_title: Any = ""
    only: frozenset[Role] = field(default_factory=frozenset)
    at_hand: bool = False

    @property
    def roles(self) -> frozenset[Role]:
        """For which roles the page is there."""
        return self.only or frozenset().union(*(ROLES[position] for position in self.positions))

    def called(self, by: ActingStaff) -> Any:
        """Its title, or how it is called where somebody may read over the shoulder."""
        return self.discreet_title if self.discreet_title and is_discreet(by) else self.title

    def is_theirs(self, standing: Standing, by: ActingStaff) -> bool:
        """Whether the office stands so to the person that the step is its own, and the role takes it."""
        return not standing.positions.isdisjoint(self.positions) and not self.roles.isdisjoint(by.roles)

    def may_come(self, standing: Standing) -> bool:
        """Whether it could be recorded of today."""
        return (not self.kind or self.kind in standing.coming) and self.when(standing)
