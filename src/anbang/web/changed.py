"""What became of a row of the database, as the auditor reads it."""

from collections.abc import Mapping

from django.utils.translation import gettext, gettext_noop

from anbang.audit.models import Change, Verb

VERBS: Mapping[str, str] = {
    Verb.MADE: gettext_noop("新增：%(table)s"),
    Verb.CHANGED: gettext_noop("改动：%(table)s"),
    Verb.REMOVED: gettext_noop("删除：%(table)s"),
}

# Table → what one of its rows is, in the words of the offices.
ROWS: Mapping[str, str] = {
    "organisations_area": gettext_noop("行政区划"),
    "organisations_office": gettext_noop("单位"),
    "organisations_frame": gettext_noop("区划与单位的版本"),
    "organisations_officename": gettext_noop("单位名称"),
    "organisations_staff": gettext_noop("账号"),
    "organisations_posting": gettext_noop("任职"),
    "organisations_proposal": gettext_noop("待放行的岗位或密码"),
    "organisations_group": gettext_noop("小组"),
    "organisations_groupmember": gettext_noop("小组成员"),
    "papers_sealedfile": gettext_noop("加密文件"),
    "papers_paper": gettext_noop("一份材料"),
    "papers_officialdocument": gettext_noop("政策原文"),
    "papers_wording": gettext_noop("政策原文的一条"),
    "casework_person": gettext_noop("人员"),
    "casework_abode": gettext_noop("住址"),
    "casework_telephone": gettext_noop("本人电话"),
    "casework_case": gettext_noop("案卷"),
    "casework_numberseries": gettext_noop("编号"),
    "casework_reach": gettext_noop("谁能看到"),
    "casework_exclusion": gettext_noop("回避"),
    "casework_emergency": gettext_noop("一次紧急查阅"),
    "casework_disposal": gettext_noop("销毁档案的决定"),
    "casework_sealingdecision": gettext_noop("封存决定"),
    "casework_unsealing": gettext_noop("查阅封存记录"),
    "casework_closedrecord": gettext_noop("封存的犯罪记录"),
    "casework_act": gettext_noop("一次办理"),
    "casework_correction": gettext_noop("一处更正"),
    "casework_teammember": gettext_noop("帮教小组成员"),
    "casework_careplan": gettext_noop("帮教方案"),
    "casework_goal": gettext_noop("方案目标"),
    "casework_away": gettext_noop("外出"),
    "casework_sign": gettext_noop("重新犯罪迹象"),
    "casework_signredaction": gettext_noop("删去迹象内容"),
    "casework_responsibility": gettext_noop("责任期间"),
    "casework_transfer": gettext_noop("转递"),
    "casework_caseworker": gettext_noop("承办人"),
    "casework_sentence": gettext_noop("判决"),
    "casework_registrationform": gettext_noop("基本情况登记表"),
    "casework_releasenotice": gettext_noop("释放通知书"),
    "casework_verification": gettext_noop("信息核查"),
    "casework_priorityalert": gettext_noop("重点对象告知"),
    "casework_receptionarrangement": gettext_noop("接收安排"),
    "casework_threefalsefinding": gettext_noop("一项三假情况"),
    "casework_majorchange": gettext_noop("重大变化"),
    "casework_familyneed": gettext_noop("家庭困难"),
    "casework_returnedcase": gettext_noop("退回的案卷"),
    "casework_outboundform": gettext_noop("一份外寄登记表"),
    "casework_duty": gettext_noop("待办事项"),
    "casework_policyversion": gettext_noop("政策版本"),
    "casework_toldup": gettext_noop("一次上报"),
    "casework_pause": gettext_noop("暂停计时"),
    "casework_digest": gettext_noop("每日提要"),
    "casework_enquiry": gettext_noop("询问"),
    "assistance_enterprisebase": gettext_noop("就业基地"),
    "coordination_morning": gettext_noop("每日处理"),
    "coordination_noticechoice": gettext_noop("早上的提醒"),
    "coordination_noticeaddress": gettext_noop("提醒的地址"),
    "coordination_notice": gettext_noop("发出的提醒"),
    "coordination_calendarlink": gettext_noop("日历链接"),
    "coordination_keyperiod": gettext_noop("重要时段"),
    "coordination_officeact": gettext_noop("单位工作"),
    "coordination_officecorrection": gettext_noop("单位工作的更正"),
    "coordination_keyperiodcorrection": gettext_noop("重要时段的更正"),
    "coordination_attendance": gettext_noop("参加人员"),
    "coordination_officerounds": gettext_noop("单位的定期工作"),
    "exchange_batch": gettext_noop("一份名单"),
    "exchange_stagedrow": gettext_noop("名单的一行"),
    "auth_permission": gettext_noop("权限"),
    "auth_group_permissions": gettext_noop("权限组的权限"),
    "auth_group": gettext_noop("权限组"),
    "django_content_type": gettext_noop("数据表"),
    "account_emailaddress": gettext_noop("电子邮箱"),
    "mfa_authenticator": gettext_noop("第二重验证"),
}


SIGNED_IN = ["last_login"]
STAFF = "organisations_staff"


def told_of_change(change: Change) -> dict[str, object]:
    """What it was, and each value before and after; of a value that is not kept, only that it changed."""
    title = gettext(ROWS[change.table_name]) if change.table_name in ROWS else change.table_name
    was, became = change.was or {}, change.became or {}
    told = [
        {"column": column, "before": _in_words(was, column), "after": _in_words(became, column)}
        for column in sorted({*was, *became})
    ]
    untold = [{"column": column, "is_untold": True} for column in change.untold]
    what = gettext("登录") if is_sign_in(change) else gettext(VERBS[change.verb]) % {"table": title}
    return {
        "what": what,
        "role": change.role,
        "values": [] if is_sign_in(change) else told + untold,
        "is_whole": change.verb != Verb.CHANGED,
    }


def is_sign_in(change: Change) -> bool:
    """Whether somebody signed in, and nothing else: nobody acts yet at that moment, and the row says whose account it is."""
    return change.table_name == STAFF and change.untold == SIGNED_IN and not change.became


def whose_hand(change: Change) -> int | None:
    """The member of staff who did it, if anybody."""
    return int(change.row_key) if is_sign_in(change) else change.staff_id


def _in_words(values: Mapping[str, object], column: str) -> str:
    """A value as it is read; empty where there is none."""
    value = values.get(column)
    if isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    return "" if value is None else str(value)
