"""Plants people of whom each is like nobody else, with everything that offices write, and whoever asks."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from django.contrib.auth.hashers import make_password
from django.db import connections

from anbang.assistance.allowance.actions import approve_allowance, certify_hardship, check_allowance, pay_allowance
from anbang.casework.act.reasons import PriorityReason
from anbang.casework.care.actions import lose_contact, record_note, record_search, set_priority
from anbang.casework.care.models import GoalArea, TeamRole
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
)
from anbang.casework.handover.actions import Arrival, Meeting, record_reception, report_in
from anbang.casework.handover.models import Outcome, ReleasedFrom
from anbang.casework.juvenile.actions import answer_unsealing, ask_to_read, propose_opening
from anbang.casework.juvenile.models import Basis
from anbang.casework.models import Case
from anbang.casework.person.emergency import WHY, break_glass, why_of
from anbang.casework.person.models import Emergency, ExclusionReason, Person
from anbang.casework.person.queries import may_open
from anbang.casework.step.excluding import exclude
from anbang.casework.visit.actions import NewVisit, record_visit
from anbang.casework.visit.needs import Need
from anbang.exchange.batch.actions import receive_file
from anbang.exchange.batch.models import Batch
from anbang.exchange.batch.staging import stage_rows
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.actions import Appointment, NewAccount, open_accounts
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.models import Area, Office
from anbang.organisations.releasing import propose
from anbang.papers.actions import next_ids
from anbang.papers.models import OfficialDocument
from anbang.papers.official.actions import confirm_document
from tests.casework.retention import proposed_by_hand
from tests.exchange.lists import child, confirm, csv_of, person, stranger
from tests.papers.official import upload
from tests.support.people import FIRST_DAY, PASSWORD, TODAY, office, post
from tests.web import arrivals, asking, leaving
from tests.web.matrix import (
    AWAY,
    CARED,
    CLOSED,
    CLOSED_DISPOSAL,
    CLOSED_EMERGENCY,
    CLOSED_EXCLUSION,
    DISPOSAL,
    DRAFT,
    EMERGENCY,
    EXCLUSION,
    FAR_AWAY,
    HERE,
    IN_FORCE,
    KEPT_OUT_OF,
    LEFT_ROW,
    RECORD,
    SEATS,
    THERE,
    Seat,
)
from tests.web.names import (
    ANSWERED,
    ANSWERED_THERE,
    ASKS_TO_READ,
    CANNOT_WAIT,
    CONSENT,
    CONTACT,
    EVIDENCE,
    FAMILY,
    HARDSHIP,
    KEEPER_ASKS,
    LEARNT,
    NAMES,
    NUMBERS,
    OF_THE_COURT,
    OF_THE_INSTITUTION,
    OF_THE_OFFICE,
    OF_THE_VILLAGE,
    OFFENCES,
    OFFICER,
    OPINIONS,
    PRIORITY_WORDS,
    REFUSED,
    SEARCH,
    SIGN,
    TEAM,
    TELEPHONE,
)
from tests.web.where import Arguments, addresses_of, of_the_policy, person_of

ELSEWHERE = {"户籍镇街": "安富街道", "户籍村居": "", "居住镇街": "安富街道", "居住村居": ""}
LONG_AGO = date(2016, 11, 4)
APPOINTED_LATER = date(2026, 1, 1)


def open_base() -> None:
    """The district's base and a prison of another district, which the loaded offices lack."""
    Office.objects.using("owner").create(kind=OfficeKind.PRISON, name=FAR_AWAY, from_on=FIRST_DAY)
    area = Area.objects.using("owner").get(name="荣昌区")
    Office.objects.using("owner").create(kind=OfficeKind.BASE, area=area, name="荣昌区安置基地", from_on=FIRST_DAY)


