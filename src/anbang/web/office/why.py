"""Why an office has a duty of its own, in sentences: the calendar or the key period, the figure, what was done, and whose it is."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from anbang.casework.duty.models import Duty
from anbang.coordination.office.queries import get_duty_of_an_office, may_record
from anbang.coordination.office.why import WhyAnOffice, why_an_office
from anbang.organisations.acting import ActingStaff
from anbang.policy import duty_definition
from anbang.web.duties import shown
from anbang.web.office.roles import RECORDING
from anbang.web.reasons import sentences
from anbang.web.templatetags.anbang import day
from anbang.web.views import acting_staff, reads

# Why a duty lies with the office it lies with: each of its kind has its own, or the district has one such office.
OWNERS = {
    "justice_office": gettext_lazy("这件事每个司法所都要办，各办各的；%(area)s的司法所就是%(office)s。"),
    "town": gettext_lazy("这件事每个镇街都要办，各办各的；%(area)s的由%(office)s办理。"),
    "justice_bureau": gettext_lazy("由区司法局统一办理。"),
    "aftercare_office": gettext_lazy("由区安帮办办理。"),
    "hrss": gettext_lazy("由区人力社保局办理。"),
}


@reads(*RECORDING)
def why(request: HttpRequest, duty_id: int) -> HttpResponse:
    """Why the office has this duty, why until this day, and why this office."""
    by = acting_staff(request)
    duty = get_duty_of_an_office(duty_id, for_staff=by)
    found = why_an_office(duty, on=by.today)
    context = {
        "duty": duty,
        "shown": shown(duty, by=by),
        "reasons": list(reasons_of(found, duty, by=by)) if found else [],
        "owner": list(_owner_of(found, duty)),
        "acts": found.acts if found else [],
        "records": found.kind if found and _is_recorded_here(found, duty, by=by) else None,
    }
    return render(request, "office/why.html", context)


def reasons_of(found: WhyAnOffice, duty: Duty, *, by: ActingStaff) -> Iterator[str]:
    """The reasons of the day, one after another."""
    if found.period is not None:
        told = {"name": found.period.name, "first": day(found.period.begins_on), "last": day(found.period.ends_on)}
        yield _("区里设定了重点时期“%(name)s”，从%(first)s到%(last)s。") % told
    else:
        told = {"first": day(duty.opens_on), "last": day(duty.due_on)}
        yield _("这件事按日历每期都有；这一期从%(first)s开始，到%(last)s为止。") % told
    yield _("本单位的这些期限从%(day)s起计，更早的不算。") % {"day": day(found.since_on)}
    yield from sentences(found.explained)
    if found.times > 1:
        yield _("每期要办 %(times)s 次。") % {"times": found.times}
    yield _done(found, duty, by=by)


def _done(found: WhyAnOffice, duty: Duty, *, by: ActingStaff) -> str:
    """What was done about it so far."""
    if duty.met_on is not None:
        return _("%(day)s办了“%(what)s”，这件事就此办结。") % {"day": day(duty.met_on), "what": found.kind.label}
    if found.acts:
        done = len(found.acts)
        told = ngettext(
            "已登记“%(what)s” %(done)s 次，还差 %(left)s 次。",
            "已登记“%(what)s” %(done)s 次，还差 %(left)s 次。",
            done,
        )
        return told % {"what": found.kind.label, "done": done, "left": found.times - done}
    if duty.due_on < by.today:
        return _("到期没有登记“%(what)s”。") % {"what": found.kind.label}
    return _("还没有登记“%(what)s”。") % {"what": found.kind.label}


def _owner_of(found: WhyAnOffice | None, duty: Duty) -> Iterator[str]:
    """Why it is this office's, and who leads it."""
    office = duty.office
    area = office.area.name if office and office.area else ""
    told = {"area": area, "office": office.name if office else ""}
    yield str(OWNERS[duty_definition(duty.rule).owner.kind]) % told
    if found and found.led_by:
        yield _("按本区口径，会议由%(office)s牵头，它也可以登记；办件仍是镇街的。") % {"office": found.led_by.name}


def _is_recorded_here(found: WhyAnOffice, duty: Duty, *, by: ActingStaff) -> bool:
    """Whether the reader records what meets the duty, and it can still be met."""
    office = may_record(found.kind, for_staff=by)
    return office is not None and office.pk == duty.office_id and shown(duty, by=by).is_running
