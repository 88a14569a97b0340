"""Which step of the product an event of a person is, and by whose hand it is taken."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any, cast

from anbang.assistance.allowance.actions import approve_allowance, certify_hardship, check_allowance, pay_allowance
from anbang.assistance.household.actions import end_dibao, grant_dibao, tell_facts
from anbang.casework.act.reasons import PriorityReason
from anbang.casework.care.actions import (
    ClosingRecord,
    accept_transfer,
    end_care,
    lift_priority,
    lose_contact,
    record_death,
    record_found,
    record_look_back,
    record_move,
    record_reoffence,
    record_search,
    return_transfer,
    set_priority,
)
from anbang.casework.care.models import GoalArea, TeamRole
from anbang.casework.care.plan import NewGoal, make_plan
from anbang.casework.care.team import NewMember, name_team
from anbang.casework.charge.models import Responsibility, Transfer
from anbang.casework.custody.actions import (
    Findings,
    alert_priority,
    arrange_unasked,
    record_verification,
    verify_unasked,
)
from anbang.casework.custody.changes import change_release_date, tell_change
from anbang.casework.custody.models import Channel, Finding, RegistrationForm, Teller
from anbang.casework.custody.single import (
    NewNotice,
    OnPaper,
    record_admission,
    record_form,
    record_form_sent,
    record_notice,
)
from anbang.casework.handover.actions import (
    Arrival,
    Meeting,
    complete_corrections,
    explain_aid,
    record_reception,
    record_release,
    report_in,
)
from anbang.casework.handover.filing import Somebody, file_somebody
from anbang.casework.handover.models import Outcome, ReleasedFrom
from anbang.casework.person.models import Case
from anbang.casework.person.queries import get_person
from anbang.casework.step.standing import standing_of
from anbang.casework.visit.actions import NewReview, NewVisit, record_review, record_visit
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.actions import open_office
from anbang.organisations.kinds import OfficeKind
from anbang.organisations.models import Office
from anbang.policy.language.definitions import Place as PlaceOf
from anbang.scenario.areas import Place
from anbang.scenario.crew import Crew
from anbang.scenario.places import Gazetteer
from anbang.scenario.values import Event, ScenarioPerson

# What a step asks a person to write down, and a scenario leaves open.
UNSAID = "情景中未写明"
SOME_INSTITUTION = "情景中未写明的监所"
FINDINGS = {True: Finding.TRUE, False: Finding.FALSE, "unknown": Finding.UNKNOWN}
Step = Callable[[Event], object]


class PersonPlay:
    """One person of a scenario in the register: filed on the first day, then step by step."""

    def __init__(self, person: ScenarioPerson, crew: Crew, places: Gazetteer, as_of: date) -> None:
        self.person, self.crew, self.places = person, crew, places
        self.institution_id: int | None = None
        self.lives_in = person.residence or person.registered
        self.registered_town = self._registered_town()
        self.may_live_apart = person.residence is not None and person.residence != person.registered
        begins_on = person.events[0].on if person.events else as_of
        case = file_somebody(self._somebody(), by=self._assistant(begins_on), on=begins_on)
        self.person_id, self.case_id = case.person_id, case.pk
        self.steps: Mapping[str, Step] = self._steps()

    def take(self, event: Event) -> None:
        """Take the step that an event stands for. Raises StepRefused."""
        self.steps[event.name](event)
        if event.name in {"admitted", "released", "corrections_completed"}:
            with acting(self.crew.at(OfficeKind.AFTERCARE_OFFICE, None, event.on)):
                self.case_id = Case.objects.filter(person=self.person_id).latest("id").pk

    # Who somebody is, and who takes the steps

    def _somebody(self) -> Somebody:
        person = self.person
        investigated = person.investigated_in if not person.identity_known else None
        return Somebody(
            name=person.name,
            sex=person.sex or "",
            born_on=person.born,
            registered=self.places.in_register(person.registered),
            residence=self.places.in_register(person.residence),
            investigated_in=self.places.ids[investigated] if investigated else None,
        )

    def _registered_town(self) -> int:
        person = self.person
        if not person.identity_known and person.investigated_in:
            return self.places.ids[person.investigated_in]
        for place in (person.registered, person.residence):
            if place is not None and place.village:
                return self.places.town(self.places.ids[place.village])
        raise ValueError("neither place lies in the district")

    def _at(self, kind: OfficeKind, on: date) -> ActingStaff:
        return self.crew.at(kind, self.registered_town, on)

    def _assistant(self, on: date) -> ActingStaff:
        return self._at(OfficeKind.JUSTICE_OFFICE, on)

    def _in_charge(self, on: date) -> ActingStaff:
        """Who plans, names the team, says what makes a priority person, and ends care: the responsible office, if it is one of ours."""
        clerk = self._clerk(on)
        with acting(clerk, reading_only=True):
            charge = Responsibility.objects.filter(case=self.case_id).order_by("from_on", "id").last()
            office = charge.office if charge else None
        return self._assistant(on) if office is None else self.crew.at(OfficeKind.JUSTICE_OFFICE, office.area_id, on)

    def _of_district(self, kind: OfficeKind, on: date) -> ActingStaff:
        return self.crew.at(kind, None, on)

    def _clerk(self, on: date) -> ActingStaff:
        return self._of_district(OfficeKind.JUSTICE_BUREAU, on)

    def _receiver(self, on: date) -> ActingStaff:
        """The office that answers the open transfer; for one outside, the bureau records what it answered."""
        clerk = self._clerk(on)
        with acting(clerk):
            transfer = Transfer.objects.filter(person=self.person_id, ended_on__isnull=True).last()
            receiver = transfer.receiver if transfer else None
        return clerk if receiver is None else self.crew.at(OfficeKind.JUSTICE_OFFICE, receiver.area_id, on)

    def _town_of_the_village(self, on: date) -> int:
        """The town that reviews: that of the village in charge; where none is here, the registered one."""
        assistant = self._assistant(on)
        with acting(assistant):
            places = standing_of(get_person(self.person_id, for_staff=assistant), by=assistant).course.places
        town = places[PlaceOf.TOWN_OF_THE_VILLAGE]
        return int(town) if town is not None and town.isdigit() else self.registered_town

    # The steps

    def _steps(self) -> Mapping[str, Step]:
        plain: Mapping[str, Callable[..., object]] = {
            "contact_lost": lose_contact,
            "search_made": record_search,
            "found": record_found,
            "reoffended": record_reoffence,
            "died": record_death,
        }
        chain: Mapping[str, Callable[..., object]] = {
            "hardship_certified": certify_hardship,
            "allowance_checked": check_allowance,
            "aid_explained": explain_aid,
        }
        return {
            **{name: partial(self._in_words, step) for name, step in plain.items()},
            **{name: partial(self._by_assistant, step) for name, step in chain.items()},
            "admitted": self._admitted,
            "form_sent": self._form_sent,
            "form_received": self._form_received,
            "verified": self._verified,
            "change_told": self._change_told,
            "release_date_changed": self._release_date_changed,
            "notice_received": self._notice_received,
            "priority_alerted": self._priority_alerted,
            "reception_arranged": self._reception_arranged,
            "released": self._released,
            "corrections_completed": partial(self._by_assistant, complete_corrections),
            "received": self._received,
            "reported_in": self._reported_in,
            "team_named": self._team_named,
            "plan_made": self._plan_made,
            "priority_set": partial(self._priority, set_priority),
            "priority_lifted": partial(self._priority, lift_priority),
            "moved": self._moved,
            "transfer_accepted": self._accepted,
            "transfer_returned": self._returned,
            "visited": self._visited,
            "reviewed": self._reviewed,
            "facts": self._facts,
            "dibao_granted": self._dibao_granted,
            "dibao_ended": self._dibao_ended,
            "allowance_approved": self._approved,
            "allowance_paid": self._paid,
            "looked_back": self._looked_back,
            "care_ended": self._care_ended,
        }

    def _in_words(self, step: Callable[..., object], event: Event) -> None:
        step(self.case_id, words=UNSAID, by=self._assistant(event.on), on=event.on)

    def _by_assistant(self, step: Callable[..., object], event: Event) -> None:
        step(self.case_id, by=self._assistant(event.on), on=event.on)

    def _admitted(self, event: Event) -> None:
        kind = OfficeKind.PRISON if event.fields["kind"] == "prison" else OfficeKind.DETENTION_CENTRE
        self.institution_id = self._institution(str(event.fields["institution"]), kind, event.on)
        release_on = cast("date | None", event.fields.get("release_on"))
        record_admission(
            self.case_id, self.institution_id, release_on=release_on, by=self._clerk(event.on), on=event.on
        )

    def _institution(self, name: str, kind: OfficeKind, on: date) -> int:
        known = Office.objects.filter(kind=kind, name=name).first()
        return known.pk if known else open_office(kind, name, area_id=None, by=self.crew.administrator(on), on=on).pk

    def _sender(self, on: date) -> int:
        if self.institution_id is None:
            return self._institution(SOME_INSTITUTION, OfficeKind.PRISON, on)
        return self.institution_id

    def _form_sent(self, event: Event) -> None:
        channel = Channel(str(event.fields["channel"]))
        record_form_sent(self.case_id, self._sender(event.on), channel, by=self._clerk(event.on), on=event.on)

    def _form_received(self, event: Event) -> None:
        channel = Channel(str(event.fields["channel"]))
        by, paper = self._clerk(event.on), OnPaper(no_scan_because=UNSAID)
        record_form(self.case_id, self._sender(event.on), channel, by=by, on=event.on, paper=paper)

    def _verified(self, event: Event) -> None:
        by, evidence = self._assistant(event.on), UNSAID
        said = {item: FINDINGS[cast("bool | str", event.fields[item])] for item in ("name", "identity", "address")}
        findings = Findings(**said, name_evidence=evidence, identity_evidence=evidence, address_evidence=evidence)
        with acting(by):
            form = RegistrationForm.objects.filter(case=self.case_id, verification__isnull=True).order_by("id").first()
        if form is None:
            verify_unasked(self.case_id, findings, by=by, on=event.on)
        else:
            record_verification(form.pk, findings, by=by, on=event.on)

    def _change_told(self, event: Event) -> None:
        teller = Teller(str(event.fields["by"]))
        what = str(event.fields["what"]).strip() or UNSAID
        tell_change(self.case_id, told_by=teller, what=what, by=self._assistant(event.on), on=event.on)

    def _release_date_changed(self, event: Event) -> None:
        release_on = cast("date", event.fields["release_on"])
        change_release_date(self.case_id, release_on, by=self._clerk(event.on), on=event.on)

    def _notice_received(self, event: Event) -> None:
        notice = NewNotice(cast("date", event.fields["release_on"]), _reasons(event, "priority"))
        by = self._clerk(event.on)
        record_notice(self.case_id, self._sender(event.on), notice, all_the_same=True, by=by, on=event.on)

    def _priority_alerted(self, event: Event) -> None:
        by = self._assistant(event.on)
        alert_priority(self.case_id, town_told=UNSAID, police_told=UNSAID, all_the_same=True, by=by, on=event.on)

    def _reception_arranged(self, event: Event) -> None:
        arrange_unasked(self.case_id, who_meets=UNSAID, remarks="", by=self._clerk(event.on), on=event.on)

    def _released(self, event: Event) -> None:
        released_from = ReleasedFrom(str(event.fields["from"]))
        record_release(self.case_id, released_from=released_from, by=self._assistant(event.on), on=event.on)

    def _received(self, event: Event) -> None:
        meeting = Meeting(Outcome(str(event.fields["outcome"])), who=UNSAID, why_nobody=UNSAID)
        by = self._at(OfficeKind.TOWN_GOVERNMENT, event.on)
        record_reception(self.case_id, meeting, all_the_same=True, by=by, on=event.on)

    def _reported_in(self, event: Event) -> None:
        arrival = Arrival(has_certificate=True, certificate=UNSAID)
        report_in(self.case_id, arrival, by=self._assistant(event.on), on=event.on)

    def _team_named(self, event: Event) -> None:
        roles = cast("tuple[str, ...]", event.fields["members"])
        members = [NewMember(TeamRole(role), f"成员{number}") for number, role in enumerate(roles, 1)]
        name_team(self.case_id, members, by=self._in_charge(event.on), on=event.on)

    def _plan_made(self, event: Event) -> None:
        make_plan(self.case_id, [NewGoal(GoalArea.OTHER, UNSAID)], by=self._in_charge(event.on), on=event.on)

    def _priority(self, step: Callable[..., object], event: Event) -> None:
        step(self.case_id, _reasons(event, "reasons"), words=UNSAID, by=self._in_charge(event.on), on=event.on)

    def _moved(self, event: Event) -> None:
        to = self.places.in_register(cast("Place", event.fields["to"]))
        assert to is not None
        self.may_live_apart = True
        record_move(self.case_id, to, all_the_same=True, by=self._assistant(event.on), on=event.on)

    def _accepted(self, event: Event) -> None:
        accept_transfer(self.case_id, by=self._receiver(event.on), on=event.on)

    def _returned(self, event: Event) -> None:
        return_transfer(self.case_id, words=UNSAID, by=self._receiver(event.on), on=event.on)

    def _visited(self, event: Event) -> None:
        visit = NewVisit(UNSAID, refused=event.fields.get("refused") is True)
        record_visit(self.case_id, visit, by=self._assistant(event.on), on=event.on)

    def _reviewed(self, event: Event) -> None:
        by = self.crew.at(OfficeKind.TOWN_GOVERNMENT, self._town_of_the_village(event.on), event.on)
        record_review(self.case_id, NewReview(UNSAID, UNSAID), by=by, on=event.on)

    def _facts(self, event: Event) -> None:
        facts = {name: _plain(value) for name, value in event.fields.items()}
        tell_facts(self.case_id, facts, by=self._assistant(event.on), on=event.on)

    def _dibao_granted(self, event: Event) -> None:
        from_month = str(event.fields["from_month"])
        grant_dibao(self.case_id, from_month=from_month, by=self._assistant(event.on), on=event.on)

    def _dibao_ended(self, event: Event) -> None:
        last_month = str(event.fields["last_month"])
        end_dibao(self.case_id, last_month=last_month, by=self._assistant(event.on), on=event.on)

    def _approved(self, event: Event) -> None:
        approve_allowance(self.case_id, by=self._at(OfficeKind.TOWN_GOVERNMENT, event.on), on=event.on)

    def _paid(self, event: Event) -> None:
        by = self._at(OfficeKind.CIVIL_AFFAIRS, event.on)
        pay_allowance(self.case_id, month=str(event.fields["month"]), by=by, on=event.on)

    def _looked_back(self, event: Event) -> None:
        by = self._of_district(OfficeKind.AFTERCARE_OFFICE, event.on)
        record_look_back(self.case_id, words=UNSAID, by=by, on=event.on)

    def _care_ended(self, event: Event) -> None:
        end_care(self.case_id, ClosingRecord(UNSAID), by=self._in_charge(event.on), on=event.on)


def _reasons(event: Event, field: str) -> list[PriorityReason]:
    return [PriorityReason(reason) for reason in cast("tuple[str, ...]", event.fields[field])]


def _plain(value: object) -> Any:
    return list(value) if isinstance(value, tuple) else value
