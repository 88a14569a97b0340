"""What every step with a name in the office may answer."""


class StepRefused(Exception):
    """A step that may not be done. The message is a sentence for the officer; `field` names the entry at fault, if one is."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field
