"""Forms and what they have in common: errors come back with status 422, a summary on top, and everything typed kept."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from anbang.exchange.batch.messages import failure_message
from anbang.lib.visible import visible
from anbang.lib.workbook import LIMITS
from anbang.organisations.steps import StepRefused

UNPROCESSABLE = 422
# Django's own sentence speaks of fields.
forms.Field.default_error_messages["required"] = _("请填这一项。")


def perform(form: forms.Form, step: Callable[[dict[str, Any]], None]) -> bool:
    """Whether the form was valid and the step was done. A refused step becomes an error of the form, at its fields."""
    if not form.is_valid():
        return False
    try:
        step(form.cleaned_data)
    except StepRefused as refused:
        for field in (refused.field, *refused.also):
            form.add_error(field if field in form.fields else None, str(refused))
        return False
    return True


def page_with_form(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """The page of a form, 422 when it came back with errors or with what is to be chosen (`clashes`)."""
    form: forms.Form = context["form"]
    is_refused = form.is_bound and (context.get("clashes") or form.errors)
    return render(request, template, context, status=UNPROCESSABLE if is_refused else 200)


class Text(forms.CharField):
    """Words of a person: signs that nobody sees, such as those that turn the direction of writing, are left out."""

    def to_python(self, value: Any) -> str:
        """The words, trimmed."""
        return str(super().to_python(visible(str(value or ""))))


class ListForm(forms.Form):
    """A list as an institution sends it."""

    institution = forms.ChoiceField(label=_("来文单位"))
    file = forms.FileField(label=_("名单文件"))

    def __init__(self, *args: Any, institutions: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["institution"].choices = [("", _("请选择")), *institutions]  # type: ignore[attr-defined]

    def clean_file(self) -> UploadedFile:
        """Of a file over the limit only the size came in."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LIMITS.file_bytes:
            raise forms.ValidationError(failure_message("file_too_large", {}))
        return file
