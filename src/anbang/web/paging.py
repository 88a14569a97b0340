"""Lists a page at a time."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest


def page_of(
    request: HttpRequest, rows: QuerySet[Any, Any] | Sequence[Any], *, size: int, many: int | None = None
) -> Page[Any]:
    """The page that the address asks for, the first or last for one that is not there. `many`: how many rows there are, where that is known."""
    pages = Paginator(rows, size)
    if many is not None:  # counting a long list takes longer than reading a page of it
        pages.count = many
    return pages.get_page(request.GET.get("page"))
