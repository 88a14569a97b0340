"""Every address × every role × whose file: what is answered, and whose name stands on the page. With one net alone:
`tests/proofs/test_either_net.py`.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import pytest
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from anbang.organisations.kinds import Role
from anbang.site import urls  # noqa: F401  # every view is there before a test puts another question in its place
from anbang.site.privileges import TABLES
from anbang.web.navigation import PLACES
from anbang.web.sheets.register import SHEETS
from anbang.web.steps.register import STEPS
from tests.support.database import Server
from tests.web.answers import ABSENT, HOME, KEPT, LOGIN, NOT_POSTED, OPENS
from tests.web.columns import Column, columns_of, columns_there_are, roles_with_files
from tests.web.doors import DOORS, PASSKEYS, Door
from tests.web.entries import PAGES
from tests.web.marks import foreign_marks
from tests.web.matrix import AWAY, CLOSED, HERE, LEFT, OF_CLOSED_FILES, ROW, SEATS
from tests.web.planted import (
    Planted,
    fresh,
    signed_in,
    stranger_at_the_door,
)
from tests.web.walking import answer_of, cells, questions, steps_refused, text_of, unlogged, walk

NAMED = [name for name, seat in SEATS.items() if CLOSED in seat.reaches]
# A step's form, filled in: enough for each step that a role could do.
TOLD = {
    "name": "true",
    "identity": "true",
    "address": "true",
    "who_meets": "家属",
    "town_told": "甲",
    "police_told": "乙",
    "decision": "take_in",
    "姓名": "改过",
}


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Thousands of refusals are what is wanted here."""
    with unlogged():
        yield


