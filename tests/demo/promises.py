"""What the demo promises on any day. Each is an assertion by itself, so that a test can ask all of a strange day."""

from collections import Counter
from datetime import date, timedelta

from anbang.audit.models import Event
from anbang.casework.act.models import Act
from anbang.casework.care.gaps import teams_lacking
from anbang.casework.care.queries import conditions
from anbang.casework.charge.counting import counted, counted_by_town
from anbang.casework.charge.models import Responsibility
from anbang.casework.custody.models import Finding, PriorityAlert, ReceptionArrangement, ReleaseNotice, Verification
from anbang.casework.duty.models import Duty, DutyQuerySet
from anbang.casework.duty.queries import counts_by_urgency, work_list
from anbang.casework.person.models import Case, Person, Reach, ReachReason, Sealing
from anbang.casework.person.queries import closed_to_all_but, id_number_of, visible_to
from anbang.casework.retention.models import Disposal
from anbang.coordination.morning.models import Morning
from anbang.coordination.office.actions import RECORDED_BY
from anbang.coordination.office.facts import ROUNDS, acts_that_meet
from anbang.coordination.office.models import Attendance, KeyPeriod, OfficeAct, OfficeActKind, Presence
from anbang.coordination.office.queries import coverage, towns_of_the_year, years_kept
from anbang.demo.accounts import ACCOUNTS, OTHER_TOWN, TOWN
from anbang.demo.stories import STORIES, story_lists, story_people
from anbang.demo.waiting import SENDER
from anbang.exchange.batch.models import Batch
from anbang.exchange.batch.queries import heap_counts
from anbang.exchange.batch.status import BatchStatus, Outcome
from anbang.lib.identity_number import read_identity_number
from anbang.organisations.acting import acting
from anbang.organisations.gaps import network
from anbang.organisations.kinds import AreaKind, OfficeKind, Role
from anbang.organisations.models import Office, Posting
from tests.demo.between_the_sides import BETWEEN_THE_SIDES
from tests.demo.conftest import Demo

LIVE = ("overdue", "today", "week", "later")


def urgencies(demo: Demo, username: str) -> set[str]:
    """How soon the duties on an account's work list are due."""
    by = demo.by(username)
    with acting(by):
        counts = counts_by_urgency(work_list(for_staff=by), on=demo.on)
    return {name for name in LIVE if getattr(counts, name)}


def about_200_people_are_in_the_register(demo: Demo) -> None:
    """So many that lists are real, so few that the demo starts soon."""
    assert 190 <= Person.objects.using("owner").count() <= 230
    assert Person.objects.using("owner").exclude(sealing=Sealing.OPEN).count() >= 2


def everybody_in_custody_is_seen_by_exactly_one_justice_office(demo: Demo) -> None:
    """Open files by one office; closed ones by no office, but by somebody named. Of a priority person the police may have been told."""
    by_offices = (
        Reach.objects.using("owner").on(demo.on).filter(office__isnull=False, person__cases__care_from__isnull=True)
    )
    # Whoever died there is kept by the same office once more, for the archive.
    apart = (ReachReason.POLICE, ReachReason.ARCHIVED)
    offices = Counter(by_offices.exclude(why__in=apart).values_list("person_id", flat=True))
    kinds = by_offices.exclude(why__in=apart).values_list("office__kind", flat=True)
    by_name = Reach.objects.using("owner").filter(staff__isnull=False).exclude(why=ReachReason.EMERGENCY)
    named = set(by_name.values_list("person_id", flat=True))
    waiting = Person.objects.using("owner").filter(sealing=Sealing.OPEN, cases__care_from__isnull=True)
    open_files = set(waiting.values_list("id", flat=True))
    closed = set(Person.objects.using("owner").exclude(sealing=Sealing.OPEN).values_list("id", flat=True))
    assert offices == dict.fromkeys(open_files, 1)
    assert named == closed
    assert set(kinds) == {OfficeKind.JUSTICE_OFFICE}
    # Whoever took somebody in on the spot saw them for that day.
    assert not Reach.objects.using("owner").on(demo.on).filter(why=ReachReason.TAKING_IN).exists()


