"""The morning, the sweep after it and the evening as one job: cut off, it goes on where it was."""

from procrastinate.contrib.django import app

from anbang.casework.handover.alarm import alarm_hour
from anbang.casework.juvenile.actions import close_what_should_be
from anbang.casework.retention.actions import propose_disposals
from anbang.coordination.morning.actions import evening, morning, sweep_after
from anbang.organisations.day import office_day, office_hour
from anbang.organisations.unattended import unattended

MORNING = "coordination.morning"
# Done once a day; asked every half-hour, since an office's machine is off at night and a time that was missed is not made up for.
EVERY_HALF_HOUR = "3,33 * * * *"


@app.periodic(cron=EVERY_HALF_HOUR)
@app.task(name=MORNING, queue="mornings", queueing_lock=MORNING, lock=MORNING)
def come(timestamp: int) -> None:  # noqa: ARG001  # the queue passes it by this name
    """Close what should be sealed and stands open; let the day come, then see that everybody is as the rules say; in the evening, raise the alarm
    for whoever was released and of whom nobody says what became; propose for disposal what was kept long enough. `timestamp`: when the queue meant it to run, which does not matter.
    """
    today = office_day()
    by = unattended("morning", on=today)
    close_what_should_be(by=by)
    sweep_after(morning(today, by=by), by=by)
    if office_hour() >= alarm_hour(today):
        evening(today, by=by)
    propose_disposals(by=by, on=today)
