"""What is looked at before an official document is confirmed: found once, at the upload, and kept short beside the draft."""

from dataclasses import asdict, dataclass
from typing import Any

from anbang.policy.numbered_sentences import sentences
from anbang.policy.official_text import matched
from anbang.policy.splitting import Doubt, Odd, Split

MOST_SHOWN = 20
LONGEST_LINE = 80


@dataclass(frozen=True, slots=True)
class Preview:
    """The numbers of our sentences that stand in it, and the first lines of what is odd or left over, each with how many there are."""

    known: tuple[str, ...]
    odd: tuple[Odd, ...]
    all_odd: int
    before: tuple[str, ...]
    all_before: int
    after: tuple[str, ...]
    all_after: int

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)


def preview_of(found: Split) -> Preview:
    """The preview of a document that was just split."""
    body = [line for part in found.sections for line in part.paragraphs]
    known = matched("\n".join([*found.before, *body, *found.after]), {one.id: one.sha256 for one in sentences()})
    return Preview(
        known=tuple(known),
        odd=tuple(Odd(one.number, one.doubt, _short(one.line)) for one in found.odd[:MOST_SHOWN]),
        all_odd=len(found.odd),
        before=tuple(map(_short, found.before[:MOST_SHOWN])),
        all_before=len(found.before),
        after=tuple(map(_short, found.after[:MOST_SHOWN])),
        all_after=len(found.after),
    )


def kept_preview(kept: dict[str, Any]) -> Preview:
    """What `as_json` kept."""
    odd = tuple(Odd(one["number"], Doubt(one["doubt"]), one["line"]) for one in kept["odd"])
    lists = {name: tuple(kept[name]) for name in ("known", "before", "after")}
    return Preview(**{**kept, **lists, "odd": odd})


def _short(line: str) -> str:
    return line if len(line) <= LONGEST_LINE else f"{line[: LONGEST_LINE - 1]}…"
