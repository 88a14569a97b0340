"""A rights request: who asks is checked, the answer is owed by a day, given once, with a reason where something is refused (LAW-1)."""

import pytest

from anbang.audit.models import Event
from anbang.casework.act.models import Act, Correction
from anbang.casework.act.story import words_of
from anbang.casework.care.actions import record_death, record_note
from anbang.casework.custody.wrong_scans import remove_scan
from anbang.casework.duty.models import Duty
from anbang.casework.models import Case
from anbang.casework.rights.actions import (
    NewAnswer,
    answer_request,
    corrections_since,
    give_more_time,
    sign_for_answer,
)
from anbang.casework.rights.models import Asker, Checked, Ground, HandedOver, Outcome, RequestKind, RightsRequest
from anbang.casework.rights.queries import counts, register, requests_of
from anbang.casework.step.repairing import correct_day, redact, withdraw
from anbang.organisations.acting import acting
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.steps import StepRefused
from anbang.papers.models import Paper
from tests.support.crew import NEXT, THIRD, TODAY, District, days
from tests.support.people import office, post
from tests.support.recomputed import differences
from tests.support.requests import CONCERNS, GRANTED, asked, authority, given, kept

OWNER = "owner"
MOTHER = {"asker": Asker.GUARDIAN, "checked": Checked.KINSHIP, "who": "母亲王某，13800000000"}
DUE = TODAY + days(15)
REFUSED = NewAnswer(Outcome.REFUSED, "经核实无误", ground=Ground.ACCURATE, handed_over=HandedOver.IN_WRITING)


@pytest.fixture
def case(district: District) -> Case:
    """Somebody in care."""
    return district.in_care()


def owed(case: Case) -> list[tuple[object, ...]]:
    """The duties to answer, in the order in which they opened."""
    rows = Duty.objects.using(OWNER).filter(case=case, rule="answer_request").order_by("number")
    return [(row.opens_on, row.due_on, row.met_on, row.void_on) for row in rows]


# It comes


def test_it_is_owed_by_the_office_whose_the_file_is_by_the_day_of_the_policy(district, case):
    request = asked(case.pk, by=district.assistant(), on=TODAY)
    duty = Duty.objects.using(OWNER).get(case=case, rule="answer_request")
    assert (duty.clause, duty.office_id, duty.due_on) == ("LAW-1", district.assistant().office_id, DUE)
    assert (kept(request).number, kept(request).due_on) == (1, DUE)
    event = Event.objects.using(OWNER).get(action="request_came")
    assert event.data == {"act": request.came_id}
    assert differences(case.person_id, today=TODAY) == []


def test_its_words_are_sealed_in_the_act(district, case):
    request = asked(case.pk, by=district.assistant(), on=TODAY, **MOTHER)
    act = Act.objects.using(OWNER).get(pk=request.came_id)
    assert words_of(act) == {"concerns": CONCERNS, "asker": MOTHER["who"]}
    assert act.told == {"request": 1, "asks": "see", "asker": "guardian"}


def test_whoever_sees_the_file_takes_it_in_and_the_office_in_charge_owes_the_answer(district, case):
    district.moved(case, on=TODAY)
    by_the_residence = asked(case.pk, by=district.assistant(NEXT), on=TODAY)
    by_the_bureau = asked(case.pk, by=district.clerk(), on=TODAY)
    owners = set(Duty.objects.using(OWNER).filter(rule="answer_request").values_list("office_id", flat=True))
    assert owners == {district.assistant().office_id}
    assert [by_the_residence.number, by_the_bureau.number] == [1, 2]


@pytest.mark.parametrize("kind", [OfficeKind.TOWN_GOVERNMENT, OfficeKind.CIVIL_AFFAIRS])
def test_who_only_helps_takes_nothing_in(district, case, kind):
    with pytest.raises((StepRefused, Case.DoesNotExist)):
        asked(case.pk, by=district.at(kind), on=TODAY)


def test_of_whom_an_office_does_not_see_it_takes_nothing_in(district, case):
    with pytest.raises(Case.DoesNotExist):
        asked(case.pk, by=district.assistant(THIRD), on=TODAY)
    assert not RightsRequest.objects.using(OWNER).exists()


def refused(district: District, case: Case, **different: object) -> str | None:
    """At which field somebody is refused."""
    with pytest.raises(StepRefused) as told:
        asked(case.pk, by=district.assistant(), on=TODAY, **different)
    assert not Act.objects.using(OWNER).filter(kind="request_came").exists()
    return told.value.field


