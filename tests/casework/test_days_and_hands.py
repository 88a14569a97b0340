"""What holds for every step: no day to come, a late record says why, hands that stand otherwise to the person are refused, nothing is left."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ObjectDoesNotExist

from anbang.casework.act.models import Act
from anbang.casework.care.actions import record_death
from anbang.casework.duty.models import Duty
from anbang.casework.duty.telling import ToldUp
from anbang.casework.handover.actions import (
    Arrival,
    GatePlan,
    Meeting,
    complete_corrections,
    explain_aid,
    plan_pick_up,
    record_reception,
    record_release,
    report_in,
)
from anbang.casework.handover.models import Outcome, ReleasedFrom
from anbang.casework.models import Case
from anbang.casework.visit.actions import NewReview, NewVisit, record_call, record_review, record_visit
from anbang.casework.visit.needs import Need
from anbang.organisations.kinds import OfficeKind
from anbang.organisations.steps import StepRefused
from tests.support.crew import HOME, NEXT, TODAY, District, days
from tests.support.deeds import DEEDS, traces
from tests.support.recomputed import differences
from tests.support.telling import Told

OWNER = "owner"
# Steps of somebody in care, that the office in charge may take on any day.
ORDINARY = (
    *(
        "visited",
        "reviewed",
        "moved",
        "team_named",
        "plan_made",
        "went_away",
        "priority_set",
        "contact_lost",
        "search_made",
    ),
    *("noted", "contact_changed", "registered_changed", "reported_in", "aid_explained", "died", "reoffended"),
)


def told(district: District, case: Case, on: object = TODAY, late: str = "") -> Told:
    return Told(case.pk, on, district.place(NEXT), late)  # type: ignore[arg-type]


def test_a_step_is_taken_once_on_its_day_by_the_office_in_charge(district):
    for deed in ORDINARY:
        case = district.in_care()
        DEEDS[deed](told(district, case), district.assistant())
        [act] = Act.objects.using(OWNER).filter(case=case, kind=deed)
        assert (act.on, act.recorded_on, act.is_late) == (TODAY, TODAY, False), deed
        assert (act.office_id, act.recorded_by_id) == (district.assistant().office_id, district.assistant().staff_id)
        assert differences(case.person_id, today=TODAY) == [], deed


def test_a_day_to_come_is_refused_and_nothing_is_left(district):
    case = district.in_care()
    before = traces()
    for deed in ORDINARY:
        with pytest.raises(StepRefused, match="日期不能晚于今天") as refused:
            DEEDS[deed](told(district, case, TODAY + days(1)), district.assistant())
        assert refused.value.field == "on", deed
    assert traces() == before


def test_a_late_record_without_a_word_is_refused_and_nothing_is_left(district):
    case = district.in_care()
    before = traces()
    for deed in ORDINARY:
        with pytest.raises(StepRefused, match="发生在 8 天以前") as refused:
            DEEDS[deed](told(district, case, TODAY - days(8)), district.assistant())
        assert refused.value.field == "late_because", deed
    assert traces() == before


def test_a_late_record_says_why(district):
    for deed in ORDINARY:
        case = district.in_care()
        DEEDS[deed](told(district, case, TODAY - days(8), "下乡在外"), district.assistant())
        act = Act.objects.using(OWNER).get(case=case, kind=deed)
        assert (act.is_late, act.late_because) == (True, "下乡在外"), deed


def test_a_week_passes_without_a_word(district):
    case = district.in_care()
    record_visit(case.pk, NewVisit("在家"), by=district.assistant(), on=TODAY - days(7), late_because="多余的理由")
    act = Act.objects.using(OWNER).get(case=case, kind="visited")
    assert (act.is_late, act.late_because) == (False, "")


def test_another_town_finds_nobody_and_neither_do_civil_affairs_before_they_are_to_pay(district):
    case = district.in_care()
    before = traces()
    for by in (district.assistant(NEXT), district.at(OfficeKind.CIVIL_AFFAIRS)):
        for deed, step in DEEDS.items():
            with pytest.raises(ObjectDoesNotExist):
                step(told(district, case, late="补记"), by)
            assert traces() == before, deed


WRONG_HANDS: dict[str, Callable[[District], object]] = {
    "visited": District.clerk,
    "reviewed": District.clerk,
    "team_named": lambda district: district.cadre(district.place()),
    "plan_made": lambda district: district.at(OfficeKind.TOWN_GOVERNMENT),
    "went_away": District.aftercare,
    "came_back": District.aftercare,
    "priority_set": lambda district: district.at(OfficeKind.TOWN_GOVERNMENT),
    "priority_lifted": lambda district: district.cadre(district.place()),
    "reoffended": lambda district: district.cadre(district.place()),
    "looked_back": lambda district: district.assistant(),
    "care_ended": District.aftercare,
    "released": lambda district: district.cadre(district.place()),
    "reported_in": lambda district: district.at(OfficeKind.TOWN_GOVERNMENT),
    "aid_explained": lambda district: district.clerk(),
    "received": lambda district: district.cadre(district.place()),
    "hardship_certified": lambda district: district.at(OfficeKind.TOWN_GOVERNMENT),
    "allowance_checked": lambda district: district.at(OfficeKind.TOWN_GOVERNMENT),
    "allowance_approved": lambda district: district.assistant(),
    "allowance_paid": lambda district: district.at(OfficeKind.TOWN_GOVERNMENT),
    "transfer_accepted": lambda district: district.assistant(),
    "transfer_returned": lambda district: district.assistant(),
    "admitted": lambda district: district.at(OfficeKind.TOWN_GOVERNMENT),
    "notice_received": lambda district: district.at(OfficeKind.TOWN_GOVERNMENT),
    "release_date_changed": lambda district: district.at(OfficeKind.TOWN_GOVERNMENT),
    "not_ours": lambda district: district.at(OfficeKind.TOWN_GOVERNMENT),
    "corrections_completed": lambda district: district.cadre(district.place()),
}


WHOSE = r"登记|办理|安排|制定|确定|答复|审查|审批|发放|认定|讲解"


def test_whose_step_it_is_not_is_told_whose_it_is(district):
    case = district.in_care()
    before = traces()
    for deed, wrong in WRONG_HANDS.items():
        with pytest.raises(StepRefused, match=WHOSE):
            DEEDS[deed](told(district, case), wrong(district))  # type: ignore[arg-type]
        assert traces() == before, deed


def test_the_village_records_its_visits_with_what_is_needed(district):
    case = district.in_care()
    visit = NewVisit("在家务农", where="家中", needs=[Need.WORK, Need.HEALTH], next_step="联系培训")
    record_visit(case.pk, visit, by=district.cadre(district.place()), on=TODAY)
    act = Act.objects.using(OWNER).get(case=case, kind="visited")
    assert act.told == {"needs": ["work", "health"]}
    assert "联系培训".encode() not in bytes(act.words_sealed)


def test_a_refused_visit_is_an_outcome(district):
    case = district.in_care()
    record_visit(case.pk, NewVisit("", refused=True), by=district.assistant(), on=TODAY)
    assert Act.objects.using(OWNER).get(case=case, kind="visited").told == {"refused": True}


@pytest.mark.parametrize(
    ("step", "field"),
    [
        (lambda case, how: record_visit(case, NewVisit(" "), **how), "seen"),
        (lambda case, how: record_review(case, NewReview("好", " "), **how), "conclusion"),
        (lambda case, how: record_call(case, " ", **how), "words"),
        (lambda case, how: plan_pick_up(case, GatePlan(" "), **how), "who_goes"),
        (lambda case, how: plan_pick_up(case, GatePlan("李某", family_reached=True), **how), "family"),
        (lambda case, how: record_reception(case, Meeting(Outcome.MET), **how), "who"),
        (lambda case, how: record_reception(case, Meeting(Outcome.NOT_MET), **how), "why_nobody"),
        (lambda case, how: report_in(case, Arrival(True), **how), "certificate"),
        (lambda case, how: record_death(case, words="", **how), "words"),
    ],
)
def test_what_must_be_written_is_asked_for_at_its_field(district, step, field):
    case = district.in_care()
    with pytest.raises(StepRefused) as refused:
        step(case.pk, {"by": district.assistant(), "on": TODAY})
    assert refused.value.field == field


def test_who_was_not_met_is_told_to_the_district_on_the_same_day(district):
    case = district.filed(on=TODAY)
    nobody = Meeting(Outcome.NOT_MET, why_nobody="车坏在路上")
    by = district.at(OfficeKind.TOWN_GOVERNMENT)
    record_reception(case.pk, nobody, released_from=ReleasedFrom.PRISON, by=by, on=TODAY)
    told_up = ToldUp.objects.using(OWNER).get(duty__case=case, duty__rule="receive")
    assert (told_up.office_id, told_up.told_on, told_up.because) == (district.aftercare().office_id, TODAY, "not_met")
    assert Duty.objects.using(OWNER).get(case=case, rule="receive").met_on is None


def test_who_was_met_is_told_to_nobody(district):
    case = district.filed(on=TODAY)
    record_reception(
        case.pk, Meeting(Outcome.MET, who="李某"), released_from=ReleasedFrom.PRISON, by=district.assistant(), on=TODAY
    )
    assert not ToldUp.objects.using(OWNER).exists()
    assert Duty.objects.using(OWNER).get(case=case, rule="receive").met_on == TODAY


def test_released_twice_is_refused_and_corrections_after_a_release_too(district):
    case = district.in_care()
    for again in (
        lambda: record_release(case.pk, released_from=ReleasedFrom.PRISON, by=district.assistant(), on=TODAY),
        lambda: complete_corrections(case.pk, by=district.assistant(), on=TODAY),
    ):
        with pytest.raises(StepRefused, match="帮教已经开始"):
            again()


def test_before_care_nothing_of_care_is_recorded(district):
    case = district.filed(on=TODAY)
    for early in (
        lambda: record_visit(case.pk, NewVisit("在家"), by=district.assistant(), on=TODAY),
        lambda: report_in(case.pk, Arrival(False), by=district.assistant(), on=TODAY),
        lambda: explain_aid(case.pk, by=district.assistant(), on=TODAY),
    ):
        with pytest.raises(StepRefused, match="帮教尚未开始"):
            early()


def test_a_late_record_takes_its_place_in_the_story(district):
    """The pick-up of a week ago, recorded after a later visit, stands before it."""
    case = district.in_care(HOME, since=TODAY - days(6))
    record_visit(case.pk, NewVisit("在家"), by=district.assistant(), on=TODAY)
    record_reception(case.pk, Meeting(Outcome.CAME_ALONE), by=district.assistant(), on=TODAY - days(6))
    assert Duty.objects.using(OWNER).get(case=case, rule="receive").met_on == TODAY - days(6)
    assert differences(case.person_id, today=TODAY) == []


def test_what_would_make_impossible_something_recorded_already_is_refused(district):
    """A death before a visit that was made."""
    case = district.in_care()
    record_visit(case.pk, NewVisit("在家"), by=district.assistant(), on=TODAY)
    with pytest.raises(StepRefused, match=r"已于.*因“死亡”结束"):
        record_death(case.pk, words="听说", by=district.assistant(), on=TODAY - days(1))
