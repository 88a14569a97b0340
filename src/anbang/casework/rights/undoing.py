"""An act of a rights request is withdrawn or moved: the request stands as before it. Nothing is deleted."""

from datetime import date

from django.utils.translation import gettext as _

from anbang.casework.act.models import Act
from anbang.casework.rights.models import RightsRequest
from anbang.organisations.steps import StepRefused


def forget_request(act: Act) -> None:
    """Nobody asked, or it was about somebody else: nothing is owed. What came after it is withdrawn first."""
    request = RightsRequest.objects.get(came=act)
    if request.answered_id is not None or request.extended_id is not None:
        raise StepRefused(_("这件请求已经答复或延长过，请先撤销那一条。"))
    RightsRequest.objects.filter(pk=request.pk).update(due_on=None)


def forget_more_time(act: Act) -> None:
    """It is due as before."""
    RightsRequest.objects.filter(extended=act).update(extended=None)


def forget_answer(act: Act) -> None:
    """It waits again."""
    nothing = {"outcome": "", "ground": "", "handed_over": "", "received_on": None, "correction": None}
    RightsRequest.objects.filter(answered=act).update(answered=None, **nothing)


def move_answer(act: Act, on: date) -> None:
    """Nobody signs for an answer before it is given."""
    if RightsRequest.objects.filter(answered=act, received_on__lt=on).exists():
        raise StepRefused(_("签收不能早于答复。"), field="on")
