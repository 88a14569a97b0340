"""Cases pass from hand to hand: a leaver hands them over first, and an office that is merged leaves nobody behind (clause 2.5)."""

import json

import pytest
from django.db import DatabaseError, IntegrityError, connections

from anbang.casework.care.actions import accept_transfer
from anbang.casework.charge.guards import GIVE_REACH
from anbang.casework.charge.handing import hand_over_cases, merge_offices_with_their_people
from anbang.casework.charge.models import Caseworker, Responsibility, Transfer
from anbang.casework.duty.models import Duty
from anbang.casework.person.models import Reach
from anbang.casework.step.morning import let_the_day_come
from anbang.organisations.acting import acting
from anbang.organisations.actions import end_posting, merge_offices
from anbang.organisations.models import Office, Posting
from anbang.organisations.steps import StepRefused
from tests.support.crew import HOME, NEXT, THIRD, TODAY, days
from tests.support.deeds import traces
from tests.support.recomputed import differences

OWNER = "owner"


def posting_of(by) -> int:
    return Posting.objects.using(OWNER).get(staff=by.staff_id).pk


def in_hand(case) -> Caseworker:
    return Caseworker.objects.using(OWNER).get(case=case, until_on=None)


def test_who_holds_cases_leaves_only_after_handing_them_over(district):
    case, leaver, heir = district.in_care(), district.assistant(), district.colleague()
    assert in_hand(case).staff_id == leaver.staff_id
    with pytest.raises(IntegrityError) as refused:
        end_posting(posting_of(leaver), by=district.administrator(), on=TODAY)
    assert refused.value.__cause__.diag.constraint_name == "nobody_leaves_while_holding_cases"
    assert hand_over_cases([case.pk], heir.staff_id, by=leaver, on=TODAY) == 1
    end_posting(posting_of(leaver), by=district.administrator(), on=TODAY)
    assert in_hand(case).staff_id == heir.staff_id


def test_cases_pass_to_somebody_of_the_responsible_office_by_their_own(district):
    case = district.in_care()
    with pytest.raises(StepRefused, match="不在负责的司法所任职"):
        hand_over_cases([case.pk], district.assistant(NEXT).staff_id, by=district.assistant(), on=TODAY)
    with pytest.raises(StepRefused, match="由司法所或区司法局交接"):
        hand_over_cases([case.pk], district.colleague().staff_id, by=district.aftercare(), on=TODAY)
    assert hand_over_cases([case.pk], district.colleague().staff_id, by=district.assistant(NEXT), on=TODAY) == 0
    assert in_hand(case).staff_id == district.assistant().staff_id


def test_handed_over_twice_is_one_hand_over(district):
    case, heir = district.in_care(), district.colleague()
    assert [hand_over_cases([case.pk], heir.staff_id, by=district.clerk(), on=TODAY) for _ in range(2)] == [1, 0]


def merge(district, gone: str, into: str, on=TODAY) -> None:
    merge_offices_with_their_people(
        [district.assistant(gone).office_id],
        successor_id=district.assistant(into).office_id,
        by=district.administrator(on),
        on=on,
    )


def test_a_merger_without_its_people_is_refused(district):
    district.in_care()
    before = traces()
    with pytest.raises(IntegrityError) as refused:
        merge_offices(
            [district.assistant(HOME).office_id],
            successor_id=district.assistant(NEXT).office_id,
            by=district.administrator(),
            on=TODAY,
        )
    assert refused.value.__cause__.diag.constraint_name in (
        "no_office_ends_while_it_is_responsible",
        "nobody_leaves_while_holding_cases",
    )
    assert traces() == before


