"""Rights requests through the pages: from the counter to the signature, and the register of the office (LAW-1)."""

import re

from django.test import Client
from django.urls import reverse

from anbang.casework.models import Case
from anbang.casework.person.models import Person
from anbang.casework.rights.models import RightsRequest
from tests.casework.test_rights_requests import DUE
from tests.support.requests import asked
from tests.web.matrix import CARED, HERE, THERE
from tests.web.names import NAMES
from tests.web.planted import Planted, fresh

ASKED = {"on": "2026-11-05", "kind": "see", "concerns": "想看档案", "asker": "person", "checked": "document", "who": ""}
ANSWERED = {"on": "2026-11-05", "outcome": "granted", "words": "打印了摘要", "handed_over": "printed"}


def person_of(whose: str) -> Person:
    return Person.objects.using("owner").get(name=NAMES[whose])


def sent(client: Client, slug: str, person: int, about: int | None = None, **told: str) -> tuple[int, str]:
    """What a step answers: the status, and the page that follows."""
    name, more = ("take_step", []) if about is None else ("take_step_about", [about])
    response = client.post(reverse(name, args=[person, slug, *more]), told)
    return response.status_code, response.content.decode()


def test_from_the_counter_to_the_signature_everything_is_a_page_of_the_file(planted: Planted):
    client, person = fresh(planted.seats["justice assistant"]), person_of(HERE).pk
    address = reverse("requests_about", args=[person])
    assert "没有人提出过请求" in client.get(address).content.decode()
    assert sent(client, "take-in-request", person, **ASKED)[0] == 302
    request = RightsRequest.objects.using("owner").get(person=person)
    page = client.get(address).content.decode()
    for words in ("想看档案", "看过身份证件", "还剩 15 天", "延长答复期限", "答复个人信息请求"):
        assert words in page
    today = client.get(reverse("today")).content.decode()
    assert reverse("take_step_about", args=[person, "answer-request", request.pk]) in today, "it is on the work list"
    assert sent(client, "give-more-time", person, request.pk, on="2026-11-05", why="须向监所核实")[0] == 302
    assert "还剩 30 天" in client.get(address).content.decode()
    assert sent(client, "answer-request", person, request.pk, **ANSWERED)[0] == 302
    page = client.get(address).content.decode()
    assert "打印了摘要" in page
    assert "登记签收" in page
    assert sent(client, "sign-for-answer", person, request.pk, on="2026-11-05")[0] == 302
    assert "登记签收" not in client.get(address).content.decode()


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(planted: Planted):
    client, person = fresh(planted.seats["justice assistant"]), person_of(HERE).pk
    for told, field in (({"asker": "guardian"}, "checked"), ({"asker": "guardian", "checked": "kinship"}, "who")):
        status, page = sent(client, "take-in-request", person, **{**ASKED, **told})
        assert status == 422
        assert f"id_{field}_error" in page
        assert "想看档案" in page
    assert not RightsRequest.objects.using("owner").filter(person=person).exists()


def test_a_refusal_needs_its_ground(planted: Planted):
    client = fresh(planted.seats["bureau clerk"])
    waits = RightsRequest.objects.using("owner").filter(answered=None).earliest("id")
    told = {**ANSWERED, "outcome": "refused", "handed_over": "in_writing"}
    status, page = sent(client, "answer-request", waits.person_id, waits.pk, **told)
    assert (status, "id_ground_error" in page) == (422, True)
    assert sent(client, "answer-request", waits.person_id, waits.pk, **{**told, "ground": "accurate"})[0] == 302


def test_the_register_tells_what_waits_first_and_each_reads_their_own(planted: Planted):
    there = Case.objects.using("owner").get(person=person_of(THERE))
    asked(there.pk, by=planted.seats["justice assistant elsewhere"], on=DUE.replace(day=5, month=11))
    pages = {
        seat: fresh(planted.seats[seat]).get(reverse("requests")).content.decode()
        for seat in ("justice assistant", "justice assistant elsewhere", "bureau clerk", "aftercare officer")
    }
    rows = {
        seat: re.findall(r"<tr data-row [^>]*>.*?data-open>(.*?)</a>", page, re.DOTALL) for seat, page in pages.items()
    }
    assert rows["justice assistant"] == [NAMES[CARED]] * 2
    assert rows["justice assistant elsewhere"] == [NAMES[THERE]]
    assert rows["bureau clerk"] == [NAMES[CARED], NAMES[THERE], NAMES[CARED]], "what waits comes first"
    assert rows["aftercare officer"] == rows["bureau clerk"]
    done = fresh(planted.seats["bureau clerk"]).get(reverse("requests") + "?show=done").content.decode()
    assert done.count("<tr data-row ") == 1


def test_the_file_shows_what_waits(planted: Planted):
    page = fresh(planted.seats["justice assistant"]).get(planted.address("case_file", CARED)).content.decode()
    card = page.partition('id="rights"')[2].partition("</section>")[0]
    assert card.count("还剩 15 天") == 1
    village = fresh(planted.seats["town officer"]).get(planted.address("case_file", CARED)).content.decode()
    assert 'id="rights"' not in village, "the control: whoever takes none in reads of none"
