"""A clamd on this machine as far as its protocol goes (INSTREAM and PING over a real socket), which knows the one string that every scanner finds."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Taken apart, so that no scanner finds it in this file: the harmless string that EICAR agreed upon for trying scanners.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}" + b"$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"


class _Clamd(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        command = b""
        while not command.endswith(b"\0"):
            command += self.rfile.read(1)
        if command == b"zPING\0":
            self.wfile.write(b"PONG\0")
            return
        assert command == b"zINSTREAM\0"
        content = b""
        while size := int.from_bytes(self.rfile.read(4)):
            content += self.rfile.read(size)
            if len(content) > self.server.most:  # type: ignore[attr-defined]
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.server.sizes.append(len(content))  # type: ignore[attr-defined]
        self.wfile.write(
            self.server.says or (b"stream: Eicar-Signature FOUND\0" if EICAR in content else b"stream: OK\0")
        )  # type: ignore[attr-defined]


@contextmanager
def clamd(folder: Path, *, says: bytes = b"", most: int = 1 << 26) -> Iterator[tuple[str, list[int]]]:
    """Its address for our setting, and the sizes of the files it was asked about. `says`: whatever it is asked; `most`: its StreamMaxLength."""
    with socketserver.ThreadingUnixStreamServer(str(folder / "clamd.ctl"), _Clamd) as server:
        server.sizes, server.says, server.most = [], says, most  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
        try:
            yield f"unix:{folder / 'clamd.ctl'}", server.sizes  # type: ignore[attr-defined]
        finally:
            server.shutdown()