def files_that_were_kept_long_enough_wait(demo: Demo) -> None:
    """One for a decision, the other for somebody to confirm it."""
    waiting = Disposal.objects.using("owner").filter(disposed_on__isnull=True)
    assert sorted(waiting.values_list("decision", flat=True)) == ["", "dispose"]


def every_town_has_somebody_in_care(demo: Demo) -> None:
    """So that every justice office has something to do."""
    busy = set(
        Duty.objects.using("owner")
        .filter(case__isnull=False, office__kind=OfficeKind.JUSTICE_OFFICE)
        .values_list("office", flat=True)
    )
    assert len(busy) == 21


def every_justice_office_has_an_assistant_and_a_head(demo: Demo) -> None:
    """ORG-3."""
    desks = Office.objects.on(demo.on).filter(kind=OfficeKind.JUSTICE_OFFICE)
    held = Posting.objects.on(demo.on).filter(role=Role.JUSTICE_ASSISTANT, office__in=desks)
    assert Counter(held.values_list("office", flat=True)) == dict.fromkeys(desks.values_list("id", flat=True), 2)
    assert set(held.filter(title="所长").values_list("office", flat=True)) == set(desks.values_list("id", flat=True))


def the_printed_accounts_hold_what_they_say(demo: Demo) -> None:
    """Role, kind of office and place of every printed account."""
    for account in ACCOUNTS:
        by = demo.by(account.username)
        assert (by.role, by.office_kind) == (account.role, account.office_kind)
        posting = Posting.objects.select_related("office__area").get(pk=by.posting_id)
        assert account.place in (posting.office.name, posting.office.area and posting.office.area.name)


def the_promised_work_lists_are_alive(demo: Demo) -> None:
    """Something overdue, due today, within the week and later, where the accounts say so."""
    for username in ("justice", "head", "justice2", "town"):
        assert urgencies(demo, username) == set(LIVE), username
    assert urgencies(demo, "clerk") >= {"overdue", "today", "week"}
    keeper = demo.by("keeper")
    with acting(keeper):
        assert closed_to_all_but(keeper).filter(cases__duties__in=Duty.objects.running()).exists()
    prison = demo.by("prison")
    with acting(prison):
        replies = Verification.objects.filter(institution=prison.office_id)
        assert replies.filter(receipt_at__isnull=True).exists()
        assert replies.filter(receipt_at__isnull=False).exists()


def accounts_without_work_see_nobody(demo: Demo) -> None:
    """What the printed words say of them."""
    for username in ("legal", "jobs", "base", "auditor", "system", "security", "trail"):
        by = demo.by(username)
        with acting(by):
            assert not Person.objects.exists(), username
            assert not work_list(for_staff=by).exists(), username


def village_civil_affairs_and_police_see_those_whom_they_work_for(demo: Demo) -> None:
    """And only them."""
    for username in ("village", "civil", "police"):
        by = demo.by(username)
        with acting(by):
            assert 1 <= Person.objects.count() <= 30, username
            # No rule makes the police owe anything.
            assert work_list(for_staff=by).exists() == (username != "police"), username


def whoever_must_name_a_member_of_a_team_has_a_gap_to_look_at(demo: Demo) -> None:
    """Justice office, village and police station; the station of somebody of whom it was told."""
    for username in ("justice", "village", "police"):
        by = demo.by(username)
        with acting(by, reading_only=True):
            assert teams_lacking(for_staff=by).exists(), username


def each_person_is_counted_once_by_the_towns(demo: Demo) -> None:
    """And somebody stands in two lists."""
    by = demo.by("aftercare")
    with acting(by, reading_only=True):
        whole = counted_by_town(for_staff=by)
        assert whole.people == counted(for_staff=by).here >= 40
    assert whole.on_the_lists > whole.people