def test_who_asks_is_checked_in_the_way_that_fits(district, case):
    assert refused(district, case, concerns=" ") == "concerns"
    assert refused(district, case, checked=Checked.KINSHIP) == "checked"
    assert refused(district, case, **{**MOTHER, "checked": Checked.DOCUMENT}) == "checked"
    assert refused(district, case, **{**MOTHER, "who": ""}) == "who"
    lawyer = {"asker": Asker.REPRESENTATIVE, "checked": Checked.AUTHORITY, "who": "律师刘某"}
    assert refused(district, case, **lawyer) == "authority"
    assert refused(district, case, authority=authority()) == "authority"
    request = asked(case.pk, by=district.assistant(), on=TODAY, **lawyer, authority=authority())
    assert Paper.objects.using(OWNER).get(pk=request.authority_id).person_id == case.person_id


def test_relatives_ask_for_the_dead_and_nobody_else_does(district, case):
    sister = {"asker": Asker.RELATIVE, "checked": Checked.KINSHIP, "who": "姐姐"}
    assert refused(district, case, **sister) == "asker"
    record_death(case.pk, words="病故", by=district.assistant(), on=TODAY)
    assert refused(district, case) == "asker"
    asked(case.pk, by=district.assistant(), on=TODAY, **sister)
    assert owed(case) == [(TODAY, DUE, None, None)], "what is owed outlives the person"


def test_for_a_child_the_guardian_asks(district):
    child = district.filed(born_on=TODAY.replace(year=TODAY.year - 13))
    assert refused(district, child) == "asker"
    asked(child.pk, by=district.assistant(), on=TODAY, **MOTHER)


def test_control_somebody_of_fourteen_asks_alone(district):
    asked(district.filed(born_on=TODAY.replace(year=TODAY.year - 15)).pk, by=district.assistant(), on=TODAY)


# More time


def test_it_is_given_more_time_once_with_a_reason_before_it_is_late(district, case):
    by = district.assistant()
    request = asked(case.pk, by=by, on=TODAY)
    with pytest.raises(StepRefused, match="为什么要延长"):
        give_more_time(request.pk, why=" ", by=by, on=TODAY)
    give_more_time(request.pk, why="须向监狱核实", by=by, on=TODAY)
    assert kept(request).due_on == TODAY + days(30)
    assert owed(case) == [(TODAY, DUE, None, TODAY), (TODAY, TODAY + days(30), None, None)]
    with pytest.raises(StepRefused, match="延长过一次"):
        give_more_time(request.pk, why="再延", by=by, on=TODAY)


def test_what_is_late_is_given_no_more_time(district, case):
    request = asked(case.pk, by=district.assistant(), on=TODAY)
    later = TODAY + days(16)
    with pytest.raises(StepRefused, match="已经过了答复期限"):
        give_more_time(request.pk, why="忙", by=district.assistant(on=later), on=later)


# The answer


def test_the_answer_meets_the_duty_of_its_own_request_alone(district, case):
    by = district.assistant()
    first, second = asked(case.pk, by=by, on=TODAY), asked(case.pk, by=by, on=TODAY, kind=RequestKind.EXPLAIN)
    given(second, by=by, on=TODAY)
    assert owed(case) == [(TODAY, DUE, None, None), (TODAY, DUE, TODAY, None)]
    assert (kept(first).outcome, kept(second).outcome) == ("", Outcome.GRANTED)
    assert differences(case.person_id, today=TODAY) == []


@pytest.mark.parametrize(
    ("answer", "field"),
    [
        (NewAnswer(Outcome.GRANTED, " ", handed_over=HandedOver.PRINTED), "words"),
        (NewAnswer(Outcome.REFUSED, "不行", handed_over=HandedOver.TOLD), "ground"),
        (NewAnswer(Outcome.PART, "遮去他人", handed_over=HandedOver.TOLD), "ground"),
        (NewAnswer(Outcome.GRANTED, "给", ground=Ground.OTHERS, handed_over=HandedOver.TOLD), "ground"),
        (NewAnswer(Outcome.GRANTED, "给"), "handed_over"),
        (NewAnswer(Outcome.TAKEN_BACK, "不要了", handed_over=HandedOver.TOLD), "handed_over"),
        (NewAnswer(Outcome.GRANTED, "给", handed_over=HandedOver.TOLD, received_on=TODAY - days(1)), "received_on"),
        (NewAnswer(Outcome.GRANTED, "给", handed_over=HandedOver.TOLD, received_on=TODAY + days(1)), "received_on"),
        (NewAnswer(Outcome.GRANTED, "给", handed_over=HandedOver.TOLD, correction_id=1), "correction"),
    ],
)
def test_half_an_answer_is_refused_at_its_field_and_it_waits_on(district, case, answer, field):
    request = asked(case.pk, by=district.assistant(), on=TODAY)
    with pytest.raises(StepRefused) as told:
        answer_request(request.pk, answer, by=district.assistant(), on=TODAY)
    assert told.value.field == field
    assert owed(case) == [(TODAY, DUE, None, None)]


