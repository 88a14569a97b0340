"""Django finds the tables of the app here; each lives with its subject."""

from anbang.casework.act.models import Act, Correction
from anbang.casework.charge.models import Caseworker, Responsibility, Transfer
from anbang.casework.custody.models import (
    FamilyNeed,
    MajorChange,
    OutboundForm,
    PriorityAlert,
    ReceptionArrangement,
    RegistrationForm,
    ReleaseNotice,
    Sentence,
    ThreeFalseFinding,
    Verification,
)
from anbang.casework.duty.models import Duty, PolicyVersion
from anbang.casework.person.models import Abode, Case, ClosedRecord, NumberSeries, Person, Reach

__all__ = [
    "Abode",
    "Act",
    "Case",
    "Caseworker",
    "ClosedRecord",
    "Correction",
    "Duty",
    "FamilyNeed",
    "MajorChange",
    "NumberSeries",
    "OutboundForm",
    "Person",
    "PolicyVersion",
    "PriorityAlert",
    "Reach",
    "ReceptionArrangement",
    "RegistrationForm",
    "ReleaseNotice",
    "Responsibility",
    "Sentence",
    "ThreeFalseFinding",
    "Transfer",
    "Verification",
]
