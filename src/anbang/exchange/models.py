"""Django finds the tables of the app here; each lives with its subject."""

from anbang.exchange.batch.models import Batch, BatchProgress, StagedRow

__all__ = ["Batch", "BatchProgress", "StagedRow"]
