"""The places a reader can go: those whose page lets them in, in the order in which an office uses them."""

from dataclasses import dataclass
from functools import cache

from django.http import HttpRequest
from django.urls import resolve, reverse
from django.utils.translation import gettext_lazy as _

from anbang.organisations.acting import ActingStaff


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the menu. `short` is what fits under a thumb on a phone."""

    view: str
    icon: str
    label: object
    short: object
    here: bool = False

    @property
    def address(self) -> str:
        """Where it leads."""
        return address_of(self.view)


@cache
def address_of(view: str) -> str:
    """The address of a page that is about nobody: every page asks for a score of them, some of them thrice."""
    return reverse(view)


PLACES = (
    Place("today", "home", _("今日工作"), _("今日")),
    Place("lists", "file-spreadsheet", _("监所名单"), _("名单")),
    Place("answers", "mail-opened", _("回复与退回"), _("回复")),
    Place("letters", "arrows-exchange", _("来往通报"), _("通报")),
    Place("people", "users", _("人员档案"), _("档案")),
    Place("my_people", "users", _("我的人员"), _("人员")),
    Place("arrivals", "user-plus", _("接收登记"), _("接收")),
    Place("reception", "door-enter", _("接送日程"), _("接送")),
    Place("requests", "user-question", _("个人信息请求"), _("请求")),
    Place("outbound", "send", _("寄往外地的登记表"), _("外寄")),
    Place("office", "clipboard-check", _("单位工作"), _("单位")),
    Place("closed_list", "shield-lock", _("封存名册"), _("封存")),
    Place("accounts", "key", _("账号"), _("账号")),
    Place("trail", "eye", _("操作与查阅记录"), _("记录")),
    Place("places", "map-2", _("机构与网络"), _("机构")),
    Place("policy", "book-2", _("政策条款"), _("政策")),
)
# The section a page belongs to, for pages that are no entry themselves.
WITHIN = {
    "list": "lists",
    "correct_row": "lists",
    "confirm_preview": "lists",
    "case_file": "people",
    "counted_people": "people",
    "paper": "people",
    "one_of_mine": "my_people",
    "signs": "people",
    "requests_about": "people",
    "ask_sheet": "people",
    "sheet": "people",
    **dict.fromkeys(("sealing", "sealed_record", "closed_row"), "closed_list"),
    **dict.fromkeys(("keeping_out", "all_keeping_out", "emergencies", "disposals", "decide_disposal"), "people"),
    **dict.fromkeys(("take_together", "done_together", "filters", "keep_filter"), "today"),
    "take_step": "people",
    "take_step_about": "people",
    **dict.fromkeys(("town", "village"), "places"),
    **dict.fromkeys(
        ("one_account", "new_account", "reset_password", "waiting_accounts", "release_account"), "accounts"
    ),
    "why": "today",
    **dict.fromkeys(("also_waiting", "guide", "feedback", "write_feedback", "one_feedback"), "today"),
    **dict.fromkeys(("calendar_link", "make_calendar_link", "notices", "notice_mail", "notice_robot"), "today"),
    "board": "reception",
    "verify": "today",
    "arrange_reception": "today",
    "clause": "policy",
    "rule": "policy",
    "duty": "policy",
    "official": "policy",
    "official_document": "policy",
    **dict.fromkeys(
        (
            *("on_the_spot", "from_corrections", "enquiries", "answer_enquiry", "paper_form", "paper_notice"),
            *("not_listed", "open_in_an_emergency"),
        ),
        "arrivals",
    ),
    "scans": "people",
    **dict.fromkeys(("remove_scan", "scan_pages"), "people"),
    "told_up": "today",
    "lacking_teams": "today",
    "let_rest": "today",
    "send_outbound": "outbound",
    **dict.fromkeys(("record_office_act", "key_period", "bases", "district_office", "holders", "hand_over"), "office"),
    **dict.fromkeys(("why_office", "mend_office_act", "mend_key_period"), "office"),
}


@dataclass(frozen=True, slots=True)
class Way:
    """A link of a page that leads on to others."""

    view: str
    icon: str
    label: object
    words: object

    @property
    def address(self) -> str:
        """Where it leads."""
        return address_of(self.view)


WAYS = {
    "arrivals": (
        Way("on_the_spot", "user-plus", _("当场建档（补录）"), _("没有人通知、本人来报到的，马上建档。")),
        Way("from_corrections", "arrows-exchange", _("社区矫正期满衔接"), _("矫正期满移交过来的，从期满日起帮教。")),
        Way("paper_form", "file-text", _("录入纸质登记表"), _("监所邮寄来的基本情况登记表，连同扫描件。")),
        Way("paper_notice", "mail-opened", _("录入纸质通知书"), _("监所邮寄来的刑满释放人员通知书。")),
        Way("enquiries", "help-circle", _("询问与答复"), _("有人在一处报到、档案在另一处的。")),
        Way("not_listed", "search", _("为什么名单里没有这个人"), _("输入身份证号，或姓名和出生日期。")),
        Way(
            "open_in_an_emergency", "eye", _("紧急查阅"), _("人命、走失等等不及的：写明原因，打开三十分钟，区里核实。")
        ),
    ),
    "office": (
        Way("district_office", "map-2", _("全区一览"), _("各镇街今年做了什么、哪些逾期。")),
        Way("key_period", "calendar-event", _("设定重点时期"), _("设定后，每个司法所都要办一次教育。")),
        Way("bases", "home", _("企业安置基地"), _("各镇街的企业和协议。")),
        Way("holders", "arrows-exchange", _("案件交接"), _("离任、调岗以前，把手里的案件交给别人。")),
    ),
}


def ways_open(page: str, by: ActingStaff) -> list[Way]:
    """The ways on from a page that are open to `by`."""
    return [way for way in WAYS[page] if may_open(way.view, by)]


def places_for(request: HttpRequest, by: ActingStaff) -> list[Place]:
    """The entries open to `by`, the one that is shown marked."""
    name = request.resolver_match.url_name if request.resolver_match else ""
    here = {WITHIN.get(name or "", name)}
    if "arrivals" in here and not may_open("arrivals", by):
        here.add("people")  # where those ask why somebody is not listed who take nobody in
    if "people" in here:
        here.add("my_people")  # where those are who open no files
    return [
        Place(place.view, place.icon, place.label, place.short, here=place.view in here)
        for place in PLACES
        if may_open(place.view, by)
    ]


def may_open(view: str, by: ActingStaff) -> bool:
    """Whether the page lets `by` in; the page itself says so, see `web.views`."""
    roles = _roles_let_in(view)
    return roles is None or bool(roles & by.roles)


@cache
def _roles_let_in(view: str) -> frozenset[str] | None:
    """Whom the page lets in; None: everybody who is signed in."""
    roles: frozenset[str] | None = resolve(address_of(view)).func.roles  # type: ignore[attr-defined]
    return roles
