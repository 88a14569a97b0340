"""Registration forms of inmates of our detention centre who belong to another county (INF-1): sent there, with the receipt. They have no
file here.
"""

import json
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import router
from django.db.models import Count, F, Min, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from anbang.audit.recording import Happening, record
from anbang.casework.custody.changes import ABOUT, AboutOutbound, seal_about
from anbang.casework.custody.models import Channel, OutboundForm
from anbang.casework.step.late import refuse_late
from anbang.casework.step.policy import pack_in_force
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.steps import StepRefused
from anbang.papers.actions import destroy_file, next_ids
from anbang.papers.models import SealedFile
from anbang.papers.scans import NewScan, open_scan, store_scan
from anbang.policy import answer
from anbang.policy.clauses import INFORMATION

DAYS = "outbound_form_days"


def note_outbound(
    about: AboutOutbound, *, addressed_to: str, channel: Channel, admitted_on: date, by: ActingStaff, on: date
) -> OutboundForm:
    """The detention centre took in somebody of another county: the form is due there within the time that the pack says."""
    with acting(by):
        if Role.INSTITUTION_CLERK not in by.roles or by.office_kind != OfficeKind.DETENTION_CENTRE:
            raise StepRefused(_("由看守所登记。"))
        for name, text in (("name", about.name), ("addressed_to", addressed_to)):
            if not text.strip():
                raise StepRefused(_("请填写姓名和寄往的司法局。"), field=name)
        if admitted_on > by.today:
            raise StepRefused(_("收押日期不能晚于今天。"), field="admitted_on")
        _refuse_to_come(on, by=by)
        due_on = answer("form_due", as_of=on, pack=pack_in_force(), admitted_on=admitted_on, sentence_months=None)
        assert isinstance(due_on, date)
        key = next_ids("casework_outboundform", "id", 1, using=router.db_for_write(OutboundForm))[0]
        form = OutboundForm.objects.create(
            id=key,
            institution_id=by.office_id,
            about_sealed=seal_about(about, form_id=key),
            addressed_to=addressed_to.strip(),
            channel=channel,
            admitted_on=admitted_on,
            due_on=due_on,
            recorded_by_id=by.staff_id,
        )
        _trace("outbound_form_noted", form, by=by, on=on)
        return form


@dataclass(frozen=True, slots=True)
class Sending:
    """How a form left. What goes by post has a scan, or says why there is none; what is recorded late says why."""

    scan: NewScan | None = None
    no_scan_because: str = ""
    late_because: str = ""


def send_outbound(form_id: int, sending: Sending, *, by: ActingStaff, on: date) -> None:
    """The form left for the other county."""
    with acting(by):
        form = OutboundForm.objects.select_for_update(of=("self",)).get(pk=form_id, institution__in=by.own_offices)
        if form.sent_on is not None:
            raise StepRefused(_("已经寄出。"))
        _refuse_to_come(on, by=by)
        if on < form.admitted_on:
            raise StepRefused(_("寄出不能早于收押。"), field="on")
        is_late = refuse_late(on, sending.late_because, today=by.today, pack=pack_in_force())
        if form.channel == Channel.POST and sending.scan is None and not sending.no_scan_because.strip():
            raise StepRefused(_("邮寄的请附登记表扫描件；没有的，请写明为什么。"), field="scan")
        form.sent_on = on
        form.late_because = sending.late_because.strip() if is_late else ""
        if sending.scan is not None:
            form.scan = store_scan(sending.scan)
        elif form.channel == Channel.POST:
            form.no_scan_because = sending.no_scan_because.strip()
        form.save(update_fields=["sent_on", "late_because", "scan", "no_scan_because"])
        _trace("outbound_form_sent", form, by=by, on=on)


def _refuse_to_come(on: date, *, by: ActingStaff) -> None:
    if on > by.today:
        raise StepRefused(_("日期不能晚于今天。"), field="on")


