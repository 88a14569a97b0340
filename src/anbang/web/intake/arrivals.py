"""Where somebody comes in by: one page that leads to the forms."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from anbang.casework.handover.intake import enquiries_from
from anbang.organisations.kinds import Role
from anbang.policy.clauses import CARE
from anbang.web.intake.enquiries import MAY_ASK, shown_to
from anbang.web.navigation import ways_open
from anbang.web.views import acting_staff, reads


@reads(*MAY_ASK, Role.SEALING_KEEPER)
def arrivals(request: HttpRequest) -> HttpResponse:
    """The ways in that the reader may take, and what waits for an answer."""
    by = acting_staff(request)
    asked = enquiries_from(for_staff=by).filter(answer="").count() if not by.roles.isdisjoint(MAY_ASK) else 0
    context = {
        "ways": ways_open("arrivals", by),
        "waiting": len(shown_to(by)),
        "asked": asked,
        "clause": CARE,
    }
    return render(request, "intake/arrivals.html", context)
