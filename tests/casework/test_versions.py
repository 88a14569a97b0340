"""A duty is explained by the rules and figures that made it, also when those of today say something else."""

from datetime import date

import pytest
from django.db import DatabaseError, connections, transaction

from anbang.casework.duty.models import Duty, PolicyVersion
from anbang.casework.duty.queries import explanation_of, get_duty
from anbang.casework.duty.versions import CURRENT, keep_current_version
from anbang.organisations.acting import acting
from anbang.policy import DEFAULT_PACK, JUDGE, RULES
from anbang.policy.language import archive
from tests.support.people import TODAY

LATER = DEFAULT_PACK.with_figures({"verification_months": 2})
OLD = JUDGE.version(LATER)


@pytest.fixture
def verification(take, clerk) -> int:
    """The verification of somebody whose form came today, as an older version of the policy made it: with twice the time."""
    case = take()
    held = {"rules": archive.written(RULES), "pack": LATER.as_plain()}
    PolicyVersion.objects.using("owner").create(version=OLD, **held)
    mine = Duty.objects.using("owner").filter(case=case, rule="verify")
    mine.update(pack=OLD, due_on=date(2027, 1, 5))
    return mine.get().pk


def explained(duty_id: int, clerk):
    with acting(clerk, reading_only=True):
        return explanation_of(get_duty(duty_id, for_staff=clerk), on=TODAY)


def test_the_version_in_use_is_kept_before_anybody_uses_it(database: str):
    kept = PolicyVersion.objects.using("owner").get(pk=CURRENT)
    assert archive.read(kept.rules).digest == RULES.digest
    keep_current_version(using="owner")
    assert PolicyVersion.objects.using("owner").count() == 1, "kept once"


def test_every_duty_names_a_version_that_is_kept(take, clerk):
    take()
    assert set(Duty.objects.using("owner").values_list("pack", flat=True)) == {CURRENT}


def test_a_duty_of_an_older_version_is_explained_by_its_figures(verification: int, clerk):
    told = explained(verification, clerk)
    assert told is not None
    assert told.value == date(2027, 1, 5)
    figures = {read.name: read.value for part in told.parts for inner in part.parts for read in inner.inputs}
    assert figures["verification_months"] == 2


def test_a_duty_from_before_versions_were_kept_is_explained_by_the_rules_of_today(take, clerk):
    case = take()
    mine = Duty.objects.using("owner").filter(case=case, rule="verify")
    mine.update(pack="never-kept")
    told = explained(mine.get().pk, clerk)
    assert told is not None
    assert told.value == mine.get().due_on


def test_control_what_the_rules_of_today_do_not_ask_for_is_not_made_up(verification: int, clerk):
    PolicyVersion.objects.using("owner").filter(pk=OLD).delete()
    Duty.objects.using("owner").filter(pk=verification).update(pack="never-kept")
    assert explained(verification, clerk) is None


@pytest.mark.parametrize(
    "statement", ["update casework_policyversion set pack = '{}'", "delete from casework_policyversion"]
)
@pytest.mark.parametrize("alias", ["default", "overseer"])
def test_nobody_but_the_owner_changes_a_version(database: str, alias: str, statement: str):
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(using=alias):
        connections[alias].cursor().execute(statement)
