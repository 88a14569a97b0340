"""The reasons that a release notice may give are those that the policy knows: neither list has one more, and both say the same."""

from anbang.casework.act.reasons import PriorityReason
from anbang.policy.vocabulary import PRIORITY_REASONS


def agree() -> bool:
    """The same words in the same order; a label may add to the policy's what an officer still has to do."""
    pairs = zip(PriorityReason.labels, PRIORITY_REASONS.values(), strict=False)
    return PriorityReason.values == list(PRIORITY_REASONS) and all(
        label.startswith(chinese) for label, (chinese, _english) in pairs
    )


def test_a_notice_gives_the_reasons_that_the_policy_knows():
    assert agree()


def test_control_a_reason_that_one_of_them_lacks_is_noticed(monkeypatch):
    monkeypatch.delitem(PRIORITY_REASONS, "other")
    assert not agree()


def test_control_a_reason_called_otherwise_is_noticed(monkeypatch):
    monkeypatch.setitem(PRIORITY_REASONS, "no_home", ("无处可住", "no home"))
    assert not agree()
