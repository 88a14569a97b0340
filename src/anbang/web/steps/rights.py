"""Steps about rights requests: one comes, is given more time, is answered, and the answer is signed for (LAW-1)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anbang.casework.rights.actions import (
    ANSWERING,
    DIED,
    TAKING_IN,
    NewAnswer,
    NewRequest,
    answer_request,
    corrections_since,
    give_more_time,
    sign_for_answer,
    take_in_request,
)
from anbang.casework.rights.models import (
    Asker,
    Checked,
    Ground,
    HandedOver,
    Outcome,
    RequestKind,
    RightsRequest,
)
from anbang.organisations.acting import ActingStaff
from anbang.organisations.days import day_in_words
from anbang.papers.models import PaperKind
from anbang.policy.clauses import RIGHTS
from anbang.web.acts import title_of_act
from anbang.web.intake.fields import Day
from anbang.web.intake.scans import Scan
from anbang.web.references import number_behind, reference
from anbang.web.steps.form import DayOnly, StepForm, long_text, one_of, short_text
from anbang.web.steps.step import Step, Taking


def may_choose(label: Any, choices: Any, *, hint: Any = "") -> forms.ChoiceField:
    """One of a few, or none of them."""
    return forms.ChoiceField(label=label, choices=choices, required=False, help_text=hint, widget=forms.RadioSelect)


class RequestForm(StepForm):
    """Who asks for what, and how it was checked who asks."""

    day_label = _("哪一天收到")
    kind = one_of(_("请求什么"), RequestKind.choices)
    concerns = long_text(_("涉及什么"), hint=_("尽量用来人的原话。不要写苗头和别人的事。"), rows=3)
    asker = one_of(_("谁提出的"), Asker.choices)
    checked = one_of(_("怎样核对了来人的身份"), Checked.choices)
    who = short_text(_("来人是谁"), hint=_("不是本人的，写姓名、与本人的关系、联系方式。本人提出的不填。"), limit=200)
    authority = Scan(label=_("授权委托书"), required=False)

    def prepare(self) -> None:
        """For the dead their relatives ask, and for nobody else."""
        is_dead = self.standing.now.ended == DIED
        self.fields["asker"].choices = [  # type: ignore[attr-defined]
            choice for choice in Asker.choices if (choice[0] == Asker.RELATIVE) == is_dead
        ]


class MoreTimeForm(StepForm):
    """Why, and since when whoever asked knows."""

    day_label = _("哪一天告知来人")
    why = long_text(_("为什么要延长"), rows=2, hint=_("只能延长一次，要在期限以前告知来人。"))


class AnswerForm(StepForm):
    """What is answered, on which ground, and how it was handed over."""

    day_label = _("哪一天答复")
    outcome = one_of(_("答复"), Outcome.choices)
    words = long_text(_("答复的内容和理由"), rows=4)
    ground = forms.ChoiceField(
        label=_("法律依据"),
        choices=[("", _("请选择")), *Ground.choices],
        required=False,
        help_text=_("不同意或者部分同意的必须选，并在答复中写明理由。条文是个人信息保护法的。"),
    )
    correction = forms.ChoiceField(
        label=_("更正了哪一条"), required=False, help_text=_("收到请求以后在“经过”里更正的。")
    )
    handed_over = may_choose(_("用什么方式交给来人"), HandedOver.choices, hint=_("来人收回了请求的不选。"))
    received_on = Day(
        label=_("哪一天签收"), required=False, help_text=_("已经签收的，填签收的日期；还没有的，以后登记。")
    )

    def prepare(self) -> None:
        """What was put right, where that was asked for and something was."""
        found = corrections_since(self.about) if self.about.kind == RequestKind.CORRECT else []
        if not found:
            del self.fields["correction"]
            return
        told = [
            (
                reference("correction", one.pk),
                f"{day_in_words(one.corrected_on)} {title_of_act(one.act)}：{one.get_how_display()}",
            )
            for one in found
        ]
        self.fields["correction"].choices = [("", _("没有")), *told]  # type: ignore[attr-defined]


class ReceivedForm(DayOnly):
    """On which day."""

    day_label = _("哪一天签收")
    late_because: Any = None


def _take_in(step: Taking) -> None:
    told = step.told
    request = NewRequest(
        kind=RequestKind(told["kind"]),
        concerns=told["concerns"],
        asker=Asker(told["asker"]),
        checked=Checked(told["checked"]),
        who=told["who"],
        authority=step.scan(PaperKind.AUTHORITY, "authority"),
    )
    take_in_request(step.case_id, request, **step.dated)


def _answer(step: Taking) -> None:
    told = step.told
    answer = NewAnswer(
        outcome=Outcome(told["outcome"]),
        words=told["words"],
        ground=Ground(told["ground"]) if told["ground"] else None,
        handed_over=HandedOver(told["handed_over"]) if told["handed_over"] else None,
        received_on=told["received_on"],
        correction_id=number_behind("correction", told["correction"]) if told.get("correction") else None,
    )
    answer_request(step.about.pk, answer, **step.dated)


def request_steps(request: RightsRequest, *, by: ActingStaff) -> list[str]:
    """The slugs of what may be done about a request as it stands."""
    if request.answered_id is not None:
        waits = request.handed_over and request.received_on is None
        return ["sign-for-answer"] if waits else []
    in_time = request.due_on is not None and by.today <= request.due_on
    return ["answer-request", *(["give-more-time"] if request.extended_id is None and in_time else [])]


STEPS = (
    Step(
        *("take-in-request", _("登记个人信息请求"), "rights", RIGHTS, "request_came", TAKING_IN, RequestForm, _take_in),
        *(_("登记请求"), _("请求已登记，按期限答复。")),
        icon="user-question",
        hint=_("先核对来人是谁。本人不需要账号；答复由本单位打印。"),
    ),
    Step(
        *("give-more-time", _("延长答复期限"), "rights", RIGHTS, "request_extended", ANSWERING, MoreTimeForm),
        lambda step: give_more_time(step.about.pk, **step.words("why"), **step.dated),
        *(_("延长"), _("答复期限已延长。")),
        about=RightsRequest,
        icon="clock",
    ),
    Step(
        *(
            "answer-request",
            _("答复个人信息请求"),
            "rights",
            RIGHTS,
            "request_answered",
            ANSWERING,
            AnswerForm,
            _answer,
        ),
        *(_("登记答复"), _("答复已登记。")),
        duties=("answer_request",),
        about=RightsRequest,
        icon="mail-check",
        hint=_("同意查阅、复制的，先打印档案摘要和查阅情况；要更正的，先在“经过”里更正，再在这里登记答复。"),
    ),
    Step(
        *("sign-for-answer", _("登记签收"), "rights", RIGHTS, "", TAKING_IN, ReceivedForm),
        lambda step: sign_for_answer(step.about.pk, **step.hand),
        *(_("登记签收"), _("签收已登记。")),
        about=RightsRequest,
        icon="check",
    ),
)