def test_a_refusal_says_on_which_ground(district, case):
    request = given(
        asked(case.pk, by=district.assistant(), on=TODAY), by=district.assistant(), on=TODAY, answer=REFUSED
    )
    assert (request.outcome, request.ground) == (Outcome.REFUSED, Ground.ACCURATE)
    act = Act.objects.using(OWNER).get(pk=request.answered_id)
    assert (act.told["ground"], words_of(act)) == ("accurate", {"answer": "经核实无误"})


def test_whoever_asked_may_take_it_back_and_then_nothing_is_handed_over(district, case):
    taken_back = NewAnswer(Outcome.TAKEN_BACK, "来人说不用了")
    given(asked(case.pk, by=district.assistant(), on=TODAY), by=district.assistant(), on=TODAY, answer=taken_back)
    assert owed(case) == [(TODAY, DUE, TODAY, None)]


def test_it_is_answered_once_and_by_the_office_whose_the_file_is(district, case):
    district.moved(case, on=TODAY)
    request = asked(case.pk, by=district.assistant(NEXT), on=TODAY)
    with pytest.raises(StepRefused, match="转入还没有接收"):
        answer_request(request.pk, GRANTED, by=district.assistant(NEXT), on=TODAY)
    given(request, by=district.assistant(), on=TODAY)
    with pytest.raises(StepRefused, match="已经答复"):
        answer_request(request.pk, GRANTED, by=district.assistant(), on=TODAY)


def test_an_answer_to_come_later_is_signed_for_once_it_is_there(district, case):
    by, later = district.assistant(), TODAY + days(2)
    request = asked(case.pk, by=by, on=TODAY)
    with pytest.raises(StepRefused, match="还没有答复"):
        sign_for_answer(request.pk, by=by, on=TODAY)
    given(request, by=by, on=TODAY)
    with pytest.raises(StepRefused, match="签收不能早于答复"):
        sign_for_answer(request.pk, by=by, on=TODAY - days(1))
    for _ in range(2):
        sign_for_answer(request.pk, by=district.assistant(on=later), on=later)
    assert kept(request).received_on == later
    assert Event.objects.using(OWNER).filter(action="answer_signed_for").count() == 1


def test_a_request_to_correct_names_what_was_put_right_since_it_came(district, case):
    by = district.assistant()
    note = record_note(case.pk, words="记错的事", by=by, on=TODAY - days(1))
    old = record_note(case.pk, words="更早", by=by, on=TODAY - days(2))
    correct_day(old.pk, TODAY - days(3), why="记错", by=district.assistant(on=TODAY))
    Correction.objects.using(OWNER).update(corrected_on=TODAY - days(1))
    request = asked(case.pk, by=by, on=TODAY, kind=RequestKind.CORRECT)
    correct_day(note.pk, TODAY - days(4), why="本人提出", by=by)
    with acting(by):
        found = corrections_since(RightsRequest.objects.get(pk=request.pk))
    assert [one.act_id for one in found] == [note.pk]
    corrected = NewAnswer(Outcome.GRANTED, "已更正", handed_over=HandedOver.TOLD, correction_id=found[0].pk)
    assert given(request, by=by, on=TODAY, answer=corrected).correction_id == found[0].pk


# What was recorded wrongly


def test_a_request_recorded_by_mistake_is_owed_nothing_and_stands_in_no_register(district, case):
    by = district.assistant()
    request = asked(case.pk, by=by, on=TODAY)
    given(request, by=by, on=TODAY)
    with pytest.raises(StepRefused, match="请先撤销那一条"):
        withdraw(request.came_id, why="是别人的", by=by)
    withdraw(kept(request).answered_id, why="还没有答复", by=by)
    assert (kept(request).outcome, owed(case)) == ("", [(TODAY, DUE, None, None)])
    withdraw(request.came_id, why="是别人的", by=by)
    assert (kept(request).due_on, owed(case)) == (None, [])
    with acting(by):
        assert not requests_of(case.person_id).exists()
        assert counts(register(for_staff=by), on=TODAY)["all"] == 0
    assert asked(case.pk, by=by, on=TODAY).number == 2, "its number is not given again"
    assert differences(case.person_id, today=TODAY) == []


