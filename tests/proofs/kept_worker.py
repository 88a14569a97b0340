"""A worker that its keeper starts again when it ends, as `anbang serve` does."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from anbang.site.processes import Child, tend

if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        worker = Child(
            "worker", [sys.executable, "-m", "tests.proofs.hasty_worker"], Path(folder) / "log" / "worker.log"
        )
        worker.start()
        tend([worker], lambda line: print(line, file=sys.stderr, flush=True))  # noqa: T201
