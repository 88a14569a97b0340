"""The pages that only the demo has: accounts at sign-in, the stories, and the step into another account."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import clear_url_caches, path, reverse

from anbang.demo import pages
from anbang.demo.accounts import ACCOUNTS, PASSWORD
from anbang.demo.stories import STORIES
from anbang.exchange.batch.models import Batch
from anbang.exchange.batch.status import BatchStatus
from anbang.organisations.models import Staff
from anbang.site import urls as product
from anbang.web.templatetags.anbang import day
from tests.demo.conftest import DAY, Demo

BY_TURNS = 3
urlpatterns = [*pages.urlpatterns, *product.urlpatterns]


@pytest.fixture
def visitor(demo: Demo) -> Iterator[Client]:
    """Somebody before the demo who has not signed in."""
    with override_settings(DEMO=True, SECOND_FACTOR=False, ROOT_URLCONF=__name__, FIXED_TODAY=DAY):
        clear_url_caches()
        yield Client(HTTP_HOST="localhost")
    clear_url_caches()


def who(client: Client) -> str:
    """The account that is signed in."""
    return Staff.objects.get(pk=client.session["_auth_user_id"]).username


def test_the_sign_in_page_offers_every_account_and_signs_it_in(visitor: Client):
    shown = visitor.get(reverse("account_login")).content.decode()
    assert PASSWORD in shown
    assert all(f'value="{account.username}"' in shown for account in ACCOUNTS)
    visitor.post(reverse("account_login"), {"login": "justice", "password": PASSWORD})
    assert who(visitor) == "justice"
    assert "两步验证已关闭，正式使用时不能关闭。" in visitor.get("/").content.decode()


def test_every_story_opens_with_the_eyes_of_its_account(visitor: Client):
    visitor.force_login(Staff.objects.get(username="clerk"))
    shown = visitor.get(reverse("stories")).content.decode()
    for story in STORIES:
        assert story.title_zh in shown
        stepped = visitor.post(reverse("step_into"), {"account": story.account, "story": story.number})
        assert who(visitor) == story.account
        opened = visitor.get(stepped.headers["Location"])
        assert opened.status_code == 302
        page = visitor.get(opened.headers["Location"])
        # The closed list asks for the password again, as it should.
        assert page.status_code == (302 if story.key == "closed_row" else 200), story.key
        if story.name:
            assert story.name in page.content.decode(), story.key


def test_the_overdue_verification_is_where_its_story_says(visitor: Client):
    story = next(story for story in STORIES if story.key == "overdue")
    assert "最前" not in story.next_zh
    assert "first" not in story.next_en
    stepped = visitor.post(reverse("step_into"), {"account": story.account, "story": story.number})
    opened = visitor.get(stepped.headers["Location"], follow=True)
    assert opened.redirect_chain[-1][0].startswith("/people/"), "the file, as the story says"
    overdue = re.findall(r'<tr data-due="overdue".*?</tr>', opened.content.decode(), re.DOTALL)
    assert any("逾期" in row and "/verify/" in row and "/why/" in row for row in overdue)


def test_an_old_list_tells_the_day_on_which_it_was_taken_in_and_not_when_the_demo_was_built(visitor: Client):
    visitor.force_login(Staff.objects.get(username="clerk"))
    taken_in = list(Batch.objects.using("owner").filter(status=BatchStatus.APPLIED))
    assert len(taken_in) > 5
    for batch in taken_in:
        shown = visitor.get(reverse("list", args=[batch.pk])).content.decode()
        told = re.search(r"<p>(.+?) 由.+?登记。", shown)
        assert told, "the control: it is told"
        # Lists of the demo are taken in on the day on which they come, or as soon as what was wrong is put right.
        assert told[1] in {day(batch.received_on + timedelta(days=later)) for later in range(5)}, told[1]


def test_the_stories_are_told_in_english_too(visitor: Client):
    visitor.force_login(Staff.objects.get(username="clerk"))
    visitor.cookies["language"] = "en"
    shown = visitor.get(reverse("stories")).content.decode()
    assert all(story.title_en in shown for story in STORIES)


# Who may open what, as the access matrix tells it of the product's own pages: to a stranger, and to every account alike.
DEMO_PAGES = {"stories": (302, 200), "story": (302, 302), "step_into": (405, 405)}


def test_every_page_of_the_demo_is_answered_as_the_table_says_to_every_account(visitor: Client):
    assert {entry.name for entry in pages.urlpatterns} == {*DEMO_PAGES, "account_login"}
    stranger = Client(HTTP_HOST="localhost")
    for name, (to_a_stranger, to_an_account) in DEMO_PAGES.items():
        address = reverse(name, args=[1] if name == "story" else [])
        assert stranger.get(address).status_code == to_a_stranger, name
        for account in ACCOUNTS:
            visitor.force_login(Staff.objects.get(username=account.username))
            assert visitor.get(address).status_code == to_an_account, (name, account.username)


def test_a_story_leads_every_account_to_a_page_that_opens_for_it(visitor: Client):
    """Whoever may not see the person is led to today, never to a page that does not exist for them."""
    for turn, account in enumerate(ACCOUNTS):
        visitor.force_login(Staff.objects.get(username=account.username))
        # Each account follows other stories, so that all are followed by several.
        some = STORIES[turn % BY_TURNS :: BY_TURNS]
        wanted = {visitor.get(reverse("story", args=[story.number])).headers["Location"] for story in some}
        answers = {place: visitor.get(place).status_code for place in wanted}
        assert set(answers.values()) <= {200, 302}, (account.username, answers)


@pytest.mark.parametrize("asked", [{"account": "nobody", "story": "1"}, {"account": "clerk", "story": "19"}, {}])
def test_a_step_to_nowhere_is_refused_and_changes_nobody(visitor: Client, asked: dict[str, str]):
    visitor.force_login(Staff.objects.get(username="clerk"))
    assert visitor.post(reverse("step_into"), asked).status_code == 404
    assert who(visitor) == "clerk"
    assert visitor.get(reverse("story", args=[99])).status_code == 404


def test_outside_the_demo_these_pages_do_not_exist(demo: Demo):
    assert not settings.DEMO
    names = {entry.name for entry in product.urlpatterns if isinstance(entry, type(path("", lambda _: None)))}
    assert not names & {"stories", "story", "step_into"}
    client = Client(HTTP_HOST="localhost")
    assert client.post("/stories/as/", {"account": "clerk", "story": "1"}).status_code == 404
    assert PASSWORD not in client.get(reverse("account_login")).content.decode()
