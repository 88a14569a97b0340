"""What the events of a story are called, in Chinese and English: the names under which officers read them."""

from collections.abc import Mapping

TITLES: Mapping[str, tuple[str, str]] = {
    # In custody
    "admitted": ("收押", "admission to custody"),
    "form_sent": ("登记表寄出", "registration form sent"),
    "form_received": ("收到登记表", "registration form received"),
    "verified": ("核查回复", "verification answered"),
    "change_learnt": ("得知重大变故", "major change learnt of"),
    "change_told": ("互通重大变故", "major change told"),
    "family_hardship_learnt": ("得知服刑人员家庭困难", "hardship of the family learnt of"),
    "family_referred": ("协调帮助其家庭", "help for the family arranged"),
    "release_date_changed": ("释放之日变更", "change of the release day"),
    "notice_received": ("收到释放通知书", "release notice received"),
    "priority_alerted": ("通报镇街和派出所", "town and police station told"),
    "reception_arranged": ("接收安排回复", "reception arrangement sent back"),
    "not_ours": ("非本辖区退回", "return as not ours"),
    # At the gate and in care
    "released": ("刑满释放", "release"),
    "corrections_completed": ("社区矫正期满", "end of community corrections"),
    "received": ("接回情况", "reception at the gate"),
    "reported_in": ("到司法所报到", "reporting in at the justice office"),
    "certificate_brought": ("补来释放证明", "release certificate brought later"),
    "aid_explained": ("讲解救助政策", "aid explained"),
    "team_named": ("确定帮教小组", "care team named"),
    "plan_made": ("制定帮教方案", "care plan made"),
    "priority_set": ("列为重点", "priority set"),
    "priority_lifted": ("取消重点理由", "priority lifted"),
    "moved": ("居住地变动", "change of residence"),
    "registered_changed": ("户籍地变动", "change of the registered place"),
    "identity_established": ("查清身份", "identity established"),
    "transfer_accepted": ("接收转入", "transfer accepted"),
    "transfer_returned": ("退回转入", "transfer returned"),
    "pick_up_planned": ("接人方案", "pick-up planned"),
    "plan_reviewed": ("帮教方案复查", "care plan reviewed"),
    "went_away": ("外出务工", "away for work"),
    "came_back": ("外出返回", "back from working away"),
    "noted": ("记事", "note"),
    "contact_changed": ("联系方式变更", "how to reach the person changed"),
    "visited": ("跟踪帮教走访", "follow-up visit"),
    "reviewed": ("全面考察", "full review"),
    "contact_lost": ("失去联系", "contact lost"),
    "search_made": ("查找", "search made"),
    "found": ("找到", "person found"),
    "sign_confirmed": ("苗头经两人确认", "sign of reoffending confirmed"),
    "police_told": ("通报公安机关", "police told"),
    "called": ("问村居和家里有什么困难", "call on village and family"),
    # What the person asks of those who keep the file
    "request_came": ("收到个人信息请求", "rights request received"),
    "request_extended": ("延长答复期限", "time to answer a rights request extended"),
    "request_answered": ("答复个人信息请求", "rights request answered"),
    # The household and its money
    "facts": ("家庭情况", "facts of the household"),
    "dibao_granted": ("享受低保", "dibao granted"),
    "dibao_ended": ("停止低保", "end of dibao"),
    "hardship_certified": ("村居开具困难证明", "hardship certified"),
    "allowance_checked": ("司法所审查补助", "allowance checked"),
    "allowance_approved": ("镇街审批补助", "allowance approved"),
    "allowance_paid": ("发放补助", "payment of the allowance"),
    # What ends a case, and what comes of it
    "suspected": ("涉嫌重新犯罪", "suspicion of a reoffence"),
    "arrested": ("因重新犯罪被逮捕", "arrest for a reoffence"),
    "reoffended": ("重新犯罪", "reoffence"),
    "looked_back": ("完成倒查", "look-back made"),
    "died": ("死亡", "death"),
    "care_ended": ("确认结束帮教", "end of care confirmed"),
}
# To the rules it is a move to where the person lives already; in the office nobody moved.
PROPOSED_AGAIN = ("再次发起转接", "transfer proposed again")


def title_of(event: str, language: str | None, *, again: bool = False) -> str:
    """What happened, in English for an English reader, else in Chinese; an event without a title by its own name. `again`: a move that only
    proposes a transfer once more.
    """
    zh, en = PROPOSED_AGAIN if again else TITLES.get(event, (event, event))
    return en[:1].upper() + en[1:] if (language or "").startswith("en") else zh
