"""Every demand and every sentence has its line, every line is true, and the printed page is the one that the data gives."""

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

from anbang.policy import RULES, FaultyFile, numbered_sentences
from anbang.policy.coverage import Gap, Met, demands, problems
from anbang.policy.numbered_sentences import Entry, Sentence
from anbang.policy.official_text import digest, matched, normalised, sentences_of
from anbang.policy.printing_coverage import PRINTED, printed

TESTS = Path(__file__).parents[1]
PROJECT = TESTS.parent

ALL = [
    "AIM-1",
    "AIM-2",
    "ORG-1",
    "ORG-2",
    "ORG-3",
    "ORG-4",
    "EDU-1",
    "EDU-2",
    "INF-1",
    "INF-2",
    "INF-3",
    "INF-4",
    "INF-5",
    "INF-6",
    "REC-1",
    "REC-2",
    "REC-3",
    "RES-1",
    "RES-2",
    "RES-3",
    "RES-4",
    "RHY-1",
    "RHY-2",
    "RHY-3",
    "RHY-4",
    "RHY-5",
    "RHY-6",
    "FIL-1",
    "FIL-2",
    "FIL-3",
    "AID-1",
    "AID-2",
    "AID-3",
    "AID-4",
    "AID-5",
    "AID-6",
    "AID-7",
    "EMP-1",
    "EMP-2",
    "EMP-3",
    "EMP-4",
    "INS-1",
    "BAS-1",
    "BAS-2",
    "HLP-1",
    "HLP-2",
    "HLP-3",
    "SAF-1",
    "ALW-1",
    "ALW-2",
    "ALW-3",
    "ALW-4",
    "SAF-2",
    "APR-1",
    "APR-2",
    "PUB-1",
    "LAW-1",
    "LAW-2",
    "LAW-3",
    "LAW-4",
    "LAW-5",
    "LAW-6",
]

# The text of the document, where somebody has it. It is no part of the project.
OFFICIAL = os.environ.get("OFFICIAL_TEXT")

# What LAW-3 keeps out of rules: nothing of these may ever be a fact.
KEPT_OUT = ("ethnic", "nation", "religion", "location", "photo", "face", "score", "risk")


def addresses(resolver: URLResolver, above: str = "/") -> Iterator[str]:
    """Every address of the product as people write it, with ID for a number."""
    for one in resolver.url_patterns:
        address = above + re.sub(r"<[^>]+>", "ID", str(one.pattern))
        if isinstance(one, URLResolver):
            yield from addresses(one, address)
        else:
            assert isinstance(one, URLPattern)
            yield address


def shown() -> set[str]:
    """The addresses of the product and the names of its models."""
    records = {model.__name__ for model in apps.get_models() if model.__module__.startswith("anbang.")}
    return records | set(addresses(get_resolver("anbang.site.urls")))


# Demands


def test_every_demand_has_exactly_one_line_in_the_order_of_the_document():
    assert [demand.id for demand in demands()] == ALL


def test_no_line_is_empty_and_every_name_in_it_exists():
    assert list(problems(demands(), TESTS, shown())) == []


def test_the_printed_page_is_the_one_that_the_data_gives():
    command = "run python -m anbang.policy.printing_coverage"
    assert (PROJECT / PRINTED).read_text(encoding="utf-8") == printed(), command


