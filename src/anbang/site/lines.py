"""Lines of the log never hold the secret of a calendar link, which stands in an address: whoever writes them, the server's own too."""

import logging
import logging.config
import re
from typing import Any

SECRET = re.compile(r"(/calendar/)[^/\s\"'?#]+")


class Line(logging.LogRecord):
    """A line whose words leave out what opens something."""

    def getMessage(self) -> str:  # noqa: N802  # as it is called there
        """The words, with a mark in the secret's place."""
        return SECRET.sub(r"\1***", super().getMessage())


def configure(told: dict[str, Any]) -> None:
    """As Django configures it, and every line of this process from here on."""
    logging.config.dictConfig(told)
    logging.setLogRecordFactory(Line)
