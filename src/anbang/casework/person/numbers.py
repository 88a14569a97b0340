"""The ID number of a person: sealed, and found by keyed indexes, whole or by its last four signs."""

from collections.abc import Iterable

from django.db.models import Q

from anbang.papers.keys import keyring
from anbang.papers.sealed import Sealed

ID_NUMBER = Sealed("casework_person", "id_number_sealed", "id number", "casework_person:{id}:id_number")
WHOLE, TAIL = "id number", "id number tail"
TAIL_LENGTH = 4


def number_columns(id_number: str, *, person_id: int) -> dict[str, bytes]:
    """What a person's row keeps of the number: itself, sealed for this row, and both indexes under the newest key."""
    return {
        "id_number_sealed": ID_NUMBER.seal(id_number.encode(), id=person_id),
        **index_columns(id_number),
    }


def index_columns(id_number: str) -> dict[str, bytes]:
    """Both indexes of a number, under the newest key."""
    return {
        "id_number_index": keyring().index(id_number, purpose=WHOLE),
        "id_number_tail_index": keyring().index(id_number[-TAIL_LENGTH:], purpose=TAIL),
    }


def indexes_of(id_number: str) -> list[bytes]:
    """The blind index of an ID number under each key that there is: while indexes are made anew, a row stands under one of them."""
    return keyring().indexes_of(id_number, purpose=WHOLE)


def has_number(id_number: str) -> Q:
    """The condition that a Person row has this ID number."""
    return has_one_of([id_number])


def has_one_of(id_numbers: Iterable[str]) -> Q:
    """The condition that a Person row has one of these ID numbers."""
    return Q(id_number_index__in=[index for number in id_numbers for index in indexes_of(number)])


def ends_in(tail: str) -> Q:
    """The condition that a Person row has an ID number with these last four signs."""
    return Q(id_number_tail_index__in=keyring().indexes_of(tail, purpose=TAIL))
