"""From the list to the reply: what happens to somebody whom an institution announces (clauses 2.3.1 and 2.3.2)."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from anbang.audit.models import Event
from anbang.audit.queries import events_of
from anbang.casework.act.reasons import PriorityReason
from anbang.casework.custody.actions import (
    Findings,
    alert_priority,
    arrange_reception,
    confirm_receipt,
    record_verification,
)
from anbang.casework.custody.intake import take_in
from anbang.casework.custody.models import Finding, RegistrationForm, ReleaseNotice, Verification
from anbang.casework.custody.queries import verifications_for_institution
from anbang.casework.duty.models import Duty
from anbang.casework.duty.queries import counts_by_urgency, work_list
from anbang.casework.person.models import Case, Person
from anbang.organisations.acting import acting
from anbang.organisations.steps import StepRefused
from anbang.papers.actions import body_of

TODAY = date(2026, 11, 5)
ALL_TRUE = Findings(Finding.TRUE, Finding.TRUE, Finding.TRUE)


def duty(case, rule):
    return Duty.objects.using("owner").get(case=case, rule=rule)


def form_of(case):
    return RegistrationForm.objects.using("owner").get(case=case)


def notice_of(case):
    notices = ReleaseNotice.objects.using("owner").select_related("risk_opinion", "aid_proposal")
    return notices.get(case=case)


def test_somebody_taken_in_stands_as_registration_form_and_release_notice(take):
    case = take()
    assert form_of(case).received_on == TODAY
    assert notice_of(case).release_on == date(2026, 12, 20)


def test_the_justice_office_of_the_registered_town_must_verify_within_a_month(take, assistant):
    verify = duty(take(), "verify")
    assert (verify.office_id, verify.clause) == (assistant.office_id, "2.3.1")
    assert (verify.opens_on, verify.due_on) == (TODAY, date(2026, 12, 5))


def test_the_opinion_and_the_proposal_are_sealed_documents(take):
    notice = notice_of(take())
    assert body_of(notice.risk_opinion) == "一般"
    assert body_of(notice.aid_proposal) == "建议技能培训"
    assert "建议".encode() not in bytes(notice.aid_proposal.body_sealed)


def test_each_step_leaves_an_event_with_its_clause(take):
    case = take()
    events = Event.objects.using("auditor").filter(case_id=case.pk).order_by("id")
    assert [event.action for event in events] == ["admitted", "form_received", "notice_received"]
    assert all(event.clauses == ["2.3.1"] for event in events)


def test_files_are_numbered_without_gaps_or_repetition(take):
    assert [take().number for _ in range(3)] == ["2026-00001", "2026-00002", "2026-00003"]


def test_a_verification_meets_the_duty_and_the_institution_sees_the_reply(take, assistant, warder):
    case = take()
    sent = record_verification(form_of(case).pk, ALL_TRUE, by=assistant, on=TODAY)
    assert duty(case, "verify").met_on == TODAY
    with acting(warder):
        assert [reply.number for reply in verifications_for_institution(for_staff=warder)] == [sent.number]


def test_the_institution_confirms_the_receipt_once_even_if_it_clicks_twice(take, assistant, warder):
    sent = record_verification(form_of(take()).pk, ALL_TRUE, by=assistant, on=TODAY)
    confirm_receipt(sent.pk, by=warder, on=TODAY)
    first = Verification.objects.using("owner").get(pk=sent.pk).receipt_at
    confirm_receipt(sent.pk, by=warder, on=TODAY)
    assert Verification.objects.using("owner").get(pk=sent.pk).receipt_at == first
    assert Event.objects.using("auditor").filter(action="receipt_confirmed").count() == 1


def test_the_receipt_stands_in_the_persons_history_though_the_institution_sees_no_case(take, assistant, warder):
    case = take()
    sent = record_verification(form_of(case).pk, ALL_TRUE, by=assistant, on=TODAY)
    confirm_receipt(sent.pk, by=warder, on=TODAY)
    with acting(warder):
        assert not Case.objects.exists()
    with acting(assistant):
        newest = events_of(case.person_id)[0]
    assert (newest.action, newest.happened_on) == ("receipt_confirmed", TODAY)
    assert Verification.objects.using("owner").get(pk=sent.pk).receipt_on == TODAY


def test_a_reply_cannot_name_another_person_than_its_case(take, assistant):
    case, other = take(), take()
    sent = record_verification(form_of(case).pk, ALL_TRUE, by=assistant, on=TODAY)
    with pytest.raises(IntegrityError, match="verification_names_the_person_of_its_case"), transaction.atomic("owner"):
        Verification.objects.using("owner").filter(pk=sent.pk).update(person_id=other.person_id)


@pytest.mark.parametrize("lacking", ["receipt_on", "receipt_at", "receipt_by_id"])
def test_a_receipt_has_its_day_its_moment_and_its_hand(take, assistant, warder, lacking):
    sent = record_verification(form_of(take()).pk, ALL_TRUE, by=assistant, on=TODAY)
    confirm_receipt(sent.pk, by=warder, on=TODAY)
    with pytest.raises(IntegrityError, match="verification_receipt_has_day_moment_and_hand"):
        Verification.objects.using("owner").filter(pk=sent.pk).update(**{lacking: None})


def test_every_evidence_that_is_missing_is_named_at_once(take, assistant):
    findings = Findings(Finding.TRUE, Finding.FALSE, Finding.UNKNOWN)
    with pytest.raises(StepRefused) as refused:
        record_verification(form_of(take()).pk, findings, by=assistant, on=TODAY)
    assert (refused.value.field, *refused.value.also) == ("identity_evidence", "address_evidence")


def test_a_verification_is_sent_once(take, assistant):
    form = form_of(take())
    record_verification(form.pk, ALL_TRUE, by=assistant, on=TODAY)
    with pytest.raises(StepRefused, match="已经核查回复"):
        record_verification(form.pk, ALL_TRUE, by=assistant, on=TODAY)


@pytest.mark.parametrize("item", ["name", "identity", "address"])
@pytest.mark.parametrize("finding", [Finding.FALSE, Finding.UNKNOWN])
def test_what_is_not_simply_true_needs_evidence(take, assistant, item, finding):
    findings = Findings(**{"name": Finding.TRUE, "identity": Finding.TRUE, "address": Finding.TRUE, item: finding})
    with pytest.raises(StepRefused) as refused:
        record_verification(form_of(take()).pk, findings, by=assistant, on=TODAY)
    assert refused.value.field == f"{item}_evidence"


def test_the_database_itself_refuses_a_false_item_without_evidence(take, assistant):
    sent = record_verification(form_of(take()).pk, ALL_TRUE, by=assistant, on=TODAY)
    with pytest.raises(IntegrityError, match="verification_of_address_not_true_has_evidence"):
        Verification.objects.using("owner").filter(pk=sent.pk).update(address=Finding.FALSE)


def test_another_town_cannot_even_find_the_form(take, assistant, neighbour):
    form = form_of(take())
    with pytest.raises(RegistrationForm.DoesNotExist):
        record_verification(form.pk, ALL_TRUE, by=neighbour, on=TODAY)


def test_the_bureau_sees_the_form_but_does_not_verify_in_place_of_the_justice_office(take, clerk, assistant):
    with pytest.raises(StepRefused, match="户籍地司法所"):
        record_verification(form_of(take()).pk, ALL_TRUE, by=clerk, on=TODAY)


def test_the_bureau_answers_the_notice_within_a_week(take, clerk):
    case = take()
    assert duty(case, "reply_reception").due_on == date(2026, 11, 12)
    arrange_reception(
        notice_of(case).pk,
        who_meets="家属与村代表",
        remarks="",
        by=replace(clerk, today=date(2026, 11, 6)),
        on=date(2026, 11, 6),
    )
    assert duty(case, "reply_reception").met_on == date(2026, 11, 6)
    with pytest.raises(StepRefused, match="已经回复过"):
        arrange_reception(notice_of(case).pk, who_meets="另一人", remarks="", by=clerk, on=TODAY)


def test_a_priority_person_is_told_to_town_and_police(take, assistant, priority):
    case = take(priority=priority)
    assert duty(case, "alert_priority").due_on == date(2026, 11, 8)
    alert_priority(case.pk, town_told="街道办 王主任", police_told="派出所 刘警官", by=assistant, on=TODAY)
    assert duty(case, "alert_priority").met_on == TODAY


def test_a_general_person_needs_no_alert(take, assistant):
    case = take(priority=())
    assert not Duty.objects.using("owner").filter(case=case, rule="alert_priority").exists()
    with pytest.raises(StepRefused, match="不是重点"):
        alert_priority(case.pk, town_told="a", police_told="b", by=assistant, on=TODAY)


def test_a_blank_name_of_whom_was_told_is_refused_at_its_field(take, assistant, priority):
    with pytest.raises(StepRefused) as refused:
        alert_priority(take(priority=priority).pk, town_told="王主任", police_told="  ", by=assistant, on=TODAY)
    assert refused.value.field == "police_told"


def test_somebody_registered_outside_belongs_to_the_office_of_the_residence(take, assistant, intake):
    case = take(registered=type(intake.registered)(outside="四川省隆昌市界市镇"))
    assert duty(case, "verify").office_id == assistant.office_id


def test_somebody_without_an_id_number_is_taken_in_with_the_identity_open(take):
    case = take(id_number=None)
    assert not Person.objects.using("owner").get(pk=case.person_id).identity_known


def test_the_work_list_shows_the_most_urgent_first_and_counts_them(take, assistant, priority):
    take(on=date(2026, 10, 1), release_on=date(2027, 3, 1))
    take(priority=priority)
    with acting(assistant):
        duties = work_list(for_staff=assistant)
        assert [(found.rule, found.due_on) for found in duties] == [
            ("verify", date(2026, 11, 1)),
            ("alert_priority", date(2026, 11, 8)),
            ("verify", date(2026, 12, 5)),
        ]
        counts = counts_by_urgency(duties, on=TODAY)
    assert (counts.overdue, counts.today, counts.week, counts.later) == (1, 0, 1, 1)


def test_fifty_are_taken_in_as_one_is(take, clerk, intake):
    alone = take(priority=(PriorityReason.OTHER,))
    many = take_in(
        [replace(intake, name=f"李{i}", priority=(PriorityReason.OTHER,)) for i in range(50)], by=clerk, on=TODAY
    )
    expected = sorted(
        Duty.objects.using("owner").filter(case=alone).values_list("rule", "opens_on", "due_on", "office_id")
    )
    for case in many:
        assert (
            sorted(Duty.objects.using("owner").filter(case=case).values_list("rule", "opens_on", "due_on", "office_id"))
            == expected
        )
