"""Where `anbang` begins. The policy is read first: a pack that cannot be used is one sentence, whatever was asked for."""

import sys

BAD_INPUT = 2
try:
    from anbang.site.command import main
except Exception as fault:
    # The fault's own class lies behind the import that failed.
    if type(fault).__name__ != "FaultyFile":
        raise
    UNUSABLE = str(fault)
else:
    UNUSABLE = ""


def run() -> int:
    """Entry of `anbang`. Returns the exit status."""
    if UNUSABLE:
        print(f"anbang: The policy cannot be used. {UNUSABLE}", file=sys.stderr)  # noqa: T201
        return BAD_INPUT
    return main()


if __name__ == "__main__":
    sys.exit(run())
