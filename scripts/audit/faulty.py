"""A small product that is full of faults, for the scanners of pages to find: what they overlook here they would overlook anywhere.

It listens on the loopback for as long as a control runs, holds one invented person in memory, opens no file and starts no program: where a
scanner looks for that, it answers as a product with the fault would.
"""

import html
import sqlite3
import sys
import threading
from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import MappingProxyType
from typing import Final
from urllib.parse import parse_qsl, urlsplit

HOST: Final = "127.0.0.1"
TOKEN: Final = "k3h8Gy68TzUVbFy1uQTMNVWqC3ORMA6A"  # noqa: S105  # of its one form that has one
LINKS = (
    "/find?name=Ann",
    "/greet?name=Ann",
    "/go?to=/notes",
    "/chosen?language=en",
    "/shown?file=notes.txt",
    "/answers?host=here",
    "/notes",
    "/ask",
)
FORM = '<form method="post" action="{action}">{hidden}<input name="{name}"><button>send</button></form>'
HIDDEN = f'<input type="hidden" name="csrfmiddlewaretoken" value="{TOKEN}">'
NO_MORE: Final[Mapping[str, str]] = MappingProxyType({})
# What the fault would show, without having it.
PASSWORDS = "root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin\n"
ENVIRONMENT = "PATH=/bin\nPWD=/\n"

database = sqlite3.connect(":memory:", check_same_thread=False)
database.execute("create table person (id integer primary key, name text)")
database.execute("insert into person (name) values ('Ann')")
asking = threading.Lock()
notes: list[str] = ["a note"]


def found(name: str) -> tuple[int, str]:
    """Somebody by name, in a statement that is made of it (SQL injection), with what the database says of a wrong one."""
    try:
        with asking:
            rows = database.execute(f"select id, name from person where name = '{name}'").fetchall()  # noqa: S608
    except sqlite3.Error as error:
        return HTTPStatus.INTERNAL_SERVER_ERROR, f"sqlite3.OperationalError: {html.escape(str(error))}"
    return HTTPStatus.OK, f"<p>{len(rows)} found</p>" + "".join(f"<p>{html.escape(str(row))}</p>" for row in rows)


def first_page() -> str:
    """The ways to all the others."""
    return "".join(f'<p><a href="{link}">{link}</a></p>' for link in LINKS)


class Faulty(BaseHTTPRequestHandler):
    """Answers, without a header that keeps anything safe, and with a cookie that any script may read."""

    def do_GET(self) -> None:
        """The pages, each with its fault."""
        address = urlsplit(self.path)
        asked = dict(parse_qsl(address.query, keep_blank_values=True))
        match address.path:
            case "/":
                self._answer(first_page())
            case "/find":
                status, page = found(asked.get("name", ""))
                self._answer(page, status)
            case "/greet":  # cross-site scripting
                self._answer(f"<p>Good morning, {asked.get('name', '')}</p>")
            case "/go":  # open redirect
                self._answer("", HTTPStatus.FOUND, {"Location": asked.get("to", "/")})
            case "/chosen":  # a header that the address writes
                self._answer("<p>chosen</p>", headers={"Content-Language": asked.get("language", "")})
            case "/shown":  # any file of the machine
                is_theirs = asked.get("file", "").rstrip("\0").endswith("etc/passwd")
                self._answer(f"<pre>{PASSWORDS if is_theirs else 'a note'}</pre>")
            case "/answers":  # any program of the machine
                self._answer(f"<pre>{ENVIRONMENT if 'env' in asked.get('host', '') else 'it answers'}</pre>")
            case "/notes":  # what one wrote runs at everybody's, and a form that anybody's page may send
                self._answer(
                    "".join(f"<p>{note}</p>" for note in notes) + FORM.format(action="/notes", hidden="", name="note")
                )
            case "/ask":
                self._answer(FORM.format(action="/ask", hidden=HIDDEN, name="name"))
            case _:
                self._answer("", HTTPStatus.NOT_FOUND)

    def do_POST(self) -> None:
        """A note is kept; a question is answered only if its form was ours, and falls to the same statement."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode(errors="replace")
        told = dict(parse_qsl(body, keep_blank_values=True))
        if self.path == "/notes":
            notes.append(told.get("note", ""))
            del notes[:-20]
            self._answer("", HTTPStatus.SEE_OTHER, {"Location": "/notes"})
        elif told.get("csrfmiddlewaretoken") == TOKEN:
            status, page = found(told.get("name", ""))
            self._answer(page, status)
        else:
            self._answer("", HTTPStatus.FORBIDDEN)

    def _answer(self, page: str, status: int = HTTPStatus.OK, headers: Mapping[str, str] = NO_MORE) -> None:
        content = f"<html><body>{page}</body></html>".encode(errors="replace")
        self.send_response(status)
        for name, said in {"Content-Type": "text/html", "Set-Cookie": "session=1", **headers}.items():
            self.send_header(name, said)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Nothing is written down."""


def main() -> None:
    """Listen where there is room, and say where."""
    with ThreadingHTTPServer((HOST, 0), Faulty) as server:
        sys.stdout.write(f"ready: http://{HOST}:{server.server_port}\n")
        sys.stdout.flush()
        server.serve_forever()


if __name__ == "__main__":
    main()
