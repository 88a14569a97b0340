"""What may be written as a name: something that people can read, type again and tell from another."""

import re
from typing import Final

from django.utils.translation import gettext as _

from anbang.lib.visible import visible
from anbang.organisations.steps import StepRefused

LONGEST_PERSON: Final = 48
LONGEST_UNIT: Final = 96
USERNAME: Final = re.compile(r"[A-Za-z0-9._-]{3,48}")


def plain_name(text: str, asking: str, *, longest: int, field: str) -> str:
    """The name without blanks around it; refused when it is empty (`asking` asks for it), too long or not all to be seen."""
    name = text.strip()
    if not name:
        raise StepRefused(asking, field=field)
    if visible(name) != name or name.splitlines() != [name]:
        raise StepRefused(_("名称中有看不见的字符或换行，请重新输入。"), field=field)
    if len(name) > longest:
        raise StepRefused(_("名称太长，最多 %(longest)s 个字。") % {"longest": longest}, field=field)
    return name


def refuse_username_that_is_not_plain(username: str) -> None:
    """A user name is typed at every sign-in, on whatever keyboard there is."""
    if not USERNAME.fullmatch(username):
        raise StepRefused(_("用户名由 3 至 48 个英文字母、数字、点、下划线或连字符组成。"), field="username")
