"""The allowance goes from hand to hand; households are told of; enterprise bases begin and end (clauses 2.4.1 and 2.4.3.2)."""

import pytest

from anbang.assistance.allowance.actions import approve_allowance, certify_hardship, check_allowance, pay_allowance
from anbang.assistance.household.actions import end_dibao, grant_dibao, tell_facts
from anbang.assistance.placement.actions import agree_base, end_base
from anbang.assistance.placement.models import EnterpriseBase
from anbang.assistance.placement.queries import towns_without_bases
from anbang.casework.act.models import Act
from anbang.casework.duty.models import Duty
from anbang.casework.handover.actions import Arrival, report_in
from anbang.casework.models import Case
from anbang.organisations.acting import acting
from anbang.organisations.kinds import OfficeKind
from anbang.organisations.steps import StepRefused
from anbang.policy import DEFAULT_PACK
from tests.support.crew import HOME, NEXT, TODAY, District, days
from tests.support.deeds import traces
from tests.support.recomputed import differences

OWNER = "owner"


@pytest.fixture
def reported(district: District) -> Case:
    """Somebody who has reported in."""
    case = district.in_care(since=TODAY - days(5))
    report_in(case.pk, Arrival(False), by=district.assistant(), on=TODAY - days(2))
    return case


def chain(district: District, case: Case):
    """The steps in their order, each by the hand whose it is."""
    return {
        "hardship_certified": lambda: certify_hardship(case.pk, by=district.cadre(district.place()), on=TODAY),
        "allowance_checked": lambda: check_allowance(case.pk, by=district.assistant(), on=TODAY),
        "allowance_approved": lambda: approve_allowance(case.pk, by=district.at(OfficeKind.TOWN_GOVERNMENT), on=TODAY),
        "allowance_paid": lambda: pay_allowance(
            case.pk, month=f"{TODAY:%Y-%m}", by=district.at(OfficeKind.CIVIL_AFFAIRS), on=TODAY
        ),
    }


def test_the_chain_is_gone_through_in_its_order(district, reported):
    for name, step in chain(district, reported).items():
        step()
        assert Act.objects.using(OWNER).filter(case=reported, kind=name).count() == 1
    assert Duty.objects.using(OWNER).filter(case=reported, rule="pay_allowance", met_on=TODAY).exists()
    assert differences(reported.person_id, today=TODAY) == []


def test_no_step_of_the_chain_comes_before_the_one_it_stands_on(district, reported):
    steps = chain(district, reported)
    before = traces()
    for name in ("allowance_checked", "allowance_approved"):
        with pytest.raises(StepRefused):
            steps[name]()
    with pytest.raises(Case.DoesNotExist):
        steps["allowance_paid"]()
    assert traces() == before


def test_civil_affairs_see_somebody_from_the_approval_on(district, reported):
    steps = chain(district, reported)
    for name in ("hardship_certified", "allowance_checked", "allowance_approved"):
        with pytest.raises(Case.DoesNotExist):
            steps["allowance_paid"]()
        steps[name]()
    steps["allowance_paid"]()


def test_each_step_of_the_chain_is_its_offices(district, reported):
    steps = chain(district, reported)
    with pytest.raises(StepRefused, match="村（居）民委员会出具"):
        certify_hardship(reported.pk, by=district.at(OfficeKind.TOWN_GOVERNMENT), on=TODAY)
    steps["hardship_certified"]()
    with pytest.raises(StepRefused, match="户籍地司法所审查"):
        check_allowance(reported.pk, by=district.at(OfficeKind.TOWN_GOVERNMENT), on=TODAY)
    steps["allowance_checked"]()
    with pytest.raises(StepRefused, match="镇街分管民政的领导审批"):
        approve_allowance(reported.pk, by=district.assistant(), on=TODAY)
    steps["allowance_approved"]()
    with pytest.raises(StepRefused, match="镇街民政发放"):
        pay_allowance(reported.pk, month=f"{TODAY:%Y-%m}", by=district.assistant(), on=TODAY)


def test_a_month_is_paid_once(district, reported):
    steps = chain(district, reported)
    for step in steps.values():
        step()
    before = traces()
    with pytest.raises(StepRefused):
        steps["allowance_paid"]()
    assert traces() == before


