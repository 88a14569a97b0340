"""Registration forms of our detention centre for other counties: noted, sent in time or not, confirmed; what is missing is asked for (INF-1)."""

from datetime import date

import pytest

from anbang.audit.models import Event
from anbang.casework.custody.changes import AboutOutbound
from anbang.casework.custody.models import Channel, OutboundForm
from anbang.casework.custody.outbound import (
    Sending,
    confirm_outbound,
    note_outbound,
    outbound_forms,
    outbound_to_send,
    overdue_by_institution,
    send_outbound,
)
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.steps import StepRefused
from anbang.papers.models import PaperKind, SealedFile
from anbang.papers.scans import read_scan
from anbang.policy import DEFAULT_PACK
from tests.papers.test_scans import PDF
from tests.support.crew import TODAY, days
from tests.support.people import office, post

LATE_RECORD = int(str(DEFAULT_PACK.parameter("late_record_days", TODAY)))
NO_SCAN = "原件封缄后才想起"


@pytest.fixture
def detention(district: object) -> ActingStaff:
    """The detention centre's clerk."""
    return post(Role.INSTITUTION_CLERK, office(OfficeKind.DETENTION_CENTRE), from_on=date(2025, 1, 1))


def noted(by: ActingStaff, admitted_on: date, *, name: str = "甄远", channel: Channel = Channel.POST) -> OutboundForm:
    return note_outbound(
        AboutOutbound(name, registered="四川省隆昌市"),
        addressed_to="四川省隆昌市司法局",
        channel=channel,
        admitted_on=admitted_on,
        by=by,
        on=TODAY,
    )


def kept(form: OutboundForm) -> OutboundForm:
    return OutboundForm.objects.using("owner").get(pk=form.pk)


def test_a_sending_that_is_recorded_late_says_why(detention):
    form = noted(detention, TODAY - days(30))
    sent_on = TODAY - days(LATE_RECORD + 1)
    with pytest.raises(StepRefused, match="为什么现在才登记") as refused:
        send_outbound(form.pk, Sending(no_scan_because=NO_SCAN, late_because=" "), by=detention, on=sent_on)
    assert refused.value.field == "late_because"
    assert kept(form).sent_on is None
    send_outbound(form.pk, Sending(no_scan_because=NO_SCAN, late_because="经办人出差"), by=detention, on=sent_on)
    assert (kept(form).sent_on, kept(form).late_because) == (sent_on, "经办人出差")


def test_control_on_the_last_day_of_the_time_nothing_is_asked_and_nothing_kept(detention):
    form = noted(detention, TODAY - days(30))
    sent_on = TODAY - days(LATE_RECORD)
    send_outbound(form.pk, Sending(no_scan_because=NO_SCAN, late_because="多写的"), by=detention, on=sent_on)
    assert (kept(form).sent_on, kept(form).late_because) == (sent_on, "")


def test_what_goes_by_post_has_a_scan_or_says_why_there_is_none(detention):
    form = noted(detention, TODAY - days(9))
    with pytest.raises(StepRefused, match="扫描件") as refused:
        send_outbound(form.pk, Sending(no_scan_because=" "), by=detention, on=TODAY)
    assert refused.value.field == "scan"
    assert kept(form).sent_on is None
    send_outbound(form.pk, Sending(no_scan_because=NO_SCAN), by=detention, on=TODAY)
    assert (kept(form).no_scan_because, kept(form).scan_id) == (NO_SCAN, None)


def test_control_with_a_scan_or_through_the_system_no_reason_is_asked(detention):
    posted, told = noted(detention, TODAY - days(9)), noted(detention, TODAY - days(9), channel=Channel.SYSTEM)
    scan = read_scan(PDF, PaperKind.REGISTRATION_FORM)
    send_outbound(posted.pk, Sending(scan, no_scan_because=NO_SCAN), by=detention, on=TODAY)
    send_outbound(told.pk, Sending(), by=detention, on=TODAY)
    assert (kept(posted).scan_id is not None, kept(posted).no_scan_because) == (True, "")
    assert (kept(told).scan_id, kept(told).no_scan_because) == (None, "")


