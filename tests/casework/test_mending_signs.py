"""A sign is put right like an act: noted by mistake it is withdrawn, its words are taken out by whoever wrote them; each with a reason."""

import pytest
from django.db import IntegrityError, connections

from anbang.audit.models import Event
from anbang.casework.act.models import Act, Correction
from anbang.casework.act.redacting import TAKEN_OUT
from anbang.casework.care.models import Sign, SignRedaction
from anbang.casework.care.sign_mending import may_redact, may_withdraw, redact_words, withdraw_sign
from anbang.casework.care.signs import (
    answer_sign,
    answers_to,
    confirm_police_receipt,
    confirm_sign,
    facts_of,
    mark_unfounded,
    note_sign,
    still_counts,
    tell_police,
    why_unfounded,
)
from anbang.casework.step.repairing import redact, withdraw
from anbang.organisations.acting import acting
from anbang.organisations.steps import StepRefused
from tests.support.crew import TODAY, District
from tests.support.recomputed import differences

OWNER = "owner"
LONG = "因" * 1000


def kept(sign: Sign) -> Sign:
    return Sign.objects.using(OWNER).get(pk=sign.pk)


def a_sign(district: District, *, by_the_village: bool = False) -> Sign:
    case = district.in_care()
    by = district.cadre(district.place()) if by_the_village else district.assistant()
    return note_sign(case.pk, facts="看到的事", prevention="谈话", by=by, on=TODAY)


def confirmed(district: District, sign: Sign) -> Act:
    return confirm_sign(sign.pk, by=district.colleague(), on=TODAY)


# How it turned out to be unfounded


@pytest.mark.parametrize("is_confirmed", [False, True])
def test_how_it_turned_out_is_kept_however_long_it_is(district, is_confirmed):
    sign = a_sign(district)
    if is_confirmed:
        confirmed(district, sign)
    mark_unfounded(sign.pk, why=LONG, by=district.assistant(), on=TODAY)
    assert why_unfounded(kept(sign)) == LONG
    # Only a step that tells an act settles what follows from the days gone by.
    assert not is_confirmed or not differences(sign.person_id, today=TODAY)


def test_it_is_kept_also_where_the_police_were_told(district):
    sign = a_sign(district)
    confirmed(district, sign)
    tell_police(sign.pk, told_to="派出所", by=district.assistant(), on=TODAY)
    mark_unfounded(sign.pk, why="认错了人", told_to="王警官", by=district.assistant(), on=TODAY)
    assert (why_unfounded(kept(sign)), kept(sign).unfounded_told_to) == ("认错了人", "王警官")


def test_no_sign_is_unfounded_without_saying_why(district):
    sign = a_sign(district)
    mark_unfounded(sign.pk, why="认错了人", by=district.assistant(), on=TODAY)
    with pytest.raises(IntegrityError, match="sign_that_is_unfounded_says_why"):
        Sign.objects.using(OWNER).filter(pk=sign.pk).update(unfounded_why_sealed=None)
    # The control: what was marked before anybody kept it is exempt, and says so.
    Sign.objects.using(OWNER).filter(pk=sign.pk).update(unfounded_why_sealed=None, unfounded_unsaid=True)
    assert why_unfounded(kept(sign)) == ""


# Noted by mistake


def test_the_office_that_noted_it_says_that_it_was_a_mistake(district):
    sign = a_sign(district, by_the_village=True)
    act = confirmed(district, sign)
    with pytest.raises(StepRefused, match="由登记的单位"):
        withdraw_sign(sign.pk, why="是邻居的事", by=district.assistant())
    withdraw_sign(sign.pk, why="是邻居的事", by=district.cadre(district.place()))
    left = kept(sign)
    assert (left.withdrawn_on, left.withdrawn_why, left.confirmed_id) == (TODAY, "是邻居的事", None)
    assert Act.objects.using(OWNER).get(pk=act.pk).withdrawn_on == TODAY
    assert not still_counts(left, on=TODAY)
    assert Event.objects.using(OWNER).filter(action="sign_withdrawn", data__sign=sign.pk).count() == 1
    assert not differences(sign.person_id, today=TODAY)


def test_nothing_more_is_done_about_a_sign_that_was_withdrawn(district):
    sign, by = a_sign(district), district.assistant()
    withdraw_sign(sign.pk, why="是邻居的事", by=by)
    withdraw_sign(sign.pk, why="再来一次", by=by)
    assert kept(sign).withdrawn_why == "是邻居的事"
    for step in (
        lambda: confirmed(district, sign),
        lambda: answer_sign(sign.pk, words="没有", by=by, on=TODAY),
        lambda: mark_unfounded(sign.pk, why="不实", by=by, on=TODAY),
    ):
        with pytest.raises(StepRefused, match="误记"):
            step()


def test_what_the_police_were_told_is_marked_unfounded_instead(district):
    sign, by = a_sign(district), district.assistant()
    confirmed(district, sign)
    tell_police(sign.pk, told_to="派出所", by=by, on=TODAY)
    with acting(by):
        assert not may_withdraw(Sign.objects.get(pk=sign.pk), by=by)
    with pytest.raises(StepRefused, match="已经通报过公安机关"):
        withdraw_sign(sign.pk, why="是邻居的事", by=by)


