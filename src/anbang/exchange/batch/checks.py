"""What is right and wrong with one row, judged by itself; the codes are the contract's."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from anbang.exchange.batch import columns as c
from anbang.exchange.batch.places import FoundPlace, Gazetteer
from anbang.lib.identity_number import IdentityNumber, NumberFault, read_identity_number
from anbang.lib.reading_dates import read_date
from anbang.lib.terms import Term, read_term

ERROR, WARNING = "error", "warning"
WARNINGS = frozenset(
    {"id_15_digits", "id_full_width", "id_missing", "region_unusual", "juvenile_offence", "late_notice"}
)
# County codes that this district's people carry: the district since 2015, and the counties it was before. A hint only.
USUAL_REGIONS = frozenset({"500153", "500226", "510231", "512127"})
PRIORITY_WORDS = ("重点",)
LARGEST_EXACT_NUMBER = 10**15
SHORTEST_TERM = 0  # months of a sentence that is not told, where a short one would close the row
LONGEST_NAME = 64  # of the register; a cell with more holds something else than a name


@dataclass(frozen=True, slots=True)
class IntakeRules:
    """The two conditions that the policy package answers."""

    sealing_proposed: Callable[[date, date, int | None, bool], bool]
    notice_late: Callable[[date, date], bool]


@dataclass(frozen=True, slots=True)
class SentRow:
    """One line of the file: its sheet and number there, and the cells by column as they came."""

    sheet: str
    row: int
    cells: Mapping[str, Any]
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong at one cell. Faults sort by code."""

    code: str
    column: str

    @property
    def severity(self) -> str:
        """Whether it refuses the row or only warns."""
        return WARNING if self.code in WARNINGS else ERROR


@dataclass(slots=True)
class CheckedRow:
    """A row with what was understood of it. Places are None where they could not be found."""

    sent: SentRow
    faults: list[Fault]
    name: str = ""
    sex: str = ""
    id_number: str | None = None
    id_at_fault: bool = False
    born_on: date | None = None
    registered: FoundPlace = field(default_factory=FoundPlace)
    residence: FoundPlace = field(default_factory=FoundPlace)
    offence: str = ""
    term: Term | None = None
    offence_on: date | None = None
    admitted_on: date | None = None
    release_on: date | None = None
    risk_opinion: str = ""
    priority: bool = False
    contact: str = ""
    aid_proposal: str = ""
    sealing_proposed: bool = False

    @property
    def is_refused(self) -> bool:
        """Whether anything is an error."""
        return any(fault.severity == ERROR for fault in self.faults)

    @property
    def is_not_ours(self) -> bool:
        """Whether both places lie outside the district."""
        return bool(self.registered.outside and self.residence.outside)


