"""What belongs to the guardian, whom row security does not bind, and which role may call it: each function answers one question and tells no more."""

# What the overseer alone may ask, owned by the guardian, whom row security does not bind: ids of closed files and nothing else.
VIEWS = ("casework_closed",)

# Series of keys that tell how many closed files there are, how often something leaves of them, is decided or asked about them. A database tells how far
# a series is to whoever may take from it (pg_sequences): these are the guardian's.
OF_CLOSED_FILES = (
    *("casework_closed_person_id_seq", "papers_closed_export_id_seq"),
    *("casework_sealingdecision_id_seq", "casework_unsealing_id_seq"),
)

FUNCTIONS = {
    # Not even hung to a table of one's own.
    **dict.fromkeys(
        ("audit_keep_change()", "casework_is_named_for(bigint, bigint, date)", "casework_figure_of(text, text, date)"),
        "",
    ),
    "audit_stands()": "auditor",
    "casework_is_keeper(bigint, date)": "both",
    "casework_closed_matches(bytea[])": "overseer",
    "casework_files_closed_before(date)": "overseer",
    "casework_closed_namesakes(text[], date[])": "overseer",
    "casework_people_of_closed_cases(bigint[])": "overseer",
    "casework_named_beyond(bigint[], date)": "overseer",
    "casework_also_seen_by(bigint[], date)": "both",
    "casework_give_reach(jsonb, date)": "both",
    "casework_number_closed(text, integer, integer)": "both",
    "casework_closed_keys(text, integer)": "both",
    "casework_state(bigint[])": "overseer",
    "casework_unproved(text, text, date)": "overseer",
    "casework_kept_from(bytea[], text, date)": "both",
    "casework_kept_out_of()": "both",
    "casework_count_in_reach()": "app",
    "casework_count_in_district()": "overseer",
    "casework_offices_count_in_reach(text[])": "app",
    "casework_offices_count_in_district(text[])": "overseer",
    "casework_villages_count_in_reach(bigint[], bigint[], text[])": "app",
    "casework_villages_count_in_district(bigint[], bigint[], text[])": "overseer",
    "casework_find_in_reach(text[], text[], text, text, integer)": "app",
    "casework_find_in_district(text[], text[], text, text, integer)": "overseer",
    "casework_break_glass(bigint, bytea[], text, date, bytea)": "app",
    "casework_merged_office_hands_over(bigint)": "app",
    "casework_people_of_offices_wait(bigint[])": "app",
    "casework_drafts_lapse(date)": "both",
    "casework_ask_elsewhere(bytea[], text, date, bigint, bigint, date, bytea)": "both",
}
