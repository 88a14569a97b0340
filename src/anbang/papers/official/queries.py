"""Reading the official document: its wording by clause, and what came before it. Drafts are seen by whoever uploads."""

from collections.abc import Mapping

from django.db.models import QuerySet

from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import Role
from anbang.papers.models import OfficialDocument, Wording
from anbang.papers.official.status import CONFIRMED, DocumentStatus


def may_upload(staff: ActingStaff) -> bool:
    """Who keeps the official document: the justice bureau's clerk. Administrators keep the product running and decide no content."""
    return Role.BUREAU_CLERK in staff.roles


def documents(pack: str, *, for_staff: ActingStaff) -> QuerySet[OfficialDocument]:
    """All that came, the newest first; without the drafts for whoever does not upload."""
    found = OfficialDocument.objects.filter(pack=pack).select_related("uploaded_by", "confirmed_by").order_by("-id")
    return found if may_upload(for_staff) else found.filter(status__in=CONFIRMED)


def get_document(document_id: int, *, for_staff: ActingStaff) -> OfficialDocument:
    """One of them, for whoever uploads. Raises OfficialDocument.DoesNotExist."""
    found = OfficialDocument.objects.select_related("uploaded_by", "confirmed_by")
    return (found if may_upload(for_staff) else found.none()).get(pk=document_id)


def document_in_force(pack: str) -> OfficialDocument | None:
    """The document whose wording counts now; everybody may read it."""
    found = OfficialDocument.objects.filter(pack=pack, status=DocumentStatus.IN_FORCE)
    return found.select_related("confirmed_by").first()


def wordings(document: OfficialDocument) -> QuerySet[Wording]:
    """A document's numbered parts, in their order."""
    return Wording.objects.filter(document=document).order_by("position")


def wording_of(clause: str, *, pack: str) -> Wording | None:
    """What the document in force says in a clause of ours."""
    found = Wording.objects.filter(document__pack=pack, document__status=DocumentStatus.IN_FORCE, clause=clause)
    return found.select_related("document__confirmed_by").first()


def wordings_in_force(pack: str) -> Mapping[str, str]:
    """Clause → what the document in force says, for pages that show several."""
    found = Wording.objects.filter(document__pack=pack, document__status=DocumentStatus.IN_FORCE).exclude(clause="")
    return dict(found.values_list("clause", "text"))
