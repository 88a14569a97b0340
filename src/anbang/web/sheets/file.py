"""The file on paper for those who work on it together: a meeting, a visit. Who it is, where the case stands, who helps, what was seen and what is due.

It lies on a table among colleagues who do not all read the whole file: nothing of the offence, of signs, of what the police are told, of opinions, and
not why somebody is a priority person (LAW-1, LAW-5, LAW-6).
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from anbang.casework.care.away import away_now
from anbang.casework.care.reaching import how_to_reach
from anbang.casework.duty.queries import TELL_POLICE, duties_of, rows_of
from anbang.casework.person.models import AbodeKind
from anbang.casework.person.queries import id_number_of, masked_id_number, place_of, read_places
from anbang.lib.masking import mask_numbers
from anbang.organisations.days import day_in_words
from anbang.papers.models import ExportKind, Purpose
from anbang.web.checklist import certificate_shown, checklist_shown
from anbang.web.duties import ShownDuty, shown
from anbang.web.helping import STATES, STOPS, allowance_shown, household_shown
from anbang.web.person import days_left, full_years, in_whose_hands, stage_shown
from anbang.web.readers import OF_FILES
from anbang.web.sheets.sheet import Printing, Sheet
from anbang.web.steps.place import is_lost
from anbang.web.team import plan_shown, team_shown
from anbang.web.templatetags.anbang import place_in_words
from anbang.web.visits import visits_of

Lines = Iterator[tuple[str, str]]
Say = Callable[[str], str]
VISITS_OF_DAYS = 365
# Duties that tell of a sign, of a reoffence, of what the police are told, or of what the person asked about the file.
WITHHELD = frozenset({TELL_POLICE, "look_back", "alert_priority", "answer_request"})
# Stages and reasons for which no more is said than that it is over.
REOFFENDED, STOPPED_BY_REOFFENCE = "reoffended", "reoffence"
STOPPED = gettext_lazy("帮教已停止")


def _content(printing: Printing) -> dict[str, Any]:
    standing, by = printing.standing, printing.by
    say: Say = str if printing.export.in_full else mask_numbers
    team, plan = team_shown(standing, by=by), plan_shown(standing.case)
    return {
        "head": list(_head(printing, say)),
        "care": list(_care(printing)),
        "team": team["team"],
        "gaps": _("、").join(str(gap["role"]) for gap in team["gaps"]),
        "plan": plan,
        "goals": [{**one, "words": say(one["words"])} for one in plan["goals"]] if plan else [],
        "visits": list(_visits(printing, say)),
        "duties": list(_duties(printing)),
        "help": list(_help(printing)),
        "papers": _papers(printing),
    }


def _head(printing: Printing, say: Say) -> Lines:
    """Who it is, and how to reach them."""
    standing, by = printing.standing, printing.by
    person, case = standing.person, standing.case
    read_places([person], on=by.today)
    number = id_number_of(person) if printing.export.in_full else masked_id_number(person)
    age = full_years(person.born_on, on=by.today)
    yield _("姓名"), person.name
    yield _("档案号"), case.number
    years = _("%(age)s 岁") % {"age": age} if age is not None else ""
    yield _("性别、年龄"), " · ".join(part for part in (person.get_sex_display(), years) if part) or "—"
    yield _("身份证号"), number or "—"
    yield _("户籍地"), place_in_words(place_of(person, AbodeKind.REGISTERED))
    yield _("居住地"), place_in_words(place_of(person, AbodeKind.RESIDENCE))
    yield _("怎么联系"), " · ".join(say(one) for one in how_to_reach(case)) or _("还没有登记")
    if away := away_now(case.pk):
        told = [_("%(day)s起") % {"day": day_in_words(away.from_on)}]
        if away.expected_on:
            told.append(_("预计%(day)s返回") % {"day": day_in_words(away.expected_on)})
        told.append(_("由%(name)s保持联系") % {"name": say(away.keeps_touch)})
        yield _("外出务工"), " · ".join(told)
    if is_lost(standing):
        yield _("注意"), _("失去联系，正在查找。")


def _care(printing: Printing) -> Lines:
    """Where the case stands: the stage, the term, who is responsible, and whether as a priority person."""
    standing, by = printing.standing, printing.by
    case, stage = standing.case, stage_shown(standing)
    left = days_left(case, on=by.today)
    told = [str(STOPPED if stage["name"] == REOFFENDED else stage["label"])]
    if left is not None and left >= 0:
        told.append(ngettext("还有 %(days)s 天", "还有 %(days)s 天", left) % {"days": left})
    yield _("情况"), " · ".join(told)
    yield _("重点帮教"), _("是") if case.priority else _("不是")
    yield _("帮教起算"), day_in_words(case.care_from) if case.care_from else "—"
    yield _("帮教到"), day_in_words(case.term_until) if case.term_until else "—"
    hands = in_whose_hands(case, on=by.today)
    charge, worker = hands["charge"], hands["caseworker"]
    office = charge and (charge.office.name if charge.office else _("区外司法所"))
    yield _("负责单位"), office or _("帮教还没有开始")
    yield _("承办人"), worker.staff.name if worker else "—"


def _visits(printing: Printing, say: Say) -> Iterator[dict[str, Any]]:
    """Visits, reviews and calls of the last year, the latest first, with what was seen."""
    since = printing.by.today - timedelta(days=VISITS_OF_DAYS)
    found = [told for case in printing.standing.cases for told in visits_of(case, by=printing.by)]
    for told in sorted(found, key=lambda one: (one["act"].on, one["act"].pk), reverse=True):
        act = told["act"]
        if act.on < since:
            continue
        said = [
            told["how"],
            _("本人不愿意见面") if told["refused"] else "",
            _("都好，没有困难") if told["well"] else "",
            _("困难：%(needs)s") % {"needs": _("、").join(map(str, told["needs"]))} if told["needs"] else "",
        ]
        yield {
            "on": act.on,
            "title": told["title"],
            "office": act.office.name,
            "who": act.recorded_by.name,
            "said": _("；").join(dict.fromkeys(str(one) for one in said if one)),
            "lines": [(label, say(text)) for label, text in told["lines"]],
        }


def _duties(printing: Printing) -> Iterator[ShownDuty]:
    """What is still to be done, by its day."""
    by, standing = printing.by, printing.standing
    found = (row for row in rows_of(duties_of(standing.case, for_staff=by)) if row.rule not in WITHHELD)
    return (one for one in (shown(row, by=by, standing=standing) for row in found) if one.is_running)


def _help(printing: Printing) -> Lines:
    """Allowance and dibao at a glance."""
    allowance, household = allowance_shown(printing.standing), household_shown(printing.standing)
    done = [f"{one['title']} {day_in_words(one['on'])}" for one in allowance["chain"] if one["on"]]
    yield _("困难补助"), " → ".join(done) or _("还没有开始")
    if allowance["granted"] is not None:
        told = [ngettext("可领 %(n)s 个月", "可领 %(n)s 个月", allowance["granted"]) % {"n": allowance["granted"]}]
        for name in ("paid", "due"):
            months = [month["month"] for month in allowance["months"] if month["label"] is STATES[name][0]]
            told += [f"{STATES[name][0]} {_('、').join(months)}"] if months else []
        yield _("发放"), " · ".join(told)
    if stopped := allowance["stopped"]:
        why = "" if stopped["why"] is STOPS[STOPPED_BY_REOFFENCE] else str(stopped["why"])
        yield _("停发"), " · ".join(part for part in (day_in_words(stopped["on"]), why) if part)
    since = household["dibao"][-1]["since"] if household["on_dibao"] else ""
    yield _("低保"), _("享受，%(since)s起") % {"since": since} if since else _("没有登记")


def _papers(printing: Printing) -> dict[str, str]:
    """Of what belongs into the file by now: what is there, and what is missing."""
    standing, by = printing.standing, printing.by
    rows = checklist_shown(standing, **certificate_shown(standing, by=by), by=by)["rows"]
    there = [str(row["part"].label) for row in rows if row["is_there"]]
    missing = [str(row["part"].label) for row in rows if not row["is_there"]]
    return {"there": _("、").join(there), "missing": _("、").join(missing)}


FILE = Sheet(
    slug="file",
    title=gettext_lazy("档案打印件"),
    kind=ExportKind.FILE,
    look="printout of the file",
    roles=frozenset(OF_FILES),
    purposes=(Purpose.MEETING, Purpose.OWN_WORK, Purpose.REVIEW, Purpose.LAW, Purpose.OTHER),
    usual=Purpose.MEETING,
    template="sheets/file.html",
    content=_content,
    masks=gettext_lazy("打印完整的身份证号和电话"),
    for_whom=gettext_lazy("给一起帮教此人的同事，开会、上门时用"),
    hint=gettext_lazy(
        "给同事看的：人在哪里、谁负责、做了什么、还要做什么。不写罪名和刑期、苗头、评估意见、向公安通报的事和列为重点的理由。用完收回或归入卷宗，不要交给本人和别人。"
    ),
)
