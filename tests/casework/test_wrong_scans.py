"""A scan that was attached by mistake is removed by whoever attached it or the bureau: the file goes, the row says so, the right one comes."""

from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from anbang.audit.models import Event
from anbang.casework.arrival.typed import type_in_form, type_in_notice
from anbang.casework.custody.brought import bring_scan_of_form, bring_with_notice
from anbang.casework.custody.models import RegistrationForm, ReleaseNotice
from anbang.casework.custody.queries import forms_without_scan, notices_lacking_something
from anbang.casework.custody.single import OnPaper
from anbang.casework.custody.wrong_scans import remove_scan
from anbang.casework.models import Case
from anbang.casework.person.models import Person
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.steps import StepRefused
from anbang.papers import scans
from anbang.papers.models import Paper, PaperKind
from anbang.papers.scans import attach_scan
from tests.casework.breaking import take_away, undone
from tests.casework.test_papers_that_are_missing import form_of, prison, scan, typed, whole
from tests.support.crew import NEXT, TODAY, District

OWNER = "owner"
WHY = "扫成了另一个人的材料"


@pytest.fixture
def clerk(district: District) -> ActingStaff:
    return district.clerk()


@pytest.fixture
def case(district: District, clerk: ActingStaff) -> Case:
    """Somebody whose form was typed in with a scan."""
    return type_in_form(typed(district, OnPaper(scan(PaperKind.REGISTRATION_FORM))), by=clerk, on=TODAY).case


def on_the_disk(paper: Paper) -> bool:
    name = paper.file_id.hex
    return (Path(settings.FOLDER) / "files" / name[:2] / name).exists()


def kept(paper_id: int) -> Paper:
    return Paper.objects.using(OWNER).get(pk=paper_id)


def attached(case: Case, by: ActingStaff) -> Paper:
    return attach_scan(case.person_id, scan(PaperKind.OTHER), by=by, on=TODAY)


def removed(paper: Paper | int, by: ActingStaff, why: str = WHY) -> None:
    key = paper if isinstance(paper, int) else paper.pk
    remove_scan(kept(key).person_id, key, why=why, by=by, on=TODAY)


def test_the_file_is_destroyed_the_row_says_why_and_the_right_scan_is_brought(case, clerk):
    wrong = kept(form_of(case).scan_id)
    assert on_the_disk(wrong), "the control: it lay there"
    removed(wrong, clerk)
    assert not on_the_disk(wrong)
    told = kept(wrong.pk)
    assert (told.removed_on, told.removed_by_id, told.removed_because) == (TODAY, clerk.staff_id, WHY)
    event = Event.objects.using(OWNER).get(action="scan_removed")
    assert (event.person_id, event.data) == (case.person_id, {"paper": wrong.pk, "kind": "registration_form"})
    form = form_of(case)
    assert (form.scan, form.no_scan_because) == (None, WHY)
    with acting(clerk):
        assert forms_without_scan(for_staff=clerk).count() == 1
    bring_scan_of_form(form.pk, scan(PaperKind.REGISTRATION_FORM), by=clerk, on=TODAY)
    assert form_of(case).scan_id not in (None, wrong.pk)


def test_a_notice_lacks_again_what_was_removed_of_it(case, clerk):
    proposal = scan(PaperKind.AID_PROPOSAL)
    notice = type_in_notice(case.pk, prison(), whole(aid_proposal="", scans=[proposal]), by=clerk, on=TODAY)
    for paper_id in (notice.scan_id, notice.aid_proposal_id):
        removed(paper_id, clerk)
    told = ReleaseNotice.objects.using(OWNER).get(pk=notice.pk)
    assert (told.scan_id, told.aid_proposal_id, told.no_scan_because) == (None, None, WHY)
    with acting(clerk):
        assert notices_lacking_something(for_staff=clerk).count() == 1
    for kind in (PaperKind.RELEASE_NOTICE, PaperKind.AID_PROPOSAL):
        bring_with_notice(notice.pk, kind, scan=scan(kind), by=clerk, on=TODAY)


def test_whoever_attached_it_removes_it_and_the_bureau_and_no_colleague(district, case, clerk):
    mine = attached(case, district.assistant())
    with pytest.raises(StepRefused, match="由存入的人移除"):
        removed(mine, district.colleague())
    removed(mine, district.assistant())
    removed(attached(case, district.assistant()), clerk)


def test_control_without_asking_whose_it_is_a_colleague_would(district, case, monkeypatch):
    monkeypatch.setattr(scans, "may_remove_scan", lambda _paper, by: True)
    removed(attached(case, district.assistant()), district.colleague())


def test_nobody_removes_what_they_do_not_see(district, case, clerk):
    paper = attached(case, district.assistant())
    with pytest.raises(Person.DoesNotExist):
        remove_scan(case.person_id, paper.pk, why=WHY, by=district.assistant(NEXT), on=TODAY)
    other = district.filed()
    with pytest.raises(Paper.DoesNotExist):
        remove_scan(other.person_id, paper.pk, why=WHY, by=clerk, on=TODAY)
    assert on_the_disk(paper)


def test_it_is_removed_once_and_not_without_a_reason(district, case, clerk):
    paper = attached(case, clerk)
    with pytest.raises(StepRefused) as refused:
        removed(paper, clerk, why=" ")
    assert refused.value.field == "why"
    removed(paper, clerk)
    with pytest.raises(StepRefused, match="已经移除"):
        removed(paper, clerk)


def remove_and_fall(paper: Paper, by: ActingStaff) -> None:
    with acting(by):
        removed(paper, by)
        raise ZeroDivisionError


def test_a_step_that_ends_badly_destroys_nothing(case, clerk):
    paper = attached(case, clerk)
    with pytest.raises(ZeroDivisionError):
        remove_and_fall(paper, clerk)
    assert on_the_disk(paper)
    assert kept(paper.pk).removed_on is None


def say_nothing(paper_id: int) -> None:
    with transaction.atomic(using=OWNER):
        Paper.objects.using(OWNER).filter(pk=paper_id).update(removed_on=TODAY)


def test_the_database_keeps_no_removal_without_hand_and_reason(case, clerk):
    paper = attached(case, clerk)
    with pytest.raises(IntegrityError, match="removed_scan_says_when_by_whom_and_why"):
        say_nothing(paper.pk)


def test_control_without_the_constraint_it_would(case, clerk):
    paper = attached(case, clerk)
    with undone():
        take_away("removed_scan_says_when_by_whom_and_why")
        say_nothing(paper.pk)


def say_pages(paper_id: int, many: int) -> None:
    with transaction.atomic(using=OWNER):
        Paper.objects.using(OWNER).filter(pk=paper_id).update(pages=many)


def test_the_database_keeps_no_file_of_no_pages(case, clerk):
    paper = attached(case, clerk)
    say_pages(paper.pk, 2)
    with pytest.raises(IntegrityError, match="pages_are_those_of_a_file"):
        say_pages(paper.pk, 0)


def test_control_without_the_constraint_a_file_of_no_pages_is_kept(case, clerk):
    paper = attached(case, clerk)
    with undone():
        take_away("pages_are_those_of_a_file")
        say_pages(paper.pk, 0)


def test_a_form_that_was_withdrawn_points_to_no_destroyed_file(case, clerk):
    form = form_of(case)
    removed(form.scan_id, clerk)
    assert not RegistrationForm._base_manager.using(OWNER).filter(scan__removed_on__isnull=False).exists()
