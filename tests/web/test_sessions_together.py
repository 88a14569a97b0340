"""A page and what it asks for meanwhile share a session: none undoes what the other wrote."""

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as PlainStore

from anbang.web.signing.store import SEEN, SessionStore

pytestmark = pytest.mark.usefixtures("database")


def begun(kind: type[PlainStore] = SessionStore, **told: object) -> tuple[PlainStore, PlainStore]:
    """Two requests of one browser that read the session before either has written."""
    first = kind()
    first.update(told)
    first.save()
    both = kind(first.session_key), kind(first.session_key)
    assert [dict(each.items()) for each in both] == [told, told]
    return both


def stands(kind: type[PlainStore], key: str | None) -> dict[str, object]:
    return dict(kind(key).items())


def both_write(kind: type[PlainStore]) -> dict[str, object]:
    """The slow one writes last, and something else."""
    slow, quick = begun(kind, veil="open", post=1)
    del quick["veil"]
    quick["looked_for"] = "Z"
    quick.save()
    slow["post"] = 2
    slow.save()
    return stands(kind, slow.session_key)


def test_what_both_wrote_stands_and_what_one_took_away_is_gone():
    assert both_write(SessionStore) == {"post": 2, "looked_for": "Z"}


def test_control_the_plain_store_undoes_what_the_other_wrote():
    assert both_write(PlainStore) == {"post": 2, "veil": "open"}


def test_nobody_was_seen_earlier_than_it_was_written_before():
    slow, quick = begun(**{SEEN: 0})
    quick[SEEN] = 360
    quick.save()
    slow[SEEN] = 240
    slow.save()
    assert stands(SessionStore, slow.session_key) == {SEEN: 360}


def test_a_session_that_is_written_twice_by_one_request_keeps_both():
    slow, quick = begun(post=1)
    slow["looked_for"] = "Z"
    slow.save()
    quick["veil"] = "open"
    quick.save()
    slow["post"] = 2
    slow.save()
    assert stands(SessionStore, slow.session_key) == {"post": 2, "looked_for": "Z", "veil": "open"}


def test_a_session_that_was_ended_meanwhile_does_not_come_back():
    slow, quick = begun(post=1)
    quick.flush()
    slow["post"] = 2
    with pytest.raises(UpdateError):
        slow.save()


def test_a_session_that_begins_anew_keeps_what_stood_in_the_one_before():
    again, _ = begun(looked_for="Z")
    again.flush()
    again["post"] = 1
    again.save()
    again["looked_for"] = "Z"
    again.save()
    assert stands(SessionStore, again.session_key) == {"post": 1, "looked_for": "Z"}


def test_under_a_new_key_everything_goes_along():
    slow, _ = begun(post=1, veil="open")
    del slow["veil"]
    slow.cycle_key()
    slow["looked_for"] = "Z"
    slow.save()
    assert stands(SessionStore, slow.session_key) == {"post": 1, "looked_for": "Z"}
