"""Django finds the tables of the app here; each lives with its subject."""

from anbang.assistance.placement.models import EnterpriseBase

__all__ = ["EnterpriseBase"]
