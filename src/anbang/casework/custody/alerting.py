"""Whether town and police station are still to be told of a priority person (clause 2.3.2): asked anew with every reason, and after a transfer."""

from collections.abc import Iterable

from anbang.casework.act.story import ToldAct
from anbang.casework.step.positions import Position

# The office of the registered place owes it; the one that has taken over tells those of its own town.
ALERTING = (Position.REGISTERED, Position.RESPONSIBLE)
ALERTED = "priority_alerted"


def awaits_alert(acts: Iterable[ToldAct]) -> bool:
    """Whether reasons were told, or another office took over, and nobody has been alerted since, by the order of recording. `acts`: those
    of one case that hold, of somebody who is a priority person.
    """
    known = list(acts)
    asked = [act.id for act in known if _asks(act)]
    told = [act.id for act in known if act.happening.event == ALERTED]
    return bool(asked) and max(asked) > max(told, default=0)


def _asks(act: ToldAct) -> bool:
    event = act.happening.event
    gives_reasons = event == "notice_received" and bool(act.happening.details.get("priority"))
    return gives_reasons or event in ("priority_set", "transfer_accepted")
