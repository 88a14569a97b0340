"""A list before the bureau's clerk: what waits, what is decided with both rows in view, what confirming adds up to."""

import re
from datetime import date
from html import unescape

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from anbang.casework.custody.actions import record_verification
from anbang.casework.custody.models import RegistrationForm
from anbang.casework.person.models import Person
from anbang.exchange.batch.actions import decide_row
from anbang.exchange.batch.applying import apply_staged_rows
from anbang.exchange.batch.models import Batch, StagedRow
from anbang.exchange.batch.status import Decision
from anbang.lib.masking import mask_numbers
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import Role
from anbang.organisations.models import Posting, Staff
from anbang.web import closed as closed_pages
from anbang.web import lists as pages
from anbang.web import today
from anbang.web.references import reference
from tests.casework.test_custody import ALL_TRUE
from tests.exchange import lists
from tests.exchange.numbers import identity_number
from tests.support.people import TODAY

NAMESAKE = {**lists.person(1), "姓名": "另一人", "罪名": "诈骗罪"}


def before(by: ActingStaff) -> Client:
    """Somebody before the pages."""
    client = Client(HTTP_HOST="localhost")
    client.force_login(Staff.objects.get(pk=by.staff_id))
    return client


@pytest.fixture
def bureau(clerk: ActingStaff) -> Client:
    """The bureau's clerk before the pages."""
    return before(clerk)


def text_of(answer: HttpResponse) -> str:
    return answer.content.decode()


@pytest.fixture
def doubtful(clerk: ActingStaff) -> Batch:
    """A person, and another with the same number."""
    return lists.staged([lists.person(1), NAMESAKE, lists.person(2, 释放日期="年底"), lists.stranger(3)], by=clerk)


# Deciding


def beside(page: str) -> dict[str, tuple[str, str]]:
    """Field → what a row says, and what the row or file says that it is like."""
    found = re.findall(r'<tr[^>]*><th scope="row"[^>]*>(.*?)</th><td[^>]*>(.*?)</td><td[^>]*>(.*?)</td></tr>', page)
    return {field: (here, there) for field, here, there in found}


def test_a_doubtful_row_stands_beside_the_row_it_is_like_with_what_differs(bureau: Client, doubtful: Batch):
    page = text_of(bureau.get(reverse("list", args=[doubtful.pk]), {"heap": "doubtful"}))
    told, other = beside(page), lists.person(1)
    number = mask_numbers(lists.person(1)["身份证号"])
    assert told["姓名"] == (NAMESAKE["姓名"], f"<mark>{other['姓名']}</mark>")
    assert told["罪名"] == ("诈骗罪", f"<mark>{other['罪名']}</mark>")
    assert told["身份证号"] == (number, number), "what is the same is not marked"


def test_nothing_of_a_closed_row_stands_beside_another(clerk: ActingStaff, bureau: Client):
    child = lists.child()
    batch = lists.staged([child, {**lists.person(2), "身份证号": "", "姓名": child["姓名"]}], by=clerk)
    for heap in ("doubtful", "ready", "refused"):
        page = text_of(bureau.get(reverse("list", args=[batch.pk]), {"heap": heap}))
        assert not [told for told in (child["身份证号"], child["联系人"]) if told in page]


def test_a_doubtful_row_can_be_corrected_and_is_then_none(bureau: Client, doubtful: Batch):
    row = lists.rows_of(doubtful)[1]
    correct = reverse("correct_row", args=[row.pk])
    assert correct in text_of(bureau.get(reverse("list", args=[doubtful.pk]), {"heap": "doubtful"}))
    other = lists.person(3)
    bureau.post(correct, {"身份证号": other["身份证号"], "出生日期": other["出生日期"]})
    assert lists.outcomes(doubtful)[1] == "new"


@pytest.mark.usefixtures("contexts")
def test_after_a_decision_the_clerk_is_where_it_was_made_and_the_count_is_of_what_is_left(
    bureau: Client, doubtful: Batch
):
    row, page = lists.rows_of(doubtful)[1], reverse("list", args=[doubtful.pk])
    assert bureau.get(page).context["counts"].undecided == 1
    answer = bureau.post(reverse("decide_row", args=[row.pk]), {"decision": "take_in"})
    assert answer.headers["Location"] == f"{page}?heap=doubtful#row-{reference('row', row.pk)}"
    decided = bureau.get(page, {"heap": "doubtful"})
    assert decided.context["counts"].undecided == 0
    assert "另一人，登记" in text_of(decided)
    assert [told["open"] for told in decided.context["heaps"]] == [1, 0, 0, 0], "only what is wrong still waits"


