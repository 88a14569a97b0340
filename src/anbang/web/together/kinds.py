"""Which steps are taken for several people alike. What is about one person alone, such as a visit, a sign, a review or what a family said, is not
among them: written for many at once it would not be true.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anbang.casework.care.models import TeamRole
from anbang.casework.care.team import (
    NAMING,
    NAMING_ITS_OWN,
    NewMember,
    mark_of,
    name_own_members,
    name_team,
    team_on,
)
from anbang.casework.charge.handing import hand_over_cases
from anbang.casework.charge.models import Caseworker
from anbang.casework.step.positions import Position
from anbang.casework.step.standing import Standing
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import Role
from anbang.organisations.models import Posting
from anbang.organisations.steps import StepRefused
from anbang.policy.clauses import HELPERS, ORGANISATION
from anbang.web.steps.form import MayWrite, StepForm, long_text, short_text
from anbang.web.steps.gate import PlanForm
from anbang.web.steps.helping import PayForm, payable
from anbang.web.steps.register import STEPS
from anbang.web.steps.step import Step, Taking
from anbang.web.steps.team import in_care, own_roles, telephone_of_a_helper
from anbang.web.templatetags.anbang import month


class GateForm(PlanForm):
    """Who fetches several of the same day, and how. Whether a family was reached is each one's own."""

    family_reached: Any = None
    family: Any = None

    def clean(self) -> dict[str, Any]:
        """A plan that is there says more of the person than this one could, and is not put aside by it."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if self.standing.has("pick_up_planned"):
            raise forms.ValidationError(_("已经有接人方案；要改的，请打开此人单独改。"))
        return told | {"family_reached": False, "family": ""}


class LessonForm(MayWrite):
    """What was explained to all of them."""

    day_label = gettext_lazy("哪一天讲解的")
    words: Any = long_text(gettext_lazy("讲了哪些政策"), required=False)


class PayingForm(PayForm):
    """Which month is paid: each that waits for somebody of them."""

    def widen(self, standings: Sequence[Standing]) -> None:
        """The months that wait for any of them; for whom a month does not wait, it is refused."""
        months = sorted({name for standing in standings for name in payable(standing)})
        self.fields["month"].choices = [("", _("请选择")), *((name, month(name)) for name in months)]  # type: ignore[attr-defined]


class JoinForm(StepForm):
    """One more member, who joins the team of each; the others stay."""

    day_label = gettext_lazy("从哪一天起")
    role = forms.ChoiceField(label=gettext_lazy("成员身份"))
    name = short_text(gettext_lazy("姓名"), required=True, limit=48)
    unit = short_text(gettext_lazy("单位"), limit=96)
    phone = telephone_of_a_helper()

    def prepare(self) -> None:
        """A village and a station name their own; a member of a family is each one's own."""
        own = own_roles(self.by) if self.by.office_kind in NAMING_THEMSELVES else []
        roles = own or [role for role in TeamRole if role is not TeamRole.FAMILY_MEMBER]
        self.fields["role"].choices = [(role.value, role.label) for role in roles]  # type: ignore[attr-defined]
        self.fields["phone"].required = False
        self.fields["unit"].initial = self.by.office_name if own else ""


NAMING_THEMSELVES = ("police_station", "village_committee")


def _join(step: Taking) -> object:
    told = step.told
    team = team_on(step.case_id, on=step.by.today)
    if any((row.role, row.name) == (told["role"], told["name"]) for row in team):
        raise StepRefused(_("已经在小组里。"))
    new = NewMember(TeamRole(told["role"]), told["name"], told["unit"], told["phone"])
    own = own_roles(step.by) if step.by.office_kind in NAMING_THEMSELVES else []
    staying = [NewMember(TeamRole(row.role), row.name, row.unit) for row in team if not own or row.role in own]
    if own:
        return name_own_members(step.case_id, [*staying, new], **step.dated)
    return name_team(step.case_id, [*staying, new], seen=mark_of(team), **step.dated)


