"""Which database role may do what on which table, and which rows it sees: the second net behind the gate.

Applied after every migration, whole and again, so that this file is the truth. The gate's own filters stay in the queries; row
security catches the query that forgot one.
"""

from collections.abc import Iterator

from django.conf import settings
from django.db import connections, transaction

from anbang.audit.sealing import COLUMNS
from anbang.site import history
from anbang.site.guardian import FUNCTIONS, OF_CLOSED_FILES, VIEWS
from anbang.site.rows_seen import (
    FILES_OF_PAPERS,
    HELD,
    IS_OPEN,
    IS_WRITING,
    LEFT_TO_KEEPERS,
    LISTS_OF_KEEPERS,
    NAMED_FOR,
    OFFICES,
    OPEN_TO_THE_DISTRICT,
    OWN_FEEDBACK_OR_ANSWERING,
    REACHED,
    READER,
    SEEN,
    STAFF,
    TODAY,
)
from anbang.site.table import Table, of_case, of_duty, of_person

FOR_ITS_INSTITUTION = f" or institution_id = any({OFFICES})"

TABLES: tuple[Table, ...] = (
    # The trail: written by everybody, changed by nobody; the number of a row, by which it is sealed, is nobody's to choose.
    Table(
        "audit_event",
        "si",
        "si",
        f"(staff_id = {STAFF} or {SEEN})".format(person="audit_event.person_id"),
        f"(staff_id = {STAFF} or not starts_with(action, 'closed_row_') and (person_id is null or {OPEN_TO_THE_DISTRICT}))".format(
            person="audit_event.person_id"
        ),
        auditor="s",
        inserted=COLUMNS["audit_event"].removeprefix("id, "),
    ),
    # Who looked at somebody is told to the person, by whoever has the file.
    Table(
        "audit_look",
        "si",
        "si",
        f"(staff_id = {STAFF} or {SEEN})".format(person="audit_look.person_id"),
        f"(staff_id = {STAFF} or {OPEN_TO_THE_DISTRICT})".format(person="audit_look.person_id"),
        auditor="s",
        inserted=COLUMNS["audit_look"].removeprefix("id, "),
    ),
    # Every change, written by the database itself for whoever makes it: no role of the product can write here.
    Table("audit_change", auditor="s"),
    # Whoever seals and checks the trail is the auditor, who reads all of it and nothing else.
    Table("audit_seal", auditor="si"),
    Table("audit_check", auditor="si"),
    # The frame that everybody knows. What a role may change here is decided by the actions.
    Table("organisations_area", "s", "s", auditor="s"),
    Table("organisations_frame", "s", "s", auditor="s"),
    Table("organisations_office", "siu", "siu", auditor="s"),
    Table("organisations_officename", "siu", "siu", auditor="s"),
    Table("organisations_staff", "siu", "siu", auditor="s"),
    Table("organisations_posting", "siu", "siu", auditor="s"),
    Table("organisations_proposal", "siu", "siu", auditor="s"),
    Table("organisations_group", "siu", "siu", auditor="s"),
    Table("organisations_groupmember", "siu", "siu", auditor="s"),
    # Filters of lists: each reads and changes their own.
    Table("organisations_savedfilter", "siud", "siud", *(f"(staff_id = {STAFF})",) * 2),
    # Papers: a document through its person; a file through the subject that holds it.
    of_person("papers_paper", "person_id", app="siu"),
    # What this transaction has just written is read back before anything points to it.
    Table("papers_sealedfile", "si", "sid", f"({FILES_OF_PAPERS} or created_at >= now())", "true"),
    # What left the system: written once, changed by nobody, but that its words go with the file of the person; read by whoever made it and whoever sees the person.
    Table(
        "papers_export",
        "si",
        "siu",
        f"(exported_by_id = {STAFF} or (person_id is not null and {SEEN}))".format(person="papers_export.person_id"),
        f"(exported_by_id = {STAFF} or person_id is null or {OPEN_TO_THE_DISTRICT})".format(
            person="papers_export.person_id"
        ),
        updated="words_sealed, words_gone_on",
    ),
    # Which keys there are, by number and fingerprint; the owner writes it, when keys change.
    Table("papers_sealingkey", "s", "s"),
    # The official document: everybody reads what is or was in force; drafts are the bureau's.
    Table("papers_officialdocument", "s", "siu", "(status in ('in_force', 'replaced'))", "true"),
    Table("papers_wording", "s", "si", "(document_id in (select d.id from papers_officialdocument d))", "true"),
    # People.
    of_person("casework_person", "id", app="siu"),
    of_person("casework_abode", "person_id", app="siud"),
    of_person("casework_telephone", "person_id", app="siud"),
    of_person("casework_case", "person_id", app="siu"),
    # What is sealed: read by whoever has leave of another, for some days; written by the jobs of the district.
    Table(
        "casework_closedrecord",
        "s",
        "siud",
        f"({SEEN} and exists (select 1 from casework_unsealing u where u.person_id = casework_closedrecord.person_id"
        f" and u.asked_by_id = {READER} and u.is_agreed and u.until_on >= {TODAY}))".replace(
            "{person}", "casework_closedrecord.person_id"
        ),
        OPEN_TO_THE_DISTRICT.format(person="casework_closedrecord.person_id"),
    ),
    of_person("casework_sealingdecision", "person_id", app="siu"),
    of_person("casework_unsealing", "person_id", app="siu"),
    Table(
        "casework_reach",
        "s",
        "siud",
        HELD,
        "true",  # ids alone; what they point to is under the policies of its own table
    ),
    # Who keeps out of a file is known to whoever keeps the file, and to themselves, by which every other table asks.
    Table(
        "casework_exclusion",
        "siu",
        "siud",
        f"(staff_id = {STAFF} or {REACHED})".format(person="casework_exclusion.person_id"),
        f"(staff_id = {STAFF} or {IS_OPEN} or {NAMED_FOR})".format(person="casework_exclusion.person_id"),
    ),
    # What was opened in an emergency: whoever has the file, and whoever did it. The auditor reads who and when; why is sealed.
    Table(
        "casework_emergency",
        "s",
        "sud",
        f"(staff_id = {STAFF} or {SEEN})".format(person="casework_emergency.person_id"),
        f"(staff_id = {STAFF} or {OPEN_TO_THE_DISTRICT})".format(person="casework_emergency.person_id"),
        updated="judged_by_id, judged_on, is_justified",
        auditor="s",
    ),
    # How many closed files were numbered is nobody's to read: those numbers the guardian gives.
    Table("casework_numberseries", "siu", "siu", *("(series not like 'closed-%')",) * 2),
    # Files that were kept long enough: numbers and days alone. What is gone is of nobody any more.
    Table(
        "casework_disposal",
        "s",
        "siud",
        f"(disposed_on is not null and (not is_closed or {STAFF} in (decided_by_id, confirmed_by_id)) or {SEEN})".format(
            person="casework_disposal.person_id"
        ),
        f"(not is_closed or {NAMED_FOR})".format(person="casework_disposal.person_id"),
    ),
    # What was done, and in whose charge somebody is because of it.
    of_person("casework_act", "person_id", app="siu"),
    of_person("casework_correction", "person_id", app="siu", updated="why"),
    of_person("casework_responsibility", "person_id", app="siud"),
    of_person("casework_transfer", "person_id", app="siud"),
    of_person("casework_caseworker", "person_id", app="siud"),
    of_case("casework_sentence", app="siu"),
    of_case("casework_registrationform", app="siu"),
    of_case("casework_releasenotice", app="siu"),
    of_case("casework_verification", app="siu", app_too=FOR_ITS_INSTITUTION),
    of_case("casework_priorityalert", app="siu"),
    of_case("casework_receptionarrangement", app="siu", app_too=FOR_ITS_INSTITUTION),
    of_case("casework_returnedcase", app="siu", app_too=FOR_ITS_INSTITUTION),
    of_case("casework_threefalsefinding", app="siu"),
    of_case("casework_teammember", app="siu"),
    of_case("casework_careplan", app="siu"),
    of_case("casework_goal", app="siu"),
    of_case("casework_away", app="siu"),
    of_case("casework_sign", app="siu"),
    of_person("casework_signredaction", "person_id", app="si"),
    of_person("casework_rightsrequest", "person_id", app="siu"),
    # An enquiry: whoever sees the person it is about, and the office that asked, which learns no more by it than it wrote.
    of_person("casework_enquiry", "person_id", app="siu", app_too=f" or asking_id = any({OFFICES})"),
    # What was told up the chain goes with its duty; a digest is its reader's own.
    Table(
        "casework_toldup",
        "siud",
        "siud",
        "(exists (select 1 from casework_duty d where d.id = casework_toldup.duty_id))",
        "(exists (select 1 from casework_duty d where d.id = casework_toldup.duty_id))",
    ),
    Table(
        "casework_pause",
        "siud",
        "siud",
        "(exists (select 1 from casework_duty d where d.id = casework_pause.duty_id))",
        "(exists (select 1 from casework_duty d where d.id = casework_pause.duty_id))",
    ),
    # What a sweep has proved, and the hashes by which it knows.
    Table("casework_proof", "", "siud"),
    Table("casework_digest", "su", "siud", f"(staff_id = {STAFF})", "true"),
    # What somebody is still writing: whoever writes it, as long as the file is open and they see it; of a list, as long as the row is there.
    Table(
        "casework_draft",
        "siud",
        "siud",
        *(
            (
                f"(staff_id = {STAFF} and until_on >= {TODAY} and case when person_id is null"
                " then exists (select 1 from exchange_stagedrow s where s.id = casework_draft.about and not s.closed)"
                " else exists (select 1 from casework_person p where p.id = casework_draft.person_id and p.sealing = 'open') end)"
            ),
        )
        * 2,
    ),
    of_case("casework_majorchange", app="siu", app_too=FOR_ITS_INSTITUTION),
    of_case("casework_familyneed", app="siu"),
    Table("casework_outboundform", "siu", "siud", f"(institution_id = any({OFFICES}))", "true"),
    of_duty("casework_duty"),
    # The offices' own year, which everybody of the district may know.
    Table("coordination_keyperiod", "s", "siu"),
    Table("coordination_keyperiodcorrection", "s", "si"),
    Table("coordination_officeact", "siu", "siu"),
    Table("coordination_officecorrection", "si", "si"),
    of_person("coordination_attendance", "person_id", app="si"),
    Table("coordination_officerounds", "s", "siud"),
    # What is wrong with pages: nobody changes what was said. Removed by the job, which reads nothing to anybody.
    Table(
        "coordination_feedback",
        "siu",
        "siud",
        OWN_FEEDBACK_OR_ANSWERING,
        f"({OWN_FEEDBACK_OR_ANSWERING} or {READER} is null)",
        updated="answered_by_id, answered_on, answer_sealed, closed_on",
    ),
    # What came of a morning the district reads, and no office.
    Table("coordination_morning", "", "siu", auditor="s"),
    # Calendar links are their holders' alone; the installation finds one by its digest, and no link is given to somebody else afterwards.
    Table(
        "coordination_calendarlink",
        *("siu",) * 2,
        *(f"(staff_id = {STAFF} or {STAFF} = 0)",) * 2,
        updated="fetched_on, ended_at",
    ),
    # What somebody chose, where it goes and what became of it is their own; the job that sends works for the installation. No address is written over:
    # another one is another row, with a code of its own.
    *(
        Table(name, app, overseer, *(f"(staff_id = {STAFF} or {STAFF} = 0)",) * 2, updated=updated)
        for name, app, overseer, updated in (
            ("coordination_noticechoice", "siu", "siu", ""),
            ("coordination_noticeaddress", "siud", "siud", "confirmed_at, code_digest, codes_tried"),
            ("coordination_notice", "s", "siud", ""),
        )
    ),
    Table("assistance_enterprisebase", "siu", "siu"),
    # Rules and figures as they once were: of nobody, and kept by the owner alone.
    Table("casework_policyversion", "s", "s", auditor="s"),
    # Lists: an institution sees its own, once they are answered; never a row proposed for sealing. Such rows as nobody can take in wait for the
    # keepers of closed files, who read these and which lists came when.
    Table(
        "exchange_batch",
        "s",
        "siud",
        f"(institution_id = any({OFFICES}) and status in ('applied', 'undone') or {LISTS_OF_KEEPERS})",
        "true",
    ),
    Table("exchange_batchprogress", "", "siud"),
    Table(
        "exchange_stagedrow",
        "s",
        "siud",
        f"(not closed and batch_id in (select b.id from exchange_batch b where b.institution_id = any({OFFICES}))"
        f" or {LEFT_TO_KEEPERS})",
        # A step takes closed rows in unseen; of those who only read, whoever handed the list in knows of them until it is taken in.
        f"(not closed or {IS_WRITING} or batch_id in"
        f" (select b.id from exchange_batch b where b.uploaded_by_id = {STAFF} and b.applied_at is null) or {LEFT_TO_KEEPERS})",
    ),
    # Sign-in: the overseer never signs anybody in.
    *(
        Table(name, "siud")
        for name in (
            "account_emailaddress",
            "account_emailconfirmation",
            "django_session",
            "mfa_authenticator",
            "usersessions_usersession",
            "axes_accessattempt",
            "axes_accessattemptexpiration",
        )
    ),
    # Who signed in and who was refused stands in the trail: axes keeps no list of its own.
    Table("axes_accesslog"),
    Table("axes_accessfailurelog"),
    *(
        Table(name, "s")
        for name in (
            "auth_group",
            "auth_group_permissions",
            "auth_permission",
            "django_content_type",
            "django_migrations",
        )
    ),
    # The queue: a job is put in by the transaction of the step that wants it.
    *(
        Table(name, "siud", "siud")
        for name in (
            "procrastinate_events",
            "procrastinate_jobs",
            "procrastinate_periodic_defers",
            "procrastinate_workers",
        )
    ),
)

