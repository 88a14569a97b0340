"""The steps of a list from arrival to its end, and the outcomes and decisions of its rows. No tables."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class BatchStatus(TextChoices):
    """Where a list stands."""

    WAITING = "waiting", _("等待读取")
    READING = "reading", _("正在读取")
    STAGED = "staged", _("待确认")
    APPLYING = "applying", _("正在登记")
    APPLIED = "applied", _("已登记")
    UNDONE = "undone", _("已撤销")
    CANCELLED = "cancelled", _("已取消")
    FAILED = "failed", _("无法读取")


STEPS: dict[BatchStatus, frozenset[BatchStatus]] = {
    BatchStatus.WAITING: frozenset({BatchStatus.READING, BatchStatus.CANCELLED}),
    BatchStatus.READING: frozenset({BatchStatus.STAGED, BatchStatus.FAILED, BatchStatus.CANCELLED}),
    BatchStatus.STAGED: frozenset({BatchStatus.APPLYING, BatchStatus.CANCELLED}),
    BatchStatus.APPLYING: frozenset({BatchStatus.APPLIED, BatchStatus.STAGED}),
    # Rows that were in doubt or faulty may follow once they are decided or corrected: nobody waits for them.
    BatchStatus.APPLIED: frozenset({BatchStatus.APPLYING, BatchStatus.UNDONE}),
    BatchStatus.UNDONE: frozenset(),
    BatchStatus.CANCELLED: frozenset(),
    BatchStatus.FAILED: frozenset(),
}

OPEN_TO_CORRECTION = frozenset({BatchStatus.STAGED, BatchStatus.APPLIED})
RUNNING = frozenset({BatchStatus.READING, BatchStatus.APPLYING})
WORKING = RUNNING | {BatchStatus.WAITING}


class Outcome(TextChoices):
    """What a row is, judged by the file and the register; the contract's words, and `returns` for somebody who comes back."""

    NEW = "new", _("新登记")
    UPDATE = "update", _("有变化")
    # To programs an update, as agreed: the same person, about whom something is told otherwise.
    RETURNS = "returns", _("再次收押")
    SAME = "same", _("无变化")
    DOUBTFUL = "doubtful", _("需判断")
    NOT_OURS = "not_ours", _("非本辖区")
    REFUSED = "refused", _("有误")


class Decision(TextChoices):
    """What a person decided about a doubtful row, or of a closed one that nobody can take in."""

    NONE = "", _("未决定")
    TAKE_IN = "take_in", _("另一人，登记")
    LEAVE_OUT = "leave_out", _("同一人，不登记")
    SENT_BACK = "sent_back", _("封存管理人已处理，不登记")


OF_DOUBT = (Decision.TAKE_IN, Decision.LEAVE_OUT)


class Heap(TextChoices):
    """The four heaps in which a list lies before an officer."""

    READY = "ready", _("可登记")
    DOUBTFUL = "doubtful", _("需判断")
    NOT_OURS = "not_ours", _("退回")
    REFUSED = "refused", _("有误")


HEAP_OF: dict[Outcome, Heap] = {
    Outcome.NEW: Heap.READY,
    Outcome.UPDATE: Heap.READY,
    Outcome.RETURNS: Heap.READY,
    Outcome.SAME: Heap.READY,
    Outcome.DOUBTFUL: Heap.DOUBTFUL,
    Outcome.NOT_OURS: Heap.NOT_OURS,
    Outcome.REFUSED: Heap.REFUSED,
}
