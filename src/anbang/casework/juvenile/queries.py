"""Questions about closed files, for those who are named for them."""

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import ExtractYear

from anbang.casework.custody.models import Sentence
from anbang.casework.juvenile.models import SealingDecision, SealingOutcome, Unsealing
from anbang.casework.person.models import Case, Person, Sealing
from anbang.casework.person.queries import closed_to_all_but
from anbang.casework.step.policy import pack_in_force
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import Role
from anbang.papers.sealed import Sealed
from anbang.policy import NOT_KNOWN, answer

WORDS = Sealed("casework_unsealing", "words_sealed", "why a sealed record is read", "casework_unsealing:{id}:words")
UNSEALING_DAYS = "unsealing_days"
AGE = "sealing_age_years"
RULE = "sealing_proposed"


def closed_person(person_id: int, *, for_staff: ActingStaff) -> Person:
    """Somebody with a closed file for whom `for_staff` is named, or Person.DoesNotExist: of open files there is nothing to decide here."""
    return closed_to_all_but(for_staff).get(pk=person_id)


def is_keeper(by: ActingStaff) -> bool:
    """Whether they keep closed files for the district."""
    return Role.SEALING_KEEPER in by.roles


def decisions_of(person: Person) -> QuerySet[SealingDecision]:
    """What was decided about a closed file, the newest first."""
    return SealingDecision.objects.filter(person=person).select_related("decided_by", "answered_by").order_by("-id")


def unsealings_of(person: Person) -> QuerySet[Unsealing]:
    """Who asked to read the sealed record, the newest first."""
    return Unsealing.objects.filter(person=person).select_related("asked_by", "answered_by").order_by("-id")


def leave_to_read(person: Person, *, for_staff: ActingStaff) -> Unsealing | None:
    """By which the reader may read the sealed record today, if they may."""
    held = unsealings_of(person).filter(asked_by=for_staff.staff_id, is_agreed=True, until_on__gte=for_staff.today)
    return held.order_by("-until_on").first()


def words_of(unsealing: Unsealing) -> str:
    """Who asks for what, by which paper."""
    return WORDS.open(unsealing.words_sealed, id=unsealing.pk).decode()


def should_be_sealed(*, by: ActingStaff) -> list[int]:
    """Open files that the rules propose for sealing (LAW-2) by their newest case, also when it has ended, but for those of which two people said
    that they are not to be sealed. Which of them could be is asked of the database, which of them are is asked of the rules. Call inside
    `acting(by)` of a job.
    """
    pack, today = pack_in_force(), by.today
    years = ExtractYear("offence_on") - ExtractYear("case__person__born_on")
    opened = SealingDecision.objects.filter(outcome=SealingOutcome.NOT_SEALED, is_agreed=True).values("person")
    later = Case.objects.filter(person=OuterRef("case__person"), pk__gt=OuterRef("case"))
    found = Sentence.objects.filter(
        ~Exists(later), case__person__sealing=Sealing.OPEN, offence_on__isnull=False, months__isnull=False
    )
    young = found.annotate(years=years).filter(years__lte=int(pack.parameter(AGE, today)))
    rows = young.exclude(case__person__in=opened)
    told = rows.values_list("case__person", "case__person__born_on", "offence_on", "months").order_by("case__person")
    return [person for person, born_on, offence_on, months in told if _proposes(born_on, offence_on, months, by=by)]


def _proposes(born_on: object, offence_on: object, months: int | None, *, by: ActingStaff) -> bool:
    found = answer(RULE, as_of=by.today, born_on=born_on, offence_on=offence_on, sentence_months=months)
    return found is not NOT_KNOWN and bool(found)
