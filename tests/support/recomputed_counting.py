"""By what lists count somebody, on the tests' own path."""

from collections.abc import Iterator, Sequence
from datetime import date

from anbang.casework.act.models import Act
from anbang.casework.person.models import Person
from anbang.policy.course import Course
from tests.support.recomputed_archive import archived_on


def counted_wrongly(person: Person, course: Course, acts: Sequence[Act], today: date) -> Iterator[str]:
    """What stands with the person and should not."""
    last = course.cases[-1]
    is_open = last.ended_on is None
    newest = max(act.case_id for act in acts) if acts else None
    contact = [act.kind for act in acts if act.case_id == newest and act.kind in ("contact_lost", "found")]
    if is_open:
        stage = "in_care" if last.care else "in_custody"
    else:
        stage = "archived" if archived_on(last, acts) <= today else "ended"
    wanted = {
        "stage": stage,
        "stage_until": last.care.ends_on if is_open and last.care else None,
        "is_priority": is_open and bool(last.priority),
        "is_in_transfer": any(one.ended_on is None for case in course.cases for one in case.transfers),
        "is_lost": is_open and contact[-1:] == ["contact_lost"],
    }
    kept = {name: getattr(person, name) for name in wanted}
    if kept != wanted:
        yield f"person {person.pk}: counted as {kept}, should be {wanted}"
