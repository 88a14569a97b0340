"""Breaking the guards of the database one by one, as the owner of the tables, who is bound by nothing else; and taking one away."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import IntegrityError, connections, models, transaction

OWNER = "owner"
Write = Callable[[Any], object]


@dataclass(frozen=True)
class Break:
    """Writes that a guard refuses. `by`: the trigger that holds it, where its name is another. `others_hold_too`: without the guard
    another one, or a range that cannot be, refuses the same.
    """

    write: Write
    by: str = ""
    others_hold_too: bool = False


def change(row: models.Model, **values: object) -> None:
    """Write these values into a row."""
    assert type(row)._base_manager.using(OWNER).filter(pk=row.pk).update(**values) == 1


def again(row: models.Model, **different: object) -> models.Model:
    """Write a second row like it, different in these values."""
    values = {
        field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key
    }
    copy = type(row)(**values)
    for name, value in different.items():
        setattr(copy, name, value)
    copy.save(using=OWNER, force_insert=True)
    return copy


def remove(row: models.Model) -> None:
    """Delete a row, and nothing that hangs on it."""
    with connections[OWNER].cursor() as cursor:
        cursor.execute(f"delete from {row._meta.db_table} where id = %s", [row.pk])


def take_away(guard: str) -> None:
    """Drop a constraint, a unique index or a trigger by its name, until the transaction is rolled back."""
    with connections[OWNER].cursor() as cursor:
        for found, drop in (
            (
                "select conrelid::regclass from pg_constraint where conname = %s and contype <> 't'",
                "alter table {} drop constraint {}",
            ),
            ("select tgrelid::regclass from pg_trigger where tgname = %s", "drop trigger {1} on {0}"),
            ("select indrelid::regclass from pg_index where indexrelid::regclass::text = %s", "drop index {1}"),
        ):
            cursor.execute(found, [guard])
            if row := cursor.fetchone():
                cursor.execute(drop.format(row[0], guard) + ("" if drop.startswith("drop trigger") else " cascade"))
                return
    raise AssertionError(f"there is no guard {guard}")


@contextmanager
def undone() -> Iterator[None]:
    """As the owner, to the very end of a transaction: what is asked at the commit is asked, and nothing stays."""
    with transaction.atomic(using=OWNER):
        yield
        with connections[OWNER].cursor() as cursor:
            cursor.execute("set constraints all immediate")
        transaction.set_rollback(True, using=OWNER)


def refused(name: str, one: Break, world: object) -> None:
    """The guard refuses the writes, by its name."""
    with pytest.raises(IntegrityError) as error, undone():
        one.write(world)
    cause = error.value.__cause__
    assert cause is not None
    assert cause.diag.constraint_name == name  # type: ignore[attr-defined]


def let_in_without(name: str, one: Break, world: object) -> None:
    """The control: with the guard taken away the same writes pass."""
    with undone():
        take_away(one.by or name)
        one.write(world)


def named_constraints(*tables: type[models.Model]) -> set[str]:
    """The constraints of these tables, by name."""
    return {constraint.name for table in tables for constraint in table._meta.constraints}


def with_control(breaks: Mapping[str, Break]) -> list[str]:
    """Those whose writes nothing else refuses."""
    return sorted(name for name, one in breaks.items() if not one.others_hold_too)
