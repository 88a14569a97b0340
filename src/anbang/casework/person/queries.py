"""The only gate to people: within the reach of a member of staff, or as if they did not exist."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import connections, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects
from django.db.models.functions import Now
from django.db.models.sql.compiler import SQLCompiler
from django.utils.translation import gettext as _

from anbang.casework.person.models import Abode, AbodeKind, Case, Exclusion, Person, Reach, ReachReason, Sealing
from anbang.casework.person.numbers import ID_NUMBER, has_number, has_one_of, indexes_of
from anbang.lib.masking import masked_identity
from anbang.lib.sealing import SealBroken
from anbang.organisations.acting import ActingStaff
from anbang.organisations.steps import StepRefused

logger = logging.getLogger("anbang.people")


def not_excluded(staff: ActingStaff) -> Q:
    """The condition that `staff` need not keep out of a Person's file. A job does its work for the office, and shows nobody anything."""
    if staff.is_job:
        return Q()
    return ~Q(pk__in=excluded_from(staff))


def excluded_from(staff: ActingStaff) -> QuerySet[Exclusion, dict[str, int]]:
    """The people whose files `staff` must keep out of, as ids."""
    return Exclusion.objects.on(staff.today).filter(staff_id=staff.staff_id).values("person")


def staff_kept_out(person_ids: Iterable[int], *, on: date) -> dict[int, set[int]]:
    """Person → who must keep out of the file on a day; empty for most."""
    found: dict[int, set[int]] = defaultdict(set)
    for person_id, staff_id in (
        Exclusion.objects.on(on).filter(person__in=list(person_ids)).values_list("person", "staff")
    ):
        found[person_id].add(staff_id)
    return found


def people_kept_from_staff(*, on: date) -> dict[int, set[int]]:
    """Staff → whose files they must keep out of on a day; for jobs that count for each of the staff."""
    found: dict[int, set[int]] = defaultdict(set)
    for staff_id, person_id in Exclusion.objects.on(on).values_list("staff", "person"):
        found[staff_id].add(person_id)
    return found


def refuse_whoever_keeps_out(*, name: str, born_on: date | None, id_number: str) -> None:
    """Whoever must keep out of somebody's file does not see it, and would make a second one: somebody else takes this in. Raises StepRefused."""
    with connections[router.db_for_read(Person)].cursor() as cursor:
        wanted = indexes_of(id_number) if id_number else None
        cursor.execute("select casework_kept_from(%s::bytea[], %s, %s::date)", [wanted, name.strip(), born_on])
        if cursor.fetchone()[0]:
            raise StepRefused(_("您与此人有回避关系：请由其他工作人员办理。"))


def within_reach(staff: ActingStaff) -> Q:
    """The condition that a Person row is open and within the staff member's reach. Literal on purpose: row security is
    the second net, and the planner needs the offices here. Asked of the row, so that for one file only its own reach is looked up.
    """
    if staff.sees_the_district:
        return Q(sealing=Sealing.OPEN) & not_excluded(staff)
    reach = Reach.objects.on(staff.today).filter(kept_here(staff), office__in=staff.offices, person=OuterRef("pk"))
    return Q(Exists(reach), sealing=Sealing.OPEN) & not_excluded(staff)


def kept_here(staff: ActingStaff) -> Q:
    """The condition of a Reach that what is in the archive is seen by the office that keeps it, and not by those above it."""
    return ~Q(why=ReachReason.ARCHIVED) | Q(office=staff.office_id)


