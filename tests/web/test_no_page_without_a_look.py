"""Whatever page is about one person: the look is on record before anything of it is shown, and where none can be written nothing is (LAW-1)."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from anbang.audit.models import Look
from anbang.web import views
from tests.support.database import Server
from tests.web.answers import OPENS, expected
from tests.web.entries import PAGES
from tests.web.matrix import HERE, SEATS
from tests.web.names import NAMES, NUMBERS
from tests.web.planted import Planted, fresh
from tests.web.printing import printed
from tests.web.walking import cells, unlogged
from tests.web.where import person_of

# What a page may be about without being about one person whose file is here, and why.
NO_FILE = {
    "outbound": "a form about somebody of another county",
    "row": "a row of a list: nobody is taken in yet",
    "left row": "a closed row of a list: that it was opened stands in the trail, of nobody who has a file",
    "own list": "a list as a whole",
    "list": "a list as a whole",
    "holder": "whose cases somebody hands over: a list",
    "exclusion": "a step alone",
    "emergency": "a step alone",
    "decision": "a step alone",
    "question": "a step alone",
    "reply": "a step alone",
    "change": "a step alone",
    "kind": "what an office records",
    "filtered": "the filters of a list",
    "owed": "what an office owes",
    "recorded": "what an office recorded",
    "period": "what the district records",
    "base": "an enterprise",
    "account": "an account of the staff",
    "feedback": "a page of the product",
    "village": "a list",
    **dict.fromkeys(("town", "clause", "rule", "duty", "document"), "nobody"),
}


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """A page that cannot be shown is an error for the log."""
    with unlogged():
        yield


def about_somebody() -> dict[str, tuple[str, str]]:
    """Each page about one person → the first seat to which it opens, and about whom."""
    found: dict[str, tuple[str, str]] = {}
    for name, page, subject in cells():
        if page.reads and page.about and page.about not in NO_FILE:
            for seat, told in SEATS.items():
                if name not in found and expected(told, page, subject, fresh=True) == OPENS:
                    found[name] = seat, subject
    return found


def looks() -> int:
    return Look.objects.using("auditor").count()


def asked(planted: Planted, said: Callable[[str, Client, str], str]) -> list[str]:
    """What `said` has to say of each page about somebody, by its address."""
    found, clients = [], {seat: fresh(by) for seat, by in planted.seats.items()}
    for name, (seat, subject) in about_somebody().items():
        fault = said(name, clients[seat], planted.address(name, subject))
        found += [f"{name} of {subject}, {seat}: {fault}"] if fault else []
    return found


def test_every_page_about_somebody_is_asked():
    """The control of the walk: what reads, and is about anything but these, opens to some seat."""
    wanted = {name for name, page in PAGES.items() if page.reads and page.about and page.about not in NO_FILE}
    assert set(about_somebody()) == wanted
    assert len(wanted) > 80


def leaves_a_look(_name: str, client: Client, address: str) -> str:
    before = looks()
    status = client.get(address).status_code
    return "" if status == OPENS and looks() > before else f"{status}, {looks() - before} looks"


def test_every_page_about_somebody_leaves_a_look(planted: Planted):
    assert asked(planted, leaves_a_look) == []


def no_look_is_written(server: Server, planted: Planted) -> None:
    with server.as_superuser(planted.database) as connection:
        connection.execute("revoke insert on audit_look from anbang_app, anbang_overseer, anbang_auditor")


def shows_something(_name: str, client: Client, address: str) -> str:
    """Whether the page comes, or a name on it."""
    answer = client.get(address)
    named = [name for name in NAMES.values() if name in answer.content.decode(errors="replace")]
    return "" if answer.status_code == 500 and not named else f"{answer.status_code} {named}"


def test_no_row_no_page_whichever_it_is(server: Server, planted: Planted):
    no_look_is_written(server, planted)
    assert asked(planted, shows_something) == []


def test_control_pages_that_write_no_look_are_shown_and_nobody_knows(
    server: Server, planted: Planted, monkeypatch: pytest.MonkeyPatch
):
    no_look_is_written(server, planted)
    monkeypatch.setattr(views, "record_look", lambda *_told, **_by: None)
    before, shown = looks(), asked(planted, shows_something)
    assert len(shown) == len(about_somebody())
    assert all(": 200 " in told for told in shown)
    assert looks() == before


# The whole number, wherever a button shows it


def in_the_file(client: Client, planted: Planted) -> str:
    return client.post(planted.address("reveal_id_number", HERE), follow=True).content.decode()


def in_the_midst_of_a_verification(client: Client, planted: Planted) -> str:
    return client.post(planted.address("verify", HERE), {"reveal": "id number"}).content.decode()


def on_paper(client: Client, planted: Planted) -> str:
    return printed(client, person_of(HERE).pk, "hand-over", in_full="on", why_in_full="要核对")


WAYS = (in_the_file, in_the_midst_of_a_verification, on_paper)


def at_the_number(planted: Planted) -> int:
    return Look.objects.using("auditor").filter(what="id number", person_id=person_of(HERE).pk).count()


@pytest.mark.parametrize("way", WAYS)
def test_a_masked_number_that_is_shown_whole_is_a_look_of_its_own(planted: Planted, way: Callable[..., str]):
    client = fresh(planted.seats["justice assistant"])
    assert NUMBERS[HERE] in way(client, planted)
    assert at_the_number(planted) == 1
    assert NUMBERS[HERE] not in client.get(planted.address("case_file", HERE)).content.decode(), "shown once"


@pytest.mark.parametrize("way", WAYS)
def test_control_without_the_look_it_is_shown_and_nobody_knows(
    planted: Planted, way: Callable[..., str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(views, "record_look", lambda *_told, **_by: None)
    assert NUMBERS[HERE] in way(fresh(planted.seats["justice assistant"]), planted)
    assert at_the_number(planted) == 0
