"""Whatever is wrong in a scenario is told once: file, person, the event's position, and what was expected."""

import pytest

from anbang.scenario import events, kinds, people
from tests.scenario.stories import HEAD, RELEASED, ZHANG, faults_of, of

NAMES = "zhang, event 2 ({}): "
EVENTS = {
    "an unknown event": ("{on: 2016-02-01, event: escaped}", "escaped", "event: expected one of admitted, form_sent, "),
    "a misspelt event": (
        "{on: 2016-02-01, event: visitted}",
        "visitted",
        "event: expected the name of an event, found 'visitted' (did you mean 'visited'?).",
    ),
    "an unknown field": (
        "{on: 2016-02-01, event: reviewed, by: 李}",
        "reviewed",
        "expected only event, on, found 'by'.",
    ),
    "a misspelt field, which is missing too": (
        "{on: 2016-02-01, event: received, outcom: met}",
        "received",
        "expected only event, on, outcome, found 'outcom' (did you mean 'outcome'?).",
    ),
    "a missing field": (
        "{on: 2016-02-01, event: received}",
        "received",
        "outcome: expected one of met, came_alone, not_met, found nothing.",
    ),
    "an unknown word": (
        "{on: 2016-02-01, event: form_received, channel: fax}",
        "form_received",
        "channel: expected system or post, found 'fax'.",
    ),
    "a word for a truth": (
        "{on: 2016-02-01, event: visited, refused: yes}",
        "visited",
        "refused: expected true or false, found 'yes'.",
    ),
    "a finding that is none": (
        "{on: 2016-02-01, event: verified, name: true, identity: false, address: maybe}",
        "verified",
        "address: expected true, false or unknown, found 'maybe'.",
    ),
    "a word for a list": (
        "{on: 2016-02-01, event: priority_set, reasons: no_home}",
        "priority_set",
        "reasons: expected a list of at least one of reoffending_tendency, ",
    ),
    "an empty list": ("{on: 2016-02-01, event: priority_set, reasons: []}", "priority_set", "reasons: expected a list of at"),
    "a wrong word in a list": (
        "{on: 2016-02-01, event: team_named, members: [police_officer, 1]}",
        "team_named",
        "members: expected a list of any number of police_officer, ",
    ),
    "a code of no village": (
        '{on: 2016-02-01, event: moved, to: "500153001"}',
        "moved",
        "to: expected the code of a village of the district, or {outside: the name of the place}, found '500153001'.",
    ),
    "a code without quotation marks": (
        "{on: 2016-02-01, event: moved, to: 500153001001}",
        "moved",
        "to: expected the code of a village of the district, or {outside: the name of the place}, in quotation marks, found 5001",
    ),
    "an outside without a name": (
        "{on: 2016-02-01, event: moved, to: {outside: }}",
        "moved",
        "to: expected a text of 1 to 1000 signs, found nothing.",
    ),
    "a mapping that is no place": (
        "{on: 2016-02-01, event: moved, to: {city: 成都}}",
        "moved",
        "to: expected the code of a village, or {outside: the name of the place}, found {'city': '成都'}.",
    ),
    "a month that is none": (
        "{on: 2016-02-01, event: dibao_granted, from_month: 2016-13}",
        "dibao_granted",
        "from_month: expected a month of the calendar such as 2016-05, found '2016-13'.",
    ),
    "a month as a day": (
        "{on: 2016-02-01, event: dibao_granted, from_month: 2016-05-01}",
        "dibao_granted",
        "from_month: expected a month such as 2016-05, found '2016-05-01'.",
    ),
    "a negative income": (
        "{on: 2016-02-01, event: facts, income_per_head: -1}",
        "facts",
        "income_per_head: expected an amount in yuan, 0 or more, found -1.",
    ),
    "a truth as an income": (
        "{on: 2016-02-01, event: facts, income_per_head: true}",
        "facts",
        "income_per_head: expected an amount in yuan, 0 or more, found true.",
    ),
    "a day that is none": (
        "{on: 2016-02-30, event: visited}",
        "visited",
        "on: expected a day of the calendar such as 2016-01-31, found '2016-02-30'.",
    ),
    "a day with a time": (
        "{on: 2016-02-03 10:00:00, event: visited}",
        "visited",
        "on: expected a day such as 2016-01-31, found '2016-02-03 10:00:00'.",
    ),
    "a day of another age": (
        "{on: 0016-02-03, event: visited}",
        "visited",
        "on: expected a day from 1900-01-01 to 2199-12-31, found '0016-02-03'.",
    ),
    "no day": ("{event: visited}", "visited", "on: expected a day such as 2016-01-31, found nothing."),
    "a day after the question": (
        "{on: 2017-03-02, event: visited}",
        "visited",
        "on: expected a day not after as_of, 2017-03-01, found 2017-03-02.",
    ),
    "a day before the one above": (
        "{on: 2016-01-09, event: visited}",
        "visited",
        "Follow-up visit on 2016-01-09: it is earlier than the event above it, release on 2016-01-10.",
    ),
    "an event that may not come there": (
        "{on: 2016-02-01, event: care_ended}",
        "care_ended",
        "End of care confirmed on 2016-02-01: the term of care runs to 2021-01-10; the end is confirmed after that day.",
    ),
    "a release day before the admission": (
        "{on: 2016-02-01, event: allowance_paid, month: 2016-02}",
        "allowance_paid",
        "Payment of the allowance on 2016-02-01: the town's approval comes before it.",
    ),
    "a key written twice": (
        "{on: 2016-02-01, event: visited, on: 2016-02-02}",
        "",
        "expected each key once; on stands a second time on line 9.",
    ),
    "no event": ("escaped", "", "expected an event such as {on: 2016-01-10, event: released, from: prison}, found 'escaped'."),
}  # fmt: skip


