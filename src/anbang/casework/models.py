"""Django finds the tables of the app here; each lives with its subject."""

from anbang.casework.custody.models import (
    PriorityAlert,
    ReceptionArrangement,
    RegistrationForm,
    ReleaseNotice,
    Sentence,
    Verification,
)
from anbang.casework.duty.models import Duty, PolicyVersion
from anbang.casework.person.models import Abode, Case, ClosedRecord, NumberSeries, Person, Reach

__all__ = [
    "Abode",
    "Case",
    "ClosedRecord",
    "Duty",
    "NumberSeries",
    "Person",
    "PolicyVersion",
    "PriorityAlert",
    "Reach",
    "ReceptionArrangement",
    "RegistrationForm",
    "ReleaseNotice",
    "Sentence",
    "Verification",
]
