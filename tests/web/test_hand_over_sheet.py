"""The sheet that is signed at the gate: whom it names, where to report, and what it keeps to itself."""

from django.test import Client

from anbang.casework.custody.models import ReleaseNotice, Sentence
from anbang.casework.step.policy import pack_in_force
from tests.web.matrix import CARED, HERE
from tests.web.planted import NAMES, OFFENCES, OPINIONS, PRIORITY_WORDS, Planted, fresh


def sheet(client: Client, planted: Planted, whose: str) -> str:
    """The page, as text."""
    response = client.get(planted.address("hand_over_sheet", whose))
    assert response.status_code == 200
    return response.content.decode()


def test_it_names_who_is_handed_over_and_where_they_report_within_the_days_of_the_policy(planted):
    told = sheet(fresh(planted.seats["town officer"]), planted, HERE)
    notice = ReleaseNotice.objects.using("owner").get(case__person__name=NAMES[HERE])
    days = pack_in_force().parameter("report_in_days", notice.release_on)
    for words in (NAMES[HERE], notice.institution.name, "昌元司法所", f"释放后 {days} 日内"):
        assert words in told
    assert told.count('<th scope="row">') == 4, "institution, receiver, family and person sign"


def test_it_says_nothing_of_the_offence_the_opinion_or_why_somebody_is_fetched(planted):
    client = fresh(planted.seats["justice assistant"])
    for whose in (HERE, CARED):
        told = sheet(client, planted, whose)
        for words in (OFFENCES[whose], OPINIONS[whose], PRIORITY_WORDS, "重点帮教"):
            assert words not in told
    assert OFFENCES[HERE] in client.get(planted.address("case_file", HERE)).content.decode(), (
        "the control: the file does"
    )


def test_of_whom_no_day_of_release_is_known_there_is_none(planted):
    Sentence.objects.using("owner").filter(case__person__name=NAMES[HERE]).delete()
    client = fresh(planted.seats["justice assistant"])
    assert client.get(planted.address("hand_over_sheet", HERE)).status_code == 404
