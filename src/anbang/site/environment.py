"""What the outside must tell us, typed, in one place; anything missing or misspelt stops the start with a sentence."""

import os
import unicodedata
from collections.abc import MutableMapping
from datetime import date
from pathlib import Path
from typing import Literal

import psycopg
from psycopg import conninfo
from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from anbang.lib.reading_dates import YEARS
from anbang.policy import DEFAULT_PACK

PREFIX, FILE = "ANBANG_", "_FILE"
OFFICE_ZONE = "Asia/Shanghai"
EXAMPLE = "postgresql://user:password@host:5432/database"


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
    anbang_hosts: str = Field(default="127.0.0.1,localhost", description="host names served, separated by commas")
    anbang_pack: str = Field(default=DEFAULT_PACK.name, description="whose policy: a pack by its name, or its folder")
    anbang_https: bool = Field(default=False, description="a proxy with TLS stands before the pages")
    anbang_demo: bool = Field(default=False, description="fictitious people; shows the demo accounts at sign-in")
    anbang_second_factor: bool = Field(
        default=True, description="whoever needs a second factor has one; only the demo may switch it off"
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
    def passkey_host(self) -> str:
        """The host name that passkeys are made for: the first one served, over TLS or on this machine. Empty where there is none,
        for a passkey belongs to a name and never to an address.
        """
        name = self.hosts[0].lower()
        if name == "localhost":
            return name
        is_name = "*" not in name and not name.startswith((".", "[")) and not name.replace(".", "").isdigit()
        return name if is_name and self.anbang_https else ""

    def database(self, url: str, **more: object) -> dict[str, object]:
        """A Django database entry for a postgresql:// address."""
        parts = conninfo.conninfo_to_dict(url)
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.pop("dbname", ""),
            "USER": parts.pop("user", ""),
            "PASSWORD": parts.pop("password", ""),
            "HOST": parts.pop("host", ""),
            "PORT": str(parts.pop("port", "")),
            "OPTIONS": parts,
            "CONN_MAX_AGE": 600,
            "CONN_HEALTH_CHECKS": True,
            **more,
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
