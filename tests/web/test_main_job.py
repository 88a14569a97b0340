"""The main job through the pages, without a browser: what each answers, and who may not come in."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from anbang.casework.custody.models import RegistrationForm, Verification
from anbang.casework.models import Case
from anbang.casework.person.models import Person
from anbang.exchange.batch.applying import apply_staged_rows
from anbang.exchange.batch.models import Batch, StagedRow
from anbang.exchange.batch.staging import stage_rows
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.models import Staff

SAMPLE = Path(__file__).parents[1] / "data" / "prison-batch-2026-11.xlsx"
SignIn = Callable[[ActingStaff], Client]


@pytest.fixture
def signed_in(database: str) -> SignIn:
    """A client in which a member of staff is signed in."""

    def sign_in(by: ActingStaff) -> Client:
        client = Client(HTTP_HOST="localhost")
        client.force_login(Staff.objects.get(pk=by.staff_id))
        return client

    return sign_in


def handed_in(client: Client, warder: ActingStaff) -> Batch:
    """The sample, uploaded and read."""
    file = SimpleUploadedFile(SAMPLE.name, SAMPLE.read_bytes())
    response = client.post(reverse("lists"), {"institution": warder.office_id, "file": file})
    assert response.status_code == 302, response.content.decode()
    return Batch.objects.using("owner").get()


def test_a_list_goes_from_the_clerk_to_the_justice_officer_and_its_reply_back_to_the_prison(
    signed_in: SignIn, clerk: ActingStaff, assistant: ActingStaff, warder: ActingStaff
) -> None:
    bureau = signed_in(clerk)
    batch = handed_in(bureau, warder)
    here = reverse("list", args=[batch.pk])
    assert "正在打开文件" in bureau.get(here).content.decode()
    assert bureau.get(reverse("list_progress", args=[batch.pk])).status_code == 200
    stage_rows(batch.pk, by=clerk, on=clerk.today)
    assert bureau.get(reverse("list_progress", args=[batch.pk])).headers["HX-Refresh"] == "true"
    for heap in ("ready", "doubtful", "not_ours", "refused"):
        assert bureau.get(here, {"heap": heap}).status_code == 200
    assert "确认登记" in bureau.get(reverse("confirm_preview", args=[batch.pk])).content.decode()
    assert bureau.post(reverse("take_in", args=[batch.pk])).status_code == 302
    apply_staged_rows(batch.pk, by=clerk, on=clerk.today)
    assert "已登记" in bureau.get(here).content.decode()

    officer = signed_in(assistant)
    work = officer.get(reverse("today")).content.decode()
    assert "信息核查" in work or "核查" in work
    with acting(assistant, reading_only=True):
        form = RegistrationForm.objects.select_related("case").filter(verification__isnull=True).order_by("id")[0]
        duty = form.case.duties.get(rule="verify", met_on__isnull=True)
    assert officer.get(reverse("case_file", args=[form.case.person_id])).status_code == 200
    assert "二（三）" in officer.get(reverse("why", args=[duty.pk])).content.decode()
    page = reverse("verify", args=[form.pk])
    assert officer.get(page).status_code == 200
    told = {"name": "true", "identity": "true", "address": "false", "family": "母亲愿意接纳"}
    refused = officer.post(page, told)
    assert refused.status_code == 422
    assert "母亲愿意接纳" in refused.content.decode(), "what was typed is kept"
    assert officer.post(page, {**told, "address_evidence": "村委会查无此户"}).status_code == 302

    prison = signed_in(warder)
    assert "村委会查无此户" in prison.get(reverse("today")).content.decode()
    assert "村委会查无此户" in prison.get(reverse("answers")).content.decode()
    with acting(warder, reading_only=True):
        reply = Verification.objects.get()
    assert prison.post(reverse("confirm_receipt", args=[reply.pk])).status_code == 302
    assert "已签收" in prison.get(reverse("answers")).content.decode()
    assert (
        "监所已签收"
        in officer.get(reverse("case_file", args=[form.case.person_id]), {"tab": "papers"}).content.decode()
    )


def test_every_other_page_answers(
    signed_in: SignIn, clerk: ActingStaff, assistant: ActingStaff, take: Callable[..., Case]
) -> None:
    take()
    person = Person.objects.using("owner").get()
    for client in (signed_in(clerk), signed_in(assistant)):
        for name in ("today", "people", "policy", "places", "gallery"):
            assert client.get(reverse(name)).status_code == 200, name
        for tab in ("overview", "papers", "history"):
            assert client.get(reverse("case_file", args=[person.pk]), {"tab": tab}).status_code == 200, tab
    assert signed_in(clerk).get(reverse("lists")).status_code == 200
    assert signed_in(assistant).get(reverse("lists")).status_code == 404
    assert Client(HTTP_HOST="localhost").get(reverse("today")).status_code == 302
    assert Client(HTTP_HOST="localhost").get(reverse("account_login")).status_code == 200


def test_the_closed_list_asks_whoever_keeps_a_file_for_the_password_again(
    signed_in: SignIn, assistant: ActingStaff, take: Callable[..., Case]
) -> None:
    take(sealing_proposed=True)
    answer = signed_in(assistant).get(reverse("closed_list"))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("account_reauthenticate"))


def test_a_wrong_cell_is_corrected_in_place(signed_in: SignIn, clerk: ActingStaff, warder: ActingStaff) -> None:
    bureau = signed_in(clerk)
    batch = handed_in(bureau, warder)
    stage_rows(batch.pk, by=clerk, on=clerk.today)
    row = StagedRow.objects.using("owner").filter(outcome="refused").order_by("id")[0]
    page = reverse("correct_row", args=[row.pk])
    assert bureau.get(page).status_code == 200
    assert bureau.post(page, {"姓名": ""}).status_code == 422
