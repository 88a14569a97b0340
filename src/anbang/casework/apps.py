"""Django's entry for the casework."""

from django.apps import AppConfig
from django.utils.module_loading import import_string

from anbang.casework.act.kinds import hand_down
from anbang.casework.step.beside import hand_down_what_follows

# Which acts there are. Named and not imported: their tables are known only once the apps are.
KINDS = (
    "anbang.casework.custody.facts.KINDS",
    "anbang.casework.handover.facts.KINDS",
    "anbang.casework.care.facts.KINDS",
    "anbang.casework.visit.facts.KINDS",
    "anbang.casework.rights.facts.KINDS",
)
# What subjects keep of their own that follows from the acts.
FOLLOWING = (
    "anbang.casework.custody.sentences.settle_sentences",
    "anbang.casework.care.teams.settle_teams",
    "anbang.casework.care.telephones.settle_telephones",
    "anbang.casework.rights.due.settle_due_days",
)


class CaseworkConfig(AppConfig):
    """People, their cases, what was done about them, and the duties on them."""

    name = "anbang.casework"

    def ready(self) -> None:
        """Hand the kinds of acts down, and what follows from them beside the step."""
        for kinds in KINDS:
            hand_down(import_string(kinds))
        for follow in FOLLOWING:
            hand_down_what_follows(import_string(follow))
