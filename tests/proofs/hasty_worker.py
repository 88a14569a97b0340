"""The real worker, which takes the jobs of a dead one back after a moment instead of half a minute."""

import asyncio

import django
from procrastinate.contrib.django import app

django.setup()

from anbang.site import worker  # noqa: E402

worker.SECONDS_WITHOUT_HEARTBEAT, worker.SECONDS_BETWEEN_RESCUES = 1, 0.2  # type: ignore[assignment]
app.worker_defaults["update_heartbeat_interval"] = 0.1

if __name__ == "__main__":
    asyncio.run(worker.work())
