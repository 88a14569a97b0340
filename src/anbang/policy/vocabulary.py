"""The events and facts that rules may speak of, each declared once, with its Chinese and English reading."""

from anbang.policy.language.words import day, event, number, word, words

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
received_on = event("received_on", "接回或自行到家", "met at the gate or came alone")
notice_in_care_on = event("notice_in_care_on", "释放后才收到通知书", "release notice received only after release")
priority_notice_in_care_on = event(
    "priority_notice_in_care_on",
    "释放后才收到列为重点的通知书",
    "release notice with priority reasons received only after release",
)
died_on = event("died_on", "死亡", "died")
reoffended_on = event("reoffended_on", "重新犯罪", "reoffended")

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
