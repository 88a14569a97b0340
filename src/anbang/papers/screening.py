"""Every file is asked about before it is kept, where the installation names a virus scanner; without an answer none is kept."""

import logging

from django.conf import settings
from django.utils.translation import gettext as _

from anbang.lib.screening import NoAnswer, is_infected
from anbang.organisations.acting import ActingStaff
from anbang.organisations.steps import StepRefused

logger = logging.getLogger("anbang.papers")


def refuse_infected(content: bytes, *, by: ActingStaff | None, field: str) -> None:
    """StepRefused, at `field`, for a file in which the scanner found something, and while it does not answer. As it came, before anything of ours
    reads it. The log is told numbers: whose account, of which office, how many bytes.
    """
    if not settings.SCANNER:
        return
    whose = (by.staff_id, by.office_id) if by is not None else (0, 0)
    try:
        found = is_infected(content, scanner=settings.SCANNER)
    except NoAnswer as silent:
        logger.error("the virus scanner gave no answer, a file of %d bytes was refused: %s", len(content), silent)
        raise StepRefused(
            _("现在不能查毒，文件没有存入。请过几分钟再试；一直不行，请告诉系统管理员。"), field=field
        ) from silent
    if found:
        logger.warning("a file of %d bytes by account %d of office %d was refused: infected", len(content), *whose)
        raise StepRefused(_("这个文件带有病毒，没有存入。请先给手机或电脑杀毒，再重新拍照或扫描。"), field=field)
