"""The demo is built by real steps, keeps its promises on any day, and leaves the sample list alone."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from anbang.audit.models import Event
from anbang.casework.act.models import Act
from anbang.casework.act.story import words_of
from anbang.casework.custody.models import (
    MajorChange,
    OutboundForm,
    ReceptionArrangement,
    ReturnedCase,
    Verification,
)
from anbang.casework.handover.models import Enquiry
from anbang.casework.person.models import Person, Reach, ReachReason
from anbang.casework.person.queries import id_number_of
from anbang.casework.rights.models import RightsRequest
from anbang.coordination.office.actions import RECORDED_BY
from anbang.coordination.office.facts import ROUNDS, acts_that_meet
from anbang.coordination.office.models import OfficeAct, OfficeActKind
from anbang.coordination.office.settling import settle_offices
from anbang.demo.accounts import ACCOUNTS, PASSWORD
from anbang.demo.build import HalfBuilt, build, is_built
from anbang.demo.lists import fill
from anbang.demo.offices import HANDS
from anbang.demo.people import Registry
from anbang.demo.plots import Plots
from anbang.demo.sample import SAMPLE, SENDER
from anbang.demo.stories import STORIES
from anbang.demo.workbooks import Line, workbook
from anbang.exchange.batch.actions import apply_batch, receive_file
from anbang.exchange.batch.applying import apply_staged_rows
from anbang.exchange.batch.models import Batch
from anbang.exchange.batch.reading import rows_of
from anbang.exchange.batch.staging import stage_rows
from anbang.lib.workbook import read_workbook
from anbang.organisations.acting import acting
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.models import Office, Staff
from anbang.organisations.queries import find_institution
from anbang.organisations.unattended import unattended
from tests.demo.between_the_sides import BETWEEN_THE_SIDES
from tests.demo.conftest import DAY
from tests.demo.promises import (
    PROMISES,
    everybody_in_custody_is_seen_by_exactly_one_justice_office,
    key_periods_that_ended_were_kept_or_not,
    the_offices_kept_their_rounds_each_in_its_way,
)

DATA = Path(__file__).parents[1] / "data"
EXPECTED = DATA / "prison-batch-2026-11.expected.json"
# The first day of a year, a month's end without a counterpart in the month before, a leap day.
STRANGE_DAYS = (date(2027, 1, 1), date(2027, 3, 31), date(2028, 2, 29))
VILLAGES = {"昌元街道": ["玉屏社区居民委员会"], "安富街道": ["红庙社区居民委员会"], "龙集镇": ["六合村村民委员会"]}


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
def test_on_an_ordinary_day(demo, promise):
    promise(demo)


@pytest.mark.parametrize("on", [pytest.param(day, marks=pytest.mark.proof) for day in STRANGE_DAYS], ids=str)
def test_every_promise_is_kept_on_a_strange_day(demo_of, on):
    strange = demo_of(on)
    for promise in PROMISES:
        promise(strange)


def test_somebody_seen_by_two_offices_would_be_noticed(demo):
    """The control of the promise that everybody belongs to one office."""
    other = Office.objects.filter(kind=OfficeKind.JUSTICE_OFFICE).order_by("-id")[0]
    in_custody = Reach.objects.using("owner").filter(office__isnull=False, person__cases__care_from__isnull=True)
    seen = in_custody.exclude(office=other)[0]
    Reach.objects.using("owner").create(
        person_id=seen.person_id, office=other, why=ReachReason.RESIDENCE, from_on=demo.on
    )
    with pytest.raises(AssertionError):
        everybody_in_custody_is_seen_by_exactly_one_justice_office(demo)


def test_offices_that_did_nothing_would_be_noticed(demo):
    """The control of the promises about the offices' year."""
    OfficeAct.objects.using("owner").all().delete()
    by = unattended("demo", on=demo.on)
    with acting(by):
        settle_offices(list(Office.objects.on(demo.on).order_by("id")), today=demo.on)
    for promise in (the_offices_kept_their_rounds_each_in_its_way, key_periods_that_ended_were_kept_or_not):
        with pytest.raises(AssertionError):
            promise(demo)


def test_what_passes_between_the_sides_would_be_missed(demo):
    """The control of the promises about forms, questions, changes, requests and whoever was returned: each row is taken away."""
    for model in (OutboundForm, ReturnedCase, Enquiry, MajorChange, RightsRequest):
        model.objects.using("owner").all().delete()
    for promise in BETWEEN_THE_SIDES:
        with pytest.raises((AssertionError, ValueError)):
            promise(demo)


def test_every_arrangement_before_a_release_answers_the_notice_that_came(demo):
    arrangements = ReceptionArrangement.objects.using("owner")
    assert arrangements.filter(notice__case__care_from__isnull=False).count() > 10
    assert not arrangements.filter(notice__isnull=True, case__release_notices__isnull=False).exists()


def test_a_release_certificate_is_of_the_year_of_the_release(demo):
    years = set()
    with acting(unattended("demo", on=demo.on)):
        for act in Act.objects.using("owner").filter(kind="reported_in").order_by("id"):
            if number := words_of(act).get("certificate", ""):
                released = Act.objects.using("owner").filter(case=act.case_id, kind="released").latest("on").on
                assert number.startswith(f"（{released.year}）")
                years.add(released.year)
    assert len(years) > 1, "the demo tells of releases of more than one year"


