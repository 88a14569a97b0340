"""The second factor, from its activation to the codes for a lost phone; and every file that a page names is there."""

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import allauth
import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.totp.views import ActivateTOTPView, flows
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import cache
from django.db import IntegrityError
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from anbang.organisations.models import Staff
from anbang.web.middleware import LANGUAGE_COOKIE
from anbang.web.signing.second_factor import USED
from tests.support.people import PASSWORD
from tests.support.signing import newcomer
from tests.web.planted import Planted
from tests.web.texts import CHINESE, SOURCE

STEP_SECONDS = 30
NAMED = re.compile(r"""\{%\s*static\s+['"]([^'"]+)['"]""")
LEADS_TO = re.compile(r"""\{%\s*(?:extends|include|element)\s+['"]?([\w./-]+)""")
NOT_OURS = ("socialaccount/", "django/")  # what we have not switched on, and what Django itself brings
THEIRS = Path(allauth.__file__).parent / "templates"
OF_OURS = SOURCE / "web" / "templates"


def code_of(secret: str) -> str:
    """What the application on the phone shows now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // STEP_SECONDS)))


def activated(client: Client) -> str:
    """Switch the second factor on; the page that follows."""
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.findall(r'value="([A-Z2-7]{16,})"', page)[0]
    response = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)}, follow=True)
    assert response.redirect_chain[-1][0] == reverse("mfa_view_recovery_codes")
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_whoever_switches_it_on_is_shown_the_codes_for_a_lost_phone(planted: Planted, language: str) -> None:
    client = newcomer(planted.seats["justice assistant"])
    client.cookies[LANGUAGE_COOKIE] = language
    page = activated(client)
    codes = re.findall(r"<code>(\w+)</code>", page)
    assert len(codes) == len(set(codes)) == 10
    for name in ("mfa_index", "mfa_generate_recovery_codes", "mfa_deactivate_totp"):
        assert client.get(reverse(name)).status_code == 200, name
    assert codes[0] in client.get(reverse("mfa_download_recovery_codes")).content.decode()
    assert client.post(reverse("mfa_generate_recovery_codes"), follow=True).status_code == 200
    assert language == "zh-hans" or not CHINESE.search("".join(re.findall(r"<h1>.*?</ul>", page, re.DOTALL)))


@pytest.mark.parametrize("moment", ["while", "before", "after"])
def test_sent_twice_it_is_switched_on_once_and_both_lead_to_the_codes(
    planted: Planted, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    """The other one is done entirely at that moment of this one: while it is past its checks, before its form, or after it."""
    client = newcomer(planted.seats["justice assistant"])
    address = reverse("mfa_activate_totp")
    secret = re.findall(r'value="([A-Z2-7]{16,})"', client.get(address).content.decode())[0]
    other = Client(HTTP_HOST="localhost")
    other.cookies = client.cookies.copy()
    answers: list[str] = []

    def send_the_other() -> None:
        if not answers:
            answers.append("")
            answers[0] = other.post(address, {"code": code_of(secret)})["Location"]

    def first_the_other(do: Callable[..., object]) -> Callable[..., object]:
        def done(*given: object, **named: object) -> object:
            send_the_other()
            return do(*given, **named)

        return done

    if moment == "while":
        monkeypatch.setattr(flows, "activate_totp", first_the_other(flows.activate_totp))
    elif moment == "before":
        monkeypatch.setattr(ActivateTOTPView, "get_form", first_the_other(ActivateTOTPView.get_form))
    answer = client.post(address, {"code": code_of(secret)})
    send_the_other()
    assert [answers[0], answer["Location"]] == [reverse("mfa_view_recovery_codes")] * 2
    assert len(re.findall(r"<code>(\w+)</code>", client.get(answer["Location"]).content.decode())) == 10
    kinds = Authenticator.objects.filter(user=planted.seats["justice assistant"].staff_id).values_list(
        "type", flat=True
    )
    assert sorted(kinds) == ["recovery_codes", "totp"]


@pytest.mark.usefixtures("contexts")
def test_a_wrong_code_is_still_told_and_another_fault_of_the_database_too(
    planted: Planted, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = newcomer(planted.seats["justice assistant"])
    address = reverse("mfa_activate_totp")
    secret = re.findall(r'value="([A-Z2-7]{16,})"', client.get(address).content.decode())[0]
    assert client.post(address, {"code": "x"}).context["form"].errors["code"]

    def fail(*_: object) -> None:
        raise IntegrityError("another")

    monkeypatch.setattr(flows, "activate_totp", fail)
    assert client.post(address, {"code": code_of(secret)}).status_code == 500


def test_from_then_on_the_password_alone_opens_nothing_and_a_code_does(planted: Planted) -> None:
    client = newcomer(by := planted.seats["justice assistant"])
    codes = re.findall(r"<code>(\w+)</code>", activated(client))
    username = Staff.objects.using("owner").get(pk=by.staff_id).username
    comes = Client(HTTP_HOST="localhost")
    response = comes.post(reverse("account_login"), {"login": username, "password": PASSWORD}, follow=True)
    assert response.redirect_chain[-1][0] == reverse("mfa_authenticate")
    assert comes.get(reverse("today")).status_code == 302
    response = comes.post(reverse("mfa_authenticate"), {"code": codes[0]}, follow=True)
    assert (response.redirect_chain[-1][0], response.status_code) == (reverse("today"), 200)


# Files


def templates_of_others() -> set[str]:
    """The templates that a view of allauth's at one of our addresses shows."""
    return {
        name
        for view in _views(get_resolver().url_patterns)
        if (name := getattr(getattr(view, "view_class", None), "template_name", None))
    }


