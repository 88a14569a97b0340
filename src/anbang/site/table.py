"""What may be done with one table, and with which of its rows: of somebody, of a case, of a duty (`anbang.site.privileges`)."""

from dataclasses import dataclass

from anbang.site.rows_seen import OPEN_TO_THE_DISTRICT, SEEN


@dataclass(frozen=True, slots=True)
class Table:
    """What app and overseer may do (letters of select, insert, update, delete) and the rows they see (None: all)."""

    name: str
    app: str = ""
    overseer: str = ""
    app_rows: str | None = None
    overseer_rows: str | None = None
    auditor: str = ""
    # What may be told of a new row; the rest, such as its number, the database gives.
    inserted: str = ""
    # Which columns may be changed, where not all.
    updated: str = ""

    @property
    def has_row_security(self) -> bool:
        """Whether a role is bound to some rows."""
        return self.app_rows is not None or self.overseer_rows is not None


def of_person(
    name: str, column: str, *, app: str, overseer: str = "siud", app_too: str = "", updated: str = ""
) -> Table:
    """Rows about somebody: `column` has the person. `app_too`: which others the office sees."""
    person = f"{name}.{column}"
    seen, open_to_all = SEEN.format(person=person), OPEN_TO_THE_DISTRICT.format(person=person)
    return Table(name, app, overseer, f"({seen}{app_too})", open_to_all, updated=updated)


def of_case(name: str, *, app: str, overseer: str = "siud", app_too: str = "") -> Table:
    """Rows about a case, seen by whoever sees the case."""
    seen = f"exists (select 1 from casework_case c where c.id = {name}.case_id)"  # itself under row security
    return Table(name, app, overseer, f"({seen}{app_too})", f"({seen})")


def of_duty(name: str) -> Table:
    """A duty about somebody; one of an office is no secret."""
    about = of_person(name, "person_id", app="siud")
    return Table(
        name,
        "siud",
        "siud",
        f"(person_id is null or {about.app_rows})",
        f"(person_id is null or {about.overseer_rows})",
    )
