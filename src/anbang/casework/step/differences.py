"""What is kept and what should be kept, compared; only the differences are written."""

from collections.abc import Hashable, Mapping
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)
Key = TypeVar("Key", bound=Hashable)
MANY = 4


def changed(row: Model, values: Mapping[str, Any]) -> bool:
    """Set these values in a row; whether anything was different. Not yet written. What was left unread is not read for it, and counts
    as different.
    """
    unread = row.get_deferred_fields()
    different = {name: value for name, value in values.items() if name in unread or getattr(row, name) != value}
    for name, value in different.items():
        setattr(row, name, value)
    return bool(different)


def write(
    rows: QuerySet[Row],
    held: Mapping[Key, Row],
    wanted: Mapping[Key, Mapping[str, Any]],
    *,
    fields: tuple[str, ...],
    compared: tuple[str, ...] = (),
) -> None:
    """Make the rows `held` those that are `wanted`, by key: new ones are written, others changed, what nobody wants is removed.

    `rows` is the queryset of the model; `wanted` holds all values of a row, of which `fields` are written where any of `compared`
    (all of them, if none are named) differs.
    """
    gone = [row.pk for key, row in held.items() if key not in wanted]
    if gone:
        rows.model._base_manager.filter(pk__in=gone).delete()
    different = [
        held[key]
        for key, values in wanted.items()
        if key in held and _differs(held[key], values, compared or fields) and changed(held[key], _some(values, fields))
    ]
    if len(different) < MANY:
        for row in different:
            row.save(update_fields=fields)
    else:
        rows.bulk_update(different, fields, batch_size=1000)
    fresh = [rows.model(**values) for key, values in wanted.items() if key not in held]
    if fresh:
        rows.bulk_create(fresh, batch_size=2000)


def _differs(row: Model, values: Mapping[str, Any], names: tuple[str, ...]) -> bool:
    return any(getattr(row, name) != values[name] for name in names)


def _some(values: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: values[name] for name in names}