VERBS = {"s": "select", "i": "insert", "u": "update", "d": "delete"}


def roles() -> dict[str, str]:
    """Our name of each role → its name in this database."""
    aliases = {"app": "default", "overseer": "overseer", "auditor": "auditor", "owner": "owner"}
    return {ours: str(settings.DATABASES[alias]["USER"]) for ours, alias in aliases.items()}


def statements() -> Iterator[str]:
    """The SQL that makes this file true, and that of the history of every change."""
    yield from history.statements()
    names = {ours: f'"{name}"' for ours, name in roles().items()}
    everybody = ", ".join(names[role] for role in ("app", "overseer", "auditor"))
    yield f"revoke all on all tables in schema public from {everybody}"
    yield f"grant usage on schema public to {everybody}"
    yield f"grant usage, select on all sequences in schema public to {names['app']}, {names['overseer']}"
    yield f"grant usage, select on sequence audit_check_id_seq to {names['auditor']}"
    yield f"grant execute on all functions in schema public to {names['app']}, {names['overseer']}"
    yield f"revoke all on sequence {', '.join(OF_CLOSED_FILES)} from {names['app']}, {names['overseer']}"
    for function, who in FUNCTIONS.items():
        yield f"revoke all on function {function} from public, {everybody}"
        if not who:
            continue
        allowed = (names["app"], names["overseer"]) if who == "both" else (names[who],)
        yield f"grant execute on function {function} to {', '.join(allowed)}"
    for view in VIEWS:
        yield f"grant select on {view} to {names['overseer']}"
    for table in TABLES:
        yield from _grants(table, names)
        yield from _row_security(table, names)


