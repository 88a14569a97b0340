"""Sessions lie sealed: what somebody looked for, a form that waits while they confirm who they are, a secret that is not switched on yet."""

import base64
import binascii
import logging
from collections.abc import Mapping
from copy import deepcopy
from types import MappingProxyType
from typing import Any, Final

from django.contrib.sessions.backends.db import SessionStore as PlainSessionStore
from django.contrib.sessions.models import Session
from django.db import router, transaction

from anbang.lib.sealing import HEAD_BYTES, SealBroken
from anbang.papers.keys import keyring, keyring_file

PURPOSE: Final = "session"
SEEN: Final = "seen"
logger = logging.getLogger("anbang.web")


class SessionStore(PlainSessionStore):
    """Django's own in the database, under the installation's keys. Each session opens under its own key in the table and no other.

    A page and what it asks for meanwhile come at once and share a session. Each writes what it changed, and not the rest as it was when it began:
    else a slow answer would undo that somebody was seen since, or that a veil was shut.
    """

    _begun_with: Mapping[str, Any] = MappingProxyType({})

    def load(self) -> dict[str, Any]:
        """The session as it stands; what it was is kept for `save`."""
        told: dict[str, Any] = super().load()
        self._begun_with = deepcopy(told)
        return told

    def save(self, must_create: bool = False) -> None:
        """Write what was changed into the session as it stands now."""
        with transaction.atomic(using=router.db_for_write(self.model)):
            if self._begun_with and not must_create:
                self._session_cache = self._merged(dict(self.items()))
            super().save(must_create=must_create)
        self._begun_with = deepcopy(dict(self.items()))

    def _merged(self, mine: dict[str, Any]) -> dict[str, Any]:
        row = self.model.objects.select_for_update().filter(session_key=self.session_key).first()
        if row is None:  # over meanwhile: Django says so
            return mine
        before, merged = self._begun_with, self.decode(row.session_data)
        for name in before.keys() - mine.keys():
            merged.pop(name, None)
        changed = {name: told for name, told in mine.items() if name not in before or before[name] != told}
        if SEEN in changed and SEEN in merged:
            changed[SEEN] = max(changed[SEEN], merged[SEEN])
        return merged | changed

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
