"""Everything that lies sealed, in one list: what is not in it would be left behind when keys change, so a test compares it with the tables."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model, QuerySet

from anbang.casework.act import story
from anbang.casework.care import plan, signs, team
from anbang.casework.custody import changes, contact
from anbang.casework.draft import queries as draft
from anbang.casework.handover import intake
from anbang.casework.juvenile import queries as juvenile
from anbang.casework.person import closed, emergency, numbers, telephones
from anbang.coordination.feedback import queries as feedback
from anbang.coordination.notice import queries as notices
from anbang.exchange.batch import sealed_rows
from anbang.papers import actions as papers
from anbang.papers import exports
from anbang.papers.sealed import Sealed

OWNER = "owner"
COLUMNS: tuple[Sealed, ...] = (
    numbers.ID_NUMBER,
    telephones.NUMBER,
    closed.OFFENCE,
    emergency.WHY,
    draft.CONTENT,
    juvenile.WORDS,
    story.WORDS,
    contact.CONTACT,
    changes.WHAT,
    changes.ABOUT,
    intake.WHO_CAME,
    team.PHONE,
    plan.WORDS,
    signs.FACTS,
    signs.ANSWER,
    signs.UNFOUNDED,
    papers.BODY,
    papers.NAME,
    exports.WORDS,
    sealed_rows.CONTENT,
    feedback.WORDS,
    feedback.ANSWER,
    notices.ADDRESS,
)


@dataclass(frozen=True, slots=True)
class Indexed:
    """Blind indexes of what lies sealed in the same row: their columns, and how they are computed from it."""

    of: Sealed
    columns: tuple[str, ...]
    computed: Callable[[str], Mapping[str, bytes]]


# Made by keys as well, and made anew with them.
INDEXES: tuple[Indexed, ...] = (
    Indexed(numbers.ID_NUMBER, ("id_number_index", "id_number_tail_index"), numbers.index_columns),
    Indexed(telephones.NUMBER, ("number_index",), telephones.telephone_index),
)


def model_of(table: str) -> type[Model]:
    """The model whose table it is."""
    return next(model for model in apps.get_models() if model._meta.db_table == table)


def rows_of(table: str) -> QuerySet[Model]:
    """Its rows as the owner sees them, which is all of them; told apart by their key, as they are read for keys to change."""
    return model_of(table)._base_manager.using(OWNER).order_by("pk")


def sealed_in(column: Sealed) -> QuerySet[Model]:
    """The rows in which something lies sealed."""
    return rows_of(column.table).filter(**{f"{column.column}__isnull": False})


def told_of(column: Sealed, row: Model) -> dict[str, object]:
    """What must be known of a row to seal or open its value."""
    return {name: getattr(row, name) for name in column.told_by}


def holds_sealed_values() -> bool:
    """Whether the database holds anything that only its keys open."""
    return any(sealed_in(column).exists() for column in COLUMNS)