# Correcting


def form_of(client: Client, row: StagedRow) -> dict[str, str]:
    """The form as a browser would send it untouched."""
    page = text_of(client.get(reverse("correct_row", args=[row.pk])))
    hidden = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page)
    shown = re.findall(r'<input id="cell-[^"]+" name="([^"]+)" value="([^"]*)"', page)
    assert len(shown) == 16
    return {name: unescape(value) for name, value in hidden + shown}


def test_two_clerks_at_one_row_do_not_undo_one_another(clerk: ActingStaff, bureau: Client):
    batch = lists.staged([lists.person(1, 释放日期="2027-02-31", 原判刑期="三年整")], by=clerk)
    row = lists.rows_of(batch)[0]
    first, second = form_of(bureau, row), form_of(bureau, row)
    address = reverse("correct_row", args=[row.pk])
    assert bureau.post(address, {**first, "释放日期": "2027-02-28"}).status_code == 422, "the sentence is still wrong"
    assert bureau.post(address, {**second, "原判刑期": "三年"}).status_code == 302
    assert lists.outcomes(batch) == ["new"]


def test_control_a_form_that_does_not_say_what_stood_there_sends_the_old_cells_again(
    clerk: ActingStaff, bureau: Client
):
    row = lists.rows_of(lists.staged([lists.person(1, 释放日期="2027-02-31", 原判刑期="三年整")], by=clerk))[0]
    first, second = (
        {name: value for name, value in form_of(bureau, row).items() if not name.startswith("was ")} for _ in range(2)
    )
    address = reverse("correct_row", args=[row.pk])
    bureau.post(address, {**first, "释放日期": "2027-02-28"})
    assert bureau.post(address, {**second, "原判刑期": "三年"}).status_code == 422


def test_two_files_with_one_number_point_at_each_other(clerk: ActingStaff, bureau: Client, doubtful: Batch):
    decide_row(lists.rows_of(doubtful)[1].pk, Decision.TAKE_IN, by=clerk)
    lists.confirm(doubtful, by=clerk)
    first, second = Person.objects.using("owner").order_by("id")
    for one, other in ((first, second), (second, first)):
        assert reverse("case_file", args=[other.pk]) in text_of(bureau.get(reverse("case_file", args=[one.pk])))


def test_control_a_number_of_ones_own_points_at_nobody(clerk: ActingStaff, bureau: Client):
    lists.applied([lists.person(1), lists.person(2)], by=clerk)
    first, second = Person.objects.using("owner").order_by("id")
    assert reverse("case_file", args=[second.pk]) not in text_of(bureau.get(reverse("case_file", args=[first.pk])))


# Confirming and undoing


@pytest.mark.parametrize("confirmed", [False, True], ids=["before", "afterwards"])
def test_the_figures_of_confirming_add_up_to_the_list(
    clerk: ActingStaff, bureau: Client, doubtful: Batch, confirmed: bool
):
    if confirmed:
        lists.confirm(doubtful, by=clerk)
    page = text_of(bureau.get(reverse("confirm_preview", args=[doubtful.pk])))
    assert sum(map(int, re.findall(r'class="figure"><b>(-?\d+)</b>', page))) == len(lists.rows_of(doubtful))


def test_undoing_is_offered_until_somebody_has_worked_on_the_list(
    clerk: ActingStaff, assistant: ActingStaff, bureau: Client
):
    batch = lists.applied([lists.person(1), lists.person(2)], by=clerk)
    page = reverse("list", args=[batch.pk])
    assert reverse("undo_list", args=[batch.pk]) in text_of(bureau.get(page))
    form = RegistrationForm.objects.using("owner").order_by("id")[0]
    record_verification(form.pk, ALL_TRUE, by=assistant, on=TODAY)
    worked_on = text_of(bureau.get(page))
    assert reverse("undo_list", args=[batch.pk]) not in worked_on
    assert "第 2 行的人员登记之后已有人办理" in worked_on


# Pages


