"""To give an account a post or a password takes two: the system administrator proposes, the security administrator releases or refuses.

A released password comes with a code that the security administrator alone is shown and tells the holder: whoever gave the password
has no code, whoever has the code no password.
"""

from collections.abc import Sequence
from datetime import date
from hashlib import sha256

from allauth.mfa.models import Authenticator
from django.db import connections, router, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from anbang.audit.recording import Happening, record
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.actions import Appointment, refuse_appointment
from anbang.organisations.appointing import refuse_oneself, refuse_unless
from anbang.organisations.kinds import Asked, Outcome, Role, WhyRefused
from anbang.organisations.models import Office, Posting, Proposal, Staff
from anbang.organisations.steps import StepRefused
from anbang.policy.clauses import SYSTEM

# Whoever makes a password their own acts in no post yet.
THE_HOLDER = "select set_config('app.staff', %s, true), set_config('app.code', %s, true)"
# What protects an account beside its password.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def waiting() -> QuerySet[Proposal]:
    """What the security administrator has to answer, in the order in which it was proposed. A password waits as long as nothing else
    protects the account.
    """
    protected = Authenticator.objects.filter(user=OuterRef("staff"), type__in=FACTORS)
    found = Proposal.objects.filter(outcome="", staff__is_active=True).exclude(
        Q(what=Asked.PASSWORD) & Exists(protected)
    )
    return found.select_related("staff", "office", "proposed_by").order_by("proposed_at", "id")


def propose(appointment: Appointment, *, by: ActingStaff, on: date) -> Proposal:
    """Somebody is to hold a role at an office, from the day on which it is released."""
    with acting(by):
        refuse_unless(Role.SYSTEM_ADMINISTRATOR, by=by)
        Staff.objects.select_for_update().filter(pk=appointment.staff_id).first()
        proposed = Proposal.objects.filter(staff=appointment.staff_id, what=Asked.POSTING, outcome="")
        held = [
            Posting(staff_id=one.staff_id, office=one.office, role=one.role)
            for one in proposed.select_related("office")
        ]
        _refuse(appointment, held, by=by, on=on)
        made: Proposal = Proposal.objects.create(
            what=Asked.POSTING,
            staff_id=appointment.staff_id,
            office_id=appointment.office_id,
            role=appointment.role,
            title=appointment.title.strip(),
            full_time=appointment.full_time,
            proposed_by_id=by.staff_id,
        )
        _tell("posting_proposed", made, by=by, on=on)
        return made


def release(staff_id: int, seen: Sequence[int], code: str, *, by: ActingStaff, on: date) -> bool:
    """What waits for an account counts from now on. `seen`: the proposals that were looked at. Returns whether a password is among them,
    which its holder makes their own with `code`.
    """
    with acting(by):
        found = _asked(staff_id, seen, by=by)
        for proposal in found:
            proposal.code_digest = digest_of(code) if proposal.what == Asked.PASSWORD else ""
            _decide(proposal, Outcome.RELEASED, by=by)
            if proposal.what == Asked.POSTING:
                _put_in_force(proposal, by=by, on=on)
            is_password = proposal.what == Asked.PASSWORD
            _tell("password_released" if is_password else "posting_released", proposal, by=by, on=on)
        return any(proposal.what == Asked.PASSWORD for proposal in found)


def refuse(staff_id: int, seen: Sequence[int], why: WhyRefused, *, by: ActingStaff, on: date) -> None:
    """None of what waits for an account comes true."""
    with acting(by):
        for proposal in _asked(staff_id, seen, by=by):
            proposal.why = why
            _decide(proposal, Outcome.REFUSED, by=by)
            _tell("release_refused", proposal, by=by, on=on, why=why)


# What its holder does


def password_to_release(staff: Staff) -> Proposal | None:
    """The password that somebody else gave and that is nobody's own yet, where a code is asked for it; as the database asks."""
    if not staff.password_is_temporary or Authenticator.objects.filter(user=staff, type__in=FACTORS).exists():
        return None
    latest: Proposal | None = Proposal.objects.filter(staff=staff, what=Asked.PASSWORD).order_by("-id").first()
    return None if latest is None or latest.outcome == Outcome.DROPPED or latest.used_at else latest


