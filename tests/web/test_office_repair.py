"""What an office recorded wrongly is put right from its own row: by the office and the district, and stays legible, struck through."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from anbang.coordination.office.actions import begin_rounds, record_office_act, set_key_period
from anbang.coordination.office.models import KeyPeriod, OfficeAct, OfficeActKind, OfficeCorrection
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.models import Office, Staff
from tests.support.people import TODAY, office, post

TOWN, ELSEWHERE = "昌元街道", "安富街道"
YESTERDAY = (TODAY - timedelta(days=1)).isoformat()


@pytest.fixture
def leader(database: str) -> ActingStaff:
    """The aftercare office, in a district whose offices are judged from today on."""
    by = post(Role.AFTERCARE_OFFICER, office(OfficeKind.AFTERCARE_OFFICE))
    with acting(by):
        begin_rounds(list(Office.objects.order_by("id")), since=TODAY.replace(day=1), today=TODAY)
    return by


@pytest.fixture
def assistant(leader: ActingStaff) -> ActingStaff:
    return post(Role.JUSTICE_ASSISTANT, office(OfficeKind.JUSTICE_OFFICE, TOWN))


@pytest.fixture
def act(assistant: ActingStaff) -> OfficeAct:
    return record_office_act(OfficeActKind.LIAISON, assistant.office_id, by=assistant, on=TODAY, words="对接了名单")


def before(by: ActingStaff) -> Client:
    client = Client(HTTP_HOST="localhost")
    client.force_login(Staff.objects.get(pk=by.staff_id))
    return client


def page(by: ActingStaff, name: str = "office", **asked: object) -> str:
    return before(by).get(reverse(name), asked).content.decode()


def mend(act: OfficeAct, slug: str) -> str:
    return reverse("mend_office_act", args=[act.pk, slug])


def test_a_row_leads_to_the_forms_and_the_corrected_day_stands_beside_the_one_before(assistant, act):
    assert mend(act, "correct-day") in page(assistant)
    shown = before(assistant).get(mend(act, "correct-day"))
    assert shown.status_code == 200
    assert "对接了名单" in shown.content.decode()
    sent = before(assistant).post(mend(act, "correct-day"), {"on": YESTERDAY, "why": "记错日期"})
    assert (sent.status_code, sent.headers["Location"]) == (302, reverse("office"))
    told = page(assistant)
    assert "<s>2026年11月5日</s> 2026年11月4日" in told
    assert "更正日期：记错日期" in told
    assert "日期已更正，期限已重新计算。" not in page(assistant), "said once"


def test_what_is_withdrawn_stands_struck_through_and_the_duty_is_there_again(assistant, act):
    assert "为什么是我们、为什么是这一天" in page(assistant)
    due = page(assistant).count('data-due="')
    assert before(assistant).post(mend(act, "withdraw"), {"why": "没有办成"}).status_code == 302
    told = page(assistant)
    for struck in ("<s>与派出所对接</s>", "<s>2026年11月5日</s>", "<s>对接了名单</s>", "已撤销", "撤销误录：没有办成"):
        assert struck in told
    assert told.count('data-due="') == due + 1, "what it had met is asked for again"
    assert mend(act, "correct-day") not in told
    assert mend(act, "redact") in told, "its words can still be taken out"


def test_words_are_taken_out(assistant, act):
    shown = before(assistant).get(mend(act, "redact")).content.decode()
    assert "不要在原因里重复要删去的内容" in shown
    assert "原来的内容仍留在记录里" not in shown, "it does not"
    assert before(assistant).post(mend(act, "redact"), {"why": "别人的隐私"}).status_code == 302
    told = page(assistant)
    assert "对接了名单" not in told
    assert "删去文字：别人的隐私" in told
    assert mend(act, "redact") not in told


def test_what_is_refused_comes_back_with_everything_kept(assistant, act):
    tomorrow = (TODAY + timedelta(days=1)).isoformat()
    sent = before(assistant).post(mend(act, "correct-day"), {"on": tomorrow, "why": "记错日期"})
    told = sent.content.decode()
    assert sent.status_code == 422
    assert "日期不能晚于今天。" in told
    assert "记错日期" in told
    assert before(assistant).post(mend(act, "withdraw"), {"why": " "}).status_code == 422
    assert OfficeCorrection.objects.using("owner").count() == 0


def test_nobody_elses_forms_exist(assistant, act):
    other = post(Role.JUSTICE_ASSISTANT, office(OfficeKind.JUSTICE_OFFICE, ELSEWHERE))
    assert before(other).get(mend(act, "withdraw")).status_code == 404
    assert before(other).post(mend(act, "withdraw"), {"why": "记错"}).status_code == 404
    assert before(assistant).get(mend(act, "rewrite")).status_code == 404
    assert before(assistant).get(mend(act, "withdraw")).status_code == 200, "the control"


def test_the_district_opens_a_town_and_puts_right_what_it_recorded(leader, assistant, act):
    town = office(OfficeKind.JUSTICE_OFFICE, TOWN).area_id
    assert f"?year=2026&amp;town={town}#recorded" in page(leader, "district_office")
    told = page(leader, "district_office", year=2026, town=town)
    assert mend(act, "withdraw") in told
    counted = told[told.index('id="towns"') :]
    sent = before(leader).post(mend(act, "withdraw"), {"why": "没有办"})
    assert sent.headers["Location"] == f"{reverse('district_office')}?year=2026&town={town}#recorded"
    told = page(leader, "district_office", year=2026, town=town)
    assert "<s>与派出所对接</s>" in told
    one = '<td class="number" data-label="对接" role="cell">1</td>'
    assert (one in counted, one in told) == (True, False), "it is in no figure of the year"


def test_a_key_period_is_put_right_from_its_row(leader, assistant):
    period = set_key_period("秋收", begins_on=TODAY, ends_on=TODAY + timedelta(days=9), by=leader)
    correct, withdraw = (reverse("mend_key_period", args=[period.pk, slug]) for slug in ("correct", "withdraw"))
    assert correct in page(leader)
    assert correct not in page(assistant)
    told = {"name": "秋收季", "begins_on": TODAY.isoformat(), "ends_on": TODAY.isoformat()}
    assert 'value="秋收"' in before(leader).get(correct).content.decode()
    assert before(leader).post(correct, {**told, "why": ""}).status_code == 422
    assert before(leader).post(correct, {**told, "why": "少九天"}).status_code == 302
    shown = page(assistant)
    assert "<s>秋收 2026年11月5日 – 2026年11月14日</s>" in shown
    assert "更正内容：少九天" in shown
    assert before(leader).post(withdraw, {"why": "不办了"}).status_code == 302
    assert "<s>秋收季</s>" in page(assistant)
    assert withdraw not in page(leader)
    assert before(leader).get(reverse("mend_key_period", args=[period.pk, "rename"])).status_code == 404


@pytest.mark.usefixtures("act")
def test_what_education_hangs_on_offers_no_form(leader, assistant):
    period = set_key_period("秋收", begins_on=TODAY, ends_on=TODAY + timedelta(days=9), by=leader)
    record_office_act(
        OfficeActKind.KEY_PERIOD_EDUCATION, assistant.office_id, by=assistant, on=TODAY, key_period_id=period.pk
    )
    withdraw = reverse("mend_key_period", args=[period.pk, "withdraw"])
    assert withdraw not in page(leader)
    sent = before(leader).post(withdraw, {"why": "录错"})
    assert sent.status_code == 422
    assert "请先撤销" in sent.content.decode()
    assert KeyPeriod.objects.using("owner").get().withdrawn_on is None


def test_a_withdrawn_key_period_is_not_offered_to_record_for(leader, assistant):
    period = set_key_period("秋收", begins_on=TODAY, ends_on=TODAY + timedelta(days=9), by=leader)
    address = reverse("record_office_act", args=["key_period_education"])
    assert "秋收" in before(assistant).get(address).content.decode()
    before(leader).post(reverse("mend_key_period", args=[period.pk, "withdraw"]), {"why": "录错"})
    assert "秋收" not in before(assistant).get(address).content.decode()