def patterns(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    """Every address of the site, allauth's too."""
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            yield from patterns(one)
        else:
            assert isinstance(one, URLPattern)
            yield one


def addresses() -> Iterator[str]:
    """Their names."""
    return (one.name or str(one.pattern) for one in patterns())


# The table is whole.


def test_every_address_has_an_entry_and_every_entry_an_address():
    told, real = {*(name.split()[0] for name in PAGES), *DOORS}, list(addresses())
    assert sorted(real) == sorted(told)
    assert len(real) > 40, "the walk of the addresses reached them"


def test_control_an_address_left_out_of_the_table_is_noticed():
    told = {*(name.split()[0] for name in PAGES if name != "paper"), *DOORS}
    assert set(addresses()) - told == {"paper"}


def test_every_step_has_an_entry_for_exactly_its_roles():
    told = {name.split()[1]: page.roles for name, page in PAGES.items() if name.startswith("take_step")}
    assert {slug: step.roles for slug, step in STEPS.items()} == told


def let_in(pattern: URLPattern) -> frozenset[Role] | None:
    """Whom the view of an address lets in; None for whoever is signed in."""
    return getattr(pattern.callback, "roles", None)


def told_of_views() -> dict[str, set[Role]]:
    """Address → the roles in its entries; of one view for many things, those of all."""
    told: dict[str, set[Role]] = {}
    for name, page in PAGES.items():
        told.setdefault(name.split()[0], set()).update(page.roles)
    return told


def strict_views() -> dict[str, frozenset[Role]]:
    """Address → whom its view lets in, of those that do not let in everybody."""
    views = {str(one.name): let_in(one) for one in patterns()}
    return {name: roles for name, roles in views.items() if roles is not None and name in told_of_views()}


def told_otherwise() -> set[str]:
    """Addresses whose view lets in other roles than their entries say."""
    told = told_of_views()
    return {name for name, roles in strict_views().items() if roles != told[name]}


def test_every_view_lets_in_the_roles_of_its_entries_and_no_others():
    assert told_otherwise() == set()
    assert len(strict_views()) > 80


@pytest.mark.parametrize("roles", [frozenset(), frozenset(Role)], ids=["one role less", "every role"])
def test_control_an_entry_or_a_view_of_other_roles_is_noticed(roles, monkeypatch):
    with monkeypatch.context() as other:
        other.setitem(PAGES, "paper_form", replace(PAGES["paper_form"], roles=roles))
        assert told_otherwise() == {"paper_form"}
    view = next(one.callback for one in patterns() if one.name == "paper_form")
    monkeypatch.setattr(view, "roles", roles)
    assert told_otherwise() == {"paper_form"}


def test_every_sheet_has_an_entry_for_exactly_its_roles():
    for page in ("ask_sheet", "sheet"):
        told = {name.split()[1]: entry.roles for name, entry in PAGES.items() if name.startswith(f"{page} ")}
        assert {slug: sheet.roles for slug, sheet in SHEETS.items()} == told


def test_every_role_has_a_seat():
    assert {seat.role for seat in SEATS.values()} == set(Role)


@pytest.mark.parametrize("role", sorted(roles_with_files()))
def test_every_role_asks_in_every_column_that_it_has(role):
    asked = (
        (cell.seat, cell.name, cell.subject) for seat in SEATS if SEATS[seat].role is role for cell in questions(seat)
    )
    assert columns_of(role, asked) == columns_there_are(role)


def test_every_column_is_there():
    assert len(roles_with_files()) == 9
    assert set().union(*map(columns_there_are, roles_with_files())) == set(Column)


def test_control_a_column_whose_people_are_left_out_is_noticed():
    role, left_out = Role.JUSTICE_ASSISTANT, (AWAY, LEFT)
    asked = [cell for seat in SEATS if SEATS[seat].role is role for cell in questions(seat)]
    told = columns_of(role, ((cell.seat, cell.name, cell.subject) for cell in asked if cell.subject not in left_out))
    assert columns_there_are(role) - told == {Column.OTHER_DISTRICT}


def test_control_a_column_in_which_the_role_has_no_address_is_noticed():
    role = Role.INSTITUTION_CLERK
    asked = [
        (cell.seat, cell.name, cell.subject) for seat in SEATS for cell in questions(seat) if SEATS[seat].role is role
    ]
    assert any(subject in OF_CLOSED_FILES for _seat, _page, subject in asked)
    assert Column.SEALED not in columns_of(role, asked)


# What is answered.


@pytest.mark.parametrize("seat", SEATS)
def test_every_role_is_answered_as_the_table_says_and_sees_nobody_out_of_reach(walked, seat):
    told = walked(seat)
    assert told.faults == []
    assert told.asked > 25


@pytest.mark.parametrize("seat", NAMED)
def test_whoever_signed_in_a_while_ago_is_asked_for_the_password_before_a_closed_file(planted, seat):
    asked = [cell for cell in questions(seat) if cell.subject in OF_CLOSED_FILES or PAGES[cell.name].again]
    told = walk(planted, asked, is_fresh=False)
    assert told.faults == []
    assert told.asked > 20


def test_the_walks_reach_far():
    assert len(NAMED) == 2
    assert sum(1 for seat in SEATS for _ in questions(seat)) > 1000


def test_a_stranger_is_sent_to_the_sign_in_from_everywhere(planted):
    stranger = stranger_at_the_door()
    for name, _page, subject in cells():
        address = planted.address(name, subject)
        assert [answer_of(stranger.get(address)), answer_of(stranger.post(address))] == [LOGIN, KEPT], name


def test_whoever_has_no_posting_is_told_so_and_nothing_else(planted):
    by = planted.seats["second justice assistant"]  # who holds no cases, and so may leave
    before = fresh(by)
    with connections["owner"].cursor() as cursor:
        cursor.execute("update organisations_posting set until_on = '2026-11-04' where staff_id = %s", [by.staff_id])
    assert answer_of(before.get("/")) == LOGIN, "what one was signed in to ended with the post"
    client = fresh(by)
    for name, _page, subject in cells():
        response = client.get(planted.address(name, subject))
        assert response.status_code == NOT_POSTED, name
        assert not list(foreign_marks("auditor", name, subject, text_of(response))), name


def address_of(door: str) -> str:
    """Where it is; a passkey is named by its number, a calendar link by its secret."""
    return reverse(door, args=[1] if door in PASSKEYS[-2:] else ["a" * 43] if door == "calendar_feed" else [])


def test_the_doors_answer_as_the_table_says(planted):
    by = planted.seats["auditor"]
    stranger, before, after = stranger_at_the_door(), signed_in(by), fresh(by)
    told = {
        name: Door(*(answer_of(client.get(address_of(name))) for client in (stranger, before, after)))
        for name in DOORS
        if name != "account_logout"
    }
    assert told == {name: door for name, door in DOORS.items() if name in told}
    assert [answer_of(client.get(reverse("account_logout"))) for client in (stranger, before, after)] == [
        HOME,
        OPENS,
        OPENS,
    ]


def test_the_menu_shows_the_pages_that_open_and_no_others(planted):
    for seat, by in planted.seats.items():
        menu = text_of(signed_in(by).get("/"))
        for place in PLACES:
            assert (f'href="{place.address}"' in menu) == (SEATS[seat].role in PAGES[place.view].roles), (
                seat,
                place.view,
            )


# Steps.


def everything(server: Server, database: str) -> dict[str, str]:
    """Table → digest of all its rows, but for who is signed in."""
    with server.as_superuser(database) as connection:
        return {
            table.name: connection.execute(
                f"select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) from {table.name} t"
            ).fetchone()[0]
            for table in TABLES
            if table.name != "django_session"
        }


@pytest.fixture
def bare_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands of steps are refused here, and only how is asked: the page that says so, which is half the work, is read by the walks."""
    monkeypatch.setattr(get_resolver(), "resolve_error_handler", lambda status: partial(bare, status=status))


def bare(
    _request: HttpRequest, exception: Exception | None = None, *, status: int
) -> HttpResponse:  # as Django calls it
    return HttpResponse(status=status)


def steps_tried(server: Server, planted: Planted, seat: str, *, whole: bool = False) -> int:
    """How many steps that may do nothing were tried from a seat; each is refused, and nothing has changed after all of them."""
    client, asked = fresh(planted.seats[seat]), 0
    before = everything(server, planted.database)
    for name, subject, right in steps_refused(seat, whole=whole):
        assert client.post(planted.address(name, subject), TOLD).status_code == right, (name, subject)
        asked += 1
    assert everything(server, planted.database) == before
    return asked


@pytest.mark.parametrize("seat", SEATS)
@pytest.mark.usefixtures("bare_refusals")
def test_a_step_without_the_role_or_out_of_reach_changes_nothing(server, planted, seat):
    assert steps_tried(server, planted, seat) >= 25


def test_with_the_role_the_same_steps_do_change_something(server, planted):
    """The control."""
    for seat, name, subject, changed in (
        ("justice assistant", "verify", HERE, "casework_verification"),
        ("bureau clerk", "arrange_reception", HERE, "casework_receptionarrangement"),
        ("institution clerk", "confirm_receipt", "reply", "casework_verification"),
        ("bureau clerk", "correct_row", ROW, "exchange_stagedrow"),
        ("justice assistant", "reveal_id_number", CLOSED, "audit_look"),
    ):
        before = everything(server, planted.database)
        fresh(planted.seats[seat]).post(planted.address(name, subject), TOLD)
        assert everything(server, planted.database)[changed] != before[changed], name


def test_another_institutions_reply_is_not_confirmed(server, planted):
    client = fresh(planted.seats["clerk of another institution"])
    before = everything(server, planted.database)
    assert client.post(planted.address("confirm_receipt", "reply")).status_code == ABSENT
    assert everything(server, planted.database) == before
