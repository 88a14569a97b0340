"""A file that stood in the archive, or was to be disposed of, comes out when a list names its person again, and goes back when that is undone."""

import pytest

from anbang.casework.models import Case
from anbang.casework.person.models import Reach, ReachReason
from anbang.casework.retention.actions import confirm_disposal, decide_disposal, propose_disposals
from anbang.casework.retention.models import Disposal
from anbang.casework.retention.queries import waiting_disposals
from anbang.exchange.batch import applying
from anbang.exchange.batch.actions import undo_batch
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.models import Office
from anbang.organisations.unattended import unattended
from tests.exchange.lists import applied
from tests.exchange.returning import OWNER, again, another
from tests.exchange.standings import STANDINGS, Desks
from tests.exchange.test_people_who_come_back import NEXT, sees
from tests.support.people import TODAY, office, post


@pytest.fixture
def desks(clerk: ActingStaff, assistant: ActingStaff, neighbour: ActingStaff) -> Desks:
    return Desks(clerk, assistant, neighbour)


def brought(desks: Desks, standing: str) -> Case:
    case = STANDINGS[standing][0](desks, 1)
    assert case is not None
    return case


def at_night() -> int:
    return propose_disposals(by=unattended("morning", on=TODAY), on=TODAY)


def waits() -> int:
    return Disposal.objects.using(OWNER).filter(disposed_on__isnull=True).count()


def test_out_of_the_archive_the_file_is_its_new_towns(desks):
    brought(desks, "closed long ago")
    archived = Reach.objects.using(OWNER).on(TODAY).filter(why=ReachReason.ARCHIVED)
    assert (archived.count(), sees(desks.assistant), sees(desks.neighbour)) == (1, 1, 0)
    batch = applied([again(**NEXT)], by=another(desks.clerk))
    assert (archived.count(), sees(desks.assistant), sees(desks.neighbour)) == (0, 0, 1)
    undo_batch(batch.pk, by=another(desks.clerk), on=TODAY)
    assert (archived.count(), sees(desks.assistant), sees(desks.neighbour)) == (1, 1, 0)


def test_of_the_same_town_its_government_sees_the_file_again(desks):
    brought(desks, "closed long ago")
    town = Office.objects.using(OWNER).get(kind=OfficeKind.TOWN_GOVERNMENT, area__name="昌元街道")
    officer = post(Role.TOWN_OFFICER, town)
    assert sees(officer) == 0
    applied([again()], by=another(desks.clerk))
    assert (sees(officer), sees(desks.assistant)) == (1, 1)


@pytest.mark.parametrize("standing", ["proposed for disposal", "decided to go"])
def test_what_was_to_go_is_needed_and_waits_for_nobody(desks, standing):
    brought(desks, standing)
    told = Disposal.objects.using(OWNER).get()
    batch = applied([again()], by=another(desks.clerk))
    assert waits() == 0
    with acting(desks.clerk):
        assert not waiting_disposals(for_staff=desks.clerk).exists()
    assert at_night() == 0, "nor by night"
    other = post(Role.BUREAU_CLERK, office(OfficeKind.JUSTICE_BUREAU))
    with pytest.raises(Disposal.DoesNotExist):
        confirm_disposal(told.pk, is_agreed=True, by=other, on=TODAY)
    undo_batch(batch.pk, by=another(desks.clerk), on=TODAY)
    assert at_night() == 1, "undone it is proposed anew"
    decide_disposal(Disposal.objects.using(OWNER).get().pk, by=another(desks.clerk), on=TODAY)


def test_control_were_it_not_withdrawn_it_would_still_stand_among_what_waits(desks, monkeypatch):
    brought(desks, "proposed for disposal")
    monkeypatch.setattr(applying, "withdraw_proposals", lambda _people: None)
    applied([again()], by=another(desks.clerk))
    assert waits() == 1
