"""Two write at once: the second sees what the first made of it beside what stood before and what they wrote, and chooses; nothing is replaced unseen."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from anbang.casework.act.models import Act
from anbang.casework.act.story import words_of
from anbang.casework.draft import actions
from anbang.exchange.batch import actions as list_actions
from anbang.web import correcting
from anbang.web.once import FIELD
from anbang.web.steps import page as steps
from anbang.web.steps import replacing, taking
from anbang.web.versions import Compared, compared
from tests.support.people import TODAY
from tests.web.matrix import CARED, ROW
from tests.web.planted import Planted, fresh
from tests.web.test_sent_twice import key_in

FIRST, SECOND = "bureau clerk", "justice assistant"
HIDDEN = re.compile(r'<input type="hidden" name="((?:was|asked) [^"]+)" value="([^"]*)"')
ON = {"on": TODAY.isoformat()}


def opened(client: Client, address: str) -> dict[str, str]:
    """The form as a browser would send it back, untouched."""
    page = client.get(address)
    return {**dict(HIDDEN.findall(page.content.decode())), FIELD: key_in(page)}


def newest(kind: str) -> dict[str, str]:
    return words_of(Act.objects.using("owner").filter(kind=kind).latest("id"))


@pytest.fixture
def two(planted: Planted) -> tuple[Client, Client, str]:
    """Two who see the same person, and the form in which both write."""
    address = reverse("take_step", args=[planted.arguments["case_file"][CARED]["person_id"], "contact"])
    return fresh(planted.seats[FIRST]), fresh(planted.seats[SECOND]), address


def both_write(two: tuple[Client, Client, str]) -> tuple[Any, dict[str, str]]:
    """Both open the form, and the first is faster. What the second is answered, and what they sent."""
    first, second, address = two
    theirs, mine = opened(first, address), opened(second, address)
    assert first.post(address, {**theirs, **ON, "contact": "13800000001", "lives_at": ""}).status_code == 302
    mine |= {**ON, "contact": "13800000002", "lives_at": "玉屏街 8 号"}
    return second.post(address, mine), mine


def test_the_second_sees_both_versions_and_takes_theirs_or_their_own_field_by_field(two):
    _, second, address = two
    answer, mine = both_write(two)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "别人改过同一处" in page
    assert all(text in page for text in ("13800000001", "13800000002", "玉屏街 8 号"))
    assert newest("contact_changed")["contact"] == "13800000001"
    mine |= dict(HIDDEN.findall(page))
    again = second.post(address, mine)
    assert again.status_code == 422, "without a choice nothing is recorded"
    assert second.post(address, {**mine, "take contact": "theirs"}).status_code == 302
    told = newest("contact_changed")
    assert (told.get("contact", ""), told["lives_at"]) == ("", "玉屏街 8 号"), "mine goes on where nobody else wrote"


def test_their_own_version_holds_where_they_choose_it(two):
    _, second, address = two
    answer, mine = both_write(two)
    mine |= dict(HIDDEN.findall(answer.content.decode()))
    assert second.post(address, {**mine, "take contact": "mine"}).status_code == 302
    assert newest("contact_changed")["contact"] == "13800000002"


def test_where_theirs_is_kept_whole_nothing_is_recorded_twice(two):
    _, second, address = two
    answer, mine = both_write(two)
    mine |= {**dict(HIDDEN.findall(answer.content.decode())), "lives_at": "", "take contact": "theirs"}
    before = Act.objects.using("owner").count()
    told = second.post(address, mine, follow=True)
    assert "保留了别人登记的，没有再登记" in told.content.decode()
    assert Act.objects.using("owner").count() == before


def test_control_with_the_comparison_switched_off_the_first_is_silently_replaced(two, monkeypatch):
    monkeypatch.setattr(replacing, "compared", lambda _sent, now, **_more: Compared(dict.fromkeys(now, "."), ()))
    monkeypatch.setattr(steps, "_refuse_changed", lambda *_: None)
    answer, _ = both_write(two)
    assert (answer.status_code, newest("contact_changed")["contact"]) == (302, "13800000002")


def test_what_changes_in_the_very_moment_is_noticed_under_the_lock(two, monkeypatch):
    monkeypatch.setattr(replacing, "compared", lambda _sent, now, **_more: Compared(dict.fromkeys(now, "."), ()))
    first, second, address = two
    theirs, mine = opened(first, address), opened(second, address)
    real = taking.send_once

    def after_the_first(hand, step):
        monkeypatch.setattr(taking, "send_once", real)
        assert first.post(address, {**theirs, **ON, "contact": "13800000001"}).status_code == 302
        real(hand, step)

    monkeypatch.setattr(taking, "send_once", after_the_first)
    answer = second.post(address, {**mine, **ON, "contact": "13800000002"})
    assert answer.status_code == 422
    assert newest("contact_changed")["contact"] == "13800000001"


def test_a_draft_that_is_gone_on_with_days_later_knows_what_stood_when_it_was_begun(two, monkeypatch):
    monkeypatch.setattr(actions, "APART", timedelta(0))
    first, second, address = two
    begun = opened(second, address)
    second.post(address, {**begun, "contact": "13800000002", "keep": "1"})
    assert first.post(address, {**opened(first, address), **ON, "contact": "13800000001"}).status_code == 302
    answer = second.post(address, {**opened(second, address), **ON, "contact": "13800000002"})
    assert (answer.status_code, "别人改过同一处" in answer.content.decode()) == (422, True)


def test_what_is_known_of_a_household_is_merged_where_two_wrote_of_different_things(planted: Planted):
    address = reverse("take_step", args=[planted.arguments["case_file"][CARED]["person_id"], "household"])
    first, second = fresh(planted.seats["town officer"]), fresh(planted.seats[SECOND])
    theirs, mine = opened(first, address), opened(second, address)
    stale = {name.removeprefix("was "): value for name, value in mine.items() if value and name.startswith("was ")}
    assert first.post(address, {**theirs, **stale, **ON, "fact_disabled": "yes"}).status_code == 302
    assert second.post(address, {**mine, **stale, **ON, "fact_in_school": "no"}).status_code == 302
    known = opened(second, address)
    assert (known["was fact_disabled"], known["was fact_in_school"]) == ("yes", "no")


def test_two_clerks_at_one_cell_of_a_list(planted: Planted, monkeypatch):
    client, address = fresh(planted.seats[FIRST]), planted.address("correct_row", ROW)
    one, other = opened(client, address), opened(client, address)
    column = "联系人"
    was = one[f"was {column}"]
    client.post(address, {**one, column: "甲"})
    answer = client.post(address, {**other, column: "乙"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert all(told in page for told in ("甲", "乙", f'name="asked {column}" value="{was}"'))
    other |= dict(HIDDEN.findall(page))
    client.post(address, {**other, column: "乙", f"take {column}": "theirs"})
    assert opened(client, address)[f"was {column}"] == "甲"
    monkeypatch.setattr(correcting, "_compared", lambda sent, now: Compared({n: sent[n] for n in now if n in sent}, ()))
    monkeypatch.setattr(list_actions, "refuse_unseen_cells", lambda *_: None)
    client.post(address, {**opened(client, address), f"was {column}": was, column: "乙"})
    assert opened(client, address)[f"was {column}"] == "乙", "control: unseen it is overwritten"


@pytest.mark.parametrize(
    ("before", "theirs", "mine", "blank", "holds", "clashes"),
    [
        ("a", "a", "b", False, "b", 0),
        ("a", "b", "a", False, "b", 0),
        ("a", "b", "b", False, "b", 0),
        ("a", "b", " b\r\n", False, "b", 0),
        ("a", "b", "c", False, "c", 1),
        ("a", "b", "", False, "", 1),
        ("a", "b", "", True, "b", 0),
        ("", "", "c", True, "c", 0),
    ],
)
def test_of_three_versions_one_holds_or_somebody_chooses(before, theirs, mine, blank, holds, clashes):
    sent = {"was x": before, "x": mine}
    found = compared(sent, {"x": theirs}, labels={"x": "x"}, blank_changes_nothing=blank)  # type: ignore[arg-type]
    assert (found.values["x"], len(found.clashes)) == (holds, clashes)
