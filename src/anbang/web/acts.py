"""An act as a page tells it: its name, what it says, the words that somebody wrote, and who may read those."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import get_language, gettext, gettext_lazy
from django.utils.translation import gettext as _

from anbang.casework.act.models import Act
from anbang.casework.act.reasons import PriorityReason
from anbang.casework.act.story import MEMBERS, OWN, words_of
from anbang.casework.care.models import TeamMember, TeamRole
from anbang.casework.custody.models import Finding
from anbang.casework.handover.models import Outcome, ReleasedFrom
from anbang.casework.rights.models import Asker, Ground, RequestKind
from anbang.casework.rights.models import Outcome as RequestOutcome
from anbang.casework.visit.needs import How, Need
from anbang.organisations.acting import ActingStaff
from anbang.organisations.models import Area
from anbang.policy.event_titles import title_of
from anbang.policy.reading_events import OF_A_REQUEST, WITHOUT_CONSENT
from anbang.web.readers import MAY_READ_THE_OFFENCE, OF_FILES, is_discreet
from anbang.web.templatetags.anbang import month

Lines = list[tuple[str, str]]
VERIFIED: Mapping[str, Any] = {
    "name": gettext_lazy("姓名"),
    "identity": gettext_lazy("身份"),
    "address": gettext_lazy("住址"),
}
LABELS: Mapping[str, Any] = {
    "who_goes": gettext_lazy("由谁去接"),
    "vehicle": gettext_lazy("乘什么车"),
    "leaves_at": gettext_lazy("几点出发"),
    "papers": gettext_lazy("材料"),
    "family": gettext_lazy("家属"),
    "who": gettext_lazy("由谁接到"),
    "where": gettext_lazy("在哪里"),
    "at": gettext_lazy("几点"),
    "another_day": gettext_lazy("与告知的释放日期不同的依据"),
    "signed_by": gettext_lazy("交接单上的签字"),
    "why_nobody": gettext_lazy("为什么没有接到"),
    "handed_over": gettext_lazy("移交"),
    "certificate": gettext_lazy("释放证明编号"),
    "contact": gettext_lazy("联系方式"),
    "lives_at": gettext_lazy("住在哪里"),
    "seen": gettext_lazy("看到了什么、谈了什么"),
    "next_step": gettext_lazy("下一步"),
    "situation": gettext_lazy("考察情况"),
    "conclusion": gettext_lazy("结论和下一步"),
    "told_to": gettext_lazy("通报给谁"),
    "to": gettext_lazy("请谁帮助"),
    "summary": gettext_lazy("帮教总结"),
    "afterwards": gettext_lazy("以后还需要谁帮什么"),
    "concerns": gettext_lazy("涉及什么"),
    "asker": gettext_lazy("来人是谁"),
    "answer": gettext_lazy("答复的内容和理由"),
    "why": gettext_lazy("为什么要延长"),
    "words": gettext_lazy("说明"),
}
# What may speak of the offence, or of what somebody is suspected of: read by those who read offences.
ABOUT_OFFENCES = frozenset(
    {"reoffended", "looked_back", "police_told", "priority_set", "priority_lifted", "release_date_changed", "not_ours"}
    | OF_A_REQUEST
)


def title_of_act(act: Act) -> str:
    """What happened, in the reader's language."""
    return title_of(act.kind, get_language(), again=is_proposal(act))


FOLLOWING_UP = ("visited", "reviewed", "called")
# Where somebody may read over the shoulder: how an act is called there.
DISCREET = {
    **dict.fromkeys(FOLLOWING_UP, gettext_lazy("走访")),
    "team_named": gettext_lazy("确定联系人"),
    "hardship_certified": gettext_lazy("困难证明"),
}


def act_called(act: Act, by: ActingStaff) -> str:
    """What happened, as the reader's screen may say it."""
    return str(DISCREET[act.kind]) if is_discreet(by) and act.kind in DISCREET else title_of_act(act)


def is_proposal(act: Act) -> bool:
    """Whether nobody moved: an office was asked once more to take over."""
    return act.kind == "moved" and bool(act.told.get("again"))


