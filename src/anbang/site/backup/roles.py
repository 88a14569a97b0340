"""The four roles of a database: our name of each, and the setting with its address."""

from collections.abc import Mapping

from psycopg.conninfo import conninfo_to_dict

OWNER = "DATABASE_OWNER_URL"
ROLES = {
    "app": "DATABASE_URL",
    "owner": OWNER,
    "overseer": "DATABASE_OVERSEER_URL",
    "auditor": "DATABASE_AUDITOR_URL",
}


def roles_of(environment: Mapping[str, str]) -> dict[str, str]:
    """Our name of each role → its name in the database."""
    return {ours: str(conninfo_to_dict(environment[variable]).get("user", "")) for ours, variable in ROLES.items()}
