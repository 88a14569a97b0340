"""Whose the paper is that is typed in: somebody who has a file, open or closed, or nobody yet; and whether it was typed in before."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from django.db import connections, router
from django.db.models import Q
from django.utils.translation import gettext as _

from anbang.audit.recording import Happening, record_looks
from anbang.casework.custody.models import Channel, RegistrationForm, ReleaseNotice
from anbang.casework.handover.filing import Somebody
from anbang.casework.person.models import Case, Person
from anbang.casework.person.numbers import indexes_of
from anbang.casework.person.queries import find_by_id_numbers, find_by_names_and_births
from anbang.organisations.acting import ActingStaff
from anbang.organisations.days import day_in_words
from anbang.organisations.steps import StepRefused
from anbang.policy.clauses import INFORMATION

Letter = type[RegistrationForm] | type[ReleaseNotice]
LOOK = "typed in from paper"
ANOTHER_PAPER = "is_another_paper"
# Refusals at these say nothing of what stands in the file.
OF_THE_PAPER_ALONE = frozenset({"late_because", "scan", "name", "id_number", "institution"})


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose open file, or whose closed one, the paper goes into; and whom it only resembles. `strangers`: closed files that have the number
    under another name. `namesakes`: open files of that name and birth, once it is said that this is another person; `closed_namesakes`:
    closed ones in any case.
    """

    open_file: int | None = None
    closed_file: int | None = None
    strangers: tuple[int, ...] = ()
    namesakes: tuple[int, ...] = ()
    closed_namesakes: tuple[int, ...] = ()

    @property
    def person_id(self) -> int | None:
        """Whose file it is, if anybody's."""
        return self.closed_file or self.open_file


def whose_paper(somebody: Somebody, *, is_another: bool, by: ActingStaff) -> Whose:
    """By the number, or without one by name and birth. A number under another name, or a namesake of the same birth, is refused where
    the file is open; of a closed one nothing is told. That somebody asked for it is a look.
    """
    name = somebody.name.strip()
    if somebody.number:
        closed = list(_closed_with(somebody.number))
        known = _open_with(somebody.number, name)
        strangers = tuple(person for person, other in closed if other != name)
        same = next((person for person, other in closed if other == name), None)
        found, met = Whose(known, None if strangers else same, strangers), [person for person, _name in closed]
    elif somebody.born_on is not None:
        open_ones = _namesakes(name, somebody.born_on, is_another=is_another)
        met = _closed_namesakes(name, somebody.born_on)
        found = Whose(namesakes=tuple(open_ones), closed_namesakes=tuple(met))
    else:
        found, met = Whose(), []
    record_looks(met, LOOK, by=by)
    return found


def _closed_with(number: str) -> Iterable[tuple[int, str]]:
    """Whose closed file has the number, and under what name: brought to it unseen."""
    with connections[router.db_for_read(Person)].cursor() as cursor:
        cursor.execute("select person_id, name from casework_closed_matches(%s) order by 1", [indexes_of(number)])
        return [(person, name) for person, name in cursor.fetchall()]


def _open_with(number: str, name: str) -> int | None:
    for person in find_by_id_numbers([number]):
        if person.name != name:
            words = _("这个身份证号已登记在另一姓名下（档案号 %(number)s）：请先核对。")
            raise StepRefused(words % {"number": _number_of(person)}, field="id_number")
        return person.pk
    return None


def _namesakes(name: str, born_on: date, *, is_another: bool) -> list[int]:
    """Open files of that name and birth: a refusal, unless it is said to be another person."""
    people = list(find_by_names_and_births([(name, born_on)]))
    if people and not is_another:
        words = _("已有同名、同日出生的人（档案号 %(number)s）：是另一个人的，请勾选“是另一个人”。")
        raise StepRefused(words % {"number": _number_of(people[0])}, field="is_another")
    return [person.pk for person in people]


def _closed_namesakes(name: str, born_on: date) -> list[int]:
    with connections[router.db_for_read(Person)].cursor() as cursor:
        cursor.execute("select person_id from casework_closed_namesakes(%s::text[], %s::date[])", [[name], [born_on]])
        return sorted(row[0] for row in cursor.fetchall())


def newest_case(person_id: int) -> Case:
    """The case that a paper about somebody belongs to."""
    return Case.objects.filter(person=person_id).latest("id")


def _number_of(person: Person) -> str:
    return newest_case(person.pk).number


def in_their_history(like: Iterable[int]) -> list[Happening]:
    """Every closed file that a paper is like says so in its history: those named for it alone may know, and answer."""
    return [Happening(person, None, (INFORMATION,)) for person in like]


@contextmanager
def telling_nothing_of_what_stands(is_closed: bool) -> Iterator[None]:
    """Whoever types a paper into a closed file reads none of its days: a refusal says what is wrong with the paper, and no more."""
    try:
        yield
    except StepRefused as refused:
        if not is_closed or refused.field in OF_THE_PAPER_ALONE:
            raise
        words = {"release_on": _("释放日期早于收押日期：请核对原件。")}
        said = words.get(refused.field or "", _("这一天与此人已有的登记不合：请核对原件。"))
        raise StepRefused(said, field=refused.field) from None


class TypedBefore(StepRefused):
    """The same paper is there already: in whose file, for a page that leads there."""

    def __init__(self, message: str, *, person_id: int) -> None:
        super().__init__(message, field=ANOTHER_PAPER)
        self.person_id = person_id


def refuse_paper_again(kind: Letter, case: Case, institution_id: int, received_on: date) -> None:
    """The same paper is not typed in twice: from one institution, of one day, in one case. Raises TypedBefore at the tick that says that it
    is another one.
    """
    if not typed_before(kind, case, institution_id, received_on):
        return
    words = _("这家单位 %(day)s 的同一种来文已经录入（档案号 %(number)s）。确实是另一份的，请勾选“是另一份”。")
    told = {"day": day_in_words(received_on), "number": case.number}
    raise TypedBefore(words % told, person_id=case.person_id)


def typed_before(kind: Letter, case: Case, institution_id: int, received_on: date) -> bool:
    """Whether such a paper was typed in, and not withdrawn. What a list told is no paper, which may follow by post."""
    by_post = Q(channel=Channel.POST) if kind is RegistrationForm else Q(scan__isnull=False) | ~Q(no_scan_because="")
    found = kind.objects.filter(by_post, case=case, institution=institution_id, received_on=received_on)
    return found.exists()
