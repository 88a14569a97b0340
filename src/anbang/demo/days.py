"""Plays the days of the demo in their order: every step is the real one, done by the account whose work it is."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count

from anbang.casework.custody.actions import alert_priority, arrange_reception, confirm_receipt, record_verification
from anbang.casework.custody.changes import settle_finding
from anbang.casework.custody.models import FindingOutcome, RegistrationForm, ReleaseNotice, Verification
from anbang.demo.lists import ArrivedList, Entry
from anbang.demo.staff import Crew
from anbang.demo.workbooks import FIRST_ROW, Line, workbook
from anbang.exchange.batch.actions import apply_batch, correct_row, decide_row, receive_file
from anbang.exchange.batch.applying import apply_staged_rows
from anbang.exchange.batch.models import Batch, StagedRow
from anbang.exchange.batch.staging import stage_rows
from anbang.exchange.batch.status import Decision
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import Role
from anbang.organisations.models import Office
from anbang.organisations.queries import find_institution

CLERK = "clerk"
Step = Callable[[date], None]


@dataclass(frozen=True, slots=True)
class Papers:
    """What a line became in the register: its case, with the form and the newest notice."""

    entry: Entry
    case_id: int
    form_id: int
    notice_id: int


@dataclass
class Days:
    """A calendar of steps. A step may put later ones into it; those after the last day have not happened yet."""

    crew: Crew
    last: date
    _steps: list[tuple[date, int, Step]] = field(default_factory=list)
    _order: "count[int]" = field(default_factory=count)

    def plan(self, on: date, step: Step) -> None:
        """Do `step` on a day, after those already planned for it."""
        if on <= self.last:
            heapq.heappush(self._steps, (on, next(self._order), step))

    def play(self) -> None:
        """Do every step in its order."""
        while self._steps:
            on, _order, step = heapq.heappop(self._steps)
            step(on)

    def expect(self, arrived: ArrivedList) -> None:
        """The list comes, is put right and taken in; what follows for its people is planned."""

        def take(on: date) -> None:
            for papers in self._take_in(arrived, on):
                self._follow(arrived, papers, on)

        self.plan(arrived.arrived_on, take)

    def hand_in(self, arrived: ArrivedList) -> int:
        """The bureau's clerk hands the list in and it is read; returns its id."""
        on = arrived.arrived_on
        by = self.crew.acting(CLERK, on)
        lines = [Line(entry.person, entry.typed) for entry in arrived.entries]
        content = workbook(arrived.title, lines, arrived.style)
        sender = institution(arrived.institution, on)
        batch = receive_file(content, name=f"{arrived.title}.xlsx", institution_id=sender.pk, by=by, on=on)
        stage_rows(batch.pk, by=by, on=on)
        return batch.pk

    def _take_in(self, arrived: ArrivedList, on: date) -> list[Papers]:
        batch_id, by = self.hand_in(arrived), self.crew.acting(CLERK, on)
        entries = dict(enumerate(arrived.entries, start=FIRST_ROW))
        with acting(by):
            rows = dict(StagedRow.objects.filter(batch=batch_id).values_list("row", "id"))
        for row, entry in entries.items():
            if entry.put_right:
                correct_row(rows[row], entry.put_right, by=by)
        for row, entry in entries.items():
            if entry.decision is not Decision.NONE:
                decide_row(rows[row], entry.decision, by=by)
        apply_batch(batch_id, by=by, on=on)
        apply_staged_rows(batch_id, by=by, on=on)
        with acting(by):
            return _papers(batch_id, entries)

    def _follow(self, arrived: ArrivedList, papers: Papers, on: date) -> None:
        """Plan what became of somebody."""
        fate = papers.entry.fate
        assistant = self._assistant(papers.entry)

        def verify(day: date) -> None:
            done = record_verification(papers.form_id, fate.findings, by=self.crew.acting(assistant, day), on=day)
            self._plan_after(fate.receipt, day, lambda later: confirm(done, later))
            self._plan_after(fate.settled, day, lambda later: _settle(done, self.crew.acting(assistant, later)))

        def confirm(verification: Verification, day: date) -> None:
            clerk = self.crew.at(Role.INSTITUTION_CLERK, arrived.institution)
            confirm_receipt(verification.pk, by=self.crew.acting(clerk, day), on=day)

        def arrange(day: date) -> None:
            by = self.crew.acting(CLERK, day)
            arrange_reception(papers.notice_id, who_meets=fate.who_meets, remarks="", by=by, on=day)

        def alert(day: date) -> None:
            town = papers.entry.person.registered.town
            by = self.crew.acting(assistant, day)
            alert_priority(
                papers.case_id, town_told=f"{town}平安法治办", police_told=f"{town}派出所值班室", by=by, on=day
            )

        for after, step in ((fate.verified, verify), (fate.arranged, arrange), (fate.alerted, alert)):
            self._plan_after(after, on, step)

    def _plan_after(self, after: int | None, on: date, step: Step) -> None:
        """So many days after a day; None: never."""
        if after is not None:
            self.plan(on + timedelta(days=after), step)

    def _assistant(self, entry: Entry) -> str:
        """Who verifies somebody: the assistant of the registered town, or of the residence for whoever is registered elsewhere."""
        towns = {place.account.place for place in self.crew.places if place.account.role is Role.JUSTICE_ASSISTANT}
        person = entry.person
        town = person.registered.town if person.registered.town in towns else person.residence.town
        return self.crew.at(Role.JUSTICE_ASSISTANT, town)


def _settle(verification: Verification, by: ActingStaff) -> None:
    """What was found false is cleared up."""
    with acting(by, reading_only=True):
        findings = list(verification.three_false.all())
    for finding in findings:
        words = "女儿来所说明：全家三年前搬到镇上安置房，门牌已登记。"
        settle_finding(finding.pk, FindingOutcome.RESOLVED, words=words, by=by, on=by.today)


def institution(name: str, on: date) -> Office:
    """An institution by its name on a day."""
    found = find_institution(name, on=on)
    if found is None:
        raise LookupError(f"no institution is called {name}")
    return found


def _papers(batch_id: int, entries: dict[int, Entry]) -> list[Papers]:
    """The papers of a list's people. Closed files are not the clerk's: nobody plays them here. Call inside `acting`."""
    made = Batch.objects.get(pk=batch_id).rows.filter(case__isnull=False, closed=False)
    cases = dict(made.values_list("row", "case_id"))
    forms, notices = (
        dict(papers.objects.filter(case__in=cases.values()).order_by("id").values_list("case_id", "id"))
        for papers in (RegistrationForm, ReleaseNotice)
    )
    return [Papers(entries[row], case, forms[case], notices[case]) for row, case in sorted(cases.items())]
