"""Which kinds of papers about somebody there are to scan, and which roles add and read each (LAW-1)."""

from collections.abc import Collection, Mapping

from anbang.organisations.kinds import Role
from anbang.papers.models import PaperKind

# Those who decide on reception and care read the offence. Village and departments never do.
READING_THE_OFFENCE = frozenset(
    {Role.BUREAU_CLERK, Role.AFTERCARE_OFFICER, Role.JUSTICE_ASSISTANT, Role.SEALING_KEEPER}
)
# In the order in which they are offered.
SCANNED = (
    *(PaperKind.HARDSHIP_CERTIFICATE, PaperKind.CARE_AGREEMENT, PaperKind.RELEASE_CERTIFICATE),
    *(PaperKind.REGISTRATION_FORM, PaperKind.RELEASE_NOTICE, PaperKind.RISK_OPINION, PaperKind.AID_PROPOSAL),
    *(PaperKind.SIGNED_HAND_OVER, PaperKind.AUTHORITY, PaperKind.OTHER),
)
# What these say of a closed file must not be seen by anybody, not even by those who are named for it (LAW-2).
TELLS_THE_OFFENCE = frozenset(
    {PaperKind.REGISTRATION_FORM, PaperKind.RELEASE_NOTICE, PaperKind.RELEASE_CERTIFICATE, PaperKind.RISK_OPINION}
)
# The village writes the one and signs the other, and the town approves by them: neither says what somebody was sentenced for.
NEAR_BY = READING_THE_OFFENCE | {Role.VILLAGE_CADRE, Role.TOWN_OFFICER}
READ_BY: Mapping[PaperKind, frozenset[Role]] = {
    **dict.fromkeys(PaperKind, READING_THE_OFFENCE),
    **dict.fromkeys((PaperKind.HARDSHIP_CERTIFICATE, PaperKind.CARE_AGREEMENT), NEAR_BY),
}
KEEPING_SCANS = frozenset().union(*READ_BY.values())


def kinds_for(roles: Collection[str]) -> tuple[PaperKind, ...]:
    """The kinds that somebody in these roles adds and reads."""
    return tuple(kind for kind in SCANNED if not READ_BY[kind].isdisjoint(roles))
