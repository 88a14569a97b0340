"""What row security asks of a row: who asks, in which transaction, and whether the person of the row is within their reach. Which table asks what
stands in `privileges.py`.

Offices, staff and day come from the transaction (`organisations.acting`) and are read once a query: a function call a row would cost seconds on a
district's list. Who is seen is asked as `exists (… where person_id = that of the row)`: for one page or one file PostgreSQL looks these few up, for a
count over everybody it reads the list once; asked as `in (…)` it read the list of tens of thousands for every row that was wanted.
"""

OFFICES = "(select string_to_array(nullif(current_setting('app.offices', true), ''), ','))::bigint[]"
# Office and staff as one, as `HELD` asks for them: those of staff stand below nought.
HOLDERS = (
    "(select string_to_array(concat_ws(',', nullif(current_setting('app.offices', true), ''),"
    " '-' || nullif(current_setting('app.staff', true), '')), ','))::bigint[]"
)
OWN_OFFICE = "(select nullif(current_setting('app.office', true), '')::bigint)"
STAFF = "(select nullif(current_setting('app.staff', true), '')::bigint)"
TODAY = "(select nullif(current_setting('app.today', true), '')::date)"
# Who reads, where somebody does: a job that works for an office reads nothing to anybody.
READER = "(select nullif(current_setting('app.reader', true), '')::bigint)"
# Whether this transaction could write: a page that only shows something says so when it begins (anbang.organisations.acting).
IS_WRITING = "(select current_setting('transaction_read_only') = 'off')"

# Whether the person of a row is within the reach of whoever asks, of which the app sees the rows of its offices and its own alone, by the
# row security of reach itself; whether whoever asks is named for the person.
# Whom the reader must keep out of is read once a query too.
WHOM_ONE_KEEPS_OUT_OF = "(select casework_kept_out_of())::bigint[]"
KEPT_OUT = f"{{person}} <> all ({WHOM_ONE_KEEPS_OUT_OF})"
# Whether whoever asks keeps closed files for the district.
IS_KEEPER = f"(select casework_is_keeper({STAFF}, {TODAY}))"
# What was opened in an emergency ends at a moment, and not with the day.
STILL_OPEN = "(r.until_at is null or r.until_at > now())"
REACHED = (
    "exists (select 1 from casework_reach r where r.person_id = {person}"
    f" and (r.until_on is null or r.until_on >= {TODAY}) and {STILL_OPEN})"
)
# What is in the archive is seen by the office that keeps it, and not by those above it.
KEPT_HERE = f"(why <> 'archived' or office_id = {OWN_OFFICE})"
# Whom the app sees in reach: one condition, as the index `reach_of_holder` has it; of two with an "or" between them no index can be read alone.
HELD = f"(coalesce(office_id, staff_id * -1) = any({HOLDERS}) and {KEPT_HERE})"
SEEN = f"({REACHED} and {KEPT_OUT})"
NAMED_FOR = (
    "exists (select 1 from casework_reach r where r.person_id = {person}"
    f" and r.staff_id = {STAFF} and r.why in ('named_for_closed_file', 'taking_in') and (r.until_on is null or r.until_on >= {TODAY}))"
)
IS_OPEN = "not exists (select 1 from casework_closed x where x.person_id = {person})"
OPEN_TO_THE_DISTRICT = f"(({IS_OPEN} or {NAMED_FOR}) and {KEPT_OUT})"
# Themselves under row security.
FILES_OF_PAPERS = (
    "id in (select p.file_id from papers_paper p) or id in (select o.scan_id from casework_outboundform o)"
)
# What somebody said of a page is read by whoever wrote it, and by whoever answers.
OWN_FEEDBACK_OR_ANSWERING = (
    f"(written_by_id = {STAFF} or exists (select 1 from organisations_posting p where p.staff_id = {STAFF}"
    " and p.role in ('aftercare_officer', 'system_administrator')"
    f" and p.from_on <= {TODAY} and (p.until_on is null or p.until_on >= {TODAY})))"
)
# Which lists came when a keeper of closed files knows, of whose rows some wait for keepers.
LISTS_OF_KEEPERS = f"(status in ('staged', 'applying', 'applied') and {IS_KEEPER})"
# Closed rows of lists that wait for a keeper: nobody could take them in, or the list was taken in without them.
LEFT_TO_KEEPERS = (
    f"({IS_KEEPER} and closed and case_id is null and decision = '' and not people && {WHOM_ONE_KEEPS_OUT_OF}"
    " and (outcome in ('refused', 'not_ours')"
    " and batch_id in (select b.id from exchange_batch b where b.status in ('staged', 'applying', 'applied'))"
    " or outcome <> 'same' and batch_id in (select b.id from exchange_batch b where b.status = 'applied')))"
)
