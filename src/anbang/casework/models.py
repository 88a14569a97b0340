"""Django finds the tables of the app here; each lives with its subject."""

from anbang.casework.act.models import Act, Correction
from anbang.casework.care.models import Away, CarePlan, Goal, Sign, SignRedaction, TeamMember
from anbang.casework.charge.models import Caseworker, Responsibility, Transfer
from anbang.casework.custody.models import (
    FamilyNeed,
    MajorChange,
    OutboundForm,
    PriorityAlert,
    ReceptionArrangement,
    RegistrationForm,
    ReleaseNotice,
    ReturnedCase,
    Sentence,
    ThreeFalseFinding,
    Verification,
)
from anbang.casework.draft.models import Draft
from anbang.casework.duty.models import Duty, PolicyVersion
from anbang.casework.duty.proof import Proof
from anbang.casework.duty.telling import Digest, Pause, ToldUp
from anbang.casework.handover.models import Enquiry
from anbang.casework.juvenile.models import SealingDecision, Unsealing
from anbang.casework.person.models import Abode, Case, ClosedRecord, Emergency, Exclusion, NumberSeries, Person, Reach
from anbang.casework.person.telephones import Telephone
from anbang.casework.retention.models import Disposal
from anbang.casework.rights.models import RightsRequest

__all__ = [
    "Abode",
    "Act",
    "Away",
    "CarePlan",
    "Case",
    "Caseworker",
    "ClosedRecord",
    "Correction",
    "Digest",
    "Disposal",
    "Draft",
    "Duty",
    "Emergency",
    "Enquiry",
    "Exclusion",
    "FamilyNeed",
    "Goal",
    "MajorChange",
    "NumberSeries",
    "OutboundForm",
    "Pause",
    "Person",
    "PolicyVersion",
    "PriorityAlert",
    "Proof",
    "Reach",
    "ReceptionArrangement",
    "RegistrationForm",
    "ReleaseNotice",
    "Responsibility",
    "ReturnedCase",
    "RightsRequest",
    "SealingDecision",
    "Sentence",
    "Sign",
    "SignRedaction",
    "TeamMember",
    "Telephone",
    "ThreeFalseFinding",
    "ToldUp",
    "Transfer",
    "Unsealing",
    "Verification",
]
