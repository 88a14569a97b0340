"""The sheet that is signed at the gate: whom it names, where to report, and what it keeps to itself."""

from django.test import Client

from anbang.audit.models import Look
from anbang.casework.custody.models import ReleaseNotice, Sentence
from anbang.casework.step.policy import pack_in_force
from tests.web.matrix import CARED, HERE
from tests.web.names import NAMES, NUMBERS, OFFENCES, OPINIONS, PRIORITY_WORDS
from tests.web.planted import Planted, fresh
from tests.web.printing import asked, printed


def person_of(planted: Planted, whose: str) -> int:
    return int(planted.arguments["case_file"][whose]["person_id"])


def sheet(client: Client, planted: Planted, whose: str, **told: str) -> str:
    """The page, as text."""
    return printed(client, person_of(planted, whose), "hand-over", **told)


def test_it_names_who_is_handed_over_and_where_they_report_within_the_days_of_the_policy(planted):
    told = sheet(fresh(planted.seats["town officer"]), planted, HERE)
    notice = ReleaseNotice.objects.using("owner").get(case__person__name=NAMES[HERE])
    days = pack_in_force().parameter("report_in_days", notice.release_on)
    for words in (NAMES[HERE], notice.institution.name, "昌元司法所", f"释放后 {days} 日内"):
        assert words in told
    assert told.count('<th scope="row" ') == 4, "institution, receiver, family and person sign"


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
    assert client.get(planted.address("ask_sheet hand-over", HERE)).status_code == 404


def test_its_id_number_is_masked_unless_somebody_says_why_not_and_then_the_reveal_is_recorded(planted):
    client, person = fresh(planted.seats["town officer"]), person_of(planted, HERE)
    assert NUMBERS[HERE] not in sheet(client, planted, HERE)
    revealed = Look.objects.using("owner").filter(person_id=person, what="id number")
    assert not revealed.exists()
    assert asked(client, person, "hand-over", in_full="on").status_code == 422
    told = sheet(client, planted, HERE, in_full="on", why_in_full="监所要求")
    assert NUMBERS[HERE] in told
    assert revealed.count() == 1
