"""Sessions lie sealed: what somebody looked for, a form that waits while they confirm who they are, a secret that is not switched on yet."""

import base64
import binascii
import logging
from typing import Any, Final

from django.contrib.sessions.backends.db import SessionStore as PlainSessionStore
from django.contrib.sessions.models import Session

from anbang.lib.sealing import HEAD_BYTES, SealBroken
from anbang.papers.keys import keyring, keyring_file

PURPOSE: Final = "session"
logger = logging.getLogger("anbang.web")


class SessionStore(PlainSessionStore):
    """Django's own in the database, under the installation's keys. Each session opens under its own key in the table and no other."""

    def encode(self, session_dict: dict[str, Any]) -> str:
        """The session as it is written."""
        plain = self.serializer().dumps(session_dict)
        return base64.b64encode(keyring().seal(plain, purpose=PURPOSE, place=self._place())).decode()

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """The session as it was; an empty one, so that somebody signs in again, where it was altered or its key is retired."""
        try:
            sealed = base64.b64decode(session_data, validate=True)
            plain = keyring().open(sealed, purpose=PURPOSE, place=self._place())
        except (SealBroken, binascii.Error, ValueError):
            # Where the keyring itself is missing nobody is signed out for it: the page says what is wrong.
            if not keyring_file().exists():
                raise
            logger.warning("a session does not open; its holder signs in again")
            return {}
        told: dict[str, Any] = self.serializer().loads(plain)
        return told

    def _place(self) -> str:
        return f"django_session:{self.session_key}"


def drop_sessions_of_other_keys() -> int:
    """Sessions are not made anew when keys change: those under another key than the newest end, and how many they were is told."""
    head = keyring().head
    others = [
        key
        for key, data in Session.objects.using("owner").values_list("session_key", "session_data")
        if _head_of(data) != head
    ]
    return Session.objects.using("owner").filter(session_key__in=others).delete()[0]


def _head_of(data: str) -> bytes:
    try:
        return base64.b64decode(data)[:HEAD_BYTES]
    except binascii.Error:
        return b""
