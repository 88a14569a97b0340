"""The addresses of what is planted: address → subject → arguments."""

from collections.abc import Mapping

from anbang.casework.act.models import Act
from anbang.casework.care.models import Sign
from anbang.casework.custody.models import (
    RegistrationForm,
    ReleaseNotice,
    Verification,
)
from anbang.casework.duty.models import Duty
from anbang.casework.models import Case
from anbang.casework.person.models import Person
from anbang.exchange.batch.models import Batch, StagedRow
from anbang.organisations.models import Area, Posting
from anbang.papers.models import OfficialDocument, Paper
from tests.web.matrix import (
    AWAY,
    CARED,
    CLOSED,
    CLOSED_ROW,
    FILES,
    FOLLOW_UP,
    HERE,
    LEFT,
    LEFT_ROW,
    LISTS,
    PAYMENT,
    ROW,
    SUBJECTS,
    THERE,
)
from tests.web.names import ANSWERED, NAMES
from tests.web.roles import STEPS_ABOUT_ACTS, STEPS_ABOUT_SIGNS

Arguments = dict[str, dict[str, dict[str, int | str]]]
"""Address → subject → the arguments of the address."""


def person_of(whose: str) -> Person:
    """Whoever is planted under that name."""
    return Person.objects.using("owner").get(name=NAMES[whose])


def addresses_of(lists: list[Batch]) -> dict[str, dict[str, dict[str, int]]]:
    people = {whose: _of_person(person_of(whose)) for whose in FILES}
    by_list = {subject: {"batch_id": batch.pk} for subject, batch in zip(LISTS, lists, strict=True)}
    rows = StagedRow.objects.using("owner").filter(batch=lists[0])
    by_row = {
        ROW: {"row_id": rows.filter(outcome="refused", closed=False).earliest("row").pk},
        CLOSED_ROW: {"row_id": rows.filter(closed=True).earliest("row").pk},
    }
    left = {LEFT_ROW: {"row_id": rows.get(closed=True, outcome="refused").pk}}
    in_care = people[CARED]["case_file"]["person_id"]
    owed = {
        subject: {"duty_id": Duty.objects.using("owner").filter(case__person=in_care, rule=rule).earliest("id").pk}
        for subject, rule in ((FOLLOW_UP, "priority_contact"), (PAYMENT, "pay_allowance"))
    }
    return {
        **{name: {whose: told[name] for whose, told in people.items()} for name in people[HERE]},
        "why": {**{whose: told["why"] for whose, told in people.items()}, **owed},
        **_about_rows({whose: told["case_file"]["person_id"] for whose, told in people.items()}),
        **dict.fromkeys(
            (*("list", "list_progress", "confirm_preview", "take_in", "cancel_list"), "undo_list", "marked_list"),
            by_list,
        ),
        **dict.fromkeys(("correct_row", "decide_row"), by_row),
        **dict.fromkeys(("closed_row", "take_in_closed_row", "closed_row_sent_back"), left),
        "confirm_receipt": {"reply": {"verification_id": _reply_to_the_first()}},
        **_of_an_account(),
        "town": {"town": {"area_id": Area.objects.using("owner").get(name="昌元街道").pk}},
        "village": {"village": {"area_id": Area.objects.using("owner").get(name="玉屏社区居民委员会").pk}},
    }


def _of_an_account() -> dict[str, dict[str, dict[str, int]]]:
    """The pages and steps about the account of whoever was posted first."""
    posting = Posting.objects.using("owner").earliest("id")
    of_account = {"account": {"staff_id": posting.staff_id}}
    steps = (
        *("give_post", "reset_password", "end_account", "reset_second_factor", "lift_lock", "end_sessions"),
        *("release_account", "refuse_account"),
    )
    of_post = {"account": {"staff_id": posting.staff_id, "posting_id": posting.pk}}
    return {**dict.fromkeys(("one_account", *steps), of_account), "end_post": of_post}


def _about_rows(people: Mapping[str, int]) -> dict[str, dict[str, dict[str, int]]]:
    """The steps about a sign, about an act, and about rows that nobody has; through somebody else they lead nowhere."""
    sign, its = (Sign.objects.using("owner").get(person=people[whose]).pk for whose in (CARED, AWAY))
    act = Act.objects.using("owner").filter(person=people[CARED], kind="noted").latest("id").pk
    left = {
        whose: Act.objects.using("owner").filter(person=people[whose], kind="noted").latest("id").pk
        for whose in (AWAY, LEFT)
    }
    closed = Act.objects.using("owner").filter(person=people[CLOSED]).latest("id").pk
    elsewhere = Act.objects.using("owner").filter(person=people[THERE]).latest("id").pk

    def through(about: int, other: int, rest: Mapping[str, int]) -> dict[str, dict[str, int]]:
        rows = {CARED: about, THERE: other, **rest}
        return {whose: {"person_id": people[whose], "about_id": row} for whose, row in rows.items()}

    return {
        **{f"take_step_about {slug}": through(sign, sign, {AWAY: its, CLOSED: sign}) for slug in STEPS_ABOUT_SIGNS},
        **{f"take_step_about {slug}": through(act, elsewhere, {**left, CLOSED: closed}) for slug in STEPS_ABOUT_ACTS},
    }


def _of_person(whom: Person) -> dict[str, dict[str, int]]:
    """Address → arguments, for every address about a person."""
    case = Case.objects.using("owner").get(person=whom)
    paper = Paper.objects.using("owner").filter(person_id=whom.pk, kind="risk_opinion")[0]
    return {
        **{
            name: {"person_id": whom.pk}
            for name in (
                "case_file",
                "signs",
                "one_of_mine",
                "take_step",
                "ask_sheet",
                "keeping_out",
                "sealing",
            )
        },
        "requests_about": {"person_id": whom.pk},
        "reveal_id_number": {"person_id": whom.pk},
        "paper": {"person_id": whom.pk, "paper_id": paper.pk},
        "why": {"duty_id": Duty.objects.using("owner").filter(case=case).order_by("rule", "id")[0].pk},
        "verify": {"form_id": RegistrationForm.objects.using("owner").get(case=case).pk},
        "arrange_reception": {"notice_id": ReleaseNotice.objects.using("owner").get(case=case).pk},
    }


def _reply_to_the_first() -> int:
    return Verification.objects.using("owner").get(person_name=NAMES[ANSWERED]).pk


def of_the_policy(documents: Mapping[str, OfficialDocument]) -> dict[str, dict[str, dict[str, int | str]]]:
    by_document: dict[str, dict[str, int | str]] = {
        subject: {"document_id": document.pk} for subject, document in documents.items()
    }
    return {
        "clause": {clause: {"clause_id": clause} for clause in SUBJECTS["clause"]},
        "rule": {name: {"name": name} for name in SUBJECTS["rule"]},
        "duty": {name: {"name": name} for name in SUBJECTS["duty"]},
        **dict.fromkeys(("official_document", "official_file", "confirm_official", "discard_official"), by_document),
    }
