"""Prints docs/policy/coverage.md, demand by demand and sentence by sentence: `python -m anbang.policy.printing_coverage`."""

from pathlib import Path

from anbang.policy import coverage, numbered_sentences

PRINTED = Path("docs/policy/coverage.md")


def printed() -> str:
    """The whole page."""
    return coverage.printed(coverage.demands()) + numbered_sentences.printed(
        numbered_sentences.sentences(), numbered_sentences.counts()
    )


if __name__ == "__main__":
    PRINTED.write_text(printed(), encoding="utf-8")
