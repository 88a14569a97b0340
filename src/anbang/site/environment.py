"""What the outside must tell us, typed, in one place; anything missing or misspelt stops the start with a sentence."""

import os
import re
import unicodedata
from collections.abc import MutableMapping
from datetime import date
from pathlib import Path
from typing import Literal

import psycopg
from psycopg import conninfo
from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from anbang.lib.mail_server import MailServer, mail_server
from anbang.lib.reading_dates import YEARS
from anbang.lib.screening import refuse_unusable
from anbang.policy import DEFAULT_PACK

PREFIX, FILE = "ANBANG_", "_FILE"
OFFICE_ZONE = "Asia/Shanghai"
A_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?")
EXAMPLE = "postgresql://user:password@host:5432/database"
# What the indexes hold is in memory: PostgreSQL takes a disk that has to move its arm for granted. And no page is asked for so long that its
# question would be worth a compiler.
FOR_EVERY_QUESTION = "-c random_page_cost=1.1 -c jit=off"


class UnusableEnvironment(Exception):
    """The environment lacks something; the message is one sentence for a person."""


class Environment(BaseSettings):
    """All settings that differ between installations. Names are the upper-case environment variables."""

    model_config = SettingsConfigDict(case_sensitive=False, extra="forbid", frozen=True)

    database_url: str = Field(description="the application's role; row security binds it")
    database_owner_url: str = Field(description="owns the tables and migrates them")
    database_overseer_url: str = Field(description="for those who see the whole district")
    database_auditor_url: str = Field(description="reads the audit trail")
    anbang_secret_key: str = Field(min_length=40, description="signs sessions")
    anbang_instance: str = Field(default="main", pattern=r"^[a-z][a-z0-9_-]*$")
    anbang_folder: Path = Field(
        description="where sealed files live, and the keys unless ANBANG_KEYS names another place"
    )
    anbang_keys: Path | None = Field(
        default=None, description="where the keys live: another disk than that of the data"
    )
    anbang_suite: Literal["aes", "sm4"] = Field(default="aes", description="what seals: AES-256-GCM or SM4-GCM")
    anbang_archive: str = Field(
        default="",
        description="where the embedded database keeps every change of the last days: a folder, `beside`, or `off`",
    )
    anbang_scanner: str = Field(
        default="", description="the virus scanner that is asked about every file: a clamd's socket, or a command"
    )
    anbang_hosts: str = Field(default="127.0.0.1,localhost", description="host names served, separated by commas")
    anbang_pack: str = Field(default=DEFAULT_PACK.name, description="whose policy: a pack by its name, or its folder")
    anbang_https: bool = Field(default=False, description="a proxy with TLS stands before the pages")
    anbang_demo: bool = Field(default=False, description="fictitious people; shows the demo accounts at sign-in")
    anbang_second_factor: bool = Field(
        default=True, description="whoever needs a second factor has one; only the demo may switch it off"
    )
    anbang_draft_days: int = Field(default=14, ge=1, le=90, description="how many days a draft waits for its author")
    anbang_mail: str = Field(
        default="", description="the server for letters: smtp://user:password@host:587, or smtps://…:465"
    )
    anbang_mail_from: str = Field(default="", description="from whom letters come; needed with ANBANG_MAIL")
    anbang_webhook_hosts: str = Field(
        default="", description="hosts of groups' robots that may be told counts, separated by commas"
    )
    anbang_today: date | None = Field(
        default=None, description="the office's day in tests; real installations leave it out"
    )

    @field_validator("*", mode="before")
    @classmethod
    def is_text(cls, value: object) -> object:
        """Bytes that are no text come as halves of signs, which break whatever writes them later."""
        if isinstance(value, str) and any(unicodedata.category(sign) == "Cs" for sign in value):
            raise ValueError("is not written in UTF-8")
        return value

    @field_validator("database_url", "database_owner_url", "database_overseer_url", "database_auditor_url")
    @classmethod
    def is_postgres(cls, value: str) -> str:
        """Only PostgreSQL can keep our promises (deferred exclusion constraints, row security)."""
        if not value.startswith(("postgres://", "postgresql://")):
            raise ValueError("must begin with postgresql://")
        try:
            parts = conninfo.conninfo_to_dict(value)
        except (psycopg.Error, UnicodeError) as fault:
            # What the library says of it may tell the password.
            raise ValueError(f"is no address that PostgreSQL understands; write it as {EXAMPLE}") from fault
        if not (parts.get("dbname") or parts.get("service")):
            raise ValueError(f"must name the database, as {EXAMPLE} does")
        return value

    @field_validator("anbang_hosts")
    @classmethod
    def names_hosts(cls, value: str) -> str:
        """Without a name nobody is served, and between two commas somebody forgot one."""
        if not all(_hosts(value)):
            raise ValueError("must name hosts, separated by commas")
        return value

    @field_validator("anbang_scanner")
    @classmethod
    def names_a_scanner(cls, value: str) -> str:
        """Of this machine alone: whom we ask reads the file."""
        if value:
            refuse_unusable(value)
        return value

    @field_validator("anbang_keys", mode="before")
    @classmethod
    def names_a_folder(cls, value: object) -> object:
        """Nothing at all would be the folder that the process was started in."""
        if value == "":
            raise ValueError("must name a folder")
        return value

    @field_validator("anbang_second_factor")
    @classmethod
    def is_needed_by_real_people(cls, value: bool, told: ValidationInfo) -> bool:
        """Only where everybody is invented may a password alone do."""
        if not value and not told.data.get("anbang_demo"):
            raise ValueError("may be off in the demo alone (ANBANG_DEMO)")
        return value

    @field_validator("anbang_mail")
    @classmethod
    def is_a_mail_server(cls, value: str) -> str:
        """Read once here, so that a slip stops the start and not the morning. What is wrong never tells the password."""
        if value:
            mail_server(value)
        return value

    @field_validator("anbang_mail_from")
    @classmethod
    def is_told_with_a_mail_server(cls, value: str, told: ValidationInfo) -> str:
        """A server refuses letters of nobody."""
        name, _at, host = value.partition("@")
        if value and not (name and A_HOST.fullmatch(host) and value.isascii() and " " not in value):
            raise ValueError("must be an address, such as anbang@office.example")
        if told.data.get("anbang_mail") and not value:
            raise ValueError("is needed with ANBANG_MAIL")
        return value

    @field_validator("anbang_webhook_hosts")
    @classmethod
    def names_hosts_of_robots(cls, value: str) -> str:
        """Each by its whole name: a pattern would let in what nobody thought of."""
        if value and not all(A_HOST.fullmatch(host) for host in _hosts(value)):
            raise ValueError("must name hosts, such as qyapi.weixin.qq.com, separated by commas")
        return value

    @field_validator("anbang_today")
    @classmethod
    def is_a_day_of_the_office(cls, value: date | None) -> date | None:
        """From the first day of the policy, for as long as days are read in lists: beyond, days due are no days any more."""
        first = DEFAULT_PACK.issued_on
        if value is not None and not (first <= value and value.year in YEARS):
            raise ValueError(f"must be a day from {first} to the end of {YEARS[-1]}")
        return value

    @property
    def keys(self) -> Path:
        """The folder of the keys, apart from that of the files."""
        return self.anbang_keys or self.anbang_folder / "keys"

    @property
    def hosts(self) -> list[str]:
        """The host names served, the first one for asking oneself."""
        return _hosts(self.anbang_hosts)

    @property
    def mail(self) -> MailServer | None:
        """The server for letters, if there is one."""
        return mail_server(self.anbang_mail) if self.anbang_mail else None

    @property
    def webhook_hosts(self) -> tuple[str, ...]:
        """The hosts of robots that may be told anything: none unless they are named."""
        return tuple(_hosts(self.anbang_webhook_hosts)) if self.anbang_webhook_hosts else ()

    @property
    def own_address(self) -> str:
        """Where the pages are, for whoever is led there from outside. Empty where the first host served is a pattern."""
        name = self.hosts[0]
        return "" if "*" in name or name.startswith(".") else f"http{'s' * self.anbang_https}://{name}/"

    @property
    def passkey_host(self) -> str:
        """The host name that passkeys are made for: the first one served, over TLS or on this machine. Empty where there is none,
        for a passkey belongs to a name and never to an address.
        """
        name = self.hosts[0].lower()
        if name == "localhost":
            return name
        is_name = "*" not in name and not name.startswith((".", "[")) and not name.replace(".", "").isdigit()
        return name if is_name and self.anbang_https else ""

    def database(self, url: str, **options: object) -> dict[str, object]:
        """A Django database entry for a postgresql:// address, and what of its connections is otherwise."""
        parts = conninfo.conninfo_to_dict(url)
        parts["options"] = f"{FOR_EVERY_QUESTION} {parts.get('options', '')}".strip()
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.pop("dbname", ""),
            "USER": parts.pop("user", ""),
            "PASSWORD": parts.pop("password", ""),
            "HOST": parts.pop("host", ""),
            "PORT": str(parts.pop("port", "")),
            "OPTIONS": {**parts, **options},
            "CONN_MAX_AGE": 600,
            "CONN_HEALTH_CHECKS": True,
        }


