"""Steps about where somebody belongs and who is in touch: moves, transfers, identity, away, contact lost (clauses 2.3.3, 2.5)."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anbang.casework.arrival.identity import know_who_it_is
from anbang.casework.care.actions import (
    IDENTIFYING,
    NEAR,
    PROPOSING,
    accept_transfer,
    change_registered_place,
    lose_contact,
    may_be_proposed,
    propose_transfer_again,
    record_found,
    record_move,
    record_search,
    return_transfer,
)
from anbang.casework.care.away import NEAR as TOLD_OF_GOING_AWAY
from anbang.casework.care.away import NewAway, come_back, go_away
from anbang.casework.care.reaching import TELLING, HowToReach, change_contact, reached
from anbang.casework.person.models import AbodeKind
from anbang.casework.step.positions import Position
from anbang.casework.step.standing import Standing
from anbang.policy.clauses import CARE, HELPERS, INFORMATION
from anbang.policy.vocabulary import OUTSIDE
from anbang.web.intake.fields import Day
from anbang.web.steps.form import MayWrite, StepForm, long_text, short_text, street, telephone
from anbang.web.steps.replacing import ReplacingForm
from anbang.web.steps.step import Step, Taking
from anbang.web.steps.where import PlaceForm

ANSWERING = (Position.RECEIVING, Position.RESPONSIBLE, Position.BUREAU)


class ReachedForm(ReplacingForm):
    """How to reach somebody from now on; what is left empty stays as it was told last."""

    things: ClassVar[Mapping[str, Any]] = {"contact": _("本人联系方式"), "lives_at": _("住在哪里")}

    def stands(self) -> dict[str, str]:
        """As it was told last."""
        now = reached(self.standing.case)
        more = super().stands() if "place" in self.things else {}
        return {**more, "contact": now.while_away or now.contact, "lives_at": now.lives_at}


class MoveForm(ReachedForm, PlaceForm):
    """Where somebody lives now."""

    things: ClassVar[Mapping[str, Any]] = {"place": _("住处"), **ReachedForm.things}
    kind = AbodeKind.RESIDENCE

    day_label = _("哪一天搬的")
    contact = telephone(hint=_("没有变的不用填。"))
    lives_at = street(hint=_("新住处的门牌地址。不填的，原来的门牌不再显示。"))


class RegisteredForm(PlaceForm):
    """Where the household is registered now."""

    things: ClassVar[Mapping[str, Any]] = {"place": _("户籍地")}
    kind = AbodeKind.REGISTERED

    day_label = _("哪一天迁的")


class IdentityForm(PlaceForm):
    """Who somebody is."""

    day_label = _("哪一天查明")
    clauses: ClassVar[Mapping[str, str]] = {"id_number": INFORMATION}
    id_number = short_text(_("身份证号"), required=True, limit=18)
    words: Any = long_text(_("怎样查明"), rows=3)


def answers_the_transfer(standing: Standing) -> bool:
    """Whether the open transfer is the office's to answer: one to outside is answered by whoever asked."""
    transfer = standing.now.open_transfer
    if transfer is None:
        return False
    answering = {Position.RESPONSIBLE, Position.BUREAU} if transfer.to == OUTSIDE else {Position.RECEIVING}
    return not standing.positions.isdisjoint(answering)


class ProposeForm(StepForm):
    """Why the office of the residence is asked once more."""

    words = long_text(_("为什么再次发起"), rows=3, hint=_("例如：又去核实过，人确实住在那里。"))


class ReturnForm(StepForm):
    """Why not."""

    words = long_text(_("退回的原因"), rows=3)


class AwayForm(StepForm):
    """Where somebody works, how to reach them, who keeps in touch. Told, never permitted (LAW-4)."""

    day_label = _("哪一天走的")
    where = short_text(_("去哪里"), required=True, hint=_("省、市和单位或工地。"), limit=200)
    contact = short_text(_("在外的联系方式"), limit=100)
    keeps_touch = short_text(_("由谁保持联系"), required=True)
    expected_on = Day(label=_("预计哪一天回来"), required=False)


