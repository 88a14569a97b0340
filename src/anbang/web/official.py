"""The pages on which the bureau's clerk uploads the official document, looks at what was found in it, and confirms it."""

from collections.abc import Set
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from anbang.lib.document import LIMITS
from anbang.organisations.acting import acting
from anbang.organisations.kinds import Role
from anbang.organisations.steps import StepRefused
from anbang.papers.actions import file_name, read_file
from anbang.papers.models import OfficialDocument
from anbang.papers.official.actions import MEDIA_TYPE, REFUSALS, confirm_document, discard_document, upload_document
from anbang.papers.official.preview import MOST_SHOWN
from anbang.papers.official.queries import documents, get_document, wordings
from anbang.papers.official.reading import preview_of_document
from anbang.papers.official.status import DocumentStatus
from anbang.policy import DEFAULT_PACK
from anbang.policy.numbered_sentences import sentences
from anbang.policy.splitting import Doubt, numbered_clauses
from anbang.web.forms import page_with_form, perform
from anbang.web.views import acting_staff, for_staff, reads, writes

CLERK = Role.BUREAU_CLERK
DOUBTS = {
    Doubt.LEAVES_A_GAP: _("前面缺少编号"),
    Doubt.OUT_OF_ORDER: _("编号重复或倒退，作为正文保留"),
    Doubt.HALF_WIDTH: _("括号是半角，按同一编号读取"),
}


class DocumentForm(forms.Form):
    """The official document as a file."""

    file = forms.FileField(
        label=_("正式文件"),
        help_text=_("纯文本（UTF-8 或 GB18030）或 Word（.docx），不超过 5 MB。按“一、（一）1.（1）”编号读取。"),
    )

    def clean_file(self) -> UploadedFile:
        """Of a file over the limit nothing is read."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LIMITS.file_bytes:
            raise forms.ValidationError(REFUSALS["too_large"])
        return file


@for_staff(CLERK)
def official(request: HttpRequest) -> HttpResponse:
    """What was uploaded so far, and the form to upload the document anew."""
    by = acting_staff(request)
    form = DocumentForm(request.POST or None, request.FILES or None)
    made: list[OfficialDocument] = []

    def upload(told: dict[str, Any]) -> None:
        file: UploadedFile = told["file"]
        made.append(upload_document(file.read(), name=file.name or "", pack=DEFAULT_PACK, by=by, on=by.today))

    if request.method == "POST" and perform(form, upload):
        return redirect("official_document", document_id=made[0].pk)
    with acting(by, reading_only=True):
        known = [{"document": one, "name": file_name(one.file)} for one in _known(by)]
        context = {"form": form, "known": known, "cited": DEFAULT_PACK.document}
        return page_with_form(request, "policy/official.html", context)


def _known(by: Any) -> list[OfficialDocument]:
    return list(documents(DEFAULT_PACK.name, for_staff=by).select_related("file"))


@reads(CLERK)
def official_document(request: HttpRequest, document_id: int) -> HttpResponse:
    """What was found in a document: our clauses in its wording, those of ours without one, and what is left over."""
    document = get_document(document_id, for_staff=acting_staff(request))
    found = preview_of_document(document, DEFAULT_PACK)
    parts = wordings(document)
    clauses = list(parts.exclude(clause=""))
    beyond = parts.filter(clause="")
    worded = {part.clause for part in clauses}
    context = {
        "document": document,
        "name": file_name(document.file),
        "found": found,
        "clauses": [
            {"clause": DEFAULT_PACK.clauses[part.clause], "part": part}
            for part in clauses
            if part.clause in DEFAULT_PACK.clauses
        ],
        "missing": [
            DEFAULT_PACK.clauses[clause] for clause in numbered_clauses(DEFAULT_PACK).values() if clause not in worded
        ],
        "beyond": beyond[:MOST_SHOWN],
        "all_beyond": beyond.count(),
        **_sentences(set(found.known)),
        "odd": [{"odd": one, "doubt": DOUBTS[one.doubt]} for one in found.odd],
        "may_confirm": document.status == DocumentStatus.DRAFT,
    }
    return render(request, "policy/official_document.html", context)


def _sentences(known: Set[str]) -> dict[str, Any]:
    """How many sentences are those that our own words were made from: whether it is the same document at all."""
    ours = sentences()
    unknown = [one for one in ours if one.id not in known]
    cited = {clause.id: clause.citation for clause in DEFAULT_PACK.clauses.values()}
    return {
        "known": len(ours) - len(unknown),
        "ours": len(ours),
        "unknown": [
            {"sentence": one, "citation": cited.get(one.clause, ""), "place": one.id.partition("-")[2]}
            for one in unknown
        ],
    }


@reads(CLERK)
def official_file(request: HttpRequest, document_id: int) -> HttpResponse:
    """The file as it was uploaded."""
    document = get_document(document_id, for_staff=acting_staff(request))
    response = HttpResponse(read_file(document.file), content_type=MEDIA_TYPE)
    ending = "docx" if file_name(document.file).lower().endswith(".docx") else "txt"
    response.headers["Content-Disposition"] = f"attachment; filename=official-document-{document.pk}.{ending}"
    response.headers["Cache-Control"] = "no-store"
    return response


@writes(CLERK)
def confirm_official(request: HttpRequest, document_id: int) -> HttpResponse:
    """From now on clauses open in this wording."""
    by = acting_staff(request)
    try:
        confirm_document(document_id, by=by, on=by.today)
        messages.success(request, _("正式文件已启用：条款旁边显示原文。"))
    except StepRefused as refused:
        messages.error(request, str(refused))
        return redirect("official_document", document_id=document_id)
    return redirect("policy")


@writes(CLERK)
def discard_official(request: HttpRequest, document_id: int) -> HttpResponse:
    """Leave a draft aside."""
    by = acting_staff(request)
    try:
        discard_document(document_id, by=by, on=by.today)
        messages.success(request, _("这份文件未采用。"))
    except StepRefused as refused:
        messages.error(request, str(refused))
    return redirect("official")
