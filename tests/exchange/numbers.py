"""Identity numbers for the tests, made by their standard (GB 11643) and without the product's own code."""

from datetime import date


def check_sign(seventeen: str) -> str:
    """The sign that makes the weighted sum 1 modulo 11, where X counts ten."""
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(seventeen))
    rest = (1 - total) % 11
    return "X" if rest == 10 else str(rest)


def identity_number(born_on: date, *, sequence: int, region: str = "510231") -> str:
    """A number of `region`; an odd `sequence` (0 to 999) is a man's."""
    seventeen = f"{region}{born_on:%Y%m%d}{sequence:03d}"
    return seventeen + check_sign(seventeen)
