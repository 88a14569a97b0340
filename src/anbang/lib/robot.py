"""A message to the robot of a group: by TLS, to hosts that are named, once, followed nowhere, and not for long."""

import json
import socket
import ssl
from collections.abc import Collection
from contextlib import suppress
from http.client import HTTPException, HTTPSConnection
from threading import Event, Timer
from typing import Final
from urllib.parse import SplitResult, urlsplit

SECONDS_TO_REACH: Final = 10.0
SECONDS_AT_ALL: Final = 20.0
LARGEST_ANSWER: Final = 16 * 1024
LONGEST_ADDRESS: Final = 500
# Under which name each service says that it took a message, or why not.
ANSWERS: Final = ("errcode", "code", "StatusCode")
WRITTEN_OTHERWISE: Final = ("feishu.cn", "larksuite.com")


class NotAllowed(ValueError):
    """The address is none that anything is sent to."""


class NotSent(Exception):
    """The message did not arrive. `is_certain`: nobody took it, so that it may be tried again; `was_reached`: somebody answered."""

    def __init__(self, words: str, *, is_certain: bool, was_reached: bool) -> None:
        super().__init__(words)
        self.is_certain, self.was_reached = is_certain, was_reached


def parted(address: str, hosts: Collection[str]) -> SplitResult:
    """The parts of an address to which something may be sent: https, one of `hosts` as it is named there, with its port if that names one, and
    neither a user nor a mark. NotAllowed for any other.
    """
    try:
        parts = urlsplit(address)
        named = parts.hostname or ""
        named = f"{named}:{parts.port}" if parts.port not in (None, 443) else named
    except ValueError as fault:
        raise NotAllowed(address) from fault
    is_plain = address.isascii() and address.isprintable() and " " not in address and "\\" not in address
    if (
        not is_plain
        or len(address) > LONGEST_ADDRESS
        or parts.scheme != "https"
        or named not in hosts
        or "@" in parts.netloc
        or parts.fragment
    ):
        raise NotAllowed(address)
    return parts


def message_for(host: str, words: str) -> bytes:
    """Plain words as the robots of WeCom and DingTalk take them, and as that of Feishu does."""
    if any(host == other or host.endswith(f".{other}") for other in WRITTEN_OTHERWISE):
        told: dict[str, object] = {"msg_type": "text", "content": {"text": words}}
    else:
        told = {"msgtype": "text", "text": {"content": words}}
    return json.dumps(told, ensure_ascii=False).encode()


def send_words(address: str, words: str, *, hosts: Collection[str], tls: ssl.SSLContext | None = None) -> None:
    """Send plain words to a robot, once. NotAllowed before anything is asked, NotSent where it did not arrive or nobody knows. `tls`: whom to
    trust, where that is not what this machine trusts.
    """
    parts = parted(address, hosts)
    host = parts.hostname or ""
    connection = HTTPSConnection(
        host, parts.port or 443, timeout=SECONDS_TO_REACH, context=tls or ssl.create_default_context()
    )
    try:
        connection.connect()
    except OSError as fault:
        raise NotSent(f"{host} is not reached", is_certain=True, was_reached=False) from fault
    was_cut = Event()
    ending = Timer(SECONDS_AT_ALL, _cut, [connection.sock, was_cut])
    ending.daemon = True
    ending.start()
    try:
        path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        headers = {"Content-Type": "application/json; charset=utf-8", "Connection": "close"}
        connection.request("POST", path, message_for(host, words), headers)
        with connection.getresponse() as answer:
            status, told = answer.status, answer.read(LARGEST_ANSWER)
    except (OSError, HTTPException) as fault:
        raise NotSent(f"{host} did not answer to the end", is_certain=False, was_reached=True) from fault
    finally:
        ending.cancel()
        connection.close()
    if was_cut.is_set():
        raise NotSent(f"{host} answered too slowly", is_certain=False, was_reached=True)
    if status != 200 or not _says_taken(told):
        raise NotSent(f"{host} refused it ({status})", is_certain=True, was_reached=True)


def _cut(line: socket.socket, was_cut: Event) -> None:
    """Whoever answers a sign at a time is not waited for."""
    was_cut.set()
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)


def _says_taken(told: bytes) -> bool:
    """What the service says of it; one that says nothing took it."""
    try:
        answer = json.loads(told)
    except ValueError:
        return True
    return not isinstance(answer, dict) or all(answer.get(name, 0) == 0 for name in ANSWERS)
