"""Whoever comes: on the spot, from community corrections, on paper; asked about elsewhere, and answered."""

from dataclasses import replace
from datetime import date

import pytest

from anbang.audit.models import Event
from anbang.casework.act.models import Act
from anbang.casework.arrival.typed import TypedForm, find_file, type_in_form, type_in_notice
from anbang.casework.care.actions import record_reoffence
from anbang.casework.charge.handing import cases_in_hand, hand_over_cases, holders_of_cases
from anbang.casework.charge.listing import Standing, listed, sought
from anbang.casework.charge.models import Caseworker, Transfer
from anbang.casework.custody.changes import return_as_not_ours
from anbang.casework.custody.models import RegistrationForm, Sentence
from anbang.casework.custody.single import NewNotice, OnPaper
from anbang.casework.handover.actions import Arrival, record_release
from anbang.casework.handover.filing import Somebody
from anbang.casework.handover.intake import (
    Unannounced,
    answer_enquiry,
    enquiries_from,
    enquiries_to,
    take_in_on_the_spot,
    take_over_from_corrections,
    who_came,
)
from anbang.casework.handover.models import EnquiryAnswer, ReleasedFrom
from anbang.casework.models import Case, ClosedRecord, Person
from anbang.casework.person.actions import Place
from anbang.organisations.acting import acting
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.models import Area
from anbang.organisations.steps import StepRefused
from anbang.papers.models import Paper, PaperKind
from anbang.papers.scans import read_scan
from tests.papers.test_scans import PDF
from tests.support.people import TODAY, office, post, village

NUMBER = "510231198506121232"
FOLLOWS = OnPaper(no_scan_because="原件周五送来")


def town(name: str) -> Place:
    return Place(area_id=Area.objects.using("owner").get(name=name).pk)


def came(**different: object) -> Unannounced:
    told = {"name": "张三", "sex": "male", "id_number": NUMBER, "registered": town("昌元街道"), **different}
    return Unannounced(
        Somebody(**told),  # type: ignore[arg-type]
        date(2026, 11, 4),
        ReleasedFrom.PRISON,
        Arrival(has_certificate=True, certificate="释字1号"),
        "监所没有来文",
    )


def paper(**different: object) -> TypedForm:
    told = {
        "somebody": Somebody("李四", "male", None, NUMBER, town("昌元街道")),
        "institution_id": office(OfficeKind.PRISON).pk,
        "received_on": TODAY,
        "offence": "盗窃罪",
        "offence_on": date(2024, 1, 10),
        "months": 36,
        "admitted_on": date(2024, 6, 1),
        "release_on": date(2027, 6, 1),
        "contact": "李某 13800000000",
        "paper": FOLLOWS,
        **different,
    }
    return TypedForm(**told)  # type: ignore[arg-type]


def test_whoever_reports_in_unannounced_is_in_care_from_that_moment(assistant):
    taken = take_in_on_the_spot(came(), by=assistant, on=TODAY)
    case = Case.objects.using("owner").get(pk=taken.case.pk)
    assert (case.care_from, case.closed_on) == (date(2026, 11, 4), None)
    assert Caseworker.objects.using("owner").get(case=case).staff_id == assistant.staff_id
    assert case.duties.using("owner").get(rule="receive").met_on == TODAY, "the outcome of the release is known"


def test_whoever_lives_here_and_is_registered_in_another_town_is_taken_in_here(assistant, neighbour):
    told = came(registered=town("安富街道"), residence=Place(area_id=village().pk))
    taken = take_in_on_the_spot(told, by=assistant, on=TODAY)
    seeing = set(
        Person.objects.using("owner")
        .get(pk=taken.case.person_id)
        .reach.using("owner")
        .values_list("office_id", flat=True)
    )
    assert {assistant.office_id, neighbour.office_id} <= seeing


def test_a_file_of_ones_own_is_told(assistant):
    take_in_on_the_spot(came(), by=assistant, on=TODAY)
    with pytest.raises(StepRefused, match="你处已有此人的档案"):
        take_in_on_the_spot(came(), by=assistant, on=TODAY)


