"""Our pages send UTF-8 and nothing else, so whatever says that it is written otherwise is refused in words.

Django would read it by any codec of Python's, and break where that one reads no text: with a query before the first middleware.
"""

from collections.abc import Callable, Iterable
from typing import Any, Final

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_header_parameters

UTF_8: Final = "utf-8"
# A charset that no codec has: Django makes a request of it, and the middleware refuses that one.
UNREADABLE: Final = "text/plain; charset=unreadable"
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def is_utf_8(content_type: str) -> bool:
    """Whether what came is said to be UTF-8, or nothing is said."""
    try:
        _kind, told = parse_header_parameters(content_type)
    except ValueError:
        return False
    return told.get("charset", UTF_8).lower() == UTF_8


def readable(application: Application) -> Application:
    """Around Django: of a request that it could not even make an object of, it makes one to refuse."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if not is_utf_8(environ.get("CONTENT_TYPE", "")):
            environ["CONTENT_TYPE"] = UNREADABLE
        return application(environ, start_response)

    return answer


class CharsetMiddleware:
    """Stands before whatever looks into the request, and after the choice of the language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Refuse what is not UTF-8; the page that says so can be read all the same."""
        if not is_utf_8(request.META.get("CONTENT_TYPE", "")):
            raise BadRequest("The request is not written in UTF-8.")
        return self.get_response(request)
