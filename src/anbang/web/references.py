"""How addresses and pages name a row: by a reference that tells nothing.

The number of a row tells how many came before it, and a number left out tells that there is one which somebody may not know of
(ADR 0025). Sealed it tells neither, nobody counts on from it, and whoever has no reference finds none by trying.
"""

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import cache, lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings
from django.urls import register_converter, reverse

# Rows about people, by the name under which addresses ask for them.
KINDS = (
    *("person", "paper", "export", "decision", "question", "disposal", "emergency", "exclusion", "about", "duty"),
    *("form", "notice", "verification", "row", "change", "outbound", "enquiry", "case", "sign", "goal", "correction"),
    "draft",
)
SIGNS = 32  # of base64: a tag of 16 bytes and a number of 8
LARGEST = 2**63 - 1


@cache
def _cipher(secret: str) -> AESSIV:
    """The same number has the same reference as long as the installation keeps its secret."""
    return AESSIV(hmac.digest(secret.encode(), b"references in addresses", hashlib.sha512))


def reference(kind: str, number: int) -> str:
    """How pages name row `number` of a kind. ValueError for a kind that is not in the list."""
    return _reference(settings.SECRET_KEY, kind, number)


@lru_cache(maxsize=10_000)
def _reference(secret: str, kind: str, number: int) -> str:
    """The same whoever asks; a row of a list names its person three times."""
    if kind not in KINDS:
        raise ValueError(kind)
    return urlsafe_b64encode(_cipher(secret).encrypt(number.to_bytes(8), [kind.encode()])).decode()


def address_about(view: str, kind: str, number: int) -> str:
    """The address of a page that is about row `number` alone. As `reverse` says, which asks every address there is for each row of a list."""
    before, after = _around(view, kind)
    return f"{before}{reference(kind, number)}{after}"


@cache
def _around(view: str, kind: str) -> tuple[str, str]:
    """What stands before the reference in the address of that page, and what behind it."""
    before, _none, after = reverse(view, args=[0]).partition(reference(kind, 0))
    return before, after


def number_told(kind: str, told: str) -> int | None:
    """The number of the row that somebody's form names; None where it names none of this kind."""
    try:
        return number_behind(kind, told)
    except ValueError:
        return None


def number_behind(kind: str, told: str) -> int:
    """The number of the row that a reference names; ValueError where it names none of this kind."""
    try:
        return int.from_bytes(_cipher(settings.SECRET_KEY).decrypt(urlsafe_b64decode(told), [kind.encode()]))
    except (InvalidTag, ValueError) as unknown:
        raise ValueError("no reference") from unknown


def register_references() -> None:
    """Have addresses know each kind: `<person:person_id>`."""
    for kind in KINDS:
        register_converter(_converter(kind), kind)


def _converter(of: str) -> type:
    class Reference:
        """A reference in an address."""

        regex = rf"[A-Za-z0-9_-]{{{SIGNS}}}"
        kind = of

        def to_python(self, value: str) -> int:
            return number_behind(self.kind, value)

        def to_url(self, value: object) -> str:
            number = int(str(value))
            if not 0 <= number <= LARGEST:
                raise ValueError(value)
            return reference(self.kind, number)

    return Reference
