"""Words of a template are looked up once a language, and say each reader theirs."""

import pytest
from django.template import Context, Template
from django.utils import translation

from anbang.web.templatetags import said
from anbang.web.templatetags.said import Said

CHINESE, ENGLISH = "今日工作", "Today"


def in_turn(template: Template) -> list[str]:
    """What readers of Chinese and of English are told by the same template, one after the other."""
    told = []
    for language in ("zh-hans", "en", "zh-hans"):
        with translation.override(language):
            told.append(template.render(Context({"one": CHINESE, "other": "没有这样的词"})))
    return told


def test_each_reader_is_told_in_their_language_whoever_came_before():
    assert in_turn(Template(f'{{% translate "{CHINESE}" %}}')) == [CHINESE, ENGLISH, CHINESE]


def test_control_remembered_without_its_language_the_second_is_told_what_the_first_was(monkeypatch):
    monkeypatch.setattr(said, "get_language", lambda: "one for all")
    assert in_turn(Template(f'{{% translate "{CHINESE}" %}}')) == [CHINESE, CHINESE, CHINESE]


@pytest.mark.parametrize("asked", ["{% translate one %}", '{% translate "今日工作" as told %}{{ told }}'])
def test_what_depends_on_more_is_asked_each_time(asked):
    template = Template(asked)
    assert not any(isinstance(node, Said) for node in template.nodelist)
    assert in_turn(template) == [CHINESE, ENGLISH, CHINESE]


def test_a_word_that_is_another_in_the_next_row_is_not_remembered():
    template = Template("{% for word in words %}{% translate word %}{% endfor %}")
    with translation.override("en"):
        assert (
            template.render(Context({"words": [CHINESE, "今日工作", "没有这样的词"]}))
            == f"{ENGLISH}{ENGLISH}没有这样的词"
        )


def test_signs_of_html_and_of_formats_stay_as_they_are():
    template = Template('{% translate "<b>100%</b> & 没有这样的词" %}')
    assert in_turn(template) == ["<b>100%</b> & 没有这样的词"] * 3
