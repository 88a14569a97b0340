"""Signs that nobody sees: a text with them looks like one without, and must count as the same."""

import re

# Controls that are no blanks, formats (Unicode's Cf), halves of signs, and what Unicode calls Default_Ignorable. Written out,
# because asking Unicode about each of its million signs takes longer than reading a list. Signs of private use and signs that
# this Python does not know yet stay: rare characters of names are among them, and they are seen.
UNSEEN = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u17b4\u17b5"
    "\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ud800-\udfff\ufe00-\ufe0f\ufeff\ufff0-\ufffb"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
# Fillers of Hangul are letters to Python and the empty pattern of Braille is a symbol; on paper they are blanks.
BLANK = "\u115f\u1160\u2800\u3164\uffa0"

_EITHER = re.compile(f"[{UNSEEN}{BLANK}]")
_UNSEEN = re.compile(f"[{UNSEEN}]+")
_BLANK = re.compile(f"[{BLANK}]")


def visible(text: str) -> str:
    """The text without the signs that nobody sees; what only looks like a blank is one."""
    if _EITHER.search(text) is None:
        return text
    return _UNSEEN.sub("", _BLANK.sub(" ", text))
