"""Every step is taken with a word in each field that takes text; after its own office redacted it, the word stands nowhere any more."""

from datetime import date, timedelta
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.db import connections
from django.test import Client
from django.urls import reverse

from anbang.casework.act.models import Act
from anbang.casework.act.story import words_of
from anbang.casework.care.models import Sign
from anbang.casework.care.sign_mending import redact_words
from anbang.casework.custody.models import FamilyNeed, ThreeFalseFinding
from anbang.casework.person.models import Person
from anbang.casework.person.queries import get_person
from anbang.casework.step.repairing import redact
from anbang.casework.step.standing import standing_of
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.steps import StepRefused
from anbang.web.intake.fields import Day
from anbang.web.steps.form import StepForm
from anbang.web.steps.register import STEPS
from anbang.web.steps.step import Step
from tests.casework.test_redacting import opened
from tests.support.people import TODAY
from tests.web.matrix import CARED, HERE
from tests.web.planted import Planted, fresh

OWNER, SECRET = "owner", "邻居密"
SEATS = (
    *("justice assistant", "bureau clerk", "town officer", "village cadre", "aftercare officer", "police officer"),
)
# Their only words are the reason why something is put right, which stays.
MENDING = frozenset({"correct-day", "withdraw", "redact", "withdraw-sign", "redact-sign"})
ENDING = ("look-back", "reoffence", "end-care", "death", "not-ours")
# Where somebody lives stays, also where that is a text; the page says so.
PLACES = {("casework_abode", "outside"), ("casework_act", "told")}


def _filled(step: Step, form: StepForm, *, late: bool) -> dict[str, Any]:
    told = {name: _told(step, name, field, late=late) for name, field in form.fields.items()}
    return told | ({"late_because": SECRET} if late and "late_because" in form.fields else {})


def _told(step: Step, name: str, field: forms.Field, *, late: bool) -> Any:
    match field:
        case Day():
            day: date = TODAY - timedelta(9) if late and name == "on" else TODAY
            return day.isoformat() if name in ("on", "release_on") else ""
        case forms.MultipleChoiceField():
            return [choice[0] for choice in field.choices][:1]
        case forms.ChoiceField():
            return "home" if name == "told_by" else _last_choice(name, field)
        case forms.BooleanField() | forms.IntegerField() | forms.FileField():
            return {forms.BooleanField: "on", forms.IntegerField: 1}.get(type(field), "")
    numbered = name.startswith(("name_", "goal_", "phone_", "unit_", "helper_")) and not name.endswith("_0")
    return "" if numbered or (name, step.slug) == ("seen", "team") or name == "late_because" else SECRET


def _last_choice(name: str, field: forms.ChoiceField) -> Any:
    flat: list[Any] = []
    for value, label in field.choices:
        flat += [one[0] for one in label] if isinstance(label, (list, tuple)) else [value]
    return "" if name in ("town", "village") or not flat else flat[-1]


def _send(step: Step, person_id: int, client: Client, by: ActingStaff, *, late: bool) -> bool:
    """Whether the step was taken."""
    with acting(by, reading_only=True):
        try:
            standing = standing_of(get_person(person_id, for_staff=by), by=by)
        except Person.DoesNotExist:
            return False
        about: Any = None
        if step.about is not None:
            about = step.about._default_manager.filter(case__person=person_id).order_by("-pk").first()
        if not step.is_theirs(standing, by) or (step.about is not None and about is None):
            return False
        sent = _filled(step, step.form(standing=standing, by=by, about=about), late=late)
    where = [person_id, step.slug] + ([about.pk] if about is not None else [])
    address = reverse("take_step_about" if about is not None else "take_step", args=where)
    return client.post(address, sent).status_code == 302


def sent_by(step: Step, person_id: int, by: ActingStaff) -> dict[str, Any]:
    """What somebody types into the form of a step."""
    with acting(by, reading_only=True):
        standing = standing_of(get_person(person_id, for_staff=by), by=by)
        return _filled(step, step.form(standing=standing, by=by), late=False)


def _acts_of(step: Step, before: set[int]) -> list[int]:
    """The acts that the step told, and those beside which it wrote."""
    acts = [act.pk for act in Act.objects.using(OWNER).exclude(pk__in=before)]
    if step.about is FamilyNeed:
        acts += FamilyNeed.objects.using(OWNER).values_list("learnt_id", flat=True)
    if step.about is ThreeFalseFinding:
        acts += ThreeFalseFinding.objects.using(OWNER).values_list("verification__act_id", flat=True)
    return acts


def _redact_all(acts: list[int], by: ActingStaff) -> None:
    for key in acts:
        try:
            redact(key, why="涉及他人", by=by)
        except StepRefused:
            continue
    for sign in Sign.objects.using(OWNER).all():
        try:
            redact_words(sign.pk, why="涉及他人", by=by)
        except (StepRefused, Sign.DoesNotExist):
            continue


def _where_it_stands() -> set[tuple[str, str]]:
    """Every column of every table in which the word stands, plain or sealed."""
    found = set()
    with connections[OWNER].cursor() as cursor:
        cursor.execute(
            "select table_name, column_name from information_schema.columns where table_schema = 'public'"
            " and data_type in ('text', 'character varying', 'jsonb', 'json', 'ARRAY')"
        )
        for table, column in cursor.fetchall():
            cursor.execute(f'select exists (select 1 from "{table}" where "{column}"::text like %s)', [f"%{SECRET}%"])
            if cursor.fetchone()[0]:
                found.add((table, column))
    for model in apps.get_app_config("casework").get_models():
        for row in model._base_manager.using(OWNER).all():
            texts = [*opened(row), *(words_of(row).values() if isinstance(row, Act) else ())]
            if any(SECRET in text for text in texts):
                found.add((model._meta.db_table, "sealed"))
    return found


def _take_all(planted: Planted) -> tuple[set[str], set[tuple[str, str]]]:
    """Take each step that can be taken, in the order of the pages, what ends a case last, and redact it at once. Which were taken, and
    where their words stood before.
    """
    seats = {name: planted.seats[name] for name in SEATS}
    clients = {name: fresh(by) for name, by in seats.items()}
    slugs = [slug for slug in STEPS if slug not in MENDING and slug not in ENDING] + list(ENDING)
    taken: set[str] = set()
    stood: set[tuple[str, str]] = set()
    for whose in (HERE, CARED):
        person_id = planted.arguments["case_file"][whose]["person_id"]
        for slug in slugs:
            for name, by in seats.items():
                before = set(Act.objects.using(OWNER).values_list("pk", flat=True))
                if any(_send(STEPS[slug], person_id, clients[name], by, late=late) for late in (True, False)):
                    taken.add(slug)
                    stood |= _where_it_stands()
                    _redact_all(_acts_of(STEPS[slug], before), by)
                    break
    return taken, stood


@pytest.mark.proof
def test_after_its_own_office_redacted_it_no_word_of_a_step_stands_anywhere_but_places(planted):
    taken, stood = _take_all(planted)
    assert len(taken) > 35, sorted(set(STEPS) - taken)
    assert len(stood) > 12, "the control: before they were taken out the words stood in many columns"
    assert _where_it_stands() <= PLACES


def test_the_page_says_that_a_place_stays_and_what_others_wrote(planted):
    by = planted.seats["bureau clerk"]
    act = Act.objects.using(OWNER).filter(person=planted.arguments["case_file"][CARED]["person_id"]).latest("id")
    page = fresh(by).get(reverse("take_step_about", args=[act.person_id, "redact", act.pk])).content.decode()
    assert "区外地址" in page
    assert "由那个单位或区里删去" in page
