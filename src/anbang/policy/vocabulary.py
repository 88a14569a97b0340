"""The events and facts that rules may speak of, each declared once, with its Chinese and English reading."""

from anbang.policy.language.words import day, event, number, truth, word, words

# In custody
admitted_on = event("admitted_on", "收押", "admitted to custody")
form_sent_on = event("form_sent_on", "登记表寄出", "registration form sent")
form_received_on = event("form_received_on", "收到登记表", "registration form received")
verified_on = event("verified_on", "核查回复", "verification answered")
release_day_told_on = event(
    "release_day_told_on", "收押时或减刑后告知释放之日", "release day told at admission or by a changed date"
)
notice_received_on = event("notice_received_on", "释放前收到通知书", "release notice received before release")
priority_notice_on = event(
    "priority_notice_on", "释放前收到列为重点的通知书", "release notice with priority reasons received before release"
)
reception_arranged_on = event("reception_arranged_on", "接收安排回复", "reception arrangement sent back")
priority_alerted_on = event("priority_alerted_on", "通报镇街和派出所", "town and police station told")

# At the gate and in care
released_on = event("released_on", "刑满释放", "released")
corrections_completed_on = event("corrections_completed_on", "社区矫正期满", "community corrections completed")
met_on = event("met_on", "有人接到", "met at the gate")
received_on = event("received_on", "接回或自行到家", "met at the gate or came alone")
notice_in_care_on = event("notice_in_care_on", "释放后才收到通知书", "release notice received only after release")
priority_notice_in_care_on = event(
    "priority_notice_in_care_on",
    "释放后才收到列为重点的通知书",
    "release notice with priority reasons received only after release",
)
reported_in_on = event("reported_in_on", "到司法所登记报到", "reported in at the justice office")
aid_explained_on = event("aid_explained_on", "讲解救助政策", "aid explained")
team_complete_since = event("team_complete_since", "帮教小组人数够", "care team large enough")
plan_made_on = event("plan_made_on", "制定帮教方案", "care plan made")
visited_on = event("visited_on", "跟踪帮教", "follow-up visit")
reviewed_on = event("reviewed_on", "全面考察", "full review")
contact_lost_on = event("contact_lost_on", "失去联系", "contact lost")
search_made_on = event("search_made_on", "查找", "search made")
found_on = event("found_on", "找到", "found")
family_hardship_learnt_on = event(
    "family_hardship_learnt_on", "得知服刑人员家庭困难", "hardship of an inmate's family learnt of"
)
family_referred_on = event("family_referred_on", "已协调帮助其家庭", "help for the family arranged")
change_learnt_on = event("change_learnt_on", "得知服刑人员或家庭重大变故", "major change learnt of")
change_told_on = event("change_told_on", "互通重大变故", "major change told to the other side")
sign_confirmed_on = event("sign_confirmed_on", "苗头经两人确认", "sign of reoffending confirmed by a second person")
police_told_on = event("police_told_on", "通报公安机关", "police told")
called_on = event("called_on", "问村居和家里有什么困难", "call on village and family")
reoffended_on = event("reoffended_on", "重新犯罪", "reoffended")
suspected_on = event("suspected_on", "涉嫌重新犯罪", "suspected of a reoffence")
arrested_on = event("arrested_on", "因重新犯罪被逮捕", "arrested for a reoffence")
looked_back_on = event("looked_back_on", "完成倒查", "look-back made")
died_on = event("died_on", "死亡", "died")
care_ended_on = event("care_ended_on", "确认结束帮教", "end of care confirmed")
not_ours_on = event("not_ours_on", "查明不属本区，退回", "found to be another county's, returned")

# What the person asks of those who keep the file
request_came_on = event("request_came_on", "收到个人信息请求", "rights request received")
request_extended_on = event("request_extended_on", "延长答复期限", "time to answer a rights request extended")
request_answered_on = event("request_answered_on", "答复个人信息请求", "rights request answered")

# How long a file is kept
file_closed_on = day("file_closed_on", "结案之日", "day on which the file was closed")

# Who is responsible
transfer_opened_on = event("transfer_opened_on", "转出至居住地", "transfer to the residence opened")
transfer_withdrawn_on = event("transfer_withdrawn_on", "转出撤销或改往他处", "transfer withdrawn or replaced")
transfer_accepted_on = event("transfer_accepted_on", "接收", "transfer accepted")
taken_over_outside_since = event("taken_over_outside_since", "区外接管", "taken over outside the district")
transfer_returned_on = event("transfer_returned_on", "退回", "transfer returned")

