"""Prints docs/policy/coverage.md, demand by demand and sentence by sentence: `python -m anbang.policy.printing_coverage`."""

from pathlib import Path

from anbang.policy import coverage, sentences

PRINTED = Path("docs/policy/coverage.md")


def printed() -> str:
    """The whole page."""
    return coverage.printed(coverage.demands()) + sentences.printed(sentences.sentences(), sentences.counts())


if __name__ == "__main__":
    PRINTED.write_text(printed(), encoding="utf-8")
