"""Somebody nobody announced: taken in on the spot, or asked about where there is a file, of which nothing is shown (RES-4)."""

import json
from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from django.db import DatabaseError, connections

from anbang.audit.models import Event
from anbang.casework.act.models import Act
from anbang.casework.arrival.identity import know_who_it_is
from anbang.casework.charge.models import Responsibility, Transfer
from anbang.casework.handover.actions import Arrival
from anbang.casework.handover.filing import Somebody
from anbang.casework.handover.guards import ASK_ELSEWHERE
from anbang.casework.handover.intake import (
    Unannounced,
    answer_due,
    answer_enquiry,
    enquiries_from,
    enquiries_to,
    take_in_on_the_spot,
    take_over_from_corrections,
    who_came,
)
from anbang.casework.handover.models import Enquiry, EnquiryAnswer, ReleasedFrom
from anbang.casework.models import Case, Person
from anbang.casework.person.emergency import break_glass
from anbang.casework.person.guards import LET_THE_GUARDIAN_OWN
from anbang.casework.person.queries import visible_to
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.steps import StepRefused
from anbang.policy import DEFAULT_PACK
from anbang.web.history import history_of
from anbang.web.intake.enquiries import shown_to
from tests.exchange.numbers import identity_number
from tests.support.crew import HOME, NEXT, TODAY, District, days
from tests.support.people import office, post

NUMBER = "510231198506121232"


def stands_there(district: District, town: str = NEXT, **different: object) -> Unannounced:
    """Somebody released a month ago."""
    somebody = Somebody("张三", "male", id_number=NUMBER, registered=district.place(town))
    return Unannounced(
        somebody=replace(somebody, **different),  # type: ignore[arg-type]
        released_on=TODAY - days(31),
        released_from=ReleasedFrom.PRISON,
        arrival=Arrival(True, "永狱释字101号"),
        why="监狱没有来通知，本人持释放证明到所。",
    )


def test_whoever_reports_in_unannounced_is_in_care_from_the_day_of_the_release(district):
    by = district.assistant(NEXT)
    taken = take_in_on_the_spot(stands_there(district), by=by, on=TODAY)
    case = Case.objects.using("owner").get(pk=taken.case.pk)
    assert (case.care_from, case.closed_on) == (TODAY - days(31), None)
    assert Responsibility.objects.using("owner").get(case=case).office_id == by.office_id
    released = Act.objects.using("owner").get(case=case, kind="released")
    assert (released.is_late, bool(released.late_because)) == (True, True), "and why so late stands there"


def test_it_says_why_nobody_announced_the_person(district):
    with pytest.raises(StepRefused, match="为什么没有人通知") as refused:
        take_in_on_the_spot(replace(stands_there(district), why=" "), by=district.assistant(NEXT), on=TODAY)
    assert refused.value.field == "why"
    assert not Person.objects.using("owner").exists()


def test_where_another_office_has_the_file_it_is_asked_and_nothing_is_shown(district):
    case = district.in_care(HOME, id_number=NUMBER)
    by = district.assistant(NEXT)
    taken = take_in_on_the_spot(stands_there(district), by=by, on=TODAY)
    assert taken.is_asked_elsewhere
    assert Person.objects.using("owner").count() == 1, "no second file"
    with acting(by):
        assert not Person.objects.filter(pk=case.person_id).exists()
        asked = enquiries_from(for_staff=by).get()
    there = district.assistant(HOME)
    with acting(there):
        found = enquiries_to(for_staff=there).get()
        assert (found.pk, found.person.pk) == (asked.pk, case.person_id)
        assert (who_came(found).name, who_came(found).id_number) == ("张三", NUMBER)
    third = district.assistant("广顺街道")
    with acting(third):
        assert not Enquiry.objects.exists()


def test_asking_twice_is_one_enquiry(district):
    district.in_care(HOME, id_number=NUMBER)
    for _ in range(2):
        take_in_on_the_spot(stands_there(district), by=district.assistant(NEXT), on=TODAY)
    assert Enquiry.objects.using("owner").count() == 1


def of_the_enquiry() -> list[Event]:
    found = Event.objects.using("auditor").filter(action__startswith="enquiry_")
    return list(found.order_by("id"))


def test_asking_and_answering_stand_in_the_trail_of_the_person(district):
    case = district.in_care(HOME, id_number=NUMBER)
    by, there = district.assistant(NEXT), district.assistant(HOME)
    take_in_on_the_spot(stands_there(district), by=by, on=TODAY)
    enquiry = Enquiry.objects.using("owner").get()
    answer_enquiry(enquiry.pk, EnquiryAnswer.OURS, by=there, on=TODAY)
    asked, answered = of_the_enquiry()
    assert (asked.action, asked.person_id, asked.office_id) == ("enquiry_asked", case.person_id, by.office_id)
    assert asked.data == {"enquiry": enquiry.pk}
    assert (answered.action, answered.person_id, answered.office_id) == (
        "enquiry_answered",
        case.person_id,
        there.office_id,
    )
    with acting(there):
        titles = {entry.title for entry in history_of(case.person, by=there)}
    assert titles >= {"有人在别处报到，来询问此人", "答复了别处的询问"}


