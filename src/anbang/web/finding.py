"""Looking for somebody, from every page: what is typed is kept on this side, so that no address, history of a browser or log of a proxy says
for whom somebody looked.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anbang.casework.care.queries import conditions
from anbang.casework.person.finding import Found, find
from anbang.casework.person.meant import How
from anbang.casework.person.models import AbodeKind, Person
from anbang.casework.person.queries import masked_id_number, place_of, with_cases, with_places
from anbang.organisations.acting import ActingStaff, acting
from anbang.web.person import file_address, opens_files, stage_of_case
from anbang.web.readers import OF_FILES, OF_OWN_WORK
from anbang.web.views import acting_staff, writes

# What was looked for, in the session, and the mark of an address that shows what was found.
LOOKED_FOR, FOUND = "looked_for", "found"
LONGEST = 64
# While somebody types a few are shown, and it is said that there are more.
SUGGESTED, MOST_WHILE_TYPING = 8, 40
# By what somebody was found, where the name does not show it.
HOW = {
    How.ID_NUMBER: _("身份证号"),
    How.TELEPHONE: _("电话"),
    How.FILE_NUMBER: _("档案号"),
    How.SAME_SOUND: _("同音"),
    How.PINYIN: _("拼音"),
    How.INITIALS: _("首字母"),
    How.PART: _("姓名的一部分"),
    How.ACCENT: _("口音相近"),
    How.NEAR: _("写法相近"),
}


def found_for(request: HttpRequest, *, by: ActingStaff) -> tuple[str, list[Found]]:
    """What was looked for on the way to this page, and who was found; nothing for a page that shows everybody."""
    sought = request.session.get(LOOKED_FOR, "") if FOUND in request.GET else ""
    return sought, find(sought, for_staff=by, by_identity=opens_files(by)) if sought else []


def in_order(people: QuerySet[Person], found: Sequence[Found]) -> list[int]:
    """Those of the found who are among `people`, in the order in which they were found."""
    among = set(people.order_by().values_list("pk", flat=True))
    return [one.person_id for one in found if one.person_id in among]


def as_listed(people: QuerySet[Person], *, on: date) -> QuerySet[Person]:
    """People with what a row of a list shows: the newest case, and where they belong that day."""
    return with_cases(with_places(people, on=on))


def listed_people(keys: Iterable[int], *, on: date) -> list[Person]:
    """These people as lists show them, in this order. The keys are of people within reach; whoever has left it in this
    moment is left out.
    """
    wanted = list(keys)
    of_key = {person.pk: person for person in as_listed(Person.objects.filter(pk__in=wanted), on=on)}
    return [of_key[key] for key in wanted if key in of_key]


@writes(*OF_FILES, *OF_OWN_WORK)
def find_people(request: HttpRequest) -> HttpResponse:
    """Look for somebody: on to the list of those who are found, or, while it is still being typed, the first of them."""
    sought = request.POST.get("q", "").replace("\0", "").strip()[:LONGEST]
    if request.headers.get("HX-Request") == "true":
        return _suggested(request, sought)
    by = acting_staff(request)
    request.session[LOOKED_FOR] = sought
    show = request.POST.get("show", "")
    is_shown = opens_files(by) and show in conditions(on=by.today)
    query = {**({FOUND: 1} if sought else {}), **({"show": show} if is_shown else {})}
    return redirect(reverse("people" if opens_files(by) else "my_people", query=query))


def _suggested(request: HttpRequest, sought: str) -> HttpResponse:
    """The likeliest few, to be opened at once."""
    by = acting_staff(request)
    with acting(by, reading_only=True):
        found = find(sought, for_staff=by, most=MOST_WHILE_TYPING, by_identity=opens_files(by)) if sought else []
        shown = listed_people([one.person_id for one in found[:SUGGESTED]], on=by.today)
        hows = {one.person_id: one for one in found}
        rows = [_suggestion(person, hows[person.pk], by=by) for person in shown]
        context = {"rows": rows, "sought": sought, "more": _more(len(found))}
        return render(request, "people/suggested.html", context)


def _more(many: int) -> str:
    """How many more there are, as far as they were looked for; empty for none."""
    if many <= SUGGESTED:
        return ""
    return f"{many - SUGGESTED}{'+' * (many >= MOST_WHILE_TYPING)}"


def _suggestion(person: Person, found: Found, *, by: ActingStaff) -> dict[str, object]:
    """Whoever opens no file reads the name and the place, and nothing of how somebody stands."""
    whole = opens_files(by)
    return {
        "person": person,
        "address": file_address(person.pk, by),
        "how": HOW.get(found.how, ""),
        "number": person.cases.all()[0].number if whole else "",
        "id_number": (masked_id_number(person) or "—") if whole else "",
        "stage": stage_of_case(person.cases.all()[0], on=by.today) if whole else None,
        "residence": place_of(person, AbodeKind.RESIDENCE) or place_of(person, AbodeKind.REGISTERED),
    }
