"""Steps with rows: the care team as it now stands, the plan with its goals, its review (clauses 2.1, 2.5)."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from anbang.casework.care.models import Goal, GoalArea, GoalState, TeamRole
from anbang.casework.care.plan import (
    PLANNING,
    NewGoal,
    PlanReview,
    goal_words,
    make_plan,
    mark_of_goals,
    plan_of,
    refuse_unseen_goals,
    review_plan,
)
from anbang.casework.care.team import (
    NAMED_BY,
    NAMING,
    NAMING_ITS_OWN,
    NewMember,
    mark_of,
    name_own_members,
    name_team,
    refuse_unseen,
    team_on,
)
from anbang.casework.step.standing import Standing
from anbang.organisations.acting import ActingStaff
from anbang.organisations.steps import StepRefused
from anbang.policy.clauses import HELPERS, ORGANISATION
from anbang.web.intake.fields import Day
from anbang.web.references import number_behind, reference
from anbang.web.steps.form import StepForm, long_text, refuse_no_telephone, short_text
from anbang.web.steps.step import Step, Taking

EMPTY_ROWS, MOST_ROWS = 5, 40
# The name of the field of each goal begins so.
STATE = "state_"
MOST_SENT = 200
NOTHING = ("", _("请选择"))


def _telephone() -> forms.Field:
    field = short_text(_("电话"), limit=32)
    field.validators.append(refuse_no_telephone)
    return field


class RowsForm(StepForm):
    """A form with rows of the same fields, some of them empty, all of them there without script."""

    leads = ""
    """The field without which a row is empty."""
    empty_rows = EMPTY_ROWS
    fewest_in_view = 1
    """How many rows stand unfolded where little or nothing is written yet."""

    def row_fields(self) -> dict[str, forms.Field]:
        """The fields of one row by name."""
        raise NotImplementedError

    def held(self) -> list[dict[str, Any]]:
        """What the first rows hold already."""
        return []

    def prepare(self) -> None:
        """The held rows and some empty ones, as far as there is room; of what was sent, as many as came."""
        held = self.held()
        sent = sum(f"{self.leads}_{number}" in self.data for number in range(MOST_SENT))
        self.count = sent or max(len(held), min(len(held) + self.empty_rows, MOST_ROWS))
        for number in range(self.count):
            for name, field in self.row_fields().items():
                field.required = False
                field.initial = held[number].get(name) if number < len(held) else None
                self.fields[f"{name}_{number}"] = field

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The rows that hold something and one that is empty; as many as are usually filled in at least."""
        return self._every_row[: self._in_view]

    @property
    def folded_rows(self) -> list[dict[str, Any]]:
        """The empty rows beyond those, for whoever needs more."""
        return self._every_row[self._in_view :]

    @property
    def _every_row(self) -> list[dict[str, Any]]:
        return [
            {"number": number + 1, "fields": [self[f"{name}_{number}"] for name in self.row_fields()]}
            for number in range(self.count)
        ]

    @property
    def _in_view(self) -> int:
        written = [row["number"] for row in self._every_row if any(field.value() for field in row["fields"])]
        return max(max(written, default=0) + 1, self.fewest_in_view)

    @property
    def filled(self) -> list[dict[str, Any]]:
        """What was told, row by row, but for the empty ones."""
        told = [
            {name: self.cleaned_data.get(f"{name}_{number}") for name in self.row_fields()}
            for number in range(self.count)
        ]
        return [row for row in told if row[self.leads]]

    def _lost_its_lead(self, number: int) -> bool:
        """Whether something was written in a row whose first field is empty. What stood there already is no writing: whoever takes a name out
        has left.
        """
        others = [f"{name}_{number}" for name in self.row_fields() if name != self.leads]
        return not self.cleaned_data.get(f"{self.leads}_{number}") and not set(others).isdisjoint(self.changed_data)

    @property
    def shown(self) -> Any:
        """Fields of rows stand in their rows."""
        in_rows = {field.name for row in self._every_row for field in row["fields"]}
        return (field for field in super().shown if field.name not in in_rows)

    def clean(self) -> dict[str, Any]:
        """The rows, gathered; too many are refused, and none is cut off."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        told["rows"] = self.filled
        for number in range(self.count):
            if self._lost_its_lead(number):
                self.add_error(f"{self.leads}_{number}", _("这一行写了别的内容：请填写这一栏，或清空这一行。"))
        if len(told["rows"]) > MOST_ROWS or f"{self.leads}_{MOST_SENT}" in self.data:
            self.add_error(f"{self.leads}_0", _("最多填 %(most)s 行，请减少几行。") % {"most": MOST_ROWS})
        return told


class TeamForm(RowsForm):
    """The whole team as it now stands. A name that is taken out has left; one that came in since the form was opened is not thrown out unseen."""

    day_label = _("从哪一天起")
    leads = "name"
    fewest_in_view = len(NAMED_BY)
    at: ClassVar[Mapping[str, str]] = {"members": "name_0"}
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def prepare(self) -> None:
        """The rows, and by what the team is known again that they show. Sent again after a refusal, it is the one that the refusal told."""
        self.team = team_on(self.standing.case.pk, on=self.by.today)
        self.opened_with, now = self.data.get("seen", ""), mark_of(self.team)
        self.fields["seen"].initial = now
        if self.is_bound:
            sent: Any = self.data
            sent = sent.copy()
            sent["seen"] = now
            self.data = sent
        super().prepare()

    def row_fields(self) -> dict[str, forms.Field]:
        """As what, name, office or relation, telephone."""
        return {
            "role": forms.ChoiceField(label=_("成员身份"), choices=[NOTHING, *TeamRole.choices]),
            "name": short_text(_("姓名"), limit=48),
            "unit": short_text(_("单位或与本人关系"), limit=96),
            "phone": _telephone(),
        }

    def held(self) -> list[dict[str, Any]]:
        """Who is in the team, and a row for each role that the link asks for. A telephone that is known stays as it is, and is not shown
        here.
        """
        asked = [role for role in self.preset.getlist("role") if role in TeamRole.values]
        return [{"role": row.role, "name": row.name, "unit": row.unit} for row in self.team] + [
            {"role": role} for role in dict.fromkeys(asked)
        ]

    def clean(self) -> dict[str, Any]:
        """Somebody, and each with a role; of the team that the form was opened with."""
        told = super().clean()
        if self.opened_with:
            try:
                refuse_unseen(self.team, self.opened_with)
            except StepRefused as refused:
                self.add_error("name_0", str(refused))
        if not told["rows"]:
            self.add_error("name_0", _("请至少写一名成员。"))
        for number in range(self.count):
            if told.get(f"name_{number}") and not told.get(f"role_{number}"):
                self.add_error(f"role_{number}", _("请选择身份。"))
        return told


def _team(step: Taking) -> object:
    members = [NewMember(TeamRole(row["role"]), row["name"], row["unit"], row["phone"]) for row in step.told["rows"]]
    return name_team(step.case_id, members, seen=step.told["seen"], **step.dated)


class OwnMembersForm(RowsForm):
    """Who of the reader's own office helps. What it does not name is not shown, and stays."""

    day_label = _("从哪一天起")
    leads = "name"
    empty_rows = 1
    at: ClassVar[Mapping[str, str]] = {"members": "name_0"}

    def row_fields(self) -> dict[str, forms.Field]:
        """Name and telephone; the role and the office are those of whoever names."""
        return {"name": short_text(_("姓名"), limit=48), "phone": _telephone()}

    def held(self) -> list[dict[str, Any]]:
        """Who of the office is in the team already; where nobody is, the reader."""
        roles = own_roles(self.by)
        team = [row for row in team_on(self.standing.case.pk, on=self.by.today) if row.role in roles]
        return [{"name": row.name} for row in team] or [{"name": self.by.name}]


