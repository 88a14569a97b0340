"""What passed between the institution and home is withdrawn: what it left beside itself is as before, on both sides."""

import pytest

from anbang.casework.act.models import Act
from anbang.casework.act.reasons import PriorityReason
from anbang.casework.custody.actions import Findings, alert_priority, arrange_reception, record_verification
from anbang.casework.custody.changes import (
    NewFamilyNeed,
    change_release_date,
    learn_of_change,
    note_family_need,
    refer_family,
    return_as_not_ours,
    settle_finding,
    tell_change,
)
from anbang.casework.custody.models import (
    Channel,
    Finding,
    FindingOutcome,
    MajorChange,
    Sentence,
    Teller,
    ThreeFalseFinding,
)
from anbang.casework.custody.queries import (
    arrangements_for_institution,
    forms_of,
    notices_of,
    returned_to_institution,
)
from anbang.casework.custody.single import NewNotice, record_form, record_notice
from anbang.casework.duty.models import Duty
from anbang.casework.handover.actions import Meeting, record_reception
from anbang.casework.handover.models import Outcome, ReleasedFrom
from anbang.casework.step.repairing import correct_day, withdraw
from anbang.organisations.acting import acting
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.steps import StepRefused
from tests.support.crew import TODAY, days
from tests.support.people import office, post

OWNER = "owner"


def test_an_alert_withdrawn_is_given_again_the_same_day(district):
    case, by = district.filed(), district.assistant()
    notice = NewNotice(TODAY + days(40), (PriorityReason.NO_HOME,))
    record_notice(case.pk, office(OfficeKind.PRISON).pk, notice, by=district.clerk(), on=TODAY)
    first = alert_priority(case.pk, town_told="街道", police_told="派出所", by=by, on=TODAY)
    withdraw(first.act_id, why="打错电话", by=by)
    second = alert_priority(case.pk, town_told="街道", police_told="派出所", by=by, on=TODAY)
    assert second.pk != first.pk
    assert Duty.objects.using(OWNER).get(case=case, rule="alert_priority").met_on == TODAY


def test_an_arrangement_withdrawn_leaves_the_notice_to_be_answered_again_and_the_prison_without_it(district):
    case, clerk, prison = district.filed(), district.clerk(), office(OfficeKind.PRISON)
    notice = record_notice(case.pk, prison.pk, NewNotice(TODAY + days(40)), by=clerk, on=TODAY)
    wrong = arrange_reception(notice.pk, who_meets="母亲", remarks="", by=clerk, on=TODAY)
    with pytest.raises(StepRefused, match="先撤销对这份通知书的接收安排"):
        withdraw(notice.act_id, why="不是本区的人", by=clerk)
    withdraw(wrong.act_id, why="写错人", by=clerk)
    right = arrange_reception(notice.pk, who_meets="姐姐", remarks="", by=clerk, on=TODAY)
    warder = post(Role.INSTITUTION_CLERK, prison)
    with acting(warder):
        assert [row.pk for row in arrangements_for_institution(for_staff=warder)] == [right.pk]
    for wrongly in (right.act_id, notice.act_id):
        withdraw(wrongly, why="不是本区的人", by=clerk)
    with acting(clerk):
        assert not list(notices_of(case))
    assert not Duty.objects.using(OWNER).filter(case=case, rule="reply_reception", void_on=None).exists()


def test_a_form_withdrawn_asks_for_no_verification_and_the_reply_comes_first(district):
    case, by, clerk = district.filed(), district.assistant(), district.clerk()
    form = record_form(case.pk, office(OfficeKind.PRISON).pk, Channel.SYSTEM, by=clerk, on=TODAY)
    sent = record_verification(form.pk, Findings(Finding.TRUE, Finding.TRUE, Finding.TRUE), by=by, on=TODAY)
    with pytest.raises(StepRefused, match="先撤销对这份登记表的核查回复"):
        withdraw(form.act_id, why="不是本区的人", by=clerk)
    withdraw(sent.act_id, why="填错了", by=by)
    withdraw(form.act_id, why="不是本区的人", by=clerk)
    with acting(by):
        assert not list(forms_of(case))
    assert not Duty.objects.using(OWNER).filter(case=case, rule="verify", void_on=None).exists()


def test_a_day_of_release_told_wrongly_gives_way_to_the_one_told_before(district):
    case, clerk = district.filed(), district.clerk()
    release_on = TODAY + days(40)
    record_notice(case.pk, office(OfficeKind.PRISON).pk, NewNotice(release_on), by=clerk, on=TODAY)
    changed = change_release_date(case.pk, TODAY + days(10), words="减刑", by=clerk, on=TODAY)
    withdraw(changed.pk, why="弄错人", by=clerk)
    assert Sentence.objects.using(OWNER).get(case=case).release_on == release_on
    assert Duty.objects.using(OWNER).get(case=case, rule="receive", void_on=None).due_on == release_on


