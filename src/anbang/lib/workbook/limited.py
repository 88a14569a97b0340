"""Sets narrow limits upon itself, then becomes the program that is named: `limited.py BYTES SECONDS PROGRAM ARGUMENT…`.

The child does it, because a parent that does it between fork and exec copies its whole memory map first, and must not have threads.
"""

import resource
import runpy
import sys


def hold(memory_bytes: int, seconds: int) -> None:
    """From here on: so much memory, so much time on the processor, no core, and not a byte into a file."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


if __name__ == "__main__":
    memory, time, *sys.argv = sys.argv[1:]
    hold(int(memory), int(time))
    runpy.run_path(sys.argv[0], run_name="__main__")
