"""Keeping what somebody is writing, and letting it go. No trail, no look, no act: nothing has been done yet."""

import json
from datetime import date, timedelta

from django.conf import settings
from django.db import connections, router
from django.utils import timezone
from django.utils.translation import gettext as _

from anbang.casework.draft.models import MOST_BYTES, Draft
from anbang.casework.draft.queries import CONTENT, Form, Typed, draft_of, drafts_of
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.steps import StepRefused
from anbang.papers.actions import next_ids

MOST_DRAFTS = 60
# How often one author's forms are kept at most: a script that types, and no program that floods.
APART = timedelta(seconds=1)


class TooSoon(StepRefused):
    """Another form of the same author is being kept, or was a moment ago."""


def keep_draft(form: Form, typed: Typed, *, by: ActingStaff) -> Draft:
    """What was typed into a form so far, in the place of what was kept before. Whoever calls has found what the form is about within the reach of `by`.

    Raises StepRefused for what is longer than a form or more than somebody begins, TooSoon for what comes too often.
    """
    content = json.dumps(dict(typed), ensure_ascii=False).encode()
    if len(content) > MOST_BYTES:
        raise StepRefused(_("写得太长，存不下。"))
    with acting(by):
        _refuse_too_soon(by)
        draft = draft_of(form, for_staff=by)
        if draft is None:
            # One that has lapsed is not seen any more, and would stand in the way.
            let_drafts_lapse(on=by.today, using=by.alias)
            _refuse_one_more(by)
            alias = router.db_for_write(Draft)
            (key,) = next_ids("casework_draft", "id", 1, using=alias)
            draft = Draft(pk=key, staff_id=by.staff_id, page=form.page, person_id=form.person_id, about=form.about)
        draft.content_sealed = CONTENT.seal(content, id=draft.pk)
        draft.kept_at, draft.until_on = timezone.now(), by.today + timedelta(days=settings.DRAFT_DAYS)
        draft.save(force_insert=draft._state.adding)
        return draft


def _refuse_too_soon(by: ActingStaff) -> None:
    with connections[by.alias].cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"drafts of {by.staff_id}"])
        is_alone = cursor.fetchone()[0]
    if not is_alone or Draft.objects.filter(staff=by.staff_id, kept_at__gt=timezone.now() - APART).exists():
        raise TooSoon(_("刚刚保存过，请过一秒再点。"))


def _refuse_one_more(by: ActingStaff) -> None:
    if drafts_of(for_staff=by).count() >= MOST_DRAFTS:
        raise StepRefused(_("没写完的已经太多，请先写完或者丢弃几份。"))


def throw_away(form: Form, *, by: ActingStaff) -> bool:
    """The draft of a form goes, for its author sent the form or wants it no more; whether there was one. Done twice it is harmless."""
    with acting(by):
        draft = draft_of(form, for_staff=by)
        return draft is not None and bool(draft.delete()[0])


def let_drafts_lapse(*, on: date, using: str = "default") -> int:
    """Clear away what nobody came back to by that day; how many. Done twice it is harmless."""
    with connections[using].cursor() as cursor:
        cursor.execute("select casework_drafts_lapse(%s)", [on])
        return int(cursor.fetchone()[0])
