"""What a lawyer found in the rules: each was once read otherwise than its clause says."""

import re
import shutil

import pytest

from anbang.policy import DEFAULT_PACK, NEVER, RULES, answer, office_duties
from anbang.policy.reading_pack import FOLDER, read_pack
from tests.policy.stories import found, on, told

TODAY = on("2017-12-31")
HERE = {"identity_known": True, "registered_town": "500153001"}


@pytest.mark.parametrize("late_month", ["completed", "started"])
def test_who_reports_in_in_time_loses_no_month_under_any_reading(late_month):
    """Counted from release, a month is over within the thirty days after 10 February, and has begun on the first of them."""
    pack = DEFAULT_PACK.with_figures({"late_from": "release", "late_month": late_month})
    facts = {"released_on": on("2015-02-10"), "reported_in_on": on("2015-03-12"), **HERE}
    assert answer("report_in_due", as_of=TODAY, **facts) == on("2015-03-12")
    assert answer("late_months", as_of=TODAY, pack=pack, **facts) == 0


@pytest.mark.parametrize(
    "facts", [HERE, {"released_on": on("2016-01-10"), "identity_known": True, "registered_town": "outside"}]
)
def test_no_month_is_granted_to_whom_the_allowance_is_not_for(facts):
    """Somebody who was never released, or is registered elsewhere, is granted none."""
    assert answer("months_granted", as_of=on("2016-01-20"), **facts) == 0


def test_nobody_has_met_them_before_the_day():
    assert answer("somebody_met_them", as_of=on("2016-01-09"), met_on=on("2016-01-10")) is False
    assert answer("somebody_met_them", as_of=on("2016-01-11"), received_on=on("2016-01-10")) is False, "came alone"


def test_a_figure_of_later_does_not_move_a_day_to_report_in_that_was_given_before(tmp_path):
    """The term of care does so already. Otherwise a shorter time makes people late who were told the longer one."""
    folder = shutil.copytree(FOLDER / "rongchang-2015-20", tmp_path / "county-2020")
    file = folder / "parameters.toml"
    old = 'values = [{ from = 2015-08-31, value = 30, source = "荣昌府发〔2015〕20号" }]'
    new = old.replace("}]", '}, { from = 2020-01-01, value = 7, source = "later" }]')
    head, found, tail = file.read_text(encoding="utf-8").partition("[report_in_days]")
    assert old in tail
    file.write_text(head + found + tail.replace(old, new, 1), encoding="utf-8")
    pack = read_pack(folder)
    released = {"released_on": on("2019-12-20")}
    assert answer("report_in_due", as_of=on("2019-12-20"), pack=pack, **released) == on("2020-01-19")
    assert answer("report_in_due", as_of=on("2020-01-15"), pack=pack, **released) == on("2020-01-19")


def test_an_employer_has_to_take_somebody_on_to_be_supported():
    assert RULES.inputs_of(RULES.resolve("employer_may_have_support"))


def test_the_town_fetches_a_priority_person_and_family_and_village_everybody_else():
    assert answer("town_fetches", as_of=TODAY, priority_reasons=["no_kin"]) is True
    assert answer("town_fetches", as_of=TODAY, priority_reasons=[]) is False


def test_the_town_approves_only_what_was_certified_reported_and_checked():
    steps = {"hardship_certified_on": on("2016-02-01"), "allowance_checked_on": on("2016-02-02")}
    facts = {"released_on": on("2016-01-10"), "reported_in_on": on("2016-01-20"), **HERE}
    assert answer("ready_for_approval", as_of=on("2016-02-02"), **facts, **steps) is True
    assert answer("ready_for_approval", as_of=on("2016-02-01"), **facts, **steps) is False
    for step in steps:
        assert answer("ready_for_approval", as_of=on("2016-02-02"), **facts, **{**steps, step: None}) is False
    too_late = {**facts, "reported_in_on": on("2016-09-01")}
    assert answer("ready_for_approval", as_of=on("2016-09-02"), **too_late, **steps) is False


def test_aid_is_applied_for_at_the_registered_place_and_while_it_is_not_known_at_that_of_the_investigation():
    assert answer("aid_applied_for_at", as_of=TODAY, **HERE) == "500153001"
    unknown = {"identity_known": False, "registered_town": "500153001", "investigating_town": "500153002"}
    assert answer("aid_applied_for_at", as_of=TODAY, **unknown) == "500153002"


