"""The control's worker: row by row, each in a transaction of its own, from the beginning whenever it starts."""

import sys
from datetime import date

import django

django.setup()

from anbang.casework.custody.intake import take_in  # noqa: E402
from anbang.exchange.batch.applying import intake_of  # noqa: E402
from anbang.exchange.batch.models import Batch  # noqa: E402
from anbang.exchange.batch.sealed_rows import open_content  # noqa: E402
from anbang.exchange.batch.status import BatchStatus  # noqa: E402
from anbang.organisations.acting import acting  # noqa: E402
from anbang.organisations.models import Staff  # noqa: E402
from anbang.organisations.queries import sign_in  # noqa: E402


def main(batch_id: int, staff_id: int, on: date) -> None:
    """Take in every row of a list, for a commit each."""
    by = sign_in(Staff.objects.get(pk=staff_id), on=on)
    with acting(by, reading_only=True):
        rows = list(Batch.objects.get(pk=batch_id).rows.order_by("id"))
        institution = Batch.objects.get(pk=batch_id).institution_id
    for row in rows:
        take_in([intake_of(open_content(row), row=row, institution_id=institution)], by=by, on=on)
    with acting(by):
        Batch.objects.filter(pk=batch_id).update(status=BatchStatus.CANCELLED)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), date.fromisoformat(sys.argv[3]))