def _away(step: Taking) -> object:
    away = NewAway(expected_on=step.told["expected_on"], **step.words("where", "contact", "keeps_touch"))
    return go_away(step.case_id, away, **step.dated)


def _is_away(standing: Standing) -> bool:
    kinds = [act.happening.event for act in standing.story if act.case_id == standing.case.pk]
    changes = [kind for kind in kinds if kind in ("went_away", "came_back")]
    return bool(changes) and changes[-1] == "went_away"


class BackForm(ReachedForm):
    """Back, and how to reach the person from now on."""

    day_label = _("哪一天回来的")
    contact = telephone(hint=_("与外出前一样的不用填。"))
    lives_at = street(hint=_("门牌地址，没有变的不用填。搬到别的村或镇街的，另登记居住地变动。"))
    words = long_text(_("说明"), required=False)


class ContactForm(ReachedForm):
    """Another telephone or street."""

    day_label = _("哪一天得知")
    contact = telephone(hint=_("电话，或找谁可以联系到。没有变的不用填。"))
    lives_at = street(hint=_("门牌地址，没有变的不用填。搬到别的村或镇街的，另登记居住地变动。"))
    words = long_text(_("从何得知"), required=False, rows=2)

    def clean(self) -> dict[str, Any]:
        """At least one of them."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not told.get("contact") and not told.get("lives_at"):
            self.add_error("contact", _("请填写新的联系方式或住址。"))
        return told


def _told_anew(step: Taking) -> HowToReach:
    return HowToReach(**step.words("contact", "lives_at"))


def _reached(step: Taking) -> dict[str, Any]:
    return {"reached": _told_anew(step), **step.words("words")}


class LostForm(StepForm):
    """How contact was lost."""

    day_label = _("哪一天起失去联系")
    words = long_text(_("怎样失去联系"), rows=3)


class SearchForm(StepForm):
    """Whom was asked, with what result. Nobody's number is sent to anybody (LAW-5)."""

    day_label = _("哪一天查找")
    words = long_text(_("问了谁、结果怎样"), rows=3)


class FoundForm(ReachedForm):
    """Where somebody was reached again."""

    day_label = _("哪一天联系上")
    words = long_text(_("在哪里、怎样联系上"), rows=3)
    contact = telephone(hint=_("没有变的不用填。"))
    lives_at = street(hint=_("门牌地址，没有变的不用填。搬到别的村或镇街的，另登记居住地变动。"))


def is_lost(standing: Standing) -> bool:
    """Whether contact was lost and not found again."""
    kinds = [act.happening.event for act in standing.story if act.case_id == standing.case.pk]
    changes = [kind for kind in kinds if kind in ("contact_lost", "found")]
    return bool(changes) and changes[-1] == "contact_lost"


def _in_touch(standing: Standing) -> bool:
    return not is_lost(standing)


def _is_sought(standing: Standing) -> bool:
    return is_lost(standing) or not standing.has("reported_in")


class AcceptForm(MayWrite):
    """From which day on, and some words if there are any."""

    day_label = _("从哪天起接收")


