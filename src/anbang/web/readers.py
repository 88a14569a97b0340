"""Which roles read what of somebody (LAW-1): the whole file, the file without the offence, or only what their own work needs."""

from collections.abc import Iterable

from django.utils.translation import gettext

from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import Role
from anbang.papers.models import PaperKind
from anbang.papers.readers import READING_THE_OFFENCE

# Those who decide on reception and care read the offence. Village and departments never do.
MAY_READ_THE_OFFENCE = READING_THE_OFFENCE
OF_FILES = (*MAY_READ_THE_OFFENCE, Role.TOWN_OFFICER)
# Those who have something to do for a person and open no file: they see whom it is about, and their own work.
OF_OWN_WORK = (Role.VILLAGE_CADRE, Role.CIVIL_AFFAIRS_OFFICER, Role.POLICE_OFFICER)
# Whoever owes something about a person may ask why it is theirs. The police owe nothing by the rules as they are, and are told of nothing.
ASKING_WHY = (*OF_FILES, *OF_OWN_WORK)
# Whoever goes to somebody's door, or is asked where they are, knows that they are away and who keeps in touch (HLP-3).
KEEPING_TOUCH = frozenset({Role.VILLAGE_CADRE, Role.POLICE_OFFICER})


def is_discreet(by: ActingStaff) -> bool:
    """Whether somebody reads over the shoulder: a village's telephone says nowhere what the visits are for."""
    return is_of_a_village(by.roles)


def is_of_a_village(roles: Iterable[str]) -> bool:
    """The same of whoever holds these posts, before one of them is chosen."""
    held = set(roles)
    return bool(held) and held <= {Role.VILLAGE_CADRE}


def paper_name(kind: str, *, discreet: bool) -> str:
    """How a page calls a paper: as it is called, or so that whoever looks over the shoulder does not read what it is about."""
    return gettext("协议书") if discreet and kind == PaperKind.CARE_AGREEMENT else str(PaperKind(kind).label)
