"""All steps by their slug."""

from collections.abc import Mapping

from anbang.organisations.kinds import Role
from anbang.web.steps import brought, custody, ending, gate, grave, helping, mending, place, rights, team, visits
from anbang.web.steps.step import Step

SUBJECTS = (custody, brought, gate, visits, team, helping, place, grave, rights, ending, mending)
STEPS: Mapping[str, Step] = {step.slug: step for subject in SUBJECTS for step in subject.STEPS}
# The first step that does a duty stands for it.
DOES: Mapping[str, Step] = {duty: step for step in reversed(list(STEPS.values())) for duty in step.duties}
PREPARES: Mapping[str, Step] = {duty: step for step in STEPS.values() for duty in step.prepares}
ROLES: frozenset[Role] = frozenset().union(*(step.roles for step in STEPS.values()))
