"""What is planted around arrivals: people in care, questions between offices, letters to institutions, scans, what offices did."""

from collections.abc import Mapping
from datetime import date, timedelta

from anbang.assistance.placement.actions import agree_base
from anbang.casework.charge.models import Caseworker
from anbang.casework.custody.actions import arrange_reception
from anbang.casework.custody.changes import AboutOutbound, tell_change
from anbang.casework.custody.models import Channel, MajorChange, ReleaseNotice, Teller
from anbang.casework.custody.outbound import Sending, note_outbound, send_outbound
from anbang.casework.duty.models import Duty
from anbang.casework.duty.telling import Level, ToldUp
from anbang.casework.handover.actions import Arrival
from anbang.casework.handover.filing import Somebody
from anbang.casework.handover.intake import Unannounced, take_in_on_the_spot
from anbang.casework.handover.models import Enquiry, ReleasedFrom
from anbang.casework.models import Case
from anbang.casework.person.actions import Place
from anbang.casework.person.models import Person
from anbang.coordination.feedback.actions import NewFeedback, write_feedback
from anbang.coordination.office.actions import begin_rounds, record_office_act, set_key_period
from anbang.coordination.office.models import OfficeActKind, Presence
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import OfficeKind
from anbang.organisations.models import Area, Office
from anbang.papers.models import PaperKind
from anbang.papers.scans import attach_scan, read_scan
from tests.papers.test_scans import photograph
from tests.support.people import TODAY, office
from tests.web.matrix import (
    AWAY,
    CARED,
    CHANGE,
    CLOSED,
    CLOSED_ENQUIRY,
    ENQUIRY,
    FILES,
    HERE,
    HOLDER,
    KINDS,
    LEFT,
    OUTBOUND,
    OWED,
    RECORDED,
    REMARK,
    SIBLING,
    THERE,
    TOWN,
)
from tests.web.names import (
    ANSWERED,
    ANSWERED_THERE,
    CAME,
    CAME_CLOSED,
    IN_CARE,
    IN_CARE_THERE,
    LETTERS,
    NAMES,
    NUMBERS,
    SENT_AWAY,
)
from tests.web.where import Arguments


def scan_of(whose: str) -> bytes:
    """A scan in which somebody's name stands, so that it is known whose it is."""
    drawn = f"% {NAMES[whose]}\n".encode()
    head = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj\n"
    )
    page = f"4 0 obj<</Length {len(drawn)}>>stream\n".encode() + drawn + b"endstream endobj\n"
    return head + page + b"trailer<</Root 1 0 R>>\n%%EOF\n"


def town(name: str) -> Area:
    """A town by its name."""
    return Area.objects.using("owner").get(name=name)


def came(name: str, *, number: str = "", place: Place | None = None, born_on: date | None = None) -> Unannounced:
    """Somebody who stands there, released yesterday."""
    return Unannounced(
        Somebody(name=name, sex="male", born_on=born_on, id_number=number, registered=place),
        date(2026, 11, 4),
        ReleasedFrom.PRISON,
        Arrival(has_certificate=True, certificate="释字1号"),
        "监所没有来文",
    )


def plant(seats: Mapping[str, ActingStaff]) -> Arguments:
    """Everything, by its address. Comes after the lists."""
    here, there = seats["justice assistant"], seats["justice assistant elsewhere"]
    for whose, by, place in ((IN_CARE, here, TOWN), (IN_CARE_THERE, there, SIBLING)):
        take_in_on_the_spot(
            came(NAMES[whose], place=Place(area_id=town(place).pk), born_on=date(1980, 2, 3)), by=by, on=TODAY
        )
    for whose, number in ((CAME, NUMBERS[HERE]), (CAME_CLOSED, NUMBERS[CLOSED])):
        told = came(NAMES[whose], number=number, place=Place(area_id=town(SIBLING).pk))
        assert take_in_on_the_spot(told, by=there, on=TODAY).is_asked_elsewhere
    people = {whose: Person.objects.using("owner").get(name=NAMES[whose]) for whose in FILES}
    words = list(LETTERS)
    for whose, by in ((ANSWERED, here), (ANSWERED_THERE, there)):
        case = Case.objects.using("owner").get(person__name=NAMES[whose])
        change, meets = (text for told, text in words if told == whose)
        tell_change(case.pk, told_by=Teller.HOME, what=change, by=by, on=TODAY)
        notice = ReleaseNotice.objects.using("owner").get(case=case)
        arrange_reception(notice.pk, who_meets=meets, remarks="", by=seats["bureau clerk"], on=TODAY)
    outbound: dict[str, dict[str, int | str]] = {
        OUTBOUND: {"form_id": _outbound(NAMES[SENT_AWAY], seats["clerk of another institution"])}
    }
    return {
        **_scans(people, seats),
        **_told_up(people),
        "answer_enquiry": {
            ENQUIRY: {"enquiry_id": _enquiry(people[HERE])},
            CLOSED_ENQUIRY: {"enquiry_id": _enquiry(people[CLOSED])},
        },
        "change_receipt": {
            CHANGE: {"change_id": MajorChange.objects.using("owner").get(person_name=NAMES[ANSWERED]).pk}
        },
        **dict.fromkeys(("send_outbound", "outbound_receipt", "outbound_scan"), outbound),
        "hand_over": {HOLDER: {"staff_id": _holder(NAMES[IN_CARE])}},
        **_of_offices(seats, Person.objects.using("owner").get(name=NAMES[IN_CARE])),
    }