def test_control_who_is_asked_twice_or_not_at_all_leaves_no_second_event(district):
    district.in_care(HOME, id_number=NUMBER)
    for _ in range(2):
        take_in_on_the_spot(stands_there(district), by=district.assistant(NEXT), on=TODAY)
    assert len(of_the_enquiry()) == 1
    take_in_on_the_spot(stands_there(district, name="某甲", id_number=""), by=district.assistant(NEXT), on=TODAY)
    assert len(of_the_enquiry()) == 1, "nobody was asked"


def test_a_question_is_to_be_answered_within_the_time_of_a_transfer(district):
    district.in_care(HOME, id_number=NUMBER)
    take_in_on_the_spot(stands_there(district), by=district.assistant(NEXT), on=TODAY)
    answer_days = int(str(DEFAULT_PACK.parameter("transfer_answer_days", TODAY)))
    assert answer_due(Enquiry.objects.using("owner").get(), on=TODAY) == TODAY + days(answer_days)
    last, after = (district.assistant(HOME, TODAY + days(number)) for number in (answer_days, answer_days + 1))
    for by, is_late in ((last, False), (after, True)):
        with acting(by):
            (told,) = shown_to(by)
        assert told["is_late"] == is_late


def test_a_file_of_ones_own_is_opened_and_not_made_again(district):
    district.in_care(NEXT, id_number=NUMBER)
    with pytest.raises(StepRefused, match="你处已有此人的档案"):
        take_in_on_the_spot(stands_there(district), by=district.assistant(NEXT), on=TODAY)


@pytest.mark.parametrize("minutes", [0, 40])
def test_whoever_opened_it_in_an_emergency_does_not_have_it_and_the_office_that_has_it_is_asked(district, minutes):
    district.in_care(HOME, id_number=NUMBER)
    by = district.assistant(NEXT)
    break_glass("本人在所里，情绪激动要找安置", name="", born_on=None, id_number=NUMBER, by=by, on=TODAY)
    in_the_database(f"update casework_reach set until_at = until_at - interval '{minutes} minutes'")
    assert take_in_on_the_spot(stands_there(district), by=replace(by, request_id=uuid4()), on=TODAY).is_asked_elsewhere
    assert Enquiry.objects.using("owner").count() == 1


def test_control_if_it_counted_they_would_be_sent_away_and_nobody_asked(district):
    lasting = "\n      and r.until_at is null"
    assert lasting in ASK_ELSEWHERE
    in_the_database((LET_THE_GUARDIAN_OWN + ASK_ELSEWHERE.replace(lasting, "")).format(guardian="anbang_guardian"))
    with pytest.raises(StepRefused, match="你处已有此人的档案"):
        test_whoever_opened_it_in_an_emergency_does_not_have_it_and_the_office_that_has_it_is_asked(district, 40)
    assert not Enquiry.objects.using("owner").exists()


def in_the_database(statement: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement)


def test_the_office_with_the_file_tells_that_the_person_lives_there_now_and_the_transfer_opens(district):
    case = district.in_care(HOME, id_number=NUMBER)
    take_in_on_the_spot(stands_there(district), by=district.assistant(NEXT), on=TODAY)
    there = district.assistant(HOME)
    enquiry = Enquiry.objects.using("owner").get()
    answer_enquiry(enquiry.pk, EnquiryAnswer.TAKE_OVER, by=there, on=TODAY, moved_to=district.place(NEXT))
    transfer = Transfer.objects.using("owner").get(case=case)
    assert (transfer.receiver_id, transfer.ended_on) == (district.assistant(NEXT).office_id, None)
    with pytest.raises(StepRefused, match="已经答复"):
        answer_enquiry(enquiry.pk, EnquiryAnswer.OURS, by=there, on=TODAY)


def test_somebody_else_with_the_same_name_and_birthday_may_then_get_a_file(district):
    born = date(1990, 3, 2)
    case = district.in_care(HOME)
    name = Person.objects.using("owner").get(pk=case.person_id).name
    told = stands_there(district, name=name, id_number="", born_on=born)
    by = district.assistant(NEXT)
    assert take_in_on_the_spot(told, by=by, on=TODAY).is_asked_elsewhere
    answer_enquiry(
        Enquiry.objects.using("owner").get().pk, EnquiryAnswer.SOMEBODY_ELSE, by=district.assistant(HOME), on=TODAY
    )
    assert take_in_on_the_spot(told, by=by, on=TODAY).case is not None


