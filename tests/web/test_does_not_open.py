"""What was altered or exchanged in the database is not shown: the page says so in words, and the log in numbers."""

from contextlib import nullcontext

import pytest
from django.conf import settings

from anbang.casework.act import story
from anbang.casework.act.models import Act
from anbang.casework.person.numbers import ID_NUMBER
from anbang.casework.person.queries import id_number_of
from anbang.exchange.batch import sealed_rows
from anbang.exchange.batch.models import StagedRow
from anbang.papers import actions as papers
from anbang.papers.models import Paper
from tests.site.sealed import put
from tests.web.matrix import CARED, HERE, LISTS, ROW
from tests.web.names import NAMES, NUMBERS
from tests.web.planted import fresh
from tests.web.where import person_of

OWNER = "owner"
WORDS = "这一页上有一项内容与封存时不同，或者被换到了别处，系统不显示它。"
NO_KEYS = "系统现在取不到密钥，封存的内容都打不开。"
IN_A_CELL = "打不开，请告诉系统管理员"
BY = "justice assistant"


@pytest.fixture
def client(planted):
    return fresh(planted.seats[BY])


def exchange(column, one, other) -> None:
    """By the owner of the tables."""
    sealed = [bytes(getattr(row, column.column)) for row in (one, other)]
    put(column, one, sealed[1])
    put(column, other, sealed[0])


def said(response) -> str:
    return response.content.decode()


def refused(client, address, caplog, words=WORDS) -> str:
    """The page in words, without anything of anybody; what the log says of it."""
    caplog.clear()
    response = client.get(address)
    page = said(response)
    assert response.status_code == (503 if words == NO_KEYS else 409)
    assert words in page
    assert "Traceback" not in page
    assert not any(number in page + caplog.text for number in NUMBERS.values())
    assert not any(name in caplog.text for name in NAMES.values())
    assert "Traceback" not in caplog.text
    return caplog.text


def test_an_exchanged_number_is_words_in_lists_and_a_page_of_words_when_it_is_asked_for(client, planted, caplog):
    one, other = person_of(HERE), person_of(CARED)
    mask = f"{NUMBERS[HERE][:6]}********{NUMBERS[HERE][-4:]}"
    assert mask in said(client.get("/people/"))
    exchange(ID_NUMBER, one, other)
    people = client.get("/people/")
    assert people.status_code == 200
    assert said(people).count(IN_A_CELL) == 2
    assert mask not in said(people)
    file = planted.address("case_file", HERE)
    assert (client.get(file).status_code, client.get(file).status_code) == (200, 200), "the file is still worked with"
    client.post(planted.address("reveal_id_number", HERE))
    told = refused(client, file, caplog)
    assert f"casework_person.id_number_sealed of id {one.pk} does not open. The value was altered or moved" in told
    exchange(ID_NUMBER, *[type(row).objects.using(OWNER).get(pk=row.pk) for row in (one, other)])
    client.post(planted.address("reveal_id_number", HERE))
    assert NUMBERS[HERE] in said(client.get(file)), "the control: put back, it is shown"


def test_exchanged_words_of_an_act_close_the_file_in_words(client, planted, caplog):
    file = planted.address("case_file", CARED)
    assert client.get(file).status_code == 200, "the control"
    one, other = Act.objects.using(OWNER).filter(person=person_of(CARED), words_sealed__isnull=False).order_by("id")[:2]
    exchange(story.WORDS, one, other)
    assert "casework_act.words_sealed of id " in refused(client, file, caplog)


def test_an_exchanged_paper_is_not_read(client, planted, caplog):
    address = planted.address("paper", HERE)
    assert client.get(address).status_code == 200, "the control"
    one, other = Paper.objects.using(OWNER).filter(body_sealed__isnull=False, person_id=person_of(HERE).pk)[:2]
    exchange(papers.BODY, one, other)
    assert f"papers_paper.body_sealed of id {one.pk} " in refused(client, address, caplog)


def test_an_exchanged_row_of_a_list_is_not_read(planted, caplog):
    client, address = fresh(planted.seats["bureau clerk"]), planted.address("list", LISTS[0])
    assert client.get(address).status_code == 200, "the control"
    rows = StagedRow.objects.using(OWNER).filter(batch=1, closed=False)
    exchange(sealed_rows.CONTENT, rows.get(outcome="refused"), rows.exclude(outcome="refused")[0])
    assert "exchange_stagedrow.sealed of batch_id 1, row " in refused(client, address, caplog)


def test_a_step_over_what_does_not_open_changes_nothing(planted, caplog):
    client = fresh(planted.seats["bureau clerk"])
    rows = StagedRow.objects.using(OWNER).filter(batch=1, closed=False).order_by("id")
    exchange(sealed_rows.CONTENT, *rows[:2])
    before = list(rows.values_list("pk", "outcome", "sealed"))
    told = client.post(planted.address("correct_row", ROW), {"释放日期": "2027-01-20"})
    assert told.status_code == 409
    assert WORDS in said(told)
    assert list(rows.values_list("pk", "outcome", "sealed")) == before
    exchange(sealed_rows.CONTENT, *rows[:2])
    assert client.post(planted.address("correct_row", ROW), {"释放日期": "2027-01-20"}).status_code != 409, (
        "the control"
    )


def test_without_the_keys_every_page_says_that_they_are_gone(client, planted, caplog, monkeypatch, tmp_path):
    file = planted.address("case_file", CARED)
    monkeypatch.setattr(settings, "KEYS", tmp_path / "taken out")
    told = refused(client, file, caplog, words=NO_KEYS)
    assert "keyring.json cannot be read: No such file or directory." in told
    monkeypatch.undo()
    assert client.get(file).status_code == 200, "the control: put back, nobody has to start anything"


def test_without_the_keys_an_address_that_leads_nowhere_still_says_so(client, monkeypatch, tmp_path):
    monkeypatch.setattr(settings, "KEYS", tmp_path / "taken out")
    assert client.get("/nowhere/").status_code == 404
    with monkeypatch.context() as unguarded:
        unguarded.setattr("anbang.web.failing.suppress", lambda _fault: nullcontext())
        assert client.get("/nowhere/").status_code == 500, "the control: whoever asks whose post it is fails"


def test_control_the_owner_reads_what_the_product_shows(planted):
    assert id_number_of(person_of(HERE)) == NUMBERS[HERE]
