"""While nobody seals the trail nothing is exchanged: what was done could be changed afterwards, and nobody would know."""

from datetime import datetime

from django.utils.translation import gettext as _

from anbang.audit.keeping import waiting
from anbang.audit.verifying import UNSEALED_AT_MOST
from anbang.organisations.steps import StepRefused


def refuse_unsealed(*, at: datetime) -> None:
    """StepRefused where a row of the trail has waited too long for its seal: for lists that are taken in, and for whatever leaves."""
    _rows, since = waiting()
    if since is None or at - since <= UNSEALED_AT_MOST:
        return
    hours = int(UNSEALED_AT_MOST.total_seconds() // 3600)
    words = _(
        "操作记录已经超过 %(hours)s 小时没有封存，交换停止：名单不能登记，也不能导出或打印。请告诉系统管理员检查后台服务；恢复封存以后再办。"
    )
    raise StepRefused(words % {"hours": hours})
