"""The clauses that steps are recorded under, by the document's own numbering."""

from typing import Final

SYSTEM: Final = "2.1"
ORGANISATION: Final = SYSTEM
INFORMATION: Final = "2.3.1"
RECEPTION: Final = "2.3.2"
CARE: Final = "2.3.3"
RHYTHM: Final = "2.3.4"
EDUCATION: Final = "2.2"
FILES: Final = "2.3.5"
EXCHANGE: Final = "2.3.6"
AID: Final = "2.4.1"
AID_EXPLAINED: Final = "2.4.1.7"
COURSES: Final = "2.4.2.1"
BASES: Final = "2.4.3.2"
HELPERS: Final = "2.5"
RIGHTS: Final = "LAW-1"
ALLOWANCE: Final = "3.3"
APPRAISAL: Final = "3.4"
