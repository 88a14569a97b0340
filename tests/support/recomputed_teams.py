"""Who is in a team by what the acts told, on a path of the tests' own: looked up backwards, role by role."""

from collections.abc import Sequence

from anbang.casework.act.models import Act

NAMED = "team_named"


def team_told(namings: Sequence[Act]) -> list[tuple[str, Act]]:
    """As what somebody is in the team after these namings of a case, and by which act: of each role the last that decides about it."""
    found = []
    for role in sorted({role for act in namings for role in act.told["members"]}):
        deciding = [act for act in namings if not act.told.get("own") or role in act.told["members"]]
        found += [(told, deciding[-1]) for told in deciding[-1].told["members"] if told == role]
    return found


def said_of_the_team(act: Act, acts: Sequence[Act]) -> dict[str, object]:
    """What the rules are to be told of a naming: the whole team that stands after it. Nothing of any other act."""
    if act.kind != NAMED:
        return {}
    namings = [one for one in acts if one.kind == NAMED and one.case_id == act.case_id]
    return {"members": [role for role, _act in team_told(namings[: namings.index(act) + 1])]}
