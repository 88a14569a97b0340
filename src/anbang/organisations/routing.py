"""Which database role a query uses: that of whoever acts, and the plain app role outside."""

from typing import Any

from django.db.models import Model

from anbang.organisations.acting import current

OURS = frozenset({"audit", "organisations", "papers", "casework", "assistance", "coordination", "exchange"})


class ByActingStaff:
    """A Django database router. All aliases are one database under different roles."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        """The alias to read `model` with."""
        by = current()
        return by.alias if by and model._meta.app_label in OURS else "default"

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        """The alias to write `model` with."""
        return self.db_for_read(model, **hints)

    def allow_relation(self, one: Model, other: Model, **hints: Any) -> bool:
        """Rows read under different roles are rows of the same database."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """Only the owner migrates."""
        return db == "owner"
