"""Scans of somebody's papers: attached, listed and opened through the person."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anbang.casework.custody.wrong_scans import remove_scan
from anbang.casework.person.models import Person
from anbang.casework.person.queries import get_person, get_person_to_work_on, with_cases
from anbang.lib.scan import LARGEST_BYTES
from anbang.organisations.acting import acting
from anbang.papers.models import Paper, PaperKind
from anbang.papers.scans import (
    LARGEST_MEGABYTES,
    REFUSALS,
    SCANNED,
    TELLS_THE_OFFENCE,
    NewScan,
    attach_scan,
    may_remove_scan,
    open_scan,
    read_scan,
)
from anbang.web.forms import Text, page_with_form, perform
from anbang.web.intake.fields import Day, words
from anbang.web.readers import MAY_READ_THE_OFFENCE
from anbang.web.views import acting_staff, for_staff, look_at, reads

ACCEPTED = ".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png"


class Scan(forms.FileField):
    """A scan or a photograph of a paper."""

    def __init__(self, **more: Any) -> None:
        super().__init__(widget=forms.FileInput({"accept": ACCEPTED}), **more)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Of a file over the limit nothing is read."""
        file: UploadedFile | None = super().clean(data, initial)
        if file and (file.size or 0) > LARGEST_BYTES:
            raise forms.ValidationError(_(REFUSALS["too_large"]) % {"megabytes": LARGEST_MEGABYTES})
        return file


def no_scan_because() -> Text:
    """Why there is no scan yet, asked for beside it."""
    return Text(
        label=gettext_lazy("暂无扫描件的原因"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("没有扫描件的，写明为什么、什么时候补。例如：原件在镇街，周五送来。"),
    )


def scan_told(file: UploadedFile | None, kind: PaperKind, *, field: str = "scan") -> NewScan | None:
    """What was uploaded, looked through; StepRefused in words."""
    return read_scan(file.read(), kind, field=field) if file else None


class ScanForm(forms.Form):
    """A paper to be kept with somebody's."""

    kind = forms.ChoiceField(label=gettext_lazy("是什么材料"))
    dated_on = Day(label=gettext_lazy("材料日期"))
    scan = Scan(label=gettext_lazy("扫描件或照片"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("请选择")), *((kind, kind.label) for kind in SCANNED)]  # type: ignore[attr-defined]


@for_staff(*MAY_READ_THE_OFFENCE)
def scans(request: HttpRequest, person_id: int) -> HttpResponse:
    """The scans of somebody's papers, and the form to attach one."""
    by = acting_staff(request)
    look_at(request, person_id, "scans")
    form = ScanForm(request.POST or None, request.FILES or None, initial={"dated_on": by.today})

    def attach(told: dict[str, Any]) -> None:
        new = scan_told(told["scan"], PaperKind(told["kind"]))
        assert new is not None
        if told["dated_on"] > by.today:
            form.add_error("dated_on", _("日期不能晚于今天。"))
            return
        with acting(by, reading_only=True):
            get_person_to_work_on(person_id, for_staff=by)
        attach_scan(person_id, new, by=by, on=told["dated_on"])
        messages.success(request, _("已存入。"))

    if request.method == "POST" and perform(form, attach) and not form.errors:
        return redirect("scans", person_id=person_id)
    with acting(by, reading_only=True):
        seen = get_person_to_work_on(person_id, for_staff=by)
        person = with_cases(Person.objects.filter(pk=seen.pk)).get()
        kept = Paper.objects.filter(person_id=person.pk, file__isnull=False)
        kept = kept.select_related("file", "author", "removed_by").order_by("-dated_on", "-id")
        context = {
            "form": form,
            "person": person,
            "case": person.cases.all()[0],
            "kept": [(paper, paper.removed_on is None and may_remove_scan(paper, by=by)) for paper in kept],
            "hidden": TELLS_THE_OFFENCE if person.is_closed else (),
        }
        return page_with_form(request, "intake/scans.html", context)


@reads(*MAY_READ_THE_OFFENCE, person="scan")
def scan(request: HttpRequest, person_id: int, paper_id: int) -> HttpResponse:
    """One scan, shown by the browser and able to do nothing there."""
    person = get_person(person_id, for_staff=acting_staff(request))
    kept = _standing_scan(person, paper_id)
    if kept.file is None or (person.is_closed and kept.kind in TELLS_THE_OFFENCE):
        raise Paper.DoesNotExist
    content, media_type, name = open_scan(kept.file)
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = f"inline; filename={name}"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _standing_scan(person: Person, paper_id: int) -> Paper:
    """A scan that was not removed, or Paper.DoesNotExist."""
    standing = Paper.objects.filter(person_id=person.pk, file__isnull=False, removed_on__isnull=True)
    return standing.select_related("file", "author").get(pk=paper_id)


class RemovalForm(forms.Form):
    """Why a scan should never have lain here."""

    why = words(
        gettext_lazy("为什么移除"),
        length=200,
        help_text=gettext_lazy("例如：扫成了另一个人的材料。不要写别人的姓名和号码。"),
    )


@for_staff(*MAY_READ_THE_OFFENCE)
def remove(request: HttpRequest, person_id: int, paper_id: int) -> HttpResponse:
    """Remove a scan that was attached by mistake."""
    by = acting_staff(request)
    look_at(request, person_id, "scans")
    form = RemovalForm(request.POST or None)
    with acting(by, reading_only=True):
        paper = _standing_scan(get_person_to_work_on(person_id, for_staff=by), paper_id)

    def send(told: dict[str, Any]) -> None:
        remove_scan(person_id, paper_id, why=told["why"], by=by, on=by.today)
        messages.success(request, _("已移除：文件已销毁，可以重新存入正确的一份。"))

    if request.method == "POST" and perform(form, send):
        return redirect("scans", person_id=person_id)
    with acting(by, reading_only=True):
        context = {
            "form": form,
            "paper": paper,
            "person": get_person_to_work_on(person_id, for_staff=by),
            "may_remove": may_remove_scan(paper, by=by),
        }
        return page_with_form(request, "intake/remove_scan.html", context)