# The transitional allowance
hardship_certified_on = event("hardship_certified_on", "村居开具困难证明", "hardship certified by the village")
has_release_certificate = truth("has_release_certificate", "持有释放证明", "release certificate at hand")
has_identity_card = truth("has_identity_card", "持有身份证", "identity card at hand")
has_household_book = truth("has_household_book", "持有户口本", "household book at hand")
allowance_checked_on = event("allowance_checked_on", "司法所审查", "allowance checked by the justice office")
allowance_approved_on = event("allowance_approved_on", "镇街审批", "allowance approved by the town")
allowance_paid_on = event("allowance_paid_on", "发放补助", "a month of the allowance paid")
dibao_from = event("dibao_from", "低保起始月（首日）", "first day of the first month of dibao")

# A month of its own
month_on = day("month_on", "所问月份首日", "first day of the month asked about")

# What is known
institution_kind = word(
    "institution_kind",
    "关押场所",
    "kind of institution",
    {"prison": ("监狱", "prison"), "detention_centre": ("看守所", "detention centre")},
)
release_on = day("release_on", "最近告知的释放之日", "release day as last told")
born_on = day("born_on", "出生日期", "date of birth")
offence_on = day("offence_on", "犯罪日期", "day of the offence")
sentence_months = number("sentence_months", "判处刑期（月）", "sentence in months")

PRIORITY_REASONS = {
    "reoffending_tendency": ("有明显重新违法犯罪倾向", "clear tendency to reoffend"),
    "false_name": ("假姓名", "false name"),
    "false_identity": ("假身份", "false identity"),
    "false_address": ("假地址", "false address"),
    "no_home": ("无家可归", "no home"),
    "no_work": ("无业可就", "no work"),
    "no_kin": ("无亲可投", "no kin"),
    "national_security": ("危害国家安全罪犯", "crime against national security"),
    "other": ("其他", "other"),
}
priority_reasons = words("priority_reasons", "列为重点的理由", "priority reasons", PRIORITY_REASONS)

# Where somebody belongs. Places are the district's codes; a place beyond it is "outside".
identity_known = truth("identity_known", "身份已查清", "identity known")
registered_town = word("registered_town", "户籍地镇街", "town of registered residence", {})
investigating_town = word(
    "investigating_town", "原侦查机关所在镇街", "town of the original investigating authority", {}
)
first_residence_town = word("first_residence_town", "登记时的居住镇街", "town of residence as first told", {})
last_town_here = word("last_town_here", "最近在本区的居住镇街", "last town of residence in the district", {})
residence_town = word("residence_town", "现居住镇街", "town of actual residence", {})
town_in_charge = word("town_in_charge", "负责的司法所所在镇街", "town of the office in charge", {})
in_village_care = truth("in_village_care", "有村居负责日常帮教", "a village here is in charge")

# Which request an event is about: its number among those about the person.
REQUEST = "request"
OUTSIDE = "outside"
# Of an answer to a transfer: the town whose office it was asked of. Who does not tell it answers whatever is open on that day.
RECEIVING = "receiving"
# What these facts tell is a town.
TOWNS = frozenset(
    {
        "registered_town",
        "investigating_town",
        "first_residence_town",
        "last_town_here",
        "residence_town",
        "town_in_charge",
    }
)

# The care team and the priority of somebody
FOUR_IN_ONE = ("police_officer", "justice_assistant", "village_cadre", "family_member")
TEAM_ROLES = {
    "police_officer": ("派出所民警", "police-station officer"),
    "justice_assistant": ("司法助理员", "justice assistant"),
    "village_cadre": ("村居干部", "village cadre"),
    "family_member": ("家庭成员", "family member"),
    "social_worker": ("社会工作者", "social worker"),
    "volunteer": ("志愿者", "volunteer"),
    "other": ("其他", "other"),
}
team_roles = words("team_roles", "帮教小组成员身份", "roles in the care team", TEAM_ROLES)
team_members = number("team_members", "帮教人员人数", "members of the care team")
days_of_care_in_period = number("days_of_care_in_period", "本期在帮日数", "days of care in the period")
priority_reasons_before = words(
    "priority_reasons_before",
    "此前某日列为重点的理由",
    "priority reasons as they stood some days before",
    PRIORITY_REASONS,
)