def test_what_is_refused_leaves_no_file_behind(detention):
    form = noted(detention, TODAY - days(30))
    scan = read_scan(PDF, PaperKind.REGISTRATION_FORM)
    with pytest.raises(StepRefused):
        send_outbound(form.pk, Sending(scan), by=detention, on=TODAY - days(LATE_RECORD + 1))
    assert not SealedFile.objects.using("owner").exists()
    send_outbound(form.pk, Sending(scan), by=detention, on=TODAY)
    assert SealedFile.objects.using("owner").count() == 1, "the control: a form that is sent keeps it"


def test_no_day_to_come_and_none_before_admission(detention):
    with pytest.raises(StepRefused, match="收押日期不能晚于今天"):
        noted(detention, TODAY + days(1))
    form = noted(detention, TODAY - days(3))
    sending = Sending(no_scan_because=NO_SCAN)
    for on, words in ((TODAY + days(1), "日期不能晚于今天"), (TODAY - days(4), "寄出不能早于收押")):
        with pytest.raises(StepRefused, match=words) as refused:
            send_outbound(form.pk, sending, by=detention, on=on)
        assert refused.value.field == "on"
    with pytest.raises(StepRefused, match="还没有寄出"):
        confirm_outbound(form.pk, by=detention, on=TODAY)
    send_outbound(form.pk, sending, by=detention, on=TODAY - days(3))
    for on, words in ((TODAY + days(1), "日期不能晚于今天"), (TODAY - days(4), "回执不能早于寄出")):
        with pytest.raises(StepRefused, match=words):
            confirm_outbound(form.pk, by=detention, on=on)
    confirm_outbound(form.pk, by=detention, on=TODAY)
    assert (kept(form).sent_on, kept(form).receipt_on) == (TODAY - days(3), TODAY), "the control: days that can be"


def test_the_most_urgent_comes_first_and_what_is_done_last(detention):
    later, overdue = noted(detention, TODAY - days(5)), noted(detention, TODAY - days(60))
    posted, confirmed = noted(detention, TODAY - days(20)), noted(detention, TODAY - days(25))
    for form in (posted, confirmed):
        send_outbound(form.pk, Sending(no_scan_because=NO_SCAN), by=detention, on=TODAY)
    confirm_outbound(confirmed.pk, by=detention, on=TODAY)
    with acting(detention, reading_only=True):
        found = list(outbound_forms(for_staff=detention).values_list("id", flat=True))
        to_send = list(outbound_to_send(for_staff=detention).values_list("id", flat=True))
    assert found == [overdue.pk, later.pk, posted.pk, confirmed.pk]
    assert to_send == [overdue.pk, later.pk]


def test_the_bureau_sees_by_institution_what_was_not_sent_in_time(detention, district):
    forms = [noted(detention, TODAY - days(ago)) for ago in (60, 45, 3)]
    clerk = district.clerk()
    with acting(clerk, reading_only=True):
        (one,) = overdue_by_institution(for_staff=clerk)
    assert (one.institution, one.forms, one.first_due_on) == (detention.office_name, 2, forms[0].due_on)
    for form in forms[:2]:
        send_outbound(form.pk, Sending(no_scan_because=NO_SCAN), by=detention, on=TODAY)
    with acting(clerk, reading_only=True):
        assert overdue_by_institution(for_staff=clerk) == [], "the control: what was sent, and what is not due yet"


def test_each_step_leaves_an_event_and_nobodys_name(detention):
    form = noted(detention, TODAY - days(3))
    send_outbound(form.pk, Sending(no_scan_because=NO_SCAN), by=detention, on=TODAY)
    confirm_outbound(form.pk, by=detention, on=TODAY)
    told = Event.objects.using("auditor").filter(data__outbound_form=form.pk).order_by("id")
    assert [event.action for event in told] == [f"outbound_form_{step}" for step in ("noted", "sent", "confirmed")]
    assert all(event.data == {"outbound_form": form.pk} for event in told)


def test_a_prison_and_the_bureau_note_nothing(detention, district):
    prison = post(Role.INSTITUTION_CLERK, office(OfficeKind.PRISON), from_on=date(2025, 1, 1))
    for by in (prison, district.clerk()):
        with pytest.raises(StepRefused, match="由看守所登记"):
            noted(by, TODAY)
    form = noted(detention, TODAY)
    with pytest.raises(OutboundForm.DoesNotExist):
        send_outbound(form.pk, Sending(no_scan_because=NO_SCAN), by=prison, on=TODAY)
