"""People whose names, numbers, offences and papers are like nothing else, so that each is recognised on any page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from anbang.assistance.allowance.actions import approve_allowance, certify_hardship, check_allowance, pay_allowance
from anbang.casework.act.models import Act
from anbang.casework.act.reasons import PriorityReason
from anbang.casework.care.actions import lose_contact, record_note, record_search, set_priority
from anbang.casework.care.models import GoalArea, Sign, TeamRole
from anbang.casework.care.plan import NewGoal, make_plan
from anbang.casework.care.signs import note_sign
from anbang.casework.care.team import NewMember, name_team
from anbang.casework.custody.actions import Findings, record_verification
from anbang.casework.custody.changes import NewFamilyNeed, learn_of_change, note_family_need, tell_change
from anbang.casework.custody.models import (
    Finding,
    RegistrationForm,
    ReleaseNotice,
    Teller,
    ThreeFalseFinding,
    Verification,
)
from anbang.casework.duty.models import Duty
from anbang.casework.handover.actions import Arrival, Meeting, record_reception, report_in
from anbang.casework.handover.models import Outcome, ReleasedFrom
from anbang.casework.juvenile.actions import answer_unsealing, ask_to_read, propose_opening
from anbang.casework.juvenile.models import Basis
from anbang.casework.models import Case
from anbang.casework.person.emergency import break_glass
from anbang.casework.person.models import Emergency, ExclusionReason, Person
from anbang.casework.step.excluding import exclude
from anbang.casework.visit.actions import NewVisit, record_visit
from anbang.casework.visit.needs import Need
from anbang.exchange.batch.actions import receive_file
from anbang.exchange.batch.models import Batch, StagedRow
from anbang.exchange.batch.staging import stage_rows
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.models import Area, Office, Posting, Staff
from anbang.papers.models import OfficialDocument, Paper
from anbang.papers.official.actions import confirm_document
from tests.exchange.lists import child, confirm, csv_of, person, stranger
from tests.papers.official import upload
from tests.support.database import Server, opened
from tests.support.people import FIRST_DAY, TODAY, office, post
from tests.support.signing import confirmed
from tests.web import arrivals, asking
from tests.web.matrix import (
    CARED,
    CLOSED,
    CLOSED_ROW,
    DRAFT,
    EMERGENCY,
    EXCLUSION,
    FILES,
    FOLLOW_UP,
    HERE,
    IN_FORCE,
    LISTS,
    PAYMENT,
    RECORD,
    ROW,
    SEATS,
    STEPS_ABOUT_ACTS,
    STEPS_ABOUT_SIGNS,
    SUBJECTS,
    THERE,
    Seat,
)

ANSWERED, ANSWERED_THERE, REFUSED = "answered", "answered elsewhere", "refused"
IN_CARE, IN_CARE_THERE, SENT_AWAY = "in care", "in care elsewhere", "of another county"
CAME, CAME_CLOSED = "who came", "who came, and is closed"
NAMES = {
    HERE: "甄此镇",
    THERE: "甄彼镇",
    CLOSED: "甄封闭",
    CARED: "甄在帮",
    ANSWERED: "甄已复",
    ANSWERED_THERE: "甄彼复",
    REFUSED: "甄有误",
    IN_CARE: "甄补录",
    IN_CARE_THERE: "甄彼补",
    CAME: "甄自称",
    CAME_CLOSED: "甄童自称",
    SENT_AWAY: "甄外寄",
}
OFFENCES = {HERE: "此镇之罪", THERE: "彼镇之罪", CLOSED: "封闭之罪", CARED: "在帮之罪"}
OPINIONS = {HERE: "此镇之评估", THERE: "彼镇之评估", CLOSED: "封闭之评估", CARED: "在帮之评估"}
NUMBERS = {
    HERE: person(11)["身份证号"],
    THERE: person(21)["身份证号"],
    CLOSED: child()["身份证号"],
    CARED: person(15)["身份证号"],
}
EVIDENCE = {ANSWERED: "已复之依据", ANSWERED_THERE: "彼复之依据"}
# What home told the institution, and who meets whom.
LETTERS = (
    (ANSWERED, "已复之变故"),
    (ANSWERED, "已复之接人"),
    (ANSWERED_THERE, "彼复之变故"),
    (ANSWERED_THERE, "彼复之接人"),
)
# What passed between the sides about the person of this town: learnt at home and not told yet, of the family, told by the institution.
LEARNT, FAMILY, CONSENT, OF_THE_INSTITUTION = "家里之变故", "家里之困难", "家里之同意", "监所之来函"
BETWEEN = (LEARNT, FAMILY, CONSENT, OF_THE_INSTITUTION)
# What was written about the person in care: by the village, by the justice office, by others.
OF_THE_VILLAGE, OF_THE_OFFICE, HARDSHIP = "村里之走访", "所里之走访", "村里之困难"
TEAM, SEARCH, SIGN, PRIORITY_WORDS, CONTACT = "甄队员", "所里之查找", "所里之苗头", "所里之依据", "在帮之电话"
# Who helps for the station: that much it may read.
OFFICER = "甄民警"
WRITTEN = (OFFICER, OF_THE_VILLAGE, OF_THE_OFFICE, HARDSHIP, TEAM, SEARCH, SIGN, PRIORITY_WORDS, CONTACT)
# Of closed files and emergencies: who asks to read, the paper of the court, and why it could not wait.
ASKS_TO_READ, KEEPER_ASKS, OF_THE_COURT, CANNOT_WAIT = "承办人之查阅", "管理人之查阅", "甲法院 1 号", "等不及的事情"
OF_CLOSED = (ASKS_TO_READ, KEEPER_ASKS, OF_THE_COURT, CANNOT_WAIT)
ELSEWHERE = {"户籍镇街": "安富街道", "户籍村居": "", "居住镇街": "安富街道", "居住村居": ""}
APPOINTED_LATER = date(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class Planted:
    """What stands in the database, by what it is about, and who asks for it."""

    seats: Mapping[str, ActingStaff]
    arguments: Mapping[str, Mapping[str, dict[str, int | str]]]
    """Address → subject → the arguments of the address."""
    database: str = ""

    def address(self, name: str, subject: str) -> str:
        """An address about one of the subjects."""
        name, _, slug = name.partition(" ")
        told = self.arguments.get(name if not slug else f"{name} {slug}", self.arguments.get(name, {})).get(subject, {})
        return reverse(name, kwargs={**told, "slug": slug} if slug else told)


@dataclass(frozen=True, slots=True)
class Bed:
    """The database in which everything was planted once, with its keys."""

    database: str
    folder: Path
    planted: Planted


@pytest.fixture(scope="session")
def bed(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bed]:
    """Planted once for all tests that ask; each works on a copy."""
    folder = tmp_path_factory.mktemp("planted")
    with opened(server, folder) as database:
        planted = plant()
        connections.close_all()
        yield Bed(database, folder, planted)


@pytest.fixture
def planted(server: Server, bed: Bed) -> Iterator[Planted]:
    """The files, the lists and everybody who asks, in a database of the test's own."""
    with opened(server, bed.folder, template=bed.database) as name:
        yield replace(bed.planted, database=name)


