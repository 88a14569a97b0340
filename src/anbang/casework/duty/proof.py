"""What stands in the register about somebody was found to be what the rules say: remembered under a digest of all of it.

A digest is made of the whole state: the acts and the head of the file that are read, and all that follows from them. As long as no row
of it changes, no day comes on which the mere date changes something, and rules, figures, software and offices are the same, the same
fold over the same rows would find the same; so it need not be done again to know.
"""

from django.db import models

# What the rules read of a person and what follows from it, by table; each row is hashed as a whole. What the rules saw when they made a
# duty is written and never compared, so it is no part of it; nor are the words that people wrote, which no rule reads.
STATE = {
    "casework_person": "born_on, identity_unknown_at_first, investigated_in_id, sealing",
    "casework_case": "number, opened_on, closed_on, closed_how, care_from, term_until, priority, changes_on",
    "casework_act": 'case_id, kind, "on", told, withdrawn_on',
    "casework_abode": "kind, area_id, outside, from_on, until_on, act_id",
    "casework_responsibility": "case_id, office_id, is_outside, from_on, until_on",
    "casework_transfer": "case_id, number, sender_id, receiver_id, opened_on, ended_on, outcome",
    "casework_caseworker": "case_id, staff_id, office_id, from_on, until_on",
    "casework_reach": "office_id, staff_id, why, from_on, until_on",
    "casework_duty": (
        "case_id, rule, number, clause, owner_kind, owner_area_id, owner_is_outside, office_id, office_when_due_id,"
        " period, opens_on, due_on, met_on, void_on"
    ),
}


def _rows(place: int, table: str, columns: str) -> str:
    """The rows of a table with the person each is about, which table it is, and the hash of each."""
    names = ", ".join(f"t.{name.strip()}" for name in columns.split(","))
    hashed = f"hash_record_extended(row(t.id, {names}), {place})"
    person, joined = "t.person_id", ""
    if table == "casework_person":
        person = "t.id"
    if table == "casework_duty":
        person, joined = "c.person_id", " join casework_case c on c.id = t.case_id"
    return f"select {person} as person_id, {place}::smallint as part, t.id as row_id, {hashed} as digest from {table} t{joined}"


# They tell ids and hashes and nothing else, of everybody, closed files too: bound by row security they would find half of it and call
# the rest lost. Hashes are the database's own, so a new major version of it may make others; then everybody is proved again.
STATE_OF_EVERYBODY = f"""
create view casework_state as
{" union all ".join(_rows(place, table, columns) for place, (table, columns) in enumerate(STATE.items()))};
alter view casework_state owner to {{guardian}};
grant select on {", ".join(STATE)} to {{guardian}};
"""


class Proof(models.Model):
    """The state of a person was proved on a day `by` rules, figures, software and offices. No foreign key: a file that is removed
    leaves its proof for the next sweep to take away.
    """

    person_id = models.BigIntegerField(primary_key=True)
    digest = models.BigIntegerField()
    by = models.CharField(max_length=100)
    proved_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.person_id} proved on {self.proved_on}"
