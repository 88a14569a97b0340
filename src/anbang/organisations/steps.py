"""What every step with a name in the office may answer."""

from collections.abc import Sequence

from django.utils.translation import gettext as _


class StepRefused(Exception):
    """A step that may not be done. The message is a sentence for the officer; `field` names the entry at fault, if one is, and
    `also` others with the same fault.
    """

    def __init__(self, message: str, *, field: str | None = None, also: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.field = field
        self.also = tuple(also)


class ChangedMeanwhile(StepRefused):
    """Somebody else changed the same thing after the form was opened: whoever comes second sees both versions first."""

    def __init__(self) -> None:
        super().__init__(_("您打开这一页以后，别人已经改过同一处。请对照后选择。"))
