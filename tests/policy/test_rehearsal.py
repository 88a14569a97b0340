"""What another pack would do to everybody, before it is switched on."""

from anbang.policy import DEFAULT_PACK, JUDGE
from anbang.policy.rehearsal import MoneyChange, Story, rehearse
from tests.policy.stories import on, released, told
from tests.policy.test_allowance import APPROVED, URBAN

FILES = (
    Story("paid", URBAN, APPROVED),
    Story("new", URBAN, (released("2017-02-10"),)),
    Story("inmate", URBAN, (told("2017-02-01", "form_received"),)),
)


def rehearsed(**figures):
    return rehearse(JUDGE, FILES, now=DEFAULT_PACK, then=DEFAULT_PACK.with_figures(figures), as_of=on("2017-03-01"))


def test_the_same_figures_change_nothing():
    found = rehearsed(plan_days=30)
    assert (found.people, found.people_touched, found.duties, found.money, found.yuan) == (3, 0, (), (), (0, 0))


def test_duties_move_come_go_or_change_their_state():
    assert dict(rehearsed(plan_days=40).counts) == {("make_plan", "later"): 2}
    assert dict(rehearsed(plan_days=10).counts) == {("make_plan", "sooner"): 2}
    assert dict(rehearsed(verification_months=2).counts) == {("verify", "later"): 1}
    assert rehearsed(plan_days=40).people_touched == 2
    (gone, *_) = [change for change in rehearsed(stub_days=200).duties if change.duty == "follow_up"]
    assert (gone.change, gone.then) == ("goes", None)


def test_a_shorter_allowance_is_told_person_by_person_in_yuan():
    found = rehearsed(allowance_months=4)
    assert found.money == (MoneyChange("paid", 6 * 460, 4 * 460),)
    assert found.yuan == (0, 920)
    assert {(change.duty, change.change) for change in found.duties} <= {("pay_allowance", "goes")}


def test_a_larger_share_is_a_gain():
    assert rehearsed(allowance_share_percent=150).yuan == (6 * 230, 0)
