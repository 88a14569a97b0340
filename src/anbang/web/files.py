"""The file of one person: what a tired officer needs at once, and the rest by tab."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from anbang.casework.act.reasons import PriorityReason
from anbang.casework.care.models import Sign
from anbang.casework.custody.queries import sentence_of
from anbang.casework.duty.queries import READING_SIGNS, duties_of, rows_of
from anbang.casework.person.models import Case
from anbang.casework.person.queries import id_number_of, share_the_number, with_cases
from anbang.casework.step.standing import Standing, standing_of
from anbang.organisations.acting import ActingStaff
from anbang.papers.readers import KEEPING_SCANS
from anbang.web.checklist import certificate_shown, checklist_shown
from anbang.web.course import course_shown
from anbang.web.drafts import unfinished
from anbang.web.duties import IN_CUSTODY, ShownDuty, shown
from anbang.web.earlier import earlier_cases
from anbang.web.emergency import in_an_emergency
from anbang.web.helping import allowance_shown, household_shown
from anbang.web.history import history_of
from anbang.web.history import shown as in_words
from anbang.web.papers import papers_of
from anbang.web.person import about_person, term_in_words
from anbang.web.plans import plan_waits
from anbang.web.readers import MAY_READ_THE_OFFENCE, OF_FILES
from anbang.web.retention import kept_shown
from anbang.web.rights import may_print, rights_shown
from anbang.web.steps.offered import MOST_FIRST, Offer, by_group, offered
from anbang.web.steps.place import is_lost
from anbang.web.team import plan_shown, team_and_plan_of, team_shown
from anbang.web.timeline import timeline_shown
from anbang.web.views import acting_staff, looked_at, reads
from anbang.web.visits import last_visit, visits_of

RECENT = 6
DUTIES_FIRST = 5
REVEALED = "revealed_id_number"
# What stands on the tab of forms and notices.
OF_THE_SIDES = frozenset({"form_received", "notice_received"})


@reads(*OF_FILES, person="case file")
def case_file(request: HttpRequest, person_id: int) -> HttpResponse:
    """The file of one person: who they are, what is due and why, who is responsible, what happened."""
    by = acting_staff(request)
    person = looked_at(request)
    revealed = request.session.pop(REVEALED, None) if request.session.get(REVEALED) == person_id else None
    standing = standing_of(person, by=by)
    duties = [shown(duty, by=by, standing=standing) for duty in rows_of(duties_of(standing.case, for_staff=by))]
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else "overview"
    is_opened = in_an_emergency(person_id, by=by)
    head = _head(standing, duties, by=by)
    context = {
        **about_person(standing, by=by),
        **head,
        "checklist": checklist_shown(
            standing,
            lacks_certificate=bool(head["lacks_certificate"]),
            bring_certificate=head["bring_certificate"],
            by=by,
        ),
        **TABS[tab](request, standing, duties, by),
        "tab": tab,
        "unfinished": unfinished(by=by, person_id=person_id),
        "is_revealed": bool(revealed),
        **is_opened,
        # What leaves the product is asked for by those whose file it is, and not by whoever opened it for some minutes.
        "prints": is_opened["open_until"] is None or may_print(person_id, by=by),
        **kept_shown(standing.case, by=by),
        "same_number": with_cases(share_the_number(person, for_staff=by)),
    }
    if revealed:
        context["id_number"] = id_number_of(person)
    return render(request, "people/case_file.html", context)


def _head(standing: Standing, duties: Sequence[ShownDuty], *, by: ActingStaff) -> dict[str, Any]:
    """What stands above every tab."""
    case, sentence = standing.case, sentence_of(standing.case)
    running = [duty for duty in duties if duty.is_running]
    registered, lives_in = standing.course.registered, standing.course.lives_in
    term_days = (case.term_until - case.care_from).days if case.term_until and case.care_from else 0
    return {
        "sentence": sentence,
        "term": term_in_words(sentence.months) if sentence and sentence.months else "",
        "may_read_the_offence": bool(MAY_READ_THE_OFFENCE & by.roles) and not standing.person.is_closed,
        "keeps_scans": bool(MAY_READ_THE_OFFENCE & by.roles),
        "adds_scans": bool(KEEPING_SCANS & by.roles),
        "may_read_signs": not by.roles.isdisjoint(READING_SIGNS),
        "term_days": term_days,
        "term_passed": min(max((by.today - case.care_from).days, 0), term_days) if case.care_from else 0,
        "lives_apart": bool(case.care_from and registered and lives_in and registered.town != lives_in.town),
        "lost": is_lost(standing),
        **certificate_shown(standing, by=by),
        "running": running,
        "overdue": sum(duty.urgency == "overdue" for duty in running),
        "answer_due": next((duty for duty in running if duty.duty.rule == "answer_transfer"), None),
        # One person, one file: what stands behind a tab is counted over all cases.
        "notices_count": sum(act.happening.event in OF_THE_SIDES for act in standing.story),
        "visits_count": sum(act.happening.event == "visited" for act in standing.story),
    }


def _team(_request: HttpRequest, standing: Standing, duties: Sequence[ShownDuty], by: ActingStaff) -> dict[str, Any]:
    offers = _offers(standing, duties, "team", by=by)
    plan, earlier = plan_shown(standing.case), earlier_cases(standing, team_and_plan_of)
    return {**team_shown(standing, by=by), "plan": plan, "earlier": earlier, "offers": offers}


def _visits(_request: HttpRequest, standing: Standing, duties: Sequence[ShownDuty], by: ActingStaff) -> dict[str, Any]:
    def of(case: Case) -> dict[str, Any]:
        return {"visits": visits_of(case, by=by)}

    return {
        **of(standing.case),
        "earlier": earlier_cases(standing, of),
        "signs_count": Sign.objects.filter(person=standing.person).count(),
        "offers": _offers(standing, duties, "care", by=by),
    }


def _duties(
    _request: HttpRequest, _standing: Standing, duties: Sequence[ShownDuty], _by: ActingStaff
) -> dict[str, Any]:
    return {"ended": [duty for duty in duties if not duty.is_running]}


def _help(_request: HttpRequest, standing: Standing, duties: Sequence[ShownDuty], by: ActingStaff) -> dict[str, Any]:
    return {
        "allowance": allowance_shown(standing),
        "household": household_shown(standing),
        "offers": _offers(standing, duties, "help", by=by),
    }


def _history(request: HttpRequest, standing: Standing, _duties: Sequence[ShownDuty], by: ActingStaff) -> dict[str, Any]:
    return timeline_shown(request, standing.person, by=by)


def _offers(standing: Standing, duties: Sequence[ShownDuty], group: str, *, by: ActingStaff) -> list[Offer]:
    return [offer for offer in offered(standing, duties, by=by) if offer.step.group == group]


def _overview(
    _request: HttpRequest, standing: Standing, duties: Sequence[ShownDuty], by: ActingStaff
) -> dict[str, Any]:
    case = standing.case
    offers = offered(standing, duties, by=by)
    wanted = [offer for offer in offers if offer.is_wanted][:MOST_FIRST]
    team = team_shown(standing, by=by)
    plan = plan_shown(case)
    reminded = plan_waits(case, plan["plan"] if plan else None, on=by.today)
    called_for = {name for name, waits in (("plan-review", reminded), ("team", _team_waits(team))) if waits}
    at_hand = [
        offer for offer in offers if (offer.step.at_hand or offer.step.slug in called_for) and offer not in wanted
    ]
    running = [duty for duty in duties if duty.is_running]
    entries = history_of(standing.person, by=by)
    return {
        "wanted": wanted,
        "at_hand": at_hand,
        # What is done on a page of its own, and not as a step.
        "own_pages": [duty for duty in running if duty.can_be_done_here and duty.duty.rule in IN_CUSTODY],
        "others": by_group(offer for offer in offers if offer not in (*wanted, *at_hand)),
        "first_duties": running[:DUTIES_FIRST],
        "more_duties": len(running) - DUTIES_FIRST,
        **team,
        "plan": plan,
        "allowance": allowance_shown(standing) if case.care_from else None,
        "plan_waits": reminded and any(offer.step.slug == "plan-review" for offer in at_hand),
        "last_visit": last_visit(case, by=by),
        "reasons_since": _reasons_since(standing),
        "course": course_shown(standing),
        "rights": rights_shown(standing.person, by=by),
        "recent": in_words(entries[:RECENT], by=by, in_full=False),
    }


def _team_waits(team: Mapping[str, Any]) -> bool:
    """Whether the reader names whoever is missing, or names the team anew."""
    return bool(team["renewed_at"] or any(gap["address"] for gap in team["gaps"]))


def _reasons_since(standing: Standing) -> list[dict[str, Any]]:
    """The priority reasons that hold, each with the day on which it was told last."""
    told: dict[str, Any] = {}
    for act in standing.story:
        happening = act.happening
        if act.case_id == standing.case.pk and happening.event in ("notice_received", "priority_set"):
            name = "priority" if happening.event == "notice_received" else "reasons"
            reasons = happening.details.get(name) or ()
            told |= {str(reason): happening.on for reason in reasons if str(reason) not in told}  # type: ignore[attr-defined]
        if happening.event == "priority_lifted":
            for reason in happening.details.get("reasons") or ():  # type: ignore[attr-defined]
                told.pop(str(reason), None)
    return [{"label": PriorityReason(reason).label, "on": told.get(reason)} for reason in standing.case.priority]


def _papers(_request: HttpRequest, standing: Standing, _duties: Sequence[ShownDuty], by: ActingStaff) -> dict[str, Any]:
    def of(case: Case) -> dict[str, Any]:
        return papers_of(case, standing, by=by)

    return {"held": of(standing.case), "earlier": earlier_cases(standing, of)}


Tab = Callable[[HttpRequest, Standing, Sequence[ShownDuty], ActingStaff], dict[str, Any]]
TABS: Mapping[str, Tab] = {
    "overview": _overview,
    "team": _team,
    "visits": _visits,
    "papers": _papers,
    "duties": _duties,
    "help": _help,
    "history": _history,
}