def may_read_words(act: Act, by: ActingStaff) -> bool:
    """Whether the reader may see what somebody wrote in an act. Whoever shows it has recorded the look first. What a family does not want told
    to others stays with whoever reads the whole file (INF-5).
    """
    reads_all = not by.roles.isdisjoint(MAY_READ_THE_OFFENCE)
    if act.kind in ABOUT_OFFENCES:
        return reads_all
    is_kept = bool(act.told.get(WITHOUT_CONSENT))
    return act.office_id in by.own_offices or (reads_all if is_kept else not by.roles.isdisjoint(OF_FILES))


def words_in_lines(act: Act) -> Lines:
    """The words of an act, each under its label."""
    return [(str(LABELS.get(name, name)), text) for name, text in words_of(act).items()]


def said_by(act: Act) -> list[str]:
    """What an act says to the rules, in words: outcome, needs, reasons, places, months."""
    return [_own_named(act)] if act.told.get(OWN) else list(_said(act.told))


def months_told(told: Mapping[str, Any]) -> list[str]:
    """The months of which an act speaks: for which the allowance was paid, from or until when there is dibao."""
    return [month(told[name]) for name in ("month", "from_month", "last_month") if told.get(name)]


def _own_named(act: Act) -> str:
    """Whom an office named of its own: not the team, which it did not name."""
    roles = listed(TeamRole(role).label for role in dict.fromkeys(act.told[MEMBERS]))
    names = TeamMember.objects.filter(named=act).order_by("id").values_list("name", flat=True)
    return _("确定%(role)s：%(names)s") % {"role": roles, "names": listed(names)}


def _said(told: Mapping[str, Any]) -> Iterable[str]:
    if outcome := told.get("outcome"):
        yield str(Outcome(outcome).label)
    yield from _of_a_visit(told)
    yield from _of_a_request(told)
    if reasons := told.get("reasons"):
        yield listed(PriorityReason(reason).label for reason in reasons)
    if members := told.get("members"):
        yield listed(TeamRole(role).label for role in members)
    if isinstance(place := told.get("to"), Mapping):
        yield place_told(place)
    if origin := told.get("from"):
        yield str(ReleasedFrom(origin).label)
    yield from _found(told)
    if "certificate" in told:
        yield _("已核对释放证明") if told["certificate"] else _("没有带释放证明")
    yield from months_told(told)
    if told.get("belongs_to"):
        yield str(told["belongs_to"])


def _of_a_visit(told: Mapping[str, Any]) -> Iterable[str]:
    """How somebody was followed up, and how they were."""
    if told.get("refused"):
        yield _("本人不愿意见面")
    if how := told.get("how"):
        yield str(How(how).label)
    if told.get("well"):
        yield _("都好，没有困难")
    if needs := told.get("needs"):
        yield _("困难：%(needs)s") % {"needs": listed(Need(need).label for need in needs)}


def _of_a_request(told: Mapping[str, Any]) -> Iterable[str]:
    """What was asked for and by whom, what was answered and on which ground."""
    if asks := told.get("asks"):
        yield str(RequestKind(asks).label)
        yield str(Asker(told["asker"]).label)
    if answer := told.get("answer"):
        yield str(RequestOutcome(answer).label)
    if ground := told.get("ground"):
        yield str(Ground(ground).label)


def _found(told: Mapping[str, Any]) -> Iterable[str]:
    """What a verification found of name, identity and address."""
    if told.keys() >= VERIFIED.keys():
        yield listed(
            _("%(item)s%(finding)s") % {"item": item, "finding": Finding(told[name]).label}
            for name, item in VERIFIED.items()
        )


def place_told(place: Mapping[str, Any]) -> str:
    """A place as an act keeps it, in words."""
    area_id = place.get("village") or place.get("town")
    if not area_id:
        return str(place.get("outside", ""))
    area = Area.objects.select_related("parent").get(pk=int(area_id))
    return f"{area.parent.short_name} {area.short_name}" if place.get("village") and area.parent else area.short_name


def listed(words: Iterable[Any]) -> str:
    """Words, one after another."""
    return gettext("、").join(str(word) for word in words)
