"""A district whose lists grow: whatever a list shows, there is more of it at every call."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import count

from django.contrib.auth.hashers import make_password
from django.urls import reverse

from anbang.assistance.placement.actions import agree_base
from anbang.casework.care.signs import note_sign
from anbang.casework.custody.changes import AboutOutbound
from anbang.casework.custody.models import Channel
from anbang.casework.custody.outbound import note_outbound
from anbang.casework.handover.actions import Arrival
from anbang.casework.handover.filing import Somebody
from anbang.casework.handover.intake import Unannounced, take_in_on_the_spot
from anbang.casework.handover.models import ReleasedFrom
from anbang.casework.person.emergency import break_glass
from anbang.casework.person.models import ExclusionReason
from anbang.casework.step.excluding import exclude
from anbang.exchange.batch.models import Batch
from anbang.organisations.acting import ActingStaff
from anbang.organisations.actions import Appointment, NewAccount, open_accounts
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.releasing import propose
from anbang.papers.models import PaperKind
from anbang.papers.scans import attach_scan, read_scan
from tests.exchange import lists
from tests.exchange.numbers import identity_number
from tests.papers.test_scans import PDF
from tests.support.crew import NEXT, TODAY, District, days
from tests.support.people import PASSWORD, office, post
from tests.support.requests import asked

WHY = "电话里说有危险，等不到明天"


@dataclass
class Growing:
    """The district, who reads its lists, and how many of everything there are."""

    district: District
    numbers: "count[int]" = field(default_factory=lambda: count(1))
    many: int = 0
    batch: Batch | None = None

    def __post_init__(self) -> None:
        """Whoever is not of the crew, and somebody of whom there is much."""
        self.prison = post(Role.INSTITUTION_CLERK, office(OfficeKind.PRISON))
        self.detention = post(Role.INSTITUTION_CLERK, office(OfficeKind.DETENTION_CENTRE))
        self.somewhere_else = post(Role.JUSTICE_ASSISTANT, office(OfficeKind.JUSTICE_OFFICE, "广顺街道"))
        self.security = post(Role.SECURITY_ADMINISTRATOR, office(OfficeKind.JUSTICE_BUREAU))
        self.system = post(Role.SYSTEM_ADMINISTRATOR, office(OfficeKind.JUSTICE_BUREAU))
        self.audit = post(Role.AUDIT_ADMINISTRATOR, office(OfficeKind.JUSTICE_BUREAU))
        self.case = self.district.in_care(born_on=date(1980, 1, 1))

    def readers(self) -> Mapping[str, tuple[ActingStaff, str]]:
        """Page → who reads it, and its address."""
        assistant, clerk, aftercare = self.district.assistant(), self.district.clerk(), self.district.aftercare()
        town = self.district.at(OfficeKind.TOWN_GOVERNMENT)
        cadre = self.district.cadre(self.district.place())
        about = {"person_id": self.case.person_id}
        assert self.batch is not None
        heaps = {
            f"list?heap={heap}": (clerk, reverse("list", args=[self.batch.pk], query={"heap": heap}))
            for heap in ("ready", "doubtful", "not_ours", "refused")
        }
        return {
            **{
                name: (assistant, reverse(name))
                for name in ("today", "also_waiting", "people", "counted_people", "reception")
            },
            **{
                name: (assistant, reverse(name))
                for name in ("board", "arrivals", "enquiries", "requests", "lacking_teams", "holders")
            },
            "people?show=in_care": (assistant, reverse("people", query={"show": "in_care"})),
            **{name: (assistant, reverse(name, kwargs=about)) for name in ("signs", "scans", "keeping_out")},
            "hand_over": (assistant, reverse("hand_over", args=[assistant.staff_id])),
            **{name: (clerk, reverse(name)) for name in ("lists", "bases", "all_keeping_out", "emergencies")},
            **heaps,
            "answers": (self.prison, reverse("answers")),
            "outbound": (self.detention, reverse("outbound")),
            "my_people": (cadre, reverse("my_people")),
            "accounts": (self.system, reverse("accounts")),
            "waiting_accounts": (self.security, reverse("waiting_accounts")),
            **{f"trail{view}": (self.audit, reverse("trail") + view) for view in ("", "?of=looks", "?of=changes")},
            **{f"{name} of a town": (town, reverse(name)) for name in ("today", "people", "office", "told_up")},
            **{
                f"{name} of the district": (aftercare, reverse(name)) for name in ("today", "people", "district_office")
            },
        }

    def by(self, many: int) -> None:
        """So many more of everything, in a list of that length."""
        self.many += many
        for _ in range(many):
            for more in (self.somebody, self.exclusion, self.sign, self.scan, self.base, self.outbound, self.account):
                more()
        self.batch = self.list_of(self.many)

    def somebody(self) -> None:
        """Somebody came into care lately, asks for something, is asked for elsewhere, and their file was opened in an emergency."""
        number, birth = next(self.numbers), date(1990, 1, 1) + days(next(self.numbers))
        told = {"name": f"独{number}", "born_on": birth, "id_number": identity_number(birth, sequence=11)}
        case = self.district.in_care(since=TODAY - days(number % 5 + 1), **told)
        asked(case.pk, by=self.district.assistant(), on=TODAY)
        break_glass(WHY, name=told["name"], born_on=birth, id_number="", by=self.somewhere_else, on=TODAY)
        whom = Somebody(
            "来人", sex="male", born_on=None, id_number=told["id_number"], registered=self.district.place(NEXT)
        )
        arrival = Arrival(has_certificate=True, certificate="释字1号")
        unannounced = Unannounced(whom, TODAY, ReleasedFrom.PRISON, arrival, "没有来文")
        take_in_on_the_spot(unannounced, by=self.district.assistant(NEXT), on=TODAY)

    def exclusion(self) -> None:
        """One more keeps out of a file."""
        exclude(
            self.case.person_id,
            self.district.colleague().staff_id,
            ExclusionReason.KIN,
            by=self.district.clerk(),
            on=TODAY,
        )

    def sign(self) -> None:
        """One more sign about the one of whom there is much."""
        note_sign(self.case.pk, facts="亲眼看到", prevention="谈话", by=self.district.assistant(), on=TODAY)

    def scan(self) -> None:
        """One more of their papers."""
        by = self.district.assistant()
        attach_scan(self.case.person_id, read_scan(PDF, PaperKind.SIGNED_HAND_OVER), by=by, on=TODAY)

    def base(self) -> None:
        """One more enterprise."""
        agree_base(self.district.town(NEXT), f"企业{next(self.numbers)}", by=self.district.clerk(), on=TODAY)

    def outbound(self) -> None:
        """One more form for another county."""
        told = AboutOutbound(f"外{next(self.numbers)}", registered="四川省隆昌市")
        note_outbound(
            told,
            addressed_to="四川省隆昌市",
            channel=Channel.POST,
            admitted_on=TODAY,
            by=self.detention,
            on=TODAY,
        )

    def account(self) -> None:
        """One more account that waits."""
        new, by = (
            NewAccount(f"zhang.{next(self.numbers)}", "张新", encoded_password=make_password(PASSWORD)),
            self.system,
        )
        staff = open_accounts([new], by=by, on=TODAY)[0]
        held = Appointment(staff.pk, office(OfficeKind.JUSTICE_BUREAU).pk, Role.BUREAU_CLERK)
        propose(held, by=by, on=TODAY)

    def list_of(self, many: int) -> Batch:
        """A list of which every heap is so long, one taken in before with the same people, and one that waits."""
        clerk, known = self.district.clerk(), [lists.person(next(self.numbers)) for _ in range(many)]
        lists.applied(
            [*known, *({**lists.person(next(self.numbers)), "释放日期": "某日"} for _ in range(many))], by=clerk
        )
        doubtful = [{**row, "姓名": f"另{row['姓名']}"} for row in known]
        fresh = [lists.person(next(self.numbers)) for _ in range(many)]
        wrong = [{**lists.person(next(self.numbers)), "释放日期": "某日"} for _ in range(many)]
        return lists.applied(
            [*doubtful, *fresh, *wrong, *(lists.stranger(next(self.numbers)) for _ in range(many))], by=clerk
        )


ROWS = ("data-row", "<li", "<article", 'role="row"')


def rows_of(page: str) -> int:
    """How many things a page lists."""
    return sum(page.count(mark) for mark in ROWS)
