"""What every step with a name in the office may answer."""

from collections.abc import Sequence


class StepRefused(Exception):
    """A step that may not be done. The message is a sentence for the officer; `field` names the entry at fault, if one is, and
    `also` others with the same fault.
    """

    def __init__(self, message: str, *, field: str | None = None, also: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.field = field
        self.also = tuple(also)
