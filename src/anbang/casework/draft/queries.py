"""Whose drafts they are, and what stands in them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from anbang.casework.draft.models import Draft
from anbang.casework.person.queries import seen_row_by_row
from anbang.organisations.acting import ActingStaff
from anbang.papers.sealed import Sealed

CONTENT = Sealed("casework_draft", "content_sealed", "what is being written", "casework_draft:{id}:content")
Typed = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class Form:
    """Which form of which page: of a person, or of a row, or of a row of a person."""

    page: str
    person_id: int | None = None
    about: int | None = None


def drafts_of(*, for_staff: ActingStaff) -> QuerySet[Draft]:
    """What the reader has begun and can still open; the newest first. Nobody else's, of no closed file and none beyond the reach."""
    seen = Q(person__isnull=True) | Q(seen_row_by_row(for_staff, "person"))
    own = Draft.objects.filter(seen, staff=for_staff.staff_id, until_on__gte=for_staff.today)
    return own.select_related("person").order_by("-kept_at", "-id")


def draft_of(form: Form, *, for_staff: ActingStaff) -> Draft | None:
    """The reader's own draft of a form, if there is one."""
    return _of(form, drafts_of(for_staff=for_staff)).first()


def _of(form: Form, drafts: QuerySet[Draft]) -> QuerySet[Draft]:
    # `None` of a filter would be compared, and nothing is equal to it.
    told = {"person": form.person_id, "about": form.about}
    known = {name: value for name, value in told.items() if value is not None}
    unknown = {f"{name}__isnull": True for name, value in told.items() if value is None}
    return drafts.filter(page=form.page, **known, **unknown)


def typed_in(draft: Draft) -> Typed:
    """What was typed, by the name of the field."""
    typed: Typed = json.loads(CONTENT.open(draft.content_sealed, id=draft.pk))
    return typed
