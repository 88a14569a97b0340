"""Forms about people of other counties go when the policy says so, with their scans; what is still owed stays."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import override_settings

from anbang.audit.models import Event
from anbang.casework.custody import outbound
from anbang.casework.custody.models import OutboundForm
from anbang.casework.custody.outbound import Sending, confirm_outbound, remove_outbound, send_outbound
from anbang.exchange import jobs
from anbang.organisations.acting import ActingStaff
from anbang.organisations.unattended import unattended
from anbang.papers.actions import _file_path
from anbang.papers.models import PaperKind, SealedFile
from anbang.papers.scans import read_scan
from anbang.policy import DEFAULT_PACK
from tests.casework.test_outbound import detention, noted
from tests.papers.test_scans import PDF
from tests.support.crew import TODAY, days

__all__ = ["detention"]
KEPT = timedelta(days=int(str(DEFAULT_PACK.parameter("outbound_form_days", TODAY))))


@pytest.fixture
def sent(detention: ActingStaff) -> OutboundForm:
    """Sent today by post, with a scan."""
    form = noted(detention, TODAY - days(3))
    scan = read_scan(PDF, PaperKind.REGISTRATION_FORM)
    send_outbound(form.pk, Sending(scan=scan), by=detention, on=TODAY)
    return OutboundForm.objects.using("owner").get(pk=form.pk)


def remove(on) -> int:
    return remove_outbound(by=unattended("test", on=on), on=on)


def path_of(form: OutboundForm) -> Path:
    return _file_path(SealedFile.objects.using("owner").get(pk=form.scan_id))


def test_a_form_goes_with_its_scan_once_its_days_have_passed(sent: OutboundForm):
    path = path_of(sent)
    assert remove(TODAY + KEPT + days(1)) == 1
    assert not OutboundForm.objects.using("owner").exists()
    assert not SealedFile.objects.using("owner").filter(pk=sent.scan_id).exists()
    assert not path.exists()
    told = Event.objects.using("auditor").get(action="outbound_form_removed")
    assert (told.data, told.clauses, told.staff_id) == ({"form": sent.pk}, ["LAW-1"], 0)


def test_until_then_it_stays(sent: OutboundForm):
    assert remove(TODAY + KEPT) == 0
    assert path_of(sent).exists()


def test_control_without_the_days_it_stays_and_without_the_step_its_scan_does(
    sent: OutboundForm, monkeypatch: pytest.MonkeyPatch
):
    path, later = path_of(sent), TODAY + KEPT + days(1)
    with monkeypatch.context() as gone:
        gone.setattr(outbound, "outbound_kept_days", lambda *, on: (on - TODAY).days)
        assert remove(later) == 0
    assert OutboundForm.objects.using("owner").exists()
    monkeypatch.setattr(outbound, "destroy_file", lambda _file, *, using: None)
    assert remove(later) == 1
    assert path.exists(), "the form is gone, and what was scanned of it is not"


def test_with_a_receipt_the_days_count_from_it(detention: ActingStaff, sent: OutboundForm):
    OutboundForm.objects.using("owner").update(sent_on=TODAY - days(9), admitted_on=TODAY - days(20))
    confirm_outbound(sent.pk, by=detention, on=TODAY)
    assert remove(TODAY + KEPT) == 0
    assert remove(TODAY + KEPT + days(1)) == 1


def test_what_was_never_sent_is_still_owed_and_stays(detention: ActingStaff):
    noted(detention, TODAY - days(3))
    assert remove(TODAY + KEPT * 9) == 0
    assert OutboundForm.objects.using("owner").exists()


def test_the_queue_asks_for_it_by_itself(sent: OutboundForm):
    with override_settings(FIXED_TODAY=TODAY + KEPT + days(1)):
        jobs.remove(timestamp=0)
    assert not OutboundForm.objects.using("owner").exists()
