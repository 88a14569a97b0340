"""What some said is wrong with a page: one was answered, one waits."""

from datetime import date, timedelta

from anbang.coordination.feedback.actions import NewFeedback, answer_feedback, write_feedback
from anbang.demo.accounts import DISTRICT, TOWN, VILLAGE
from anbang.demo.staff import Crew
from anbang.organisations.kinds import Role

VERSION = "0.1.0"


def play_remarks(crew: Crew, *, on: date) -> None:
    """Two days ago and yesterday."""
    asked, answered = on - timedelta(days=2), on - timedelta(days=1)
    assistant = crew.acting(crew.at(Role.JUSTICE_ASSISTANT, TOWN), asked)
    first = NewFeedback("/reception/", "打印出来第二页没有表头。", VERSION, "每一页都有表头。")
    remark = write_feedback(first, by=assistant, on=asked)
    aftercare = crew.acting(crew.at(Role.AFTERCARE_OFFICER, DISTRICT), answered)
    answer_feedback(remark.pk, "已请系统管理员改，下次升级就好；现在可以横向打印。", by=aftercare, on=answered)
    cadre = crew.acting(crew.at(Role.VILLAGE_CADRE, VILLAGE), answered)
    write_feedback(NewFeedback("/people/…/steps/visit/", "日期在旧手机上点不开。", VERSION), by=cadre, on=answered)