def is_the_code(proposal: Proposal, typed: str) -> bool:
    """Whether this is the code of the release."""
    return bool(proposal.code_digest) and constant_time_compare(proposal.code_digest, digest_of(typed))


def use(proposal: Proposal, typed: str) -> None:
    """The holder gives the code: the database takes it from nobody else."""
    using = router.db_for_write(Proposal)
    with transaction.atomic(using=using):
        with connections[using].cursor() as cursor:
            cursor.execute(THE_HOLDER, [str(proposal.staff_id), _proof_of(typed)])
        proposal.used_at = timezone.now()
        proposal.save(update_fields=["used_at"])


def digest_of(code: str) -> str:
    """By what a code is known here: a digest of its proof, so that nobody who reads it can give the code."""
    return sha256(_proof_of(code).encode()).hexdigest()


def _proof_of(code: str) -> str:
    """How it is typed does not matter, nor small letters or capitals: it is told over the telephone."""
    told = "".join(sign for sign in code.casefold() if sign.isalnum())
    return salted_hmac("anbang.organisations.releasing", told, algorithm="sha256").hexdigest()


def _asked(staff_id: int, seen: Sequence[int], *, by: ActingStaff) -> list[Proposal]:
    """What waits for an account, under lock; StepRefused when it is not what was looked at."""
    refuse_unless(Role.SECURITY_ADMINISTRATOR, by=by)
    refuse_oneself(staff_id, by=by)
    Staff.objects.select_for_update().filter(pk=staff_id).first()
    # The password first: a new post ends the sessions of its holder, who is asked for the code afterwards.
    found = sorted(waiting().filter(staff=staff_id), key=lambda proposal: (proposal.what, proposal.pk))
    if not found or {proposal.pk for proposal in found} != set(seen):
        raise StepRefused(_("待放行的内容有变动，请重新核对。"))
    if any(proposal.proposed_by_id == by.staff_id for proposal in found):
        raise StepRefused(_("提出的人不能自己放行，请由另一名安全管理员办理。"))
    return found


def _decide(proposal: Proposal, outcome: Outcome, *, by: ActingStaff) -> None:
    proposal.outcome, proposal.decided_by_id, proposal.decided_at = outcome, by.staff_id, timezone.now()
    proposal.save(update_fields=["outcome", "why", "code_digest", "decided_by", "decided_at"])


def _put_in_force(proposal: Proposal, *, by: ActingStaff, on: date) -> None:
    """Asked once more: since then somebody may have been given another post, or the office may have gone."""
    role, office = Role(proposal.role), proposal.office
    if office is None:
        raise ValueError("a proposed posting has its office")
    _refuse(Appointment(proposal.staff_id, office.pk, role), [], by=by, on=on)
    Posting.objects.create(
        staff_id=proposal.staff_id,
        office=office,
        role=role,
        title=proposal.title,
        full_time=proposal.full_time,
        from_on=on,
    )


def _refuse(appointment: Appointment, proposed: Sequence[Posting], *, by: ActingStaff, on: date) -> None:
    staff = Staff.objects.in_bulk([appointment.staff_id])
    offices = Office.objects.on(on).in_bulk([appointment.office_id])
    held = Posting.objects.filter(staff=appointment.staff_id).exclude(until_on__lt=on)
    refuse_appointment(appointment, staff, offices, [*held, *proposed], by=by)


def _tell(action: str, proposal: Proposal, *, by: ActingStaff, on: date, **more: str) -> None:
    data: dict[str, object] = {"staff": proposal.staff_id, **more}
    if proposal.what == Asked.POSTING:
        data |= {"office": proposal.office_id, "role": proposal.role}
    record(action, Happening(clauses=(SYSTEM,), data=data), by=by, on=on)
