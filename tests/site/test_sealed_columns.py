"""What is sealed stands in one list, and nothing is sealed beside it; a value opens in its row, its column and under its key alone."""

import pytest
from django.apps import apps
from django.db.models import BinaryField, Model, UniqueConstraint

from anbang.lib.sealing import Keyring
from anbang.papers import keys
from anbang.papers.sealed import Sealed
from anbang.site.sealed_columns import COLUMNS, INDEXES, model_of, sealed_in, told_of
from tests.site.sealed import bed, does_open, full, lived_in, opens, put
from tests.support.people import TODAY

__all__ = ["bed", "full", "lived_in"]

# Bytes that are no secret.
PLAIN = {"audit_seal.signature"}
LISTED = {f"{column.table}.{column.column}" for column in COLUMNS}
MADE_BY_KEYS = LISTED | {f"{one.of.table}.{column}" for one in INDEXES for column in one.columns}


def kept_as_bytes() -> set[str]:
    """Every column that can hold something sealed, by its kind or by its name."""
    return {
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, BinaryField) or field.column.endswith("_sealed")
    }


def test_every_column_of_bytes_is_in_the_list_or_known_to_be_no_secret():
    assert kept_as_bytes() == MADE_BY_KEYS | PLAIN
    assert len(COLUMNS) == len(LISTED) >= 15


@pytest.mark.parametrize("column", sorted(LISTED))
def test_control_a_column_that_is_not_in_the_list_is_noticed(column):
    assert kept_as_bytes() - (MADE_BY_KEYS - {column}) - PLAIN == {column}


def tells_rows_apart(model: type[Model], names: set[str]) -> bool:
    """Whether no two rows are alike in these columns."""
    constraints = [one for one in model._meta.constraints if isinstance(one, UniqueConstraint) and not one.condition]
    keys = [{model._meta.pk.attname}, *({model._meta.get_field(f).attname for f in c.fields} for c in constraints)]
    return any(key <= names for key in keys)


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: f"{column.table}.{column.column}")
def test_the_place_of_a_value_is_that_of_no_other(column):
    assert tells_rows_apart(model_of(column.table), set(column.told_by))
    places = [(other.place, other.purpose) for other in COLUMNS]
    assert places.count((column.place, column.purpose)) == 1


def test_control_the_office_and_the_day_of_a_question_would_be_the_place_of_several():
    assert not tells_rows_apart(model_of("casework_enquiry"), {"asking_id", "asked_on"})


def two_of(column: Sealed) -> tuple[Model, Model]:
    rows = [row for row in sealed_in(column) if not getattr(row, "closed", False)]
    return rows[0], rows[1]


def test_every_sealed_column_of_the_planted_district_has_something_in_it(full):
    assert {column.column for column in COLUMNS if sealed_in(column).count() < 2} == set()


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: f"{column.table}.{column.column}")
def test_what_is_exchanged_between_two_rows_opens_in_neither(full, column):
    one, other = two_of(column)
    before = [getattr(row, column.column) for row in (one, other)]
    assert does_open(column, one)
    assert does_open(column, other), "the control: before it was exchanged"
    put(column, one, before[1])
    put(column, other, before[0])
    assert not does_open(column, one)
    assert not does_open(column, other)
    put(column, one, before[0])
    assert does_open(column, one), "the control: it is itself that was put back"


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: f"{column.table}.{column.column}")
def test_control_bound_to_no_place_each_opens_as_the_other(full, column, monkeypatch):
    one, other = two_of(column)
    plain = [column.open(getattr(row, column.column), **told_of(column, row)) for row in (one, other)]
    monkeypatch.setattr(Sealed, "_place", lambda _self, _row: "anywhere")
    put(column, one, column.seal(plain[1], **told_of(column, one)))
    put(column, other, column.seal(plain[0], **told_of(column, other)))
    assert does_open(column, one)
    assert does_open(column, other)


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: f"{column.table}.{column.column}")
def test_what_comes_from_any_other_column_does_not_open(full, column):
    row = two_of(column)[0]
    others = [other for other in COLUMNS if other is not column]
    for other in others:
        put(column, row, getattr(two_of(other)[0], other.column))
        assert not does_open(column, row), other.table


def test_what_was_sealed_for_the_right_place_under_another_key_does_not_open(full, monkeypatch):
    tried = []
    for column in COLUMNS:
        row = two_of(column)[0]
        with monkeypatch.context() as elsewhere:
            elsewhere.setattr("anbang.papers.sealed.keyring", lambda: Keyring.new(TODAY))
            forged = column.seal(b"forged", **told_of(column, row))
        put(column, row, forged)
        tried.append(does_open(column, row))
        put(column, row, column.seal(b"forged", **told_of(column, row)))
        assert opens(column, row) == b"forged", "the control: under the right one"
    assert tried == [False] * len(COLUMNS)
    assert keys.keyring().masters
