"""Steps of following somebody up: visit, full review, call, and whatever else must be remembered (clauses 2.3.4, 2.4.1.7, 2.5)."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from anbang.casework.care.actions import NEAR, record_note
from anbang.casework.step.standing import Standing
from anbang.casework.visit.actions import (
    REVIEWING,
    VISITING,
    NewReview,
    NewVisit,
    record_call,
    record_review,
    record_visit,
)
from anbang.casework.visit.needs import How, Need
from anbang.policy.clauses import AID, AID_EXPLAINED, HELPERS, RHYTHM
from anbang.web.readers import is_discreet
from anbang.web.steps.form import StepForm, long_text, one_of, short_text, ticks
from anbang.web.steps.step import Step, Taking


def _needs(step: Taking) -> list[Need]:
    return [Need(need) for need in step.told["needs"]]


WELL = "well"
ONLY_IN_THE_OFFICE = ("where", "next_step")


class VisitForm(StepForm):
    """How somebody was followed up, how they are, what comes next. It never asks for signs of anything (LAW-6). On a village's telephone
    one line is written, if any.
    """

    day_label = _("哪一天走访")
    clauses: ClassVar[Mapping[str, str]] = {"needs": AID}
    how = one_of(_("怎么走访的"), How.choices, hint=_("本人不愿意见面也算走访过，不影响本人。"))
    needs = ticks(
        _("本人怎么样"), [(WELL, _("都好，没有困难")), *Need.choices], hint=_("有困难、有想办的事，就点是哪方面的。")
    )
    seen = long_text(
        _("看到了什么、谈了什么"),
        required=False,  # asked for by the step, unless what was found is ticked
        hint=_("点选过的不用再写。"),
        rows=2,
    )
    where = short_text(_("在哪里"), limit=200)
    next_step = long_text(_("下一步"), required=False, rows=2, limit=400)
    field_order = ("how", "needs", "seen", "where", "next_step", "on", "late_because")

    def prepare(self) -> None:
        """In the village nothing is asked for that one need not know."""
        # Whose tick goes with no other: the script takes back what contradicts it.
        self.fields["needs"].widget.attrs["data-alone"] = WELL
        if is_discreet(self.by):
            for name in ONLY_IN_THE_OFFICE:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """All that is wrong is said at once."""
        told: dict[str, Any] = super().clean() or {}
        found = told.get("needs") or []
        if "needs" not in self.errors and not found and not told.get("seen") and told.get("how") != How.REFUSED:
            self.add_error("needs", _("请点选本人怎么样，或者写一句看到了什么、谈了什么。"))
        if WELL in found and len(found) > 1:
            self.add_error("needs", _("选了“都好”，就不能再选困难：请去掉一样。"))
        return told


def _visit(step: Taking) -> object:
    found, how = step.told["needs"], How(step.told["how"])
    visit = NewVisit(
        refused=how is How.REFUSED,
        how=None if how is How.REFUSED else how,
        well=WELL in found,
        needs=[Need(need) for need in found if need != WELL],
        **{name: step.told.get(name, "") for name in ("seen", "where", "next_step")},
    )
    return record_visit(step.case_id, visit, **step.dated)


class ReviewForm(StepForm):
    """How things stand, and what follows."""

    day_label = _("哪一天考察")
    clauses: ClassVar[Mapping[str, str]] = {"needs": AID}
    situation = long_text(_("考察情况"), rows=6, limit=2000)
    conclusion = long_text(_("结论和下一步"))
    needs = ticks(_("发现的困难"), Need.choices, hint=_("没有就不选。"))


def _review(step: Taking) -> object:
    return record_review(
        step.case_id, NewReview(needs=_needs(step), **step.words("situation", "conclusion")), **step.dated
    )


class CallForm(StepForm):
    """Whom one called on, and what was learnt."""

    day_label = _("哪一天问的")
    words = long_text(_("问了谁、了解到什么"))


class NoteForm(StepForm):
    """Whatever else must be remembered."""

    words = long_text(_("内容"), hint=_("只写办理需要的事。担心会出事的，另有一步，不写在这里。"))


def _is_priority(standing: Standing) -> bool:
    return bool(standing.now.priority)


STEPS = (
    Step(
        *("visit", _("走访"), "care", RHYTHM, "visited", VISITING, VisitForm, _visit),
        *(_("登记走访"), _("走访已登记。")),
        duties=("follow_up", "priority_contact"),
        icon="home",
        at_hand=True,
        in_the_village="steps/calling.html",
    ),
    Step(
        *("review", _("全面考察"), "care", RHYTHM, "reviewed", REVIEWING, ReviewForm, _review),
        *(_("登记考察"), _("全面考察已登记。")),
        duties=("full_review",),
        when=_is_priority,
        icon="clipboard-check",
    ),
    Step(
        *("call", _("问村居和家里有什么困难"), "care", AID_EXPLAINED, "called", VISITING, CallForm),
        lambda step: record_call(step.case_id, step.told["words"], **step.dated),
        *(_("登记问到的困难"), _("问到的困难已登记。")),
        duties=("call_on_family",),
        icon="users",
        hint=_("问的是村（社区）和家属。见了本人的，另外登记走访。"),
    ),
    Step(
        *("note", _("工作记事"), "care", HELPERS, "noted", NEAR, NoteForm),
        lambda step: record_note(step.case_id, **step.words("words"), **step.dated),
        *(_("登记"), _("记事已登记。")),
    ),
)
