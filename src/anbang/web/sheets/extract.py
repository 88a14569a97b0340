"""What is kept about somebody, in plain words: printed for the person. Nothing of others, no signs, no words that officers wrote (LAW-1, LAW-6).

Whatever is not told here may be asked for: an officer looks through it, takes out what is about others, and answers.
"""

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from anbang.casework.act.models import Act
from anbang.casework.act.reasons import PriorityReason
from anbang.casework.care.reaching import reached
from anbang.casework.charge.desks import Offices
from anbang.casework.custody.queries import sentence_of
from anbang.casework.person.models import AbodeKind, Person, ReachReason
from anbang.casework.person.queries import id_number_of, masked_id_number, place_of, with_places
from anbang.casework.rights.queries import requests_of
from anbang.casework.step.policy import pack_in_force
from anbang.casework.step.settled import Settled
from anbang.casework.step.sight import Sees, offices_that_see
from anbang.lib.masking import mask_numbers
from anbang.organisations.days import day_in_words
from anbang.organisations.directory import directory
from anbang.papers.models import ExportKind, Paper, PaperKind, Purpose
from anbang.policy import DEFAULT_PACK
from anbang.policy.event_titles import title_of
from anbang.web.person import in_whose_hands, stage_shown, term_in_words
from anbang.web.readers import MAY_READ_THE_OFFENCE
from anbang.web.sheets.sheet import Printing, Sheet
from anbang.web.templatetags.anbang import place_in_words

Lines = list[tuple[str, str]]
# Acts that a sheet which goes from hand to hand does not tell: signs and what comes of them (LAW-6), what the police investigate
# (个人信息保护法 article 35), what is about the family or the offices and not about the person.
WITHHELD = frozenset(
    {
        *("sign_confirmed", "police_told", "suspected", "arrested", "looked_back"),
        *("change_learnt", "change_told", "family_hardship_learnt", "family_referred"),
    }
)
# A number to reach somebody, and nobody else's name beside it; officers write before it what kind of number it is.
ONLY_A_NUMBER = re.compile(
    r"(?:本人|自己|联系|的|电话|号码|手机|座机|宅电|移动|微信|同号|telephone|phone|mobile|tel\.?|[\d\s+\-()（）:：,，、;；/])+",
    re.IGNORECASE,
)
TELLS_THE_OFFENCE = frozenset({PaperKind.RISK_OPINION})


def _content(printing: Printing) -> dict[str, Any]:
    standing, by = printing.standing, printing.by
    person = with_places(Person.objects.filter(pk=standing.person.pk), on=by.today).get()
    return {
        "head": list(_head(person, printing)),
        "sentence": [] if person.is_closed else list(_sentence(printing)),
        "care": list(_care(printing)),
        "acts": list(_acts(printing)),
        "papers": list(_papers(printing)),
        "seen_by": list(_seen_by(printing)),
        "asked": [_request(row) for row in requests_of(person.pk)],
        "document": DEFAULT_PACK.document,
        "days": pack_in_force().parameter("request_days", by.today),
        "kept": pack_in_force().parameter("file_kept_years", by.today),
    }


def _head(person: Person, printing: Printing) -> Iterator[tuple[str, str]]:
    """Who it is, where the person lives, and how to reach them."""
    number = id_number_of(person) if printing.export.in_full else masked_id_number(person)
    found = reached(printing.standing.case)
    yield _("姓名"), person.name
    yield _("性别"), person.get_sex_display()
    yield _("出生日期"), day_in_words(person.born_on) if person.born_on else "—"
    yield _("身份证号"), number or "—"
    yield _("户籍地"), place_in_words(place_of(person, AbodeKind.REGISTERED))
    yield (
        _("居住地"),
        " ".join(part for part in (place_in_words(place_of(person, AbodeKind.RESIDENCE)), found.lives_at) if part),
    )
    own = _own_number(found.while_away or found.contact)
    yield _("电话"), own if printing.export.in_full else mask_numbers(own)
    yield _("档案号"), _("、").join(case.number for case in printing.standing.cases)


def _own_number(contact: str) -> str:
    """The person's own number. What names somebody else is kept too, and not printed here."""
    if not contact:
        return "—"
    return contact if ONLY_A_NUMBER.fullmatch(contact) else _("已登记，写到了别人，不在此打印")


