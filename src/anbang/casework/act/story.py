"""The story of people as the rules read it: their acts by day and, within a day, as they were recorded."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast

from anbang.casework.act.models import Act
from anbang.casework.person.models import Abode, Person
from anbang.organisations.kinds import AreaKind
from anbang.papers.sealed import Sealed
from anbang.policy import Abode as Place
from anbang.policy import Happening, Home
from anbang.policy import Person as Head
from anbang.policy.places import BEYOND

WORDS = Sealed("casework_act", "words_sealed", "words of an act", "casework_act:{id}:words")
# What is told as a day or as a place; everything else the rules read as it is kept.
DAYS = frozenset({"release_on"})
PLACES = frozenset({"to"})
# An office that names members of its own tells them alone, under this mark; the rules read of it the whole team that stands then.
TEAM, MEMBERS, OWN = "team_named", "members", "own"


@dataclass(frozen=True, slots=True)
class ToldAct:
    """An act as far as the rules are concerned, with its case and whose it is. `own`: whom it told, where it named members of one office
    alone.
    """

    id: int
    case_id: int
    office_id: int
    happening: Happening
    own: tuple[str, ...] | None = None

    def names(self, role: str) -> bool:
        """Whether this naming decides who is in the team as that: the whole team, or just these."""
        return self.own is None or role in self.own


def stories_of(people: Iterable[int]) -> dict[int, list[ToldAct]]:
    """The acts that hold, for each person. One query for any number of people."""
    wanted = list(people)
    told: dict[int, list[ToldAct]] = {person: [] for person in wanted}
    rows = Act.objects.filter(person__in=wanted, withdrawn_on__isnull=True).order_by("on", "id")
    columns = ("person_id", "id", "case_id", "office_id", "kind", "on", "told")
    for person, act_id, case, office, kind, on, said in rows.values_list(*columns):
        told[person].append(told_act(act_id, case, office, kind, on, said))
    return {person: with_whole_teams(story) for person, story in told.items()}


def told_act(act_id: int, case_id: int, office_id: int, kind: str, on: date, said: Mapping[str, Any]) -> ToldAct:
    """An act by itself; it still has to find its place in a story (`with_whole_teams`)."""
    details = details_of(said)
    own = tuple(said[MEMBERS]) if details.pop(OWN, False) else None
    return ToldAct(act_id, case_id, office_id, Happening(on, kind, details), own)


def with_whole_teams(story: Iterable[ToldAct]) -> list[ToldAct]:
    """The same acts in their order, each naming of a team with the whole team that stands after it: members whom an office named as its own
    take the place of those of the same role, until a later naming does so with them. Asked again whenever the order changes.
    """
    acts = list(story)
    if all(act.own is None for act in acts):
        return acts
    teams: dict[int, list[str]] = {}
    return [_with_the_whole_team(act, teams) if act.happening.event == TEAM else act for act in acts]


def _with_the_whole_team(act: ToldAct, teams: dict[int, list[str]]) -> ToldAct:
    """The same naming, told with whoever stands in the team of its case after it; `teams` is brought up to it."""
    if act.own is None:
        teams[act.case_id] = list(cast("Iterable[str]", act.happening.details[MEMBERS]))
        return act
    team = [*(role for role in teams.get(act.case_id, ()) if role not in act.own), *act.own]
    teams[act.case_id] = team
    return replace(act, happening=replace(act.happening, details={**act.happening.details, MEMBERS: team}))


def details_of(said: Mapping[str, Any]) -> dict[str, object]:
    """What an act tells, as the rules read it."""
    return {name: _detail(name, value) for name, value in said.items()}


def _detail(name: str, value: Any) -> object:
    if name in DAYS and value is not None:
        return date.fromisoformat(value)
    return place_of(value) if name in PLACES else value


def place_of(kept: Mapping[str, Any]) -> Place:
    """A place as it is kept, as the rules read it."""
    if "town" not in kept:
        return BEYOND
    return Place(kept["town"], kept.get("village"), kept.get("community"))


def kept_place(abode: Abode) -> dict[str, Any]:
    """An abode with its area as acts keep places: ids of areas as texts, whether it is a community, or somewhere outside."""
    area = abode.area
    if area is None:
        return {"outside": abode.outside}
    if area.kind in AreaKind.towns():
        return {"town": str(area.pk)}
    return {"town": str(area.parent_id), "village": str(area.pk), "community": area.kind == AreaKind.COMMUNITY}


def heads_of(people: Iterable[Person]) -> dict[int, Head]:
    """What the file of each person says at its head: the places as first told, by what is known of them now. One query."""
    known = {person.pk: person for person in people}
    places: dict[int, dict[str, Place]] = defaultdict(dict)
    told_first = Abode.objects.filter(person__in=known, act__isnull=True).select_related("area")
    for abode in told_first.order_by("from_on", "id"):
        places[abode.person_id][abode.kind] = place_of(kept_place(abode))
    return {key: _head(person, places[key]) for key, person in known.items()}


def _head(person: Person, places: Mapping[str, Place]) -> Head:
    investigated_in = person.investigated_in_id
    return Head(
        Home(
            registered=places.get("registered"),
            residence=places.get("residence"),
            investigated_in=None if investigated_in is None else str(investigated_in),
            identity_known=not person.identity_unknown_at_first,
        ),
        person.born_on,
    )


def seal_words(words: Mapping[str, str], *, act_id: int) -> bytes | None:
    """The words of an act under the installation's keys, bound to it; nothing where there are none."""
    some = {name: text for name, text in words.items() if text}
    if not some:
        return None
    return WORDS.seal(json.dumps(some).encode(), id=act_id)


def words_of(act: Act) -> dict[str, str]:
    """What a person wrote about an act, by field. Whoever shows it has recorded the look first."""
    if act.words_sealed is None:
        return {}
    opened: dict[str, str] = json.loads(WORDS.open(act.words_sealed, id=act.pk))
    return opened
