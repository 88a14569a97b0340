"""The pages that only the demo has: its accounts at sign-in, its eighteen stories, and a step into another account."""

from allauth.account.views import LoginView
from django.conf import settings
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from anbang.demo.accounts import ACCOUNTS, PASSWORD
from anbang.demo.stories import STORIES, Story, story_lists, story_people
from anbang.organisations.days import reads_english
from anbang.organisations.models import Staff
from anbang.web.finding import FOUND, LOOKED_FOR
from anbang.web.navigation import may_open
from anbang.web.person import file_address
from anbang.web.views import acting_staff, reads

OF_ACCOUNT = {account.username: account for account in ACCOUNTS}
OF_NUMBER = {story.number: story for story in STORIES}
OF_TEXT = {str(number): story for number, story in OF_NUMBER.items()}

sign_in = LoginView.as_view(extra_context={"demo_accounts": ACCOUNTS, "demo_password": PASSWORD})


@reads()
def stories(request: HttpRequest) -> HttpResponse:
    """The eighteen stories: what happened, what to do next, and with whose eyes."""
    by = acting_staff(request)
    username = Staff.objects.get(pk=by.staff_id).username
    language = "en" if reads_english() else "zh"
    told = [
        {
            "number": story.number,
            **{part: getattr(story, f"{part}_{language}") for part in ("title", "happened", "next")},
            "account": OF_ACCOUNT[story.account],
            "is_mine": story.account == username,
        }
        for story in STORIES
    ]
    return render(request, "demo/stories.html", {"stories": told, "demo_password": PASSWORD})


@reads()
def story(request: HttpRequest, number: int) -> HttpResponse:
    """Where a story goes on for whoever is signed in: the person's file, the list, or the page where its duty waits."""
    if number not in OF_NUMBER:
        raise Http404
    return redirect(_place_of(OF_NUMBER[number], request))


def _place_of(told: Story, request: HttpRequest) -> str:
    by = acting_staff(request)
    if told.key == "closed_row" and may_open("closed_list", by):
        return reverse("closed_list")
    if told.key == "namesakes" and may_open("people", by):
        request.session[LOOKED_FOR] = told.name
        return reverse("people", query={FOUND: 1})
    if person_id := story_people(for_staff=by).get(told.key):
        return file_address(person_id, by)
    if (batch_id := story_lists(for_staff=by).get(told.key)) and may_open("lists", by):
        return f"{reverse('list', args=[batch_id])}?heap=not_ours"
    return reverse("today")


@require_POST
def step_into(request: HttpRequest) -> HttpResponse:
    """Go on as another account of the demo, whose password everybody knows, and there to the story that asked for it."""
    account = OF_ACCOUNT.get(request.POST.get("account", ""))
    story = OF_TEXT.get(request.POST.get("story", ""))
    if account is None or story is None:
        raise Http404
    logout(request)
    login(request, Staff.objects.get(username=account.username), backend=settings.AUTHENTICATION_BACKENDS[-1])
    return redirect("story", number=story.number)


urlpatterns = [
    path("account/login/", sign_in, name="account_login"),
    path("stories/", stories, name="stories"),
    path("stories/<int:number>/", story, name="story"),
    path("stories/as/", step_into, name="step_into"),
]
