"""The closed list shows a keeper the rows of lists that nobody could take in, and its page puts them right."""

import pytest
from django.urls import reverse

from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import OfficeKind, Role
from tests.exchange.left_rows import ABROAD, FAULTY, NAME, RIGHT, another, files_of_children, seen, with_a_fault
from tests.exchange.lists import applied, child, person, rows_of, staged
from tests.support.people import office, post
from tests.web.planted import fresh


@pytest.fixture
def keeper(clerk: ActingStaff, assistant: ActingStaff) -> ActingStaff:
    """Whoever keeps closed files at the bureau."""
    return post(Role.SEALING_KEEPER, office(OfficeKind.JUSTICE_BUREAU))


def test_the_closed_list_shows_them_and_the_page_puts_one_right(clerk, keeper):
    _batch, row = with_a_fault(clerk)
    client = fresh(keeper)
    here = reverse("closed_row", args=[row.pk])
    assert here in (page := client.get(reverse("closed_list")).content.decode())
    assert NAME not in page
    assert "封存名册里有名单的行等您处理" in client.get("/").content.decode()
    assert NAME in client.get(here).content.decode()
    wrong = client.post(here, {"was 释放日期": "不知道", "释放日期": "年底"})
    assert (wrong.status_code, "年底" in wrong.content.decode()) == (422, True)
    right = client.post(here, {"was 释放日期": "年底", **RIGHT}, follow=True)
    take_in = reverse("take_in_closed_row", args=[row.pk])
    assert (right.redirect_chain[-1][0], f'action="{take_in}"' in right.content.decode()) == (here, True)
    assert "已登记" in client.post(take_in, follow=True).content.decode()
    assert "封存名册里有名单的行等您处理" not in client.get("/").content.decode()
    assert files_of_children() == [(NAME, "proposed")]
    assert client.post(take_in).status_code == 404, "and once"


def test_put_right_to_be_no_child_the_keeper_reads_that_it_is_the_bureaus(clerk, keeper):
    _batch, row = with_a_fault(clerk)
    told = {**RIGHT, "作案日期": "2025-07-01", "收押日期": "2025-08-01"}
    done = fresh(keeper).post(reverse("closed_row", args=[row.pk]), told, follow=True)
    assert "已回到名单里" in done.content.decode()


def test_open_and_still_at_fault_it_is_the_bureaus_as_well(clerk, keeper):
    _batch, row = with_a_fault(clerk)
    told = {"作案日期": "2025-07-01", "收押日期": "2025-08-01"}
    done = fresh(keeper).post(reverse("closed_row", args=[row.pk]), told, follow=True)
    assert (done.status_code, "已回到名单里" in done.content.decode()) == (200, True)


def test_it_is_left_out_by_a_tick_and_a_button(clerk, keeper):
    _batch, row = with_a_fault(clerk, **{**RIGHT, **ABROAD})
    client = fresh(keeper)
    page = client.get(reverse("closed_row", args=[row.pk])).content.decode()
    assert "不属于本区" in page
    back = reverse("closed_row_sent_back", args=[row.pk])
    assert f'action="{back}"' in page
    client.post(back)
    assert seen(keeper) == [row.pk], "not without the tick"
    client.post(back, {"seen": "on"})
    assert client.post(back, {"seen": "on"}).status_code == 404, "and once"
    assert seen(keeper) == []


def test_of_a_row_in_doubt_the_page_says_whom_it_is_like_as_far_as_the_keeper_may_know(clerk, keeper):
    applied([child(), person(2)], by=clerk)
    applied([person(1), child(身份证号="", 性别="男")], by=another(clerk))
    (row,) = seen(keeper)
    page = fresh(keeper).get(reverse("closed_row", args=[row])).content.decode()
    assert [words in page for words in ("一份封存档案", "您看不到的档案", "另一人，登记")] == [True, False, True]


def test_whoever_handed_the_list_in_reads_who_will_see_to_it(clerk, keeper):
    batch = staged([person(1), child(**FAULTY)], by=clerk)
    page = fresh(clerk).get(f"{reverse('list', args=[batch.pk])}?heap=refused").content.decode()
    assert ("由封存管理人处理" in page, NAME in page) == (True, False)


def test_put_right_before_its_list_is_confirmed_the_keeper_reads_who_confirms_it(clerk, keeper):
    batch = staged([person(1), child(**FAULTY)], by=clerk)
    done = fresh(keeper).post(reverse("closed_row", args=[rows_of(batch)[1].pk]), RIGHT, follow=True)
    assert "确认名单时一并登记" in done.content.decode()
