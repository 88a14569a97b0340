"""The pages in which officers live, among 1,000 and among 100,000 people: one reader, seventy who also write, their weight, and what of the time is
the bare rendering of the same template.
"""

import gzip
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from random import Random

from django.conf import settings
from django.shortcuts import render
from django.test import Client, RequestFactory
from django.test.utils import setup_test_environment, teardown_test_environment
from django.urls import reverse

from anbang.lib.name_sounds import sounds_of_name
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import OfficeKind
from anbang.organisations.models import Staff
from anbang.scenario.crew import Crew, hire
from anbang.web.references import reference
from bench.copying import copy_files
from bench.database import TODAY, district
from bench.duties import Measured, Times, timed
from bench.load import User, clicks_of, cookie_of, pages_served
from bench.register import ask, live_again, play_kinds
from bench.renaming import rename_everybody
from bench.result import Result, at_least, at_most
from bench.trust import opened, served

FEW_KINDS = 42  # lived in each of 21 towns, and the 120 themselves: about a thousand people
PEOPLE, DUTIES = 100_000, 300_000
EACH, WARM = 84, 12
USERS, AT_THE_BUREAU, MINUTES = 70, 10, float(os.environ.get("BENCH_MINUTES", "5"))
LIMIT = "the limit of the design"
Pages = Mapping[str, Sequence[Callable[[], object]]]


def results() -> Iterator[Result]:
    """A thousand people first, then a hundred thousand, in one database."""
    with district(), served():
        hire()
        kinds = play_kinds()
        live_again(kinds[:FEW_KINDS])
        rename_everybody()
        few_people, few = _people(), _measured(_pages())
        live_again(kinds[FEW_KINDS:])
        copy_files(PEOPLE, DUTIES)
        rename_everybody()
        people, pages = _people(), _pages()
        many = _measured(pages)
        for name, times in many.items():
            told = f"{name}, {people:,} people, {times.noise}"
            yield at_most(f"{told}: p95", times.p95, "ms", goal=_limit(name), against=LIMIT)
            ratio = times.p95 / few[name].p95
            yield at_most(
                f"{name}: p95 to that among {few_people:,}", ratio, "times", goal=1.5, against="the same, among few"
            )
        yield from _weight()
        yield from _against_a_bare_view(many)
        yield from _seventy()


def _people() -> int:
    return int(ask("select count(*) from casework_person")[0][0])


def _limit(name: str) -> int:
    """What somebody waits for who types is asked for faster."""
    return 50 if name.startswith("found while") else 100


def _measured(pages: Pages) -> dict[str, Times]:
    """Each page so often, warm."""
    found = {}
    for name, some in pages.items():
        timed(some[:WARM])
        found[name] = timed(some[WARM:])
    return found


def _pages() -> Pages:
    """Name → the page as different offices ask for it, about different people."""
    offices, clerk = _browsers()
    people = _files()
    many, typed = EACH + WARM, _typed()
    browsers = list(offices.values())

    def each(address: str, of: Sequence[Client]) -> list[Callable[[], object]]:
        return [partial(opened, browser, address) for browser in islice(cycle(of), many)]

    def looks(of: Sequence[Client], *, while_typing: bool) -> list[Callable[[], object]]:
        pairs = zip(islice(cycle(of), many), islice(cycle(typed), many), strict=True)
        return [partial(_look, browser, text, while_typing=while_typing) for browser, text in pairs]

    today, listed = reverse("today"), reverse("people")
    board = reverse("board", query={"week": _fullest_week()})
    return {
        "work list of an office": each(today, browsers),
        "work list of the bureau": each(today, [clerk]),
        "list of an office": each(listed, browsers),
        "list of the district": each(listed, [clerk]),
        "case file": [
            partial(opened, offices[office], reverse("case_file", args=[person]))
            for person, office in islice(cycle(people), many)
        ],
        "board of an office": each(board, browsers),
        "board of the district": each(board, [clerk]),
        "found while typing, at an office": looks(browsers, while_typing=True),
        "found while typing, at the bureau": looks([clerk], while_typing=True),
        "list of who was found, at the bureau": looks([clerk], while_typing=False),
    }


def _typed() -> list[str]:
    """What is typed of four hundred people, each in one of the ways in which somebody is remembered."""
    chance = Random(7)
    names = ask("select name from casework_person where sealing = 'open' order by id desc limit 400")
    return [chance.choice(_ways(name, chance)) for (name,) in names]


def _fullest_week() -> str:
    """The week in which most people are released, among few and among many the one after the office's day."""
    return str(
        ask(
            "select date_trunc('week', coalesce(c.care_from, s.release_on))::date from casework_case c"
            " left join casework_sentence s on s.case_id = c.id where c.closed_on is null"
            " and coalesce(c.care_from, s.release_on) is not null group by 1 order by count(*) desc limit 1"
        )[0][0]
    )


def _ways(name: str, chance: Random) -> list[str]:
    """Half a name, pinyin, initials, a slip: whatever somebody remembers."""
    sound = sounds_of_name(name)[0]
    place = chance.randrange(1, max(len(sound.whole) - 1, 2))
    slip = sound.whole[:place] + sound.whole[place + 1 : place + 2] + sound.whole[place] + sound.whole[place + 2 :]
    return [
        name,
        name[0],
        name[1:],
        sound.whole,
        sound.whole[:4],
        sound.initials,
        slip,
        f"{name[0]}*",
        "1234",
        "2026-77",
    ]


