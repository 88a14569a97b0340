"""A form is kept while it is written: found again by its author on the form, on the first page and on the file, gone when it is sent, and told to nobody."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from anbang.audit.models import Change, Event, Look
from anbang.casework.act.models import Act
from anbang.casework.custody.models import RegistrationForm, ReleaseNotice
from anbang.casework.draft import actions
from anbang.casework.draft.models import Draft
from anbang.casework.draft.queries import typed_in
from anbang.web import once
from anbang.web.once import FIELD
from anbang.web.steps import step
from anbang.web.steps.register import STEPS
from tests.support.people import TODAY
from tests.web.asking import HALF_WRITTEN
from tests.web.matrix import CARED, CLOSED, HERE, OWN_DRAFT, ROW, THERE
from tests.web.planted import Planted, fresh
from tests.web.test_sent_twice import key_in

OWNER, SEAT = "owner", "justice assistant"
SOURCE = Path(__file__).parents[2] / "src" / "anbang"
BY_SCRIPT = {"HTTP_X_DRAFT": "1"}
WORDS = "门口遇到本人，说了一半"


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    monkeypatch.setattr(actions, "APART", timedelta(0))


@pytest.fixture
def client(planted: Planted) -> Client:
    return fresh(planted.seats[SEAT])


def person(planted: Planted, subject: str = CARED) -> int:
    return int(planted.arguments["case_file"][subject]["person_id"])


def visit(planted: Planted, subject: str = CARED) -> str:
    return reverse("take_step", args=[person(planted, subject), "visit"])


def keep(client: Client, address: str, **typed: object):
    return client.post(address, {**typed, "keep": "1"}, **BY_SCRIPT)


def drafts(page: str):
    return Draft.objects.using(OWNER).filter(page=page)


def traces() -> list[int]:
    return [table.objects.using(OWNER).count() for table in (Event, Look, Change)]


def test_what_is_kept_is_found_on_the_form_on_the_first_page_and_on_the_file_and_goes_when_it_is_sent(planted, client):
    address, at_another_desk = visit(planted), fresh(planted.seats[SEAT])
    key = key_in(client.get(address))
    answer = keep(client, address, seen=WORDS, needs="work", on="2026-11-", **{FIELD: key})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert answer.content.decode().endswith("已存，还没有登记")
    page = at_another_desk.get(address).content.decode()
    assert WORDS in page
    assert 'value="work" id="id_needs_0" checked' in page or "checked" in page
    assert 'value="2026-11-"' in page, "what is no day yet is kept as it was typed"
    for shown in (reverse("also_waiting"), reverse("case_file", args=[person(planted)])):
        found = at_another_desk.get(shown).content.decode()
        assert address in found
        assert WORDS not in found
    before = Act.objects.using(OWNER).count()
    wrong = client.post(address, {"on": "", "seen": WORDS, FIELD: key})
    assert (wrong.status_code, drafts("visit").count()) == (422, 1), "refused, it stays"
    assert (
        client.post(address, {"on": TODAY.isoformat(), "how": "at_home", "seen": WORDS, FIELD: key}).status_code == 302
    )
    assert (Act.objects.using(OWNER).count(), drafts("visit").count()) == (before + 1, 0)
    assert address not in client.get(reverse("also_waiting")).content.decode()


def test_of_keeping_nothing_is_recorded_and_the_answer_tells_nothing_of_the_person(planted, client):
    address, before = visit(planted), traces()
    answer = keep(client, address, seen=WORDS)
    assert traces() == before
    assert len(answer.content.decode()) < 20
    client.get(address)
    assert traces() != before, "control: opening the form is a look"


def test_without_script_the_button_leads_to_where_it_is_found_again(planted, client):
    answer = client.post(visit(planted), {"seen": WORDS, "keep": "1"}, follow=True)
    assert answer.redirect_chain == [(reverse("also_waiting"), 302)]
    assert "还没有登记，可以从下面接着写" in answer.content.decode()
    assert "未完成的记录" in answer.content.decode()


def test_what_cannot_be_kept_stays_on_the_page_without_script(planted, client, monkeypatch):
    monkeypatch.setattr(actions, "MOST_DRAFTS", 0)
    answer = client.post(visit(planted), {"seen": WORDS, "keep": "1"})
    assert answer.status_code == 422
    assert WORDS in answer.content.decode()
    assert "没写完的已经太多" in answer.content.decode()
    assert keep(client, visit(planted), seen=WORDS).content.decode().startswith("没写完的已经太多")


def test_too_often_is_refused(planted, client, monkeypatch):
    monkeypatch.setattr(actions, "APART", timedelta(hours=1))
    assert [keep(client, visit(planted), seen=WORDS).status_code for _ in range(2)] == [429, 429]
    drafts("away").delete()
    assert [keep(client, visit(planted), seen=WORDS).status_code for _ in range(2)] == [200, 429]


def test_a_form_that_was_sent_is_not_kept_by_what_comes_late(planted, client, monkeypatch):
    address = visit(planted)
    key = {FIELD: key_in(client.get(address))}
    assert client.post(address, {"on": TODAY.isoformat(), "how": "at_home", "seen": WORDS, **key}).status_code == 302
    assert (keep(client, address, seen=WORDS, **key).status_code, drafts("visit").count()) == (409, 0)
    monkeypatch.setattr(once, "_is_spent", lambda _hand: False)
    assert (keep(client, address, seen=WORDS, **key).status_code, drafts("visit").count()) == (200, 1), "control"


def test_no_password_no_button_and_no_key_is_kept(planted, client):
    keep(client, visit(planted), seen=WORDS, reveal="id number", password="geheim", new_password2="x", form_key="y")
    assert typed_in(drafts("visit").get()) == {"seen": [WORDS]}


def test_on_a_villages_screen_a_draft_is_called_so_that_nobody_learns_what_it_is_about(planted, monkeypatch):
    cadre = fresh(planted.seats["village cadre"])
    keep(cadre, reverse("take_step", args=[person(planted), "note-sign"]), facts=WORDS)
    places = (reverse("also_waiting"), reverse("one_of_mine", args=[person(planted)]))
    assert ["有件事放心不下" in cadre.get(one).content.decode() for one in places] == [True, True]
    assert [str(STEPS["note-sign"].title) in cadre.get(one).content.decode() for one in places] == [False, False]
    monkeypatch.setattr(step, "is_discreet", lambda _by: False)
    assert str(STEPS["note-sign"].title) in cadre.get(places[0]).content.decode(), "the control"


def test_nobody_else_sees_or_throws_away_what_somebody_writes(planted):
    address = planted.address("throw_draft_away", OWN_DRAFT)
    for seat in ("second justice assistant", "bureau clerk", "town officer", "system administrator"):
        other = fresh(planted.seats[seat])
        assert other.post(address).status_code == 404, seat
        assert HALF_WRITTEN not in other.get(reverse("also_waiting")).content.decode()
    form = reverse("take_step", args=[person(planted), "away"])
    assert HALF_WRITTEN not in fresh(planted.seats["second justice assistant"]).get(form).content.decode()
    own = fresh(planted.seats[SEAT])
    assert HALF_WRITTEN in own.get(form).content.decode(), "control: it is there"
    assert own.post(address).status_code == 302
    assert not drafts("away").exists()


def test_beyond_the_reach_nothing_is_kept_and_a_closed_file_has_no_button(planted, client):
    assert keep(client, visit(planted, THERE), seen=WORDS).status_code == 404
    assert keep(client, visit(planted, CLOSED), seen=WORDS).status_code == 422
    assert not drafts("visit").exists()
    pages = {whose: client.get(visit(planted, whose)).content.decode() for whose in (CARED, CLOSED)}
    assert ["先保存" in page for page in pages.values()] == [True, False]


def test_every_row_of_a_long_form_is_there_again(planted, client):
    address = reverse("take_step", args=[person(planted), "plan"])
    told = {f"{name}_{number}": f"{name}{number}" for number in range(9) for name in ("goal", "helper")}
    keep(client, address, **told)
    page = client.get(address).content.decode()
    assert all(text in page for text in told.values())


@pytest.mark.parametrize("what", ["verify", "arrange_reception", "correct_row"])
def test_letters_and_rows_of_lists_are_kept_too(planted, what):
    client = fresh(planted.seats[SEAT if what == "verify" else "bureau clerk"])
    case = {"case__person": person(planted, HERE)}
    if what == "correct_row":
        address, typed = planted.address(what, ROW), {"was 姓名": "原", "姓名": WORDS}
    elif what == "verify":
        key = RegistrationForm.objects.using(OWNER).get(**case).pk
        address, typed = reverse(what, args=[key]), {"name": "true", "family": WORDS}
    else:
        key = ReleaseNotice.objects.using(OWNER).get(**case).pk
        address, typed = reverse(what, args=[key]), {"who_meets": WORDS}
    before = traces()
    assert keep(client, address, **typed).status_code == 200
    assert traces() == before
    assert WORDS in client.get(address).content.decode()
    assert address in client.get(reverse("also_waiting")).content.decode()


def test_no_duty_no_indicator_no_timeline_and_no_search_reads_what_is_not_said_yet():
    """Who knows of drafts at all: whoever shows them to their author, and what keeps an installation true."""
    reading = {
        str(file.relative_to(SOURCE))
        for file in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("anbang.casework.draft")
    }
    pages = {f"web/{name}.py" for name in ("correcting", "custody", "drafts", "jobs", "steps/page")}
    own = {f"casework/{name}.py" for name in ("draft/actions", "draft/queries", "models", "migrations/0057_drafts")}
    assert reading == pages | own | {"site/sealed_columns.py", "demo/drafts.py"}
