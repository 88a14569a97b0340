"""Events become timelines: cases apart, notices before and after release told apart, nothing unreadable accepted."""

from collections.abc import Iterable
from datetime import date

import pytest

from anbang.policy import DEFAULT_PACK, JUDGE, SOMEBODY, Happening, UnreadableEvent, duties
from anbang.policy.timeline import Timeline
from tests.policy.stories import DETENTION, admitted, found, notice, on, released, told


def timelines(story: Iterable[Happening]) -> list[Timeline]:
    """The cases of a story."""
    return [case.timeline for case in JUDGE.cases(list(story), SOMEBODY, DEFAULT_PACK)]


def names(*story: Happening) -> list[list[tuple[str, ...]]]:
    """The events of the vocabulary in each case."""
    return [[moment.events for moment in case.moments] for case in timelines(story)]


def test_an_admission_with_a_release_day_makes_it_known():
    (case,) = timelines([admitted("2015-10-08", "2016-03-31", to=DETENTION)])
    assert case.moments[0].events == ("admitted_on", "release_day_told_on")
    assert case.moments[0].facts == {"institution_kind": "detention_centre", "release_on": date(2016, 3, 31)}


def test_a_notice_after_release_is_another_event_and_names_no_release_day():
    (case,) = timelines([released("2016-03-31"), notice("2016-04-01", "2016-04-09", "no_home")])
    assert case.moments[1].events == ("notice_in_care_on", "priority_notice_in_care_on")
    assert case.moments[1].facts == {"priority_reasons": frozenset({"no_home"})}


def test_reasons_add_up_until_they_are_lifted():
    story = [notice("2016-01-01", "2016-02-01", "no_home"), released("2016-02-01")]
    story += [
        told("2016-03-01", "priority_set", reasons=["no_work"]),
        told("2016-04-01", "priority_lifted", reasons=["no_home"]),
    ]
    (case,) = timelines(story)
    assert [moment.facts.get("priority_reasons") for moment in case.moments] == [
        frozenset({"no_home"}),
        None,
        frozenset({"no_home", "no_work"}),
        frozenset({"no_work"}),
    ]


@pytest.mark.parametrize("ending", ["reoffended", "care_ended"])
@pytest.mark.parametrize("beginning", ["admitted", "released", "corrections_completed"])
def test_after_a_case_has_ended_the_next_one_begins_with_nothing_of_it(ending, beginning):
    again = admitted("2018-01-01") if beginning == "admitted" else told("2018-01-01", beginning)
    first, second = timelines(
        [notice("2015-12-20", "2016-01-01", "no_home"), released("2016-01-01"), told("2017-01-01", ending), again]
    )
    assert len(first.moments) == 3
    assert "priority_reasons" not in second.moments[0].facts


def test_what_follows_the_end_without_beginning_anew_belongs_to_the_ended_case():
    assert len(names(released("2016-01-01"), told("2017-01-01", "reoffended"), told("2017-01-20", "looked_back"))) == 1


def test_a_second_case_has_duties_of_its_own_and_keeps_those_of_the_first():
    story = [admitted("2015-10-08", to=DETENTION), released("2016-01-01"), told("2017-01-01", "reoffended")]
    story += [admitted("2018-01-01", to=DETENTION), told("2018-01-10", "form_received")]
    assert found("send_registration_form", *story, as_of="2018-02-01") == [
        ("2015-10-08", "2015-11-08", "overdue", None),
        ("2018-01-01", "2018-02-01", "done", "2018-01-10"),
    ]


@pytest.mark.parametrize(
    ("happening", "sentence"),
    [
        (told("2016-01-01", "relased"), "There is no event 'relased'. Did you mean 'released'"),
        (
            told("2016-01-01", "admitted", kind="camp"),
            "admitted on 2016-01-01, kind: expected one of prison, detention_centre, found 'camp'",
        ),
        (told("2016-01-01", "admitted"), "kind: expected one of prison, detention_centre, found None"),
        (told("2016-01-01", "release_date_changed"), "release_on: expected a day, found None"),
        (
            Happening(on("2016-01-01"), "release_date_changed", {"release_on": "2016-02-30"}),
            "release_on: expected a day, found '2016-02-30'",
        ),
        (
            told("2016-01-01", "notice_received", release_on="2016-02-01", priority="no_home"),
            "priority: expected a list of some of",
        ),
        (
            told("2016-01-01", "notice_received", release_on="2016-02-01", priority=["poor"]),
            r"priority: expected .*, found \['poor'\]",
        ),
        (
            told("2016-01-01", "received", outcome="maybe"),
            "outcome: expected one of met, came_alone, not_met, found 'maybe'",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(happening, sentence):
    with pytest.raises(UnreadableEvent, match=sentence):
        duties([happening], as_of=on("2017-01-01"))