def _sentence(printing: Printing) -> Iterator[tuple[str, str]]:
    """What the institution told, of each case, under its name."""
    for case in printing.standing.cases:
        sentence = sentence_of(case)
        if sentence is None:
            continue
        term = _("无期徒刑") if sentence.for_life else term_in_words(sentence.months) if sentence.months else ""
        told = (sentence.offence, term)
        institution = sentence.institution.name if sentence.institution else _("监所")
        yield institution, " · ".join(part for part in told if part) or "—"
        if sentence.release_on:
            yield _("释放日期"), day_in_words(sentence.release_on)


def _care(printing: Printing) -> Iterator[tuple[str, str]]:
    """In which stage, until when, who is responsible, and whether as a priority person, for which reasons."""
    standing, case = printing.standing, printing.standing.case
    yield _("情况"), str(stage_shown(standing)["label"])
    if case.care_from and case.term_until:
        yield (
            _("帮教期"),
            _("%(since)s至%(until)s") % {"since": day_in_words(case.care_from), "until": day_in_words(case.term_until)},
        )
    charge = in_whose_hands(case, on=printing.by.today)["charge"]
    if charge is not None:
        yield _("负责单位"), charge.office.name if charge.office else _("区外司法所")
    reasons = [str(PriorityReason(reason).label) for reason in case.priority]
    yield _("重点帮教"), _("、").join(reasons) if reasons else _("不是")


def _acts(printing: Printing) -> Iterator[dict[str, Any]]:
    """What was recorded, by day: what it was and by which office."""
    acts = Act.objects.filter(person=printing.standing.person, withdrawn_on__isnull=True).exclude(kind__in=WITHHELD)
    for act in acts.select_related("office").order_by("on", "id"):
        yield {"on": act.on, "title": title_of(act.kind, get_language()), "office": act.office.name}


def _papers(printing: Printing) -> Iterator[dict[str, Any]]:
    """Which papers there are and whose: a risk opinion is told of, and asked for where it was written."""
    found = Paper.objects.filter(person_id=printing.standing.person.pk, removed_on__isnull=True)
    for paper in found.select_related("author").order_by("dated_on", "id"):
        is_opinion = paper.kind in TELLS_THE_OFFENCE
        yield {
            "on": paper.dated_on,
            "title": paper.get_kind_display(),
            "office": paper.author.name,
            "note": _("由出具单位负责，不在此提供，可以向出具单位提出") if is_opinion else "",
        }


def _seen_by(printing: Printing) -> Iterator[dict[str, Any]]:
    """Which offices can open the file or see a part of it, each once with all its reasons. Of a closed file: only named staff."""
    by, person = printing.by, printing.standing.person
    if person.is_closed:
        yield {"office": _("只有区司法局指定的工作人员"), "why": "", "until": None}
        return
    standing, offices = printing.standing, directory().offices
    # Asked of the acts: the rows of sight of other offices are hidden from this one.
    one = Settled(person, standing.story, standing.cases, standing.course, by.today)
    reasons: dict[int, list[Sees]] = {}
    for sees in dict.fromkeys(offices_that_see(one, Offices(), today=by.today)):
        reasons.setdefault(sees.office_id, []).append(sees)
    for office_id, found in reasons.items():
        why = dict.fromkeys(str(ReachReason(sees.why).label) for sees in found)
        days = [sees.until for sees in found if sees.until is not None]
        # As long as one reason has no end, the office sees the file.
        yield {
            "office": offices[office_id].name,
            "why": _("、").join(why),
            "until": max(days) if len(days) == len(found) else None,
        }


def _request(row: Any) -> dict[str, Any]:
    answered = row.answered
    return {
        "kind": row.get_kind_display(),
        "came": row.came.on,
        "due": row.due_on,
        "answer": f"{row.get_outcome_display()} · {day_in_words(answered.on)}" if answered else "",
    }


EXTRACT = Sheet(
    slug="extract",
    title=gettext_lazy("档案摘要"),
    kind=ExportKind.EXTRACT,
    look="extract of the file",
    roles=MAY_READ_THE_OFFENCE,
    purposes=(Purpose.FOR_THE_PERSON, Purpose.LAW, Purpose.OTHER),
    usual=Purpose.FOR_THE_PERSON,
    template="sheets/extract.html",
    content=_content,
    for_whom=gettext_lazy("给本人，说明保存了哪些信息"),
    masks=gettext_lazy("打印完整的身份证号和电话"),
    hint=gettext_lazy(
        "写给本人看的：保存了什么、为什么、谁能看到、到什么时候。不写别人的信息、苗头和工作人员写的文字；风险评估意见只写有没有和出具单位。"
    ),
)
