"""How a command is asked: a slip is answered with one sentence, as every other mistake is, and not with the whole usage."""

import argparse
from typing import NoReturn

BAD_INPUT = 2


class OneSentenceParser(argparse.ArgumentParser):
    """Reads what was typed. Of a slip it says what is wrong and where help is, and ends with status 2."""

    def error(self, message: str) -> NoReturn:
        """The one sentence on the error output."""
        self.exit(BAD_INPUT, f"{self.prog}: {message}; `{self.prog} --help` tells how it is used.\n")
