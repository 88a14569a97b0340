"""An act between the institution and home is withdrawn: what it left beside itself goes back to how it stood before. What such an act wrote is
not shown any more, and an institution, which sees no act, has it taken from its list; no row is deleted.
"""

from datetime import date

from django.utils.translation import gettext as _

from anbang.casework.act.models import Act
from anbang.casework.custody.answering import refuse_after, refuse_before
from anbang.casework.custody.models import (
    FamilyNeed,
    MajorChange,
    ReceptionArrangement,
    RegistrationForm,
    ReleaseNotice,
    ReturnedCase,
    ThreeFalseFinding,
    Verification,
)
from anbang.casework.custody.outcomes import was_said_before
from anbang.organisations.steps import StepRefused

NOBODYS = {"receipt_on": None, "receipt_at": None, "receipt_by": None, "receipt_late_because": ""}


def forget_form(act: Act) -> None:
    """The form never came; what was answered to it is withdrawn first."""
    if Verification.objects.filter(form__act=act).exists():
        raise StepRefused(_("请先撤销对这份登记表的核查回复。"))


def move_form(act: Act, on: date) -> None:
    """It came before it was answered."""
    for answer in Verification.objects.filter(form__act=act).select_related("act"):
        refuse_after(answer.act, on)


def forget_verification(act: Act) -> None:
    """The form is unanswered again, and the institution no longer reads the reply."""
    Verification.objects.filter(act=act).update(form=None, institution=None)


def move_verification(act: Act, on: date) -> None:
    """What it found false was found on that day, and settled on none before it; what it answers had come by then."""
    for form in RegistrationForm.objects.filter(verification__act=act).select_related("act"):
        refuse_before(form.act, on)
    found = ThreeFalseFinding.objects.filter(verification__act=act)
    if any(was_said_before(finding, on) for finding in found):
        raise StepRefused(_("日期不能早于查出的那一天。"), field="on")
    found.update(found_on=on)


def forget_notice(act: Act) -> None:
    """The notice never came; what was answered to it is withdrawn first."""
    if ReceptionArrangement.objects.filter(notice__act=act).exists():
        raise StepRefused(_("请先撤销对这份通知书的接收安排。"))


def move_notice(act: Act, on: date) -> None:
    """It came before it was answered."""
    for answer in ReceptionArrangement.objects.filter(notice__act=act).select_related("act"):
        refuse_after(answer.act, on)


def move_arrangement(act: Act, on: date) -> None:
    """What it answers had come by then."""
    for notice in ReleaseNotice.objects.filter(arrangement__act=act).select_related("act"):
        refuse_before(notice.act, on)


def forget_arrangement(act: Act) -> None:
    """The notice is unanswered again, and the institution no longer reads who comes."""
    ReceptionArrangement.objects.filter(act=act).update(notice=None, institution=None)


def forget_learning(act: Act) -> None:
    """Nobody learnt of the change; if the other side was told, that stands by itself."""
    MajorChange.objects.filter(learnt=act, told__isnull=False).update(learnt=None)


def move_learning(act: Act, on: date) -> None:
    """It was known before the other side was told of it."""
    for change in MajorChange.objects.filter(learnt=act, told__isnull=False).select_related("told"):
        if change.told is not None:
            refuse_after(change.told, on)


def forget_telling(act: Act) -> None:
    """The other side was not told, and confirmed nothing; what was learnt waits to be told again."""
    told = MajorChange._base_manager.filter(told=act)
    told.filter(learnt__isnull=True).update(told_on=None, institution=None, **NOBODYS)
    told.filter(learnt__isnull=False).update(told=None, told_on=None, **NOBODYS)


def move_telling(act: Act, on: date) -> None:
    """The other side was told on that day, and confirmed nothing before it; what it was told of was known by then."""
    for change in MajorChange.objects.filter(told=act, learnt__isnull=False).select_related("learnt"):
        if change.learnt is not None:
            refuse_before(change.learnt, on)
    if MajorChange.objects.filter(told=act, receipt_on__lt=on).exists():
        raise StepRefused(_("签收不能早于通报。"), field="on")
    MajorChange._base_manager.filter(told=act).update(told_on=on)


def move_learning_of_a_need(act: Act, on: date) -> None:
    """Nothing came of it before it was known, and nobody was asked to help."""
    for need in FamilyNeed.objects.filter(learnt=act, referred__isnull=False).select_related("referred"):
        if need.referred is not None:
            refuse_after(need.referred, on)
    if any(was_said_before(need, on) for need in FamilyNeed.objects.filter(learnt=act)):
        raise StepRefused(_("日期不能早于得知困难的那一天。"), field="on")


def forget_referral(act: Act) -> None:
    """Nobody was asked to help the family."""
    FamilyNeed.objects.filter(referred=act).update(referred=None, referred_to="")


def move_referral(act: Act, on: date) -> None:
    """Whom it was about was known to be in need by then."""
    for need in FamilyNeed.objects.filter(referred=act).select_related("learnt"):
        refuse_before(need.learnt, on)


def forget_return(act: Act) -> None:
    """The person is ours, and the institution no longer reads otherwise."""
    ReturnedCase.objects.filter(act=act).update(institution=None)
