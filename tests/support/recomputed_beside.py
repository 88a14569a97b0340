"""What acts leave in rows of their own beside them: each row says what its act says, each act that holds has its rows, and what was
withdrawn holds nowhere. Followed from act to act on a path of the tests' own.
"""

import calendar
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from django.db.models import Model

from anbang.casework.act.models import Act
from anbang.casework.act.story import words_of
from anbang.casework.care.models import Away, CarePlan, Goal, GoalState, Sign
from anbang.casework.custody.models import (
    FamilyNeed,
    FindingOutcome,
    MajorChange,
    PriorityAlert,
    ReceptionArrangement,
    RegistrationForm,
    ReleaseNotice,
    ReturnedCase,
    ThreeFalseFinding,
    Verification,
)
from anbang.casework.custody.outcomes import heard
from anbang.casework.person.models import Case, Person
from anbang.casework.person.telephones import NUMBER, Telephone
from anbang.casework.rights.models import RightsRequest
from anbang.lib.telephone import telephones_in
from anbang.policy import DEFAULT_PACK

OWNER = "owner"
TELLING_HOW_TO_REACH = ("reported_in", "contact_changed", "found", "moved", "went_away", "came_back")
# Papers of one act each: the kind of the act, and the column that has its day.
PAPERS: dict[type[Model], tuple[str, str]] = {
    RegistrationForm: ("form_received", "received_on"),
    ReleaseNotice: ("notice_received", "received_on"),
    Verification: ("verified", "replied_on"),
    PriorityAlert: ("priority_alerted", "alerted_on"),
    ReceptionArrangement: ("reception_arranged", "arranged_on"),
    ReturnedCase: ("not_ours", "returned_on"),
    CarePlan: ("plan_made", "made_on"),
}
# No row without an act of one of these kinds, withdrawn or not: it need not be asked for.
OF_ACTS: dict[type[Model], frozenset[str]] = {
    **{rows: frozenset({kind}) for rows, (kind, _day) in PAPERS.items()},
    Goal: frozenset({"plan_made"}),
    Away: frozenset({"went_away"}),
    MajorChange: frozenset({"change_learnt", "change_told"}),
    FamilyNeed: frozenset({"family_hardship_learnt"}),
    ThreeFalseFinding: frozenset({"verified"}),
    RightsRequest: frozenset({"request_came"}),
}
Row = TypeVar("Row", bound=Model)
FALSE = {"name": "false_name", "identity": "false_identity", "address": "false_address"}


