"""What the reader may do now about somebody: what a running duty wants first, then the other steps by what they are about."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from anbang.casework.step.standing import Standing
from anbang.organisations.acting import ActingStaff
from anbang.web.duties import ShownDuty
from anbang.web.steps.register import STEPS
from anbang.web.steps.step import GROUPS, Step

MOST_FIRST = 6


@dataclass(frozen=True, slots=True)
class Offer:
    """A step, its address, and the duty that wants it."""

    step: Step
    address: str
    duty: ShownDuty | None = None
    is_wanted: bool = False
    """Whether the reader's own office owes the duty."""


def offered(standing: Standing, duties: Sequence[ShownDuty], *, by: ActingStaff) -> list[Offer]:
    """Every step about nothing but the person that the reader may take today; those that a running duty wants come first."""
    offers = [
        _offer(step, standing, duties)
        for step in STEPS.values()
        if step.about is None and step.is_theirs(standing, by) and step.may_come(standing)
    ]
    # Sorting keeps the order of the register among those that are equal.
    return sorted(
        offers,
        key=lambda offer: (not offer.is_wanted, offer.duty.duty.due_on if offer.duty else standing.case.opened_on),
    )


def _offer(step: Step, standing: Standing, duties: Sequence[ShownDuty]) -> Offer:
    rules = step.duties if standing.has(step.kind) else (*step.duties, *step.prepares)
    running = [duty for duty in duties if duty.is_running and duty.duty.rule in rules]
    own = [duty for duty in running if duty.can_be_done_here]
    address = reverse("take_step", args=[standing.person.pk, step.slug])
    return Offer(step, address, next(iter(own), None), is_wanted=bool(own))


def address_of(slug: str, standing: Standing, *, by: ActingStaff) -> str:
    """Where the reader takes this step about nothing but the person; empty where it is not theirs, or could not come today."""
    step = STEPS[slug]
    is_open = step.is_theirs(standing, by) and step.may_come(standing)
    return reverse("take_step", args=[standing.person.pk, slug]) if is_open else ""


def about_a_row(slugs: Iterable[str], row: Any, standing: Standing, *, by: ActingStaff) -> list[Offer]:
    """The steps about one row of the file that the reader's office takes. What belongs to a day that is past may still be recorded, so it is
    not asked whether it may come today.
    """
    return [
        Offer(step, reverse("take_step_about", args=[standing.person.pk, step.slug, row.pk]))
        for step in (STEPS[slug] for slug in slugs)
        if step.is_theirs(standing, by)
    ]


def by_group(offers: Iterable[Offer]) -> list[dict[str, Any]]:
    """The offers under what they are about."""
    grouped: dict[str, list[Offer]] = {}
    for offer in offers:
        grouped.setdefault(offer.step.group, []).append(offer)
    return [{"title": title, "offers": grouped[name]} for name, title in GROUPS.items() if name in grouped]