def seated(seat: Seat) -> ActingStaff:
    """A member of staff in that seat."""
    at = Office.objects.using("owner").get(name=FAR_AWAY) if seat.place == FAR_AWAY else office(seat.kind, seat.place)
    return post(seat.role, at, from_on=APPOINTED_LATER if seat.later else FIRST_DAY)


def plant() -> tuple[dict[str, ActingStaff], Arguments]:
    """Everybody who asks, two lists taken in with rows in every heap, and replies to both institutions."""
    open_base()
    seats = {name: seated(seat) for name, seat in SEATS.items()}
    keeper = post(Role.SEALING_KEEPER, office(OfficeKind.JUSTICE_BUREAU))
    clerk = seats["bureau clerk"]
    here = _sent(_rows_here(), seats["institution clerk"], clerk)
    there = _sent(_rows_there(), seats["clerk of another institution"], clerk)
    leaving.plant(seats)
    _reply(ANSWERED, seats["justice assistant"])
    _reply(ANSWERED_THERE, seats["justice assistant elsewhere"])
    _live_in_care(person_of(CARED), seats)
    sides = _between_the_sides(seats)
    documents = _official_documents(clerk)
    a_worker_is_alive()
    more = {
        **arrivals.plant(seats),
        **{name: {"today": {"shown": "today"}} for name in ("filters", "keep_filter")},
        **asking.plant(person_of(CARED), {whose: person_of(whose) for whose in (THERE, AWAY, CLOSED)}, seats),
    }
    arguments = {**addresses_of([here, there]), **sides, **of_the_policy(documents), **more}
    arguments |= _of_the_closed(keeper, seats)
    arguments |= dict.fromkeys(("decide_disposal", "confirm_disposal"), _kept_long_enough())
    _account_that_waits(seats["system administrator"])
    return seats, {**arguments, "judge_emergency": _opened_in_an_emergency(), "end_keeping_out": _keep_out(seats)}


def _account_that_waits(administrator: ActingStaff) -> None:
    """With its first password and its first post: what the security administrator reads."""
    account = NewAccount("kang.jia", "康佳", encoded_password=make_password(PASSWORD))
    staff = open_accounts([account], by=administrator, on=TODAY)[0]
    propose(Appointment(staff.pk, office(OfficeKind.JUSTICE_BUREAU).pk, Role.BUREAU_CLERK), by=administrator, on=TODAY)


def _of_the_closed(keeper: ActingStaff, seats: Mapping[str, ActingStaff]) -> dict[str, dict[str, dict[str, int | str]]]:
    """Another keeper proposes to open the child's file and asks to read what is sealed; the assistant has leave to read it."""
    child, told = person_of(CLOSED).pk, {"on": TODAY}
    leave = ask_to_read(child, Basis.CASE_HANDLING, ASKS_TO_READ, by=seats["justice assistant"], **told)
    answer_unsealing(leave.pk, is_agreed=True, by=keeper, **told)
    opening = propose_opening(child, OF_THE_COURT, TODAY, by=keeper, **told)
    asked = ask_to_read(child, Basis.STATE_RULE, KEEPER_ASKS, by=keeper, **told)
    return {
        "sealed_record": {RECORD: {"person_id": child}},
        "answer_sealing_decision": {CLOSED: {"person_id": child, "decision_id": opening.pk}},
        "answer_unsealing": {CLOSED: {"person_id": child, "unsealing_id": asked.pk}},
    }


def _kept_long_enough() -> dict[str, dict[str, int | str]]:
    """Nobody here was let go ten years ago."""
    rows = {}
    for subject, whose in ((DISPOSAL, HERE), (CLOSED_DISPOSAL, CLOSED)):
        case = Case.objects.using("owner").get(person=person_of(whose))
        told = proposed_by_hand(case, closed_on=LONG_AGO, kept_until=LONG_AGO, proposed_on=TODAY)
        rows[subject] = {"disposal_id": told.pk}
    return rows