def _hosts(told: str) -> list[str]:
    return [host.strip() for host in told.split(",")]


def read_files_named(environment: MutableMapping[str, str] | None = None) -> None:
    """Put what stands in a file in the place of a setting whose name ends in _FILE: containers and services are handed secrets so, and no list
    of processes shows them. UnusableEnvironment where there is no such file, or both are set.
    """
    told = os.environ if environment is None else environment
    for name in map(str.upper, Environment.model_fields):
        file = told.pop(f"{name}{FILE}", "")
        if not file:
            continue
        if told.get(name):
            raise UnusableEnvironment(f"The settings are not usable. {name} and {name}{FILE} are both set.")
        try:
            told[name] = Path(file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise UnusableEnvironment(f"The settings are not usable. {name}{FILE}: {file} cannot be read.") from error


def read_environment() -> Environment:
    """The environment of this process, or UnusableEnvironment naming every variable that is missing, wrong or misspelt."""
    if unknown := sorted(
        name for name in os.environ if name.upper().startswith(PREFIX) and name.lower() not in Environment.model_fields
    ):
        raise UnusableEnvironment(f"The settings are not usable. There is no setting {', '.join(unknown)}.")
    try:
        return Environment()  # type: ignore[call-arg]  # pydantic fills the fields from the process
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, fault['loc'])).upper()}: {fault['msg']}" for fault in error.errors())
        raise UnusableEnvironment(f"The settings are not usable. {faults}.") from error
