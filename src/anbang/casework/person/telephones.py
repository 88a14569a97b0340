"""The telephones by which somebody is reached now: sealed, and found whole by a keyed index. Which they are follows from the acts
(`anbang.casework.care.telephones`).
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from anbang.casework.person.models import Person, tells_its_key
from anbang.papers.keys import keyring
from anbang.papers.sealed import Sealed

NUMBER = Sealed("casework_telephone", "number_sealed", "telephone of a person", "casework_telephone:{id}:number")
WHOLE = "telephone"


class Telephone(models.Model):
    """One number of one person."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="telephones")
    number_sealed = models.BinaryField()
    number_index = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="telephone_index_tells_its_key", condition=tells_its_key("number_index")),
        ]
        indexes: ClassVar = [models.Index(fields=["number_index"], name="telephone_by_number")]

    def __str__(self) -> str:
        return f"telephone {self.pk}"


def telephone_columns(number: str, *, telephone_id: int) -> dict[str, bytes]:
    """What a row keeps of a number: itself, sealed for this row, and its index under the newest key."""
    return {"number_sealed": NUMBER.seal(number.encode(), id=telephone_id), **telephone_index(number)}


def telephone_index(number: str) -> dict[str, bytes]:
    """The index of a number under the newest key."""
    return {"number_index": keyring().index(number, purpose=WHOLE)}


def telephone_indexes(number: str) -> list[bytes]:
    """The index of a number under each key that there is."""
    return keyring().indexes_of(number, purpose=WHOLE)


def has_telephone(number: str) -> Q:
    """The condition that a Person row is reached by this number, as `anbang.lib.telephone` gives it."""
    return Q(telephones__number_index__in=telephone_indexes(number))