STEPS = (
    Step(
        *("move", _("居住地变动"), "place", CARE, "moved", NEAR, MoveForm),
        lambda step: record_move(step.case_id, step.told["place"], **_reached(step), **step.dated),
        *(_("登记变动"), _("居住地变动已登记。")),
        icon="map-2",
        hint=_("搬到别的镇街的，自动请那里接手；那里接手以前，仍由原来的单位负责。"),
    ),
    Step(
        *("registered-place", _("户籍地变动"), "place", CARE, "registered_changed", NEAR, RegisteredForm),
        lambda step: change_registered_place(step.case_id, step.told["place"], **step.words("words"), **step.dated),
        *(_("登记变动"), _("户籍地变动已登记。")),
        icon="map-2",
    ),
    Step(
        *("identity", _("查清身份"), "place", CARE, "identity_established", IDENTIFYING, IdentityForm),
        lambda step: know_who_it_is(step.case_id, step.told["place"], **step.words("id_number", "words"), **step.dated),
        *(_("登记身份"), _("身份已登记。")),
        icon="user-question",
    ),
    Step(
        *("propose-transfer", _("再次发起转接"), "place", CARE, "moved", PROPOSING, ProposeForm),
        lambda step: propose_transfer_again(step.case_id, **step.words("words"), **step.dated),
        *(_("发起转接"), _("转接已再次发起，等待答复。")),
        when=lambda standing: may_be_proposed(standing.course),
        icon="arrows-exchange",
        hint=_("住处没有变、上一次转接被退回时用；对方接收之前仍由本所负责。"),
    ),
    Step(
        *("accept-transfer", _("接收转入"), "place", CARE, "transfer_accepted", ANSWERING, AcceptForm),
        lambda step: accept_transfer(step.case_id, **step.words("words"), **step.dated),
        *(_("确认接收"), _("已接收，由本单位负责。")),
        duties=("answer_transfer",),
        when=answers_the_transfer,
        icon="arrows-exchange",
    ),
    Step(
        *("return-transfer", _("退回转入"), "place", CARE, "transfer_returned", ANSWERING, ReturnForm),
        lambda step: return_transfer(step.case_id, **step.words("words"), **step.dated),
        *(pgettext_lazy("button", "退回"), _("已退回，仍由转出的单位负责。")),
        duties=("answer_transfer",),
        when=answers_the_transfer,
        icon="arrow-back-up",
    ),
    Step(
        *("away", _("外出务工"), "touch", HELPERS, "went_away", TOLD_OF_GOING_AWAY, AwayForm, _away),
        *(_("登记外出"), _("外出已登记。")),
        when=lambda standing: standing.now.stage == "in_care" and not _is_away(standing),
        icon="send",
        hint=_("外出只需告知，不需要批准。"),
    ),
    Step(
        *("back", _("外出返回"), "touch", HELPERS, "came_back", TOLD_OF_GOING_AWAY, BackForm),
        lambda step: come_back(step.case_id, **_reached(step), **step.dated),
        *(_("登记返回"), _("返回已登记。")),
        when=_is_away,
        icon="arrow-back-up",
    ),
    Step(
        *("contact", _("联系方式变更"), "touch", HELPERS, "contact_changed", TELLING, ContactForm),
        lambda step: change_contact(step.case_id, _told_anew(step), **step.words("words"), **step.dated),
        *(_("登记变更"), _("联系方式已更新。")),
        hint=_("只换电话或门牌的用这一步；搬到别的村或镇街的，登记居住地变动。"),
    ),
    Step(
        *("contact-lost", _("失去联系"), "touch", HELPERS, "contact_lost", NEAR, LostForm),
        lambda step: lose_contact(step.case_id, **step.words("words"), **step.dated),
        *(_("登记失联"), _("失联已登记，开始查找。")),
        when=_in_touch,
        icon="help-circle",
    ),
    Step(
        *("search", _("查找一步"), "touch", HELPERS, "search_made", NEAR, SearchForm),
        lambda step: record_search(step.case_id, **step.words("words"), **step.dated),
        *(_("登记查找"), _("查找已登记。")),
        duties=("search", "seek_unreported"),
        when=_is_sought,
        icon="search",
    ),
    Step(
        *("found", _("联系上了"), "touch", HELPERS, "found", NEAR, FoundForm),
        lambda step: record_found(step.case_id, **_reached(step), **step.dated),
        *(_("登记"), _("已登记联系上，查找结束。")),
        when=is_lost,
        icon="circle-check",
    ),
)