def everybody_in_care_has_one_office_every_day(demo: Demo) -> None:
    """Nobody between two offices."""
    open_cases = Case.objects.using("owner").filter(care_from__isnull=False, closed_on__isnull=True)
    assert open_cases.count() >= 40
    held = Responsibility.objects.using("owner").filter(until_on__isnull=True)
    assert Counter(held.values_list("case_id", flat=True)) == dict.fromkeys(open_cases.values_list("id", flat=True), 1)


def somebodys_end_of_care_can_be_tried(demo: Demo) -> None:
    """At both printed justice offices: the term is over, and the list shows who waits."""
    for username in ("justice", "justice2"):
        by = demo.by(username)
        with acting(by):
            waiting = visible_to(by).filter(conditions(on=demo.on)["to_be_ended"])
            owed = Duty.objects.running().filter(rule="end_of_care", office=by.office_id)
            assert waiting.filter(cases__duties__in=owed).exists(), username


def this_morning_has_come(demo: Demo) -> None:
    """What fell due yesterday was told up the chain, everybody has a digest, and every file was found to be as the rules say."""
    come = Morning.objects.using("owner").get(on=demo.on)
    assert come.ended_at is not None
    assert come.broken == []
    assert come.digests > 20
    assert come.swept_at is not None
    open_files = Person.objects.using("owner").filter(sealing=Sealing.OPEN)
    assert (come.swept, come.differed, come.unproved) == (open_files.count(), [], [])


def every_finding_occurs(demo: Demo) -> None:
    """True, false and unknown; late and in time."""
    for finding in Finding:
        assert Verification.objects.using("owner").filter(address=finding).exists()
    met = Duty.objects.using("owner").filter(rule="verify", met_on__isnull=False)
    assert any(duty.met_on > duty.due_on for duty in met)
    assert any(duty.met_on <= duty.due_on for duty in met)
    assert PriorityAlert.objects.using("owner").exists()
    assert ReceptionArrangement.objects.using("owner").count() > 50


def one_list_waits_with_faults_of_many_kinds(demo: Demo) -> None:
    """Every heap has something in it, and a row is closed."""
    clerk = demo.by("clerk")
    with acting(clerk):
        waiting = Batch.objects.get(status=BatchStatus.STAGED)
        assert waiting.institution.name == SENDER
        counts = heap_counts(waiting).outcomes
        codes = {code for row in waiting.rows.all() for _column, code, _severity in row.faults}
        assert waiting.rows.filter(closed=True).exists()
    assert all(counts[outcome] for outcome in Outcome.values), counts
    assert codes >= {
        *("id_check_digit", "date_unreadable", "village_not_in_town", "sentence_unreadable", "name_missing"),
        *("born_mismatch", "juvenile_offence", "late_notice", "id_missing"),
    }


def nothing_happened_after_the_day(demo: Demo) -> None:
    """The demo ends on its day."""
    assert Event.objects.using("owner").order_by("-happened_on")[0].happened_on == demo.on
    assert not Duty.objects.using("owner").filter(opens_on__gt=demo.on).exists()


def numbers_are_right_and_given_once(demo: Demo) -> None:
    """Every ID number has its check digit, its day of birth and its sex."""
    numbers = []
    for person in Person.objects.using("owner").filter(identity_known=True):
        number = read_identity_number(id_number_of(person) or "")
        assert (number.fault, number.born_on, number.is_male) == (None, person.born_on, person.sex == "male")
        numbers.append(number.number)
    assert len(set(numbers)) == len(numbers)
    assert Person.objects.using("owner").filter(identity_known=False).exists()


def a_few_gaps_are_shown(demo: Demo) -> None:
    """Some towns and villages lack something, most lack nothing."""
    found = network(on=demo.on)
    assert 5 <= sum(found.counts.values()) <= 20
    assert any(town.missing for town in found.towns)
    assert sum(town.is_complete for town in found.towns) >= 8
    assert found.district.area.kind == AreaKind.DISTRICT
    assert not found.district.missing


