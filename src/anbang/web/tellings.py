"""What every step is called that the trail keeps and that is no act about a person; acts have the names of the policy's events."""

from dataclasses import dataclass

from django.utils.translation import gettext_noop


@dataclass(frozen=True, slots=True)
class Telling:
    """How a kind of event is told: its title, and the mark beside it."""

    title: str
    icon: str
    tone: str


TELLINGS = {
    # About pages
    "feedback_written": Telling(gettext_noop("反映了页面的问题"), "info-circle", "blue"),
    "feedback_answered": Telling(gettext_noop("答复了页面的问题"), "check", "green"),
    "feedback_closed": Telling(gettext_noop("看过了页面问题的答复"), "check", "grey"),
    # About somebody
    "receipt_confirmed": Telling(gettext_noop("监所签收核查回复"), "mail-check", "green"),
    "change_told": Telling(gettext_noop("来文告知变动"), "arrows-exchange", "amber"),
    "change_taken_back": Telling(gettext_noop("撤销来文变动"), "arrow-back-up", "grey"),
    "change_confirmed": Telling(gettext_noop("签收变故通报"), "mail-check", "green"),
    "file_closed": Telling(gettext_noop("封闭档案，待封存"), "shield-lock", "violet"),
    "list_undone_around_file": Telling(
        gettext_noop("登记本人的名单整批撤销，本档案保留；请核对名单所写各项"), "alert-triangle", "amber"
    ),
    "resembling_paper_left_out": Telling(
        gettext_noop("一份纸质来文与本档案相像，未登记；请核实是否同一人"), "users", "amber"
    ),
    "resembling_paper_taken_in": Telling(
        gettext_noop("一份纸质来文与本档案同名、同日出生，已另立档案；请核实是否同一人"), "users", "amber"
    ),
    "release_before_admission_left_out": Telling(
        gettext_noop("名单中有一行的释放日期早于收押日期，未并入档案；请与来文单位核对"), "alert-triangle", "amber"
    ),
    "back_in_custody": Telling(gettext_noop("名单写明再次收押，在本档案中另立新案"), "user-plus", "amber"),
    "return_taken_back": Telling(gettext_noop("撤销依名单另立的新案"), "arrow-back-up", "grey"),
    "row_left_out": Telling(
        gettext_noop("名单中有一行写到本人，未并入档案；请与来文单位核对"), "alert-triangle", "amber"
    ),
    "finding_settled": Telling(gettext_noop("查清三假情况"), "check", "green"),
    "family_need_settled": Telling(gettext_noop("家庭困难有了结果"), "check", "green"),
    "glass_broken": Telling(gettext_noop("紧急查阅档案"), "eye", "amber"),
    "glass_found_nobody": Telling(gettext_noop("试图紧急查阅，没有打开"), "eye", "grey"),
    "emergency_judged": Telling(gettext_noop("核实了紧急查阅"), "check", "grey"),
    "file_sealed": Telling(gettext_noop("决定封存"), "shield-lock", "violet"),
    "opening_proposed": Telling(gettext_noop("提出解除封闭，待另一人确认"), "shield-lock", "amber"),
    "file_opened": Telling(gettext_noop("两人确认，解除封闭"), "shield-lock", "grey"),
    "opening_refused": Telling(gettext_noop("不同意解除封闭"), "shield-lock", "grey"),
    "unsealing_asked": Telling(gettext_noop("申请查阅封存记录"), "eye", "amber"),
    "unsealing_agreed": Telling(gettext_noop("同意查阅封存记录"), "eye", "violet"),
    "unsealing_refused": Telling(gettext_noop("不同意查阅封存记录"), "eye", "grey"),
    "staff_excluded": Telling(gettext_noop("有工作人员回避"), "shield-lock", "grey"),
    "exclusion_ended": Telling(gettext_noop("结束回避"), "shield-lock", "grey"),
    "case_handed_over": Telling(gettext_noop("换了承办人"), "arrows-exchange", "blue"),
    "told_up": Telling(gettext_noop("逾期或异常上报上级"), "alert-triangle", "amber"),
    "telling_rests": Telling(gettext_noop("暂停上报"), "clock", "grey"),
    "sign_noted": Telling(gettext_noop("登记了苗头"), "info-circle", "amber"),
    "sign_answered": Telling(gettext_noop("本人说明苗头"), "user", "blue"),
    "sign_unfounded": Telling(gettext_noop("苗头标明不实"), "x", "grey"),
    "sign_withdrawn": Telling(gettext_noop("撤销了误记的苗头"), "arrow-back-up", "grey"),
    "sign_redacted": Telling(gettext_noop("删去了苗头的文字"), "x", "grey"),
    "exported": Telling(gettext_noop("打印或导出"), "file-text", "grey"),
    "answer_signed_for": Telling(gettext_noop("签收个人信息请求的答复"), "check", "green"),
    "police_receipt": Telling(gettext_noop("公安机关回执"), "mail-check", "green"),
    # How a file came to be, and what lies in it
    "taken_in_on_the_spot": Telling(gettext_noop("当场建档"), "user-plus", "blue"),
    "form_typed_in": Telling(gettext_noop("录入纸质登记表"), "file-text", "blue"),
    "enquiry_asked": Telling(gettext_noop("有人在别处报到，来询问此人"), "help-circle", "amber"),
    "enquiry_told_up": Telling(gettext_noop("别处的询问没有答复，上报区里"), "alert-triangle", "amber"),
    "enquiry_answered": Telling(gettext_noop("答复了别处的询问"), "help-circle", "blue"),
    "paper_brought": Telling(gettext_noop("补来了来文所缺的材料"), "upload", "blue"),
    "scan_attached": Telling(gettext_noop("存入扫描件"), "upload", "grey"),
    "scan_removed": Telling(gettext_noop("移除了误存的扫描件"), "x", "grey"),
    # An act was put right: told at the act itself
    "act_day_corrected": Telling(gettext_noop("更正了一条记录的日期"), "calendar-event", "grey"),
    "act_withdrawn": Telling(gettext_noop("撤销了一条误录"), "arrow-back-up", "grey"),
    "act_redacted": Telling(gettext_noop("删去了一条记录的文字"), "x", "grey"),
    # Lists
    "list_received": Telling(gettext_noop("收到名单"), "file-spreadsheet", "blue"),
    "list_failed": Telling(gettext_noop("名单无法读取"), "alert-triangle", "amber"),
    "outbound_form_removed": Telling(gettext_noop("外寄登记表到期删除"), "x", "grey"),
    "list_lapsed": Telling(gettext_noop("名单长期没有人确认，自动取消"), "clock", "amber"),
    "list_cancelled": Telling(gettext_noop("取消名单"), "ban", "grey"),
    "list_row_opened": Telling(gettext_noop("打开名单的一行，看到全号"), "eye", "grey"),
    "closed_row_opened": Telling(gettext_noop("打开名单中封闭的一行"), "eye", "violet"),
    "closed_row_corrected": Telling(gettext_noop("更正名单中封闭的一行"), "pencil", "violet"),
    "closed_row_taken_in": Telling(gettext_noop("登记名单中封闭的一行"), "check", "violet"),
    "closed_row_sent_back": Telling(gettext_noop("名单中封闭的一行由封存管理人处理，不登记"), "send", "violet"),
    "list_row_corrected": Telling(gettext_noop("更正名单的一行"), "pencil", "grey"),
    "list_row_decided": Telling(gettext_noop("判定名单的一行"), "check", "grey"),
    "list_taken_in": Telling(gettext_noop("名单登记入册"), "check", "green"),
    "list_undone": Telling(gettext_noop("撤销名单"), "arrow-back-up", "grey"),
    "list_returned_marked": Telling(gettext_noop("退回标注的名单"), "download", "grey"),
    "list_rows_removed": Telling(gettext_noop("清除名单的行"), "x", "grey"),
    "list_file_removed": Telling(gettext_noop("销毁名单的原表"), "x", "grey"),
    "disposal_proposed": Telling(gettext_noop("保存期满，提出销毁"), "inbox", "amber"),
    "disposal_decided": Telling(gettext_noop("决定销毁，待另一人确认"), "inbox", "amber"),
    "file_disposed_of": Telling(gettext_noop("两人确认，销毁档案"), "inbox", "grey"),
    "disposal_refused": Telling(gettext_noop("不同意销毁"), "inbox", "grey"),
    "file_kept_on": Telling(gettext_noop("继续保存档案"), "inbox", "grey"),
    # Forms for other counties
    "outbound_form_noted": Telling(gettext_noop("登记外寄登记表"), "file-text", "blue"),
    "outbound_form_sent": Telling(gettext_noop("寄出外寄登记表"), "send", "blue"),
    "outbound_scan_opened": Telling(gettext_noop("查看外寄登记表的扫描件"), "eye", "grey"),
    "outbound_form_confirmed": Telling(gettext_noop("外地签收登记表"), "mail-check", "green"),
    # What offices do by the calendar
    "joint_meeting": Telling(gettext_noop("联席会议"), "users", "blue"),
    "liaison": Telling(gettext_noop("与派出所对接"), "arrows-exchange", "blue"),
    "lesson": Telling(gettext_noop("集中教育"), "book-2", "blue"),
    "skill_course": Telling(gettext_noop("技能培训"), "book-2", "blue"),
    "ledger_made": Telling(gettext_noop("建立年度台账"), "file-text", "blue"),
    "appraised": Telling(gettext_noop("考核"), "clipboard-check", "blue"),
    "key_period_education": Telling(gettext_noop("重点时期教育"), "book-2", "blue"),
    "office_act_day_corrected": Telling(gettext_noop("更正了单位工作的日期"), "calendar-event", "grey"),
    "office_act_withdrawn": Telling(gettext_noop("撤销了误录的单位工作"), "arrow-back-up", "grey"),
    "office_act_redacted": Telling(gettext_noop("删去了单位工作的文字"), "x", "grey"),
    "key_period_set": Telling(gettext_noop("设定重点时期"), "calendar-event", "blue"),
    "key_period_corrected": Telling(gettext_noop("更正重点时期"), "pencil", "grey"),
    "key_period_withdrawn": Telling(gettext_noop("撤销重点时期"), "arrow-back-up", "grey"),
    "base_agreed": Telling(gettext_noop("签订企业安置基地协议"), "home", "green"),
    "base_ended": Telling(gettext_noop("终止企业安置基地协议"), "ban", "grey"),
    # Offices, staff and groups
    "office_opened": Telling(gettext_noop("设立机构"), "map-2", "blue"),
    "office_renamed": Telling(gettext_noop("机构改名"), "pencil", "grey"),
    "office_merged": Telling(gettext_noop("机构并入另一机构"), "arrows-exchange", "grey"),
    "account_opened": Telling(gettext_noop("开通账号"), "user-plus", "blue"),
    "appointed": Telling(gettext_noop("任职"), "user", "blue"),
    "posting_proposed": Telling(gettext_noop("提出任职，待放行"), "user", "amber"),
    "posting_released": Telling(gettext_noop("放行任职"), "user", "blue"),
    "password_released": Telling(gettext_noop("放行临时密码"), "key", "amber"),
    "release_refused": Telling(gettext_noop("没有放行"), "ban", "amber"),
    "posting_ended": Telling(gettext_noop("任职结束"), "logout", "grey"),
    # Accounts and signing in
    "account_ended": Telling(gettext_noop("停用账号"), "ban", "grey"),
    "password_reset": Telling(gettext_noop("重置密码"), "key", "amber"),
    "password_changed": Telling(gettext_noop("本人修改密码"), "key", "grey"),
    "second_factor_set_up": Telling(gettext_noop("设置两步验证"), "lock", "grey"),
    "second_factor_removed": Telling(gettext_noop("本人停用两步验证的一种方式"), "lock", "amber"),
    "second_factor_reset": Telling(gettext_noop("重置两步验证"), "lock", "amber"),
    "account_locked": Telling(gettext_noop("输错太多，账号锁定"), "lock", "red"),
    "lock_lifted": Telling(gettext_noop("解除账号锁定"), "lock", "grey"),
    "sessions_ended": Telling(gettext_noop("退出账号的全部登录"), "logout", "amber"),
    "signed_in": Telling(gettext_noop("登录"), "door-enter", "grey"),
    "signed_out": Telling(gettext_noop("退出"), "logout", "grey"),
    "notices_chosen": Telling(gettext_noop("选择早上的提醒"), "send", "grey"),
    "notice_address_given": Telling(gettext_noop("填写提醒的地址，待确认"), "send", "grey"),
    "notice_address_confirmed": Telling(gettext_noop("确认提醒的地址"), "mail-check", "amber"),
    "notice_address_removed": Telling(gettext_noop("删除提醒的地址"), "x", "grey"),
    "calendar_link_made": Telling(gettext_noop("生成日历链接"), "calendar-event", "amber"),
    "calendar_link_ended": Telling(gettext_noop("停用日历链接"), "calendar-event", "grey"),
    "calendar_fetched": Telling(gettext_noop("日历来取待办（当天第一次）"), "calendar-event", "grey"),
    "group_set_up": Telling(gettext_noop("成立小组"), "users", "blue"),
    "group_ended": Telling(gettext_noop("撤销小组"), "ban", "grey"),
    "member_seated": Telling(gettext_noop("加入小组"), "user-plus", "blue"),
    "member_unseated": Telling(gettext_noop("退出小组"), "logout", "grey"),
    # The policy and its document
    "official_document_uploaded": Telling(gettext_noop("上传正式文件"), "upload", "blue"),
    "official_document_confirmed": Telling(gettext_noop("正式文件生效"), "check", "green"),
    "official_document_discarded": Telling(gettext_noop("弃用文件草稿"), "x", "grey"),
    "policy_rehearsed": Telling(gettext_noop("试算政策数值"), "refresh", "grey"),
    # The keys
    "key_added": Telling(gettext_noop("新增密钥"), "key", "blue"),
    "resealing_began": Telling(gettext_noop("开始换用新密钥"), "refresh", "blue"),
    "resealing_ended": Telling(gettext_noop("换用新密钥"), "check", "green"),
    "indexes_renewed": Telling(gettext_noop("重新计算索引"), "refresh", "green"),
    "key_retired": Telling(gettext_noop("停用旧密钥"), "x", "grey"),
    # The installation
    "restored": Telling(gettext_noop("从备份恢复系统"), "refresh", "amber"),
}
# What an earlier version recorded and no code records any more: never its code.
UNTOLD = Telling(gettext_noop("登记了一件事"), "info-circle", "grey")
