"""二（三）3: from when to when somebody is in care, and who is responsible."""
# ruff: noqa: D103  # what a rule concludes stands in its two readings

from anbang.policy.language.definitions import Owner, Place
from anbang.policy.language.symbols import Symbol
from anbang.policy.language.values import Type
from anbang.policy.language.words import (
    afterwards,
    as_of,
    days,
    duty,
    each,
    earliest,
    happened,
    latest,
    never,
    parameter,
    rule,
    when,
    years,
)
from anbang.policy.vocabulary import (
    OUTSIDE,
    care_ended_on,
    corrections_completed_on,
    died_on,
    first_residence_town,
    identity_known,
    investigating_town,
    last_town_here,
    not_ours_on,
    registered_town,
    released_on,
    reoffended_on,
    residence_town,
    taken_over_outside_since,
    town_in_charge,
    transfer_accepted_on,
    transfer_opened_on,
    transfer_returned_on,
    transfer_withdrawn_on,
)


@rule("2.3.3", zh="帮教开始", en="first day of care")
def care_begins() -> Symbol:
    return earliest(released_on, corrections_completed_on)


@rule("2.3.3", zh="刑满释放后的帮教期满", en="last day of the term of care after release")
def term_after_release() -> Symbol:
    return released_on + years(parameter("care_years_after_release", on=released_on))


@rule("2.3.3", zh="社区矫正期满后的帮教期满", en="last day of the term of care after community corrections")
def term_after_corrections() -> Symbol:
    return corrections_completed_on + years(parameter("care_years_after_corrections", on=corrections_completed_on))


@rule(
    "2.3.3",
    zh="先后经监狱和社区矫正，按后满的期限",
    en="both a prison sentence and corrections, and the later end counts",
)
def later_term_counts() -> Symbol:
    return (
        happened(released_on)
        & happened(corrections_completed_on)
        & (
            parameter("prison_and_corrections", of=Type.WORD, on=latest(released_on, corrections_completed_on))
            == "longer"
        )
    )


@rule("2.3.3", zh="帮教期满（当日仍在帮教期内）", en="last day of the term of care")
def term_ends() -> Symbol:
    return when(
        later_term_counts,
        latest(term_after_release, term_after_corrections),
        earliest(term_after_release, term_after_corrections),
    )


@rule(
    "2.3.3",
    zh="帮教停止：死亡、重新犯罪、查明不属本区或期满次日",
    en="care stops: on death, on reoffending, when found to be another county's, or the day after the term",
)
def care_stops() -> Symbol:
    return earliest(died_on, reoffended_on, not_ours_on, term_ends + days(1))


@rule("2.3.3", zh="在帮教期内", en="in care")
def in_care() -> Symbol:
    return (care_begins <= as_of) & (as_of < care_stops)


@rule(
    "2.3.3",
    zh="户籍地镇街：身份未查清的为原侦查机关所在地，区外户籍的为登记时的居住地",
    en="what counts as the registered town: where the identity is not known, that of the investigating authority; for somebody "
    "registered outside, the residence as first told",
)
def town_of_registration() -> Symbol:
    return when(
        identity_known,
        when(registered_town == OUTSIDE, first_residence_town, registered_town),
        investigating_town,
    )


@rule(
    "2.3.3",
    zh="在户籍地列管的镇街（身份未查清的为原侦查机关所在地）",
    en="town that lists the person as registered there",
)
def town_listed() -> Symbol:
    return when(identity_known, registered_town, investigating_town)


@rule(
    "2.3.3",
    zh="帮教首日负责的镇街：户籍地；区外户籍的为最近在本区的居住地",
    en="town in charge on the first day of care: the registered one; for somebody registered outside, the last residence here",
)
def first_town_in_charge() -> Symbol:
    return when(identity_known & (registered_town == OUTSIDE), last_town_here, town_of_registration)


@rule("2.3.3", zh="居住地与负责的司法所不在同一镇街", en="the residence is not that of the office in charge")
def lives_elsewhere() -> Symbol:
    return residence_town != town_in_charge


@rule(
    "2.3.3",
    zh="户籍地与居住地不一致（双列管）",
    en="registered and actual residence differ, so that both places list the person",
)
def lives_apart() -> Symbol:
    return town_listed != residence_town


@rule("2.3.3", zh="已由区外接管", en="an office outside the district has taken over")
def cared_for_outside() -> Symbol:
    return town_in_charge == OUTSIDE


@rule(
    "2.3.3",
    zh="本区的帮教停止：帮教停止，或已由区外接管",
    en="care here stops: care stops, or an office outside has taken over",
)
def care_here_stops() -> Symbol:
    return earliest(care_stops, taken_over_outside_since)


@rule("2.3.3", zh="答复转入的期限", en="day by which a transfer is answered")
def transfer_answer_due() -> Symbol:
    return each(transfer_opened_on) + days(parameter("transfer_answer_days"))


@rule("2.3.3", zh="办理结束帮教的期限", en="day by which the end of care is confirmed")
def end_of_care_due() -> Symbol:
    return term_ends + days(1) + days(parameter("end_of_care_days"))


answer_transfer = duty(
    "answer_transfer",
    "2.3.3",
    zh="答复转入（接收或退回）",
    en="answer the transfer: accept or return",
    owner=Owner("justice_office", Place.RECEIVING_TOWN),
    opens=each(transfer_opened_on),
    due=transfer_answer_due,
    met=earliest(afterwards(transfer_accepted_on), afterwards(transfer_returned_on)),
    void=care_stops,
    lapses=afterwards(transfer_withdrawn_on),
    recurs=True,
)

end_of_care = duty(
    "end_of_care",
    "2.3.3",
    zh="期满结束帮教并归档",
    en="confirm the end of care and close the file",
    owner=Owner("justice_office", Place.TOWN_OF_THE_FILE),
    opens=term_ends + days(1),
    due=end_of_care_due,
    met=care_ended_on,
    void=earliest(died_on, reoffended_on, never),
)
