"""The trail is sealed every minute, and once a day the whole of it is compared with its seals."""

import logging
from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from anbang.audit.keeping import check_now, checked_since, seal_now
from anbang.audit.sealing import TrailIsBusy

SEAL, CHECK = "audit.seal", "audit.check"
EVERY_MINUTE, EVERY_HOUR = "* * * * *", "41 * * * *"
# Asked every hour, since an office's machine is off at night.
A_DAY = timedelta(hours=20)
logger = logging.getLogger("anbang.audit")


@app.periodic(cron=EVERY_MINUTE)
@app.task(name=SEAL, queue="audit", queueing_lock=SEAL, lock=SEAL)
def seal(timestamp: int) -> None:  # noqa: ARG001  # the queue passes it by this name
    """Seal what was written in the last minute. `timestamp`: when the queue meant it to run, which does not matter."""
    try:
        seal_now()
    except TrailIsBusy:
        logger.info("somebody was writing all the while; the next minute seals it")


@app.periodic(cron=EVERY_HOUR)
@app.task(name=CHECK, queue="audit", queueing_lock=CHECK, lock=CHECK)
def check(timestamp: int) -> None:  # noqa: ARG001  # the queue passes it by this name
    """Compare the trail with its seals, once a day."""
    if not checked_since(timezone.now() - A_DAY):
        check_now()
