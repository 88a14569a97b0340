"""What a session keeps stands nowhere legibly: a name that was looked for, a form that waits, the secret of a telephone before it is switched on."""

import base64
import re
import zlib
from collections.abc import Iterator
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
from anbang.web.people import LOOKED_FOR
from anbang.web.signing.store import SessionStore, drop_sessions_of_other_keys
from tests.support.people import TODAY
from tests.support.signing import newcomer
from tests.web.planted import Planted, fresh

NAME, KEPT = "欧阳不在册", "Written-Before-It-Was-Asked"
PLAIN = "django.contrib.sessions.backends.db"


@pytest.fixture(params=[settings.SESSION_ENGINE, PLAIN], ids=["sealed", "control"])
def engine(request: pytest.FixtureRequest) -> Iterator[str]:
    """Our store, and Django's own as the control."""
    with override_settings(SESSION_ENGINE=request.param):
        yield request.param


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


def test_a_name_that_was_looked_for_is_legible_in_no_row(planted: Planted, engine: str):
    client = fresh(planted.seats["bureau clerk"])
    client.post(reverse("find_people"), {"q": NAME})
    assert NAME in str(client.session[LOOKED_FOR])
    assert stands_in_the_table(NAME) is (engine == PLAIN)


def test_a_form_that_waits_until_somebody_confirmed_who_they_are_is_legible_in_no_row(planted: Planted, engine: str):
    client = Client(HTTP_HOST="localhost")
    client.force_login(Staff.objects.get(pk=planted.seats["system administrator"].staff_id))
    client.post(reverse("new_account"), {"name": KEPT}, follow=True)
    assert KEPT in str(dict(client.session.items()))
    assert stands_in_the_table(KEPT) is (engine == PLAIN)


def test_the_secret_of_a_telephone_that_is_not_switched_on_yet_is_legible_in_no_row(planted: Planted, engine: str):
    client = newcomer(planted.seats["justice assistant"])
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.findall(r'value="([A-Z2-7]{16,})"', page)[0]
    assert stands_in_the_table(secret) is (engine == PLAIN)


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
