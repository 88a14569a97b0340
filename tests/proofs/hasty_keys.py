"""`anbang keys` on the database of a test, in batches so small that it can be killed between two of them."""

import sys

import django

django.setup()

from anbang.site import changing_keys, rotation  # noqa: E402
from anbang.site.keys import keys  # noqa: E402

rotation.ROWS_AT_ONCE, rotation.PAUSE_SECONDS, changing_keys.PAUSE_SECONDS = 2, 0.05, 0.1

if __name__ == "__main__":
    sys.exit(keys(sys.argv[1:]))
