"""The rooms import in one direction, and each contract notices the import that goes the other way."""

import re
from pathlib import Path

import pytest

from tests.architecture.reading import PROJECT, copy_of_the_source, pyproject, run_tool

CONTRACTS = {contract["id"]: contract["name"] for contract in pyproject()["tool"]["importlinter"]["contracts"]}
AT_END = re.compile(r"^(.+) (KEPT|BROKEN)\b", re.MULTILINE)
# Contract, module of ours, what it must not import.
FORBIDDEN = [
    ("layers", "audit/recording.py", "anbang.casework.person.models"),
    ("layers", "organisations/queries.py", "anbang.papers.models"),
    ("layers", "papers/actions.py", "anbang.casework.person.queries"),
    ("layers", "casework/duty/queries.py", "anbang.exchange.batch.models"),
    ("layers", "exchange/batch/actions.py", "anbang.web.views"),
    ("layers", "web/forms.py", "anbang.site.settings"),
    ("layers", "policy/timeline.py", "anbang.lib.terms"),
    ("layers", "lib/terms.py", "anbang.policy.timeline"),
    ("ground-floor", "policy/timeline.py", "django.utils.timezone"),
    ("ground-floor", "lib/terms.py", "django.db"),
    ("within-casework", "casework/person/closed.py", "anbang.casework.duty.models"),
    ("within-casework", "casework/duty/queries.py", "anbang.casework.custody.facts"),
    ("within-person", "casework/person/queries.py", "anbang.casework.person.actions"),
    ("within-draft", "casework/draft/models.py", "anbang.casework.draft.queries"),
    ("within-duty", "casework/duty/models.py", "anbang.casework.duty.queries"),
    ("within-custody", "casework/custody/models.py", "anbang.casework.custody.queries"),
    ("within-batch", "exchange/batch/status.py", "anbang.exchange.batch.models"),
    ("within-organisations", "organisations/kinds.py", "anbang.organisations.models"),
    ("within-organisations", "organisations/queries.py", "anbang.organisations.actions"),
    ("within-papers", "papers/models.py", "anbang.papers.actions"),
    ("within-official", "papers/official/queries.py", "anbang.papers.official.actions"),
    ("within-official", "papers/official/status.py", "anbang.papers.official.queries"),
    ("within-audit", "audit/models.py", "anbang.audit.recording"),
    ("rules", "policy/rules/law.py", "anbang.policy.rules.custody"),
]


def verdicts(place: Path) -> dict[str, str]:
    """The contracts' names and what became of each."""
    answer = run_tool("lint-imports", "--no-cache", "--no-logo", at=place)
    told = dict(AT_END.findall(answer.stdout))
    assert told, answer.stdout + answer.stderr
    return told


def broken(place: Path) -> set[str]:
    """The contracts that do not hold."""
    return {name for name, verdict in verdicts(place).items() if verdict == "BROKEN"}


def test_all_contracts_are_looked_at_and_hold():
    assert verdicts(PROJECT) == dict.fromkeys(CONTRACTS.values(), "KEPT")


def test_each_contract_is_broken_on_purpose_below():
    assert {contract for contract, _, _ in FORBIDDEN} == set(CONTRACTS)


@pytest.mark.parametrize(("contract", "module", "imported"), FORBIDDEN, ids=str)
def test_a_forbidden_import_is_noticed_by_its_contract_alone(tmp_path: Path, contract: str, module: str, imported: str):
    file = copy_of_the_source(tmp_path) / module
    file.write_text(f"{file.read_text(encoding='utf-8')}\nimport {imported}\n", encoding="utf-8")
    assert broken(tmp_path) == {CONTRACTS[contract]}


def test_a_room_that_the_contract_does_not_know_is_noticed(tmp_path: Path):
    room = copy_of_the_source(tmp_path) / "attic"
    room.mkdir()
    (room / "__init__.py").write_text('"""A room nobody drew."""\n', encoding="utf-8")
    assert broken(tmp_path) == {CONTRACTS["layers"]}
