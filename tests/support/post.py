"""A mail server and a group's robot on this machine: real ones, that keep what they are told and refuse what they are told to refuse."""

import json
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import override_settings

from anbang.coordination.notice import channels
from anbang.lib.mail_server import MailServer

HERE = "127.0.0.1"


@dataclass
class Letter:
    """One that arrived."""

    to: str
    subject: str
    words: str
    mark: str


@dataclass
class Letters:
    """The mail server: what arrived, and with what it answers the next ones instead of taking them, or whether it hangs up when it has one."""

    port: int = 0
    arrived: list[Letter] = field(default_factory=list)
    refuses: str = ""
    hangs_up: bool = False

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        """As aiosmtpd asks it."""
        if self.refuses:
            return self.refuses
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:
        """As aiosmtpd asks it."""
        letter = message_from_bytes(envelope.content, policy=policy.default)
        words = letter.get_content().strip()
        self.arrived.append(Letter(envelope.rcpt_tos[0], letter["Subject"], words, letter["Message-ID"]))
        if self.hangs_up:
            server.transport.abort()
        return "250 OK"


@dataclass
class Robot:
    """The robot's server: which path was told what, and what it answers."""

    port: int = 0
    told: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    status: int = 200
    answer: bytes = b'{"errcode":0,"errmsg":"ok"}'
    headers: dict[str, str] = field(default_factory=dict)
    # Seconds between two signs of the answer.
    slowness: float = 0
    trusted: ssl.SSLContext | None = None

    @property
    def host(self) -> str:
        """As the settings name it."""
        return f"localhost:{self.port}"

    @property
    def address(self) -> str:
        """As a group gives it away."""
        return f"https://{self.host}/cgi-bin/webhook/send?key=abc"


def a_free_port() -> int:
    with socket.socket() as found:
        found.bind((HERE, 0))
        return int(found.getsockname()[1])


@pytest.fixture
def letters() -> Iterator[Letters]:
    """A mail server, named in the settings."""
    server = Letters(a_free_port())
    controller = Controller(server, hostname=HERE, port=server.port)
    controller.start()
    told = {
        "MAIL_SERVER": MailServer(HERE, server.port, by_tls=False, asks_for_tls=False),
        "MAIL_FROM": "anbang@office.example",
        "OWN_ADDRESS": "https://anbang.example/",
    }
    with override_settings(**told):
        yield server
    controller.stop()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of the name `localhost`, trusted by nobody who is not told to."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "tests")]),
    )
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("robot") / "certificate.pem"
    plain = serialization.NoEncryption()
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    file.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.fixture
def robot(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Robot]:
    """A robot's server, named in the settings and trusted."""
    kept = Robot()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            kept.told.append((self.path, json.loads(content)))
            self.send_response(kept.status)
            for name, value in kept.headers.items():
                self.send_header(name, value)
            self.end_headers()
            for sign in kept.answer if kept.slowness else ():
                if stopping.wait(kept.slowness):
                    return
                self.wfile.write(bytes([sign]))
                self.wfile.flush()
            if not kept.slowness:
                self.wfile.write(kept.answer)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """Whoever is not trusted hangs up, which is meant."""

    stopping = threading.Event()
    server = Quiet((HERE, 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    kept.port = server.server_address[1]
    kept.trusted = ssl.create_default_context(cafile=str(certificate))
    monkeypatch.setattr(channels, "TRUSTED", kept.trusted)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    with override_settings(WEBHOOK_HOSTS=(kept.host,), OWN_ADDRESS="https://anbang.example/"):
        yield kept
    stopping.set()
    server.shutdown()
    server.server_close()
    thread.join()
