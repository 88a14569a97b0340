"""The proxy before the pages: what it tells them, what it tells browsers, and that nginx understands it."""

import re
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from http.client import HTTPSConnection
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from anbang.web.headers import PERMISSIONS
from tests.architecture.reading import PROJECT
from tests.docs.reading import text_of
from tests.support.patience import until

FOLDER = PROJECT / "deploy" / "nginx"
PAGES = text_of("deploy/nginx/pages.conf")


def test_the_proxy_tells_the_product_who_asks_and_takes_no_visitors_word_for_it():
    for told in (
        "proxy_set_header X-Forwarded-For $remote_addr;",
        "proxy_set_header X-Forwarded-Proto https;",
        "proxy_set_header Host $http_host;",
        "proxy_request_buffering on;",
        "client_max_body_size 64m;",
        "proxy_hide_header Strict-Transport-Security;",
        'add_header Strict-Transport-Security "max-age=31536000; includeSubDomains" always;',
        "access_log off;",
    ):
        assert told in PAGES
    assert "$proxy_add_x_forwarded_for" not in PAGES
    assert not re.search(r"TLSv1(\.[01])?[ ;]", PAGES)


def said_twice(pages: str) -> list[str]:
    """What the proxy adds without taking away what the product says of it."""
    added = re.findall(r"^\s*add_header (\S+)", pages, re.MULTILINE)
    return [name for name in added if f"proxy_hide_header {name};" not in pages]


def test_the_proxy_says_nothing_a_second_time_that_the_product_says():
    assert "add_header" in PAGES, "the control: there is something to look at"
    assert said_twice(PAGES) == []
    assert said_twice(f'{PAGES}add_header Permissions-Policy "usb=()" always;') == ["Permissions-Policy"]


SETTINGS = """
daemon off; pid {place}/nginx.pid; error_log {place}/error.log;
events {{}}
http {{
  access_log off; client_body_temp_path {place}/a; proxy_temp_path {place}/b; fastcgi_temp_path {place}/c;
  uwsgi_temp_path {place}/d; scgi_temp_path {place}/e;
  include {place}/anbang.conf;
}}
"""


def as_configured(name: str, place: Path, pages: str = PAGES, ours: str = "127.0.0.1:8000") -> str:
    """What nginx is told, with a certificate, in a folder of the test. Returns the name of its file."""
    line = "openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=here -keyout key.pem -out certificate.pem"
    subprocess.run(line.split(), cwd=place, check=True, capture_output=True)
    told = (FOLDER / name).read_text()
    told = re.sub(r"ssl_certificate \S+;", f"ssl_certificate {place}/certificate.pem;", told)
    told = re.sub(r"ssl_certificate_key \S+;", f"ssl_certificate_key {place}/key.pem;", told)
    (place / "pages.conf").write_text(pages)
    told = told.replace("/etc/nginx/anbang/pages.conf", f"{place}/pages.conf")
    (place / "anbang.conf").write_text(told.replace("server web:8000;", f"server {ours};"))
    (place / "nginx.conf").write_text(SETTINGS.format(place=place))
    return str(place / "nginx.conf")


# The machine's own, or the one that scripts/proxy.sh unpacked.
NGINX = shutil.which("nginx") or shutil.which("nginx", path=str(PROJECT / ".venv" / "nginx" / "usr" / "sbin"))
needs_nginx = pytest.mark.skipif(NGINX is None, reason="no nginx here")


def nginx(*asked: str | Path) -> list[str]:
    """The command."""
    assert NGINX is not None
    return [NGINX, *map(str, asked)]


@needs_nginx
@pytest.mark.parametrize("name", ["anbang.conf", "container.conf"])
def test_nginx_finds_nothing_wrong(name: str, tmp_path: Path):
    told = as_configured(name, tmp_path)
    checked = subprocess.run(nginx("-t", "-c", told, "-p", tmp_path), capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    assert "test is successful" in checked.stderr


class Page(BaseHTTPRequestHandler):
    """Answers with the headers of the product that a proxy is apt to say as well."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Permissions-Policy", PERMISSIONS)
        self.send_header("Strict-Transport-Security", "max-age=1")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_told: object) -> None:
        """Not said."""


@contextmanager
def the_pages() -> Iterator[str]:
    """A server in the place of the product; where it answers."""
    with HTTPServer(("127.0.0.1", 0), Page) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def a_free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def headers_at(port: int) -> Message:
    """The headers of an answer; OSError while nobody answers."""
    trusting = ssl._create_unverified_context()  # a certificate of the test
    connection = HTTPSConnection("127.0.0.1", port, context=trusting)
    try:
        connection.request("GET", "/")
        return connection.getresponse().headers
    finally:
        connection.close()


def answers(port: int) -> bool:
    try:
        headers_at(port)
    except OSError:
        return False
    return True


def headers_through_nginx(place: Path, pages: str) -> Message:
    """What a browser is told of a page behind a proxy with these settings."""
    port = a_free_port()
    with the_pages() as ours:
        told = Path(as_configured("container.conf", place, pages, ours))
        here = (place / "anbang.conf").read_text().replace("8443", f"127.0.0.1:{port}")
        here = here.replace("listen 8080", f"listen 127.0.0.1:{a_free_port()}").replace("8081", str(a_free_port()))
        (place / "anbang.conf").write_text(here)
        with subprocess.Popen(nginx("-c", told, "-p", place), stderr=subprocess.DEVNULL) as proxy:
            try:
                until(lambda: answers(port), what="an answer of the proxy")
                return headers_at(port)
            finally:
                proxy.terminate()


@needs_nginx
def test_each_header_reaches_the_browser_once(tmp_path: Path):
    told = headers_through_nginx(tmp_path, PAGES)
    assert told.get_all("Permissions-Policy") == [PERMISSIONS]
    assert told.get_all("Strict-Transport-Security") == ["max-age=31536000; includeSubDomains"]


@needs_nginx
def test_control_a_header_that_the_proxy_adds_reaches_it_twice(tmp_path: Path):
    told = headers_through_nginx(tmp_path, f'{PAGES}add_header Permissions-Policy "usb=()" always;\n')
    assert told.get_all("Permissions-Policy") == [PERMISSIONS, "usb=()"]
