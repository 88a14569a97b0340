"""What a session keeps stands nowhere legibly: a name that was looked for, a form that waits, the secret of a telephone before it is switched on."""

import base64
import re
import zlib
from collections.abc import Callable, Iterator
from importlib import import_module

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as PlainStore
from django.contrib.sessions.models import Session
from django.core.signing import b64_decode
from django.test import Client, override_settings
from django.urls import reverse

from anbang.lib.sealing import KeyKind
from anbang.organisations.models import Staff
from anbang.papers.keys import change_keyring, keyring, keyring_file
from anbang.web.finding import LOOKED_FOR
from anbang.web.signing.store import SessionStore, drop_sessions_of_other_keys
from tests.support.people import TODAY
from tests.support.signing import newcomer
from tests.web.planted import Planted, fresh

NAME, KEPT = "欧阳不在册", "Written-Before-It-Was-Asked"
PLAIN = "django.contrib.sessions.backends.db"


@pytest.fixture
def plain() -> Iterator[None]:
    """Django's own store in the place of ours."""
    with override_settings(SESSION_ENGINE=PLAIN):
        yield


def readings(written: str) -> Iterator[bytes]:
    """All that somebody with the table alone would try: as it stands, decoded, unpacked."""
    yield written.encode()
    for part in written.strip(".").split(":"):
        for decode in (b64_decode, base64.b64decode):
            try:
                decoded = decode(part.strip(".").encode())
            except ValueError:
                continue
            yield decoded
            try:
                yield zlib.decompress(decoded)
            except zlib.error:
                continue


def stands_in_the_table(word: str) -> bool:
    rows = Session.objects.using("owner").values_list("session_data", flat=True)
    spellings = {word.encode(), word.encode("unicode_escape")}
    return any(spelling in reading for row in rows for reading in readings(row) for spelling in spellings)


def looked_for(planted: Planted) -> str:
    """A name that somebody looked for."""
    client = fresh(planted.seats["bureau clerk"])
    client.post(reverse("find_people"), {"q": NAME})
    assert NAME in str(client.session[LOOKED_FOR])
    return NAME


def waits(planted: Planted) -> str:
    """A word of a form that waits until somebody confirmed who they are."""
    client = Client(HTTP_HOST="localhost")
    client.force_login(Staff.objects.get(pk=planted.seats["system administrator"].staff_id))
    client.post(reverse("new_account"), {"name": KEPT}, follow=True)
    assert KEPT in str(dict(client.session.items()))
    return KEPT


def not_switched_on(planted: Planted) -> str:
    """The secret of a telephone that is not switched on yet."""
    page = newcomer(planted.seats["justice assistant"]).get(reverse("mfa_activate_totp")).content.decode()
    return re.findall(r'value="([A-Z2-7]{16,})"', page)[0]


KEPT_IN_A_SESSION = (looked_for, waits, not_switched_on)


@pytest.mark.parametrize("keep", KEPT_IN_A_SESSION)
def test_what_a_session_keeps_is_legible_in_no_row(planted: Planted, keep: Callable[[Planted], str]):
    assert not stands_in_the_table(keep(planted))


@pytest.mark.parametrize("keep", KEPT_IN_A_SESSION)
def test_control_in_a_plain_store_it_would_be_legible(plain, planted: Planted, keep: Callable[[Planted], str]):
    assert stands_in_the_table(keep(planted))


def test_a_session_opens_under_its_own_key_alone(database: str):
    one, other = SessionStore(), SessionStore()
    for store, word in ((one, "one"), (other, "other")):
        store["word"] = word
        store.save()
    rows = Session.objects.using("owner")
    rows.filter(pk=other.session_key).update(session_data=rows.get(pk=one.session_key).session_data)
    assert SessionStore(one.session_key)["word"] == "one"
    assert not SessionStore(other.session_key).keys()


@pytest.mark.parametrize("written", ["", "x", "bm90IHNlYWxlZA==", "密"])
def test_what_is_no_session_of_ours_is_an_empty_one(database: str, written: str):
    store = SessionStore()
    store.save()
    Session.objects.using("owner").filter(pk=store.session_key).update(session_data=written)
    assert not SessionStore(store.session_key).keys()


def test_what_django_wrote_before_is_an_empty_one(database: str):
    plain = PlainStore()
    plain["word"] = "before"
    plain.save()
    assert not SessionStore(plain.session_key).keys()


def test_sessions_under_another_key_end_when_it_goes_and_the_others_stay(database: str):
    before, after = SessionStore(), SessionStore()
    before["word"] = "before"
    before.save()
    whole = keyring_file().read_bytes()
    try:
        change_keyring(lambda ring: ring.with_another(KeyKind.MASTER, on=TODAY))
        after["word"] = "after"
        after.save()
        assert SessionStore(before.session_key)["word"] == "before", "until then both open"
        assert drop_sessions_of_other_keys() == 1
        assert not Session.objects.using("owner").filter(pk=before.session_key).exists()
        assert SessionStore(after.session_key)["word"] == "after"
        assert keyring().newest(KeyKind.MASTER) == 2
    finally:
        keyring_file().write_bytes(whole)


def test_the_store_is_the_one_of_the_settings():
    assert import_module(settings.SESSION_ENGINE).SessionStore is SessionStore
