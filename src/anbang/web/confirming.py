"""What confirming a list would do, and what stands against taking it back: of many rows, in one question."""

from django.db.models import Aggregate, Count, Min, Q, QuerySet, Subquery

from anbang.exchange.batch.applying import rows_to_amend, rows_to_return, rows_to_send_back, rows_to_take_in
from anbang.exchange.batch.models import Batch, StagedRow
from anbang.exchange.batch.queries import may_be_undone, rows_touched, shown_rows
from anbang.exchange.batch.relying import lists_that_rely_on
from anbang.exchange.batch.settling import rows_to_settle
from anbang.exchange.batch.status import OPEN_TO_CORRECTION


def what_confirming_does(batch: Batch) -> dict[str, int]:
    """How many rows confirming would take in, begin anew, amend, settle and send back; a row that was worked on since the list was taken in
    (`touched`), and the number of a list that counts on it (`relying`).
    """
    steps = {
        "to_take_in": rows_to_take_in,
        "to_begin_anew": rows_to_return,
        "to_amend": rows_to_amend,
        "to_settle": rows_to_settle,
        "to_return": rows_to_send_back,
    }
    if batch.status not in OPEN_TO_CORRECTION:
        return {**dict.fromkeys(steps, 0), "to_confirm": 0, "may_confirm": False}

    def are(rows: QuerySet[StagedRow]) -> Q:
        return Q(pk__in=rows.order_by().values("pk"))

    asked: dict[str, Aggregate] = {name: Count("pk", filter=are(rows_to(batch))) for name, rows_to in steps.items()}
    if may_be_undone(batch):
        asked["touched"] = Min("row", filter=are(rows_touched(batch).filter(closed=False)))
        asked["relying"] = Min(Subquery(lists_that_rely_on(batch).values("pk")[:1]))
    found = shown_rows(batch).aggregate(**asked)
    to_confirm = sum(found[name] for name in steps) - found["to_return"]
    return {**found, "to_confirm": to_confirm, "may_confirm": to_confirm + found["to_return"] > 0}