def _opened_in_an_emergency() -> dict[str, dict[str, int | str]]:
    """Somebody of another town opens the file of this town; no seat of ours, for half an hour they see it. They opened the child's before it was
    closed.
    """
    by = post(Role.JUSTICE_ASSISTANT, office(OfficeKind.JUSTICE_OFFICE, "广顺街道"))
    break_glass(CANNOT_WAIT, name="", born_on=None, id_number=NUMBERS[HERE], by=by, on=TODAY)
    told = Emergency.objects.using("owner").get()
    rows: dict[str, dict[str, int | str]] = {EMERGENCY: {"emergency_id": told.pk}}
    words = why_of(told)
    (key,) = next_ids("casework_emergency", "id", 1, using="owner")
    told.pk, told.person_id = key, person_of(CLOSED).pk
    told.why_sealed = WHY.seal(words.encode(), id=told.pk)
    told.save(using="owner", force_insert=True)
    return {**rows, CLOSED_EMERGENCY: {"emergency_id": told.pk}}


def _keep_out(seats: Mapping[str, ActingStaff]) -> dict[str, dict[str, int | str]]:
    """Whoever keeps out says so, of each of these files that would open to them. The last thing that is planted."""
    told = [
        exclude(person_of(whose).pk, by.staff_id, ExclusionReason.KIN, by=by, on=TODAY)
        for name, by in seats.items()
        if SEATS[name].keeps_out
        for whose in (*KEPT_OUT_OF, ANSWERED)
        if _would_open(by, whose)
    ]
    closed = next(one for one in told if one.person_id == person_of(CLOSED).pk)
    return {EXCLUSION: {"exclusion_id": told[0].pk}, CLOSED_EXCLUSION: {"exclusion_id": closed.pk}}


def _would_open(by: ActingStaff, whose: str) -> bool:
    with acting(by, reading_only=True):
        return Person.objects.filter(may_open(by), name=NAMES[whose]).exists()


def _official_documents(clerk: ActingStaff) -> dict[str, OfficialDocument]:
    """One in force, and a draft that would take its place."""
    kept, draft = (upload(by=clerk) for _ in range(2))
    confirm_document(kept.pk, by=clerk, on=TODAY)
    return {IN_FORCE: kept, DRAFT: draft}


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
        child(NAMES[LEFT_ROW], 身份证号=NUMBERS[LEFT_ROW], 释放日期="不知道"),
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


def _reply(whose: str, by: ActingStaff) -> None:
    form = RegistrationForm.objects.using("owner").get(case__person=person_of(whose))
    true = Findings(name=Finding.TRUE, identity=Finding.TRUE, address=Finding.TRUE)
    record_verification(
        form.pk, replace(true, address=Finding.FALSE, address_evidence=EVIDENCE[whose]), by=by, on=TODAY
    )


def _between_the_sides(seats: Mapping[str, ActingStaff]) -> dict[str, dict[str, dict[str, int | str]]]:
    """What waits to be told, confirmed, referred and cleared up; through somebody else it leads nowhere."""
    case_id = Case.objects.using("owner").get(person=person_of(HERE)).pk
    by = {"by": seats["justice assistant"], "on": TODAY}
    told = tell_change(case_id, told_by=Teller.INSTITUTION, what=OF_THE_INSTITUTION, **by)
    learnt = learn_of_change(case_id, what=LEARNT, **by)
    need = note_family_need(case_id, NewFamilyNeed(FAMILY, 1, consent=True, consent_from=CONSENT), **by)
    finding = ThreeFalseFinding.objects.using("owner").get(case__person=person_of(ANSWERED))

    def about(row: int, whose: str = HERE) -> dict[str, dict[str, int | str]]:
        return {
            subject: {"person_id": person_of(name).pk, "about_id": row}
            for subject, name in ((HERE, whose), (THERE, THERE), (AWAY, AWAY), (CLOSED, CLOSED))
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
    report_in(case_id, Arrival(has_certificate=True, certificate="1", contact=f"{CONTACT} {TELEPHONE}"), **office)
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
