"""Whether somebody's file must be closed, as far as it is known (LAW-2)."""

from datetime import date

from anbang.casework.step.policy import pack_in_force
from anbang.policy import answer

# Months of a sentence that is not told: a short one would close the file.
SHORTEST_TERM = 0


def must_be_closed(born_on: date | None, *, latest_offence_on: date, months: int | None = None) -> bool:
    """What is not told is not taken for an adult's: the offence was on `latest_offence_on` or before. False where no birth is known."""
    if born_on is None:
        return False
    proposed = answer(
        "sealing_proposed",
        as_of=latest_offence_on,
        pack=pack_in_force(),
        born_on=born_on,
        offence_on=latest_offence_on,
        sentence_months=SHORTEST_TERM if months is None else months,
    )
    return bool(proposed)