def test_a_file_elsewhere_is_asked_about_and_its_office_lets_the_other_take_over(assistant, neighbour):
    take_in_on_the_spot(came(), by=assistant, on=TODAY)
    there = came(name="自称", registered=town("安富街道"), residence=town("安富街道"))
    assert take_in_on_the_spot(there, by=neighbour, on=TODAY).is_asked_elsewhere
    with acting(neighbour):
        (asked,) = enquiries_from(for_staff=neighbour)
        assert not enquiries_to(for_staff=neighbour)
    with acting(assistant):
        (waiting,) = enquiries_to(for_staff=assistant)
    told = who_came(waiting)
    assert (asked.pk, told.name, told.id_number, told.lives_in) == (
        waiting.pk,
        "自称",
        NUMBER,
        town("安富街道").area_id,
    )
    answer_enquiry(waiting.pk, EnquiryAnswer.TAKE_OVER, by=assistant, on=TODAY, moved_to=town("安富街道"))
    assert Transfer.objects.using("owner").get().receiver_id == neighbour.office_id
    with acting(assistant), pytest.raises(StepRefused):
        answer_enquiry(waiting.pk, EnquiryAnswer.OURS, by=assistant, on=TODAY)


def test_after_somebody_else_the_office_opens_a_file_of_its_own(assistant, neighbour):
    take_in_on_the_spot(came(), by=assistant, on=TODAY)
    there = came(registered=town("安富街道"))
    take_in_on_the_spot(there, by=neighbour, on=TODAY)
    with acting(assistant):
        (waiting,) = enquiries_to(for_staff=assistant)
    answer_enquiry(waiting.pk, EnquiryAnswer.SOMEBODY_ELSE, by=assistant, on=TODAY)
    assert take_in_on_the_spot(there, by=neighbour, on=TODAY).case is not None


def test_a_closed_file_is_asked_about_alike_and_only_those_named_see_the_question(clerk, assistant, take, neighbour):
    colleague = post(Role.JUSTICE_ASSISTANT, office(OfficeKind.JUSTICE_OFFICE, "昌元街道"), from_on=date(2026, 1, 1))
    take(sealing_proposed=True)
    for by in (neighbour, colleague):
        place = town("安富街道") if by is neighbour else town("昌元街道")
        assert take_in_on_the_spot(came(registered=place), by=by, on=TODAY).is_asked_elsewhere
    with acting(assistant):
        assert len(enquiries_to(for_staff=assistant)) == 2
    for by in (neighbour, colleague, clerk):
        with acting(by):
            assert not enquiries_to(for_staff=by)


def test_care_after_community_corrections_runs_from_the_day_of_completion(assistant):
    told = take_over_from_corrections(
        came().somebody, completed_on=date(2026, 11, 3), handed_over="王某移交档案一册", by=assistant, on=TODAY
    )
    assert Case.objects.using("owner").get(pk=told.case.pk).care_from == date(2026, 11, 3)


# On paper


def test_a_form_that_came_by_post_is_typed_in_with_its_scan(clerk, assistant):
    scan = OnPaper(read_scan(PDF, PaperKind.REGISTRATION_FORM))
    typed = type_in_form(paper(paper=scan), by=clerk, on=TODAY)
    assert (typed.is_new, typed.is_closed) == (True, False)
    case = Case.objects.using("owner").get(pk=typed.case.pk)
    sentence = Sentence.objects.using("owner").get(case=case)
    assert (sentence.offence, sentence.months, sentence.release_on) == ("盗窃罪", 36, date(2027, 6, 1))
    assert case.duties.using("owner").get(rule="verify").office_id == assistant.office_id
    assert Paper.objects.using("owner").get(person_id=case.person_id).kind == PaperKind.REGISTRATION_FORM
    assert RegistrationForm.objects.using("owner").get(case=case).channel == "post"


def test_a_second_form_about_the_same_number_goes_into_the_file_there_is(clerk, assistant, take):
    case = take(name="李四")
    typed = type_in_form(paper(), by=clerk, on=TODAY)
    assert (typed.case.person_id, typed.is_new) == (case.person_id, False)
    assert Person.objects.using("owner").count() == 1


def test_a_number_under_another_name_is_refused_and_nothing_is_kept(clerk, assistant, take):
    take()
    before = Event.objects.using("owner").count()
    with pytest.raises(StepRefused) as refused:
        type_in_form(paper(), by=clerk, on=TODAY)
    assert refused.value.field == "id_number"
    assert (Event.objects.using("owner").count(), Paper.objects.using("owner").filter(file__isnull=False).count()) == (
        before,
        0,
    )


def test_a_namesake_of_the_same_birth_is_taken_in_when_it_is_another_person(clerk, assistant, take):
    take(name="李四", id_number=None)
    told = paper(somebody=Somebody("李四", "male", date(1985, 6, 12), "", town("昌元街道")))
    with pytest.raises(StepRefused) as refused:
        type_in_form(told, by=clerk, on=TODAY)
    assert refused.value.field == "is_another"
    assert type_in_form(replace(told, is_another=True), by=clerk, on=TODAY).is_new


