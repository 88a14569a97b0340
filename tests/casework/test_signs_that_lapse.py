"""A sign that lapsed without having been told to the police is owed no more: nobody can tell it, and it is shown as missed (LAW-6)."""

from datetime import date

import pytest

from anbang.casework.act.models import Act
from anbang.casework.act.story import heads_of, stories_of
from anbang.casework.care.models import Sign
from anbang.casework.care.signs import confirm_sign, note_sign, still_counts, tell_police
from anbang.casework.duty.chain import told_to
from anbang.casework.duty.models import Duty
from anbang.casework.duty.queries import work_list
from anbang.casework.models import Case
from anbang.casework.person.models import Person
from anbang.organisations.acting import acting
from anbang.organisations.steps import StepRefused
from anbang.policy import DEFAULT_PACK, JUDGE, DutyState
from anbang.web.duties import urgency_of
from tests.coordination.mornings import comes
from tests.support.crew import District, days
from tests.support.recomputed import differences

OWNER = "owner"
SEEN = date(2026, 1, 5)
LAPSES = date(2026, 7, 5)


@pytest.fixture
def case(district: District) -> Case:
    return district.in_care(since=date(2025, 12, 1))


def confirmed(district: District, case: Case, on: date = SEEN) -> Sign:
    sign = note_sign(case.pk, facts="见到", prevention="谈话", by=district.assistant(on=on), on=on)
    confirm_sign(sign.pk, by=district.colleague(on=on), on=on)
    return Sign.objects.using(OWNER).get(pk=sign.pk)


def owed(case: Case) -> list[Duty]:
    return list(Duty.objects.using(OWNER).filter(case=case, rule="tell_police").order_by("number"))


def listed(district: District, case: Case, on: date) -> list[str]:
    by = district.assistant(on=on)
    with acting(by):
        return [duty.rule for duty in work_list(for_staff=by).filter(case=case)]


def test_a_sign_that_lapsed_untold_is_owed_until_then_and_reads_as_missed_from_then_on(district, case):
    sign = confirmed(district, case)
    assert sign.lapses_on == LAPSES
    comes(LAPSES - days(1))
    assert "tell_police" in listed(district, case, LAPSES - days(1)), "the control: until then it is owed"
    comes(LAPSES)
    (duty,) = owed(case)
    assert (duty.met_on, duty.void_on, duty.was_left) == (None, None, True)
    assert urgency_of(duty, on=LAPSES)[0] == "missed"
    assert "tell_police" not in listed(district, case, LAPSES)
    assert differences(case.person_id, today=LAPSES) == []


def test_control_without_the_mark_it_would_be_asked_for_for_ever(district, case):
    confirmed(district, case)
    comes(LAPSES)
    assert Duty.objects.using(OWNER).filter(case=case, rule="tell_police", was_left=True).update(was_left=False) == 1
    assert "tell_police" in listed(district, case, LAPSES)


def test_the_district_that_was_told_of_it_reads_of_it_until_it_lapses(district, case):
    confirmed(district, case)
    comes(SEEN + days(2))

    def read(on: date) -> list[str]:
        by = district.clerk(on)
        with acting(by):
            return [one.duty.rule for one in told_to(for_staff=by).filter(duty__case=case)]

    assert "tell_police" in read(SEEN + days(2)), "the control"
    comes(LAPSES)
    assert "tell_police" not in read(LAPSES)


def test_a_telling_of_before_it_lapsed_may_be_recorded_after_and_none_of_a_later_day(district, case):
    sign, today = confirmed(district, case), LAPSES + days(20)
    comes(today)
    by = district.assistant(on=today)
    with pytest.raises(StepRefused, match="没有失效") as refused:
        tell_police(sign.pk, told_to="派出所", by=by, on=LAPSES)
    assert refused.value.field == "on"
    with pytest.raises(StepRefused, match="通报不能早于确认"):
        tell_police(sign.pk, told_to="派出所", by=by, on=SEEN - days(1))
    with pytest.raises(StepRefused, match="为什么现在才登记"):
        tell_police(sign.pk, told_to="派出所", by=by, on=SEEN + days(1))
    tell_police(sign.pk, told_to="派出所", by=by, on=SEEN + days(1), late_because="当时只打了电话")
    (duty,) = owed(case)
    assert (duty.met_on, duty.was_left) == (SEEN + days(1), False)


def test_as_long_as_one_of_several_signs_can_be_told_the_police_are_to_be_told(district, case):
    confirmed(district, case)
    second = confirmed(district, case, LAPSES - days(30))
    comes(LAPSES)
    assert [duty.was_left for duty in owed(case)] == [False], "the second one waits to be told"
    assert second.lapses_on is not None
    comes(second.lapses_on)
    assert [duty.was_left for duty in owed(case)] == [True]


def test_a_new_sign_after_the_old_one_lapsed_is_owed_anew(district, case):
    confirmed(district, case)
    comes(LAPSES)
    later = LAPSES + days(10)
    sign = confirmed(district, case, later)
    assert [(duty.opens_on, duty.was_left) for duty in owed(case)] == [(SEEN, True), (later, False)]
    tell_police(sign.pk, told_to="派出所", by=district.assistant(on=later), on=later)
    assert [duty.met_on for duty in owed(case)] == [None, later], "what was missed stays missed"
    assert Act.objects.using(OWNER).filter(case=case, kind="police_told").count() == 1


def test_what_a_sign_says_is_read_for_as_long_as_it_counts(district, case):
    sign = confirmed(district, case)
    assert [still_counts(sign, on=day) for day in (SEEN, LAPSES - days(1), LAPSES)] == [True, True, False]


def test_the_policy_itself_calls_it_overdue_and_says_since_when_it_lapsed(district, case):
    confirmed(district, case)
    with acting(district.assistant(on=LAPSES)):
        person = Person.objects.get(pk=case.person_id)
        story = [act.happening for act in stories_of([person.pk])[person.pk]]
        answers = JUDGE.duties(story, heads_of([person])[person.pk], LAPSES, DEFAULT_PACK)
    (told,) = [answer for answer in answers if answer.duty == "tell_police"]
    assert (told.state, told.lapsed_on) == (DutyState.OVERDUE, LAPSES)