class HandForm(StepForm):
    """To which colleague of the office; it counts from today."""

    on: Any = None
    late_because: Any = None
    staff = forms.TypedChoiceField(label=gettext_lazy("交给谁"), coerce=int)

    def prepare(self) -> None:
        """Who stays in the office."""
        posts = Posting.objects.on(self.by.today).filter(
            office__in=self.by.own_offices, role=Role.JUSTICE_ASSISTANT, staff__is_active=True, until_on__isnull=True
        )
        names = posts.order_by("staff_id").distinct("staff_id").values_list("staff_id", "staff__name")
        self.fields["staff"].choices = [("", _("请选择")), *names]  # type: ignore[attr-defined]


def _hand_over(step: Taking) -> object:
    passed = hand_over_cases([step.case_id], step.told["staff"], by=step.by, on=step.by.today)
    if not passed:
        raise StepRefused(_("已经由这位同事承办，或现在不由本所负责。"))
    return passed


def _holder_of(standing: Standing) -> int | None:
    held = Caseworker.objects.filter(case=standing.case, until_on__isnull=True).first()
    return held.staff_id if held else None


def _hand_back(case_id: int, holder: int | None, by: ActingStaff) -> None:
    if holder is None:
        raise StepRefused(_("原来没有承办人，退不回去：要改的，请再交接一次。"))
    if not hand_over_cases([case_id], holder, by=by, on=by.today):
        raise StepRefused(_("已经由原来的同事承办。"))


def _as_it_is(_form: StepForm, _standings: Sequence[Standing]) -> None:
    """The form of one person serves for all."""


def _nobody(_standing: Standing) -> None:
    """Nothing that must be known to take the step back."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A step as it is taken for several. `widen`: what the form for all offers beyond that for one; `note`: what must be kept to take it back by
    `take_back`, where withdrawing the act that it told is not the way.
    """

    step: Step
    hint: Any = ""
    widen: Callable[[Any, Sequence[Standing]], None] = _as_it_is
    note: Callable[[Standing], int | None] = _nobody
    take_back: Callable[[int, int | None, ActingStaff], None] | None = None


def _alike(slug: str, **different: Any) -> Step:
    """The step as it is for one person, but for what `different` says."""
    return replace(STEPS[slug], **different)


ALIKE = (
    Kind(
        _alike("pick-up-plan", form=GateForm, hint=""),
        gettext_lazy("同一天、同一处释放的，可以一起安排。家属联系上没有，各人不同，写在各人的接人方案里。"),
    ),
    Kind(
        _alike("explain-aid", form=LessonForm),
        gettext_lazy("一次讲给几个人听的，一起登记。谁怎么说，写在各人的工作记事里。"),
    ),
    Kind(_alike("check-allowance"), gettext_lazy("逐人审查过的，才一起登记签字。")),
    Kind(_alike("approve-allowance"), gettext_lazy("逐人审过的，才一起登记批准。")),
    Kind(_alike("pay-allowance", form=PayingForm), gettext_lazy("同一个月的补助一起登记。"), widen=PayingForm.widen),
    Kind(
        Step(
            *("join-team", gettext_lazy("加入帮教小组"), "team", ORGANISATION, "team_named"),
            *((*NAMING, *NAMING_ITS_OWN), JoinForm, _join),
            *(gettext_lazy("登记加入"), gettext_lazy("小组成员已登记。")),
            when=in_care,
            icon="user-plus",
        ),
        gettext_lazy("一名成员加入几个人的小组，小组其他成员不变。家庭成员各人不同，在各人的小组里登记。"),
    ),
    Kind(
        Step(
            *("hand-over", gettext_lazy("交给同事"), "team", HELPERS, "", (Position.RESPONSIBLE,), HandForm),
            *(_hand_over, gettext_lazy("交接"), gettext_lazy("案件已交接。")),
            icon="arrows-exchange",
        ),
        gettext_lazy("从今天起由这位同事承办。"),
        note=_holder_of,
        take_back=_hand_back,
    ),
)
KINDS: Mapping[str, Kind] = {kind.step.slug: kind for kind in ALIKE}
# Whoever keeps closed files has no list of others: a closed file is opened by itself.
ROLES: frozenset[Role] = frozenset().union(*(kind.step.roles for kind in ALIKE)) - {Role.SEALING_KEEPER}


def kinds_for(by: ActingStaff) -> list[Kind]:
    """The steps that the reader's role takes."""
    return [kind for kind in ALIKE if not kind.step.roles.isdisjoint(by.roles & ROLES)]