def test_more_time_that_was_recorded_by_mistake_is_taken_back(district, case):
    by = district.assistant()
    request = asked(case.pk, by=by, on=TODAY)
    act = give_more_time(request.pk, why="误点", by=by, on=TODAY)
    withdraw(act.pk, why="误点", by=by)
    assert (kept(request).extended_id, kept(request).due_on) == (None, DUE)


def test_it_came_on_another_day_and_is_due_by_that(district, case):
    by = district.assistant()
    request = asked(case.pk, by=by, on=TODAY)
    correct_day(request.came_id, TODAY - days(3), why="三天前就来了", by=by)
    assert kept(request).due_on == DUE - days(3)
    given(request, by=by, on=TODAY - days(1))
    sign_for_answer(request.pk, by=by, on=TODAY - days(1))
    with pytest.raises(StepRefused, match="没有待答复"):
        correct_day(kept(request).answered_id, TODAY - days(5), why="记错", by=by)
    with pytest.raises(StepRefused, match="签收不能早于答复"):
        correct_day(kept(request).answered_id, TODAY, why="记错", by=by)


def test_its_words_can_be_taken_out_and_the_request_stays(district, case):
    by = district.assistant()
    request = asked(case.pk, by=by, on=TODAY, **MOTHER)
    redact(request.came_id, why="写了别人的病情", by=by)
    assert words_of(Act.objects.using(OWNER).get(pk=request.came_id)) == {}
    assert owed(case) == [(TODAY, DUE, None, None)]


def test_the_scan_of_an_authority_stays_as_long_as_the_request_rests_on_it(district, case):
    by = district.assistant()
    lawyer = {"asker": Asker.REPRESENTATIVE, "checked": Checked.AUTHORITY, "who": "律师", "authority": authority()}
    request = asked(case.pk, by=by, on=TODAY, **lawyer)
    with pytest.raises(StepRefused, match="个人信息请求的依据"):
        remove_scan(case.person_id, request.authority_id, why="传错", by=by, on=TODAY)
    withdraw(request.came_id, why="授权书是别人的", by=by)
    remove_scan(case.person_id, request.authority_id, why="传错", by=by, on=TODAY)


# The register


def test_the_register_tells_what_waits_first_and_how_each_stands(district, case):
    by, today = district.assistant(), TODAY + days(16)
    answered = given(asked(case.pk, by=by, on=TODAY), by=by, on=TODAY)
    late = asked(case.pk, by=by, on=TODAY)
    waits = asked(case.pk, by=district.assistant(on=today), on=today)
    reader = district.assistant(on=today)
    with acting(reader):
        found = register(for_staff=reader)
        assert [row.pk for row in found] == [late.pk, waits.pk, answered.pk]
        assert counts(found, on=today) == {"all": 3, "open": 1, "late": 1, "done": 1, "done_late": 0}


def test_each_office_reads_its_own_and_the_district_all(district, case):
    elsewhere = district.in_care(NEXT)
    asked(case.pk, by=district.assistant(), on=TODAY)
    asked(elsewhere.pk, by=district.assistant(NEXT), on=TODAY)
    readers = (district.assistant(), district.assistant(NEXT), district.assistant(THIRD), district.clerk())
    found = []
    for reader in (*readers, district.aftercare()):
        with acting(reader):
            found.append(register(for_staff=reader).count())
    assert found == [1, 1, 0, 2, 2]


def test_control_the_rows_themselves_are_hidden_from_who_does_not_see_the_person(district, case):
    asked(case.pk, by=district.assistant(), on=TODAY)
    for reader, sees in ((district.assistant(THIRD), 0), (district.assistant(), 1)):
        with acting(reader):
            assert RightsRequest.objects.count() == sees


def test_a_request_about_a_closed_file_is_taken_in_by_whoever_is_named_and_stands_in_no_register(take, assistant):
    closed = take(sealing_proposed=True)
    here = office(OfficeKind.JUSTICE_OFFICE, "昌元街道")
    second = post(Role.JUSTICE_ASSISTANT, here, from_on=TODAY - days(300))
    with pytest.raises(Case.DoesNotExist):
        asked(closed.pk, by=second, on=TODAY)
    request = asked(closed.pk, by=assistant, on=TODAY)
    with acting(assistant):
        assert list(requests_of(closed.person_id)) == [request], "the control: whoever is named sees it in the file"
        assert not register(for_staff=assistant).exists()
