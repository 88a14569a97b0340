"""The register as a list is compared with it: asked once for all rows, closed files included but told nothing of."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import connections, router

from anbang.casework.custody.contact import contact_of
from anbang.casework.custody.fitting import admissions_that_do_not_fit
from anbang.casework.custody.models import RegistrationForm, ReleaseNotice, Sentence
from anbang.casework.person.closed import closed_facts
from anbang.casework.person.models import AbodeKind, Case, ClosedRecord, Closing, Person, Sealing
from anbang.casework.person.numbers import indexes_of
from anbang.casework.person.queries import find_by_id_numbers, find_by_names_and_births, with_newest_places
from anbang.exchange.batch.comparison import Known
from anbang.exchange.batch.places import AreaRecord, Gazetteer
from anbang.exchange.batch.standing import Admission, Standing
from anbang.organisations.kinds import AreaKind
from anbang.organisations.models import Area
from anbang.papers.actions import body_if_any


def gazetteer() -> Gazetteer:
    """The names of this district."""
    areas = list(Area.objects.all())
    named = {area.kind: area.name for area in areas}
    return Gazetteer(
        city=named.get(AreaKind.CITY, ""),
        district=named[AreaKind.DISTRICT],
        towns=[AreaRecord(area.pk, area.name, area.parent_id) for area in areas if area.kind in AreaKind.towns()],
        villages=[AreaRecord(area.pk, area.name, area.parent_id) for area in areas if area.kind in AreaKind.villages()],
    )


class RegisterOfPeople:
    """The people in the database, as they were told last. `on`: the day on which the list tells. Call inside `acting(by)` of
    somebody who sees the district.
    """

    def __init__(self, *, on: date) -> None:
        self.on = on

    def by_id_numbers(self, numbers: Iterable[str]) -> Mapping[str, Sequence[Known]]:
        """ID number → the people who have it, the newest first; closed files after the open ones."""
        by_index = {index: number for number in numbers for index in indexes_of(number)}
        found: dict[str, list[Known]] = defaultdict(list)
        # Whoever is named for a closed file, or has just closed it, is told of it no more than others.
        people = list(find_by_id_numbers(set(by_index.values())).filter(sealing=Sealing.OPEN))
        number_of = {person.pk: by_index[bytes(person.id_number_index or b"")] for person in people}
        for known in self._known(people):
            found[number_of[known.person_id]].append(known)
        for index, known in _closed(list(by_index)):
            found[by_index[index]].append(known)
        return found

    def by_names_and_births(self, pairs: Iterable[tuple[str, date]]) -> Mapping[tuple[str, date], Sequence[Known]]:
        """(name, day of birth) → the people with both."""
        found: dict[tuple[str, date], list[Known]] = defaultdict(list)
        asked = list(pairs)
        for person in find_by_names_and_births(asked).filter(sealing=Sealing.OPEN):
            if person.born_on is not None:
                found[person.name, person.born_on].append(Known(person.pk, person.name, None, person.born_on, {}))
        for known in _closed_namesakes(asked):
            if known.born_on is not None:
                found[known.name, known.born_on].append(known)
        return found

    def misfits(self, told: Collection[Admission]) -> Collection[Admission]:
        """Those admissions (person, day) that cannot stand beside what is recorded of the person."""
        return admissions_that_do_not_fit(told, on=self.on)

    def known(self, person_id: int) -> Known:
        """What the register says of somebody now; of a closed file too, which `by` must see."""
        people = list(Person.objects.filter(pk=person_id))
        (known,) = self._known(people)
        closed = ClosedRecord.objects.filter(person=person_id).first()
        if closed is None:
            return known
        facts = closed_facts(closed)
        return replace(known, values={**known.values, "offence": facts.offence, "offence_on": facts.offence_on})

    def _known(self, people: Sequence[Person]) -> Iterator[Known]:
        placed = with_newest_places(Person.objects.filter(pk__in=[person.pk for person in people])).order_by("-id")
        cases_of: dict[int, list[Case]] = defaultdict(list)
        for case in Case.objects.filter(person__in=people).order_by("id"):
            cases_of[case.person_id].append(case)
        cases = [found[-1] for found in cases_of.values()]
        sentences = {sentence.case_id: sentence for sentence in Sentence.objects.filter(case__in=cases)}
        forms = {form.case_id: form for form in RegistrationForm.objects.filter(case__in=cases).order_by("id")}
        notices = {
            notice.case_id: notice
            for notice in ReleaseNotice.objects.filter(case__in=cases)
            .select_related("risk_opinion", "aid_proposal")
            .order_by("id")
        }
        for person in placed:
            if not (found := cases_of[person.pk]):
                yield Known(person.pk, person.name, None, person.born_on, {})
                continue
            case = found[-1]
            values = _values(person, sentences.get(case.pk), forms.get(case.pk), notices.get(case.pk))
            yield Known(person.pk, person.name, None, person.born_on, values, standing=_standing(found))


def _standing(cases: Sequence[Case]) -> Standing:
    newest = cases[-1]
    has_died = newest.closed_how == Closing.DIED
    return Standing(newest.care_from, newest.closed_on, has_died=has_died, has_earlier=len(cases) > 1)


def _values(
    person: Person, sentence: Sentence | None, form: RegistrationForm | None, notice: ReleaseNotice | None
) -> dict[str, Any]:
    places = {place.kind: (place.area_id, place.outside) for place in person.newest_places}  # type: ignore[attr-defined]
    return {
        "sex": person.sex,
        "born_on": person.born_on,
        "registered": places.get(AbodeKind.REGISTERED),
        "residence": places.get(AbodeKind.RESIDENCE),
        "offence": sentence.offence if sentence else "",
        "offence_on": sentence.offence_on if sentence else None,
        "months": sentence.months if sentence else None,
        "for_life": bool(sentence and sentence.for_life),
        "admitted_on": sentence.admitted_on if sentence else None,
        "release_on": notice.release_on if notice else None,
        "contact": contact_of(form) if form else "",
        "risk_opinion": body_if_any(notice.risk_opinion if notice else None),
        "aid_proposal": body_if_any(notice.aid_proposal if notice else None),
    }


def closed_among(
    numbers: Collection[str], pairs: Collection[tuple[str, date]]
) -> tuple[set[str], set[tuple[str, date]]]:
    """Those ID numbers, and those names with a day of birth, that closed files have."""
    by_index = {index: number for number in numbers for index in indexes_of(number)}
    namesakes = [(known.name, known.born_on) for known in _closed_namesakes(list(pairs))]
    told = {by_index[index] for index, _known in _closed(list(by_index))}
    return told, {(name, born_on) for name, born_on in namesakes if born_on is not None}


def _closed_namesakes(pairs: Sequence[tuple[str, date]]) -> list[Known]:
    """Closed files with one of these names and days of birth."""
    with connections[router.db_for_read(Person)].cursor() as cursor:
        names, births = [name for name, _ in pairs], [born_on for _, born_on in pairs]
        asked = "select person_id, name, born_on from casework_closed_namesakes(%s::text[], %s::date[])"
        cursor.execute(asked, [names, births])
        return [Known(person_id, name, None, born_on, {}, closed=True) for person_id, name, born_on in cursor]


def _closed(indexes: Sequence[bytes]) -> list[tuple[bytes, Known]]:
    """Closed files with these numbers; the database tells that they exist and under what name, nothing more."""
    with connections[router.db_for_read(Person)].cursor() as cursor:
        asked = "select person_id, id_number_index, name from casework_closed_matches(%s) order by person_id desc"
        cursor.execute(asked, [list(indexes)])
        return [
            (bytes(index), Known(person_id, name, None, None, {}, closed=True)) for person_id, index, name in cursor
        ]
