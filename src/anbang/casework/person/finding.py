"""Finding somebody who is half remembered: by name, by how the name sounds, by an ID number or its end, by telephone, by the number of the file; always among
those whom the reader sees in lists.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import connections, router
from django.db.models import Q

from anbang.casework.person.meant import How, Meant, Named, Sought, meant_by
from anbang.casework.person.models import Person
from anbang.casework.person.numbers import ends_in, has_number
from anbang.casework.person.queries import visible_to
from anbang.casework.person.telephones import has_telephone
from anbang.lib.telephone import telephone_meant
from anbang.organisations.acting import ActingStaff

# Whoever finds more types one sign more.
MOST = 300
# Where so many are surely meant, nobody is guessed.
ENOUGH, MOST_GUESSED = 8, 30
WHOLE_NUMBER = re.compile(r"\d{17}[\dx]|\d{15}", re.ASCII)
END_OF_A_NUMBER = re.compile(r"\d{3}[\dx]", re.ASCII)
FILE_NUMBER = re.compile(r"(\d{4})-(\d{1,5})|(\d{1,5})", re.ASCII)
YEARS_OF_FILES = 20


@dataclass(frozen=True, slots=True)
class Found:
    """Who was found, and by what."""

    person_id: int
    how: How


def find(typed: str, *, for_staff: ActingStaff, most: int = MOST, by_identity: bool = True) -> list[Found]:
    """Who is meant, the likeliest first, `most` at most, and only people whom `for_staff` sees in lists; nobody for a text that says too little.
    `by_identity`: also by an ID number or its end; not for readers to whom no page shows one, or they could find out whose it is.
    Call inside `acting`.
    """
    by_number = _by_number(narrow(typed), most, by_identity=by_identity, by=for_staff)
    found = [*by_number, *_by_name(typed, most, by=for_staff)]
    best: dict[int, Found] = {}
    for one in sorted(found, key=lambda one: one.how):
        best.setdefault(one.person_id, one)
    return list(best.values())[:most]


def narrow(typed: str) -> str:
    """A number without the gaps and the wide signs with which it may be typed."""
    signs = "".join(chr(ord(one) - 0xFEE0) if "！" <= one <= "～" else one for one in typed)
    return re.sub(r"[—–]", "-", re.sub(r"\s+", "", signs)).lower()


def _by_number(number: str, most: int, *, by_identity: bool, by: ActingStaff) -> Iterator[Found]:
    asked: list[tuple[How, Q]] = []
    if by_identity and WHOLE_NUMBER.fullmatch(number):
        asked.append((How.ID_NUMBER, has_number(number.upper())))
    if by_identity and END_OF_A_NUMBER.fullmatch(number):
        asked.append((How.ID_NUMBER, ends_in(number.upper())))
    if telephone := telephone_meant(number):
        asked.append((How.TELEPHONE, has_telephone(telephone)))
    if numbers := file_numbers_meant(number, on=by.today):
        asked.append((How.FILE_NUMBER, Q(cases__number__in=numbers)))
    for how, condition in asked:
        for key in visible_to(by).filter(condition).order_by("-id").values_list("pk", flat=True)[:most]:
            yield Found(key, how)


def file_numbers_meant(number: str, *, on: date) -> list[str]:
    """2026-12 is 2026-00012; 12 alone is that of any year, the newest first. Four digits may be the end of an ID number as well."""
    meant = FILE_NUMBER.fullmatch(number)
    if meant is None:
        return []
    year, of_the_year, alone = meant.groups()
    if year:
        return [f"{year}-{int(of_the_year):05d}"]
    return [f"{on.year - before}-{int(alone):05d}" for before in range(YEARS_OF_FILES)]


def _by_name(typed: str, most: int, *, by: ActingStaff) -> list[Found]:
    meant = meant_by(typed)
    if meant is None:
        return []
    known = _known(meant.likely(), meant, most, by=by)
    found = [Found(key, how) for key, named in known if (how := meant.judge(named)) is not None]
    guessed = meant.guessed()
    if len(found) < ENOUGH and guessed.tokens:
        near = _known(guessed, meant, MOST, by=by)
        found += [Found(key, how) for key, named in near if (how := meant.judge_guess(named)) is not None][
            :MOST_GUESSED
        ]
    return found


def _known(sought: Sought, meant: Meant, most: int, *, by: ActingStaff) -> list[tuple[int, Named]]:
    """Those within reach who are found so, the same name first."""
    function = "casework_find_in_district" if by.sees_the_district else "casework_find_in_reach"
    with connections[router.db_for_read(Person)].cursor() as cursor:
        told: tuple[list[str] | str | int, ...]
        told = (list(sought.patterns), list(sought.tokens), meant.surname, meant.named, most)
        cursor.execute(f"select * from {function}(%s, %s, %s, %s, %s)", told)  # noqa: S608
        return [(key, Named(name, sounds)) for key, name, sounds in cursor.fetchall()]
