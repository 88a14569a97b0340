"""Settings fail loudly: whatever is missing, wrong or misspelt is named in one sentence, and nothing starts."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest

from anbang.lib.mail_server import MailServer
from anbang.lib.reading_dates import YEARS
from anbang.policy import DEFAULT_PACK
from anbang.site.environment import FOR_EVERY_QUESTION, Environment, UnusableEnvironment, read_environment

WHOLE = {
    "DATABASE_URL": "postgresql://app:secret@db.example:5433/anbang?sslmode=require",
    "DATABASE_OWNER_URL": "postgresql://owner@/anbang",
    "DATABASE_OVERSEER_URL": "postgres://overseer@/anbang",
    "DATABASE_AUDITOR_URL": "postgresql://auditor@/anbang",
    "ANBANG_SECRET_KEY": "k" * 40,
    "ANBANG_FOLDER": "folder",
}
NEEDED = sorted(WHOLE)


@pytest.fixture(autouse=True)
def whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment with all that is needed and nothing else."""
    for name in Environment.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in WHOLE.items():
        monkeypatch.setenv(name, value)


def refusal() -> str:
    with pytest.raises(UnusableEnvironment) as refused:
        read_environment()
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_a_whole_environment_is_read():
    read = read_environment()
    assert (read.anbang_instance, read.anbang_https, read.anbang_demo, read.anbang_today) == (
        "main",
        False,
        False,
        None,
    )


@pytest.mark.parametrize("name", NEEDED)
def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch, name: str):
    monkeypatch.delenv(name)
    assert f"{name}: Field required" in refusal()


def test_everything_that_is_missing_is_named_at_once(monkeypatch: pytest.MonkeyPatch):
    for name in NEEDED:
        monkeypatch.delenv(name)
    assert all(name in refusal() for name in NEEDED)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "sqlite:///people.db"),
        ("DATABASE_OWNER_URL", "mysql://owner@/anbang"),
        ("ANBANG_SECRET_KEY", "short"),
        ("ANBANG_INSTANCE", "Main District"),
        ("ANBANG_HTTPS", "perhaps"),
        ("ANBANG_TODAY", "yesterday"),
        ("ANBANG_SUITE", "des"),
        ("ANBANG_SCANNER", "tcp:10.0.0.7:3310"),
        ("ANBANG_KEYS", ""),
        ("ANBANG_SECOND_FACTOR", "sometimes"),
        ("ANBANG_MAIL", "mail.example"),
        ("ANBANG_MAIL", "http://mail.example"),
        ("ANBANG_MAIL", "smtp://mail.example/path"),
        ("ANBANG_MAIL_FROM", "nobody"),
        ("ANBANG_WEBHOOK_HOSTS", "*.example"),
        ("ANBANG_WEBHOOK_HOSTS", "https://qyapi.weixin.qq.com"),
        ("ANBANG_WEBHOOK_HOSTS", "qyapi.weixin.qq.com,,oapi.dingtalk.com"),
    ],
)
def test_what_is_wrong_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str):
    monkeypatch.setenv(name, value)
    assert f"{name}: " in refusal()


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://%zz",
        "postgresql://u:p@[::1/x",
        "postgresql://u:the-password@host/x?nonsense=1",
        "postgresql://u:%ff@host/x",
        "postgresql://host/%00",
    ],
)
def test_an_address_that_cannot_be_read_is_named_and_not_repeated(monkeypatch: pytest.MonkeyPatch, address: str):
    monkeypatch.setenv("DATABASE_URL", address)
    told = refusal()
    assert "DATABASE_URL: Value error, is no address that PostgreSQL understands" in told
    assert "the-password" not in told


@pytest.mark.parametrize("name", ["DATABASE_URL", "ANBANG_SECRET_KEY", "ANBANG_HOSTS"])
def test_bytes_that_are_no_text_are_named(monkeypatch: pytest.MonkeyPatch, name: str):
    monkeypatch.setenv(name, "postgresql://u:\udcff@host/x" + "x" * 40)
    told = refusal()
    assert f"{name}: " in told
    assert told.isprintable()


@pytest.mark.parametrize("address", ["postgresql://", "postgres://user@host", "postgresql://user@host:5432/"])
def test_an_address_without_a_database_is_named(monkeypatch: pytest.MonkeyPatch, address: str):
    monkeypatch.setenv("DATABASE_URL", address)
    assert "DATABASE_URL: Value error, must name the database" in refusal()


