"""Which roles read what of somebody (LAW-1): the whole file, the file without the offence, or only what their own work needs."""

from anbang.organisations.kinds import Role

# Those who decide on reception and care read the offence. Village and departments never do.
MAY_READ_THE_OFFENCE = frozenset(
    {Role.BUREAU_CLERK, Role.AFTERCARE_OFFICER, Role.JUSTICE_ASSISTANT, Role.SEALING_KEEPER}
)
OF_FILES = (*MAY_READ_THE_OFFENCE, Role.TOWN_OFFICER)
# Those who have something to do for a person and open no file: they see whom it is about, and their own work.
OF_OWN_WORK = (Role.VILLAGE_CADRE, Role.CIVIL_AFFAIRS_OFFICER, Role.POLICE_OFFICER)
# Whoever owes something about a person may ask why it is theirs. The police owe nothing by the rules as they are, and are told of nothing.
ASKING_WHY = (*OF_FILES, *OF_OWN_WORK)
# Whoever goes to somebody's door, or is asked where they are, knows that they are away and who keeps in touch (HLP-3).
KEEPING_TOUCH = frozenset({Role.VILLAGE_CADRE, Role.POLICE_OFFICER})