@pytest.mark.parametrize(
    ("fault", "name"),
    [
        ("withdrawn_why = ''", "sign_is_withdrawn_by_somebody_with_a_reason"),
        ("withdrawn_by_id = null", "sign_is_withdrawn_by_somebody_with_a_reason"),
        ("confirmed_id = {act}, confirmed_by_id = {by}, confirmed_on = seen_on", "sign_that_was_withdrawn"),
    ],
)
def test_a_withdrawn_sign_has_a_hand_and_a_reason_and_no_confirmation(district, fault, name):
    sign, by = a_sign(district), district.colleague()
    act = confirmed(district, sign)
    withdraw_sign(sign.pk, why="是邻居的事", by=district.assistant())
    told = fault.format(act=act.pk, by=by.staff_id)
    with pytest.raises(IntegrityError, match=name), connections[OWNER].cursor() as cursor:
        cursor.execute(f"update casework_sign set {told}, lapses_on = seen_on + 1 where id = %s", [sign.pk])


# Words are taken out


def words(sign: Sign) -> tuple[str, str]:
    return facts_of(kept(sign))["facts"], "".join(one.words for one in answers_to(kept(sign)))


def test_after_the_confirmation_was_withdrawn_the_words_can_still_be_taken_out(district):
    sign = a_sign(district)
    act = confirmed(district, sign)
    withdraw(act.pk, why="别人的", by=district.assistant())
    redact(act.pk, why="别人的", by=district.assistant())
    assert words(sign) == (TAKEN_OUT, "")


def test_what_is_said_after_a_redaction_can_be_taken_out_too(district):
    sign = a_sign(district)
    act = confirmed(district, sign)
    redact(act.pk, why="涉及他人", by=district.assistant())
    answer_sign(sign.pk, words="邻居的病", by=district.assistant(), on=TODAY)
    redact(act.pk, why="涉及他人", by=district.assistant())
    assert words(sign) == (TAKEN_OUT, TAKEN_OUT)


def test_the_words_of_a_sign_that_nobody_confirmed_are_taken_out_with_a_reason(district):
    sign, by = a_sign(district), district.assistant()
    redact_words(sign.pk, why="涉及他人", by=by)
    assert words(sign) == (TAKEN_OUT, "")
    assert SignRedaction.objects.using(OWNER).get(sign=sign.pk).why == "涉及他人"
    assert Event.objects.using(OWNER).filter(action="sign_redacted", data__sign=sign.pk).count() == 1
    with acting(by):
        assert not may_redact(Sign.objects.get(pk=sign.pk), by=by)
    with pytest.raises(StepRefused, match="没有本单位写的文字"):
        redact_words(sign.pk, why="涉及他人", by=by)


def test_a_redaction_says_why(district):
    sign = a_sign(district)
    with pytest.raises(StepRefused, match="请写明原因"):
        redact_words(sign.pk, why=" ", by=district.assistant())
    redact_words(sign.pk, why="涉及他人", by=district.assistant())
    with pytest.raises(IntegrityError, match="redaction_of_a_sign_says_why"):
        SignRedaction.objects.using(OWNER).update(why="")


def test_each_office_takes_out_its_own_words_alone_and_the_bureau_all(district):
    sign = a_sign(district, by_the_village=True)
    act = confirmed(district, sign)
    answer_sign(sign.pk, words="局里记的说明", by=district.clerk(), on=TODAY)
    with pytest.raises(StepRefused, match="没有文字"):
        redact(act.pk, why="涉及他人", by=district.assistant())
    assert words(sign) == ("看到的事", "局里记的说明")
    redact_words(sign.pk, why="涉及他人", by=district.cadre(district.place()))
    assert words(sign) == (TAKEN_OUT, "局里记的说明")
    redact(act.pk, why="涉及他人", by=district.clerk())
    assert words(sign) == (TAKEN_OUT, TAKEN_OUT)


def test_the_bureau_takes_out_what_two_offices_wrote_from_the_sign_itself(district):
    sign = a_sign(district, by_the_village=True)
    answer_sign(sign.pk, words="所里记的说明", by=district.assistant(), on=TODAY)
    redact_words(sign.pk, why="涉及他人", by=district.clerk())
    assert words(sign) == (TAKEN_OUT, TAKEN_OUT)


def test_who_signed_for_the_police_and_how_it_was_unfounded_go_as_well(district):
    sign, by = a_sign(district), district.assistant()
    confirmed(district, sign)
    told = tell_police(sign.pk, told_to="邻居", by=by, on=TODAY)
    confirm_police_receipt(sign.pk, received_by="邻居", by=by, on=TODAY)
    mark_unfounded(sign.pk, why="问过邻居", told_to="邻居", by=by, on=TODAY)
    redact(told.pk, why="涉及他人", by=by)
    left = kept(sign)
    assert (left.police_receipt_by, left.unfounded_told_to, why_unfounded(left)) == (TAKEN_OUT,) * 3
    assert words(sign)[0] == "看到的事", "what was seen is not of the telling"


def test_a_confirmation_taken_back_repeats_nothing_of_how_it_was_unfounded(district):
    sign = a_sign(district)
    act = confirmed(district, sign)
    mark_unfounded(sign.pk, why="问过邻居", by=district.assistant(), on=TODAY)
    assert "邻居" not in Correction.objects.using(OWNER).get(act=act.pk).why