def test_facts_of_the_household_are_told_as_the_rules_read_them(district, reported):
    tell_facts(reported.pk, {"income_per_head": 300, "disabled": True}, by=district.assistant(), on=TODAY)
    tell_facts(reported.pk, {"disabled": None}, by=district.at(OfficeKind.TOWN_GOVERNMENT), on=TODAY)
    told = Act.objects.using(OWNER).filter(case=reported, kind="facts").order_by("id")
    assert [act.told for act in told] == [{"income_per_head": 300, "disabled": True}, {"disabled": None}]
    for wrong in ({"disabled": "yes"}, {"shoe_size": 42}):
        with pytest.raises(StepRefused) as refused:
            tell_facts(reported.pk, wrong, by=district.assistant(), on=TODAY)
        assert refused.value.field == "facts"


def test_dibao_is_granted_once_and_ends_after_it_began(district, reported):
    by = district.assistant()
    with pytest.raises(StepRefused, match="没有正在享受的低保"):
        end_dibao(reported.pk, last_month="2026-11", by=by, on=TODAY)
    grant_dibao(reported.pk, from_month="2026-11", by=by, on=TODAY)
    with pytest.raises(StepRefused, match="须先停止"):
        grant_dibao(reported.pk, from_month="2026-12", by=by, on=TODAY)
    with pytest.raises(StepRefused, match="须不早于"):
        end_dibao(reported.pk, last_month="2026-10", by=by, on=TODAY)
    end_dibao(reported.pk, last_month="2026-11", by=by, on=TODAY)
    with pytest.raises(StepRefused, match="由民政或户籍地单位登记"):
        grant_dibao(reported.pk, from_month="2027-01", by=district.cadre(district.place()), on=TODAY)


def test_a_town_lacks_a_base_until_one_agrees_and_again_from_the_day_it_ends(district):
    town, by = district.town(HOME), district.at(OfficeKind.TOWN_GOVERNMENT)

    def lacks(on=TODAY) -> bool:
        with acting(by):
            return towns_without_bases([town], on=on) == {town}

    assert lacks()
    base = agree_base(town, "新星食品厂", by=by, on=TODAY - days(3))
    assert not lacks()
    end_base(base.pk, by=by, on=TODAY)
    assert not lacks(TODAY - days(1))
    assert lacks()
    with pytest.raises(StepRefused, match="已经终止"):
        end_base(base.pk, by=by, on=TODAY)


def test_an_agreement_and_its_end_recorded_late_say_why_and_keep_it(district):
    town, by = district.town(HOME), district.at(OfficeKind.TOWN_GOVERNMENT)
    last = TODAY - days(int(str(DEFAULT_PACK.parameter("late_record_days", TODAY))))
    with pytest.raises(StepRefused, match="为什么现在才登记") as refused:
        agree_base(town, "新星食品厂", by=by, on=last - days(1))
    assert refused.value.field == "late_because"
    base = agree_base(town, "新星食品厂", by=by, on=last - days(1), late_because="协议在企业处")
    with pytest.raises(StepRefused, match="为什么现在才登记"):
        end_base(base.pk, by=by, on=last - days(1))
    with pytest.raises(StepRefused, match="不能晚于今天"):
        end_base(base.pk, by=by, on=TODAY + days(1))
    end_base(base.pk, by=by, on=last - days(1), late_because="企业迟告")
    kept = EnterpriseBase.objects.using(OWNER).get()
    assert (kept.late_because, kept.end_late_because) == ("协议在企业处", "企业迟告")


def test_control_on_the_last_day_nothing_is_asked_of_an_agreement_and_nothing_kept(district):
    town, by = district.town(HOME), district.at(OfficeKind.TOWN_GOVERNMENT)
    last = TODAY - days(int(str(DEFAULT_PACK.parameter("late_record_days", TODAY))))
    base = agree_base(town, "新星食品厂", by=by, on=last, late_because="多余的话")
    end_base(base.pk, by=by, on=last)
    kept = EnterpriseBase.objects.using(OWNER).get()
    assert (kept.late_because, kept.end_late_because) == ("", "")


def test_a_base_is_its_towns_or_the_districts(district):
    town = district.town(HOME)
    for wrong in (district.at(OfficeKind.TOWN_GOVERNMENT, NEXT), district.assistant(HOME)):
        with pytest.raises(StepRefused, match="由所在镇街登记"):
            agree_base(town, "新星食品厂", by=wrong, on=TODAY)
    with pytest.raises(StepRefused, match="填写企业名称"):
        agree_base(town, " ", by=district.clerk(), on=TODAY)
    base = agree_base(town, "新星食品厂", by=district.clerk(), on=TODAY)
    with pytest.raises(StepRefused, match="终止不能早于签订"):
        end_base(base.pk, by=district.clerk(), on=TODAY - days(1))
    assert EnterpriseBase.objects.using(OWNER).get().until_on is None
