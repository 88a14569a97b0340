"""The clauses that steps are recorded under, by the document's own numbering."""

from typing import Final

SYSTEM: Final = "2.1"
INFORMATION: Final = "2.3.1"
RECEPTION: Final = "2.3.2"
