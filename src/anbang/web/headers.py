"""What every answer tells the browser beside Django's own headers, static files and errors alike."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseFileResponse

# Nothing of it is used, and what nobody uses no script that slipped in shall use. Passkeys are ours alone.
UNUSED = (
    *("accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen", "geolocation"),
    *("gyroscope", "magnetometer", "microphone", "midi", "payment", "picture-in-picture", "screen-wake-lock"),
    *("sync-xhr", "usb", "xr-spatial-tracking"),
)
OURS = ("publickey-credentials-create", "publickey-credentials-get")
PERMISSIONS = ", ".join([*(f"{name}=()" for name in UNUSED), *(f"{name}=(self)" for name in OURS)])
KEPT_NOWHERE = "no-store, private"


class HeadersMiddleware:
    """The outermost. What a page asks aside, while somebody may be signing in beside it, sets no cookie: an answer that comes late
    would take the new sign-in back. What is no static file is kept by nobody: neither by a proxy, nor for whoever presses the back button after
    the sign-out.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the headers."""
        response = self.get_response(request)
        if getattr(response, "is_aside", False):
            response.cookies.clear()
        response.headers["Permissions-Policy"] = PERMISSIONS
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        if not isinstance(response, WhiteNoiseFileResponse):
            response.headers["Cache-Control"] = KEPT_NOWHERE
        return response
