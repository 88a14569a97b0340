"""From community corrections: three years, no allowance, and an end that a person confirms. In English."""

from datetime import date

import pytest

from anbang.casework.models import Case
from anbang.web.references import reference
from tests.journeys.conftest import OWNER, Journey
from tests.journeys.people import NUMBER, case_of
from tests.support.crew import HOME, NEXT

pytestmark = pytest.mark.browser
NAME = "蒲春华"
ENGLISH = {"language": "en"}


def test_three_years_after_community_corrections(journey: Journey):
    case = handed_over(journey)
    care_begins_without_a_release(journey, case)
    three_years_pass(journey, case)
    a_person_ends_it(journey, case)

    assert journey.in_charge(case) == [(HOME, "2023-06-01", "2026-06-10")]
    assert journey.duties(case, "name_team", "make_plan", "end_of_care") == [
        ("make_plan", "2023-07-01", "done"),
        ("name_team", "2023-07-01", "done"),
        ("end_of_care", "2026-06-17", "done"),
    ]
    assert journey.duties(case, "report_in", "receive", "pay_allowance") == [], "there was no release"
    assert journey.is_all_as_the_acts_say(case)


def handed_over(journey: Journey) -> Case:
    """The justice office takes her over on the day on which corrections are completed."""
    journey.it_is("2023-06-01")
    officer = journey.justice(**ENGLISH).goes_to("/arrivals/corrections/").writes("Name", NAME)
    officer.writes("ID number", NUMBER).chooses("Sex", "Female").picks("Registered place", journey.villages()[0])
    officer.writes("Completed on", "2023-06-02").writes("Who handed over, and what", "Corrections centre, one file")
    officer.is_refused("Open the file and begin care", "cannot").holds("ID number", NUMBER)
    officer.writes("Completed on", "2023-06-01")
    officer.sends_twice("Open the file and begin care", "Care runs from 1 June 2023 to 1 June 2026")
    assert Case.objects.using(OWNER).filter(person__name=NAME).count() == 1, "a double click is one file"
    return case_of(NAME)


def care_begins_without_a_release(journey: Journey, case: Case) -> None:
    """Explained, a team, a plan; nothing of a gate or of an allowance is offered."""
    officer = journey.justice(**ENGLISH).opens(case).reads("In care", "until 1 June 2026", "Justice office")
    officer.is_not_offered("Report in", "Hardship certificate", "Release").begins("Explain aid")
    officer.writes("Explained on", "2023-06-02").is_refused("Record that it was explained", "cannot lie after today")
    officer.writes("Explained on", "2023-06-01").sends("Record that it was explained", "Recorded")
    officer.turns_to("Allowance and household")

    journey.it_is("2023-06-20")
    officer.opens(case).begins("Care team").picks("As what", "Village cadre", row=1).writes("Name", "Tang", row=1)
    officer.picks("As what", "Justice assistant", row=2).writes("Name", "Li", row=2)
    officer.sends_twice("Name the team", "Care team recorded").turns_to("Team and plan").reads("Family member")
    officer.begins("Care plan").is_refused("Record the plan", "goal").picks("Field", "Work", row=1)
    officer.writes("Goal and steps", "Back to the sewing shop by autumn.", row=1)
    officer.sends("Record the plan", "Care plan recorded")
    journey.justice(NEXT).finds_nothing_at(f"/people/{reference('person', case.person_id)}/")


def three_years_pass(journey: Journey, case: Case) -> None:
    """A visit in each half-year would be due; the village makes the last ones. Until the last day nothing ends."""
    cadre = journey.desk(journey.district.cadre(journey.district.place(), journey.today), language="en")
    journey.it_is("2026-05-20")
    cadre.opens_own(case).begins("Visit").chooses("How", "Met at home")
    cadre.writes("What was seen and said", "Has a shop of her own.").sends("Save", "Visit recorded")
    journey.it_is("2026-06-01")
    journey.justice(**ENGLISH).opens(case).reads("In care").is_not_offered("End of care")


def a_person_ends_it(journey: Journey, case: Case) -> None:
    """The day after, the file waits for the closing record; it does not close by itself, and the village cannot close it."""
    journey.it_is("2026-06-02")
    officer = journey.justice(**ENGLISH).goes_to("/").reads_in_row(NAME, "Confirm the end of care", "15 days left")
    journey.it_is("2026-06-10")
    assert Case.objects.using(OWNER).get(pk=case.pk).closed_on is None
    address = f"/people/{reference('person', case.person_id)}/steps/end-care/"
    journey.desk(journey.district.cadre(journey.district.place()), language="en").finds_nothing_at(address)
    officer.opens(case).reads("Term over, to be ended").begins("End of care")
    officer.writes("What the person still needs, and from whom", "Nothing.")
    officer.is_refused("Confirm the end of care", "Summary of the care")
    officer.holds("What the person still needs, and from whom", "Nothing.")
    officer.writes("Summary of the care", "Three years, a shop of her own.")
    officer.sends("Confirm the end of care", "Care has ended; the file is closed").reads("Care ended")
    officer.is_not_offered("End of care", "Visit", "Care team")
    journey.desk(journey.district.cadre(journey.district.place()), language="en").finds_nothing_at(
        f"/my-people/{reference('person', case.person_id)}/"
    )
    assert Case.objects.using(OWNER).get(pk=case.pk).closed_on == date(2026, 6, 10)