@pytest.mark.parametrize("name", EVENTS)
def test_what_is_wrong_with_an_event_is_told_once_at_its_place(name):
    event, written_name, sentence = EVENTS[name]
    (fault,) = faults_of(of(RELEASED, event, "{on: 2016-02-05, event: reported_in}"))
    place = NAMES.format(written_name) if written_name else "zhang, event 2: "
    assert fault.startswith(place + sentence), fault


HEADS = {
    "no name": (ZHANG.replace("    name: 张三\n", ""), "name: expected a text of 1 to 1000 signs, found nothing."),
    "a sex that is none": (ZHANG + "    sex: m\n", "sex: expected male or female, found 'm'."),
    "no registered place": ("    name: 张三\n", "registered: expected the code of a village of the district, or "),
    "an unknown field": (ZHANG + "    age: 30\n", "expected only born, events, identity_known, investigated_in, name, "),
    "nobody in the district": (
        "    name: 张三\n    registered: {outside: 成都}\n",
        "expected the registered place or the residence in the district, found neither.",
    ),
    "an unknown identity without the town": (
        ZHANG + "    identity_known: false\n",
        "investigated_in: expected the code of a town of the district, found nothing.",
    ),
    "an unknown identity without a place": (
        '    name: 张三\n    identity_known: false\n    investigated_in: "500153001"\n',
        "expected the registered place or the residence in the district, found neither.",
    ),
    "a village as the town": (
        ZHANG + '    investigated_in: "500153001001"\n',
        "investigated_in: expected the code of a town of the district, found '500153001001'.",
    ),
    "a truth that is a word": (ZHANG + "    identity_known: no\n", "identity_known: expected true or false, found 'no'."),
    "a birth that is none": (ZHANG + "    born: 1985\n", "born: expected a day such as 2016-01-31, found 1985."),
}  # fmt: skip


@pytest.mark.parametrize("name", HEADS)
def test_what_is_wrong_with_a_person_is_told_once(name):
    who, sentence = HEADS[name]
    (fault,) = faults_of(of(RELEASED, who=who))
    assert fault.startswith("zhang: " + sentence), fault