def test_nobody_else_answers_an_enquiry(district):
    district.in_care(HOME, id_number=NUMBER)
    take_in_on_the_spot(stands_there(district), by=district.assistant(NEXT), on=TODAY)
    enquiry = Enquiry.objects.using("owner").get()
    for town in (NEXT, "广顺街道"):
        with pytest.raises((Person.DoesNotExist, Enquiry.DoesNotExist)):
            answer_enquiry(enquiry.pk, EnquiryAnswer.OURS, by=district.assistant(town), on=TODAY)


def test_somebody_of_unknown_identity_belongs_to_the_place_of_the_original_investigation(district):
    told = stands_there(district, name="自称阿桥", id_number="", registered=None, investigated_in=district.town(NEXT))
    by = district.assistant(NEXT)
    case = take_in_on_the_spot(told, by=by, on=TODAY).case
    assert Responsibility.objects.using("owner").get(case=case).office_id == by.office_id
    assert Person.objects.using("owner").get().identity_unknown_at_first


def test_after_community_corrections_the_term_is_that_of_the_policy_and_begins_without_a_release(district):
    told = stands_there(district).somebody
    taken = take_over_from_corrections(
        told, completed_on=TODAY, handed_over="社区矫正中心，档案一册", by=district.assistant(NEXT), on=TODAY
    )
    case = Case.objects.using("owner").get(pk=taken.case.pk)
    years = int(str(DEFAULT_PACK.parameter("care_years_after_corrections", TODAY)))
    assert (case.care_from, case.term_until) == (TODAY, TODAY.replace(year=TODAY.year + years))
    assert not Act.objects.using("owner").filter(case=case, kind="released").exists()


def give_sight(by: ActingStaff, person_id: int) -> None:
    """What the app role could try by itself."""
    wanted = json.dumps([{"person": person_id, "reach": [{"office": by.office_id, "why": "responsible"}]}])
    with acting(by), connections["default"].cursor() as cursor:
        cursor.execute("select casework_give_reach(%s::jsonb, %s)", [wanted, TODAY])


def test_the_app_cannot_give_itself_sight_of_somebody(district):
    """The second net of sight: whoever does not see a person cannot let anybody see them."""
    case = district.in_care(HOME)
    with pytest.raises(DatabaseError, match="the sight of somebody whom they do not see"):
        give_sight(district.assistant(NEXT), case.person_id)
    give_sight(district.assistant(HOME), case.person_id)


# Minors


def a_minors_number() -> str:
    """Of somebody who was seventeen at the release, whatever the offence was."""
    return identity_number(date(2009, 5, 1), sequence=11)


def open_to(by: ActingStaff, case: Case) -> bool:
    with acting(by):
        return visible_to(by).filter(pk=case.person_id).exists()


def test_whoever_may_have_been_a_minor_has_a_closed_file_from_the_first_moment(district):
    post(Role.SEALING_KEEPER, office(OfficeKind.JUSTICE_BUREAU))
    by, told = district.assistant(NEXT), stands_there(district, id_number=a_minors_number())
    spot = take_in_on_the_spot(told, by=by, on=TODAY)
    corrections = take_over_from_corrections(
        replace(told.somebody, name="李四", id_number=identity_number(date(2009, 5, 2), sequence=11)),
        completed_on=TODAY,
        handed_over="移交档案",
        by=by,
        on=TODAY,
    )
    for taken in (spot, corrections):
        assert taken.is_closed
        assert Person.objects.using("owner").get(pk=taken.case.person_id).sealing == "proposed"
        # Whoever talked with the person sees the file that day.
        tomorrow = district.assistant(NEXT, TODAY + days(1))
        for nobody in (tomorrow, district.clerk(), district.cadre(district.place(NEXT)), district.aftercare()):
            assert not open_to(nobody, taken.case)


def test_whoever_was_grown_up_at_the_release_has_an_open_one(district):
    """The control."""
    taken = take_in_on_the_spot(stands_there(district), by=district.assistant(NEXT), on=TODAY)
    assert not taken.is_closed
    assert open_to(district.assistant(NEXT), taken.case)


def test_a_file_is_closed_when_it_turns_out_to_be_a_minors_and_only_the_bureau_does_that(district):
    post(Role.SEALING_KEEPER, office(OfficeKind.JUSTICE_BUREAU))
    by, bureau = district.assistant(), district.clerk()
    unknown = {"registered": None, "born_on": None, "investigated_in": district.town(HOME)}
    case = district.in_care(since=TODAY - days(9), **unknown)
    told = {"id_number": a_minors_number(), "words": "户籍比对", "on": TODAY}
    with pytest.raises(StepRefused, match="由区司法局登记身份"):
        know_who_it_is(case.pk, district.place(), **told, by=by)
    assert open_to(by, case), "nothing was half done"
    _act, closed = know_who_it_is(case.pk, district.place(), **told, by=bureau)
    assert closed
    assert not open_to(by, case)
    assert not open_to(bureau, case)
    grown_up = district.in_care(since=TODAY - days(9), **unknown)
    _act, closed = know_who_it_is(grown_up.pk, district.place(), **{**told, "id_number": NUMBER}, by=by)
    assert not closed, "the control"
