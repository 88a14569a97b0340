"""What the product knows of somebody on a day, read from its rows and written as the contract writes it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from anbang.assistance.placement.queries import towns_without_bases
from anbang.casework.act.story import heads_of, stories_of
from anbang.casework.care.team import team_gaps, team_on
from anbang.casework.charge.models import Responsibility, Transfer
from anbang.casework.duty.models import Duty
from anbang.casework.person.models import Abode, AbodeKind, Case, Closing, Person
from anbang.casework.step.policy import pack_in_force
from anbang.organisations.acting import acting
from anbang.organisations.kinds import OfficeKind
from anbang.policy import DutyState, Standing, standing
from anbang.policy.duty_state import duty_state, period_state
from anbang.policy.vocabulary import OUTSIDE
from anbang.scenario.areas import areas
from anbang.scenario.crew import Crew
from anbang.scenario.office_steps import OfficePlay
from anbang.scenario.places import Gazetteer
from anbang.scenario.steps import SOME_INSTITUTION

# The duties that the contract speaks of. The product knows more of them.
TOLD_OF = frozenset(
    {
        *("send_registration_form", "verify", "send_release_notice", "reply_reception", "alert_priority", "receive"),
        *("report_in", "explain_aid", "seek_unreported", "name_team", "make_plan", "answer_transfer", "follow_up"),
        *("priority_contact", "full_review", "search", "pay_allowance", "end_of_care", "look_back"),
        *("joint_meeting_district", "joint_meeting_town", "liaison", "skill_courses"),
    }
)
OF_THE_DISTRICT = frozenset({"justice_bureau", "aftercare_office", "hrss"})
CUSTODY = ("admitted", "form_sent", "form_received", "notice_received")
STAGES = {Closing.CARE_ENDED: "ended", Closing.REOFFENDED: "reoffended", Closing.DIED: "died"}


def answer_of(person_id: int, places: Gazetteer, *, as_of: date, by: Crew) -> dict[str, Any]:
    """A person's part of the answer."""
    staff = by.at(OfficeKind.AFTERCARE_OFFICE, None, as_of)
    with acting(staff):
        return _Answer(Person.objects.get(pk=person_id), places, as_of).written()


class _Answer:
    """One person's rows, read once."""

    def __init__(self, person: Person, places: Gazetteer, as_of: date) -> None:
        self.person, self.places, self.as_of = person, places, as_of
        self.cases = list(Case.objects.filter(person=person).order_by("id"))
        self.case = self.cases[-1]
        self.story = stories_of([person.pk])[person.pk]

    def written(self) -> dict[str, Any]:
        """In the contract's order."""
        known = self._standing()
        listed = self._listed_at()
        return {
            "stage": self._stage(),
            "term": self._term(),
            "responsible": self._responsible(),
            "open_transfer": self._open_transfer(),
            "listed_at": sorted(set(listed)),
            "lives_apart": len(set(listed)) > 1,
            "priority": sorted(self.case.priority),
            "team_gaps": team_gaps(team_on(self.case.pk, on=self.as_of), on=self.as_of),
            "duties": self._duties(),
            "allowance": _allowance(known),
            "aid": self._aid(known),
        }

    def _standing(self) -> Standing:
        """What is asked of the rules on the spot, from the acts as they are kept: money and aid have no rows of their own yet."""
        happenings = [act.happening for act in self.story]
        head = heads_of([self.person])[self.person.pk]
        return standing(happenings, as_of=self.as_of, person=head, pack=pack_in_force())

    def _stage(self) -> str | None:
        case = self.case
        if case.closed_how:
            return STAGES[Closing(case.closed_how)]
        if case.care_from is not None and case.term_until is not None:
            return "in_care" if self.as_of <= case.term_until else "to_be_ended"
        begun = any(act.case_id == case.pk and act.happening.event in CUSTODY for act in self.story)
        return "in_custody" if begun else None

    def _term(self) -> dict[str, str] | None:
        case = self.case
        return None if case.care_from is None else {"from": str(case.care_from), "to": str(case.term_until)}

    def _responsible(self) -> dict[str, str] | None:
        row = Responsibility.objects.filter(case=self.case).select_related("office").order_by("from_on").last()
        if row is None:
            return None
        area = OUTSIDE if row.office is None else self.places.code(row.office.area_id)
        return {"kind": "justice_office", "area": area, "since": str(row.from_on)}

    def _open_transfer(self) -> dict[str, str] | None:
        row = Transfer.objects.filter(case=self.case, ended_on__isnull=True).select_related("receiver").first()
        if row is None:
            return None
        to = OUTSIDE if row.receiver is None else self.places.code(row.receiver.area_id)
        return {"to": to, "since": str(row.opened_on)}

    def _listed_at(self) -> list[str]:
        """The registered town, or that of the original investigation, and the town of residence, as far as they are known."""
        newest = Abode.objects.filter(person=self.person, until_on__isnull=True)
        towns = {abode.kind: OUTSIDE if abode.area_id is None else self._town(abode.area_id) for abode in newest}
        if self.person.identity_unknown_at_first and self.person.investigated_in_id is not None:
            towns[AbodeKind.REGISTERED] = self._town(self.person.investigated_in_id)
        return list(towns.values())

    def _town(self, area_id: int) -> str:
        return self.places.code(self.places.town(area_id))

    def _duties(self) -> list[dict[str, Any]]:
        number = {case.pk: place for place, case in enumerate(self.cases)}
        rows = Duty.objects.filter(case__in=self.cases, rule__in=TOLD_OF).select_related("office")
        admitted = {act.case_id for act in self.story if act.happening.event == "admitted"}
        found = [
            (_written(row, self.places, self.as_of, admitted), number[row.case_id or 0], row.number) for row in rows
        ]
        found.sort(key=lambda one: (*_in_order(one[0]), one[1], one[2]))
        return [duty for duty, _, _ in found]

    def _aid(self, known: Standing) -> dict[str, Any]:
        return {
            name: {
                "answer": found.answer,
                "missing": sorted(map(_fact, found.missing)),
                "because": sorted(map(_fact, found.because)),
                "apply_at": self._apply_at(found.apply_at),
            }
            for name, found in known.aid.items()
        }

    def _apply_at(self, where: str) -> str:
        return self.places.code(int(where)) if where.isdigit() else where


