"""How somebody comes to every standing in which a list may find them, by the real steps."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from anbang.casework.care.actions import (
    ClosingRecord,
    accept_transfer,
    change_registered_place,
    end_care,
    lose_contact,
    record_death,
    record_look_back,
    record_move,
    record_reoffence,
)
from anbang.casework.custody.actions import Findings, record_verification
from anbang.casework.custody.changes import return_as_not_ours
from anbang.casework.custody.models import Channel, Finding, RegistrationForm
from anbang.casework.custody.single import NewNotice, OnPaper, record_admission, record_form, record_notice
from anbang.casework.handover.actions import Arrival, record_release
from anbang.casework.handover.filing import Somebody, file_somebody
from anbang.casework.handover.intake import Unannounced, take_in_on_the_spot, take_over_from_corrections
from anbang.casework.handover.models import ReleasedFrom
from anbang.casework.models import Case
from anbang.casework.person.actions import Place
from anbang.casework.person.models import ExclusionReason
from anbang.casework.retention.actions import confirm_disposal, decide_disposal, propose_disposals
from anbang.casework.retention.models import Disposal
from anbang.casework.step.excluding import exclude
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.models import Area
from anbang.organisations.unattended import unattended
from tests.exchange.returning import (
    ENDED,
    OWNER,
    RELEASED,
    another,
    first,
    in_custody,
    released,
    reoffended,
)
from tests.support.people import TODAY, office, post, village

NO_SCAN = OnPaper(no_scan_because="随后补")


@dataclass(frozen=True)
class Desks:
    """Whoever takes the steps."""

    clerk: ActingStaff
    assistant: ActingStaff
    neighbour: ActingStaff

    def home(self, on: date) -> ActingStaff:
        """The justice assistant of the registered town, on a day."""
        return another(self.assistant, on=on)


Brought = Callable[[Desks, int], Case | None]


def town(name: str = "安富街道") -> Place:
    """A town of the district."""
    return Place(area_id=Area.objects.using(OWNER).get(name=name).pk)


def somebody(number: int) -> Somebody:
    """That number of the lists, as the justice office files them."""
    told, place = first(number), Place(area_id=village().pk)
    return Somebody(told["姓名"], id_number=told["身份证号"], registered=place, residence=place)


def _unheard_of(_desks: Desks, _number: int) -> None:
    return None


def _awaited(desks: Desks, number: int) -> Case:
    return in_custody(desks.clerk, number)


def _falsely_named(desks: Desks, number: int) -> Case:
    case = in_custody(desks.clerk, number)
    with acting(desks.assistant):
        form = RegistrationForm.objects.get(case=case.pk)
    findings = Findings(Finding.TRUE, Finding.FALSE, Finding.TRUE, identity_evidence="查无此人")
    record_verification(form.pk, findings, by=desks.home(date(2026, 1, 9)), on=date(2026, 1, 9))
    return case


def _in_care(desks: Desks, number: int) -> Case:
    return released(desks.clerk, desks.assistant, number)


def _lost(desks: Desks, number: int) -> Case:
    case = _in_care(desks, number)
    lose_contact(case.pk, words="电话不通", by=desks.home(ENDED), on=ENDED)
    return case


def _to_be_handed_over(desks: Desks, number: int) -> Case:
    case = _in_care(desks, number)
    record_move(case.pk, town(), by=desks.home(ENDED), on=ENDED)
    return case


def _handed_over(desks: Desks, number: int) -> Case:
    case = _to_be_handed_over(desks, number)
    accept_transfer(case.pk, by=another(desks.neighbour, on=ENDED), on=ENDED)
    return case


def _handed_over_elsewhere(desks: Desks, number: int) -> Case:
    case = _in_care(desks, number)
    record_move(case.pk, Place(outside="四川省隆昌市"), by=desks.home(ENDED), on=ENDED)
    accept_transfer(case.pk, by=desks.home(ENDED), on=ENDED, words="函复")
    return case


def _registered_elsewhere(desks: Desks, number: int) -> Case:
    case = _in_care(desks, number)
    change_registered_place(case.pk, town(), by=desks.home(ENDED), on=ENDED, words="迁户")
    return case


def _from_corrections(desks: Desks, number: int) -> Case:
    day = date(2026, 2, 2)
    taken = take_over_from_corrections(
        somebody(number), completed_on=day, handed_over="移交", by=desks.home(day), on=day
    )
    assert taken.case is not None
    return taken.case


def _on_the_spot(desks: Desks, number: int) -> Case:
    came = Unannounced(
        somebody(number),
        RELEASED,
        ReleasedFrom.PRISON,
        Arrival(has_certificate=True, certificate="2026-1"),
        why="无人通知",
    )
    taken = take_in_on_the_spot(came, by=desks.home(RELEASED), on=RELEASED)
    assert taken.case is not None
    return taken.case


def _only_filed(desks: Desks, number: int) -> Case:
    return file_somebody(somebody(number), by=desks.home(RELEASED), on=RELEASED)


def _prison() -> int:
    return office(OfficeKind.PRISON).pk


def _only_announced(desks: Desks, number: int) -> Case:
    case, day = _only_filed(desks, number), date(2026, 2, 2)
    notice = NewNotice(date(2026, 12, 1), paper=NO_SCAN)
    record_notice(case.pk, _prison(), notice, by=desks.home(day), on=day)
    return case


def _only_admitted(desks: Desks, number: int) -> Case:
    case = _only_filed(desks, number)
    day = date(2026, 1, 21)
    record_admission(case.pk, _prison(), by=desks.home(day), on=day, months=24)
    return case


def _typed_in(desks: Desks, number: int) -> Case:
    case, day = _only_filed(desks, number), date(2026, 2, 2)
    record_form(case.pk, _prison(), Channel.POST, by=desks.home(day), on=day, paper=NO_SCAN)
    return case


def _reoffended(desks: Desks, number: int) -> Case:
    return reoffended(desks.clerk, desks.assistant, number)


def _looked_back_on(desks: Desks, number: int) -> Case:
    case, day = _reoffended(desks, number), date(2026, 9, 1)
    aftercare = post(Role.AFTERCARE_OFFICER, office(OfficeKind.AFTERCARE_OFFICE))
    record_look_back(case.pk, words="查清", by=another(aftercare, on=day), on=day)
    return case


def _moved_after_the_end(desks: Desks, number: int) -> Case:
    case, day = _reoffended(desks, number), date(2026, 9, 2)
    record_move(case.pk, town(), by=desks.home(day), on=day)
    return case


def _released_long_ago(desks: Desks, number: int) -> Case:
    then = date(2020, 3, 2)
    case = file_somebody(somebody(number), by=desks.home(then), on=then)
    record_release(case.pk, released_from=ReleasedFrom.PRISON, by=desks.home(then), on=then)
    return case


def _care_ended(desks: Desks, number: int) -> Case:
    case = _released_long_ago(desks, number)
    end_care(case.pk, ClosingRecord("期满"), by=desks.home(ENDED), on=ENDED)
    return case


def _died_in_care(desks: Desks, number: int) -> Case:
    case = _in_care(desks, number)
    record_death(case.pk, words="证明", by=desks.home(ENDED), on=ENDED)
    return case


def _died_after_the_end(desks: Desks, number: int) -> Case:
    case, day = _reoffended(desks, number), date(2026, 7, 1)
    record_death(case.pk, words="证明", by=desks.home(day), on=day)
    return case


def _returned_as_not_ours(desks: Desks, number: int) -> Case:
    case, day = in_custody(desks.clerk, number), date(2026, 1, 12)
    return_as_not_ours(case.pk, belongs_to="永川区", words="函", by=desks.home(day), on=day)
    return case


def _kept_from_the_clerk(desks: Desks, number: int) -> Case:
    case = _reoffended(desks, number)
    exclude(case.person_id, desks.clerk.staff_id, ExclusionReason.KIN, by=desks.clerk, on=TODAY)
    return case


# Before the years for which a file is kept.
LONG_AGO = date(2015, 10, 6)


def _closed_long_ago(desks: Desks, number: int) -> Case:
    case = file_somebody(somebody(number), by=desks.home(LONG_AGO), on=LONG_AGO)
    record_release(case.pk, released_from=ReleasedFrom.PRISON, by=desks.home(LONG_AGO), on=LONG_AGO)
    record_reoffence(case.pk, words="判决书", by=desks.home(LONG_AGO), on=LONG_AGO)
    return case


def _proposed_for_disposal(desks: Desks, number: int) -> Case:
    case = _closed_long_ago(desks, number)
    propose_disposals(by=unattended("morning", on=TODAY), on=TODAY)
    return case


def _decided_to_go(desks: Desks, number: int) -> Case:
    case = _proposed_for_disposal(desks, number)
    told = Disposal.objects.using(OWNER).get(person_id=case.person_id)
    decide_disposal(told.pk, by=another(desks.clerk), on=TODAY)
    return case


def _disposed_of(desks: Desks, number: int) -> None:
    case = _decided_to_go(desks, number)
    told = Disposal.objects.using(OWNER).get(person_id=case.person_id)
    other = post(Role.BUREAU_CLERK, office(OfficeKind.JUSTICE_BUREAU))
    confirm_disposal(told.pk, is_agreed=True, by=other, on=TODAY)


# Standing → how they came there; what the list's row is, and at which cell with which code it is refused.
STANDINGS: dict[str, tuple[Brought, str, str]] = {
    "unheard of": (_unheard_of, "new", ""),
    "awaited": (_awaited, "update", ""),
    "falsely named": (_falsely_named, "update", ""),
    "only filed": (_only_filed, "update", ""),
    "only announced": (_only_announced, "update", ""),
    "only admitted": (_only_admitted, "update", ""),
    "typed in": (_typed_in, "update", ""),
    "in care": (_in_care, "refused", "still_in_care"),
    "taken in on the spot": (_on_the_spot, "refused", "still_in_care"),
    "from corrections": (_from_corrections, "refused", "still_in_care"),
    "lost": (_lost, "refused", "still_in_care"),
    "to be handed over": (_to_be_handed_over, "refused", "still_in_care"),
    "handed over": (_handed_over, "refused", "still_in_care"),
    "handed over elsewhere": (_handed_over_elsewhere, "refused", "still_in_care"),
    "registered elsewhere": (_registered_elsewhere, "refused", "still_in_care"),
    "to be ended": (_released_long_ago, "refused", "still_in_care"),
    "reoffended": (_reoffended, "returns", ""),
    "looked back on": (_looked_back_on, "returns", ""),
    "moved after the end": (_moved_after_the_end, "returns", ""),
    "care ended": (_care_ended, "returns", ""),
    "returned as not ours": (_returned_as_not_ours, "returns", ""),
    "kept from the clerk": (_kept_from_the_clerk, "returns", ""),
    "proposed for disposal": (_proposed_for_disposal, "returns", ""),
    "decided to go": (_decided_to_go, "returns", ""),
    "disposed of": (_disposed_of, "new", ""),
    # After those who are proposed for disposal, or this one would be too.
    "closed long ago": (_closed_long_ago, "returns", ""),
    "died in care": (_died_in_care, "refused", "person_died"),
    "died after the end": (_died_after_the_end, "refused", "person_died"),
}
