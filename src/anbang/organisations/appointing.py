"""Who keeps accounts, posts and offices, and which roles are never held together."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from django.db import IntegrityError, connections
from django.utils.translation import gettext as _

from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import Role
from anbang.organisations.models import Posting
from anbang.organisations.steps import StepRefused
from anbang.organisations.unattended import NOBODY

# A lock that whoever ends an administrator holds until it is done.
ENDING_ADMINISTRATORS: Final = 4_203_151_210
# As the guard of the cases says it.
HOLDS_CASES: Final = "cases are in this person's hands"


@contextmanager
def cases_handed_over_first(who: str) -> Iterator[None]:
    """Around the transaction in which somebody leaves: whether they hold cases is asked when it ends, and whoever keeps accounts
    sees none. StepRefused where they do.
    """
    try:
        yield
    except IntegrityError as error:
        if HOLDS_CASES not in str(error):
            raise
        words = _("%(who)s还有经手的案件：先由司法所或区司法局在“案件交接”页交给别人，再登记离任。")
        raise StepRefused(words % {"who": who}) from error


def refuse_unless(role: Role, *, by: ActingStaff) -> None:
    """Each of the three administrators does their own, so that nobody alone takes an account over."""
    if by.role is role:
        return
    if role is Role.SYSTEM_ADMINISTRATOR:
        raise StepRefused(_("机构和人员由系统管理员登记。"))
    raise StepRefused(_("两步验证、账号锁定和登录状态由安全管理员处理。"))


def refuse_oneself(staff_id: int, *, by: ActingStaff) -> None:
    """What one does to accounts is done to others'."""
    if staff_id != by.staff_id:
        return
    if by.role is Role.SYSTEM_ADMINISTRATOR:
        raise StepRefused(_("不能任免本人，请由另一名系统管理员办理。"))
    raise StepRefused(_("不能处理本人的账号，请由另一名安全管理员办理。"))


def refuse_the_last(role: str, staff_id: int, *, by: ActingStaff) -> None:
    """Of each of the three administrators there is always one who goes on. Asked one after another, or two who end each other at the same
    moment would leave none; the installation may all the same.
    """
    if by.staff_id == NOBODY or role not in Role.administrators():
        return
    with connections[by.alias].cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [ENDING_ADMINISTRATORS])
    staying = Posting.objects.filter(role=role, until_on__isnull=True, staff__is_active=True)
    if not staying.exclude(staff=staff_id).exists():
        words = _("这是最后一名%(role)s：先由接替的人任职，再登记离任或停用。")
        raise StepRefused(words % {"role": Role(role).label})


def refuse_an_administrator_with_another_post(role: Role, held: Sequence[str]) -> None:
    """As the constraints of postings do, in words. `held`: the roles that the person holds or will hold on these days."""
    three = Role.administrators()
    others = [other for other in held if other != role]
    if role in three and any(other in three for other in others):
        raise StepRefused(_("系统、安全、审计三员分设，一人不能兼任。"), field="role")
    if others and (role in three or any(other in three for other in others)):
        raise StepRefused(_("系统、安全、审计管理员不能兼任其他岗位：管理员看不到任何人的档案。"), field="role")
