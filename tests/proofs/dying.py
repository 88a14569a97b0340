"""The pages as they are, in a process that can be told to die: just when its answer is ready, which nobody ever gets.

That is the worst moment: what was asked for is done, and the one who asked does not know.
"""

import os
import signal
from collections.abc import Callable, Iterable
from typing import Any

import psycopg

Start = Callable[..., Any]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]
DIE = "HTTP_X_DIE"


def dying(answer: Application) -> Application:
    """`answer`, dead before its answer is sent to whoever asks for that."""

    def application(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        body = list(answer(environ, start))
        if DIE in environ:
            os.kill(os.getpid(), signal.SIGKILL)
        return body

    return application


def naive(environ: dict[str, Any], start: Start) -> list[bytes]:
    """The control: writes down what it is sent, and says so."""
    sent = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)).decode()
    if sent:
        with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
            connection.execute("insert into naive values (%s)", [sent])
    start("200 OK", [("Content-Type", "text/plain")])
    return [b"done"]


def product(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
    """The product, loaded when it is asked for."""
    from anbang.site.wsgi import application  # noqa: PLC0415  # the control knows nothing of it

    answer: Iterable[bytes] = application(environ, start)
    return answer


the_product = dying(product)
the_naive = dying(naive)