def test_each_demand_and_each_sentence_is_one_line_of_the_page():
    lines = [line.split(" | ")[0].removeprefix("| ") for line in printed().splitlines() if line.startswith("| ")]
    numbers = [sentence.id for sentence in numbered_sentences.sentences()]
    assert [line for line in lines if line not in {"Demand", "Sentence"}] == [*ALL, *numbers]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"rules": (), "screens": (), "gaps": ()}, "INF-1 has no state."),
        ({"clause": "2.3.7"}, "INF-1 cites 2.3.7, which the pack does not have."),
        ({"gaps": (Gap(3, "done"),)}, "INF-1 names issue 3, which is not open."),
        ({"gaps": (Gap(10, "some day"),)}, "INF-1 names issue 10, which is not open."),
        ({"rules": (Met("form_du", "test_law.py::no"),)}, "INF-1 names the rule 'form_du'. Did you mean 'form_due'?"),
        (
            {"rules": (Met("form_due", "test_law.py::no"),)},
            "INF-1 names the test test_law.py::no, which does not exist.",
        ),
        ({"screens": (Met("/lists/", "web/no.py::no"),)}, "INF-1 names the test web/no.py::no, which does not exist."),
        (
            {"screens": (Met("/list/", "web/no.py::no"),)},
            "INF-1 names '/list/', which is no address and no record. Did you mean '/lists/'?",
        ),
        (
            {"screens": (Met("RegistrationFrom", "web/no.py::no"),)},
            "INF-1 names 'RegistrationFrom', which is no address and no record. Did you mean 'RegistrationForm'?",
        ),
        ({"rules": ()}, "The rule send_registration_form meets no demand."),
    ],
)
def test_control_a_line_that_is_not_true_is_noticed(change, sentence):
    changed = [replace(demand, **change) if demand.id == "INF-1" else demand for demand in demands()]
    assert sentence in set(problems(changed, TESTS, shown()))


def test_addresses_and_records_are_really_looked_up():
    assert {"/", "/lists/", "/verify/ID/", "/people/ID/papers/ID/", "RegistrationForm", "Look"} <= shown()
    assert len(shown()) > 50


# Sentences


def test_every_sentence_of_the_document_has_a_line_and_every_name_in_it_holds():
    assert (
        list(numbered_sentences.problems(numbered_sentences.sentences(), numbered_sentences.counts(), demands())) == []
    )


def test_the_document_has_seventy_three_sentences_in_twenty_eight_clauses():
    """As counted in the text itself: a sentence ends with 。, and a heading is none."""
    counted = numbered_sentences.counts()
    assert sum(counted.values()) == len(numbered_sentences.sentences()) == 73
    assert len(counted) == 28
    assert (counted["2.1"], counted["2.3.1"], counted["2.3.4"], counted["3.3"]) == (5, 6, 6, 5)


def change_of(number: str, **change: object) -> list[Sentence]:
    """All sentences, one of them changed."""
    return [replace(one, **change) if one.id == number else one for one in numbered_sentences.sentences()]


def one_entry(number: str, entry: Entry) -> list[Sentence]:
    """All sentences, one of them with another answer."""
    return change_of(number, entries=(entry,))


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (change_of("2.3.1-4", id="2.3.1-7"), "The sentence 2.3.1-4 has no line."),
        (change_of("2.3.1-4", id="2.3.1-7"), "The sentence 2.3.1-7 is more than its clause has."),
        (list(reversed(numbered_sentences.sentences())), "The sentences are not in the order of the document."),
        (
            change_of("2.3.1-4", sha256=numbered_sentences.sentences()[0].sha256),
            "2.3.1-4 has the digest of another sentence.",
        ),
        (change_of("2.3.1-4", entries=()), "2.3.1-4 has no state."),
        (one_entry("2.3.1-4", Entry("INF-4")), "2.3.1-4 has an entry in 0 states."),
        (
            one_entry("2.3.1-4", Entry("INF-4", rules=("change_due",), gap=Gap(4, "x"))),
            "2.3.1-4 has an entry in 2 states.",
        ),
        (one_entry("2.3.1-4", Entry("INF-9", rules=("change_due",))), "2.3.1-4 answers INF-9, which is no demand."),
        (one_entry("2.3.1-4", Entry(rules=("change_due",))), "2.3.1-4 answers nothing, which is no demand."),
        (
            one_entry("2.3.1-4", Entry("REC-1", rules=("alert_due",))),
            "2.3.1-4 answers REC-1, which is a demand of 2.3.2.",
        ),
        (
            one_entry("2.3.1-4", Entry("INF-4", rules=("form_due",))),
            "2.3.1-4 names the rule 'form_due', which INF-4 does not.",
        ),
        (
            one_entry("2.3.1-4", Entry("INF-4", screens=("/lists/",))),
            "2.3.1-4 names the screen '/lists/', which INF-4 does not.",
        ),
        (one_entry("2.3.1-4", Entry("INF-4", gap=Gap(3, "x"))), "2.3.1-4 names issue 3, which is not open."),
        (one_entry("2.3.1-4", Entry(not_for_software="x")), "The rule change_due answers no sentence of 2.3.1."),
        (one_entry("2.3.1-4", Entry(not_for_software="x")), "INF-4 is demanded by no sentence of 2.3.1."),
    ],
)
def test_control_a_sentence_that_is_not_answered_rightly_is_noticed(changed, told):
    assert told in set(numbered_sentences.problems(changed, numbered_sentences.counts(), demands()))


