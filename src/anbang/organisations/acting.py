"""On whose behalf the database is asked: opens the transaction, and tells row security who asks."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid4

from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper

from anbang.organisations.kinds import OfficeKind, Role


@dataclass(frozen=True, slots=True)
class ActingStaff:
    """A signed-in member of staff in one posting, on one day of the office, during one request. `offices` are those whose people
    they see, `own_offices` the posting's own and those that were merged into it.
    """

    staff_id: int
    posting_id: int
    name: str
    role: Role
    office_id: int
    office_name: str
    office_kind: OfficeKind
    area_id: int | None
    offices: tuple[int, ...]
    own_offices: tuple[int, ...]
    roles: frozenset[str]
    today: date
    # Done by the worker for an office, and shown to nobody: what keeps somebody out of a file (回避) keeps no list from being taken in.
    is_job: bool = False
    request_id: UUID = field(default_factory=uuid4)

    @property
    def sees_the_district(self) -> bool:
        """Whether a role held at this office coordinates the whole district."""
        return not self.roles.isdisjoint(Role.seeing_the_district())

    @property
    def alias(self) -> str:
        """The database role to ask as. A flag that the app role could set itself would be no second net."""
        return "overseer" if self.sees_the_district else "default"


# Steps share this lock, and whoever changes offices has it alone: a step that waited for a merger would else go on with the offices of
# before. The trigger on the frame takes it too, for whoever comes another way.
FRAME_LOCK = 4_203_151_209

# One statement for all of it: each costs a way to the database and back, on every page.
TELLING = """
select set_config('app.offices', %s, true), set_config('app.staff', %s, true), set_config('app.today', %s, true),
  set_config('app.office', %s, true), set_config('app.request', %s, true), set_config('app.reader', %s, true),
  set_config('transaction_read_only', case when %s then 'on' else current_setting('transaction_read_only') end, true),
  set_config('plan_cache_mode', case when %s then 'auto' else 'force_custom_plan' end, true), version from organisations_frame"""

_current: ContextVar[ActingStaff | None] = ContextVar("acting_staff", default=None)
_frame: ContextVar[int | None] = ContextVar("frame_version", default=None)
_about_one: ContextVar[bool] = ContextVar("about_one", default=False)


def current() -> ActingStaff | None:
    """Who acts in this context, if anybody."""
    return _current.get()


def frame_version() -> int | None:
    """Which version of areas and offices stands in this transaction; None outside `acting`."""
    return _frame.get()


@contextmanager
def acting(
    by: ActingStaff, *, reading_only: bool = False, about_one: bool = False, changing_offices: bool = False
) -> Iterator[None]:
    """One transaction as the database role of `by`; row security learns offices, staff and day for its length only. While offices
    change, every other step waits. `about_one`: what is asked is asked of one file, whose rows are found in the same way whoever it
    is, so that the plan is made once, also by the steps within; a list is planned for the offices and days that it is asked for (ADR 0040).

    `SET LOCAL` and never a session-level `SET`: that would leak to the next user of a pooled connection.
    """
    about_one = about_one or _about_one.get()
    token, frame, about = _current.set(by), _frame.set(None), _about_one.set(about_one)
    try:
        with transaction.atomic(using=by.alias):
            with connections[by.alias].cursor() as cursor:
                if not reading_only:
                    _wait_for_offices(cursor, changing=changing_offices)
                offices, staff, today = ",".join(map(str, by.offices)), str(by.staff_id), by.today.isoformat()
                of_changes, reader = (str(by.office_id), str(by.request_id)), "" if by.is_job else staff
                cursor.execute(TELLING, [offices, staff, today, *of_changes, reader, reading_only, about_one])
                _frame.set(cursor.fetchone()[-1])
            yield
    finally:
        _about_one.reset(about)
        _frame.reset(frame)
        _current.reset(token)


@contextmanager
def shown_to_nobody(by: ActingStaff) -> Iterator[None]:
    """What follows is asked as a job asks: what keeps `by` out of a file (回避) does not change what a list is judged by. Call inside
    `acting(by)`; nothing of it is shown.
    """
    with connections[by.alias].cursor() as cursor:
        cursor.execute("select current_setting('app.reader', true), set_config('app.reader', '', true)")
        reader = cursor.fetchone()[0]
        yield
        # Whatever raises goes with its transaction, and the setting with it.
        cursor.execute("select set_config('app.reader', %s, true)", [reader or ""])


def alone(by: ActingStaff) -> AbstractContextManager[None]:
    """A step beside which there is no other: all before it have ended, all after it wait."""
    return acting(by, changing_offices=True)


def _wait_for_offices(cursor: CursorWrapper, *, changing: bool) -> None:
    """A statement of its own, before any that reads: a statement sees what stood when it began."""
    cursor.execute(f"select pg_advisory_xact_lock{'' if changing else '_shared'}(%s)", [FRAME_LOCK])
