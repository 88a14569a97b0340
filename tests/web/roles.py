"""For which roles each step about a person is there, and how the roles of a page are named together."""

from anbang.organisations.kinds import Role

EVERYBODY = frozenset(Role)
CLERK = frozenset({Role.BUREAU_CLERK})
KEEPING = frozenset({Role.SEALING_KEEPER})
ASSISTANT = frozenset({Role.JUSTICE_ASSISTANT})
AUDITING = frozenset({Role.AUDITOR, Role.AUDIT_ADMINISTRATOR})
OF_SYSTEM, OF_SECURITY = frozenset({Role.SYSTEM_ADMINISTRATOR}), frozenset({Role.SECURITY_ADMINISTRATOR})
KEEPING_ACCOUNTS = OF_SYSTEM | OF_SECURITY
INSTITUTION = frozenset({Role.INSTITUTION_CLERK})
READING_THE_OFFENCE = CLERK | ASSISTANT | {Role.AFTERCARE_OFFICER, Role.SEALING_KEEPER}
OF_FILES = READING_THE_OFFENCE | {Role.TOWN_OFFICER}
ARRIVING = CLERK | ASSISTANT
ANSWERING = ARRIVING | {Role.SEALING_KEEPER}
LEADING = CLERK | {Role.AFTERCARE_OFFICER}
# Who says of others that they must keep out of a file.
NAMING_OTHERS = LEADING | {Role.SEALING_KEEPER}
HEARING = LEADING | {Role.TOWN_OFFICER}
RECORDING = ASSISTANT | HEARING | {Role.POLITICAL_LEGAL_OFFICER, Role.DEPARTMENT_OFFICER}
OF_OWN_WORK = frozenset({Role.VILLAGE_CADRE, Role.CIVIL_AFFAIRS_OFFICER, Role.POLICE_OFFICER})
# A village has no work list to narrow: it has its own, of whom to call on.
FILTERING = OF_FILES | (OF_OWN_WORK - {Role.VILLAGE_CADRE})
# Who has work by days that a calendar may show; the police owe nothing by the rules as they are.
WITH_WORK = HEARING | ASSISTANT | (OF_OWN_WORK - {Role.POLICE_OFFICER})
WITH_WORK |= {Role.POLITICAL_LEGAL_OFFICER, Role.DEPARTMENT_OFFICER}
# Who acts for which office about somebody.
BUREAU = CLERK | {Role.SEALING_KEEPER}
AFTERCARE, TOWN_HALL = frozenset({Role.AFTERCARE_OFFICER}), frozenset({Role.TOWN_OFFICER})
VILLAGE, CIVIL, POLICE = (
    frozenset({Role.VILLAGE_CADRE}),
    frozenset({Role.CIVIL_AFFAIRS_OFFICER}),
    frozenset({Role.POLICE_OFFICER}),
)
AT_HOME = ASSISTANT | BUREAU | AFTERCARE
NEAR = AT_HOME | TOWN_HALL | VILLAGE
VISITING = ASSISTANT | TOWN_HALL | VILLAGE
# Who takes a step for several people alike.
TOGETHER = ASSISTANT | CLERK | AFTERCARE | TOWN_HALL | VILLAGE | CIVIL | POLICE

# Sheets about somebody that are printed, but for the file itself: slug → for whom.
SHEETS = {
    "hand-over": HEARING | ASSISTANT,
    **dict.fromkeys(("looks", "extract", "notice"), READING_THE_OFFENCE),
}
# Steps about a person: slug → for whom it is there.
STEPS: dict[str, frozenset[Role]] = {
    "release-day": AT_HOME,
    "change-learnt": AT_HOME,
    "change-told": AT_HOME,
    "family-need": AT_HOME | TOWN_HALL,
    "not-ours": ASSISTANT | CLERK,
    "pick-up-plan": AT_HOME | TOWN_HALL,
    "release": AT_HOME | TOWN_HALL,
    "reception": AT_HOME | TOWN_HALL,
    "corrections-completed": AT_HOME | TOWN_HALL,
    "report-in": ASSISTANT | BUREAU,
    "certificate": ASSISTANT | BUREAU,
    "explain-aid": ASSISTANT,
    "visit": VISITING,
    "review": ASSISTANT | TOWN_HALL,
    "call": VISITING,
    "note": NEAR,
    "team": AT_HOME | TOWN_HALL,
    "team-member": VILLAGE | POLICE,
    "plan": ASSISTANT,
    "plan-review": ASSISTANT,
    "household": NEAR | CIVIL,
    "dibao-granted": AT_HOME | TOWN_HALL | CIVIL,
    "dibao-ended": AT_HOME | TOWN_HALL | CIVIL,
    "hardship": ASSISTANT | VILLAGE,
    "check-allowance": ASSISTANT,
    "approve-allowance": TOWN_HALL,
    "pay-allowance": CIVIL,
    "move": NEAR,
    "registered-place": NEAR,
    "identity": ASSISTANT | BUREAU,
    "propose-transfer": ASSISTANT,
    "accept-transfer": ASSISTANT | BUREAU,
    "return-transfer": ASSISTANT | BUREAU,
    "away": VISITING,
    "back": VISITING,
    "contact": NEAR,
    "contact-lost": NEAR,
    "search": NEAR,
    "found": NEAR,
    "set-priority": AT_HOME,
    "lift-priority": AT_HOME,
    "alert": ASSISTANT,
    "note-sign": VISITING | POLICE,
    "take-in-request": ASSISTANT | BUREAU,
    "end-care": ASSISTANT | CLERK,
    "reoffence": AT_HOME | POLICE,
    "look-back": AFTERCARE,
    "death": NEAR,
}
# Steps about a sign, and about an act that was recorded.
STEPS_ABOUT_SIGNS = {
    "confirm-sign": AT_HOME,
    "tell-police": AT_HOME,
    "police-receipt": AT_HOME | POLICE,
    "answer-sign": AT_HOME,
    "unfounded-sign": AT_HOME,
    **dict.fromkeys(("withdraw-sign", "redact-sign"), VISITING | AT_HOME | POLICE),
}
STEPS_ABOUT_ACTS = dict.fromkeys(("correct-day", "withdraw", "redact"), NEAR | CIVIL | POLICE)
STEPS_ABOUT_REQUESTS = dict.fromkeys(("give-more-time", "answer-request", "sign-for-answer"), ASSISTANT | BUREAU)
# Steps about what passed between the sides before the gate.
STEPS_ABOUT_THE_SIDES = {
    "tell-change": AT_HOME,
    "confirm-change": AT_HOME,
    "refer-family": BUREAU | AFTERCARE,
    "settle-family": AT_HOME,
    "settle-finding": AT_HOME,
    **dict.fromkeys(("form-scan", "notice-scan", "risk-opinion", "aid-proposal"), ASSISTANT | BUREAU),
}
