"""What every page's frame shows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    """Who is signed in, in which office, and whether this is the demo."""
    return {"by": getattr(request, "acting", None), "is_demo": settings.DEMO, "today": getattr(request, "today", None)}