CHILDS = {
    "somebody": None,
    "offence_on": date(2025, 1, 10),
    "months": 12,
    "admitted_on": date(2026, 1, 1),
    "release_on": date(2027, 1, 1),
}


def childs_paper(**different: object) -> TypedForm:
    somebody = Somebody("小某", "male", date(2009, 3, 15), "", town("昌元街道"))
    return paper(**{**CHILDS, "somebody": somebody, **different})


def test_a_paper_about_a_childs_offence_closes_its_file_at_once(clerk, assistant):
    typed = type_in_form(childs_paper(paper=OnPaper(read_scan(PDF, PaperKind.REGISTRATION_FORM))), by=clerk, on=TODAY)
    assert typed.is_closed
    person = Person.objects.using("owner").get()
    assert person.is_closed
    assert set(person.reach.using("owner").values_list("office_id", flat=True)) == {None}
    assert not person.reach.using("owner").filter(staff_id=clerk.staff_id).exists()
    assert Sentence.objects.using("owner").get().offence == ""
    assert ClosedRecord.objects.using("owner").filter(person=person).exists()
    with acting(clerk):
        assert not Person.objects.exists()
        assert not Paper.objects.exists()


def test_what_a_paper_does_not_tell_is_not_taken_for_an_adults(clerk, assistant):
    assert type_in_form(childs_paper(offence_on=None, months=None), by=clerk, on=TODAY).is_closed


def test_a_release_notice_is_typed_in_with_opinion_and_scan(clerk, assistant, take):
    case = take()
    with acting(clerk):
        assert find_file("张三", for_staff=clerk) is None
        found = find_file(NUMBER, for_staff=clerk)
        assert found is not None
        assert find_file(found.number, for_staff=clerk) == found
    scan = OnPaper(read_scan(PDF, PaperKind.RELEASE_NOTICE))
    notice = NewNotice(date(2026, 12, 20), (), "一般", "建议技能培训", scan)
    made = type_in_notice(found.pk, office(OfficeKind.PRISON).pk, notice, by=clerk, on=TODAY)
    assert made.risk_opinion is not None
    assert Paper.objects.using("owner").filter(person_id=case.person_id, kind=PaperKind.RELEASE_NOTICE).count() == 1


# Hands


def test_a_leavers_cases_pass_to_a_colleague(assistant, neighbour):
    take_in_on_the_spot(came(), by=assistant, on=TODAY)
    colleague = post(Role.JUSTICE_ASSISTANT, office(OfficeKind.JUSTICE_OFFICE, "昌元街道"))
    with acting(colleague):
        (holder,) = holders_of_cases(for_staff=colleague)
        held = [row.case_id for row in cases_in_hand(assistant.staff_id, for_staff=colleague)]
    assert (holder.staff.pk, holder.cases, holder.is_leaving_on) == (assistant.staff_id, 1, None)
    with acting(neighbour):
        assert holders_of_cases(for_staff=neighbour) == []
    assert hand_over_cases(held, colleague.staff_id, by=colleague, on=TODAY) == 1
    with acting(colleague):
        assert [one.staff.pk for one in holders_of_cases(for_staff=colleague)] == [colleague.staff_id]


# Why somebody is not listed


def test_why_somebody_is_not_listed_is_told_of_those_whom_one_may_know(assistant, neighbour):
    taken = take_in_on_the_spot(came(), by=assistant, on=TODAY)
    with acting(assistant):
        (person,) = sought(NUMBER, None, for_staff=assistant)
        told = listed(person, for_staff=assistant)
        assert (told.standing, told.since) == (Standing.OURS, date(2026, 11, 4))
        assert sought("张三", date(1985, 6, 12), for_staff=assistant) == [person]
    with acting(neighbour):
        assert sought(NUMBER, None, for_staff=neighbour) == []
        assert sought("110101199001011237", None, for_staff=neighbour) == []
    there = came(registered=town("安富街道"), residence=town("安富街道"))
    take_in_on_the_spot(there, by=neighbour, on=TODAY)
    with acting(assistant):
        (waiting,) = enquiries_to(for_staff=assistant)
    answer_enquiry(waiting.pk, EnquiryAnswer.TAKE_OVER, by=assistant, on=TODAY, moved_to=town("安富街道"))
    with acting(neighbour):
        told = listed(sought(NUMBER, None, for_staff=neighbour)[0], for_staff=neighbour)
    assert (told.standing, told.comes_to_us, told.case.pk) == (Standing.ELSEWHERE, True, taken.case.pk)


