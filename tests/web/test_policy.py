"""The policy for its readers: every clause, rule and duty has a page, and a clause opens in its official wording beside ours."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from anbang.lib.document import LIMITS
from anbang.organisations.acting import ActingStaff
from anbang.organisations.models import Staff
from anbang.papers.models import OfficialDocument
from anbang.policy import DEFAULT_PACK, RULES
from anbang.policy.examples import Example, examples
from anbang.policy.stories import DutyExample, duty_examples
from anbang.web.middleware import LANGUAGE_COOKIE
from anbang.web.policy import STATES
from anbang.web.templatetags.anbang import day
from tests.papers.official import INVENTED, word_of

LINK = re.compile(r'href="(/policy/(?:rules|duties|clauses)/[^"#]+)"')
PAGES = [
    *(("rule", name) for name in RULES.conclusions),
    *(("duty", name) for name in RULES.duties),
    *(("clause", name) for name in DEFAULT_PACK.clauses),
]


def before(by: ActingStaff, language: str = "zh-hans") -> Client:
    client = Client(HTTP_HOST="localhost")
    client.force_login(Staff.objects.get(pk=by.staff_id))
    client.cookies[LANGUAGE_COOKIE] = language
    return client


def page(client: Client, name: str, *arguments: object) -> str:
    answer = client.get(reverse(name, args=arguments))
    assert answer.status_code == 200, (name, arguments)
    return answer.content.decode()


def upload(client: Client, content: bytes = INVENTED.encode(), name: str = "意见.txt") -> str:
    """The address of what was found."""
    answer = client.post(reverse("official"), {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


# Every page


@pytest.mark.parametrize(("language", "every"), [("zh-hans", 1), ("en", 5)])
def test_every_rule_duty_and_clause_has_a_page_and_every_link_leads_to_one(
    assistant: ActingStaff, language: str, every: int
):
    client = before(assistant, language)
    links = set(LINK.findall(page(client, "policy")))
    for name, argument in PAGES[::every]:
        links |= set(LINK.findall(page(client, name, argument)))
    there = {reverse(name, args=[argument]) for name, argument in PAGES}
    assert links == there if every == 1 else links <= there


@pytest.mark.parametrize(("name", "argument"), [("rule", "nothing"), ("duty", "nothing"), ("clause", "9.9")])
def test_what_the_policy_does_not_have_has_no_page(assistant: ActingStaff, name: str, argument: str):
    assert before(assistant).get(reverse(name, args=[argument])).status_code == 404


def test_the_overview_tells_every_clause_rule_duty_and_figure(assistant: ActingStaff):
    told = page(before(assistant), "policy")
    for one in (*RULES.conclusions.values(), *RULES.duties.values()):
        assert one.zh in told
    for clause in DEFAULT_PACK.clauses.values():
        assert f'id="clause-{clause.id}"' in told
        assert f'href="#clause-{clause.id}"' in told
    assert told.count('id="figure-') == len(DEFAULT_PACK.parameters)


def test_a_rule_is_told_with_expression_figures_relations_and_examples(assistant: ActingStaff):
    told = page(before(assistant), "rule", "months_granted")
    assert '<a class="figure-link" href="#figure-allowance_months">6</a>' in told
    assert '<a href="/policy/rules/late_months/">' in told
    assert 'id="figure-allowance_months"' in told
    assert "荣昌府发〔2015〕20号" in told
    assert reverse("rule", args=["month_granted"]) in told, "who uses it"
    assert "刑满释放" in told
    for example in examples()["months_granted"]:
        assert example.zh in told
    assert told.count("<dd><strong>") == len(examples()["months_granted"])


def test_the_answer_of_an_example_is_worked_out_and_not_copied(assistant: ActingStaff, monkeypatch: pytest.MonkeyPatch):
    """The control: with another figure the page answers otherwise than the example says."""
    other = DEFAULT_PACK.with_figures({"allowance_months": 3})
    explained = Example.explained
    monkeypatch.setattr(Example, "explained", lambda example: explained(example, other))
    assert "<dd><strong>3</strong></dd>" in page(before(assistant), "rule", "months_granted")


def test_a_figure_is_told_with_the_readings_that_were_weighed_in_the_readers_language(assistant: ActingStaff):
    assert "不足一个月也扣一个月" in page(before(assistant), "rule", "late_months")
    assert "a begun month costs one as well" in page(before(assistant, "en"), "rule", "late_months")


def test_one_month_is_no_months(assistant: ActingStaff):
    told = page(before(assistant, "en"), "rule", "verification_due")
    assert "<strong>1</strong> month<" in told.replace("</td>", "<")
    assert "<strong>1</strong> months" not in told


def test_a_figure_of_each_year_is_told_over_time(assistant: ActingStaff):
    told = page(before(assistant, "en"), "rule", "dibao_standard")
    assert "<strong>770</strong> yuan" in told
    assert "since 1 April 2017" in told


def test_a_duty_is_told_with_owner_days_and_clause(assistant: ActingStaff):
    told = page(before(assistant), "duty", "verify")
    assert "<dd>司法所</dd>" in told
    assert reverse("rule", args=["verification_due"]) in told
    assert reverse("clause", args=["2.3.1"]) in told
    assert "每期一件" in page(before(assistant), "duty", "liaison")


def test_a_duty_is_due_by_a_day_that_is_counted_and_not_by_a_name(assistant: ActingStaff):
    told = page(before(assistant), "duty", "name_team")
    assert re.search(
        r'<dt>期限</dt><dd><ul class="phrase"><li>\s*<a href="/policy/rules/care_begins/">帮教开始</a>之日后 ', told
    )
    assert '<a class="figure-link" href="#figure-team_days">30</a>' in told
    assert '<a href="/policy/rules/team_due/">确定帮教小组的期限</a>' in told


@pytest.mark.parametrize(("language", "often", "until"), [
    ("zh-hans", "每半年", "帮教期满较早的，为期满之日"),
    ("en", "in each half-year", "the last day of the term where that is earlier"),
])  # fmt: skip
def test_a_duty_of_periods_says_how_often_and_until_when(assistant: ActingStaff, language: str, often: str, until: str):
    told = page(before(assistant, language), "duty", "follow_up")
    assert f'<a class="figure-link" href="#figure-follow_up_months">{often}</a>' in told
    assert until in told
    assert 'href="#figure-stub_days"' in told


def test_a_figure_that_is_linked_stands_on_the_page(assistant: ActingStaff):
    client, asked = before(assistant), 0
    for name in RULES.duties:
        told = page(client, "duty", name)
        for figure in set(re.findall('href="#(figure-[a-z_]+)"', told)):
            asked += 1
            assert f'id="{figure}"' in told, (name, figure)
    assert asked > 25


def test_figures_behind_an_ending_alone_are_folded_there(assistant: ActingStaff):
    told = page(before(assistant), "duty", "verify")
    ending, figures = told.index("<dt>不再需要</dt>"), told.index('aria-labelledby="figures"')
    assert ending < told.index('id="figure-care_years_after_release"') < figures
    assert figures < told.index('id="figure-verification_months"')
    assert told.count('id="figure-care_years_after_release"') == 1


@pytest.mark.parametrize("name", RULES.duties)
def test_a_duty_is_told_with_examples_worked_out_now(assistant: ActingStaff, name: str):
    told = page(before(assistant), "duty", name)
    for example in duty_examples()[name]:
        assert example.story.zh in told
        assert f"<dt>产生</dt><dd>{day(example.expected.opens_on)}</dd>" in told
        assert f"<dt>期限</dt><dd>{day(example.expected.due_on)}</dd>" in told
        assert str(STATES[example.expected.state][0]) in told
    assert told.count("为什么</summary>") == len(duty_examples()[name])


def test_an_example_of_a_duty_is_worked_out_and_not_copied(assistant: ActingStaff, monkeypatch: pytest.MonkeyPatch):
    """The control: with another figure the page answers otherwise than the example says."""
    other, answered = DEFAULT_PACK.with_figures({"team_days": 10}), DutyExample.answered
    monkeypatch.setattr(DutyExample, "answered", lambda example, pack=other: answered(example, other))
    assert "<dt>期限</dt><dd>2026年1月20日</dd>" in page(before(assistant), "duty", "name_team")


@pytest.mark.parametrize(("language", "titles"), [
    ("zh-hans", ("二（四）1（5）住房救助", "封存（刑事诉讼法第二百八十六条）")),
    ("en", ("二（四）1（5） Housing aid", "Sealing (刑事诉讼法第二百八十六条)")),
])  # fmt: skip
def test_clauses_are_listed_with_their_titles(assistant: ActingStaff, language: str, titles: tuple[str, str]):
    client = before(assistant, language)
    told = page(client, "policy")
    for clause_id, title in zip(("2.4.1.5", "LAW-2"), titles, strict=True):
        assert f'href="#clause-{clause_id}">{title}</a>' in told
        assert f"<h1>{title}</h1>" in page(client, "clause", clause_id)
    assert f'<li><a href="{reverse("clause", args=["2.4.1.5"])}">{titles[0]}</a></li>' in page(
        client, "rule", "may_have_housing_aid"
    )


def test_a_chip_opens_with_the_title_of_its_clause(assistant: ActingStaff):
    assert "<strong>二（一）领导小组和帮教小组</strong>" in page(before(assistant), "places")


def test_what_follows_from_a_clause_is_folded_under_it(assistant: ActingStaff):
    told = page(before(assistant), "policy")
    folded = re.findall(
        r"<details class=\"fold fold--card\" open data-wide>.*?</details>\s*</section>", told, re.DOTALL
    )
    assert len(folded) > 20
    assert sum(one.count("/policy/rules/") for one in folded) >= len(RULES.conclusions)


@pytest.mark.parametrize("kind", ["rule", "duty", "clause"])
def test_no_chinese_page_shows_a_code_word(assistant: ActingStaff, kind: str):
    client, looked = before(assistant), 0
    for name, argument in PAGES:
        if name == kind:
            main = re.search(r"<main.*?</main>", page(client, name, argument), re.DOTALL)
            assert main
            shown = re.sub(r"<code.*?</code>|<[^>]*>", " ", main[0])
            assert re.findall(r"[a-z_]{4,}", shown.replace(RULES.digest[:12], "")) == [], (name, argument)
            looked += 1
    assert looked > 25


def test_a_file_is_chosen_with_a_button_in_the_readers_language(clerk: ActingStaff):
    for name in ("official", "lists"):
        told = page(before(clerk), name)
        assert "选择文件" in told
        assert 'data-chosen="还没有选文件"' in told
        assert "Choose a file" in page(before(clerk, "en"), name)


# The official document


def test_from_the_upload_to_a_clause_in_its_own_wording(clerk: ActingStaff, assistant: ActingStaff):
    client, reader = before(clerk), before(assistant)
    assert "还没有上传正式文件" in page(reader, "clause", "2.3.1")
    address = upload(client)
    found = client.get(address).content.decode()
    for part in ("浇水。每天浇水一次。", "各镇人民政府：", "2020年3月1日", "括号是半角", "前面缺少编号", "确认启用"):
        assert part in found, part
    assert "浇水" not in page(reader, "clause", "2.3.1"), "not before it is confirmed"
    told = client.post(f"{address}confirm/", follow=True).content.decode()
    assert "正式文件已启用" in told
    told = page(reader, "clause", "2.3.1")
    assert "1. 浇水。每天浇水一次。" in told
    assert DEFAULT_PACK.clauses["2.3.1"].zh in told
    assert "没有这一条" in page(reader, "clause", "2.1")
    assert "以法律原文为准" in page(reader, "clause", "LAW-2")


def test_a_second_document_replaces_the_first_and_both_are_told(clerk: ActingStaff):
    client = before(clerk)
    for text in (INVENTED, INVENTED.replace("每天浇水一次", "每天浇水两次")):
        client.post(f"{upload(client, text.encode('gb18030'))}confirm/")
    assert "每天浇水两次" in page(client, "clause", "2.3.1")
    told = page(client, "official")
    assert (told.count("已被替换"), told.count("在用")) == (1, 1)


@pytest.mark.parametrize(("lines", "told"), [(17, False), (18, True)])
def test_of_many_odd_lines_the_first_twenty_are_shown_and_how_many_there_are(
    clerk: ActingStaff, lines: int, told: bool
):
    client = before(clerk)
    again = "".join(f"（一）第{place}次花开。\n" for place in range(lines))
    told_page = client.get(upload(client, (INVENTED + again).encode())).content.decode()
    assert f"<b>{lines + 3}</b>" in told_page
    assert (f"这里列出前 20 项，共 {lines + 3} 项。" in told_page) is told
    card = told_page[told_page.index('aria-labelledby="odd"') : told_page.index('aria-labelledby="found"')]
    assert card.count("<strong>") == 20


def test_a_draft_is_left_aside(clerk: ActingStaff):
    client = before(clerk)
    address = upload(client, word_of([line for line in INVENTED.splitlines() if line]), "意见.docx")
    assert "未采用" in client.post(f"{address}discard/", follow=True).content.decode()
    assert "确认启用" not in client.get(address).content.decode()
    again = client.post(f"{address}confirm/", follow=True).content.decode()
    assert "不能这样办理" in again


def test_the_file_comes_back_as_it_was(clerk: ActingStaff):
    client = before(clerk)
    answer = client.get(f"{upload(client)}file/")
    assert answer.content == INVENTED.encode()
    assert (
        answer.headers["Content-Disposition"]
        == f"attachment; filename=official-document-{OfficialDocument.objects.using('owner').get().pk}.txt"
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"%PDF-1.7", "PDF 不能按条款读取"),
        ("春天".encode(), "没有找到编号与条款相符的内容"),
        (b"x" * (LIMITS.file_bytes + 1), "文件太大"),
        (b"", "空文件"),
    ],
)
def test_what_cannot_be_used_is_refused_at_its_field(clerk: ActingStaff, content: bytes, sentence: str):
    answer = before(clerk).post(reverse("official"), {"file": SimpleUploadedFile("a.txt", content)})
    assert answer.status_code == 422
    assert re.search(sentence, answer.content.decode())
    assert not OfficialDocument.objects.using("owner").exists()


def test_a_chip_opens_the_official_wording_beside_ours_with_one_question(clerk: ActingStaff, assistant: ActingStaff):
    client, reader = before(clerk), before(assistant)
    chips = page(reader, "gallery")
    assert "浇水" not in chips
    client.post(f"{upload(client)}confirm/")
    with CaptureQueriesContext(connections["default"]) as asked:
        chips = page(reader, "gallery")
    assert "浇水。每天浇水一次。" in chips
    assert len([one for one in asked.captured_queries if "papers_wording" in one["sql"]]) == 1
    with CaptureQueriesContext(connections["default"]) as asked:
        page(reader, "people")
    assert not [one for one in asked.captured_queries if "papers_wording" in one["sql"]], "the control"


def test_a_chip_leads_to_the_page_of_its_clause(assistant: ActingStaff):
    assert reverse("clause", args=["2.1"]) in page(before(assistant), "places")
