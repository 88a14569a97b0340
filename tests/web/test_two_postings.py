"""One member of staff, two postings: what either of them opens."""

import pytest
from django.urls import reverse

from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.models import Posting
from tests.support.people import TODAY, office, post
from tests.web.doors import ABSENT, OPENS
from tests.web.planted import signed_in


@pytest.mark.parametrize("first", [Role.SEALING_KEEPER, Role.BUREAU_CLERK])
def test_a_clerk_who_also_keeps_closed_files_reads_lists_from_either_posting(planted, first):
    second = ({Role.SEALING_KEEPER, Role.BUREAU_CLERK} - {first}).pop()
    bureau = office(OfficeKind.JUSTICE_BUREAU)
    by = post(first, bureau)
    Posting.objects.using("owner").create(staff_id=by.staff_id, office=bureau, role=second, from_on=TODAY)
    for name in ("today", "lists", "people"):
        assert signed_in(by).get(reverse(name)).status_code == OPENS, name


def test_an_auditor_who_is_also_a_clerk_opens_no_file_as_the_auditor(planted):
    """An administrator can be nothing else: tests/organisations/test_three_administrators.py."""
    bureau = office(OfficeKind.JUSTICE_BUREAU)
    by = post(Role.AUDITOR, office(OfficeKind.FINANCE))
    Posting.objects.using("owner").create(staff_id=by.staff_id, office=bureau, role=Role.BUREAU_CLERK, from_on=TODAY)
    assert signed_in(by).get(reverse("lists")).status_code == ABSENT
    assert signed_in(by).get(reverse("people")).status_code == ABSENT
