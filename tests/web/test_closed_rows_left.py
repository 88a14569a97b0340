"""The closed list shows a keeper the rows of lists that nobody could take in, and its page puts them right."""

import pytest
from django.urls import reverse

from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import OfficeKind, Role
from tests.exchange.left_rows import ABROAD, FAULTY, NAME, RIGHT, seen, with_a_fault
from tests.exchange.lists import child, person, staged
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
    done = client.post(here, {"was 释放日期": "年底", **RIGHT}, follow=True)
    assert "一小时" in done.content.decode()
    assert "封存名册里有名单的行等您处理" not in client.get("/").content.decode()


def test_put_right_to_be_no_child_the_keeper_reads_that_it_is_the_bureaus(clerk, keeper):
    _batch, row = with_a_fault(clerk)
    told = {**RIGHT, "作案日期": "2025-07-01", "收押日期": "2025-08-01"}
    done = fresh(keeper).post(reverse("closed_row", args=[row.pk]), told, follow=True)
    assert "已回到名单里" in done.content.decode()


def test_one_button_says_that_the_sender_was_told(clerk, keeper):
    _batch, row = with_a_fault(clerk, **{**RIGHT, **ABROAD})
    client = fresh(keeper)
    page = client.get(reverse("closed_row", args=[row.pk])).content.decode()
    assert "不属于本区" in page
    back = reverse("closed_row_sent_back", args=[row.pk])
    assert f'action="{back}"' in page
    client.post(back)
    assert client.post(back).status_code == 404, "and once"
    assert seen(keeper) == []


def test_whoever_handed_the_list_in_reads_who_will_see_to_it(clerk, keeper):
    batch = staged([person(1), child(**FAULTY)], by=clerk)
    page = fresh(clerk).get(f"{reverse('list', args=[batch.pk])}?heap=refused").content.decode()
    assert ("由封存管理人处理" in page, NAME in page) == (True, False)
