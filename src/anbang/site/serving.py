"""The pages' worker of gunicorn: whoever sends a request slower than any line sends is not waited for.

Eight threads answer; gunicorn lets each wait for the rest of a request for ever, so that eight half-sent ones would stop the office.
A proxy that holds requests back until they are whole belongs before it in real use all the same (see the README).
"""

import errno
import socket
import sys
import time
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

# Waiting, not working, counts: this long at all, and longer for as much as came. A village's line sends a list of 60 MB in an hour.
PATIENCE_SECONDS = 10.0
SLOWEST_BYTES_A_SECOND = 16 * 1024
# How long one thread computes while another waits to go on. A page asks thirty questions and waits for its turn after each: at Python's own five
# thousandths of a second, beside one other page, that is longer than all the rest of it.
TURN_SECONDS = 0.0005


class PatientSocket:
    """A connection on which reading and writing wait so long and no longer. Everything else is the socket's."""

    def __init__(self, plain: socket.socket) -> None:
        self.plain = plain
        self.begin()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.plain, name)

    def begin(self) -> None:
        """Another request comes: patience is as long again."""
        self.waited, self.came = 0.0, 0

    def recv(self, size: int) -> bytes:
        """What has come, or ConnectionResetError when patience is at its end."""
        patience = PATIENCE_SECONDS + self.came / SLOWEST_BYTES_A_SECOND - self.waited
        began, held = time.monotonic(), self.plain.gettimeout()
        shorter_held = held is not None and held <= patience
        try:
            self.plain.settimeout(held if shorter_held else max(patience, 0.001))
            data = self.plain.recv(size)
        except TimeoutError as error:
            if shorter_held:
                raise
            raise ConnectionResetError(errno.ECONNRESET, "the request comes too slowly") from error
        finally:
            self.waited += time.monotonic() - began
            self.plain.settimeout(held)
        self.came += len(data)
        return data

    def sendall(self, data: bytes) -> None:
        """Send it all, or ConnectionResetError when nobody takes it."""
        held = self.plain.gettimeout()
        try:
            self.plain.settimeout(PATIENCE_SECONDS + len(data) / SLOWEST_BYTES_A_SECOND)
            self.plain.sendall(data)
        except TimeoutError as error:
            raise ConnectionResetError(errno.ECONNRESET, "the answer is taken too slowly") from error
        finally:
            self.plain.settimeout(held)


class PatientWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn ships no types
    """Threads that answer, each for a request that comes at a line's pace, in short turns."""

    def load_wsgi(self) -> None:
        """Turns are short from the first request on."""
        super().load_wsgi()
        sys.setswitchinterval(TURN_SECONDS)

    def handle(self, conn: TConn) -> Any:
        """Answer a request on a connection."""
        if isinstance(conn.sock, PatientSocket):
            conn.sock.begin()
        else:
            conn.sock = PatientSocket(conn.sock)
        return super().handle(conn)
