"""Looking whether somebody has a file and then filing them: one at a time for one person, or two at once would both find nobody.

No constraint can stand in its place: two people may have one number, because one of them was written wrongly or was told so at the door,
and that is decided by people.
"""

from collections.abc import Iterable
from datetime import date

from django.db import OperationalError, connections
from django.utils.translation import gettext as _
from psycopg.errors import LockNotAvailable

from anbang.organisations.acting import ActingStaff
from anbang.organisations.steps import StepRefused
from anbang.papers.keys import keyring

PURPOSE = "one file"
# Any number, the same in every process.
FILING = 1_507_200_617
LONGEST_WAIT = "5s"


def alone_with(*, name: str, born_on: date | None, id_number: str, by: ActingStaff) -> None:
    """Until the transaction ends nobody else looks for whoever has this number, or this name and birth, in order to file them, and no
    list is taken in. Where one is being taken in, the refusal says so: nobody's browser waits for twenty thousand people.
    """
    told = {id_number, f"{name} {born_on}" if born_on is not None else ""} - {""}
    # The same for all who look now: keys change while no step is under way.
    keys = sorted(int.from_bytes(keyring().index(one, purpose=PURPOSE)[-8:], "big", signed=True) for one in told)
    with connections[by.alias].cursor() as cursor:
        cursor.execute("select current_setting('lock_timeout'), set_config('lock_timeout', %s, true)", [LONGEST_WAIT])
        waits_usually = cursor.fetchone()[0]
        try:
            cursor.execute("select pg_advisory_xact_lock_shared(%s)", [FILING])
            _lock(keys, by=by)
        except OperationalError as busy:
            if not isinstance(busy.__cause__, LockNotAvailable):
                raise
            raise StepRefused(_("正在登记一份名单，可能写到同一个人：请稍候再试。")) from busy
        cursor.execute("select set_config('lock_timeout', %s, true)", [waits_usually])


def while_nobody_files(by: ActingStaff) -> None:
    """A list is taken in: it looks for everybody in it at once, and a lock for each of twenty thousand would be too many."""
    with connections[by.alias].cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [FILING])


def _lock(keys: Iterable[int], *, by: ActingStaff) -> None:
    """In the order given, which is the same for everybody: two steps wait for one another never both ways."""
    with connections[by.alias].cursor() as cursor:
        for key in keys:
            cursor.execute("select pg_advisory_xact_lock(%s)", [key])