def test_whom_a_merged_office_had_is_the_successors_on_the_same_day(district):
    settled, new, waiting = district.in_care(), district.in_care(since=TODAY), district.in_care(THIRD)
    district.moved(waiting, HOME, by=district.assistant(THIRD))
    gone, heir = district.assistant(HOME).office_id, district.assistant(NEXT).office_id
    merge(district, HOME, NEXT)
    for case in (settled, new):
        row = Responsibility.objects.using(OWNER).get(case=case, until_on=None)
        assert (row.office_id, row.from_on) == (heir, TODAY), "also whose care began on that very day"
        assert in_hand(case).office_id == heir
    assert Transfer.objects.using(OWNER).get(case=waiting).receiver_id == heir
    assert not Duty.objects.using(OWNER).filter(office=gone, met_on=None, void_on=None).exists()


def test_the_morning_after_all_that_follows_is_settled(district):
    people = [district.in_care(), district.in_care(since=TODAY), district.filed(), district.in_care(THIRD)]
    district.moved(people[3], HOME, by=district.assistant(THIRD))
    merge(district, HOME, NEXT)
    came = let_the_day_come(TODAY, by=district.aftercare())
    assert came.broken == []
    assert differences(*(case.person_id for case in people), today=TODAY) == []


def test_the_successor_answers_what_the_merged_office_was_asked(district):
    case = district.in_care(THIRD)
    district.moved(case, HOME, by=district.assistant(THIRD))
    merge(district, HOME, NEXT)
    district.sign_in_again()
    accept_transfer(case.pk, by=district.assistant(NEXT), on=TODAY)
    heir = Office.objects.using(OWNER).get(pk=district.assistant(NEXT).office_id)
    assert Responsibility.objects.using(OWNER).get(case=case, until_on=None).office_id == heir.pk


def test_nothing_passes_where_no_office_was_merged(district):
    district.in_care()
    before = traces()
    by = district.administrator()
    with acting(by), connections[by.alias].cursor() as cursor:
        cursor.execute("select casework_merged_office_hands_over(%s)", [district.assistant().office_id])
        assert cursor.fetchone() == (0,)
    assert traces() == before


def give(by, person_id: int, *offices: int) -> None:
    """What a step asks of the database about the sight of somebody."""
    wanted = [{"person": person_id, "reach": [{"office": office, "why": "responsible"} for office in offices]}]
    with acting(by), connections[by.alias].cursor() as cursor:
        cursor.execute("select casework_give_reach(%s::jsonb, %s::date)", [json.dumps(wanted), TODAY])


def test_nobody_gives_others_the_sight_of_somebody_they_do_not_see(district):
    case, stranger = district.in_care(), district.assistant(NEXT)
    before = traces()
    with pytest.raises(DatabaseError) as refused:
        give(stranger, case.person_id, stranger.office_id)
    assert refused.value.__cause__.diag.constraint_name == "reach_is_given_by_those_who_have_it"
    assert traces() == before


def test_control_who_sees_somebody_gives_it_and_without_the_guard_anybody_would(server, scratch, district):
    case, stranger = district.in_care(), district.assistant(NEXT)
    give(
        district.assistant(HOME),
        case.person_id,
        district.assistant(HOME).office_id,
        district.assistant(THIRD).office_id,
    )
    assert (
        Reach.objects.using(OWNER).on(TODAY).filter(person=case.person_id, office=district.assistant(THIRD).office_id)
    )
    following = "array['responsible']"
    sql = GIVE_REACH.replace("{following}", following).replace("{guardian}", "anbang_guardian")
    unguarded = sql.replace(
        "and not exists (select 1 from public.casework_reach r where r.person_id = w.person",
        "and false and not exists (select 1 from public.casework_reach r where r.person_id = w.person",
        1,
    )
    assert unguarded != sql
    with server.as_superuser(scratch) as connection:
        connection.execute(unguarded)
    give(stranger, case.person_id, stranger.office_id)
    assert Reach.objects.using(OWNER).on(TODAY).filter(person=case.person_id, office=stranger.office_id)


def test_the_app_writes_no_sight_by_itself(district):
    case, by = district.in_care(), district.assistant()
    with pytest.raises(DatabaseError, match="permission denied"), acting(by):
        Reach.objects.create(
            person_id=case.person_id, office_id=by.office_id, why="responsible", from_on=TODAY + days(1)
        )
