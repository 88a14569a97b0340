"""Numbers that come with a request by hand: from an address, or from the name of a field."""

# The key of a row has no more; whatever is longer names nothing, and would be slow or refused to read.
MOST_DIGITS = 18


def number_of(text: str) -> int | None:
    """The number that a text writes in digits; None for anything else."""
    return int(text) if len(text) <= MOST_DIGITS and text.isascii() and text.isdecimal() else None
