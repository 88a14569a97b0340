"""A scan that was attached by mistake, such as one of somebody else's paper, is removed, and the right one can be brought."""

from datetime import date

from django.utils.translation import gettext as _

from anbang.casework.custody.models import RegistrationForm, ReleaseNotice
from anbang.casework.person.models import Person
from anbang.casework.person.queries import get_person_to_work_on
from anbang.casework.rights.models import RightsRequest
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.steps import StepRefused
from anbang.papers.models import Paper
from anbang.papers.scans import destroy_scan

HOLDING_A_SCAN = (
    *((RegistrationForm, "scan"), (ReleaseNotice, "scan")),
    *((ReleaseNotice, "risk_opinion"), (ReleaseNotice, "aid_proposal")),
)


def remove_scan(person_id: int, paper_id: int, *, why: str, by: ActingStaff, on: date) -> None:
    """Whatever it came with lacks it again, withdrawn or not, and says why. Raises DoesNotExist for a paper of nobody whom `by` sees."""
    with acting(by):
        # The person before the paper, as in every step: whoever brings another scan meanwhile waits, and finds this one gone.
        Person.objects.select_for_update().get(pk=get_person_to_work_on(person_id, for_staff=by).pk)
        paper = (
            Paper.objects.select_related("file").select_for_update(of=("self",)).get(pk=paper_id, person_id=person_id)
        )
        if RightsRequest.objects.filter(authority=paper, came__withdrawn_on__isnull=True).exists():
            raise StepRefused(_("这份授权书是一件个人信息请求的依据，不能移除。登错了的，请先撤销那件请求。"))
        destroy_scan(paper, why, by=by, on=on)
        for table, field in HOLDING_A_SCAN:
            said = {"no_scan_because": why.strip()} if field == "scan" else {}
            table._base_manager.filter(**{field: paper}).update(**{field: None}, **said)
