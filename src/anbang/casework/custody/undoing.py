"""An act between the institution and home is withdrawn: what it left beside itself goes back to how it stood before."""

from anbang.casework.act.models import Act
from anbang.casework.custody.models import Verification


def forget_verification(act: Act) -> None:
    """The form is unanswered again, and the institution no longer reads the reply."""
    Verification.objects.filter(act=act).update(form=None, institution=None)
