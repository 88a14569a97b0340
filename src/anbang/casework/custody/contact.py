"""Whom of the family to reach: told by the registration form, sealed in it and bound to its place."""

from anbang.casework.custody.models import RegistrationForm
from anbang.papers.keys import keyring

PURPOSE = "contact"


def _place(form_id: int) -> str:
    return f"casework_registrationform:{form_id}:contact"


def sealed_contact(contact: str, *, form_id: int) -> bytes | None:
    """The sealed form of a contact; nothing for a form that names none."""
    return keyring().seal(contact.encode(), purpose=PURPOSE, place=_place(form_id)) if contact else None


def contact_of(form: RegistrationForm) -> str:
    """Name and telephone as the institution wrote them, or an empty text."""
    if form.contact_sealed is None:
        return ""
    return keyring().open(form.contact_sealed, purpose=PURPOSE, place=_place(form.pk)).decode()
