"""Where somebody comes in by: one page that leads to the forms."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from anbang.casework.custody.queries import forms_without_scan, notices_lacking_something
from anbang.casework.duty.queries import late_senders
from anbang.casework.handover.intake import enquiries_from
from anbang.exchange.batch.returned import returned_by_sender
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import Role
from anbang.policy.clauses import CARE
from anbang.web.intake.enquiries import MAY_ASK, shown_to
from anbang.web.navigation import ways_open
from anbang.web.papers import missing_of
from anbang.web.views import acting_staff, reads

SHOWN = 15


@reads(*MAY_ASK, Role.SEALING_KEEPER)
def arrivals(request: HttpRequest) -> HttpResponse:
    """The ways in that the reader may take, and what waits for an answer."""
    by = acting_staff(request)
    asked = enquiries_from(for_staff=by).filter(answer="").count() if not by.roles.isdisjoint(MAY_ASK) else 0
    with acting(by, reading_only=True):
        new_year = by.today.replace(month=1, day=1)
        returned = returned_by_sender(since=new_year)
        late = late_senders(for_staff=by, since=new_year)
        lacking = _lacking(by)
    context = {
        "late_senders": late,
        "returned": returned.items(),
        "returned_count": sum(returned.values()),
        **lacking,
        "ways": ways_open("arrivals", by),
        "waiting": len(shown_to(by)),
        "asked": asked,
        "clause": CARE,
    }
    return render(request, "intake/arrivals.html", context)


def _lacking(by: ActingStaff) -> dict[str, Any]:
    """Whose papers lack a scan, an opinion or a proposal that may still come, person by person; whoever is released first comes first."""
    # One more than is shown tells that there are more.
    notices = list(notices_lacking_something(for_staff=by)[: SHOWN + 1])
    forms = list(forms_without_scan(for_staff=by)[: SHOWN + 1])
    found: dict[int, dict[str, Any]] = {}
    for notice in notices[:SHOWN]:
        what = [one.what for one in missing_of(notice, may_bring=False)]
        found[notice.case.person_id] = {"letter": notice, "release_on": notice.release_on, "what": what}
    for form in forms[:SHOWN]:
        found.setdefault(form.case.person_id, {"letter": form, "what": []})["what"].append(_("登记表没有扫描件"))
    return {"lacking": list(found.values()), "more_lack": max(len(notices), len(forms)) > SHOWN}