@dataclass
class Beside:
    """One person with all acts, also those that were withdrawn."""

    person: Person
    cases: Sequence[Case]
    acts: dict[int, Act]

    @classmethod
    def of(cls, person: Person, cases: Sequence[Case]) -> "Beside":
        """Read as the owner."""
        acts = Act.objects.using(OWNER).filter(person=person.pk).order_by("on", "id")
        return cls(person, cases, {act.pk: act for act in acts})

    def held(self, kind: str) -> list[Act]:
        """The acts of a kind that hold, in their order."""
        return [act for act in self.acts.values() if act.kind == kind and act.withdrawn_on is None]

    def holds(self, act_id: int | None, kind: str) -> Act | None:
        """The act, if it is of that kind and holds."""
        act = self.acts.get(act_id or 0)
        return act if act is not None and act.kind == kind and act.withdrawn_on is None else None

    def differences(self) -> Iterator[str]:
        """Every row that its act does not bear out, and every act without its rows."""
        for rows, (kind, day) in PAPERS.items():
            yield from self._of_the_papers(rows, kind, day)
        yield from self._of_the_answers()
        yield from self._of_the_plans()
        yield from self._of_the_goals()
        yield from self._of_who_is_away()
        yield from self._of_the_signs()
        yield from self._of_the_changes()
        yield from self._of_the_families()
        yield from self._of_the_findings()
        yield from self._of_who_it_is()
        yield from self._of_the_requests()
        yield from self._of_the_telephones()

    def _rows(self, rows: type[Row]) -> list[Row]:
        if rows in OF_ACTS and OF_ACTS[rows].isdisjoint(act.kind for act in self.acts.values()):
            return []
        return list(rows._base_manager.using(OWNER).filter(case__in=self.cases).order_by("pk"))

    def _once(self, kind: str, pointing: Sequence[int | None], *, several: bool = False) -> Iterator[str]:
        """Each act of a kind that holds has its row, and no more than one of them unless it may."""
        counted = Counter(pointing)
        for act in self.held(kind):
            if not counted[act.pk] or (counted[act.pk] > 1 and not several):
                yield f"{act} ({act.pk}) has {counted[act.pk]} rows"

    def _of_the_papers(self, rows: type[Model], kind: str, day: str) -> Iterator[str]:
        found = self._rows(rows)
        yield from self._once(kind, [row.act_id for row in found])  # type: ignore[attr-defined]
        for row in found:
            act = self.acts[row.act_id]  # type: ignore[attr-defined]
            kept = (row.case_id, getattr(row, day))  # type: ignore[attr-defined]
            if kept != (act.case_id, act.on) or act.kind != kind:
                yield f"{row}: kept {kept}, should be {(act.case_id, act.on)} by its {act.kind}"

    def _of_the_answers(self) -> Iterator[str]:
        """What was answered holds as long as the answer does."""
        forms, notices = (self._acts_of(rows) for rows in (RegistrationForm, ReleaseNotice))
        for row in (one for one in self._rows(Verification) if one.form_id):
            if None in (self.holds(row.act_id, "verified"), self.holds(forms[row.form_id], "form_received")):
                yield f"{row} answers a form, though one of the two was withdrawn"
            yield from self._in_order(forms[row.form_id], row.act_id)
        for row in (one for one in self._rows(ReceptionArrangement) if one.notice_id):
            act, notice = row.act_id, notices[row.notice_id]
            if None in (self.holds(act, "reception_arranged"), self.holds(notice, "notice_received")):
                yield f"{row} answers a notice, though one of the two was withdrawn"
            yield from self._in_order(notice, act)

    def _in_order(self, asked: int | None, answered: int | None) -> Iterator[str]:
        """Nothing was answered before it was asked or known."""
        first, then = self.acts.get(asked or 0), self.acts.get(answered or 0)
        if first is not None and then is not None and then.on < first.on:
            yield f"{then} of {then.on} answers {first} of {first.on}"

    def _acts_of(self, rows: type[Model]) -> dict[int, int]:
        return {row.pk: row.act_id for row in self._rows(rows)}  # type: ignore[attr-defined]

    def _of_the_plans(self) -> Iterator[str]:
        """A plan holds until the next that was made."""
        rows = {row.act_id: row for row in self._rows(CarePlan)}
        for case in self.cases:
            acts = [act for act in self.held("plan_made") if act.case_id == case.pk]
            for act, later in zip(acts, [*acts[1:], None], strict=False):
                wanted = later.on if later else None
                if rows[act.pk].replaced_on != wanted:
                    yield f"{rows[act.pk]} of {act}: replaced on {rows[act.pk].replaced_on}, should be {wanted}"
        for act_id, row in rows.items():
            if self.holds(act_id, "plan_made") is None and row.replaced_on is None:
                yield f"{row} holds, though it was withdrawn"
            reviews = [act for act in self.held("plan_reviewed") if act.told.get("plan") == row.pk]
            if any(act.on < row.made_on or act.case_id != row.case_id for act in reviews):
                yield f"{row} of {row.made_on} was reviewed before, or in another case: {reviews}"

    def _of_the_goals(self) -> Iterator[str]:
        """A goal was settled on the day of a review of its plan; one that a withdrawn review added is needed no more."""
        added = {key for act in self.acts.values() if act.withdrawn_on for key in act.told.get("added", ())}
        for goal in self._rows(Goal):
            reviews = {act.on for act in self.held("plan_reviewed") if act.told.get("plan") == goal.plan_id}
            if goal.pk in added:
                if goal.state != GoalState.DROPPED:
                    yield f"{goal} is {goal.state}, though the review that added it was withdrawn"
            elif goal.settled_on is not None and goal.settled_on not in reviews:
                yield f"{goal} is {goal.state} since {goal.settled_on}, when nobody reviewed the plan: {sorted(reviews)}"

    def _of_who_is_away(self) -> Iterator[str]:
        rows = self._rows(Away)
        yield from self._once("went_away", [row.went_id for row in rows])
        yield from self._once("came_back", [row.came_back_id for row in rows])
        for row in rows:
            went, back = self.acts[row.went_id], self.acts.get(row.came_back_id or 0)
            wanted = went.on, back.on if back is not None else went.on if went.withdrawn_on else None
            if (row.from_on, row.until_on) != wanted or row.case_id != went.case_id:
                yield f"{row}: kept {row.from_on} to {row.until_on}, should be {wanted}"
            if back is not None and (went.withdrawn_on or self.holds(back.pk, "came_back") is None):
                yield f"{row} has a coming back, though one of the two was withdrawn"

    def _of_the_signs(self) -> Iterator[str]:
        rows = self._rows(Sign)
        yield from self._once("sign_confirmed", [row.confirmed_id for row in rows])
        yield from self._once("police_told", [row.told_police_id for row in rows], several=True)
        for row in rows:
            confirmed = self.holds(row.confirmed_id, "sign_confirmed")
            told = self.holds(row.told_police_id, "police_told")
            if (row.confirmed_id and confirmed is None) or (row.told_police_id and told is None):
                yield f"{row} is confirmed or told by what was withdrawn"
            wanted = (confirmed.on, _lapses(confirmed.on)) if confirmed else (None, None)
            if (row.confirmed_on, row.lapses_on) != wanted:
                yield f"{row}: confirmed and lapsing {row.confirmed_on, row.lapses_on}, should be {wanted}"
            if row.police_receipt_on is not None and (told is None or row.police_receipt_on < told.on):
                yield f"{row}: the police confirmed on {row.police_receipt_on} what they were told in {told}"
            if told is not None and (confirmed is None or told.on < confirmed.on):
                yield f"{row}: the police were told in {told} of what was confirmed in {confirmed}"
            if row.unfounded_on is not None and confirmed is not None and told is None:
                yield f"{row} is unfounded, still confirmed, and the police were not told"

    def _of_the_requests(self) -> Iterator[str]:
        rows = self._rows(RightsRequest)
        yield from self._once("request_came", [row.came_id for row in rows])
        yield from self._once("request_extended", [row.extended_id for row in rows])
        yield from self._once("request_answered", [row.answered_id for row in rows])
        for row in rows:
            came = self.holds(row.came_id, "request_came")
            longer = self.holds(row.extended_id, "request_extended")
            answered = self.holds(row.answered_id, "request_answered")
            if (row.answered_id or row.extended_id) and not (answered or longer):
                yield f"{row} is answered or given more time by what was withdrawn"
            if row.due_on != _due(came, longer):
                yield f"{row}: due on {row.due_on}, should be {_due(came, longer)}"
            if row.received_on is not None and (answered is None or row.received_on < answered.on):
                yield f"{row}: signed for on {row.received_on}, answered in {answered}"

    def _of_the_changes(self) -> Iterator[str]:
        rows = self._rows(MajorChange)
        # One that the other side was told of and that nobody had learnt before has no learning of its own.
        yield from self._once("change_learnt", [row.learnt_id for row in rows])
        yield from self._once("change_told", [row.told_id for row in rows], several=True)
        for row in rows:
            told = self.holds(row.told_id, "change_told")
            yield from self._in_order(row.learnt_id, row.told_id)
            if row.told_on != (told.on if told else None):
                yield f"{row}: told on {row.told_on}, by {told}"
            if row.receipt_on is not None and (told is None or row.receipt_on < told.on):
                yield f"{row}: confirmed on {row.receipt_on}, told in {told}"
            if told is not None and row.learnt_id and self.holds(row.learnt_id, "change_learnt") is None:
                yield f"{row} was told and stands on a learning that was withdrawn"

    def _of_the_families(self) -> Iterator[str]:
        rows = self._rows(FamilyNeed)
        yield from self._once("family_hardship_learnt", [row.learnt_id for row in rows])
        yield from self._once("family_referred", [row.referred_id for row in rows], several=True)
        for row in rows:
            yield from self._in_order(row.learnt_id, row.referred_id)
            if row.referred_id and self.holds(row.referred_id, "family_referred") is None:
                yield f"{row} was referred by what was withdrawn"
            yield from _in_order(row, self.acts[row.learnt_id].on)

    def _of_the_findings(self) -> Iterator[str]:
        """What a verification found false is followed up, each once, from its day on."""
        rows, acts = self._rows(ThreeFalseFinding), self._acts_of(Verification)
        for act in self.held("verified"):
            kept = sorted((row.what, row.found_on) for row in rows if acts[row.verification_id] == act.pk)
            wanted = sorted((what, act.on) for item, what in FALSE.items() if act.told[item] == "false")
            if kept != wanted:
                yield f"findings of {act}: kept {kept}, should be {wanted}"
        for row in rows:
            if (row.outcome == FindingOutcome.OPEN) != (row.settled_on is None):
                yield f"{row}: {row.outcome} on {row.settled_on}"
            if any(one.how == FindingOutcome.RESOLVED for one in heard(row)[:-1]):
                yield f"{row} was settled after it was resolved"
            yield from _in_order(row, row.found_on)

    def _of_who_it_is(self) -> Iterator[str]:
        person, known = self.person, bool(self.held("identity_established"))
        if known and not (person.identity_known and person.id_number_index is not None):
            yield "it was established who it is, and nobody knows"
        if person.identity_unknown_at_first and not known and (person.identity_known or person.id_number_index):
            yield "nobody established who it is, and a number stands in the file"

    def _of_the_telephones(self) -> Iterator[str]:
        """By the numbers told last in the newest case somebody is found, and by no others."""
        contact = away = ""
        for act in self.acts.values():
            if act.case_id != self.cases[-1].pk or act.withdrawn_on is not None or act.kind not in TELLING_HOW_TO_REACH:
                continue
            told = words_of(act).get("contact", "")
            if act.kind == "went_away":
                away = told
                continue
            contact, away = told or contact, "" if told or act.kind == "came_back" else away
        rows = Telephone.objects.using(OWNER).filter(person=self.person.pk)
        kept = {NUMBER.open(row.number_sealed, id=row.pk).decode() for row in rows}
        if kept != {*telephones_in(contact), *telephones_in(away)}:
            yield f"found by {len(kept)} telephones, which are not those told last"


def _in_order(row: FamilyNeed | ThreeFalseFinding, since: date) -> Iterator[str]:
    """What was said of it stands by its days, none of them before it was known."""
    told = [since, *(one.on for one in heard(row))]
    if told != sorted(told):
        yield f"{row}, known since {since}, was spoken of on {told[1:]}"


def _due(came: Act | None, longer: Act | None) -> date | None:
    """Fifteen days after it came; fifteen more where it was given them in time."""
    if came is None:
        return None
    due_on = came.on + timedelta(days=int(DEFAULT_PACK.parameter("request_days", came.on)))
    more = timedelta(days=int(DEFAULT_PACK.parameter("request_extension_days", came.on)))
    return due_on + more if longer is not None and longer.on <= due_on else due_on


def _lapses(confirmed_on: date) -> date:
    """So many months after it, on its last day where the month has no such day."""
    months = confirmed_on.month - 1 + int(DEFAULT_PACK.parameter("sign_months", confirmed_on))
    year, month = confirmed_on.year + months // 12, months % 12 + 1
    return date(year, month, min(confirmed_on.day, calendar.monthrange(year, month)[1]))
