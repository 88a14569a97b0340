"""Whom of the family to reach: told by the registration form, sealed in it and bound to its place."""

from anbang.casework.custody.models import RegistrationForm
from anbang.papers.sealed import Sealed

CONTACT = Sealed("casework_registrationform", "contact_sealed", "contact", "casework_registrationform:{id}:contact")


def sealed_contact(contact: str, *, form_id: int) -> bytes | None:
    """The sealed form of a contact; nothing for a form that names none."""
    return CONTACT.seal(contact.encode(), id=form_id) if contact else None


def contact_of(form: RegistrationForm) -> str:
    """Name and telephone as the institution wrote them, or an empty text."""
    if form.contact_sealed is None:
        return ""
    return CONTACT.open(form.contact_sealed, id=form.pk).decode()