def every_story_is_told_to_its_account(demo: Demo) -> None:
    """Whoever a story names sees its person or its list, unless the story is that they do not."""
    for story in STORIES:
        by = demo.by(story.account)
        with acting(by):
            people, lists = story_people(for_staff=by), story_lists(for_staff=by)
        if story.account in ("keeper", "prison"):
            assert story.key not in people
        else:
            assert story.key in (people if story.name else lists), story.key


def every_story_stands_as_told(demo: Demo) -> None:
    """The state of each person of a story."""
    clerk = demo.by("clerk")
    with acting(clerk):
        people = story_people(for_staff=clerk)

        def of(model, key):
            return model.objects.filter(case__person=people[key]).order_by("id")

        def running(key):
            return set(Duty.objects.running().filter(case__person=people[key]).values_list("rule", flat=True))

        false_address = of(Verification, "false_address").get()
        assert (false_address.address, bool(false_address.address_evidence)) == (Finding.FALSE, True)
        assert false_address.receipt_at is not None
        unknown = of(Verification, "unknown_identity").get()
        assert (unknown.name, unknown.identity) == (Finding.UNKNOWN, Finding.UNKNOWN)
        assert not Person.objects.get(pk=people["unknown_identity"]).identity_known
        late = Duty.objects.get(case__person=people["released_in_days"], rule="reply_reception")
        assert (late.due_on, late.met_on) == (of(ReleaseNotice, "released_in_days").get().release_on, None)
        assert of(PriorityAlert, "priority").count() == of(ReceptionArrangement, "priority").count() == 1
        earlier, later = of(ReleaseNotice, "release_moved")
        assert later.release_on < earlier.release_on
        assert "reply_reception" in running("release_moved")
        name = Person.objects.get(pk=people["namesakes"]).name
        assert Person.objects.filter(name=name).count() == 2
        assert of(Verification, "no_receipt").get().receipt_at is None
        overdue = Duty.objects.overdue(on=demo.on).filter(case__person=people["overdue"], rule="verify")
        assert overdue.exists()
        corrected = Event.objects.filter(action="list_row_corrected")
        assert any(event.data["columns"] == ["身份证号"] for event in corrected)
        assert of(Verification, "number_corrected").exists()
        assert running("all_arranged") == {"receive"}
        assert of(Verification, "all_arranged").get().receipt_at is not None
        lists = story_lists(for_staff=clerk)
        assert Batch.objects.get(pk=lists["not_ours"]).rows.filter(outcome=Outcome.NOT_OURS).count() == 1
        children = Batch.objects.get(pk=lists["closed_row"]).rows.filter(closed=True)
        assert sorted(children.values_list("outcome", flat=True)) == ["new", "new", "refused"]


def towns_of_the_printed_offices_differ(demo: Demo) -> None:
    """The two printed justice assistants see nobody in common but those who pass between them, are now registered with the
    other, or were opened in an emergency."""
    assert TOWN != OTHER_TOWN
    seen = []
    for username in ("justice", "justice2"):
        with acting(demo.by(username)):
            alone = Person.objects.filter(sealing=Sealing.OPEN, transfers__isnull=True, emergencies__isnull=True)
            seen.append(set(alone.values_list("id", flat=True)))
    assert seen[0]
    assert seen[1]
    changed = Act.objects.using("owner").filter(kind="registered_changed")
    assert seen[0] & seen[1] == set(changed.values_list("case__person", flat=True))


def of_the_offices(demo: Demo) -> DutyQuerySet:
    """What the offices themselves owe and owed, about nobody."""
    return Duty.objects.using("owner").filter(case__isnull=True)