def test_all_faults_of_a_file_are_told_not_only_the_first():
    text = of(
        "{on: 2016-01-05, event: reported_in}",
        "{on: 2016-01-10, event: released, from: jail}",
        "{on: 2016-01-12, event: facts, supporter: rich, emergency: fire, disabled: null}",
        "{on: 2016-01-11, event: visited}",
        who=ZHANG + "    sex: m\n",
        head=HEAD + "parameters: {plan_days: many}\n",
    )
    assert [fault.split(":")[0] + fault.split(":")[1] for fault in faults_of(text)] == [
        "parameters plan_days",
        "zhang sex",
        "zhang, event 1 (reported_in) Reporting in at the justice office on 2016-01-05",
        "zhang, event 2 (released) from",
        "zhang, event 3 (facts) supporter",
        "zhang, event 3 (facts) emergency",
        "zhang, event 4 (visited) Follow-up visit on 2016-01-11",
    ]


CASCADES = {
    "a misspelt release": ["{on: 2016-01-10, event: relased, from: prison}", "{on: 2016-01-12, event: reported_in}"],
    "a release without a day": ["{event: released, from: prison}", "{on: 2016-01-12, event: reported_in}"],
    "a release of the next century": ["{on: 2116-01-10, event: released, from: prison}", "{on: 2016-01-12, event: reported_in}"],
    "a move to nowhere": [RELEASED, "{on: 2016-02-01, event: moved, to: here}", "{on: 2016-02-02, event: transfer_accepted}"],
    "a reason misspelt": [
        "{on: 2016-01-01, event: priority_set, reasons: [no_hme]}",
        "{on: 2016-01-02, event: priority_lifted, reasons: [no_home]}",
    ],
    "a grant without its month": [
        "{on: 2016-01-01, event: dibao_granted}",
        "{on: 2016-03-02, event: dibao_ended, last_month: 2016-02}",
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", CASCADES)
def test_what_follows_from_a_mistake_is_not_told_as_another(name):
    assert len(faults_of(of(*CASCADES[name]))) == 1


def test_control_without_what_stands_in_for_it_a_mistake_is_told_again_and_again(monkeypatch):
    monkeypatch.setattr(events, "get_close_matches", lambda *_, **__: [])
    assert len(faults_of(of(*CASCADES["a misspelt release"]))) == 2
    monkeypatch.setattr(events, "STAND_INS", {**events.STAND_INS, "priority_set": {"reasons": ()}})
    assert len(faults_of(of(*CASCADES["a reason misspelt"]))) == 2


def test_where_somebody_lives_is_not_guessed_at():
    who = '    name: 张三\n    registered: "500153001001"\n    residence: "500153999999"\n'
    accepted = "{on: 2016-02-01, event: transfer_accepted}"
    assert len(faults_of(of(RELEASED, accepted, who=who))) == 1


def test_control_judged_by_a_place_that_nobody_told_the_answer_would_be_a_fault(monkeypatch):
    monkeypatch.setattr(people, "HANGING_ON_PLACES", frozenset())
    who = '    name: 张三\n    registered: "500153001001"\n    residence: "500153999999"\n'
    assert len(faults_of(of(RELEASED, "{on: 2016-02-01, event: transfer_accepted}", who=who))) == 2


def test_a_question_asked_too_early_is_a_fault_of_each_event_after_it_and_of_nothing_else():
    late = ["{on: 2022-01-10, event: care_ended}", "{on: 2022-02-01, event: released, from: prison}"]
    assert [fault.split(": ")[1] for fault in faults_of(of(RELEASED, *late))] == ["on", "on"]


def test_a_name_that_breaks_the_line_is_written_on_one():
    text = HEAD + 'people:\n  "a\\nb":\n    name: 张三\n    registered: "500153001001"\n    sex: m\n'
    assert faults_of(text) == ["'a\\nb': sex: expected male or female, found 'm'."]


@pytest.mark.parametrize("name", ["a\x07b", " ", "a" * 1001])
def test_a_text_is_one_that_a_screen_can_show(name):
    with pytest.raises(kinds.Unexpected):
        kinds.text(name)


def test_a_text_may_have_several_lines():
    assert kinds.text("第一行\n第二行") == "第一行\n第二行"