def open_base() -> None:
    """The district's base, which the loaded offices lack."""
    area = Area.objects.using("owner").get(name="荣昌区")
    Office.objects.using("owner").create(kind=OfficeKind.BASE, area=area, name="荣昌区安置基地", from_on=FIRST_DAY)


def seated(seat: Seat) -> ActingStaff:
    """A member of staff in that seat."""
    return post(seat.role, office(seat.kind, seat.place), from_on=APPOINTED_LATER if seat.later else FIRST_DAY)


def plant() -> Planted:
    """Everybody who asks, two lists taken in with rows in every heap, and replies to both institutions."""
    open_base()
    seats = {name: seated(seat) for name, seat in SEATS.items()}
    keeper = post(Role.SEALING_KEEPER, office(OfficeKind.JUSTICE_BUREAU))
    clerk = seats["bureau clerk"]
    here = _sent(_rows_here(), seats["institution clerk"], clerk)
    there = _sent(_rows_there(), seats["clerk of another institution"], clerk)
    _reply(ANSWERED, seats["justice assistant"])
    _reply(ANSWERED_THERE, seats["justice assistant elsewhere"])
    _live_in_care(_person(CARED), seats)
    sides = _between_the_sides(seats)
    documents = _official_documents(clerk)
    a_worker_is_alive()
    more = {**arrivals.plant(seats), **asking.plant(_person(CARED), _person(THERE), seats)}
    arguments = {**_arguments([here, there]), **sides, **_of_the_policy(documents), **more}
    arguments |= _of_the_closed(keeper, seats)
    opened = {"judge_emergency": {EMERGENCY: {"emergency_id": _open_in_an_emergency()}}}
    return Planted(seats, {**arguments, **opened, "end_keeping_out": {EXCLUSION: {"exclusion_id": _keep_out(seats)}}})