def test_somebody_is_named_for_every_duty_of_the_offices():
    assert {duty.name for duty in ROUNDS} == {*HANDS}
    assert all(HANDS[duty.name] in RECORDED_BY[OfficeActKind(acts_that_meet(duty))] for duty in ROUNDS)


def test_everybody_printed_signs_in_with_the_one_password(demo):
    printed = Staff.objects.filter(username__in=[account.username for account in ACCOUNTS])
    assert len(printed) == len(ACCOUNTS)
    assert len({staff.password for staff in printed}) == 1
    assert printed[0].check_password(PASSWORD)
    assert not printed[0].check_password(PASSWORD.upper())


def test_an_empty_district_has_no_demo(database):
    assert not is_built()


def test_a_built_demo_is_known_also_after_its_list_was_taken_in(demo):
    assert is_built()
    by, waiting = demo.by("clerk"), Batch.objects.using("owner").get(status="staged")
    apply_batch(waiting.pk, by=by, on=demo.on)
    apply_staged_rows(waiting.pk, by=by, on=demo.on)
    assert is_built()


def test_a_demo_that_was_interrupted_is_not_taken_for_a_built_one(database):
    def stop_at_the_lists(doing):
        if "lists" in doing:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(DAY, stop_at_the_lists)
    with pytest.raises(HalfBuilt):
        is_built()


def lists(on):
    registry = Registry(names={story.name for story in STORIES})
    return fill(registry, VILLAGES, Plots(registry, on).all(), on=on)


def test_the_same_people_come_about_every_time():
    assert lists(DAY) == lists(DAY)


def test_the_same_list_is_the_same_file():
    def file(arrived):
        return workbook(arrived.title, [Line(entry.person, entry.typed) for entry in arrived.entries], arrived.style)

    assert [file(arrived) for arrived in lists(DAY)] == [file(arrived) for arrived in lists(DAY)]


def test_another_day_moves_the_days_and_not_the_people():
    def people(on):
        found = {entry.person.name: entry.person for arrived in lists(on) for entry in arrived.entries}
        return {name: person.id_number for name, person in found.items() if person.born_on.year < 1997}

    assert people(DAY) == people(date(2027, 1, 1))


def test_nobody_on_a_list_was_admitted_before_the_offence_or_released_before_admission():
    for on in (DAY + timedelta(days=days) for days in range(0, 1500, 7)):
        for arrived in lists(on):
            for entry in arrived.entries:
                person = entry.person
                assert person.born_on < person.offence_on < person.admitted_on
                assert person.admitted_on <= arrived.arrived_on < person.release_on
                assert person.release_on >= date.fromordinal(on.toordinal() - 1)


# The sample


def hand_in_the_sample(demo, by):
    institution = find_institution(SENDER, on=demo.on)
    batch = receive_file(SAMPLE.read_bytes(), name=SAMPLE.name, institution_id=institution.pk, by=by, on=demo.on)
    stage_rows(batch.pk, by=by, on=demo.on)
    return batch


@pytest.mark.parametrize("on", [DAY, pytest.param(STRANGE_DAYS[0], marks=pytest.mark.proof)], ids=str)
def test_the_sample_gives_the_same_heaps_in_the_demo_as_in_an_empty_register(demo_of, on):
    demo = demo_of(on)
    by = demo.by("clerk")
    batch = hand_in_the_sample(demo, by)
    expected = {row["row"]: row["outcome"] for row in json.loads(EXPECTED.read_text(encoding="utf-8"))["rows"]}
    with acting(by):
        assert dict(batch.rows.values_list("row", "outcome")) == expected
        before = Person.objects.count()
    apply_batch(batch.pk, by=by, on=on)
    apply_staged_rows(batch.pk, by=by, on=on)
    with acting(by):
        assert Person.objects.count() > before


def test_the_sample_is_the_contracts_own():
    assert SAMPLE.read_bytes() == (DATA / SAMPLE.name).read_bytes()


def test_nobody_of_the_sample_is_in_the_demo(demo):
    rows = rows_of(read_workbook(SAMPLE.read_bytes()))
    names = {str(row.cells["姓名"]).strip() for row in rows}
    numbers = {str(row.cells["身份证号"]).strip() for row in rows} - {""}
    people = list(Person.objects.using("owner").all())
    assert not names & {person.name for person in people}
    assert not numbers & {id_number_of(person) for person in people}


def test_somebody_of_the_sample_in_the_demo_would_be_noticed(demo):
    """The control: handed in twice, the sample meets its own people and gives other heaps."""
    by = demo.by("clerk")
    first = hand_in_the_sample(demo, by)
    apply_batch(first.pk, by=by, on=demo.on)
    apply_staged_rows(first.pk, by=by, on=demo.on)
    again = hand_in_the_sample(demo, by)
    with acting(by):
        assert not again.rows.filter(outcome="new").exists()


def test_every_verification_was_recorded_by_a_justice_assistant_through_its_step(demo):
    told = {event.data["act"]: event.staff_id for event in Event.objects.using("owner").filter(action="verified")}
    written = dict(Verification.objects.using("owner").values_list("act", "recorded_by"))
    assistants = Staff.objects.filter(postings__role=Role.JUSTICE_ASSISTANT).values_list("id", flat=True)
    assert told == written
    assert set(written.values()) <= set(assistants)