def _views(patterns: list[URLPattern | URLResolver]) -> Iterator[object]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _views(pattern.url_patterns)
        else:
            yield pattern.callback


def with_all_that_they_lead_to(names: set[str]) -> dict[str, str]:
    """Template → its source, those that it extends or includes too."""
    found: dict[str, str] = {}
    left = set(names)
    while left:
        name = left.pop()
        file = next(folder / name for folder in (OF_OURS, THEIRS) if (folder / name).is_file())
        source = file.read_text(encoding="utf-8")
        found[name] = source
        left |= {led for led in LEADS_TO.findall(source) if led.endswith(".html")} - found.keys()
        left -= {led for led in left if led.startswith(NOT_OURS)}
    return found


def missing_files(sources: dict[str, str]) -> list[str]:
    """Static files that are named and not there."""
    named = {file for source in sources.values() for file in NAMED.findall(source)}
    return sorted(file for file in named if not Path(staticfiles_storage.path(file)).is_file())


def forget_used_codes(staff_id: int) -> None:
    phone = Authenticator.objects.using("owner").get(user=staff_id, type=Authenticator.Type.TOTP)
    assert len(phone.data.pop(USED)) == 1
    phone.save(using="owner", update_fields=["data"])


@pytest.mark.parametrize("is_remembered", [True, False])
def test_the_code_that_switched_it_on_opens_no_door_after_that(planted: Planted, is_remembered: bool) -> None:
    """Whoever looked over a shoulder at the setting-up has it too, and may come to another process. The control: one that is not remembered is taken."""
    client = newcomer(by := planted.seats["justice assistant"])
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    code = code_of(re.findall(r'value="([A-Z2-7]{16,})"', page)[0])
    client.post(reverse("mfa_activate_totp"), {"code": code})
    cache.clear()  # what one process remembers, allauth for one, no other does
    if not is_remembered:
        forget_used_codes(by.staff_id)
    other = Client(HTTP_HOST="localhost")
    other.post(reverse("account_login"), {"login": Staff.objects.get(pk=by.staff_id).username, "password": PASSWORD})
    other.post(reverse("mfa_authenticate"), {"code": code})
    assert ("_auth_user_id" in other.session) is not is_remembered


def test_every_file_that_a_template_names_is_there() -> None:
    ours = {str(file.relative_to(OF_OURS)) for file in OF_OURS.rglob("*.html")}
    theirs = templates_of_others()
    assert {"mfa/recovery_codes/index.html", "mfa/totp/activate_form.html", "account/login.html"} <= theirs
    sources = with_all_that_they_lead_to(ours | theirs)
    assert missing_files(sources) == []
    assert len(sources) > 60
    assert sum(bool(NAMED.search(source)) for source in sources.values()) >= 1


def test_control_a_file_that_is_not_there_would_be_noticed() -> None:
    """As allauth's own page of these codes names its script, which we do not bring."""
    assert missing_files({"x": """<script src="{% static 'mfa/js/recovery_codes.js' %}"></script>"""}) == [
        "mfa/js/recovery_codes.js"
    ]