def _grants(table: Table, names: dict[str, str]) -> Iterator[str]:
    for role, letters in (("app", table.app), ("overseer", table.overseer), ("auditor", table.auditor)):
        if letters:
            verbs = {
                **VERBS,
                "i": f"insert ({table.inserted})" if table.inserted else "insert",
                "u": f"update ({table.updated})" if table.updated else "update",
            }
            yield f"grant {', '.join(verbs[letter] for letter in letters)} on {table.name} to {names[role]}"


def _row_security(table: Table, names: dict[str, str]) -> Iterator[str]:
    for policy in ("rows_of_the_app", "rows_of_the_overseer", "rows_of_the_auditor"):
        yield f"drop policy if exists {policy} on {table.name}"
    if not table.has_row_security:
        yield f"alter table {table.name} disable row level security"
        return
    yield f"alter table {table.name} enable row level security"
    for role, rows in (("app", table.app_rows), ("overseer", table.overseer_rows)):
        # What may be written is decided by the actions and the constraints; what is written must be seen afterwards.
        yield f"create policy rows_of_the_{role} on {table.name} to {names[role]} using ({rows or 'true'}) with check (true)"
    if table.auditor:
        yield f"create policy rows_of_the_auditor on {table.name} for select to {names['auditor']} using (true)"


def grant() -> None:
    """Make the database's privileges and row security those of this file."""
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        for statement in statements():
            cursor.execute(statement)
