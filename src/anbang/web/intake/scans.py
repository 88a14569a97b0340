"""Scans of somebody's papers: attached, listed and opened through the person."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from anbang.casework.custody.wrong_scans import remove_scan
from anbang.casework.person.models import Person
from anbang.casework.person.queries import get_person, get_person_to_work_on, with_cases
from anbang.lib.scan import LARGEST_BYTES
from anbang.lib.workbook import LIMITS
from anbang.organisations.acting import ActingStaff, acting
from anbang.papers.models import Paper, PaperKind
from anbang.papers.readers import KEEPING_SCANS, TELLS_THE_OFFENCE, kinds_for
from anbang.papers.scans import (
    LARGEST_MEGABYTES,
    REFUSALS,
    NewScan,
    attach_scan,
    is_photographed,
    may_remove_scan,
    open_page,
    open_scan,
    read_pages,
)
from anbang.web.forms import Text, page_with_form, perform
from anbang.web.intake.fields import Day, words
from anbang.web.once import hand_of, key_for, send_once, was_sent
from anbang.web.person import file_address, list_address, opens_files
from anbang.web.readers import is_discreet, paper_name
from anbang.web.views import acting_staff, for_staff, look_at, looked_at, reads

ACCEPTED = "image/*,.heic,.pdf,application/pdf"
DOUBTS = {
    "small": gettext_noop("第 %(page)s 页的图片太小，可能看不清。"),
    "dark": gettext_noop("第 %(page)s 页太暗，可能看不清。"),
}


class PagesInput(forms.FileInput):
    """Pages by the camera, which hands over one at a time, and files: two inputs of one name (`components/pages.html`)."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """All of them, in their order."""
        return [file for file in files.getlist(name) if file] if hasattr(files, "getlist") else files.get(name)


class Scan(forms.FileField):
    """Photographs of the pages of a paper, or a scan of it: a list of files."""

    accepted, largest = ACCEPTED, LARGEST_MEGABYTES

    def __init__(self, **more: Any) -> None:
        super().__init__(widget=PagesInput(), **more)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Of a file over the limit nothing is read, and of all together no more than one request may bring."""
        files: list[UploadedFile] = [super(Scan, self).clean(file, initial) for file in data or [None]]
        found = [file for file in files if file]
        if any((file.size or 0) > LARGEST_BYTES for file in found):
            raise forms.ValidationError(_(REFUSALS["too_large"]) % {"megabytes": LARGEST_MEGABYTES})
        if sum(file.size or 0 for file in found) > LIMITS.file_bytes:
            raise forms.ValidationError(
                _("这些文件一共超过 %(megabytes)s MB：请分几次存入。") % {"megabytes": LIMITS.file_bytes // 2**20}
            )
        return found


def no_scan_because() -> Text:
    """Why there is no scan yet, asked for beside it."""
    return Text(
        label=gettext_lazy("暂无扫描件的原因"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("没有扫描件的，写明为什么、什么时候补。例如：原件在镇街，周五送来。"),
    )


def scan_told(
    files: Sequence[UploadedFile], kind: PaperKind, *, by: ActingStaff, field: str = "scan"
) -> NewScan | None:
    """What was uploaded, looked through; StepRefused in words."""
    return read_pages([file.read() for file in files], kind, by=by, field=field) if files else None


def ask_about(request: HttpRequest, scan: NewScan | None) -> None:
    """What is hard to read is kept, and asked about: whoever sent it still stands before the paper."""
    if scan is not None and scan.clean.doubts:
        said = "".join(_(DOUBTS[doubt]) % {"page": page} for page, doubt in scan.clean.doubts)
        messages.warning(request, said + _("请打开看一看：看不清的，移除后重拍。"))


class ScanForm(forms.Form):
    """A paper to be kept with somebody's."""

    kind = forms.ChoiceField(label=gettext_lazy("是什么材料"))
    scan = Scan(label=gettext_lazy("照片或扫描件"))
    dated_on = Day(label=gettext_lazy("材料日期"))

    def __init__(self, *args: Any, kinds: Iterable[PaperKind], discreet: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(kind, paper_name(kind, discreet=discreet)) for kind in kinds]
        self.fields["kind"].choices = [("", _("请选择")), *named]  # type: ignore[attr-defined]


@for_staff(*KEEPING_SCANS)
def scans(request: HttpRequest, person_id: int) -> HttpResponse:
    """The scans of somebody's papers, and the form to attach one: of the kinds that the reader may see. `kind`: which one is asked for."""
    by = acting_staff(request)
    look_at(request, person_id, "scans")
    hand = hand_of(request, by)
    if request.method == "POST" and was_sent(hand):
        messages.success(request, _("这张表已经登记过，没有重复登记。"))
        return redirect("scans", person_id=person_id)
    kinds = kinds_for(by.roles)
    wanted = request.GET.get("kind", "")
    form = ScanForm(
        request.POST or None,
        request.FILES or None,
        kinds=kinds,
        discreet=is_discreet(by),
        initial={"dated_on": by.today, "kind": wanted},
    )

    def attach(told: dict[str, Any]) -> None:
        if told["dated_on"] > by.today:
            form.add_error("dated_on", _("日期不能晚于今天。"))
            return
        with acting(by, reading_only=True):
            get_person_to_work_on(person_id, for_staff=by)
        new = scan_told(told["scan"], PaperKind(told["kind"]), by=by)
        assert new is not None
        send_once(hand, lambda: attach_scan(person_id, new, by=hand, on=told["dated_on"]))
        messages.success(request, _("已存入。"))
        ask_about(request, new)

    if request.method == "POST" and perform(form, attach) and not form.errors:
        return redirect("scans", person_id=person_id)
    with acting(by, reading_only=True):
        seen = get_person_to_work_on(person_id, for_staff=by)
        person = with_cases(Person.objects.filter(pk=seen.pk)).get()
        kept = Paper.objects.filter(person_id=person.pk, file__isnull=False, kind__in=kinds)
        kept = kept.select_related("file", "author", "removed_by").order_by("-dated_on", "-id")
        context = {
            "form": form,
            "person": person,
            "case": person.cases.all()[0],
            "wanted": wanted if wanted in kinds else "",
            "wanted_name": paper_name(wanted, discreet=is_discreet(by)) if wanted in kinds else "",
            "kept": [(paper, paper.removed_on is None and may_remove_scan(paper, by=by)) for paper in kept],
            "hidden": TELLS_THE_OFFENCE if person.is_closed else (),
            "form_key": key_for(request, by),
            "back": file_address(person_id, by),
            "list": list_address(by),
            "list_is_files": opens_files(by),
        }
        return page_with_form(request, "intake/scans.html", context)


@reads(*KEEPING_SCANS, person="scan")
def scan(request: HttpRequest, person_id: int, paper_id: int) -> HttpResponse:
    """One scan as a file, shown by the browser and able to do nothing there."""
    kept = _seen_scan(request, person_id, paper_id)
    assert kept.file is not None
    return _shown(*open_scan(kept.file))


@reads(*KEEPING_SCANS, person="scan")
def scan_pages(request: HttpRequest, person_id: int, paper_id: int) -> HttpResponse:
    """The photographed pages of a paper below one another, for the browser to zoom."""
    by, kept = acting_staff(request), _seen_scan(request, person_id, paper_id)
    if kept.file is None or not is_photographed(kept):
        raise Paper.DoesNotExist
    context = {
        "person": looked_at(request),
        "paper": kept,
        "pages": range(1, (kept.pages or 1) + 1),
        "may_remove": may_remove_scan(kept, by=by),
        "back": file_address(person_id, by),
    }
    return render(request, "intake/scan_pages.html", context)


@reads(*KEEPING_SCANS, person="scan")
def scan_page(request: HttpRequest, person_id: int, paper_id: int, number: int) -> HttpResponse:
    """One of these pages, as a picture."""
    kept = _seen_scan(request, person_id, paper_id)
    try:
        content = open_page(kept, number)
    except LookupError as missing:
        raise Paper.DoesNotExist from missing
    return _shown(content, "image/png" if content.startswith(b"\x89PNG") else "image/jpeg", f"page-{number}")


def _shown(content: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = f"inline; filename={name}"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _seen_scan(request: HttpRequest, person_id: int, paper_id: int) -> Paper:
    """A scan of the person whom the page is about, if it is of a kind for the reader and says nothing that is sealed."""
    by = acting_staff(request)
    person = get_person(person_id, for_staff=by)
    kept = _standing_scan(person, paper_id, by=by)
    if person.is_closed and kept.kind in TELLS_THE_OFFENCE:
        raise Paper.DoesNotExist
    return kept


def _standing_scan(person: Person, paper_id: int, *, by: ActingStaff) -> Paper:
    """A scan that was not removed and is of a kind for the reader, or Paper.DoesNotExist."""
    standing = Paper.objects.filter(person_id=person.pk, file__isnull=False, removed_on__isnull=True)
    return standing.filter(kind__in=kinds_for(by.roles)).select_related("file", "author").get(pk=paper_id)


class RemovalForm(forms.Form):
    """Why a scan should never have lain here."""

    why = words(
        gettext_lazy("为什么移除"),
        length=200,
        help_text=gettext_lazy("例如：扫成了另一个人的材料。不要写别人的姓名和号码。"),
    )


@for_staff(*KEEPING_SCANS)
def remove(request: HttpRequest, person_id: int, paper_id: int) -> HttpResponse:
    """Remove a scan that was attached by mistake."""
    by = acting_staff(request)
    look_at(request, person_id, "scans")
    form = RemovalForm(request.POST or None)
    with acting(by, reading_only=True):
        paper = _standing_scan(get_person_to_work_on(person_id, for_staff=by), paper_id, by=by)

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
            "back": file_address(person_id, by),
        }
        return page_with_form(request, "intake/remove_scan.html", context)
