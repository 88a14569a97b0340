"""What became of a finding, of a family's need, and what somebody said to a sign: whoever says more later loses nothing of what was said."""

from importlib import import_module

import pytest
from django.db import connections

from anbang.casework.act.models import Act
from anbang.casework.act.redacting import TAKEN_OUT
from anbang.casework.care.models import Sign
from anbang.casework.care.signs import Answer, answer_sign, answers_to, confirm_sign, note_sign, seal_facts
from anbang.casework.custody.changes import settle_family_need, settle_finding
from anbang.casework.custody.models import FamilyNeed, FindingOutcome, ThreeFalseFinding
from anbang.casework.custody.outcomes import heard
from anbang.casework.models import Case
from anbang.casework.step.repairing import correct_day, redact
from anbang.organisations.kinds import OfficeKind
from anbang.organisations.steps import StepRefused
from anbang.papers.keys import keyring
from tests.casework.breaking import Break, change, let_in_without, refused
from tests.support.crew import TODAY, District, days
from tests.support.recomputed import differences
from tests.support.written import WRITTEN

OWNER = "owner"
RESOLVED, CARRIED_ON = FindingOutcome.RESOLVED, FindingOutcome.CARRIED_ON
LATE = "经办人住院"


def a_finding(district: District, case: Case) -> ThreeFalseFinding:
    WRITTEN["verified"](district, case, district.assistant())
    return ThreeFalseFinding.objects.using(OWNER).get()


def a_need(district: District, case: Case) -> FamilyNeed:
    WRITTEN["family_hardship_learnt"](district, case, district.at(OfficeKind.TOWN_GOVERNMENT))
    return FamilyNeed.objects.using(OWNER).get()


def later(row: FamilyNeed | ThreeFalseFinding | Sign):
    return type(row)._base_manager.using(OWNER).get(pk=row.pk)


def said(row: FamilyNeed | ThreeFalseFinding) -> list[tuple[object, str, str]]:
    return [(one.on, one.words, one.how) for one in heard(later(row))]


@pytest.fixture
def case(district: District) -> Case:
    """Somebody in custody of whom there is a file for a while."""
    return district.filed(on=TODAY - days(30))


def test_a_finding_that_is_carried_on_and_later_resolved_tells_both_with_their_days(district, case):
    finding, by = a_finding(district, case), district.assistant()
    after = TODAY + days(20)
    settle_finding(finding.pk, CARRIED_ON, words="户籍地没有此人", by=by, on=TODAY)
    late = {"by": district.assistant(on=after), "on": TODAY + days(3), "late_because": LATE}
    settle_finding(finding.pk, CARRIED_ON, words="又去了一次", **late)
    settle_finding(finding.pk, RESOLVED, words="邻居证明", by=district.assistant(on=after), on=after)
    assert said(finding) == [
        (TODAY, "户籍地没有此人", CARRIED_ON),
        (TODAY + days(3), "又去了一次", CARRIED_ON),
        (after, "邻居证明", RESOLVED),
    ]
    assert [one.late_because for one in heard(later(finding))] == ["", LATE, ""]
    assert later(finding).outcome == RESOLVED
    assert differences(case.person_id, today=after) == []


def test_what_is_resolved_is_settled_no_more_and_nothing_before_it_was_said_last(district, case):
    finding, by = a_finding(district, case), district.assistant(on=TODAY + days(5))
    settle_finding(finding.pk, CARRIED_ON, words="继续查", by=by, on=TODAY + days(4))
    with pytest.raises(StepRefused, match="上一次登记结果"):
        settle_finding(finding.pk, RESOLVED, words="查清", by=by, on=TODAY + days(3))
    settle_finding(finding.pk, RESOLVED, words="查清", by=by, on=TODAY + days(5))
    for outcome in (RESOLVED, CARRIED_ON):
        with pytest.raises(StepRefused, match="已经查清"):
            settle_finding(finding.pk, outcome, words="再写", by=by, on=TODAY + days(5))
    assert len(said(finding)) == 2


def test_several_outcomes_of_a_familys_need_stand_by_their_days_whichever_is_recorded_first(district, case):
    need, by = a_need(district, case), district.assistant(on=TODAY + days(5))
    settle_family_need(need.pk, outcome="办了低保", by=by, on=TODAY + days(4))
    settle_family_need(need.pk, outcome="孩子入学", by=by, on=TODAY + days(1))
    assert said(need) == [(TODAY + days(1), "孩子入学", ""), (TODAY + days(4), "办了低保", "")]
    assert later(need).outcome == "办了低保"
    assert differences(case.person_id, today=TODAY + days(5)) == []