def own_roles(by: ActingStaff) -> list[TeamRole]:
    """As what somebody of the reader's office helps."""
    return [role for role, kind in NAMED_BY.items() if kind == by.office_kind]


def _own_members(step: Taking) -> object:
    role, unit = own_roles(step.by)[0], step.by.office_name
    members = [NewMember(role, row["name"], unit, row["phone"]) for row in step.told["rows"]]
    return name_own_members(step.case_id, members, **step.dated)


def _goal_fields() -> dict[str, forms.Field]:
    return {
        "area": forms.ChoiceField(label=_("方面"), choices=[NOTHING, *GoalArea.choices]),
        "goal": long_text(_("目标和措施"), rows=2, limit=400),
        "helper": short_text(_("由谁帮")),
        "by_on": Day(label=_("什么时候之前")),
    }


class GoalsForm(RowsForm):
    """Goals with what is done for them."""

    leads = "goal"
    at: ClassVar[Mapping[str, str]] = {"goals": "goal_0"}

    def row_fields(self) -> dict[str, forms.Field]:
        """About what, the goal and the steps, who helps, by when."""
        return _goal_fields()

    def clean(self) -> dict[str, Any]:
        """Each with its field of life, and due no earlier than the day on which it is set."""
        told = super().clean()
        set_on = told.get("on")
        for number in range(self.count):
            if not told.get(f"goal_{number}"):
                continue
            if not told.get(f"area_{number}"):
                self.add_error(f"area_{number}", _("请选择方面。"))
            due_on = told.get(f"by_on_{number}")
            if set_on is not None and due_on is not None and due_on < set_on:
                self.add_error(f"by_on_{number}", _("目标的期限不能早于登记这个目标的日期。"))
        return told