def _of_the_closed(keeper: ActingStaff, seats: Mapping[str, ActingStaff]) -> dict[str, dict[str, dict[str, int | str]]]:
    """Another keeper proposes to open the child's file and asks to read what is sealed; the assistant has leave to read it."""
    child, told = _person(CLOSED).pk, {"on": TODAY}
    leave = ask_to_read(child, Basis.CASE_HANDLING, ASKS_TO_READ, by=seats["justice assistant"], **told)
    answer_unsealing(leave.pk, is_agreed=True, by=keeper, **told)
    opening = propose_opening(child, OF_THE_COURT, TODAY, by=keeper, **told)
    asked = ask_to_read(child, Basis.STATE_RULE, KEEPER_ASKS, by=keeper, **told)
    return {
        "sealed_record": {RECORD: {"person_id": child}},
        "answer_sealing_decision": {CLOSED: {"person_id": child, "decision_id": opening.pk}},
        "answer_unsealing": {CLOSED: {"person_id": child, "unsealing_id": asked.pk}},
    }


def _open_in_an_emergency() -> int:
    """Somebody of another town opens the file of this town; no seat of ours, for half an hour they see it."""
    by = post(Role.JUSTICE_ASSISTANT, office(OfficeKind.JUSTICE_OFFICE, "广顺街道"))
    break_glass(CANNOT_WAIT, name="", born_on=None, id_number=NUMBERS[HERE], by=by, on=TODAY)
    return Emergency.objects.using("owner").get().pk


def _keep_out(seats: Mapping[str, ActingStaff]) -> int:
    """Whoever keeps out says so, of the files of this town and of that of somebody in care. The last thing that is planted."""
    told = [
        exclude(_person(whose).pk, by.staff_id, ExclusionReason.KIN, by=by, on=TODAY)
        for name, by in seats.items()
        if SEATS[name].keeps_out
        for whose in (HERE, CARED, ANSWERED)
        if SEATS[name].role is not Role.VILLAGE_CADRE or whose == CARED
    ]
    return told[0].pk


def _official_documents(clerk: ActingStaff) -> dict[str, OfficialDocument]:
    """One in force, and a draft that would take its place."""
    kept, draft = (upload(by=clerk) for _ in range(2))
    confirm_document(kept.pk, by=clerk, on=TODAY)
    return {IN_FORCE: kept, DRAFT: draft}


def _of_the_policy(documents: Mapping[str, OfficialDocument]) -> dict[str, dict[str, dict[str, int | str]]]:
    by_document: dict[str, dict[str, int | str]] = {
        subject: {"document_id": document.pk} for subject, document in documents.items()
    }
    return {
        "clause": {clause: {"clause_id": clause} for clause in SUBJECTS["clause"]},
        "rule": {name: {"name": name} for name in SUBJECTS["rule"]},
        "duty": {name: {"name": name} for name in SUBJECTS["duty"]},
        **dict.fromkeys(("official_document", "official_file", "confirm_official", "discard_official"), by_document),
    }


