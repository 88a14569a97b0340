"""`anbang account`: the first people of an installation come in by a command, through the same steps as everybody later."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.test import Client
from django.urls import reverse

from anbang.audit.models import Event
from anbang.organisations.models import Posting, Staff
from anbang.organisations.unattended import NOBODY
from anbang.site.accounts import account
from anbang.web.signing.passwords import new_password
from tests.support.people import TODAY
from tests.support.signing import give_second_factor

pytestmark = pytest.mark.usefixtures("terminal")
CLERK = ["li.wenjing", "--name", "李文静", "--role", "bureau_clerk", "--office", "荣昌区司法局"]


def password_in(printed: str) -> str:
    told = re.search(r"the password is ([^\s;]+)", printed)
    assert told is not None
    return told[1]


def signed_in_with(password: str) -> Client:
    client = Client(HTTP_HOST="localhost")
    client.post(reverse("account_login"), {"login": "li.wenjing", "password": password})
    return client


def test_a_new_account_signs_in_with_the_password_that_was_printed_and_changes_it_first(
    capsys: pytest.CaptureFixture[str],
):
    assert account(CLERK) == 0
    client = signed_in_with(password_in(capsys.readouterr().out))
    assert client.get(reverse("lists")).headers["Location"] == reverse("account_change_password")


def test_a_password_is_reset_and_the_old_one_is_void(capsys: pytest.CaptureFixture[str]):
    account(CLERK)
    old = password_in(capsys.readouterr().out)
    assert account([CLERK[0], "--reset-password"]) == 0
    new = password_in(capsys.readouterr().out)
    assert "_auth_user_id" in signed_in_with(new).session
    assert "_auth_user_id" not in signed_in_with(old).session
    assert Event.objects.using("owner").get(action="password_reset").staff_id == NOBODY


def test_a_printed_password_is_what_the_product_accepts_and_never_the_same():
    made = {new_password() for _ in range(50)}
    assert len(made) == 50
    for password in made:
        validate_password(password, Staff(username="li.wenjing", name="李文静"))
        assert not set(password) & set("0OIl1")


def test_a_lost_second_factor_is_reset_with_a_reason_in_the_trail(capsys: pytest.CaptureFixture[str]):
    account(CLERK)
    staff = Staff.objects.get(username="li.wenjing")
    Staff.objects.using("owner").update(password_is_temporary=False)
    give_second_factor(staff)
    client = signed_in_with(password_in(capsys.readouterr().out))
    assert account([CLERK[0], "--reset-second-factor", "lost"]) == 0
    assert "another is set up at the next sign-in" in capsys.readouterr().out
    assert not Authenticator.objects.filter(user=staff).exists()
    told = Event.objects.using("owner").get(action="second_factor_reset")
    assert (told.staff_id, told.data) == (NOBODY, {"staff": staff.pk, "why": "lost"})
    assert "_auth_user_id" not in client.session
    assert account([CLERK[0], "--reset-second-factor", "lost"]) == 1, "there is none any more"


def test_sessions_end_and_the_account_too(capsys: pytest.CaptureFixture[str]):
    account(CLERK)
    client = signed_in_with(password := password_in(capsys.readouterr().out))
    assert account([CLERK[0], "--end-sessions"]) == 0
    assert client.get("/").headers["Location"].startswith(reverse("account_login"))
    assert account([CLERK[0], "--end-account"]) == 0
    assert "_auth_user_id" not in signed_in_with(password).session
    assert Posting.objects.using("owner").get().until_on == TODAY


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ["--reset-password", "--role", "auditor"],
            "--reset-password stands alone: it concerns the account and no post.",
        ),
        ([], "A post has --role and --office; what else is done to an account is told by --help."),
        (["--role", "auditor"], "A post has --role and --office; what else is done to an account is told by --help."),
    ],
)
def test_a_post_and_what_is_none_are_not_mixed(arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]):
    account(CLERK)
    assert account([CLERK[0], *arguments]) == 2
    assert capsys.readouterr().err == f"anbang account: {sentence}\n"


@pytest.mark.parametrize("option", [["--reset-password"], ["--lift-lock"], ["--reset-second-factor", "lost"]])
def test_an_account_that_is_not_there_is_told(option: list[str], capsys: pytest.CaptureFixture[str]):
    assert account(["li.wenjing", *option]) == 2
    assert capsys.readouterr().err == "anbang account: There is no account 'li.wenjing'.\n"


def test_a_reason_is_one_of_those_that_are_known(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as ended:
        account(["li.wenjing", "--reset-second-factor", "李文静丢了"])
    assert ended.value.code == 2


def test_the_trail_tells_that_the_installation_did_it(capsys: pytest.CaptureFixture[str]):
    account(CLERK)
    told = Event.objects.using("owner").filter(action__in=["account_opened", "appointed"])
    assert {event.staff_id for event in told} == {NOBODY}
    assert told.count() == 2


def test_somebody_known_gets_another_post_and_keeps_the_password(capsys: pytest.CaptureFixture[str]):
    account(CLERK)
    before = Staff.objects.using("owner").get(username="li.wenjing").password
    assert account([*CLERK[:4], "sealing_keeper", *CLERK[5:]]) == 0
    assert "the password is unchanged" in capsys.readouterr().out
    staff = Staff.objects.using("owner").get(username="li.wenjing")
    assert staff.password == before
    assert set(Posting.objects.using("owner").filter(staff=staff).values_list("role", flat=True)) == {
        "bureau_clerk",
        "sealing_keeper",
    }


@pytest.mark.parametrize(
    ("changed", "status", "sentence"),
    [
        ({"--office": "荣昌区司法所"}, 2, "There is no office '荣昌区司法所'; near it:"),
        ({"--name": " "}, 2, "There is no account 'li.wenjing' yet: --name tells whose it is to be."),
        ({"--name": "李\n文静"}, 1, "The name has invisible signs or line breaks in it: type it again."),
        ({"--name": "李" * 49}, 1, "The name is too long: at most 48 signs."),
        ({"--role": "justice_assistant"}, 1, "cannot be held at"),
    ],
)
def test_what_cannot_be_is_one_sentence_and_keeps_nothing(
    capsys: pytest.CaptureFixture[str], changed: dict[str, str], status: int, sentence: str
):
    arguments = list(CLERK)
    for option, value in changed.items():
        arguments[arguments.index(option) + 1] = value
    assert account(arguments) == status
    told = capsys.readouterr().err
    assert sentence in told
    assert told.count("\n") == 1
    assert not Staff.objects.using("owner").exists()


@pytest.mark.parametrize(
    ("username", "sentence"),
    [
        ("LI.Wenjing", "User names already taken: li.wenjing."),
        ("li", "A user name has 3 to 48 letters a–z, digits, dots, underscores or hyphens."),
        ("l" * 49, "A user name has 3 to 48 letters a–z, digits, dots, underscores or hyphens."),
    ],
)
def test_a_name_that_cannot_be_signed_in_with_is_refused(
    username: str, sentence: str, capsys: pytest.CaptureFixture[str]
):
    account(CLERK)
    assert account([username, *CLERK[1:]]) == 1
    assert capsys.readouterr().err == f"anbang account: {sentence}\n"
    assert Staff.objects.using("owner").count() == 1


def test_nobody_gets_two_of_the_three_administrators_roles(capsys: pytest.CaptureFixture[str]):
    administrator = [*CLERK[:4], "system_administrator", *CLERK[5:]]
    assert account(administrator) == 0
    assert account([*CLERK[:4], "audit_administrator", *CLERK[5:]]) == 1
    assert "administrators" in capsys.readouterr().err
    assert account(CLERK) == 1
    told = capsys.readouterr().err
    assert told == (
        "anbang account: The system, security and audit administrators hold no other post:"
        " an administrator sees nobody's file.\n"
    )


def test_a_post_ends_with_its_last_day_and_the_account_stays(capsys: pytest.CaptureFixture[str]):
    account(CLERK)
    post = [CLERK[0], *CLERK[3:], "--last-day", str(TODAY)]
    assert account(post) == 0
    assert "until 2026-11-05, the last day" in capsys.readouterr().out
    assert Posting.objects.using("owner").get().until_on == TODAY
    assert Staff.objects.using("owner").filter(username="li.wenjing").exists()
    assert Event.objects.using("owner").get(action="posting_ended").staff_id == NOBODY
    assert account(post) == 1, "a post ends once"


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("wang.xiulan --role bureau_clerk", "There is no account 'wang.xiulan'."),
        ("li.wenjing --role sealing_keeper", "li.wenjing has never been sealing_keeper at 荣昌区司法局."),
    ],
)
def test_a_post_that_nobody_holds_does_not_end(line: str, sentence: str, capsys: pytest.CaptureFixture[str]):
    account(CLERK)
    assert account([*line.split(), "--office", "荣昌区司法局", "--last-day", str(TODAY)]) == 2
    assert capsys.readouterr().err == f"anbang account: {sentence}\n"
    assert Posting.objects.using("owner").get().until_on is None
