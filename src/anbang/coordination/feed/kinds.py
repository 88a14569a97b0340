"""What a calendar calls each duty: a plain word that says nothing of what the service is for, on whosever screen it stands."""

from collections.abc import Mapping

from django.utils.translation import gettext, gettext_noop

VISIT, CALL, CHECK, REPLY = gettext_noop("走访"), gettext_noop("联系"), gettext_noop("查对"), gettext_noop("答复")
TELL, MEET, LESSON, FETCH = gettext_noop("通知"), gettext_noop("开会"), gettext_noop("办课"), gettext_noop("接人")
FORM, REVIEW, PAY = gettext_noop("办手续"), gettext_noop("考核"), gettext_noop("发放")
KINDS: Mapping[str, str] = {
    **dict.fromkeys(("follow_up", "priority_contact", "call_on_family", "full_review"), VISIT),
    **dict.fromkeys(("seek_unreported", "search"), CALL),
    "verify": CHECK,
    **dict.fromkeys(("reply_reception", "answer_transfer", "answer_request"), REPLY),
    **dict.fromkeys(("tell_change", "alert_priority", "tell_police", "explain_aid"), TELL),
    **dict.fromkeys(("joint_meeting_district", "joint_meeting_town", "liaison"), MEET),
    **dict.fromkeys(("hold_education", "educate_in_key_period", "skill_courses"), LESSON),
    "receive": FETCH,
    **dict.fromkeys(("name_team", "make_plan", "end_of_care", "report_in", "refer_family", "make_ledger"), FORM),
    **dict.fromkeys(("send_registration_form", "send_release_notice"), FORM),
    **dict.fromkeys(("appraise_towns", "appraise_villages", "appraise_justice_offices", "look_back"), REVIEW),
    "pay_allowance": PAY,
}


def kind_of(rule: str) -> str:
    """The word for a duty, in the language of the calendar."""
    return gettext(KINDS.get(rule, FORM))
