"""The process that does the long work. Jobs whose worker died are put back from outside the queue, before and while it runs."""

import asyncio
import logging
import os
import sys

import django
from django.utils.module_loading import import_string
from procrastinate.contrib.django import app as django_app
from procrastinate.contrib.django.django_connector import DjangoConnector

from anbang.lib.sealing import SealBroken
from anbang.site.refusals import UnsafeDatabase, refuse_unsafe_databases

SECONDS_WITHOUT_HEARTBEAT = 30
SECONDS_BETWEEN_RESCUES = 15
# Models exist after the set-up only, so what uses them is named, not imported.
REFUSE_LOST_KEYS = "anbang.site.keys_at_hand.refuse_lost_keys"
logger = logging.getLogger("anbang.worker")


async def rescue_stalled_jobs(*, forever: bool) -> None:
    """Put jobs back whose worker gave no sign of life; they are written so that doing one again is harmless."""
    while True:
        stalled = await django_app.job_manager.get_stalled_jobs(seconds_since_heartbeat=SECONDS_WITHOUT_HEARTBEAT)
        for job in stalled:
            logger.warning("job %s stalled and is put back", job.id)
            await django_app.job_manager.retry_job(job)
        if not forever:
            return
        await asyncio.sleep(SECONDS_BETWEEN_RESCUES)


async def work() -> None:
    """Run until told to stop by SIGTERM or SIGINT."""
    connector = django_app.connector
    if not isinstance(connector, DjangoConnector):
        raise TypeError("the queue is not Django's")
    with django_app.replace_connector(connector.get_worker_connector()):
        async with django_app.open_async():
            rescue = asyncio.create_task(rescue_stalled_jobs(forever=True))
            try:
                await django_app.run_worker_async(concurrency=1, delete_jobs="successful", shutdown_graceful_timeout=10)
            finally:
                rescue.cancel()


def main() -> None:
    """Entry of `python -m anbang.site.worker`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anbang.site.settings")
    django.setup()
    try:
        refuse_unsafe_databases()
        import_string(REFUSE_LOST_KEYS)()
    except (UnsafeDatabase, SealBroken) as fault:
        sys.exit(f"anbang worker: {fault}")
    asyncio.run(work())


if __name__ == "__main__":
    main()