def the_offices_kept_their_rounds_each_in_its_way(demo: Demo) -> None:
    """Most did, some wrote it down late, some left it undone; some towns missed nothing, one nearly everything."""
    past = of_the_offices(demo).filter(due_on__lt=demo.on)
    met, missed = past.filter(met_on__isnull=False).count(), past.filter(met_on__isnull=True).count()
    assert met > missed > 10
    acts = OfficeAct.objects.using("owner")
    assert 10 < acts.filter(is_late=True).count() < acts.count() / 4
    by = demo.by("aftercare")
    with acting(by):
        years = [towns_of_the_year(on=min(demo.on, date(year, 12, 31))) for year in years_kept(on=demo.on)]
    undone = [sum(year[place].missed for year in years) for place in range(len(years[0]))]
    assert sum(not number for number in undone) >= 8
    assert max(undone) > 5
    assert {town.lacks_a_base for town in years[0]} == {True, False}


def every_round_of_an_office_was_kept_by_somebody_or_is_still_to_come(demo: Demo) -> None:
    """No kind of duty of the offices is forgotten by the demo."""
    done = set(OfficeAct.objects.using("owner").values_list("kind", flat=True))
    past = of_the_offices(demo).exclude(period="").filter(due_on__lt=demo.on)
    assert {acts_that_meet(duty) for duty in ROUNDS if past.filter(rule=duty.name).exists()} <= done
    assert done >= {OfficeActKind.LIAISON, OfficeActKind.LESSON, OfficeActKind.JOINT_MEETING}


def key_periods_that_ended_were_kept_or_not(demo: Demo) -> None:
    """In time, afterwards, and not at all."""
    period = (
        KeyPeriod.objects.using("owner").filter(ends_on__lt=demo.on - timedelta(days=14)).order_by("ends_on").last()
    )
    assert period is not None
    held = OfficeAct.objects.using("owner").filter(key_period=period)
    assert held.filter(on__lte=period.ends_on).count() > held.filter(on__gt=period.ends_on).count() > 0
    assert of_the_offices(demo).overdue(on=demo.on).exists()


def people_in_care_came_to_lessons_or_did_not(demo: Demo) -> None:
    """And somebody has not been reached yet."""
    told = set(Attendance.objects.using("owner").values_list("presence", flat=True))
    assert told == set(Presence.values)
    by = demo.by("justice")
    with acting(by):
        covered = coverage(for_staff=by)
    assert any(one.last_on for one in covered)
    assert any(one.last_on is None for one in covered)


def acts_of_offices_were_recorded_by_whoever_records_them(demo: Demo) -> None:
    """By somebody who held the role on the day."""
    for act in OfficeAct.objects.using("owner"):
        held = Posting.objects.using("owner").on(act.recorded_on).filter(staff=act.recorded_by_id)
        assert not RECORDED_BY[OfficeActKind(act.kind)].isdisjoint(held.values_list("role", flat=True))


PROMISES = (
    about_200_people_are_in_the_register,
    everybody_in_custody_is_seen_by_exactly_one_justice_office,
    files_that_were_kept_long_enough_wait,
    every_town_has_somebody_in_care,
    every_justice_office_has_an_assistant_and_a_head,
    the_printed_accounts_hold_what_they_say,
    the_promised_work_lists_are_alive,
    accounts_without_work_see_nobody,
    village_civil_affairs_and_police_see_those_whom_they_work_for,
    whoever_must_name_a_member_of_a_team_has_a_gap_to_look_at,
    each_person_is_counted_once_by_the_towns,
    everybody_in_care_has_one_office_every_day,
    somebodys_end_of_care_can_be_tried,
    this_morning_has_come,
    every_finding_occurs,
    one_list_waits_with_faults_of_many_kinds,
    nothing_happened_after_the_day,
    numbers_are_right_and_given_once,
    a_few_gaps_are_shown,
    every_story_is_told_to_its_account,
    every_story_stands_as_told,
    towns_of_the_printed_offices_differ,
    the_offices_kept_their_rounds_each_in_its_way,
    every_round_of_an_office_was_kept_by_somebody_or_is_still_to_come,
    key_periods_that_ended_were_kept_or_not,
    people_in_care_came_to_lessons_or_did_not,
    acts_of_offices_were_recorded_by_whoever_records_them,
    *BETWEEN_THE_SIDES,
)