def text_of(cell: object) -> str:
    """A cell as text: whole numbers without a decimal point, days as 2026-11-03."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < LARGEST_EXACT_NUMBER:
        return str(int(cell))
    return unicodedata.normalize("NFC", str(cell)).strip()


def check_row(sent: SentRow, *, gazetteer: Gazetteer, rules: IntakeRules, on: date) -> CheckedRow:
    """Read one row and name its faults, sorted by code. Never raises for any cell."""
    row = CheckedRow(sent, [])
    _check_name(row)
    _check_identity(row, on)
    _check_places(row, gazetteer)
    _check_sentence(row)
    _check_days(row, rules, on)
    _read_opinion(row)
    _propose_sealing(row, rules, on)
    row.faults.sort()
    return row


def _cell(row: CheckedRow, column: str) -> str:
    return text_of(row.sent.cells.get(column))


def _fault(row: CheckedRow, column: str, code: str) -> None:
    row.faults.append(Fault(code, column))


def _check_name(row: CheckedRow) -> None:
    row.name = re.sub(r"\s+", "", unicodedata.normalize("NFKC", _cell(row, c.NAME)))
    if not 0 < len(row.name) <= LONGEST_NAME:
        _fault(row, c.NAME, "name_missing")


def _check_identity(row: CheckedRow, on: date) -> None:
    typed_sex = {"男": "male", "女": "female"}.get(_cell(row, c.SEX).removesuffix("性"), "")
    typed_born = _day(row, c.BORN)
    if typed_born is not None and typed_born > on and not _has_number(row, on):
        _fault(row, c.BORN, "date_unreadable")
        typed_born = None
    text = _number_as_typed(row.sent.cells.get(c.ID_NUMBER))
    if not text:
        _fault(row, c.ID_NUMBER, "id_missing")
        row.sex, row.born_on = typed_sex, typed_born
        if not _cell(row, c.BORN):
            _fault(row, c.BORN, "born_missing")
        return
    number = read_identity_number(text)
    _tell_folding(row, number)
    fault = NumberFault.DATE if number.fault is None and number.born_on > on else number.fault
    if fault is not None:
        # Nothing is compared with a number that is itself at fault.
        _fault(row, c.ID_NUMBER, fault.value)
        row.id_at_fault, row.sex, row.born_on = True, typed_sex, typed_born
        return
    row.id_number, row.born_on = number.number, number.born_on
    row.sex = "male" if number.is_male else "female"
    if typed_born is not None and typed_born != number.born_on:
        _fault(row, c.BORN, "born_mismatch")
    if typed_sex and typed_sex != row.sex:
        _fault(row, c.SEX, "sex_mismatch")
    if number.region not in USUAL_REGIONS:
        _fault(row, c.ID_NUMBER, "region_unusual")


def _has_number(row: CheckedRow, on: date) -> bool:
    """Whether the ID number is one, so that it decides about the birth."""
    number = read_identity_number(_number_as_typed(row.sent.cells.get(c.ID_NUMBER)))
    return number.fault is None and number.born_on <= on


def _number_as_typed(cell: object) -> str:
    """An ID number typed as a number has lost its last digits beyond fifteen; it is told as it stands, which is no number."""
    if isinstance(cell, float) and abs(cell) >= LARGEST_EXACT_NUMBER:
        return f"{cell:.5E}"
    return text_of(cell)


def _tell_folding(row: CheckedRow, number: IdentityNumber) -> None:
    if number.was_short and number.fault is None:
        _fault(row, c.ID_NUMBER, "id_15_digits")
    if number.was_full_width:
        _fault(row, c.ID_NUMBER, "id_full_width")


def _day(row: CheckedRow, column: str) -> date | None:
    """The day of a cell; a fault for one that holds something else."""
    if not _cell(row, column):
        return None
    found = read_date(row.sent.cells.get(column))
    if found is None:
        _fault(row, column, "date_unreadable")
    return found


def _check_places(row: CheckedRow, gazetteer: Gazetteer) -> None:
    row.registered = gazetteer.find(_cell(row, c.REGISTERED_TOWN), _cell(row, c.REGISTERED_VILLAGE))
    if row.registered.fault is not None:
        _fault(
            row, c.REGISTERED_VILLAGE if row.registered.at_village else c.REGISTERED_TOWN, row.registered.fault.value
        )
    if not _cell(row, c.RESIDENCE_TOWN) and not _cell(row, c.RESIDENCE_VILLAGE):
        row.residence = row.registered
        return
    row.residence = gazetteer.find(_cell(row, c.RESIDENCE_TOWN), _cell(row, c.RESIDENCE_VILLAGE))
    if row.residence.fault is not None:
        row.residence = _residence_not_found(row)


def _residence_not_found(row: CheckedRow) -> FoundPlace:
    """A residence that cannot be found is no fault (the contract's place faults are the registered place's): what was sent
    stands on the row, and the registered place answers until the justice office has verified the address. Only somebody
    registered outside has nowhere else to belong to, and is refused.
    """
    if row.registered.outside and row.residence.fault is not None:
        _fault(row, c.RESIDENCE_VILLAGE if row.residence.at_village else c.RESIDENCE_TOWN, row.residence.fault.value)
        return row.residence
    return row.registered


def _check_sentence(row: CheckedRow) -> None:
    row.offence = _cell(row, c.OFFENCE)
    text = _cell(row, c.TERM)
    if not text:
        return
    row.term = read_term(text)
    if row.term is None:
        _fault(row, c.TERM, "sentence_unreadable")


def _check_days(row: CheckedRow, rules: IntakeRules, on: date) -> None:
    row.offence_on = _day(row, c.OFFENCE_ON)
    row.admitted_on = _day(row, c.ADMITTED)
    row.release_on = _day(row, c.RELEASE)
    _refuse_days_before_birth(row)
    _refuse_offence_to_come(row, on)
    if row.release_on is None:
        if not _cell(row, c.RELEASE):
            _fault(row, c.RELEASE, "date_unreadable")
        _refuse_admission_to_come(row, on)
        return
    if row.admitted_on is not None and row.release_on < row.admitted_on:
        _fault(row, c.ADMITTED, "release_before_admission")
    else:
        _refuse_admission_to_come(row, on)
    if rules.notice_late(row.release_on, on):
        _fault(row, c.RELEASE, "late_notice")


def _refuse_days_before_birth(row: CheckedRow) -> None:
    """Nobody offends, is admitted or released before being born. Such a day counts as not told. A number that is right decides the
    birth, and the fault stands at the day; without one it stands at the birth.
    """
    if row.born_on is None:
        return
    early = [
        (column, name)
        for column, name in ((c.OFFENCE_ON, "offence_on"), (c.ADMITTED, "admitted_on"), (c.RELEASE, "release_on"))
        if (day := getattr(row, name)) is not None and day < row.born_on
    ]
    for _column, name in early:
        setattr(row, name, None)
    for column in [column for column, _name in early] if row.id_number else [c.BORN][: len(early)]:
        _fault(row, column, "date_unreadable")


def _refuse_admission_to_come(row: CheckedRow, on: date) -> None:
    """Nobody is in custody who is not admitted yet: such a day is mistyped, and would stand in the way of the real release. It counts as not told."""
    if row.admitted_on is not None and row.admitted_on > on:
        row.admitted_on = None
        _fault(row, c.ADMITTED, "date_unreadable")


def _refuse_offence_to_come(row: CheckedRow, on: date) -> None:
    """Nobody offends after being admitted or released for it, nor on a day to come. Such a day counts as not told: a child whose
    offence is mistyped into a later year stays closed.
    """
    if row.offence_on is None or row.offence_on <= _no_later_than(row, on):
        return
    row.offence_on = None
    _fault(row, c.OFFENCE_ON, "date_unreadable")


def _no_later_than(row: CheckedRow, on: date) -> date:
    """The last day on which the offence can have been."""
    return min(day for day in (row.admitted_on, row.release_on, on) if day is not None)


def _read_opinion(row: CheckedRow) -> None:
    row.risk_opinion = _cell(row, c.OPINION)
    row.priority = any(word in row.risk_opinion for word in PRIORITY_WORDS) and "非重点" not in row.risk_opinion
    row.contact = _cell(row, c.CONTACT)
    row.aid_proposal = _cell(row, c.PROPOSAL)


def _propose_sealing(row: CheckedRow, rules: IntakeRules, on: date) -> None:
    """Asked of every row with a day of birth, refused ones too: a child's row is closed before anybody corrects it.

    What is not told is not taken for an adult's: the offence was no later than the admission, and the sentence may be short.
    Such a row is closed without a word at its cells, since the conditions are not known to be met.
    """
    if row.born_on is None:
        return
    latest = _no_later_than(row, on)
    months, for_life = (row.term.months, row.term.for_life) if row.term else (SHORTEST_TERM, False)
    if not rules.sealing_proposed(row.born_on, row.offence_on or latest, months, for_life):
        return
    row.sealing_proposed = True
    if row.offence_on is not None and row.term is not None:
        _fault(row, c.OFFENCE_ON, "juvenile_offence")