def test_a_change_that_was_not_told_after_all_waits_again_and_one_only_told_is_no_more(district):
    case, by = district.filed(), district.assistant()
    learnt = learn_of_change(case.pk, what="父亲病故", by=by, on=TODAY)
    told = tell_change(case.pk, told_by=Teller.HOME, what="", change_id=learnt.pk, by=by, on=TODAY)
    withdraw(told.told_id, why="寄错监狱", by=by)
    assert Duty.objects.using(OWNER).get(case=case, rule="tell_change").met_on is None
    tell_change(case.pk, told_by=Teller.HOME, what="", change_id=learnt.pk, by=by, on=TODAY)
    only_told = tell_change(case.pk, told_by=Teller.INSTITUTION, what="住院", by=by, on=TODAY)
    withdraw(only_told.told_id, why="说的是别人", by=by)
    with acting(by):
        assert [change.pk for change in MajorChange.objects.filter(case=case)] == [learnt.pk]


def test_a_family_nobody_was_asked_to_help_after_all_is_referred_again(district):
    case, by, clerk = district.filed(), district.assistant(), district.clerk()
    told = NewFamilyNeed("子女无人照看", children=1, consent=True, consent_from="母亲")
    need = note_family_need(case.pk, told, by=by, on=TODAY)
    withdraw(refer_family(need.pk, to="民政", by=clerk, on=TODAY).pk, why="没有送出", by=clerk)
    refer_family(need.pk, to="教委", by=clerk, on=TODAY)
    with pytest.raises(StepRefused, match="已经登记过协调帮助"):
        refer_family(need.pk, to="民政", by=clerk, on=TODAY)
    need.refresh_from_db(using=OWNER)
    assert need.referred_to == "教委"


def test_somebody_who_is_ours_after_all_stands_in_no_list_of_the_returned(district):
    case, by, prison = district.filed(), district.assistant(), office(OfficeKind.PRISON)
    record_form(case.pk, prison.pk, Channel.SYSTEM, by=district.clerk(), on=TODAY)
    returned = return_as_not_ours(case.pk, belongs_to="永川区", words="户口已迁", by=by, on=TODAY)
    warder = post(Role.INSTITUTION_CLERK, prison)
    with acting(warder):
        assert returned_to_institution(for_staff=warder).count() == 1
    withdraw(returned.pk, why="看错户口", by=by)
    with acting(warder):
        assert not returned_to_institution(for_staff=warder).exists()


def test_whatever_waits_to_be_told_to_the_prison_is_told_at_once(district):
    case, by = district.filed(), district.assistant()
    first = learn_of_change(case.pk, what="父亲病故", by=by, on=TODAY)
    second = learn_of_change(case.pk, what="房屋倒塌", by=by, on=TODAY)
    tell_change(case.pk, told_by=Teller.HOME, what="", change_id=second.pk, by=by, on=TODAY)
    first.refresh_from_db(using=OWNER)
    second.refresh_from_db(using=OWNER)
    assert (first.told_id, first.told_on) == (second.told_id, TODAY)
    withdraw(second.told_id, why="没有寄出", by=by)
    first.refresh_from_db(using=OWNER)
    assert (first.told_id, first.told_on) == (None, None)


def test_a_family_that_does_not_agree_is_noted_and_nobody_owes_it_help(district):
    case, by = district.filed(), district.assistant()
    note_family_need(case.pk, NewFamilyNeed("母亲生病"), by=by, on=TODAY)
    assert not Duty.objects.using(OWNER).filter(case=case, rule="refer_family").exists()
    agreed = NewFamilyNeed("母亲生病", consent=True, consent_from="母亲")
    note_family_need(case.pk, agreed, by=by, on=TODAY)
    assert Duty.objects.using(OWNER).filter(case=case, rule="refer_family").exists(), "the control"


def test_a_finding_is_settled_on_no_day_before_it_was_found_and_on_none_to_come(district):
    case, by = district.filed(), district.assistant()
    form = record_form(case.pk, office(OfficeKind.PRISON).pk, Channel.SYSTEM, by=district.clerk(), on=TODAY)
    false = Findings(Finding.FALSE, Finding.TRUE, Finding.TRUE, name_evidence="查无此名")
    record_verification(form.pk, false, by=by, on=TODAY)
    finding = ThreeFalseFinding.objects.using(OWNER).get(case=case)
    for day, words in ((TODAY - days(1), "不能早于查出"), (TODAY + days(1), "不能晚于今天")):
        with pytest.raises(StepRefused, match=words):
            settle_finding(finding.pk, FindingOutcome.RESOLVED, words="邻居证明", by=by, on=day)
    for outcome in (FindingOutcome.CARRIED_ON, FindingOutcome.RESOLVED):
        settle_finding(finding.pk, outcome, words="邻居证明", by=by, on=TODAY)


def test_whoever_corrects_the_pick_up_alone_is_told_that_the_release_stands_in_the_way(district):
    case, by = district.filed(), district.assistant()
    record_reception(case.pk, Meeting(Outcome.MET, who="王某"), released_from=ReleasedFrom.PRISON, by=by, on=TODAY)
    released, received = Act.objects.using(OWNER).filter(case=case, kind__in=("released", "received")).order_by("id")
    with pytest.raises(StepRefused, match="还登记了：刑满释放。它们的日期也不对的，请先更正"):
        correct_day(received.pk, TODAY - days(1), why="昨天接到", by=by)
    for act in (released, received):
        correct_day(act.pk, TODAY - days(1), why="昨天接到", by=by)
