"""What somebody is still writing: theirs alone, sealed, of no closed file, gone with the file and after its days. Each guard has its control."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, connections, transaction

from anbang.audit.models import Change, Event, Look
from anbang.casework.draft import actions
from anbang.casework.draft.actions import TooSoon, keep_draft, let_drafts_lapse, throw_away
from anbang.casework.draft.models import MOST_BYTES, Draft
from anbang.casework.draft.queries import Form, draft_of, drafts_of, typed_in
from anbang.casework.person.models import ExclusionReason, Person, Reach, ReachReason
from anbang.casework.retention.actions import confirm_disposal
from anbang.casework.step.excluding import exclude
from anbang.organisations.acting import acting
from anbang.organisations.steps import StepRefused
from anbang.site.history import WITHOUT
from tests.casework.retention import NIGHT, OWNER, dead, decided
from tests.support.crew import TODAY
from tests.support.row_security import without_condition

__all__ = ["dead"]
WRITTEN = {"seen": ["只有我知道的话"]}


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    """Nobody waits a second between two drafts."""
    monkeypatch.setattr(actions, "APART", timedelta(0))


def of(case) -> Form:
    return Form("visit", case.person_id)


def found(case, by):
    with acting(by, reading_only=True):
        return draft_of(of(case), for_staff=by)


def rows(by) -> int:
    """How many drafts row security alone lets through."""
    with acting(by, reading_only=True):
        return Draft.objects.count()


def in_all() -> int:
    return Draft.objects.using(OWNER).count()


def test_a_draft_is_found_again_as_it_was_written_and_kept_in_its_place(district):
    case, by = district.in_care(), district.assistant()
    keep_draft(of(case), {"seen": ["开头"]}, by=by)
    keep_draft(of(case), WRITTEN, by=by)
    draft = found(case, by)
    assert in_all() == 1
    assert typed_in(draft) == WRITTEN
    assert draft.until_on == TODAY + timedelta(days=settings.DRAFT_DAYS)
    assert WRITTEN["seen"][0].encode() not in bytes(draft.content_sealed)


def test_nobody_else_finds_it_not_even_without_the_gate(district):
    case, by = district.in_care(), district.assistant()
    keep_draft(of(case), WRITTEN, by=by)
    others = (district.colleague(), district.clerk(), district.aftercare(), district.administrator())
    assert [rows(one) for one in (by, *others)] == [1, 0, 0, 0, 0]


def test_control_without_its_condition_row_security_shows_it_to_a_colleague(district):
    case, by = district.in_care(), district.assistant()
    keep_draft(of(case), WRITTEN, by=by)
    colleague = district.colleague()
    without_condition(
        "staff_id = (select nullif(current_setting('app.staff', true), '')::bigint) and until_on", instead="until_on"
    )
    assert rows(colleague) == 1
    assert found(case, colleague) is None, "the gate holds"


def test_nobody_writes_for_somebody_else(district):
    case, by, colleague = district.in_care(), district.assistant(), district.colleague()
    keep_draft(of(case), WRITTEN, by=by)

    def hand_over():
        with acting(by):
            Draft.objects.update(staff_id=colleague.staff_id)

    with pytest.raises(IntegrityError, match="writes for somebody else"):
        hand_over()
    with connections[OWNER].cursor() as cursor:
        cursor.execute("alter table casework_draft disable trigger draft_may_be_kept")
    hand_over()
    assert rows(colleague) == 1, "control: without its trigger it would be planted"


def test_beyond_the_reach_nobody_opens_what_they_wrote(district):
    case, by = district.in_care(), district.assistant()
    keep_draft(of(case), WRITTEN, by=by)
    Reach.objects.using(OWNER).filter(person=case.person_id).exclude(office__area__parent=None).update(
        until_on=TODAY - timedelta(days=1), from_on=TODAY - timedelta(days=2)
    )
    assert (found(case, by), rows(by), in_all()) == (None, 0, 1)
    without_condition(
        "exists (select 1 from casework_person p where p.id = casework_draft.person_id and p.sealing = 'open')"
    )
    assert rows(by) == 1, "control: row security asks for the file"


def close(case, named) -> None:
    """The file is closed, and named for one of the staff."""
    with transaction.atomic(using=OWNER):
        why = ReachReason.NAMED_FOR_CLOSED_FILE
        Reach.objects.using(OWNER).create(person_id=case.person_id, staff_id=named.staff_id, why=why, from_on=TODAY)
        Reach.objects.using(OWNER).filter(person=case.person_id, office__isnull=False).delete()
        Person.objects.using(OWNER).filter(pk=case.person_id).update(sealing="sealed")


def test_closing_a_file_ends_its_drafts_and_none_is_kept_any_more(district):
    case, by = district.in_care(), district.assistant()
    keep_draft(of(case), WRITTEN, by=by)
    close(case, by)
    assert in_all() == 0
    with pytest.raises(IntegrityError, match="a closed file has no drafts"):
        keep_draft(of(case), WRITTEN, by=by)


def test_control_without_their_triggers_a_closed_file_keeps_drafts_which_row_security_hides(district):
    case, by = district.in_care(), district.assistant()
    with connections[OWNER].cursor() as cursor:
        cursor.execute("alter table casework_person disable trigger closing_a_file_ends_its_drafts")
        cursor.execute("alter table casework_draft disable trigger draft_may_be_kept")
    keep_draft(of(case), WRITTEN, by=by)
    close(case, by)
    assert (in_all(), rows(by)) == (1, 0)


def test_whoever_keeps_out_of_a_file_loses_what_they_were_writing_and_nobody_else_does(district):
    case, by, colleague = district.in_care(), district.assistant(), district.colleague()
    for author in (by, colleague):
        keep_draft(of(case), WRITTEN, by=author)
    exclude(case.person_id, colleague.staff_id, ExclusionReason.KIN, by=colleague, on=TODAY)
    assert list(Draft.objects.using(OWNER).values_list("staff", flat=True)) == [by.staff_id]
    with connections[OWNER].cursor() as cursor:
        cursor.execute("alter table casework_exclusion disable trigger keeping_out_ends_own_drafts")
    exclude(case.person_id, by.staff_id, ExclusionReason.KIN, by=by, on=TODAY)
    assert (in_all(), rows(by)) == (1, 0), "control: it would lie there, out of sight"


def test_a_file_that_goes_takes_everybodys_drafts_along(dead, district):
    keep_draft(of(dead), WRITTEN, by=district.assistant())
    told = decided(dead, district)
    confirm_disposal(told.pk, is_agreed=True, by=district.aftercare(NIGHT), on=NIGHT)
    assert in_all() == 0


def test_control_without_its_foreign_key_a_draft_would_outlive_the_file(dead, district):
    keep_draft(of(dead), WRITTEN, by=district.assistant())
    with connections[OWNER].cursor() as cursor:
        cursor.execute("alter table casework_draft drop constraint draft_goes_with_the_file")
    told = decided(dead, district)
    confirm_disposal(told.pk, is_agreed=True, by=district.aftercare(NIGHT), on=NIGHT)
    assert in_all() == 1


def test_a_draft_lapses_after_its_last_day_and_another_may_be_begun(district):
    case, by = district.in_care(), district.assistant()
    last = keep_draft(of(case), WRITTEN, by=by).until_on
    assert let_drafts_lapse(on=last) == 0
    later = district.assistant(on=last + timedelta(days=1))
    assert (found(case, later), rows(later)) == (None, 0)
    keep_draft(of(case), {"seen": ["新的"]}, by=later)
    assert in_all() == 1, "what has lapsed does not stand in the way"
    assert let_drafts_lapse(on=later.today + timedelta(days=settings.DRAFT_DAYS + 1)) == 1


def test_a_draft_is_bounded_in_length_number_and_pace(district, monkeypatch):
    case, by = district.in_care(), district.assistant()
    with pytest.raises(StepRefused, match="太长"):
        keep_draft(of(case), {"seen": ["长" * MOST_BYTES]}, by=by)
    keep_draft(of(case), WRITTEN, by=by)
    monkeypatch.setattr(actions, "MOST_DRAFTS", 1)
    keep_draft(of(case), WRITTEN, by=by)
    with pytest.raises(StepRefused, match="太多"):
        keep_draft(Form("note", case.person_id), WRITTEN, by=by)
    monkeypatch.setattr(actions, "APART", timedelta(hours=1))
    with pytest.raises(TooSoon):
        keep_draft(of(case), WRITTEN, by=by)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ("person_id = null", "draft_is_of_somebody_or_of_a_row"),
        ("page = 'visit'", "author_has_one_draft_of_a_form"),
        ("content_sealed = decode(repeat('00', 65001), 'hex')", "draft_is_no_longer_than_a_form"),
    ],
)
def test_the_database_holds_drafts_to_their_rules(district, change, name):
    case, by = district.in_care(), district.assistant()
    for page in ("visit", "note"):
        keep_draft(Form(page, case.person_id), WRITTEN, by=by)
    with pytest.raises(IntegrityError, match=name), connections[OWNER].cursor() as cursor:
        cursor.execute(f"update casework_draft set {change}")


def test_of_a_draft_nothing_is_told_to_anybody(district):
    """No event, no look, no change: there is nothing to tell yet."""
    case, by = district.in_care(), district.assistant()
    before = [table.objects.using(OWNER).count() for table in (Event, Look, Change)]
    keep_draft(of(case), WRITTEN, by=by)
    throw_away(of(case), by=by)
    assert [table.objects.using(OWNER).count() for table in (Event, Look, Change)] == before
    assert "casework_draft" in WITHOUT


def test_thrown_away_twice_is_harmless_and_only_by_its_author(district):
    case, by = district.in_care(), district.assistant()
    keep_draft(of(case), WRITTEN, by=by)
    assert not throw_away(of(case), by=district.colleague())
    assert [throw_away(of(case), by=by) for _ in range(2)] == [True, False]
    with acting(by, reading_only=True):
        assert not drafts_of(for_staff=by).exists()