def confirm_outbound(form_id: int, *, by: ActingStaff, on: date) -> None:
    """The other county confirmed that it arrived. Twice is harmless."""
    with acting(by):
        form = OutboundForm.objects.select_for_update(of=("self",)).get(pk=form_id, institution__in=by.own_offices)
        if form.sent_on is None:
            raise StepRefused(_("还没有寄出。"))
        _refuse_to_come(on, by=by)
        if on < form.sent_on:
            raise StepRefused(_("回执不能早于寄出。"), field="on")
        if form.receipt_on is None:
            form.receipt_on = on
            form.save(update_fields=["receipt_on"])
            _trace("outbound_form_confirmed", form, by=by, on=on)


def outbound_kept_days(*, on: date) -> int:
    """How long a form is kept after its receipt came, or without one after it was sent."""
    return int(str(pack_in_force().parameter(DAYS, on)))


def remove_outbound(*, by: ActingStaff, on: date) -> int:
    """Remove the forms that arrived, or left, so long ago that nobody asks for them any more, with their scans; how many went. The people have
    no file here. What was not sent is still owed and stays.
    """
    pack = pack_in_force()
    before, clause = on - timedelta(days=outbound_kept_days(on=on)), pack.parameters[DAYS].clause
    with acting(by):
        old = OutboundForm.objects.alias(last=Coalesce("receipt_on", "sent_on")).filter(last__lt=before)
        forms = list(old.select_for_update(skip_locked=True, of=("self",)).order_by("id"))
        scans = [form.scan_id for form in forms if form.scan_id is not None]
        for form in forms:
            record("outbound_form_removed", Happening(clauses=(clause,), data={"form": form.pk}), by=by, on=on)
        OutboundForm.objects.filter(pk__in=[form.pk for form in forms]).delete()
        for file in SealedFile.objects.filter(pk__in=scans):
            destroy_file(file, using=by.alias)
        SealedFile.objects.filter(pk__in=scans).delete()
        return len(forms)


def outbound_forms(*, for_staff: ActingStaff) -> QuerySet[OutboundForm]:
    """Those of the reader's institution; the bureau sees all. First what is to be sent, most urgent first; then what waits for a receipt,
    longest first; what was confirmed comes last.
    """
    forms = OutboundForm.objects.select_related("institution").order_by(
        F("receipt_on").desc(nulls_first=True), F("sent_on").asc(nulls_first=True), "due_on", "id"
    )
    return forms if for_staff.sees_the_district else forms.filter(institution__in=for_staff.own_offices)


def outbound_to_send(*, for_staff: ActingStaff) -> QuerySet[OutboundForm]:
    """What still has to be sent, most urgent first."""
    return outbound_forms(for_staff=for_staff).filter(sent_on__isnull=True)


@dataclass(frozen=True, slots=True)
class Overdue:
    """How many forms an institution has not sent in time, and since when the oldest of them was due."""

    institution: str
    forms: int
    first_due_on: date


def overdue_by_institution(*, for_staff: ActingStaff) -> list[Overdue]:
    """Which institutions are late with forms, the longest overdue first; as far as the reader sees them."""
    late = outbound_to_send(for_staff=for_staff).filter(due_on__lt=for_staff.today).order_by()
    counted = late.values_list("institution__name").annotate(forms=Count("id"), first=Min("due_on"))
    return [Overdue(*row) for row in counted.order_by("first", "institution__name")]


def about_outbound(form: OutboundForm) -> AboutOutbound:
    """Whom a form is about."""
    name, number, registered = json.loads(ABOUT.open(form.about_sealed, id=form.pk))
    return AboutOutbound(name, number, registered)


def open_outbound_scan(form_id: int, *, by: ActingStaff) -> tuple[bytes, str, str]:
    """The scan of a form that was sent, its type and its name; that it was opened is on record first. OutboundForm.DoesNotExist where there is
    none, or the form is another institution's.
    """
    with acting(by):
        form = outbound_forms(for_staff=by).select_related("scan").get(pk=form_id, scan__isnull=False)
        _trace("outbound_scan_opened", form, by=by, on=by.today)
    assert form.scan is not None
    with acting(by, reading_only=True):
        return open_scan(form.scan)


def _trace(action: str, form: OutboundForm, *, by: ActingStaff, on: date) -> None:
    record(action, Happening(clauses=(INFORMATION,), data={"outbound_form": form.pk}), by=by, on=on)
