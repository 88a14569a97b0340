"""Questions between offices about somebody who stands before one of them: what was asked, and what is answered."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anbang.casework.handover.intake import (
    answer_due,
    answer_enquiry,
    answers_to,
    asks_anybody,
    enquiries_from,
    enquiries_to,
    get_enquiry,
    who_came,
)
from anbang.casework.handover.models import Enquiry, EnquiryAnswer
from anbang.casework.person.actions import Place
from anbang.casework.person.models import AbodeKind, Case, Person
from anbang.casework.person.queries import (
    id_number_of,
    masked_id_number,
    place_of,
    visible_to,
    with_cases,
    with_places,
)
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import Role
from anbang.organisations.models import Area as DistrictArea
from anbang.policy.clauses import CARE
from anbang.web.forms import page_with_form, perform
from anbang.web.intake.fields import Area, Choices, area_choices
from anbang.web.views import acting_staff, for_staff, look_at, reads

MAY_ASK = (Role.JUSTICE_ASSISTANT, Role.BUREAU_CLERK)
MAY_ANSWER = (*MAY_ASK, Role.SEALING_KEEPER)
ENQUIRIES_A_PAGE = 30


class AnswerForm(forms.Form):
    """What the office with the file answers."""

    answer = forms.ChoiceField(label=gettext_lazy("答复"), widget=forms.RadioSelect)
    moved_to = Area(
        label=gettext_lazy("现住的村（社区）"),
        required=False,
        help_text=gettext_lazy(
            "请对方接收的，要登记此人现住哪里，交接从此开始；帮教已经结束的也要登记，对方才能在档案里另立新案。"
        ),
    )

    def __init__(self, *args: Any, areas: Choices, answers: list[EnquiryAnswer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].choices = [(one.value, one.label) for one in answers]  # type: ignore[attr-defined]
        field = self.fields["moved_to"]
        assert isinstance(field, Area)
        field.offer(areas)


def shown_to(by: ActingStaff) -> list[dict[str, Any]]:
    """Questions that wait for the reader. Of a closed file nothing is said here: it opens behind the password."""
    if not asks_anybody():  # on most mornings
        return []
    return [
        {"enquiry": one, "came": None if one.person.is_closed else who_came(one), **_waiting(one, by=by)}
        for one in enquiries_to(for_staff=by)
    ]


def _waiting(enquiry: Enquiry, *, by: ActingStaff) -> dict[str, Any]:
    """For how many days a question waits, and whether that is longer than the policy gives for answering a transfer."""
    return {
        "days": (by.today - enquiry.asked_on).days,
        "is_late": not enquiry.answer and answer_due(enquiry, on=by.today) < by.today,
    }


@reads(*MAY_ANSWER)
def enquiries(request: HttpRequest) -> HttpResponse:
    """What waits for the reader's answer, and what the reader's office asked."""
    by = acting_staff(request)
    asked = enquiries_from(for_staff=by) if not by.roles.isdisjoint(MAY_ASK) else Enquiry.objects.none()
    page = Paginator(asked, ENQUIRIES_A_PAGE).get_page(request.GET.get("page"))
    ended = [one.person_id for one in page if one.answer == EnquiryAnswer.CARE_ENDED]
    context = {
        "waiting": shown_to(by),
        "page": page,
        "begins_anew": set(visible_to(by).filter(pk__in=ended).values_list("pk", flat=True)),
        "asked": [{"enquiry": one, "came": who_came(one), **_waiting(one, by=by)} for one in page],
        "may_take_in": not by.roles.isdisjoint(MAY_ASK),
        "clause": CARE,
    }
    return render(request, "intake/enquiries.html", context)


@for_staff(*MAY_ANSWER)
def answer(request: HttpRequest, enquiry_id: int) -> HttpResponse:
    """Look at who came and who is meant, and answer."""
    by = acting_staff(request)
    with acting(by, reading_only=True):
        asked = get_enquiry(enquiry_id, for_staff=by)
        areas, answers = area_choices(), answers_to(Case.objects.filter(person=asked.person_id).latest("id"))
    look_at(request, asked.person_id, "enquiry of another office")
    came = who_came(asked)
    form = AnswerForm(request.POST or None, areas=areas, answers=answers, initial={"moved_to": came.lives_in})

    def send(told: dict[str, Any]) -> None:
        moved_to = Place(area_id=told["moved_to"]) if told["moved_to"] is not None else None
        answer_enquiry(enquiry_id, EnquiryAnswer(told["answer"]), by=by, on=by.today, moved_to=moved_to)
        messages.success(request, _("已答复%(office)s。") % {"office": asked.asking.name})

    if request.method == "POST" and perform(form, send):
        return redirect("enquiries")
    with acting(by, reading_only=True):
        return page_with_form(request, "intake/answer.html", {"form": form, **_beside(asked, by=by)})


def _beside(asked: Enquiry, *, by: ActingStaff) -> dict[str, Any]:
    """Who came as they say, beside who is meant."""
    person = with_cases(with_places(Person.objects.filter(pk=asked.person_id), on=by.today)).get()
    came, number = who_came(asked), id_number_of(person)
    named = DistrictArea.objects.select_related("parent")
    lives_in = named.filter(pk=came.lives_in).first() if came.lives_in is not None else None
    return {
        "asked": asked,
        "came": came,
        "says_number": bool(came.id_number),
        "same_number": bool(number) and came.id_number == number,
        "lives_in": lives_in,
        "person": person,
        "case": person.cases.all()[0],
        "id_number": masked_id_number(person),
        "registered": place_of(person, AbodeKind.REGISTERED),
        "residence": place_of(person, AbodeKind.RESIDENCE),
        "clause": CARE,
    }
