"""Registration forms of inmates of our detention centre who belong to another county (INF-1): sent there, with the receipt. They have no
file here.
"""

import json
from datetime import date

from django.db import router
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from anbang.audit.recording import Happening, record
from anbang.casework.custody.changes import AboutOutbound, seal_about
from anbang.casework.custody.models import Channel, OutboundForm
from anbang.casework.step.policy import pack_in_force
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.steps import StepRefused
from anbang.papers.actions import next_ids
from anbang.papers.keys import keyring
from anbang.papers.models import SealedFile
from anbang.policy import answer
from anbang.policy.clauses import INFORMATION


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
        if admitted_on > on:
            raise StepRefused(_("收押日期不能晚于今天。"), field="admitted_on")
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


def send_outbound(form_id: int, *, by: ActingStaff, on: date, scan: SealedFile | None = None) -> None:
    """The form left for the other county."""
    with acting(by):
        form = OutboundForm.objects.select_for_update(of=("self",)).get(pk=form_id, institution__in=by.own_offices)
        if form.sent_on is not None:
            raise StepRefused(_("已经寄出。"))
        if on < form.admitted_on:
            raise StepRefused(_("寄出不能早于收押。"), field="on")
        form.sent_on, form.scan = on, scan
        form.save(update_fields=["sent_on", "scan"])
        _trace("outbound_form_sent", form, by=by, on=on)


def confirm_outbound(form_id: int, *, by: ActingStaff, on: date) -> None:
    """The other county confirmed that it arrived. Twice is harmless."""
    with acting(by):
        form = OutboundForm.objects.select_for_update(of=("self",)).get(pk=form_id, institution__in=by.own_offices)
        if form.sent_on is None:
            raise StepRefused(_("还没有寄出。"))
        if on < form.sent_on:
            raise StepRefused(_("回执不能早于寄出。"), field="on")
        if form.receipt_on is None:
            form.receipt_on = on
            form.save(update_fields=["receipt_on"])
            _trace("outbound_form_confirmed", form, by=by, on=on)


def outbound_forms(*, for_staff: ActingStaff) -> QuerySet[OutboundForm]:
    """Those of the reader's institution; the bureau sees all. What has waited longest comes first."""
    forms = OutboundForm.objects.select_related("institution").order_by("receipt_on", "sent_on", "due_on", "id")
    return forms if for_staff.sees_the_district else forms.filter(institution__in=for_staff.own_offices)


def about_outbound(form: OutboundForm) -> AboutOutbound:
    """Whom a form is about."""
    place = f"casework_outboundform:{form.pk}"
    name, number, registered = json.loads(keyring().open(form.about_sealed, purpose="outbound form", place=place))
    return AboutOutbound(name, number, registered)


def _trace(action: str, form: OutboundForm, *, by: ActingStaff, on: date) -> None:
    record(action, Happening(clauses=(INFORMATION,), data={"outbound_form": form.pk}), by=by, on=on)