class SeenRowByRow(Func):
    """The same condition for rows about a person (`person`: the path to it, empty for the person's own row), asked of each row by itself: for lists of
    which a page is read in their order. As a set of people the planner would begin with everybody within reach, tens of thousands for fifty rows; so it is
    wrapped in `case`, and `offset 0` keeps PostgreSQL from turning what is asked to be equal into a set again.
    Written in SQL: made of expressions it takes longer to write than to answer.
    """

    output_field = BooleanField()
    not_excluded = (
        "{person} <> all (array(select e.person_id from casework_exclusion e where e.staff_id = %s and e.from_on <= %s"
        " and (e.until_on is null or e.until_on >= %s)))"
    )
    open_and_seen = (
        "case when {sealing} = %s and {not_excluded} and exists (select 1 from casework_reach seen"
        " where seen.person_id = {person} and seen.office_id + 0 = any(%s::bigint[])"
        " and (seen.why <> 'archived' or seen.office_id = %s)"
        " and seen.from_on <= %s and (seen.until_on is null or seen.until_on >= %s) offset 0) then true else false end"
    )
    open_alone = "case when {sealing} = %s and {not_excluded} then true else false end"

    def __init__(self, person: str, *, staff: ActingStaff) -> None:
        super().__init__(*(F(f"{person}__sealing"), F(f"{person}_id")) if person else (F("sealing"), F("id")))
        self.staff = staff

    def as_postgresql(self, compiler: SQLCompiler, _connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        """As a condition of the query."""
        sealing, person = (compiler.compile(column)[0] for column in self.get_source_expressions())
        on = self.staff.today
        asked = [Sealing.OPEN.value, None if self.staff.is_job else self.staff.staff_id, on, on]
        parts = {"sealing": sealing, "person": person, "not_excluded": self.not_excluded.format(person=person)}
        if self.staff.sees_the_district:
            return self.open_alone.format(**parts), asked
        return self.open_and_seen.format(**parts), [*asked, list(self.staff.offices), self.staff.office_id, on, on]


def seen_row_by_row(staff: ActingStaff, person: str) -> SeenRowByRow:
    """The condition of `within_reach` for rows about a person, as a page of a list asks it."""
    return SeenRowByRow(person, staff=staff)


def named_in_closed_list(staff: ActingStaff) -> Q:
    """The condition that a Person row is closed and `staff` is named for it."""
    named = Reach.objects.on(staff.today).filter(
        staff_id=staff.staff_id, why__in=ReachReason.naming(), person=OuterRef("pk")
    )
    return Q(Exists(named), sealing__in=Sealing.closed()) & not_excluded(staff)


def is_named_for_somebody(staff: ActingStaff) -> bool:
    """Whether `staff` is named for any closed file; most are for none, and nothing more need be asked for them."""
    named = Reach.objects.on(staff.today).filter(staff_id=staff.staff_id, why__in=ReachReason.naming())
    return named.exists()


def opened_in_an_emergency(staff: ActingStaff) -> Q:
    """The condition that `staff` opened a Person's file for some minutes: for the file itself, in no list, and never a closed one."""
    reach = Reach.objects.on(staff.today).filter(
        staff_id=staff.staff_id, why=ReachReason.EMERGENCY, until_at__gt=Now(), person=OuterRef("pk")
    )
    return Q(Exists(reach), sealing=Sealing.OPEN) & not_excluded(staff)


def may_work_on(staff: ActingStaff) -> Q:
    """The condition that `staff` may change a Person's file and print of it: within reach, or named for it."""
    return within_reach(staff) | named_in_closed_list(staff)


def may_open(staff: ActingStaff) -> Q:
    """The condition that `staff` may read a Person's file: theirs to work on, or opened for some minutes."""
    return may_work_on(staff) | opened_in_an_emergency(staff)


def visible_to(staff: ActingStaff) -> QuerySet[Person]:
    """People whose files `staff` may see in lists. Closed files never appear here: they have a list of their own."""
    return Person.objects.filter(within_reach(staff))


def listed_to(staff: ActingStaff) -> QuerySet[Person]:
    """The same people, asked of each by itself: for a page of them in the order of a list."""
    return Person.objects.filter(seen_row_by_row(staff, ""))


def closed_to_all_but(staff: ActingStaff) -> QuerySet[Person]:
    """People with closed files for whom `staff` is named."""
    return Person.objects.filter(named_in_closed_list(staff))


def get_person(person_id: int, *, for_staff: ActingStaff) -> Person:
    """The person, or Person.DoesNotExist outside the reach of `for_staff`. Most are within reach; only of the others the rest of `may_open` is asked,
    which takes longer to write than to answer.
    """
    found = Person.objects.filter(seen_row_by_row(for_staff, ""), pk=person_id).first()
    return found or Person.objects.get(may_open(for_staff), pk=person_id)


def get_person_to_work_on(person_id: int, *, for_staff: ActingStaff) -> Person:
    """The person, for whoever may change the file: not for whoever opened it for some minutes. Person.DoesNotExist otherwise."""
    return Person.objects.get(may_work_on(for_staff), pk=person_id)


def get_case(case_id: int, *, for_staff: ActingStaff) -> Case:
    """A case with its person, or Case.DoesNotExist outside the reach of `for_staff`."""
    people = Person.objects.filter(may_open(for_staff))
    return Case.objects.select_related("person").get(pk=case_id, person__in=people)


def lock_person_of(case_id: int, *, for_staff: ActingStaff) -> Person:
    """The person of a case, with the row locked until the step ends: steps about one person follow one another. Raises Case.DoesNotExist
    outside the reach of `for_staff`.
    """
    people = Person.objects.select_for_update().filter(pk__in=Case.objects.filter(pk=case_id).values("person_id"))
    found = people.filter(seen_row_by_row(for_staff, "")).first() or people.filter(may_work_on(for_staff)).first()
    if found is None:
        raise Case.DoesNotExist
    return found


def lock_people(person_ids: Iterable[int] | QuerySet[Any, Any]) -> None:
    """Lock these people until the step ends, in the one order that lets two such steps pass each other."""
    list(Person.objects.filter(pk__in=person_ids).order_by("id").select_for_update().values_list("pk"))


def people_of_closed_cases(case_ids: Sequence[int]) -> list[int]:
    """Whose closed files these cases are: for jobs that know the case, never for showing."""
    with connections[router.db_for_read(Person)].cursor() as cursor:
        cursor.execute("select * from casework_people_of_closed_cases(%s)", [list(case_ids)])
        return [row[0] for row in cursor.fetchall()]


def with_places(people: QuerySet[Person], *, on: date) -> QuerySet[Person]:
    """The same people with their places of that day ready in `places_today`."""
    return people.prefetch_related(_places(on))


def read_places(people: Sequence[Person], *, on: date) -> None:
    """The same for people who are at hand."""
    prefetch_related_objects(people, _places(on))


def _places(on: date) -> Any:
    return Prefetch("abodes", Abode.objects.on(on).select_related("area", "area__parent"), to_attr="places_today")


def with_newest_places(people: QuerySet[Person]) -> QuerySet[Person]:
    """The same people with the place of each kind that was told last ready in `newest_places`, whatever day it begins."""
    newest = Abode.objects.order_by("person_id", "kind", "-from_on", "-id").distinct("person_id", "kind")
    return people.prefetch_related(Prefetch("abodes", queryset=newest, to_attr="newest_places"))


def with_cases(people: QuerySet[Person]) -> QuerySet[Person]:
    """The same people with their cases ready, newest first, and the sentence of each."""
    return people.prefetch_related(Prefetch("cases", queryset=Case.objects.select_related("sentence").order_by("-id")))


def place_of(person: Person, kind: AbodeKind) -> Abode | None:
    """The person's place of `kind`, from `with_places`."""
    return next((abode for abode in person.places_today if abode.kind == kind), None)  # type: ignore[attr-defined]


def id_number_of(person: Person) -> str | None:
    """The whole ID number. Whoever shows it has recorded the look first. SealBroken where it was altered or is another row's."""
    if person.id_number_sealed is None:
        return None
    return ID_NUMBER.open(person.id_number_sealed, id=person.pk).decode()


def masked_id_number(person: Person) -> str | None:
    """The ID number with the middle hidden, as lists show it; words in the place of one that does not open: the others are shown all the
    same, and so is the rest of the file.
    """
    try:
        number = id_number_of(person)
    except SealBroken as broken:
        logger.error("%s", broken)
        return _("打不开，请告诉系统管理员")
    return masked_identity(number) if number else None


def find_by_id_numbers(numbers: Iterable[str]) -> QuerySet[Person]:
    """People with one of these ID numbers, reach or not: for matching inside actions, never for showing."""
    return Person.objects.filter(has_one_of(numbers))


def share_the_number(person: Person, *, for_staff: ActingStaff) -> QuerySet[Person]:
    """Other people whom `for_staff` sees in lists and whose ID number is the same: one of the numbers is wrong, or one person has
    two files.
    """
    try:
        number = id_number_of(person)
    except SealBroken:
        number = None
    if number is None:
        return Person.objects.none()
    return visible_to(for_staff).filter(has_number(number)).exclude(pk=person.pk).order_by("id")


def find_by_names_and_births(pairs: Iterable[tuple[str, date]]) -> QuerySet[Person]:
    """People with one of these (name, day of birth): for matching inside actions, never for showing."""
    wanted = set(pairs)
    found = Person.objects.filter(
        name__in={name for name, _born in wanted}, born_on__in={born for _name, born in wanted}
    )
    return found.filter(Exists(Case.objects.filter(person=OuterRef("pk"))))