def _scans(people: Mapping[str, Person], seats: Mapping[str, ActingStaff]) -> Arguments:
    kept: dict[str, dict[str, int | str]] = {}
    # Of a closed file only what says nothing of the offence is opened.
    hands = {
        HERE: "justice assistant",
        THERE: "justice assistant elsewhere",
        CLOSED: "keeper of closed files",
        CARED: "justice assistant",
        **dict.fromkeys((AWAY, LEFT), "bureau clerk"),
    }
    photographed = read_scan(photograph(size=(1200, 900)), PaperKind.CARE_AGREEMENT)
    pages: dict[str, dict[str, int | str]] = {}
    for whose, seat in hands.items():
        told, by = {"person_id": people[whose].pk}, seats[seat]
        new = read_scan(scan_of(whose), PaperKind.HARDSHIP_CERTIFICATE)
        kept[whose] = {**told, "paper_id": attach_scan(people[whose].pk, new, by=by, on=TODAY).pk}
        pages[whose] = {**told, "paper_id": attach_scan(people[whose].pk, photographed, by=by, on=TODAY).pk}
    return {
        "scan": kept,
        "remove_scan": kept,
        "scan_pages": pages,
        "scan_page": {whose: {**told, "number": 1} for whose, told in pages.items()},
        "scans": {whose: {"person_id": person.pk} for whose, person in people.items()},
    }


def _told_up(people: Mapping[str, Person]) -> Arguments:
    district = office(OfficeKind.AFTERCARE_OFFICE)
    towns = {HERE: TOWN, THERE: SIBLING, CLOSED: TOWN, CARED: TOWN, AWAY: SIBLING, LEFT: SIBLING}
    duties: dict[str, dict[str, int | str]] = {}
    for whose, person in people.items():
        owed = Duty.objects.using("owner").running().filter(case__person=person, owner_kind="justice_office")
        duty = owed.order_by("id")[0]
        told = ToldUp.objects.using("owner")
        when = {"due_on": duty.due_on, "told_on": max(TODAY, duty.due_on + timedelta(days=1))}
        told.create(duty=duty, level=Level.TOWN, office=office(OfficeKind.TOWN_GOVERNMENT, towns[whose]), **when)
        told.create(duty=duty, level=Level.DISTRICT, office=district, **when)
        duties[whose] = {"duty_id": duty.pk}
    return {"let_rest": duties}


def _enquiry(person: Person) -> int:
    return Enquiry.objects.using("owner").get(person=person).pk


def _outbound(name: str, by: ActingStaff) -> int:
    form = note_outbound(
        AboutOutbound(name, registered="四川省隆昌市"),
        addressed_to="四川省隆昌市",
        channel=Channel.POST,
        admitted_on=date(2026, 10, 20),
        by=by,
        on=TODAY,
    )
    send_outbound(form.pk, Sending(read_scan(scan_of(SENT_AWAY), PaperKind.REGISTRATION_FORM)), by=by, on=TODAY)
    return form.pk


def _remark(seats: Mapping[str, ActingStaff]) -> int:
    remark = NewFeedback("/people/…/", "甄", "0.1.0", "甄")
    return write_feedback(remark, by=seats["justice assistant"], on=TODAY).pk


def _holder(name: str) -> int:
    return Caseworker.objects.using("owner").get(person__name=name).staff_id


def _of_offices(seats: Mapping[str, ActingStaff], in_care: Person) -> Arguments:
    teacher = seats["justice assistant"]
    lesson = record_office_act(
        OfficeActKind.LESSON, teacher.office_id, by=teacher, on=TODAY, attendance={in_care.pk: Presence.ATTENDED}
    )
    by = seats["aftercare officer"]
    with acting(by):
        begin_rounds(list(Office.objects.filter(pk=teacher.office_id)), since=TODAY, today=TODAY)
    duty = Duty.objects.using("owner").get(case=None, office=teacher.office_id, rule="hold_education")
    period = set_key_period("甄", begins_on=TODAY + timedelta(days=60), ends_on=TODAY + timedelta(days=70), by=by)
    remark = {REMARK: {"feedback_id": _remark(seats)}}
    base = agree_base(town(TOWN).pk, "甄", by=seats["town officer"], on=TODAY)
    return {
        "record_office_act": {kind: {"kind": kind} for kind in KINDS},
        "why_office": {OWED: {"duty_id": duty.pk}},
        "mend_office_act": {RECORDED: {"act_id": lesson.pk}},
        "mend_key_period": {"period": {"period_id": period.pk}},
        "end_base": {"base": {"base_id": base.pk}},
        "one_feedback": remark,
        "close_feedback": remark,
    }