@pytest.mark.parametrize("stop", ["died_on", "reoffended_on", "dibao_from"])
def test_nothing_is_approved_for_whom_nothing_more_is_paid(stop):
    steps = {"hardship_certified_on": on("2016-02-01"), "allowance_checked_on": on("2016-02-02")}
    facts = {"released_on": on("2016-01-10"), "reported_in_on": on("2016-01-20"), **HERE, **steps}
    stopped = {**facts, stop: on("2016-02-10")}
    assert answer("ready_for_approval", as_of=on("2016-02-09"), **stopped) is True
    assert answer("ready_for_approval", as_of=on("2016-02-10"), **stopped) is False


def test_three_papers_are_needed_for_the_certificate():
    papers = ("has_release_certificate", "has_identity_card", "has_household_book")
    assert answer("ready_for_certificate", as_of=TODAY, **dict.fromkeys(papers, True)) is True
    for paper in papers:
        assert answer("ready_for_certificate", as_of=TODAY, **{**dict.fromkeys(papers, True), paper: False}) is False


def test_which_dibao_standard_applies_is_a_reading():
    places = {"registered_in_community": True, "resident_in_community": False}
    assert answer("dibao_standard", as_of=on("2016-01-01"), **places) == 460
    by_residence = DEFAULT_PACK.with_figures({"dibao_standard_by": "residence"})
    assert answer("dibao_standard", as_of=on("2016-01-01"), pack=by_residence, **places) == 300


def test_a_family_in_hardship_is_helped_within_the_districts_time():
    story = (told("2016-01-01", "form_received"), told("2016-01-10", "family_hardship_learnt"))
    assert found("refer_family", *story, as_of="2016-01-25") == [("2016-01-10", "2016-01-25", "open", None)]
    helped = (*story, told("2016-01-26", "family_referred"))
    assert found("refer_family", *helped, as_of="2016-01-26") == [
        ("2016-01-10", "2016-01-25", "done_late", "2016-01-26")
    ]


@pytest.mark.parametrize("duty", ["make_ledger", "appraise_towns", "appraise_villages", "appraise_justice_offices"])
def test_ledger_and_appraisals_come_with_the_year(duty):
    years = office_duties(duty, [on("2016-12-31")], since=on("2016-05-01"), as_of=on("2017-12-31"))
    assert [(one.period, str(one.state)) for one in years] == [("2016", "done"), ("2017", "open")]


def with_later(tmp_path, name: str, new: str):
    """The pack with a figure that changes on a day."""
    folder = shutil.copytree(FOLDER / "rongchang-2015-20", tmp_path / "later")
    file = folder / "parameters.toml"
    head, mark, tail = file.read_text(encoding="utf-8").partition(f"[{name}]")
    old = re.search(r"values = \[\{ (.*?) \}\]", tail)
    rows = f'values = [{{ {old[1]} }}, {{ from = {new}, source = "later" }}]'
    file.write_text(head + mark + tail.replace(old[0], rows, 1), encoding="utf-8")
    return read_pack(folder)


def test_a_reading_of_later_brings_no_term_back_and_stops_no_month_of_before(tmp_path):
    longer = with_later(tmp_path / "one", "prison_and_corrections", '2020-01-01, value = "longer"')
    both = {"released_on": on("2014-06-01"), "corrections_completed_on": on("2018-01-10")}
    assert answer("in_care", as_of=on("2020-01-01"), pack=longer, **both) is False
    suspicion = with_later(tmp_path / "two", "reoffence_counts", '2016-09-01, value = "suspicion"')
    facts = {"released_on": on("2016-01-10"), "suspected_on": on("2016-04-01")}
    assert answer("payments_stop", as_of=on("2016-10-01"), pack=suspicion, **facts) == NEVER


def test_education_aid_is_asked_for_at_the_school_and_housing_aid_also_at_the_department():
    assert answer("education_aid_at_school", as_of=TODAY) is True
    assert answer("housing_aid_at_department_too", as_of=TODAY) is True


@pytest.mark.parametrize(("people", "enough"), [(50, True), (51, False)])
def test_one_social_worker_is_enough_for_fifty_people_and_not_for_one_more(people, enough):
    assert answer("social_workers_enough", as_of=TODAY, social_workers=1, people_in_care=people) is enough
