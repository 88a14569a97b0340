"""What every request needs: the language somebody chose, and the day of the office, asked once."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from anbang.organisations.day import office_day

LANGUAGE_COOKIE = "language"


class LanguageMiddleware:
    """Chinese unless somebody chose English here; the browser's own language does not decide."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the chosen language."""
        chosen = request.COOKIES.get(LANGUAGE_COOKIE, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
            response = self.get_response(request)
        response.headers["Content-Language"] = language
        return response


class DayMiddleware:
    """Gives each request its day."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Ask the clock once, so that one page never straddles midnight."""
        request.today = office_day()  # type: ignore[attr-defined]
        return self.get_response(request)