def a_worker_is_alive() -> None:
    """Or the health of the service is bad."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("insert into procrastinate_workers (last_heartbeat) values (now() + interval '1 day')")


def _rows_here() -> list[dict[str, str]]:
    first = _marked(person(11), HERE)
    return [
        first,
        _marked(child(), CLOSED),
        _marked(person(12), ANSWERED),
        _marked(person(15), CARED),
        {**_marked(person(13), REFUSED), "释放日期": "不知道"},
        {**first, "姓名": "甄相像"},
        stranger(14),
    ]


def _rows_there() -> list[dict[str, str]]:
    return [_marked({**person(21), **ELSEWHERE}, THERE), _marked({**person(22), **ELSEWHERE}, ANSWERED_THERE)]


def _marked(row: dict[str, str], whose: str) -> dict[str, str]:
    marks = {"姓名": NAMES[whose], "罪名": OFFENCES.get(whose, "盗窃罪"), "危险性评估": OPINIONS.get(whose, "高")}
    return {**row, **marks}


def _sent(rows: list[dict[str, str]], institution: ActingStaff, clerk: ActingStaff) -> Batch:
    batch = receive_file(csv_of(rows), name="名单.csv", institution_id=institution.office_id, by=clerk, on=TODAY)
    stage_rows(batch.pk, by=clerk, on=TODAY)
    return confirm(batch, by=clerk)


def _person(whose: str) -> Person:
    return Person.objects.using("owner").get(name=NAMES[whose])


def _reply(whose: str, by: ActingStaff) -> None:
    form = RegistrationForm.objects.using("owner").get(case__person=_person(whose))
    true = Findings(name=Finding.TRUE, identity=Finding.TRUE, address=Finding.TRUE)
    record_verification(
        form.pk, replace(true, address=Finding.FALSE, address_evidence=EVIDENCE[whose]), by=by, on=TODAY
    )


def _arguments(lists: list[Batch]) -> dict[str, dict[str, dict[str, int]]]:
    people = {whose: _of_person(_person(whose)) for whose in FILES}
    by_list = {subject: {"batch_id": batch.pk} for subject, batch in zip(LISTS, lists, strict=True)}
    rows = StagedRow.objects.using("owner").filter(batch=lists[0])
    by_row = {
        ROW: {"row_id": rows.filter(outcome="refused")[0].pk},
        CLOSED_ROW: {"row_id": rows.filter(closed=True)[0].pk},
    }
    in_care = people[CARED]["case_file"]["person_id"]
    owed = {
        subject: {"duty_id": Duty.objects.using("owner").filter(case__person=in_care, rule=rule).earliest("id").pk}
        for subject, rule in ((FOLLOW_UP, "priority_contact"), (PAYMENT, "pay_allowance"))
    }
    return {
        **{name: {whose: told[name] for whose, told in people.items()} for name in people[HERE]},
        "why": {**{whose: told["why"] for whose, told in people.items()}, **owed},
        **_about_rows({whose: told["case_file"]["person_id"] for whose, told in people.items()}),
        **dict.fromkeys(
            (*("list", "list_progress", "confirm_preview", "take_in", "cancel_list"), "undo_list", "marked_list"),
            by_list,
        ),
        **dict.fromkeys(("correct_row", "decide_row"), by_row),
        "confirm_receipt": {"reply": {"verification_id": _reply_to_the_first()}},
        **_of_an_account(),
        "town": {"town": {"area_id": Area.objects.using("owner").get(name="昌元街道").pk}},
    }


def _of_an_account() -> dict[str, dict[str, dict[str, int]]]:
    """The pages and steps about the account of whoever was posted first."""
    posting = Posting.objects.using("owner").earliest("id")
    of_account = {"account": {"staff_id": posting.staff_id}}
    steps = ("give_post", "reset_password", "end_account", "reset_second_factor", "lift_lock", "end_sessions")
    of_post = {"account": {"staff_id": posting.staff_id, "posting_id": posting.pk}}
    return {**dict.fromkeys(("one_account", *steps), of_account), "end_post": of_post}


def _about_rows(people: Mapping[str, int]) -> dict[str, dict[str, dict[str, int]]]:
    """The steps about a sign, about an act, and about rows that nobody has; through somebody else they lead nowhere."""
    sign = Sign.objects.using("owner").get().pk
    act = Act.objects.using("owner").filter(person=people[CARED], kind="noted").latest("id").pk
    elsewhere = Act.objects.using("owner").filter(person=people[THERE]).latest("id").pk

    def through(about: int, other: int) -> dict[str, dict[str, int]]:
        rows = {CARED: about, THERE: other}
        return {whose: {"person_id": people[whose], "about_id": row} for whose, row in rows.items()}

    return {
        **{f"take_step_about {slug}": through(sign, sign) for slug in STEPS_ABOUT_SIGNS},
        **{f"take_step_about {slug}": through(act, elsewhere) for slug in STEPS_ABOUT_ACTS},
    }


def _between_the_sides(seats: Mapping[str, ActingStaff]) -> dict[str, dict[str, dict[str, int | str]]]:
    """What waits to be told, confirmed, referred and cleared up; through somebody else it leads nowhere."""
    case_id = Case.objects.using("owner").get(person=_person(HERE)).pk
    by = {"by": seats["justice assistant"], "on": TODAY}
    told = tell_change(case_id, told_by=Teller.INSTITUTION, what=OF_THE_INSTITUTION, **by)
    learnt = learn_of_change(case_id, what=LEARNT, **by)
    need = note_family_need(case_id, NewFamilyNeed(FAMILY, 1, consent=True, consent_from=CONSENT), **by)
    finding = ThreeFalseFinding.objects.using("owner").get(case__person=_person(ANSWERED))

    def about(row: int, whose: str = HERE) -> dict[str, dict[str, int | str]]:
        return {
            subject: {"person_id": _person(name).pk, "about_id": row}
            for subject, name in ((HERE, whose), (THERE, THERE))
        }

    rows = {"tell-change": about(learnt.pk), "confirm-change": about(told.pk)}
    rows |= dict.fromkeys(("refer-family", "settle-family"), about(need.pk))
    rows["form-scan"] = about(RegistrationForm.objects.using("owner").get(case=case_id).pk)
    notice = ReleaseNotice.objects.using("owner").get(case=case_id).pk
    rows |= dict.fromkeys(("notice-scan", "risk-opinion", "aid-proposal"), about(notice))
    return {
        f"take_step_about {slug}": told
        for slug, told in {**rows, "settle-finding": about(finding.pk, ANSWERED)}.items()
    }


def _live_in_care(whom: Person, seats: Mapping[str, ActingStaff]) -> None:
    """From the gate to the allowance, with words of everybody."""
    case_id = Case.objects.using("owner").get(person=whom).pk
    office, village = (
        {"by": seats["justice assistant"], "on": TODAY},
        {"by": seats["village cadre"], "on": TODAY},
    )
    town, civil = {"by": seats["town officer"], "on": TODAY}, {"by": seats["civil affairs officer"], "on": TODAY}
    record_reception(case_id, Meeting(Outcome.MET, who="王某"), released_from=ReleasedFrom.PRISON, **town)
    report_in(case_id, Arrival(has_certificate=True, certificate="1", contact=CONTACT), **office)
    officer = NewMember(TeamRole.POLICE_OFFICER, OFFICER)
    name_team(case_id, [NewMember(TeamRole.FAMILY_MEMBER, TEAM, phone="1"), officer], **office)
    make_plan(case_id, [NewGoal(GoalArea.WORK, OF_THE_OFFICE)], **office)
    set_priority(case_id, [PriorityReason.NO_HOME], words=PRIORITY_WORDS, **office)
    record_visit(case_id, NewVisit(OF_THE_VILLAGE, needs=[Need.WORK]), **village)
    record_visit(case_id, NewVisit(OF_THE_OFFICE), **office)
    lose_contact(case_id, words=SEARCH, **office)
    record_search(case_id, words=SEARCH, **office)
    note_sign(case_id, facts=SIGN, prevention=SIGN, **office)
    certify_hardship(case_id, words=HARDSHIP, **village)
    check_allowance(case_id, **office)
    approve_allowance(case_id, **town)
    pay_allowance(case_id, month=f"{TODAY:%Y-%m}", **civil)
    record_note(case_id, words=OF_THE_OFFICE, **office)


def _reply_to_the_first() -> int:
    return Verification.objects.using("owner").get(person_name=NAMES[ANSWERED]).pk


def _of_person(whom: Person) -> dict[str, dict[str, int]]:
    """Address → arguments, for every address about a person."""
    case = Case.objects.using("owner").get(person=whom)
    paper = Paper.objects.using("owner").filter(person_id=whom.pk, kind="risk_opinion")[0]
    return {
        **{
            name: {"person_id": whom.pk}
            for name in (
                "case_file",
                "signs",
                "one_of_mine",
                "take_step",
                "ask_sheet",
                "keeping_out",
                "sealing",
            )
        },
        "requests_about": {"person_id": whom.pk},
        "reveal_id_number": {"person_id": whom.pk},
        "paper": {"person_id": whom.pk, "paper_id": paper.pk},
        "why": {"duty_id": Duty.objects.using("owner").filter(case=case)[0].pk},
        "verify": {"form_id": RegistrationForm.objects.using("owner").get(case=case).pk},
        "arrange_reception": {"notice_id": ReleaseNotice.objects.using("owner").get(case=case).pk},
    }


def stranger_at_the_door() -> Client:
    """A browser in which nobody is signed in."""
    return Client(HTTP_HOST="localhost", raise_request_exception=False)


def signed_in(by: ActingStaff) -> Client:
    """A browser in which `by` signed in some time ago."""
    client = stranger_at_the_door()
    client.force_login(Staff.objects.get(pk=by.staff_id))
    return client


def fresh(by: ActingStaff) -> Client:
    """A browser in which `by` gave the password a moment ago."""
    return confirmed(signed_in(by), by)