@pytest.mark.parametrize(
    "address", ["postgresql:///anbang", "postgresql://h/x?sslmode=require", "postgres://?service=x"]
)
def test_control_an_address_with_one_is_read(monkeypatch: pytest.MonkeyPatch, address: str):
    monkeypatch.setenv("DATABASE_URL", address)
    assert read_environment().database_url == address


def test_the_keys_lie_below_the_folder_unless_another_place_is_named(monkeypatch: pytest.MonkeyPatch):
    assert (read_environment().keys, read_environment().anbang_suite) == (Path("folder/keys"), "aes")
    monkeypatch.setenv("ANBANG_KEYS", "/mnt/keys")
    monkeypatch.setenv("ANBANG_SUITE", "sm4")
    assert (read_environment().keys, read_environment().anbang_suite) == (Path("/mnt/keys"), "sm4")


def test_a_refusal_does_not_tell_the_secrets(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ANBANG_SECRET_KEY", "too-short-a-key")
    monkeypatch.setenv("DATABASE_OWNER_URL", "mysql://owner:the-password@/anbang")
    told = refusal()
    assert "too-short-a-key" not in told
    assert "the-password" not in told


def test_nothing_is_sent_out_where_nothing_is_named():
    read = read_environment()
    assert (read.mail, read.webhook_hosts, read.own_address) == (None, (), "http://127.0.0.1/")


def test_a_mail_server_and_hosts_of_robots_are_read(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ANBANG_MAIL", "smtp://anbang:p%40ss@mail.example")
    assert "ANBANG_MAIL_FROM: Value error, is needed with ANBANG_MAIL" in refusal()
    monkeypatch.setenv("ANBANG_MAIL_FROM", "anbang@office.example")
    monkeypatch.setenv("ANBANG_WEBHOOK_HOSTS", "qyapi.weixin.qq.com, robot.example:8443")
    monkeypatch.setenv("ANBANG_HOSTS", "anbang.example,127.0.0.1")
    monkeypatch.setenv("ANBANG_HTTPS", "true")
    read = read_environment()
    assert read.mail == MailServer("mail.example", 587, by_tls=False, asks_for_tls=True, user="anbang", password="p@ss")
    assert "p@ss" not in repr(read.mail)
    assert read.webhook_hosts == ("qyapi.weixin.qq.com", "robot.example:8443")
    assert read.own_address == "https://anbang.example/"


@pytest.mark.parametrize(
    ("address", "spoken"),
    [("smtps://mail.example", (465, True, False)), ("smtp://127.0.0.1:25", (25, False, False))],
)
def test_only_on_this_machine_letters_are_handed_in_without_tls(
    monkeypatch: pytest.MonkeyPatch, address: str, spoken: tuple[int, bool, bool]
):
    monkeypatch.setenv("ANBANG_MAIL", address)
    monkeypatch.setenv("ANBANG_MAIL_FROM", "anbang@office.example")
    mail = read_environment().mail
    assert mail is not None
    assert (mail.port, mail.by_tls, mail.asks_for_tls) == spoken


def test_a_slip_in_the_mail_server_does_not_tell_its_password(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ANBANG_MAIL", "smtp://anbang:the-password")
    assert "the-password" not in refusal()


def test_a_misspelt_setting_is_named(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ANBANG_HTTP", "true")
    assert refusal() == "The settings are not usable. There is no setting ANBANG_HTTP."


@pytest.mark.parametrize("name", ["anbang_dbeug", "Anbang_Dbeug"])
def test_a_misspelt_setting_is_named_in_any_case(monkeypatch: pytest.MonkeyPatch, name: str):
    monkeypatch.setenv(name, "1")
    assert refusal() == f"The settings are not usable. There is no setting {name}."


def test_control_a_setting_is_read_in_any_case(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("anbang_https", "true")
    assert read_environment().anbang_https


@pytest.mark.parametrize("hosts", ["", " ", ",", "localhost,", "a,,b"])
def test_hosts_that_are_none_are_named(monkeypatch: pytest.MonkeyPatch, hosts: str):
    monkeypatch.setenv("ANBANG_HOSTS", hosts)
    assert "ANBANG_HOSTS: Value error, must name hosts" in refusal()


def test_control_hosts_are_read_with_the_blanks_between_them_left_out(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ANBANG_HOSTS", "anbang.example, localhost")
    assert read_environment().hosts == ["anbang.example", "localhost"]


FIRST_DAY, LAST_DAY = DEFAULT_PACK.issued_on, date(YEARS[-1], 12, 31)


@pytest.mark.parametrize("day", [date.min, FIRST_DAY - timedelta(1), LAST_DAY + timedelta(1), date.max])
def test_a_day_that_no_policy_was_in_force_on_is_named(monkeypatch: pytest.MonkeyPatch, day: date):
    monkeypatch.setenv("ANBANG_TODAY", day.isoformat())
    assert f"ANBANG_TODAY: Value error, must be a day from {FIRST_DAY} to the end of 2100." in refusal()


@pytest.mark.parametrize("day", [FIRST_DAY, LAST_DAY])
def test_control_on_the_first_and_the_last_day_the_policy_is_asked(monkeypatch: pytest.MonkeyPatch, day: date):
    monkeypatch.setenv("ANBANG_TODAY", day.isoformat())
    assert read_environment().anbang_today == day


def test_a_setting_is_read(monkeypatch: pytest.MonkeyPatch):
    """The control of the misspelt one."""
    monkeypatch.setenv("ANBANG_HTTPS", "true")
    monkeypatch.setenv("ANBANG_TODAY", "2026-11-05")
    read = read_environment()
    assert read.anbang_https
    assert read.anbang_today == date(2026, 11, 5)


def test_an_address_becomes_a_database_of_django_with_all_it_says():
    read = read_environment()
    entry = read.database(read.database_url)
    assert [entry[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")] == [
        "anbang",
        "app",
        "secret",
        "db.example",
        "5433",
    ]
    assert entry["OPTIONS"] == {"sslmode": "require", "options": FOR_EVERY_QUESTION}


def test_what_an_address_asks_of_its_server_has_the_last_word():
    entry = read_environment().database("postgresql://app@db.example/anbang?options=-c%20random_page_cost%3D2")
    assert entry["OPTIONS"] == {"options": f"{FOR_EVERY_QUESTION} -c random_page_cost=2"}


# Signing in


def test_only_the_demo_may_do_without_a_second_factor(monkeypatch: pytest.MonkeyPatch):
    assert read_environment().anbang_second_factor
    monkeypatch.setenv("ANBANG_SECOND_FACTOR", "off")
    for demo in (None, "false"):
        if demo:
            monkeypatch.setenv("ANBANG_DEMO", demo)
        assert "ANBANG_SECOND_FACTOR: Value error, may be off in the demo alone (ANBANG_DEMO)" in refusal()
    monkeypatch.setenv("ANBANG_DEMO", "true")
    assert not read_environment().anbang_second_factor


def test_control_without_the_look_at_the_demo_it_would_be_off_anywhere(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ANBANG_SECOND_FACTOR", "off")
    monkeypatch.setenv("ANBANG_DEMO", "false")
    with without_checks_of("anbang_second_factor"):
        assert not read_environment().anbang_second_factor
    assert "may be off in the demo alone" in refusal()


@contextmanager
def without_checks_of(setting: str) -> Iterator[None]:
    """What a setting is held to, gone for a while: the checks are built into the class."""
    told = Environment.__pydantic_decorators__.field_validators
    ours = {name: one for name, one in told.items() if setting in one.info.fields}
    assert ours
    for name in ours:
        del told[name]
    Environment.model_rebuild(force=True)
    try:
        yield
    finally:
        told.update(ours)
        Environment.model_rebuild(force=True)


@pytest.mark.parametrize(
    ("hosts", "https", "host"),
    [
        ("anbang.example,10.0.0.1", "true", "anbang.example"),
        ("Anbang.Example", "true", "anbang.example"),
        ("anbang.example", "false", ""),
        ("10.0.0.1,anbang.example", "true", ""),
        ("[::1]", "true", ""),
        ("*", "true", ""),
        (".example", "true", ""),
        ("localhost", "false", "localhost"),
        ("127.0.0.1,localhost", "true", ""),
    ],
)
def test_passkeys_belong_to_a_host_name_over_tls_or_to_this_machine(
    monkeypatch: pytest.MonkeyPatch, hosts: str, https: str, host: str
):
    monkeypatch.setenv("ANBANG_HOSTS", hosts)
    monkeypatch.setenv("ANBANG_HTTPS", https)
    assert read_environment().passkey_host == host
