"""Where letters are handed in: one address that says the server, how it is spoken to, and as whom."""

from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote, urlsplit

PORTS: Final = {"smtp": 587, "smtps": 465}
HERE: Final = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class MailServer:
    """A server for letters. By `smtps` it is spoken to by TLS from the first sign, by `smtp` TLS is asked for, but for a server on this machine."""

    host: str
    port: int
    by_tls: bool
    asks_for_tls: bool
    user: str = ""
    password: str = field(default="", repr=False)


def mail_server(address: str) -> MailServer:
    """The server of an address such as smtp://user:password@mail.example:587. ValueError with what is wrong."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        # What the library says of it may tell the password.
        raise ValueError("is no address that can be read") from None
    if parts.scheme not in PORTS or not parts.hostname:
        raise ValueError("must be written as smtp://user:password@host:587 or smtps://user:password@host:465")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError("must end with the host or its port")
    by_tls = parts.scheme == "smtps"
    return MailServer(
        host=parts.hostname,
        port=port or PORTS[parts.scheme],
        by_tls=by_tls,
        asks_for_tls=not by_tls and parts.hostname not in HERE,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )
