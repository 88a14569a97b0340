"""What is wrong with a page: written from the page itself, answered in the product, read on the first page."""

from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anbang.coordination.feedback.actions import NewFeedback, answer_feedback, close_feedback, write_feedback
from anbang.coordination.feedback.models import Feedback
from anbang.coordination.feedback.queries import STATES, answers_feedback, feedback_of, get_feedback, said_in, waiting
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.steps import StepRefused
from anbang.web.failing import DIGITS
from anbang.web.forms import Text, page_with_form, perform
from anbang.web.once import hand_of, key_for, send_once, was_sent
from anbang.web.paging import page_of
from anbang.web.templatetags.anbang import day
from anbang.web.views import acting_staff, for_staff, reads, writes
from anbang.web.where import kept, section_of

FEEDBACK_A_PAGE = 30
VERSION = version("anbang")
CHIPS: Mapping[str, Any] = {
    "open": gettext_lazy("等答复"),
    "answered": gettext_lazy("已答复"),
    "closed": gettext_lazy("已结束"),
}


class FeedbackForm(forms.Form):
    """What is wrong, and what was expected instead."""

    wrong = Text(label=gettext_lazy("哪里不对"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))
    expected = Text(
        label=gettext_lazy("本来以为会怎样"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class AnswerForm(forms.Form):
    """What is answered."""

    answer = Text(
        label=gettext_lazy("答复"),
        max_length=1000,
        help_text=gettext_lazy("一两句：是怎么回事，什么时候改好，现在可以怎么办。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@for_staff()
def write(request: HttpRequest) -> HttpResponse:
    """GET shows what will be told along with it; POST writes it."""
    by = acting_staff(request)
    told = request.POST if request.method == "POST" else request.GET
    page, number = kept(told.get("page", "")), _number(told.get("number", ""))
    form = FeedbackForm(request.POST) if request.method == "POST" else FeedbackForm()
    hand = hand_of(request, by)
    is_sent = request.method == "POST" and was_sent(hand)
    if is_sent or (request.method == "POST" and perform(form, lambda said: _written(page, number, said, hand))):
        messages.success(request, _("已发出。答复会出现在您的首页。"))
        return redirect("feedback")
    with acting(by, reading_only=True):
        along = [
            (_("哪一页"), page),
            *([(_("编号"), number)] if number else []),
            (_("岗位"), by.role.label),
            (_("单位"), by.office_name),
            (_("版本"), VERSION),
            (_("哪一天"), day(by.today)),
        ]
        context = {"form": form, "page": page, "number": number, "along": along, "form_key": key_for(request, by)}
        return page_with_form(request, "feedback/write.html", context)


def _written(page: str, number: str, said: Mapping[str, str], hand: ActingStaff) -> None:
    new = NewFeedback(page, said["wrong"], VERSION, said["expected"], number)
    send_once(hand, lambda: write_feedback(new, by=hand, on=hand.today))


def _number(told: str) -> str:
    """The number of an error page, if it can be one."""
    return told if len(told) == DIGITS and set(told) <= set("0123456789abcdef") else ""


@reads()
def feedback(request: HttpRequest) -> HttpResponse:
    """One's own, or everybody's for whoever answers, by how far each is."""
    by = acting_staff(request)
    show = request.GET.get("show", "")
    show = show if show in STATES else ""
    found = feedback_of(for_staff=by)
    chosen = found.filter(STATES[show]) if show else found
    # What waits for an answer has the oldest in front; whatever is answered, the newest.
    page = page_of(request, chosen.order_by("id" if show == "open" else "-id"), size=FEEDBACK_A_PAGE)
    context = {
        "page": page,
        "rows": [(one, section_of(one.page)) for one in page],
        "show": show,
        "answers": answers_feedback(by),
        "chips": _chips(show, by=by),
    }
    return render(request, "feedback/list.html", context)


def _chips(show: str, *, by: ActingStaff) -> list[dict[str, object]]:
    counted = {name: feedback_of(for_staff=by).filter(condition).count() for name, condition in STATES.items()}
    return [
        {
            "label": label,
            "count": counted[name] if name else sum(counted.values()),
            "address": reverse("feedback", query={"show": name} if name else {}),
            "here": show == name,
            "alarm": name == "open" and counted["open"] > 0,
        }
        for name, label in [("", _("全部")), *CHIPS.items()]
    ]


@for_staff()
def one_feedback(request: HttpRequest, feedback_id: int) -> HttpResponse:
    """One of them; whoever answers does it here."""
    by = acting_staff(request)
    with acting(by, reading_only=True):
        one = get_feedback(feedback_id, for_staff=by)
    may_answer = answers_feedback(by) and one.written_by_id != by.staff_id
    form = AnswerForm(request.POST) if request.method == "POST" else AnswerForm()
    if request.method == "POST" and perform(form, lambda said: _answered(one, said["answer"], by=by)):
        messages.success(request, _("答复已发出。"))
        return redirect("one_feedback", feedback_id=one.pk)
    with acting(by, reading_only=True):
        context = {
            "one": one,
            "section": section_of(one.page),
            "said": said_in(one),
            "form": form,
            "answers": answers_feedback(by),
            "may_answer": may_answer,
            "may_close": one.state == "answered",
            "along": _along(one),
        }
        return page_with_form(request, "feedback/one.html", context)


def _answered(one: Feedback, words: str, *, by: ActingStaff) -> None:
    answer_feedback(one.pk, words, by=by, on=by.today)


def _along(one: Feedback) -> list[tuple[str, str]]:
    """What was told along with it."""
    return [
        (_("岗位"), f"{one.office.name} · {one.get_role_display()}"),
        *([(_("编号"), one.number)] if one.number else []),
        (_("版本"), one.version),
        (_("哪一天"), day(one.written_on)),
    ]


@writes()
def close(request: HttpRequest, feedback_id: int) -> HttpResponse:
    """Whoever wrote it has read the answer, or whoever answers is done with it."""
    by = acting_staff(request)
    try:
        close_feedback(feedback_id, by=by, on=by.today)
    except StepRefused as refused:
        messages.error(request, str(refused))
        return redirect("one_feedback", feedback_id=feedback_id)
    messages.success(request, _("已结束。"))
    return redirect("feedback")


def on_the_first_page(*, by: ActingStaff) -> dict[str, int]:
    """How many answers the reader has not read, and how many remarks wait for one. One query."""
    found = waiting(for_staff=by)
    return {"feedback_answered": found["answered"], "feedback_open": found.get("open", 0)}
