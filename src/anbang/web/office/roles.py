"""Who opens the pages of the offices' own year."""

from anbang.organisations.kinds import Role

RECORDING = (
    *(Role.JUSTICE_ASSISTANT, Role.TOWN_OFFICER, Role.POLITICAL_LEGAL_OFFICER, Role.DEPARTMENT_OFFICER),
    *(Role.AFTERCARE_OFFICER, Role.BUREAU_CLERK),
)
LEADING = (Role.AFTERCARE_OFFICER, Role.BUREAU_CLERK)