# The household, as far as it is known
EMERGENCIES = {
    "fire": ("火灾", "fire"),
    "accident": ("交通事故等意外", "accident"),
    "illness": ("家庭成员突发重病", "sudden grave illness in the family"),
    "expense_jump": ("必需支出骤增", "necessary spending rose suddenly"),
    "other": ("其他特殊困难", "other special hardship"),
}
income_per_head = number("income_per_head", "家庭人均月收入（元）", "income per head of the household, yuan a month")
assets_within_limits = truth("assets_within_limits", "财产等符合低保认定条件", "assets within the limits")
disabled = truth("disabled", "残疾", "disabled")
able_to_work = truth("able_to_work", "有劳动能力", "able to work")
willing_to_work = truth("willing_to_work", "有就业意愿", "willing to work")
has_income = truth("has_income", "有生活来源", "has an income")
supporter = word(
    "supporter",
    "法定赡养、抚养、扶养义务人",
    "somebody legally bound to support",
    {
        "none": ("无", "none"),
        "unable": ("有但无能力", "there is one who is unable"),
        "able": ("有且有能力", "there is one who is able"),
    },
)
family_on_dibao = truth("family_on_dibao", "家庭享受低保", "the family is on dibao")
extreme_difficulty = truth("extreme_difficulty", "已认定特困人员", "recognised as in extreme difficulty")
other_hardship_group = truth(
    "other_hardship_group", "区级以上规定的其他特困人员", "of another hardship group laid down"
)
in_school = truth("in_school", "继续入学", "continues in school")
housing_difficulty = truth("housing_difficulty", "符合住房困难标准", "meets the housing-difficulty standard")
supported = word(
    "supported",
    "特困供养方式",
    "how somebody in extreme difficulty is supported",
    {"home": ("分散供养", "at home"), "institution": ("集中供养", "in an institution")},
)
emergency = words("emergency", "突发困难", "emergency", EMERGENCIES)
registered_in_community = truth(
    "registered_in_community", "户籍在社区（城镇标准）", "registered in a community (urban standard)"
)
resident_in_community = truth(
    "resident_in_community", "居住在社区（城镇标准）", "living in a community (urban standard)"
)

# Work, insurance and the base
wants_own_business = truth("wants_own_business", "有创业意愿", "wants to start a business")
employment_difficulty = truth("employment_difficulty", "就业困难人员", "person with employment difficulty")
takes_people_on = truth("takes_people_on", "企业吸纳刑满释放人员就业", "the employer takes released persons on")
runs_own_business = truth("runs_own_business", "自主创业、自谋职业", "works on own account")
was_insured = words(
    "was_insured",
    "已参加的保险",
    "insurances joined before",
    {
        "pension": ("基本养老保险", "pension"),
        "unemployment": ("失业保险", "unemployment"),
        "medical": ("基本医疗保险", "medical"),
    },
)
former_official = truth("former_official", "原国家公职人员", "former public employee")
needs_a_roof = truth("needs_a_roof", "无处安身", "has nowhere to stay")

enterprise_bases = number(
    "enterprise_bases", "镇街已签协议的企业安置基地数", "enterprise bases of the town with an agreement"
)

social_workers = number("social_workers", "专职社工人数", "social workers employed")
people_in_care = number("people_in_care", "在帮人数", "people in care")

# What offices do
key_period_begins_on = event("key_period_begins_on", "重点时期开始", "a key period begins")
key_period_ends_on = day("key_period_ends_on", "重点时期最后一日", "last day of the key period")
key_period_education_on = event("key_period_education_on", "重点时期教育", "education held for the key period")
lesson_on = event("lesson_on", "集中教育", "education session held")
joint_meeting_on = event("joint_meeting_on", "联席会议", "joint meeting")
liaison_on = event("liaison_on", "司法所与派出所对接", "liaison of justice office and police station")
ledger_made_on = event("ledger_made_on", "建立年度台账", "yearly ledger made")
appraised_on = event("appraised_on", "考核", "appraised")
skill_course_on = event("skill_course_on", "技能培训", "skill course")

# The four promises
work_helped_on = event("work_helped_on", "就业帮扶", "helped with work")
hardship_helped_on = event("hardship_helped_on", "困难救助", "helped with hardship")
