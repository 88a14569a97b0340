"""The row that a step is about beside the person: found through the person, and told on its page."""

from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from anbang.casework.act.models import Act
from anbang.casework.act.story import words_of
from anbang.casework.care.models import Sign
from anbang.casework.care.signs import answers_to, facts_of, still_counts
from anbang.casework.custody.changes import what_changed
from anbang.casework.custody.models import (
    FamilyNeed,
    MajorChange,
    RegistrationForm,
    ReleaseNotice,
    ThreeFalseFinding,
)
from anbang.casework.custody.outcomes import heard
from anbang.casework.duty.queries import READING_SIGNS
from anbang.casework.rights.models import RightsRequest
from anbang.casework.step.repairing import may_mend
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import Role
from anbang.web.acts import act_called, may_read_words, words_in_lines
from anbang.web.steps.step import Step
from anbang.web.templatetags.anbang import day

Lines = list[tuple[str, str]]


def may_read_sign(sign: Sign, by: ActingStaff) -> bool:
    """Whether the reader may see what stands in a sign."""
    told_the_police = Role.POLICE_OFFICER in by.roles and sign.told_police_id is not None
    return sign.seen_by_id == by.staff_id or told_the_police or not by.roles.isdisjoint(READING_SIGNS)


def row_of(step: Step, about_id: int | None, person_id: int, *, by: ActingStaff) -> Any:
    """The row, or DoesNotExist for one of somebody else, or that the reader may not see. Call inside `acting(by)`."""
    if step.about is None:
        return None
    found: Any = step.about._default_manager.select_related("case").get(pk=about_id, case__person=person_id)
    if isinstance(found, Sign) and not may_read_sign(found, by):
        raise Sign.DoesNotExist
    # That something happened, and when, is told to nobody who could not put it right (LAW-1).
    if isinstance(found, Act) and not may_mend(found, by=by):
        raise Act.DoesNotExist
    return found


def about_row(row: Model | None, *, by: ActingStaff) -> Lines:
    """What the page of the step says of its row: label and text, line by line."""
    match row:
        case Sign():
            return sign_in_lines(row) if still_counts(row, on=by.today) else _sign_of_before(row)
        case Act():
            told = [(_("这条记录"), act_called(row, by)), (_("日期"), day(row.on))]
            return told + (words_in_lines(row) if may_read_words(row, by) else [])
        case RightsRequest():
            words = words_in_lines(row.came) if may_read_words(row.came, by) else []
            return request_in_lines(row) + words
        case _:
            return _between_the_sides(row, by=by)


def request_in_lines(request: RightsRequest) -> Lines:
    """What is kept of a rights request beside the words: by whom it was made, how that was checked, and what was answered."""
    told = [
        (_("请求什么"), request.get_kind_display()),
        (_("谁提出的"), request.get_asker_display()),
        (_("怎样核对了来人的身份"), request.get_checked_display()),
        (_("收到日期"), f"{day(request.came.on)} · {request.came.office.name}"),
    ]
    if request.extended is not None:
        told.append((_("延长答复期限"), day(request.extended.on)))
    if request.answered is not None:
        told.append((_("答复"), f"{request.get_outcome_display()} · {day(request.answered.on)}"))
    kept = [(_("法律依据"), request.get_ground_display()), (_("用什么方式交给来人"), request.get_handed_over_display())]
    told += [(label, text) for label, text in kept if text]
    return told + ([(_("签收"), day(request.received_on))] if request.received_on else [])


def _between_the_sides(row: Model | None, *, by: ActingStaff) -> Lines:
    """A row of what passes between the institution and home."""
    match row:
        case MajorChange():
            return [(_("发生了什么"), what_changed(row)), (_("由谁通报"), row.get_told_by_display())]
        case FamilyNeed():
            return [
                *([(_("家庭的困难"), need_in_words(row, by=by))] if need_in_words(row, by=by) else []),
                (_("未成年子女人数"), str(row.children)),
                (_("家属同意"), row.consent_from if row.consent else _("没有同意")),
                *outcomes_in_lines(row),
            ]
        case ThreeFalseFinding():
            what = [(_("查到什么"), row.get_what_display()), (_("依据"), row.evidence), (_("日期"), day(row.found_on))]
            return what + outcomes_in_lines(row)
        case RegistrationForm() | ReleaseNotice():
            return _letter_in_lines(row)
        case _:
            return []


def need_in_words(need: FamilyNeed, *, by: ActingStaff) -> str:
    """What the family lacks, for whoever may read what somebody wrote of it."""
    return words_of(need.learnt).get("words", "") if may_read_words(need.learnt, by) else ""


def outcomes_in_lines(row: FamilyNeed | ThreeFalseFinding) -> Lines:
    """What was said of it so far, oldest first: label and text."""
    return [(_("%(day)s登记的结果") % {"day": day(one.on)}, one.words) for one in heard(row)]


def _letter_in_lines(letter: RegistrationForm | ReleaseNotice) -> Lines:
    """From where it came and when, and why its scan was missing."""
    what = _("基本情况登记表") if isinstance(letter, RegistrationForm) else _("刑满释放人员通知书")
    told = [(_("来文"), what), (_("来文单位"), letter.institution.name), (_("收到日期"), day(letter.received_on))]
    return told + ([(_("暂无扫描件的原因"), letter.no_scan_because)] if letter.no_scan_because else [])


def _sign_of_before(sign: Sign) -> Lines:
    """When it was seen and by whom: all that is read of a sign that counts no more."""
    return [(_("发现日期"), day(sign.seen_on)), (_("发现人"), sign.seen_by.name)]


def sign_in_lines(sign: Sign) -> Lines:
    """A sign with its answer."""
    facts = facts_of(sign)
    told = [
        *_sign_of_before(sign),
        (_("亲眼看到的事实"), facts["facts"]),
        (_("预防措施"), facts["prevention"]),
    ]
    return told + [(_("%(day)s本人的说明") % {"day": day(one.on)}, one.words) for one in answers_to(sign)]