def _fact(name: str) -> str:
    return "born" if name == "born_on" else name


def _written(row: Duty, places: Gazetteer, as_of: date, admitted: Iterable[int] = ()) -> dict[str, Any]:
    told = (
        period_state(row.due_on, row.met_on, row.void_on, as_of)
        if row.period
        else duty_state(row.opens_on, row.due_on, row.met_on, row.void_on, as_of)
    )
    return {
        "duty": row.rule,
        "clause": row.clause,
        "owner": {"kind": row.owner_kind, "area": _area(row, places, admitted)},
        "period": row.period or None,
        "opens": str(row.opens_on),
        "due": str(row.due_on),
        "state": str(told),
        "done_on": str(row.met_on) if row.met_on and told is not DutyState.MISSED else None,
    }


def _area(row: Duty, places: Gazetteer, admitted: Iterable[int]) -> str | None:
    if row.owner_kind == "person":
        return None
    if row.owner_kind == "institution":
        named = row.case_id in set(admitted) and row.office is not None and row.office.name != SOME_INSTITUTION
        return row.office.name if named and row.office else None
    if row.owner_kind in OF_THE_DISTRICT:
        return areas().district
    return OUTSIDE if row.owner_is_outside else places.code(row.owner_area_id)


def _in_order(duty: dict[str, Any]) -> tuple[object, ...]:
    area = duty["owner"]["area"]
    return duty["due"], duty["duty"], area is not None, area or ""


def _allowance(known: Standing) -> dict[str, Any] | None:
    told = known.allowance
    if told is None:
        return None
    return {
        "late_months": told.late_months,
        "months": told.months,
        "stopped": told.stopped and {"on": str(told.stopped.on), "reason": told.stopped.reason},
        "payments": [
            {"month": f"{paid.month:%Y-%m}", "yuan": _yuan(paid.yuan), "state": paid.state, "owed": _yuan(paid.owed)}
            for paid in told.payments
        ],
        "overpaid": [{"month": f"{paid.month:%Y-%m}", "yuan": _yuan(paid.yuan)} for paid in told.overpaid],
    }


def _yuan(amount: Any) -> int | float:
    """Yuan, with two decimals where needed."""
    return int(amount) if amount == int(amount) else round(float(amount), 2)


def offices_answer(play: OfficePlay, places: Gazetteer, *, as_of: date) -> dict[str, Any]:
    """The offices' part of the answer."""
    if play.told is None:
        return {"duties": [], "base_gaps": []}
    with acting(play.crew.at(OfficeKind.AFTERCARE_OFFICE, None, as_of)):
        rows = Duty.objects.filter(case__isnull=True, rule__in=TOLD_OF).select_related("office").order_by("opens_on")
        duties = sorted(
            (_written(row, places, as_of) for row in rows), key=lambda duty: (*_in_order(duty), duty["opens"])
        )
        gaps = towns_without_bases([places.ids[town] for town in play.towns], on=as_of)
    return {"duties": duties, "base_gaps": sorted(places.code(town) for town in gaps)}
