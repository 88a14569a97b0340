"""Closed files that stay when their list is undone, because something stands against taking them back. A refusal would tell whoever undoes the list that
there is a closed file in it (LAW-2).
"""

from collections import defaultdict

from anbang.casework.person.models import Case
from anbang.exchange.batch.models import Batch, StagedRow
from anbang.exchange.batch.queries import rows_touched
from anbang.exchange.batch.relying import ABOUT_KNOWN_PEOPLE, lists_relying_on
from anbang.exchange.batch.sealed_rows import open_content
from anbang.exchange.batch.settling import CLOSED_NOW


def closed_files_that_stay(batch: Batch) -> set[int]:
    """People with closed files of whom the list is not taken back: something happened about them since, another list relies on them, or the file was
    closed by this very list. Call inside the undoing, which sees them.
    """
    rows = list(batch.rows.filter(closed=True, case__isnull=False).order_by("id"))
    person_of = dict(Case.objects.filter(pk__in=[row.case_id for row in rows]).values_list("id", "person_id"))
    of_person: dict[int, list[StagedRow]] = defaultdict(list)
    for row in rows:
        if row.case_id is not None:
            of_person[person_of[row.case_id]].append(row)
    touched = set(rows_touched(batch).filter(closed=True).values_list("case__person_id", flat=True))
    staying = {person for person in of_person if person in touched}
    for person, told in of_person.items():
        is_made = any(row.outcome not in ABOUT_KNOWN_PEOPLE for row in told)
        relying = lists_relying_on(batch, made=[person] if is_made else [], changed=[] if is_made else [person])
        if relying.exists() or any(open_content(row).before.get(CLOSED_NOW) for row in told):
            staying.add(person)
    return staying
