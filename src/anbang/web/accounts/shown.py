"""Accounts as their pages show them: who, what they are where, and how it stands with signing in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from anbang.organisations.kinds import AreaKind, OfficeKind, Outcome, Role
from anbang.organisations.locks import locked_among
from anbang.organisations.models import Office, Posting, Proposal, Staff
from anbang.web.signing.second_factor import KINDS, needs_second_factor

LOCKED, WITHOUT, ENDED = "locked", "without", "ended"
# Which accounts the list shows: address → its name.
VIEWS: Final = {"": _("使用中"), LOCKED: _("已锁定"), WITHOUT: _("缺两步验证"), ENDED: _("已停用")}


@dataclass(frozen=True, slots=True)
class Account:
    """One account on a day. `lacks`: a role needs a second factor and there is none yet."""

    staff: Staff
    posts: Sequence[Posting]
    is_locked: bool
    has_second_factor: bool

    @property
    def lacks(self) -> bool:
        """Whether it may do nothing but set up a second factor."""
        return needs_second_factor(self.posts) and not self.has_second_factor


def accounts_called(written: str) -> QuerySet[Staff]:
    """The accounts of this name, or whose holder has this in the name; all without one, in the order of the names to sign in with."""
    found = Staff.objects.order_by("username")
    return found.filter(Q(name__contains=written) | Q(username__icontains=written)) if written else found


def in_view(staff: QuerySet[Staff], view: str, *, on: date) -> QuerySet[Staff]:
    """Those of a view."""
    if view == ENDED:
        return staff.filter(is_active=False)
    staff = staff.filter(is_active=True)
    if view == LOCKED:
        return staff.filter(username__in=locked_among(staff.values_list("username", flat=True)))
    if view == WITHOUT:
        needing = Posting.objects.on(on).filter(staff=OuterRef("pk"), role__in=roles_needing())
        factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=KINDS)
        return staff.filter(Exists(needing), ~Exists(factors))
    return staff


def roles_needing() -> tuple[str, ...]:
    """The roles that need a second factor here; none in a demo that does without."""
    return tuple(role for role in Role.values if needs_second_factor([Posting(role=role)]))


def shown(staff: Iterable[Staff], *, on: date) -> list[Account]:
    """These accounts, in their order, asked for together."""
    these = list(staff)
    posts: dict[int, list[Posting]] = {one.pk: [] for one in these}
    held = Posting.objects.filter(staff__in=posts).exclude(until_on__lt=on).select_related("office")
    for posting in held.order_by("from_on", "id"):
        posts[posting.staff_id].append(posting)
    locked = locked_among(one.username for one in these)
    with_factor = set(Authenticator.objects.filter(user__in=posts, type__in=KINDS).values_list("user_id", flat=True))
    return [Account(one, posts[one.pk], one.username in locked, one.pk in with_factor) for one in these]


def refused_lately(staff_id: int) -> Proposal | None:
    """The last answer about an account, if it was no."""
    answered = Proposal.objects.filter(staff=staff_id, decided_at__isnull=False).select_related("office", "decided_by")
    latest: Proposal | None = answered.order_by("-decided_at", "-id").first()
    return latest if latest and latest.outcome == Outcome.REFUSED else None


def office_choices(*, on: date) -> list[tuple[str, list[tuple[str, str]]]]:
    """Every office that works on a day, by kind; a village's with its town."""
    offices = Office.objects.on(on).select_related("area__parent").order_by("id")
    groups: dict[str, list[tuple[str, str]]] = {kind: [] for kind in OfficeKind.values}
    for office in offices:
        town = office.area.parent if office.area and office.area.kind in AreaKind.villages() else None
        groups[office.kind].append((str(office.pk), f"{town.name} {office.name}" if town else office.name))
    return [(str(OfficeKind(kind).label), found) for kind, found in groups.items() if found]
