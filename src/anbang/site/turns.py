"""Pages are made a few at a time, the others wait their turn: made all at once by the threads of one interpreter, each takes as long as all together,
and whoever holds a row holds it as long.

Who still sends takes nobody's turn: what is small is read first, and a large upload is read by the page itself, beside the turns.
"""

import io
import threading
from collections.abc import Callable, Iterable
from typing import Any

# By each process: one computes while the database answers the other.
AT_ONCE = 2
# A form of any length; a photograph is longer.
SMALL_BYTES = 64 * 1024

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class InTurn:
    """The application, asked `at_once` times at once. What it streams afterwards is nobody's turn."""

    def __init__(self, application: Application, at_once: int = AT_ONCE) -> None:
        self.application, self.turns = application, threading.BoundedSemaphore(at_once)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer when it is their turn; OSError where somebody does not send what they said they would."""
        if not _is_at_hand(environ):
            return self.application(environ, start_response)
        with self.turns:
            return self.application(environ, start_response)


def _is_at_hand(environ: dict[str, Any]) -> bool:
    """Whether all of the request is there now; a large one is not."""
    told = environ.get("CONTENT_LENGTH") or "0"
    if not told.isdecimal() or int(told) > SMALL_BYTES or "HTTP_TRANSFER_ENCODING" in environ:
        return False
    if int(told):
        environ["wsgi.input"] = io.BytesIO(environ["wsgi.input"].read(int(told)))
    return True
