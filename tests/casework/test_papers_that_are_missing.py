"""What was typed in from paper has its scan, the opinion and the proposal, or says what is missing; and it can be brought later (INF-1, INF-6)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from anbang.audit.models import Event
from anbang.casework.act.models import Act
from anbang.casework.arrival.typed import TypedForm, type_in_form, type_in_notice
from anbang.casework.custody.amending import amend, take_back
from anbang.casework.custody.brought import bring_scan_of_form, bring_with_notice
from anbang.casework.custody.intake import Intake
from anbang.casework.custody.models import Channel, RegistrationForm, ReleaseNotice, Sentence
from anbang.casework.custody.queries import forms_without_scan, notices_lacking_something
from anbang.casework.custody.single import NewNotice, OnPaper, record_form
from anbang.casework.handover.actions import record_release
from anbang.casework.handover.filing import Somebody
from anbang.casework.handover.models import ReleasedFrom
from anbang.casework.models import Case
from anbang.casework.step.opening import settle_again
from anbang.casework.step.repairing import withdraw
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import OfficeKind
from anbang.organisations.steps import StepRefused
from anbang.papers.actions import body_of
from anbang.papers.models import Paper, PaperKind
from anbang.papers.scans import NewScan, read_scan
from tests.exchange.numbers import identity_number
from tests.papers.test_scans import PDF
from tests.support.crew import HOME, NEXT, TODAY, District, days
from tests.support.people import office
from tests.support.recomputed import differences

OWNER = "owner"
NUMBER = identity_number(date(1988, 1, 2), sequence=21)
RELEASE = TODAY + days(45)
FOLLOWS = OnPaper(no_scan_because="原件周五送来")


def scan(kind: PaperKind) -> NewScan:
    return read_scan(PDF, kind)


@pytest.fixture
def clerk(district: District) -> ActingStaff:
    return district.clerk()


def prison() -> int:
    return office(OfficeKind.PRISON).pk


def typed(district: District, paper: OnPaper) -> TypedForm:
    somebody = Somebody("甄纸", "male", date(1988, 1, 2), "", district.place(HOME))
    return TypedForm(somebody, prison(), TODAY, admitted_on=date(2024, 2, 3), release_on=RELEASE, paper=paper)


def whole(**different: object) -> NewNotice:
    told = NewNotice(RELEASE, (), "一般", "落实住处", OnPaper(scan(PaperKind.RELEASE_NOTICE)))
    return replace(told, **different)  # type: ignore[arg-type]


def form_of(case: Case) -> RegistrationForm:
    return RegistrationForm.objects.using(OWNER).select_related("scan").get(case=case)


@pytest.fixture
def case(district: District, clerk: ActingStaff) -> Case:
    """Somebody whose form was typed in before its scan came."""
    return type_in_form(typed(district, FOLLOWS), by=clerk, on=TODAY).case


@pytest.fixture
def notice(case: Case, clerk: ActingStaff) -> ReleaseNotice:
    """A notice with which nothing came."""
    without = frozenset({PaperKind.RISK_OPINION, PaperKind.AID_PROPOSAL})
    told = whole(risk_opinion="", aid_proposal="", paper=FOLLOWS, without=without)
    return type_in_notice(case.pk, prison(), told, by=clerk, on=TODAY)


# The registration form


def test_a_form_is_typed_in_with_its_scan_or_with_a_word_why_there_is_none_yet(district, clerk):
    with pytest.raises(StepRefused, match="请附扫描件") as refused:
        type_in_form(typed(district, OnPaper()), by=clerk, on=TODAY)
    assert refused.value.field == "scan"
    with pytest.raises(StepRefused, match="请附扫描件"):
        type_in_form(typed(district, OnPaper(no_scan_because="  ")), by=clerk, on=TODAY)
    assert not Case.objects.using(OWNER).exists(), "and nothing of it is kept"
    with_scan = type_in_form(typed(district, OnPaper(scan(PaperKind.REGISTRATION_FORM), "多余")), by=clerk, on=TODAY)
    kept = form_of(with_scan.case)
    assert kept.scan is not None
    assert (kept.scan.kind, kept.no_scan_because) == (PaperKind.REGISTRATION_FORM, "")


def test_control_what_came_through_the_system_is_asked_for_no_scan(district, clerk):
    form = record_form(district.filed().pk, prison(), Channel.SYSTEM, by=clerk, on=TODAY)
    assert (form.scan_id, form.no_scan_because) == (None, "")
    with acting(clerk):
        assert not forms_without_scan(for_staff=clerk).exists()


def test_the_scan_of_a_form_is_brought_later_and_then_nothing_is_missing(district, case, clerk):
    form = form_of(case)
    assert (form.scan_id, form.no_scan_because) == (None, FOLLOWS.no_scan_because)
    with acting(clerk):
        assert [one.pk for one in forms_without_scan(for_staff=clerk)] == [form.pk]
    by = district.assistant(on=TODAY + days(2))
    bring_scan_of_form(form.pk, scan(PaperKind.REGISTRATION_FORM), by=by, on=TODAY + days(1))
    with acting(clerk):
        assert not forms_without_scan(for_staff=clerk).exists()
    assert form_of(case).scan is not None
    assert form_of(case).no_scan_because, "why it was missing at first stays"
    assert form_of(case).scan_late_because == "", "in time, nothing is asked and nothing kept"
    with pytest.raises(StepRefused, match="已经有了"):
        bring_scan_of_form(form.pk, scan(PaperKind.REGISTRATION_FORM), by=by, on=TODAY + days(2))


def test_a_scan_is_brought_by_those_who_type_in_after_the_paper_came_and_late_with_a_reason(district, case):
    form, new = form_of(case), scan(PaperKind.REGISTRATION_FORM)
    with pytest.raises((StepRefused, RegistrationForm.DoesNotExist)):
        bring_scan_of_form(form.pk, new, by=district.assistant(NEXT), on=TODAY)
    with pytest.raises(StepRefused, match="由区司法局或户籍地司法所"):
        bring_scan_of_form(form.pk, new, by=district.at(OfficeKind.TOWN_GOVERNMENT), on=TODAY)
    late = district.assistant(on=TODAY + days(60))
    for on, words in ((TODAY - days(1), "补来不能早于"), (TODAY + days(61), "不能晚于今天"), (TODAY, "为什么现在")):
        with pytest.raises(StepRefused, match=words):
            bring_scan_of_form(form.pk, new, by=late, on=on, late_because="" if on == TODAY else "出差")
    bring_scan_of_form(form.pk, new, by=late, on=TODAY, late_because="出差")
    assert form_of(case).scan_id is not None
    assert form_of(case).scan_late_because == "出差"
    told = Event.objects.using(OWNER).get(action="paper_brought")
    assert set(told.data) == {"paper", "kind"}, "ids and codes, never words"


# The release notice


@pytest.mark.parametrize(
    ("lacks", "field"),
    [({"paper": OnPaper()}, "scan"), ({"risk_opinion": ""}, "risk_opinion"), ({"aid_proposal": " "}, "aid_proposal")],
)
def test_a_notice_is_typed_in_whole_or_says_what_did_not_come(case, clerk, lacks, field):
    with pytest.raises(StepRefused) as refused:
        type_in_notice(case.pk, prison(), whole(**lacks), by=clerk, on=TODAY)
    assert refused.value.field == field
    assert not ReleaseNotice.objects.using(OWNER).exists()


def test_what_came_is_not_said_not_to_have_come(case, clerk):
    told = whole(without=frozenset({PaperKind.RISK_OPINION}))
    with pytest.raises(StepRefused, match="又勾选了未随附") as refused:
        type_in_notice(case.pk, prison(), told, by=clerk, on=TODAY)
    assert refused.value.field == "risk_opinion"


def test_an_opinion_that_was_only_scanned_came_with_the_notice(case, clerk):
    told = whole(risk_opinion="", scans=(scan(PaperKind.RISK_OPINION),))
    made = type_in_notice(case.pk, prison(), told, by=clerk, on=TODAY)
    assert made.risk_opinion is not None
    assert (made.risk_opinion.kind, made.risk_opinion.file_id is not None) == (PaperKind.RISK_OPINION, True)
    with acting(clerk):
        assert not notices_lacking_something(for_staff=clerk).exists()


def test_what_did_not_come_with_a_notice_is_missed_until_each_is_brought(district, notice, clerk):
    def lacking() -> int:
        with acting(clerk):
            return notices_lacking_something(for_staff=clerk).count()

    by = district.assistant()
    brings: tuple[Callable[[], None], ...] = (
        lambda: bring_with_notice(notice.pk, PaperKind.RISK_OPINION, words="危险性一般", by=by, on=TODAY),
        lambda: bring_with_notice(
            notice.pk, PaperKind.AID_PROPOSAL, scan=scan(PaperKind.AID_PROPOSAL), by=by, on=TODAY
        ),
        lambda: bring_with_notice(
            notice.pk, PaperKind.RELEASE_NOTICE, scan=scan(PaperKind.RELEASE_NOTICE), by=by, on=TODAY
        ),
    )
    for bring in brings:
        assert lacking() == 1
        bring()
        with pytest.raises(StepRefused, match="已经有了"):
            bring()
    assert lacking() == 0
    kept = ReleaseNotice.objects.using(OWNER).select_related("risk_opinion", "aid_proposal").get(pk=notice.pk)
    assert kept.risk_opinion is not None
    assert body_of(kept.risk_opinion) == "危险性一般"
    assert kept.aid_proposal is not None
    assert kept.aid_proposal.file_id is not None


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (PaperKind.RELEASE_NOTICE, "scan"),
        (PaperKind.RISK_OPINION, "risk_opinion"),
        (PaperKind.AID_PROPOSAL, "aid_proposal"),
    ],
)
def test_what_is_brought_late_with_a_notice_says_why_and_keeps_it_beside_what_was_brought(district, notice, kind, name):
    late = {"by": district.assistant(on=TODAY + days(60)), "on": TODAY, "scan": scan(kind)}
    with pytest.raises(StepRefused, match="为什么现在"):
        bring_with_notice(notice.pk, kind, **late)
    bring_with_notice(notice.pk, kind, **late, late_because="出差")
    kept = ReleaseNotice.objects.using(OWNER).get(pk=notice.pk)
    reasons = {one: getattr(kept, f"{one}_late_because") for one in ("scan", "risk_opinion", "aid_proposal")}
    assert {one: why for one, why in reasons.items() if why} == {name: "出差"}


def test_nothing_is_not_brought(district, notice):
    with pytest.raises(StepRefused, match="请附扫描件，或照录内容") as refused:
        bring_with_notice(notice.pk, PaperKind.RISK_OPINION, words=" ", by=district.assistant(), on=TODAY)
    assert refused.value.field == "scan"


def test_a_later_list_keeps_what_was_only_scanned_and_taken_back_leaves_it(district, case, notice, clerk):
    opinion = scan(PaperKind.RISK_OPINION)
    bring_with_notice(notice.pk, PaperKind.RISK_OPINION, scan=opinion, by=clerk, on=TODAY)
    place = district.place(HOME)
    told = Intake(
        *("甄纸", "male", date(1988, 1, 2), None, place, place, prison(), "", None, None, False, None),
        release_on=RELEASE + days(3),
    )
    changed, before = amend(case.person_id, told, changed=["release_on"], by=clerk, on=TODAY)
    newest = ReleaseNotice.objects.using(OWNER).select_related("risk_opinion").latest("id")
    assert (newest.release_on, newest.case_id) == (RELEASE + days(3), changed.pk)
    assert newest.risk_opinion is not None
    assert newest.risk_opinion.file_id is not None
    take_back(changed.pk, before, by=clerk, on=TODAY)
    assert ReleaseNotice.objects.using(OWNER).get().risk_opinion_id == newest.risk_opinion_id
    assert Paper.objects.using(OWNER).filter(pk=newest.risk_opinion_id).exists()


# The release day that the paper tells


def test_the_release_day_of_a_form_is_told_by_an_act_and_stands_after_everything_is_settled_anew(district, clerk):
    told = replace(typed(district, FOLLOWS), admitted_on=None)
    case = type_in_form(told, by=clerk, on=TODAY).case
    act = Act.objects.using(OWNER).get(case=case, kind="release_date_changed")
    assert (act.on, act.told) == (TODAY, {"release_on": RELEASE.isoformat()})
    with acting(clerk):
        settle_again([case.person_id], by=clerk)
    assert Sentence.objects.using(OWNER).get(case=case).release_on == RELEASE
    assert differences(case.person_id, today=TODAY) == []
    withdraw(act.pk, why="录错", by=clerk)
    assert Sentence.objects.using(OWNER).get(case=case).release_on is None, "it follows from the act alone"


def test_control_a_day_that_the_admission_tells_is_told_by_no_second_act(case):
    assert Sentence.objects.using(OWNER).get(case=case).release_on == RELEASE
    assert not Act.objects.using(OWNER).filter(case=case, kind="release_date_changed").exists()


def test_a_later_paper_with_another_release_day_changes_it_by_an_act(district, case, clerk):
    again = typed(district, FOLLOWS)
    with pytest.raises(StepRefused, match="同名、同日出生"):
        type_in_form(again, by=clerk, on=TODAY)
    numbered = replace(again.somebody, id_number=NUMBER)
    first = type_in_form(replace(again, somebody=numbered, is_another=True), by=clerk, on=TODAY).case
    second = replace(again, somebody=numbered, release_on=RELEASE - days(9), is_another_paper=True)
    assert type_in_form(second, by=clerk, on=TODAY).case == first
    assert Sentence.objects.using(OWNER).get(case=first).release_on == RELEASE - days(9)
    assert differences(first.person_id, today=TODAY) == []
    record_release(first.pk, released_from=ReleasedFrom.PRISON, by=district.assistant(), on=TODAY)
    type_in_form(replace(second, release_on=RELEASE + days(9)), by=clerk, on=TODAY)
    kinds = Act.objects.using(OWNER).filter(case=first, kind="release_date_changed")
    assert kinds.count() == 1, "once care has begun there is no release day to come"
