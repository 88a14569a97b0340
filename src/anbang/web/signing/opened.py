"""What somebody opened in this session because nobody looked on (`anbang.web.veil`)."""

from django.http import HttpRequest

OPENED = "veil_opened"


def shut_veil(request: HttpRequest, view: object) -> None:
    """What a village's telephone shows when nobody looks on is shut by whatever else is asked for (`anbang.web.veil`)."""
    if not hasattr(view, "is_veiled") and request.session.get(OPENED):
        del request.session[OPENED]
