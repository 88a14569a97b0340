"""Whoever holds cases cannot be told to have left, and the command says what comes first."""

from anbang.casework.handover.intake import take_in_on_the_spot
from anbang.organisations.models import Posting
from anbang.site.accounts import account
from tests.casework.test_arrivals import came
from tests.support.people import TODAY


def test_the_last_day_of_whoever_holds_cases_is_refused_in_a_sentence(assistant, capsys, monkeypatch):
    monkeypatch.setenv("LANG", "en")
    take_in_on_the_spot(came(), by=assistant, on=TODAY)
    post = Posting.objects.using("owner").select_related("staff").get(pk=assistant.posting_id)
    asked = [post.staff.username, "--role", "justice_assistant", "--office", assistant.office_name]
    assert account([*asked, "--last-day", "2026-11-30"]) == 1
    told = capsys.readouterr().err
    assert "still holds cases" in told
    assert len(told.splitlines()) == 1
    post.refresh_from_db(using="owner")
    assert post.until_on is None