def test_what_the_person_says_to_a_sign_stands_each_time_with_its_day(district):
    case = district.in_care()
    sign = note_sign(case.pk, facts="见到", prevention="谈话", by=district.colleague(), on=TODAY)
    confirm_sign(sign.pk, by=district.assistant(), on=TODAY)
    after = TODAY + days(20)
    answer_sign(sign.pk, words="是亲戚婚宴", by=district.assistant(), on=TODAY)
    late = {"by": district.assistant(on=after), "on": TODAY + days(2), "late_because": LATE}
    answer_sign(sign.pk, words="有请帖", **late)
    assert answers_to(later(sign)) == [Answer(TODAY, "是亲戚婚宴"), Answer(TODAY + days(2), "有请帖", LATE)]
    act = Act.objects.using(OWNER).get(kind="sign_confirmed")
    redact(act.pk, why="涉及他人", by=district.assistant(on=after))
    assert answers_to(later(sign)) == [Answer(TODAY, TAKEN_OUT), Answer(TODAY + days(2), TAKEN_OUT, TAKEN_OUT)]


def test_an_answer_of_before_there_could_be_several_is_still_read(district):
    case = district.in_care()
    sign = note_sign(case.pk, facts="见到", prevention="谈话", by=district.assistant(), on=TODAY)
    place, purpose = f"casework_sign:{sign.pk}:answer to a sign", "answer to a sign"
    old = keyring().seal(b'{"answer": "old"}', purpose=purpose, place=place)
    Sign.objects.using(OWNER).filter(pk=sign.pk).update(answer_sealed=old, answered_on=TODAY)
    answer_sign(sign.pk, words="新的说明", by=district.assistant(), on=TODAY)
    assert [one.words for one in answers_to(later(sign))] == ["old", "新的说明"]
    assert seal_facts("", "", sign_id=sign.pk), "the control: the keys are those of the product"


@pytest.mark.parametrize("by_the_bureau", [False, True])
def test_whose_words_are_taken_out_is_asked_of_every_outcome(district, case, by_the_bureau):
    need = a_need(district, case)
    settle_family_need(need.pk, outcome="司法所写的", by=district.assistant(), on=TODAY)
    settle_family_need(need.pk, outcome="司法局写的", by=district.clerk(), on=TODAY)
    by = district.clerk() if by_the_bureau else district.at(OfficeKind.TOWN_GOVERNMENT)
    redact(need.learnt_id, why="涉及他人", by=by)
    left = [TAKEN_OUT] * 2 if by_the_bureau else ["司法所写的", "司法局写的"]
    assert [words for _on, words, _how in said(need)] == left
    assert [on for on, _words, _how in said(need)] == [TODAY, TODAY]


def test_an_act_moves_to_no_day_after_the_first_that_was_said(district, case):
    finding, by = a_finding(district, case), district.assistant(on=TODAY + days(9))
    for day in (1, 9):
        settle_finding(finding.pk, CARRIED_ON, words="继续查", by=by, on=TODAY + days(day), late_because=LATE)
    act = Act.objects.using(OWNER).get(kind="verified")
    Act.objects.using(OWNER).filter(pk=act.pk).update(recorded_on=TODAY + days(9))
    with pytest.raises(StepRefused, match="查出的那一天"):
        correct_day(act.pk, TODAY + days(2), why="记错", by=by)


BREAKS = {
    "what_was_said_of_an_outcome_stays": Break(
        lambda row: change(row, outcome_words="另写"), by="outcome_of_a_finding_is_kept"
    ),
    "finding_that_was_resolved_stays_so": Break(
        lambda row: change(
            row,
            outcome="carried_on",
            said_before=[{"on": str(row.settled_on), "words": row.outcome_words, "how": row.outcome}],
        ),
        by="outcome_of_a_finding_is_kept",
    ),
}


@pytest.mark.parametrize("name", BREAKS)
def test_the_database_loses_no_outcome_and_opens_none_again(district, case, name):
    finding = a_finding(district, case)
    settle_finding(finding.pk, RESOLVED, words="查清", by=district.assistant(), on=TODAY)
    refused(name, BREAKS[name], later(finding))
    let_in_without(name, BREAKS[name], later(finding))


def test_the_database_loses_no_outcome_of_a_family(district, case):
    need = a_need(district, case)
    settle_family_need(need.pk, outcome="入学", by=district.assistant(), on=TODAY)
    one = Break(lambda row: change(row, outcome="另写"), by="outcome_of_a_family_need_is_kept")
    refused("what_was_said_of_an_outcome_stays", one, later(need))
    let_in_without("what_was_said_of_an_outcome_stays", one, later(need))


def test_of_what_was_settled_before_the_trail_tells_the_office(district, case):
    migration = import_module("anbang.casework.migrations.0032_outcomes_are_kept")
    need = a_need(district, case)
    settle_family_need(need.pk, outcome="入学", by=district.assistant(), on=TODAY)
    FamilyNeed.objects.using(OWNER).update(outcome_office=None)
    table, name, action, day = migration.SETTLED[0]
    with connections[OWNER].cursor() as cursor:
        cursor.execute(migration.BY_THE_TRAIL.format(table=table, name=name, action=action, day=day))
    assert later(need).outcome_office_id == district.assistant().office_id