def test_a_key_that_a_sentence_does_not_have_is_refused(tmp_path):
    faulty = tmp_path / "sentences.toml"
    text = numbered_sentences.DATA.read_text(encoding="utf-8")
    faulty.write_text(text.replace("issue = 8, what", "isue = 8, what", 1), encoding="utf-8")
    with pytest.raises(FaultyFile, match=r"sentences.toml, .*, isue: expected one of"):
        numbered_sentences.sentences(faulty)
    faulty.write_text(text.replace("[sentences_of_a_clause]", "[numbers]", 1), encoding="utf-8")
    with pytest.raises(FaultyFile, match="numbers: expected sentences_of_a_clause or sentences"):
        numbered_sentences.counts(faulty)


# A document as a district might upload it: invented, in the shape of ours

UPLOADED = """某某区人民政府文件

各镇：

为把事情做好，提出本意见。

一、总的要求

（一）目标。

大家都有人管。

二、任务

（三）日常。

1. 通报。甲告诉乙。乙要在一个月
答复。

乙还要谢谢甲。

2．节奏。每年开会。

（四）帮扶。

1. 救助，解决困难。

（1）低保。可以申请。

(2) 医疗。也可以申请。

某某区人民政府

2015年8月31日"""


def test_a_document_is_numbered_by_clause_and_sentence_and_headings_do_not_count():
    assert sentences_of(UPLOADED) == {
        "0-1": "为把事情做好，提出本意见。",
        "1.1-1": "大家都有人管。",
        "2.3.1-1": "甲告诉乙。",
        "2.3.1-2": "乙要在一个月答复。",
        "2.3.1-3": "乙还要谢谢甲。",
        "2.3.2-1": "每年开会。",
        "2.4.1.1-1": "可以申请。",
        "2.4.1.2-1": "也可以申请。",
    }


def test_a_sentence_is_recognised_whatever_its_blanks_width_and_quotation_marks():
    assert normalised("共 “3”（三） 件。") == normalised('共"３"(三)件') == "共3三件"
    assert digest("甲 告诉乙。") == digest("甲告诉乙") != digest("甲不告诉乙。")


def test_an_uploaded_document_gives_each_sentence_we_know_its_own_wording():
    ours = {
        "2.3.1-4": digest("乙要在一个月答复。"),
        "3.3-1": digest("每年开会。"),
        "3.3-2": digest("每月开会。"),
        "0-1": digest("为把事情做好，提出本意见。"),
    }
    found = {"2.3.1-4": "乙要在一个月答复。", "3.3-1": "每年开会。", "0-1": "为把事情做好，提出本意见。"}
    without_empty_lines = UPLOADED.replace("\n\n", "\n")
    assert sentences_of(without_empty_lines)["2.3.1-2"] == sentences_of(UPLOADED)["2.3.1-2"]
    assert matched(UPLOADED, ours) == matched(without_empty_lines, ours) == found


@pytest.mark.skipif(OFFICIAL is None, reason="the document is not here; OFFICIAL_TEXT names a file with its text")
def test_against_the_document_itself_each_number_is_the_sentence_that_we_tell():
    assert OFFICIAL is not None
    found = sentences_of(Path(OFFICIAL).read_text(encoding="utf-8"))
    assert {number: digest(sentence) for number, sentence in found.items()} == {
        sentence.id: sentence.sha256 for sentence in numbered_sentences.sentences()
    }


# What the law keeps out


def test_no_rule_reads_what_the_law_keeps_out_of_rules():
    assert not [name for name in RULES.inputs if any(word in name for word in KEPT_OUT)]