class PlanForm(GoalsForm):
    """A plan for the person."""

    day_label = _("制定日期")
    fewest_in_view = 3
    review_on = Day(label=_("什么时候复查"), required=False)


def _goals(step: Taking) -> list[NewGoal]:
    return [NewGoal(GoalArea(row["area"]), row["goal"], row["helper"], row["by_on"]) for row in step.told["rows"]]


class PlanReviewForm(GoalsForm):
    """What became of each goal, what changes, and new goals."""

    day_label = _("复查日期")
    words = long_text(_("复查情况"), rows=3)
    review_on = Day(label=_("下次什么时候复查"), required=False)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def prepare(self) -> None:
        """A choice for each goal that stands, and by what they are known again. Sent again after a refusal, they are those that it told."""
        plan = plan_of(self.standing.case.pk)
        self.goals: list[Goal] = sorted(plan.goals.all(), key=lambda goal: goal.pk) if plan else []
        self.opened_with, now = self.data.get("seen", ""), mark_of_goals(self.goals)
        self.fields["seen"].initial = now
        if self.is_bound:
            sent: Any = self.data
            sent = sent.copy()
            sent["seen"] = now
            self.data = sent
        for goal in self.goals:
            label = f"{goal.get_area_display()} · {goal_words(goal)}"
            self.fields[f"{STATE}{reference('goal', goal.pk)}"] = forms.ChoiceField(
                label=label, choices=GoalState.choices, initial=goal.state, widget=forms.RadioSelect
            )
        super().prepare()

    def clean(self) -> dict[str, Any]:
        """Of the goals that the form was opened with."""
        told = super().clean()
        if self.opened_with:
            try:
                refuse_unseen_goals(self.goals, self.opened_with)
            except StepRefused as refused:
                self.add_error(None, str(refused))
        return told


def _review(step: Taking) -> object:
    states = {
        number_behind("goal", name.removeprefix(STATE)): GoalState(told)
        for name, told in step.told.items()
        if name.startswith(STATE)
    }
    review = PlanReview(step.told["words"], states, _goals(step), step.told["review_on"], step.told["seen"])
    return review_plan(step.case_id, review, **step.dated)


def _in_care(standing: Standing) -> bool:
    return standing.now.stage in ("in_custody", "in_care", "to_be_ended")


def _has_a_plan(standing: Standing) -> bool:
    return _in_care(standing) and standing.has("plan_made")


STEPS = (
    Step(
        *("team", _("帮教小组"), "team", ORGANISATION, "team_named", NAMING, TeamForm, _team),
        *(_("确定小组"), _("帮教小组已登记。")),
        duties=("name_team",),
        when=_in_care,
        icon="users",
        hint=_("按现在的成员全部列出；不再列出的，前一天起退出。电话已登记的不必重填。"),
    ),
    Step(
        *("team-member", _("本单位的小组成员"), "team", ORGANISATION, "team_named", NAMING_ITS_OWN, OwnMembersForm),
        *(_own_members, _("确定成员"), _("本单位的成员已登记，小组其他成员不变。")),
        when=_in_care,
        icon="user-plus",
        hint=_("只写本单位参加帮教的人，写全；别的单位的成员不变。电话已登记的不必重填。"),
    ),
    Step(
        *("plan", _("帮教方案"), "team", HELPERS, "plan_made", PLANNING, PlanForm),
        lambda step: make_plan(step.case_id, _goals(step), review_on=step.told["review_on"], **step.dated),
        *(_("登记方案"), _("帮教方案已登记。")),
        duties=("make_plan",),
        when=_in_care,
        icon="clipboard-check",
        hint=_("新的方案代替原来的；原来的留在档案里。"),
    ),
    Step(
        *("plan-review", _("复查方案"), "team", HELPERS, "plan_reviewed", PLANNING, PlanReviewForm, _review),
        *(_("登记复查"), _("方案复查已登记。")),
        when=_has_a_plan,
        icon="refresh",
    ),
)