def _look(browser: Client, text: str, *, while_typing: bool) -> None:
    headers = {"HX-Request": "true"} if while_typing else {}
    answer = browser.post(reverse("find_people"), {"q": text}, headers=headers, follow=not while_typing)
    if answer.status_code != 200:
        raise RuntimeError(f"looking for somebody answers {answer.status_code}")


def _browsers() -> tuple[dict[int, Client], Client]:
    """Office → its assistant's browser; and the bureau's."""
    clerk = Crew().at(OfficeKind.JUSTICE_BUREAU, None, TODAY)
    return {office: _browser(by) for office, by in Measured().assistants.items()}, _browser(clerk)


def _browser(by: ActingStaff) -> Client:
    browser = Client()
    browser.force_login(Staff.objects.get(pk=by.staff_id), backend=settings.AUTHENTICATION_BACKENDS[-1])
    return browser


def _files() -> list[tuple[int, int]]:
    """Person and responsible office, of people in care."""
    return [
        (person, office)
        for person, office in ask(
            "select r.person_id, r.office_id from casework_responsibility r join casework_person p on p.id = r.person_id"
            " where r.until_on is null and not r.is_outside and p.sealing = 'open' order by random() limit 2000"
        )
    ]


def _weight() -> Iterator[Result]:
    """Everything that comes over the line when somebody opens the product for the first time, compressed as the server does it."""
    offices, _clerk = _browsers()
    browser = next(iter(offices.values()))
    body = browser.get(reverse("today")).content
    files = {part.partition("?")[0] for part in re.findall(r'(?:src|href)="(/static/[^"#]+)', body.decode())}
    held = Path(settings.STATIC_ROOT)
    sizes = {name: len(gzip.compress((held / name.removeprefix("/static/")).read_bytes(), 9)) for name in files}
    whole = len(gzip.compress(body, 6)) + sum(sizes.values())
    told = f"first load: page and {len(files)} files, gzip"
    yield at_most(told, whole / 1000, "kB", goal=60, against=LIMIT)
    styles = sum(size for name, size in sizes.items() if name.endswith(".css"))
    scripts = sum(size for name, size in sizes.items() if name.endswith(".js") and "vendor" not in name)
    yield at_most("our styles, gzip", styles / 1000, "kB", goal=10, against=LIMIT)
    yield at_most("our script, gzip", scripts / 1000, "kB", goal=5, against=LIMIT)


def _against_a_bare_view(many: Mapping[str, Times]) -> Iterator[Result]:
    """The same templates with what they show already in memory: what any Django page of this kind costs, without database, gate and trail."""
    offices, _clerk = _browsers()
    office, browser = next(iter(offices.items()))
    person = next(person for person, charged in _files() if charged == office)
    pages = (
        ("work list of an office", reverse("today"), "today/today.html"),
        ("list of an office", reverse("people"), "people/people.html"),
        ("case file", reverse("case_file", args=[person]), "people/case_file.html"),
        ("board of an office", reverse("board", query={"week": _fullest_week()}), "reception/board.html"),
    )
    setup_test_environment()  # which keeps what a template was given
    try:
        shown = {address: browser.get(address).context for _name, address, _template in pages}
    finally:
        teardown_test_environment()
    for name, address, template in pages:
        context = {key: value for part in shown[address] for key, value in part.flatten().items()}
        bare = timed([partial(_bare, template, context)] * (EACH + WARM))
        ratio = bare.median / many[name].median
        told = f"{name}: throughput, {bare.noise} for the bare view"
        yield at_least(told, ratio, "of the bare view", goal=0.2, against="a bare view of the same template")


def _bare(template: str, context: Mapping[str, object]) -> object:
    return render(RequestFactory().get("/"), template, dict(context))


def _seventy() -> Iterator[Result]:
    """Seventy at once, for some minutes: one of ten at the bureau, before whom the whole district lies, the others at the offices."""
    by_office: dict[int, list[str]] = {}
    for person, office in _files():
        by_office.setdefault(office, []).append(reference("person", person))
    offices, clerk = _browsers()
    cookies, typed = {office: cookie_of(browser) for office, browser in offices.items()}, _typed()
    everybody = [person for some in by_office.values() for person in some]
    at_the_bureau = [User(cookie_of(clerk), everybody, typed, ("note",))] * (USERS // AT_THE_BUREAU)
    at_offices = islice(cycle(by_office), USERS - len(at_the_bureau))
    users = [User(cookies[office], by_office[office], typed, ("visit", "note", "contact")) for office in at_offices]
    users += at_the_bureau
    with pages_served() as port:
        clicks_of(users, port=port, seconds=10)
        clicks = clicks_of(users, port=port, seconds=MINUTES * 60)
    reads, writes = Times(clicks.reads, 0), Times(clicks.writes, 0)
    told = f"{USERS} users for {MINUTES:g} minutes"
    yield at_most(f"{told}, pages, {reads.noise}: p95", reads.p95, "ms", goal=300, against=LIMIT)
    yield at_most(f"{told}, records, {writes.noise}: p95", writes.p95, "ms", goal=300, against=LIMIT)
    yield at_most(
        f"{told}: faults ({'; '.join(clicks.faults[:2])})", len(clicks.faults), "clicks", goal=0, against=LIMIT
    )
