"""The morning, the sweep after it and the evening as one job: cut off, it goes on where it was. Its notices are another."""

from django.utils import timezone
from procrastinate.contrib.django import app

from anbang.casework.handover.alarm import alarm_hour
from anbang.casework.juvenile.actions import close_what_should_be
from anbang.casework.retention.actions import propose_disposals
from anbang.coordination.feedback.actions import remove_feedback
from anbang.coordination.morning.actions import evening, morning, sweep_after
from anbang.coordination.notice.channels import channels_there_are
from anbang.coordination.notice.sending import make_notices, send_notices
from anbang.organisations.day import office_day, office_hour
from anbang.organisations.unattended import as_a_job, unattended

MORNING = "coordination.morning"
# Done once a day; asked every half-hour, since an office's machine is off at night and a time that was missed is not made up for.
EVERY_HALF_HOUR = "3,33 * * * *"
NOTICES = "coordination.notices"
EVERY_FIVE_MINUTES = "*/5 * * * *"


@app.periodic(cron=EVERY_HALF_HOUR)
@app.task(name=MORNING, queue="mornings", queueing_lock=MORNING, lock=MORNING)
def come(timestamp: int) -> None:  # noqa: ARG001  # the queue passes it by this name
    """Close what should be sealed and stands open; let the day come, then see that everybody is as the rules say; in the evening, raise the alarm
    for whoever was released and of whom nobody says what became; propose for disposal what was kept long enough; remove remarks about pages whose time is over. `timestamp`: when the queue meant it to run, which does not matter.
    """
    today = office_day()
    by = unattended("morning", on=today)
    close_what_should_be(by=by)
    sweep_after(morning(today, by=by), by=by)
    if office_hour() >= alarm_hour(today):
        evening(today, by=by)
    propose_disposals(by=by, on=today)
    remove_feedback(by=as_a_job(by, on=today), on=today)


@app.periodic(cron=EVERY_FIVE_MINUTES)
@app.task(name=NOTICES, queue="mornings", queueing_lock=NOTICES, lock=NOTICES)
def tell(timestamp: int) -> None:  # noqa: ARG001  # the queue passes it by this name
    """Send everybody the notice they chose, once the morning has come and their hour; nothing where the settings name no channel."""
    if not channels_there_are():
        return
    today = office_day()
    by = unattended("notices", on=today)
    make_notices(today, office_hour(), by=by)
    send_notices(timezone.now(), today, by=by)
