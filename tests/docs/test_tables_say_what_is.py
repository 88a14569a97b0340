"""The tables in our documents equal what they list: settings, demo accounts, database tables."""

import json
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.utils.translation import override
from openpyxl import load_workbook

from anbang.demo.accounts import ACCOUNTS, PASSWORD
from anbang.demo.sample import SAMPLE
from anbang.exchange.batch.checks import ERROR, WARNING, WARNINGS
from anbang.exchange.batch.messages import FAULTS, fault_message
from anbang.exchange.batch.status import Outcome
from anbang.site.environment import Environment
from scripts.pictures import SHOWN
from tests.docs.reading import READMES, table_below, text_of

DATA = Path(__file__).parents[1] / "data"
SETTINGS = {"README.md": "Settings", "README.zh-CN.md": "设置"}
DEMO = {"README.md": "Demo accounts", "README.zh-CN.md": "演示账号"}
OURS = {"audit", "organisations", "papers", "casework", "assistance", "coordination", "exchange"}


@pytest.mark.parametrize("readme", READMES)
def test_the_settings_of_the_readme_are_those_of_the_environment(readme: str):
    named = [row[0] for row in table_below(text_of(readme), SETTINGS[readme])]
    assert sorted(named) == sorted(field.upper() for field in Environment.model_fields)


@pytest.mark.parametrize("readme", READMES)
def test_the_readme_tells_which_settings_have_a_default(readme: str):
    told = {row[0].lower(): row[1] for row in table_below(text_of(readme), SETTINGS[readme])}
    for name, field in Environment.model_fields.items():
        default = "" if field.is_required() else field.get_default()
        shown = {"": "", None: "", True: "true", False: "false"}.get(default, str(default))
        assert told[name] == shown


@pytest.mark.parametrize("readme", READMES)
def test_the_readme_tells_every_demo_account_and_its_password(readme: str):
    rows = table_below(text_of(readme), DEMO[readme])
    assert [row[0] for row in rows] == [account.username for account in ACCOUNTS]
    assert PASSWORD in text_of(readme)


@pytest.mark.parametrize("readme", READMES)
def test_whom_the_readme_takes_as_its_example_is_new_on_the_sample_and_of_the_offices_town(readme: str):
    told = re.search(r"徐梅.*?(?:row |第 )(\d+)", text_of(readme), re.DOTALL)
    assert told, "the control: somebody is named"
    rows = json.loads((DATA / "prison-batch-2026-11.expected.json").read_text(encoding="utf-8"))["rows"]
    assert [row["outcome"] for row in rows if row["row"] == int(told[1])] == ["new"]
    line = load_workbook(SAMPLE).active[int(told[1])]
    cells = [cell.value for cell in line]
    assert "徐梅" in cells
    assert next(account.place for account in ACCOUNTS if account.username == "justice") in cells


@pytest.mark.parametrize("readme", READMES)
def test_every_picture_of_the_readme_is_one_that_the_command_makes(readme: str):
    language = "zh" if "zh" in readme else "en"
    shown = set(re.findall(r"docs/pictures/([\w.-]+)", text_of(readme)))
    assert shown == {f"{picture}.{language}.png" for picture, *_ in SHOWN}


def test_every_outcome_and_every_code_of_a_list_is_told_in_the_words_of_the_page():
    text = text_of("docs/lists.md")
    assert {row[0] for row in table_below(text, "What a row can be")} == set(Outcome.values)
    with override("en"):
        said = [[code, WARNING if code in WARNINGS else ERROR, *fault_message(code)] for code in FAULTS]
    assert [list(row) for row in table_below(text, "What is said at a cell")] == said


def tables_told() -> dict[str, set[str]]:
    rows = table_below(text_of("docs/architecture.md"), "Tables")
    return {app: {table.strip() for table in tables.split(",")} for app, tables in rows}


def test_the_tables_of_the_house_are_told_in_full():
    real = {
        app.label: {model.__name__ for model in app.get_models()} for app in apps.get_app_configs() if app.label in OURS
    }
    assert tables_told() == real


def test_a_table_with_a_row_more_or_less_is_noticed():
    text = (
        "## Settings of it\n\nwords\n\n| a | b |\n|---|---|\n| `one` | 1 |\n| two | 2 |\n\n## Next\n\n| three | 3 |\n"
    )
    assert table_below(text, "Settings") == [["one", "1"], ["two", "2"]]


def test_a_heading_that_went_away_is_noticed():
    with pytest.raises(LookupError, match="Settings"):
        table_below("## Other\n", "Settings")