def walked(client: Client, address: str, name: str) -> list[str]:
    """Every page from `address` on, following the pager of that name."""
    told: list[str] = []
    while address:
        told.append(text_of(client.get(address)))
        found = re.search(rf'rel="next" href="\?([^"]*{name}=\d+)"', told[-1])
        address = f"{address.split('?', maxsplit=1)[0]}?{found[1]}".replace("&amp;", "&") if found else ""
    return told


def test_every_list_and_every_reply_is_reached_however_many_there_are(
    clerk: ActingStaff, assistant: ActingStaff, warder: ActingStaff, monkeypatch: pytest.MonkeyPatch
):
    """With small pages, so that a handful is many."""
    for name in ("LISTS_A_PAGE", "REPLIES_A_PAGE", "RETURNED_ROWS_A_PAGE"):
        monkeypatch.setattr(pages, name, 2)
    monkeypatch.setattr(today, "DUTIES_A_PAGE", 2)
    people = [lists.person(number) for number in range(1, 6)]
    wrong = [lists.person(number + 50, 户籍镇街="无此镇") for number in range(1, 6)]
    made = [lists.applied(list(pair), by=clerk) for pair in zip(people, wrong, strict=True)]
    for form in RegistrationForm.objects.using("owner").order_by("id"):
        record_verification(form.pk, ALL_TRUE, by=assistant, on=TODAY)
    received = walked(before(clerk), reverse("lists"), "page")
    assert len(received) == 3
    assert all(any(reverse("list", args=[batch.pk]) in page for page in received) for batch in made)
    waiting = walked(before(warder), reverse("today"), "page")
    assert re.search(r'class="count count--red">5<', waiting[0]), "the figure is of all that waits"
    assert waiting[0].index(people[0]["姓名"]) < waiting[0].index(people[1]["姓名"]), "the longest wait comes first"
    for pager, told in (("page", people), ("returned", wrong)):
        answered = walked(before(warder), reverse("answers"), pager)
        assert len(answered) == 3, pager
        assert all(any(person["姓名"] in page for page in answered) for person in told), pager


def test_of_one_list_that_sends_everybody_back_no_page_is_longer_than_another(
    clerk: ActingStaff, warder: ActingStaff, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(pages, "RETURNED_ROWS_A_PAGE", 2)
    wrong = [lists.person(number, 户籍镇街="无此镇") for number in range(1, 6)]
    lists.applied([lists.person(50), *wrong], by=clerk)
    told = walked(before(warder), reverse("answers"), "returned")
    assert [page.count("<tr data-row ") for page in told] == [2, 2, 1]
    assert [sum(one["姓名"] in page for one in wrong) for page in told] == [2, 2, 1]


def test_closed_files_come_page_by_page_too(clerk: ActingStaff, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(closed_pages, "CLOSED_FILES_A_PAGE", 2)
    monkeypatch.setattr(closed_pages, "ask_to_sign_in_again", lambda _request: None)
    lists.applied([lists.child(), *(grown_child(number) for number in (1, 2))], by=clerk)
    keeper = Posting.objects.using("owner").get(role=Role.SEALING_KEEPER).staff
    client = Client(HTTP_HOST="localhost")
    client.force_login(Staff.objects.get(pk=keeper.pk))
    told = walked(client, reverse("closed_list"), "page")
    assert [page.count('class="row"') for page in told] == [2, 1]


def grown_child(number: int) -> dict[str, str]:
    """Another child, of another name and number."""
    born_on = date(2007, 6, number)
    return lists.child(f"周小{number}", 身份证号=identity_number(born_on, sequence=341), 出生日期=born_on.isoformat())


def test_a_list_of_people_of_another_county_alone_is_sent_back_from_its_page(bureau: Client, clerk: ActingStaff):
    batch = lists.staged([lists.stranger(2), lists.stranger(3)], by=clerk)
    page = text_of(bureau.get(reverse("list", args=[batch.pk])))
    assert "确认退回 2 行" in page
    asked = text_of(bureau.get(reverse("confirm_preview", args=[batch.pk])))
    assert "确认退回</button>" in asked
    assert "<b>2</b><span>行退回来文单位" in asked
    bureau.post(reverse("take_in", args=[batch.pk]))
    apply_staged_rows(batch.pk, by=clerk, on=TODAY)
    again = text_of(bureau.get(reverse("list", args=[batch.pk])))
    assert "确认退回" not in again
    assert "没有需要登记的行" in text_of(bureau.get(reverse("confirm_preview", args=[batch.pk])))
