"""Steps with rows: the care team as it now stands, the plan with its goals, its review (clauses 2.1, 2.5)."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from anbang.casework.care.models import Goal, GoalArea, GoalState, TeamMember, TeamRole
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
from anbang.papers.models import PaperKind
from anbang.policy.clauses import HELPERS, ORGANISATION
from anbang.web.intake.fields import Day
from anbang.web.references import number_behind, reference
from anbang.web.steps.form import long_text, paper, refuse_no_telephone, short_text
from anbang.web.steps.replacing import ReplacingForm
from anbang.web.steps.rows import MOST_SENT, RowsForm
from anbang.web.steps.step import Step, Taking
from anbang.web.versions import WAS, as_stored, stood

# The name of the field of each goal begins so.
STATE = "state_"
NOTHING = ("", _("请选择"))


def telephone_of_a_helper() -> forms.Field:
    """How a member of a team is reached."""
    field = short_text(_("电话"), limit=32)
    field.validators.append(refuse_no_telephone)
    return field


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
            if self.opened_with not in ("", now):
                self._write_down_who_came_in(sent)
            self.data = sent
        super().prepare()

    @property
    def stood(self) -> dict[str, str]:
        """Who was in the team when the form was opened, or the draft begun."""
        return stood({"team": _names(self.team)}, self.typed if self.typed and not self.is_bound else None)

    def _write_down_who_came_in(self, sent: Any) -> None:
        """Whom somebody else has named meanwhile stands in rows of their own, below what was typed: nobody types them again."""
        count = sum(f"{self.leads}_{number}" in sent for number in range(MOST_SENT))
        written = [f"{sent.get(f'role_{number}')} {str(sent.get(f'name_{number}')).strip()}" for number in range(count)]
        known = {*written, *str(sent.get(f"{WAS}team", _names(self.team))).split("\n")}
        for member in self.team:
            if _names([member]) not in known:
                for name in ("role", "name", "unit"):
                    sent[f"{name}_{count}"] = getattr(member, name)
                sent[f"phone_{count}"] = ""
                count += 1

    def row_fields(self) -> dict[str, forms.Field]:
        """As what, name, office or relation, telephone."""
        return {
            "role": forms.ChoiceField(label=_("成员身份"), choices=[NOTHING, *TeamRole.choices]),
            "name": short_text(_("姓名"), limit=48),
            "unit": short_text(_("单位或与本人关系"), limit=96),
            "phone": telephone_of_a_helper(),
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


def _names(team: Iterable[TeamMember]) -> str:
    return "\n".join(f"{row.role} {row.name}" for row in team)


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
        return {"name": short_text(_("姓名"), limit=48), "phone": telephone_of_a_helper()}

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


class PlanForm(ReplacingForm, GoalsForm):
    """A plan for the person."""

    things: ClassVar[Mapping[str, Any]] = {"goals": _("目标和措施"), "review_on": _("什么时候复查")}

    day_label = _("制定日期")
    fewest_in_view = 1
    review_on = Day(label=_("什么时候复查"), required=False)
    scan = paper(_("签了字的帮教协议"))

    def stands(self) -> dict[str, str]:
        """The plan that holds, goal by goal."""
        plan = plan_of(self.standing.case.pk)
        self.held_now = [
            {"area": goal.area, "goal": goal_words(goal), "helper": goal.helper, "by_on": str(goal.by_on or "")}
            for goal in (sorted(plan.goals.all(), key=lambda goal: goal.pk) if plan else [])
        ]
        return {"goals": _in_lines(self.held_now), "review_on": str((plan and plan.review_on) or "")}

    def wrote(self) -> dict[str, str]:
        """The same of what was sent."""
        rows = [
            {name: as_stored(str(self.data.get(f"{name}_{number}", ""))) for name in self.row_fields()}
            for number in range(self.count)
        ]
        return {**super().wrote(), "goals": _in_lines(row for row in rows if row["goal"].strip())}

    def put(self, sent: QueryDict, name: str, now: str) -> None:
        """Their goals in place of mine, row by row; their day."""
        if name != "goals":
            sent[name] = now
            return
        for number in range(max(self.count, len(self.held_now))):
            row = self.held_now[number] if number < len(self.held_now) else {}
            for field in self.row_fields():
                sent[f"{field}_{number}"] = row.get(field, "")


def _in_lines(rows: Iterable[Mapping[str, str]]) -> str:
    """Goals to read, one a line."""
    areas = dict(GoalArea.choices)
    told = (
        " · ".join(filter(None, (str(areas.get(row["area"], "")), row["goal"], row["helper"], row["by_on"])))
        for row in rows
    )
    return "\n".join(told)


def _goals(step: Taking) -> list[NewGoal]:
    return [NewGoal(GoalArea(row["area"]), row["goal"], row["helper"], row["by_on"]) for row in step.told["rows"]]


def _make_plan(step: Taking) -> object:
    agreement = step.scan(PaperKind.CARE_AGREEMENT)
    return make_plan(step.case_id, _goals(step), agreement=agreement, **step.words("review_on"), **step.dated)


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


def in_care(standing: Standing) -> bool:
    """Whether a team and a plan are for this time."""
    return standing.now.stage in ("in_custody", "in_care", "to_be_ended")


def _has_a_plan(standing: Standing) -> bool:
    return in_care(standing) and standing.has("plan_made")


STEPS = (
    Step(
        *("team", _("帮教小组"), "team", ORGANISATION, "team_named", NAMING, TeamForm, _team),
        *(_("确定小组"), _("帮教小组已登记。")),
        duties=("name_team",),
        when=in_care,
        icon="users",
        hint=_("按现在的成员全部列出；不再列出的，前一天起退出。电话已登记的不必重填。"),
    ),
    Step(
        *("team-member", _("本单位的小组成员"), "team", ORGANISATION, "team_named", NAMING_ITS_OWN, OwnMembersForm),
        *(_own_members, _("确定成员"), _("本单位的成员已登记，小组其他成员不变。")),
        when=in_care,
        icon="user-plus",
        hint=_("只写本单位负责联系的人，写全；别的单位的成员不变。电话已登记的不必重填。"),
    ),
    Step(
        *("plan", _("帮教方案"), "team", HELPERS, "plan_made", PLANNING, PlanForm),
        _make_plan,
        *(_("登记方案"), _("帮教方案已登记。")),
        duties=("make_plan",),
        when=in_care,
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