def test_a_day_before_the_end_of_the_last_case_begins_no_other(clerk, assistant):
    told = replace(came(), released_on=date(2021, 5, 1), is_long_ago=True)
    case = take_in_on_the_spot(told, by=assistant, on=TODAY).case
    record_reoffence(case.pk, words="渝刑终1号", by=assistant, on=TODAY)
    again = paper(somebody=Somebody("张三", "male", None, NUMBER, town("昌元街道")), offence_on=None)
    again = replace(again, release_on=date(2030, 1, 1))
    with pytest.raises(StepRefused, match="收押日期不能早于这一天") as refused:
        type_in_form(replace(again, admitted_on=date(2020, 1, 5)), by=clerk, on=TODAY)
    assert refused.value.field == "admitted_on"
    assert Case.objects.using("owner").filter(person=case.person_id).count() == 1
    typed = type_in_form(replace(again, admitted_on=TODAY), by=clerk, on=TODAY)
    cases = list(Case.objects.using("owner").filter(person=case.person_id).order_by("id"))
    assert cases == [case, typed.case]
    assert Act.objects.using("owner").get(person=case.person_id, kind="admitted").case_id == typed.case.pk


def test_an_end_that_would_make_two_cases_of_one_is_refused_in_words(clerk, assistant):
    told = paper(admitted_on=date(2026, 11, 1), received_on=date(2026, 11, 2))
    case = type_in_form(told, by=clerk, on=TODAY).case
    record_release(case.pk, released_from=ReleasedFrom.PRISON, by=assistant, on=TODAY)
    with pytest.raises(StepRefused, match="分成两个") as refused:
        return_as_not_ours(case.pk, belongs_to="永川区", words="户口已迁", by=assistant, on=date(2026, 11, 3))
    assert refused.value.field == "on"


def test_a_life_sentence_has_no_months_whatever_was_told_before(clerk):
    case = type_in_form(paper(), by=clerk, on=TODAY).case
    type_in_form(paper(months=None, for_life=True, release_on=None, is_another_paper=True), by=clerk, on=TODAY)
    kept = Sentence.objects.using("owner").get(case=case)
    assert (kept.for_life, kept.months) == (True, None)
    assert "sentence_months" not in Act.objects.using("owner").get(case=case, kind="admitted").told
    type_in_form(paper(months=180, is_another_paper=True), by=clerk, on=TODAY)
    kept.refresh_from_db(using="owner")
    assert (kept.for_life, kept.months) == (False, 180)
    assert Act.objects.using("owner").get(case=case, kind="admitted").told["sentence_months"] == 180


def test_nobody_is_released_before_the_admission(clerk):
    with pytest.raises(StepRefused, match="不能早于收押日期") as refused:
        type_in_form(paper(release_on=date(2024, 5, 31)), by=clerk, on=TODAY)
    assert refused.value.field == "release_on"
    case = type_in_form(paper(), by=clerk, on=TODAY).case
    with pytest.raises(StepRefused, match="不能早于收押日期") as refused:
        type_in_form(paper(admitted_on=None, release_on=date(2024, 5, 31), is_another_paper=True), by=clerk, on=TODAY)
    assert refused.value.field == "release_on"
    told = NewNotice(date(2024, 5, 31), (), "一般", "落实住处", FOLLOWS)
    with pytest.raises(StepRefused, match="不能早于收押日期") as refused:
        type_in_notice(case.pk, office(OfficeKind.PRISON).pk, told, by=clerk, on=TODAY)
    assert refused.value.field == "release_on"
    assert Sentence.objects.using("owner").get(case=case).release_on == date(2027, 6, 1)


@pytest.mark.parametrize("field", ["offence_on", "admitted_on", "release_on", "received_on"])
def test_a_paper_of_a_day_before_birth_is_refused_and_closes_nothing(clerk, field):
    """NUMBER tells of a birth on 12 June 1985."""
    with pytest.raises(StepRefused, match="不能早于出生日期（1985年6月12日）") as refused:
        type_in_form(paper(**{field: date(1985, 6, 11)}), by=clerk, on=TODAY)
    assert refused.value.field == field
    assert not Person.objects.using("owner").filter(name="李四").exists()


def test_nobody_is_released_or_completes_corrections_before_birth(assistant):
    before = date(1985, 6, 11)
    with pytest.raises(StepRefused, match="不能早于出生日期") as refused:
        take_in_on_the_spot(replace(came(), released_on=before), by=assistant, on=TODAY)
    assert refused.value.field == "released_on"
    somebody = came().somebody
    with pytest.raises(StepRefused, match="不能早于出生日期") as refused:
        take_over_from_corrections(somebody, completed_on=before, handed_over="矫正岗王某", by=assistant, on=TODAY)
    assert refused.value.field == "completed_on"
