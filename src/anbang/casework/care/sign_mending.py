"""A sign is put right: it was noted by mistake, or words are taken out of it for good; each with a reason.

Whoever wrote something in a sign answers for it; of some of it only the trail knows which office that was.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

from django.utils.translation import gettext as _

from anbang.audit.models import Event
from anbang.audit.recording import Happening, record
from anbang.casework.act.redacting import TAKEN_OUT, take_out_here
from anbang.casework.care.models import Sign, SignRedaction
from anbang.casework.care.signs import answers_to, facts_of, seal_answers, seal_facts, seal_unfounded, why_unfounded
from anbang.casework.step.opening import File, open_file
from anbang.casework.step.repairing import ANY_ACT, take_back
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.steps import StepRefused
from anbang.policy.clauses import HELPERS

# The parts of a sign, by what the trail calls the writing of each.
NOTED, ANSWERED, FOUND_UNFOUNDED, RECEIPT = "sign_noted", "sign_answered", "sign_unfounded", "police_receipt"
PLAIN: Mapping[str, tuple[str, ...]] = {
    NOTED: ("noted_late_because",),
    ANSWERED: ("answer_late_because",),
    FOUND_UNFOUNDED: ("unfounded_told_to", "unfounded_late_because"),
    RECEIPT: ("police_receipt_by", "receipt_late_because"),
}
PARTS = tuple(PLAIN)


Writers = Mapping[int, Mapping[str, int]]
"""Sign → part → the office that wrote it last."""


def writers_of(signs: Sequence[Sign]) -> Writers:
    """Who wrote what in signs about one person, read for all of them at once."""
    found: dict[int, dict[str, int]] = {sign.pk: {} for sign in signs}
    people = {sign.person_id for sign in signs}
    told = Event.objects.filter(person_id__in=people, action__in=PARTS, data__sign__in=list(found)).order_by("id")
    for sign_id, part, office_id in told.values_list("data__sign", "action", "office_id"):
        found[sign_id][part] = office_id
    return found


def own_parts(sign: Sign, *, by: ActingStaff, writers: Writers | None = None) -> list[str]:
    """The parts that the office of `by` wrote; for the bureau all of them. `writers`: where they were read for many signs."""
    if not by.roles.isdisjoint(ANY_ACT):
        return list(PARTS)
    written = (writers_of([sign]) if writers is None else writers)[sign.pk]
    return [part for part, office in written.items() if office in by.own_offices]


def has_words(sign: Sign, parts: Collection[str]) -> bool:
    """Whether something is written in these parts that was not taken out yet."""
    sealed = any(_written(sign)[part] for part in parts)
    return sealed or any(getattr(sign, name) not in ("", TAKEN_OUT) for part in parts for name in PLAIN[part])


def take_out_of(sign: Sign, parts: Collection[str]) -> bool:
    """Put the mark where something is written in these parts. Whether there was."""
    if not has_words(sign, parts):
        return False
    written, fields = _written(sign), [name for part in parts for name in PLAIN[part]]
    for part in parts:
        if written[part]:
            name, seal = _SEALED[part]
            setattr(sign, name, seal(sign))
            fields.append(name)
    take_out_here(sign, *(name for part in parts for name in PLAIN[part]))
    sign.save(update_fields=fields)
    return True


def _answers_taken_out(sign: Sign) -> bytes:
    """That something was said on a day, and late, stays."""
    left = [
        replace(one, words=TAKEN_OUT, late_because=TAKEN_OUT if one.late_because else "") for one in answers_to(sign)
    ]
    return seal_answers(left, sign_id=sign.pk)


_SEALED: Mapping[str, tuple[str, Callable[[Sign], bytes]]] = {
    NOTED: ("facts_sealed", lambda sign: seal_facts(TAKEN_OUT, TAKEN_OUT, sign_id=sign.pk)),
    ANSWERED: ("answer_sealed", _answers_taken_out),
    FOUND_UNFOUNDED: ("unfounded_why_sealed", lambda sign: seal_unfounded(TAKEN_OUT, sign_id=sign.pk)),
}


def _written(sign: Sign) -> dict[str, bool]:
    """Part → whether something stands sealed in it."""
    answers = [one.words for one in answers_to(sign)]
    texts = {NOTED: [facts_of(sign)["facts"]], ANSWERED: answers, FOUND_UNFOUNDED: [why_unfounded(sign)]}
    return {RECEIPT: False, **{part: not {"", TAKEN_OUT}.issuperset(told) for part, told in texts.items()}}


def redact_words(sign_id: int, *, why: str, by: ActingStaff) -> None:
    """What the office of `by` wrote in a sign is taken out for good; the bureau takes out what anybody wrote. That there was a sign stays."""
    with _open(sign_id, by=by, why=why) as (_file, sign):
        if not take_out_of(sign, own_parts(sign, by=by)):
            raise StepRefused(_("这条苗头里没有本单位写的文字。"))
        about = {"sign": sign, "person_id": sign.person_id, "why": why.strip()}
        SignRedaction.objects.create(**about, redacted_on=by.today, redacted_by_id=by.staff_id)
        _trace("sign_redacted", sign, by=by)


def may_redact(sign: Sign, *, by: ActingStaff, writers: Writers | None = None) -> bool:
    """Whether there are words that the reader may take out."""
    return has_words(sign, own_parts(sign, by=by, writers=writers))


def withdraw_sign(sign_id: int, *, why: str, by: ActingStaff) -> None:
    """It was noted by mistake, such as about somebody else: nothing follows from it any more. Twice is harmless. A confirmation is taken back
    with it; where the police were told, it is marked unfounded instead, so that they hear of it.
    """
    with _open(sign_id, by=by, why=why) as (file, sign):
        if NOTED not in own_parts(sign, by=by):
            raise StepRefused(_("由登记的单位自己更正，或请区司法局更正。"))
        if sign.withdrawn_on is not None:
            return
        if sign.told_police_id is not None:
            raise StepRefused(_("已经通报过公安机关：请标明不实，并写明已告知公安机关的谁。"))
        if sign.unfounded_on is not None:
            raise StepRefused(_("这条苗头已标明不实。"))
        if sign.confirmed is not None:
            take_back(file, sign.confirmed, why=why)
        told = {"withdrawn_on": by.today, "withdrawn_by": by.staff_id, "withdrawn_why": why.strip()}
        Sign.objects.filter(pk=sign_id).update(**told)
        _trace("sign_withdrawn", sign, by=by)


def may_withdraw(sign: Sign, *, by: ActingStaff, writers: Writers | None = None) -> bool:
    """Whether the reader's office noted it, or the reader is of the bureau, and nothing stands in the way."""
    is_open = sign.withdrawn_on is None and sign.unfounded_on is None and sign.told_police_id is None
    return is_open and NOTED in own_parts(sign, by=by, writers=writers)


@contextmanager
def _open(sign_id: int, *, by: ActingStaff, why: str) -> Iterator[tuple[File, Sign]]:
    """A sign with its file, under the lock of the person. Raises Sign.DoesNotExist beyond the reach of `by`."""
    with acting(by):
        case_id = Sign.objects.values_list("case_id", flat=True).get(pk=sign_id)
        with open_file(case_id, by=by) as file:
            if not why.strip():
                raise StepRefused(_("请写明原因。"), field="why")
            yield file, Sign.objects.get(pk=sign_id)


def _trace(action: str, sign: Sign, *, by: ActingStaff) -> None:
    record(action, Happening(sign.person_id, sign.case_id, (HELPERS,), {"sign": sign.pk}), by=by, on=by.today)
