"""How one works here: a round for each role, the keys, and how anything is decided. No word of it says what anybody did."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anbang.coordination.notice.channels import channels_there_are
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import Role
from anbang.web.navigation import may_open, places_for
from anbang.web.readers import is_discreet
from anbang.web.views import acting_staff, reads


@dataclass(frozen=True, slots=True)
class Stop:
    """A page of a round, and what one does there."""

    view: str
    title: Any
    words: Any

    @property
    def address(self) -> str:
        """Where it is."""
        return reverse(self.view)


TODAY = Stop("today", _("今日工作"), _("先看红色的，再看今天到期的。点“办理”直接到要填的那一页；办完就从单子上消失。"))
CALLING = Stop(
    "today", _("走访"), _("这几天要去看的人在最上面。点名字，点两三下，再点“记下来”，一分钟以内；下一个人就在眼前。")
)
FIND = Stop("people", _("人员档案"), _("按 / 键，输入姓名的一部分、拼音首字母、电话或证件后四位，马上找到人。"))
RECEPTION = Stop(
    "reception", _("接送日程"), _("今天、明天谁回来，谁去接，家里联系上没有。看板里按周看每个人走到哪一步。")
)
OFFICE = Stop("office", _("单位工作"), _("会议、对接、教育这些按月按季要做的事，做了就在这里记一笔。"))
ARRIVALS = Stop("arrivals", _("接收登记"), _("没有通知就来的人，当场建档；档案在别处的，系统替您去问。"))
REQUESTS = Stop("requests", _("个人信息请求"), _("本人要看、要改、有意见的，在这里看哪些还没有答复、哪天到期。"))
POLICY = Stop("policy", _("政策条款"), _("每一条要求谁、在几天里、做什么。点任何一件事旁边的条款号，都到这里。"))
MINE = Stop("my_people", _("我的人员"), _("只有您要联系的人：叫什么、怎么联系、哪天之前去看一次。"))
LISTS = Stop(
    "lists",
    _("监所名单"),
    _("上传监所给的表格，逐行核对，有疑问的就地改，确认以前什么也不会发生，确认以后还来得及撤回。"),
)
ANSWERS = Stop("answers", _("回复与退回"), _("各司法所的核查回复和退回的人员，收到以后点“签收”。"))
LETTERS = Stop("letters", _("来往通报"), _("释放日期、重大变故，两边互相告诉，对方确认了才算完。"))
CLOSED = Stop("closed_list", _("封存名册"), _("只有指定的人能打开，每次打开都要再输一次密码，并留下记录。"))
ACCOUNTS = Stop("accounts", _("账号"), _("谁在哪个单位什么岗位。新给的岗位要另一位管理员放行才生效。"))
TRAIL = Stop("trail", _("操作与查阅记录"), _("谁在什么时候做了什么、看了谁。记录改不掉，也删不掉。"))
PLACES = Stop("places", _("机构与网络"), _("各镇街、村（社区）的小组齐不齐，缺什么。"))
CALENDAR = Stop("calendar_link", _("日历"), _("把要办的日子放进手机日历：只有“走访 · Z”这样几个字，没有姓名。"))
NOTICES = Stop("notices", _("早上的提醒"), _("想在邮箱或工作群里看到“逾期 3 件 · 今日到期 5 件”的，在这里选。"))

OUTBOUND = Stop("outbound", _("寄往外地的登记表"), _("户籍在外地的，登记表寄给那里；收到回执，在这里记一笔。"))
# Where nothing is done about people, the first page says whether anything waits.
WAITING = Stop("today", _("今日工作"), _("有等您办的、答复您的，会列在这里。"))
STOPS: Mapping[str, Stop] = {
    stop.view: stop
    for stop in (
        *(TODAY, LISTS, ANSWERS, LETTERS, FIND, MINE, ARRIVALS, RECEPTION, REQUESTS, OUTBOUND, OFFICE, CLOSED),
        *(ACCOUNTS, TRAIL, PLACES, POLICY, CALENDAR, NOTICES),
    )
}
KEYS = (
    ("/", _("找人")),
    ("J  K", _("下一行、上一行")),
    ("Enter", _("打开这一行")),
    ("X", _("选这一行，几个人一起办")),
    ("↑  ↓", _("在找到的人里选择")),
    ("Esc", _("收起打开的小窗，放开选中的行")),
)
DECIDED = (
    (
        _("期限从哪里来"),
        _(
            "每一个日期都由条款和登记的事实算出来，事情旁边的“为什么是这一天”写着算法。政策改了，改的是带日期的数值，以前的事仍按当时的数值。"
        ),
    ),
    (_("为什么是这个单位"), _("每一天都只有一个单位负责。谁负责由户籍地、居住地和交接的登记决定，不由系统挑选。")),
    (_("系统不做什么"), _("不给任何人打分，不预测，不定位。能不能得到帮助由条款和人决定，系统只提醒哪天到期。")),
    (
        _("写到一半"),
        _(
            "边写边存在服务器上，按钮旁边写着草稿几点存的；写着“没有存上”的，先不要离开。没写完的在首页接着写，换电脑、换手机都行，只有您自己看得到。"
        ),
    ),
    (_("谁看得到"), _("只有办事需要的人，只看到办事需要的内容。打开一个人的档案会留下记录，本人可以要求知道谁看过。")),
    (
        _("错了怎么办"),
        _(
            "登记错的，写明原因就能更正，原来的仍看得到。页面出错会给一个编号；觉得哪一页不对，点那一页底部的“这一页有问题？”，答复会出现在首页。"
        ),
    ),
)


@reads()
def guide(request: HttpRequest) -> HttpResponse:
    """The round of the reader: every place of their menu in its order, then what comes to them without their coming."""
    by = acting_staff(request)
    keys = () if is_discreet(by) else KEYS
    return render(request, "guide.html", {"stops": _round_of(request, by), "keys": keys, "decided": DECIDED})


def _round_of(request: HttpRequest, by: ActingStaff) -> list[Stop]:
    views = [place.view for place in places_for(request, by)]
    views += ["calendar_link"] if may_open("calendar_link", by) else []
    views += ["notices"] if channels_there_are() else []
    first = CALLING if is_discreet(by) else WAITING if by.role in Role.seeing_no_case() else TODAY
    return [first if view == "today" else STOPS[view] for view in views]
