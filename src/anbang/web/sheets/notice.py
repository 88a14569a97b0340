"""The notice to the person: what is kept, what for, on which ground, who receives it, how long, and which rights there are (articles 7, 17, 30, 35).

The Chinese text is the official one and always stands there; in English its reading stands below each sentence.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import get_language, gettext_lazy, override

from anbang.casework.step.policy import pack_in_force
from anbang.organisations.acting import ActingStaff
from anbang.papers.models import ExportKind, Purpose
from anbang.policy import DEFAULT_PACK
from anbang.web.readers import MAY_READ_THE_OFFENCE
from anbang.web.sheets.sheet import Printing, Sheet

CHINESE = "zh-hans"
MORE_TIME = "%(more)s"
# Who receives them of a closed file: nobody by office.
WHO_RECEIVES = gettext_lazy("四、谁会收到这些信息")
OF_A_CLOSED_FILE = (
    gettext_lazy(
        "您的记录依法封存：只有区司法局指定的工作人员能看到和保管，由他们帮教；村（社区）、派出所和其他部门都看不到。"
    ),
    gettext_lazy("原关押的监所收到核查和接送的回复。办理救助、就业、保险时，只提供所需的部分，不提供封存的记录。"),
    gettext_lazy("不向用人单位、房东、学校提供有没有前科的答复，不公开，不提供到境外。"),
)
# Title → its sentences.
TEXT: Sequence[tuple[Any, Sequence[Any]]] = (
    (
        gettext_lazy("一、谁处理您的信息"),
        (gettext_lazy("%(office)s和区司法局、区安帮办，为安置帮教工作处理您的个人信息。联系电话、地址见文末。"),),
    ),
    (
        gettext_lazy("二、处理哪些信息"),
        (
            gettext_lazy("姓名、性别、出生日期、身份证号、户籍地和居住地、联系方式。"),
            gettext_lazy(
                "监所告知的罪名、刑期、释放日期和文书；与帮教有关的健康状况。这些是敏感个人信息，只在办理您的事所必需的范围内处理。"
            ),
            gettext_lazy("接送、报到、走访、帮教方案、救助和就业帮扶的记录，以及为申请救助所需的家庭情况。"),
            gettext_lazy("不采集人脸、指纹和行踪，不自动给人打分。"),
        ),
    ),
    (
        gettext_lazy("三、为什么处理，依据什么"),
        (
            gettext_lazy("目的只有一个：衔接好您的回归，落实帮教、救助和就业帮扶。不作他用。"),
            gettext_lazy(
                "依据是监狱法第三十七条、社区矫正和安置帮教的有关规定、%(document)s，以及个人信息保护法第十三条第一款第三项、第三十四条：这是国家机关履行法定职责所必需，不以您同意为前提。"
            ),
            gettext_lazy(
                "不处理这些信息，就无法接送、帮教和办理救助。对您的影响是：办理您的事的单位会知道这些信息；每次查看都有记录，您可以随时要求查看。"
            ),
        ),
    ),
    (
        WHO_RECEIVES,
        (
            gettext_lazy("负责您的司法所、户籍地和居住地的司法所、区司法局、区安帮办，以及所在镇街。"),
            gettext_lazy(
                "村（社区）、参加帮教小组的派出所和发放补助的民政，只看到姓名、联系方式和要办的事，看不到罪名。"
            ),
            gettext_lazy("原关押的监所收到核查和接送的回复。其他部门只在办理您的救助、就业、保险时收到所需的部分。"),
            gettext_lazy("不向用人单位、房东、学校提供有没有前科的答复，不公开，不提供到境外。"),
        ),
    ),
    (
        gettext_lazy("五、保存多久"),
        (
            gettext_lazy("帮教期间保存：刑满释放后 %(prison)s 年，社区矫正期满后 %(corrections)s 年。"),
            gettext_lazy(
                "结案满 %(archived)s 个月归档，此后只有最后负责的司法所和区里能看；结案满 %(kept)s 年，由两人决定销毁。因诉讼、审计等需要继续保存的，写明原因和期限。"
            ),
        ),
    ),
    (
        gettext_lazy("六、您有哪些权利"),
        (
            gettext_lazy("您可以查阅、复制您的信息和谁看过您的档案；信息不对、不全的，要求更正、补充。"),
            gettext_lazy(
                "您可以提出异议，要求限制处理、依法删除，并要求解释我们怎样处理。关于您的记录，您可以说明，说明与记录放在一起。"
            ),
            gettext_lazy("您去世后，近亲属为了自身的合法、正当利益，可以查阅、复制、更正、删除，您另有安排的除外。"),
        ),
    ),
    (
        gettext_lazy("七、怎样行使"),
        (
            gettext_lazy(
                "带身份证件到司法所或区司法局，口头、书面都可以，不需要账号，不收费。委托别人的，带授权委托书。"
            ),
            gettext_lazy("收到后 %(days)s 日内答复；不同意的，说明理由和依据。"),
            gettext_lazy("确需延长的，说明原因，延长一次，至多 %(more)s 日。"),
            gettext_lazy(
                "不服的，可以向区司法局或者履行个人信息保护职责的部门投诉、举报，也可以依法向人民法院提起诉讼。"
            ),
        ),
    ),
    (
        gettext_lazy("八、未成年人"),
        (
            gettext_lazy(
                "不满 %(age)s 周岁的：只登记帮助孩子所必需的，取得父母或者其他监护人的同意（法律规定不需要同意的除外），由监护人代为行使上面的权利，只由办理的人查看，办完不再使用。"
            ),
            gettext_lazy(
                "犯罪时不满十八周岁、记录依法封存的：不出现在名册、查询和统计中，只由指定的工作人员保管；帮教照常。"
            ),
        ),
    ),
)


def _content(printing: Printing) -> dict[str, Any]:
    figures, is_closed = _figures(printing.by), printing.standing.person.is_closed
    text = [(title, OF_A_CLOSED_FILE if is_closed and title == WHO_RECEIVES else told) for title, told in TEXT]
    return {
        "sections": [_said(title, sentences, figures) for title, sentences in text],
        "is_glossed": not _is_chinese(),
    }


def _figures(by: ActingStaff) -> Mapping[str, Any]:
    pack = pack_in_force()
    named = {
        "prison": "care_years_after_release",
        "corrections": "care_years_after_corrections",
        "days": "request_days",
        "more": "request_extension_days",
        "age": "guardian_age_years",
        "archived": "archive_after_months",
        "kept": "file_kept_years",
    }
    told = {name: pack.parameter(parameter, by.today) for name, parameter in named.items()}
    return {**told, "office": by.office_name, "document": DEFAULT_PACK.document}


def _said(title: Any, sentences: Sequence[Any], figures: Mapping[str, Any]) -> dict[str, Any]:
    """What speaks of more time is left out where the district gives none."""
    told = [one for one in sentences if figures["more"] or MORE_TIME not in str(one)]
    return {"title": _both(title, {}), "sentences": [_both(one, figures) for one in told]}


def _both(text: Any, figures: Mapping[str, Any]) -> dict[str, str]:
    """The official sentence, and its reading for whoever reads another language."""
    with override(CHINESE):
        official = str(text) % figures if figures else str(text)
    return {"official": official, "gloss": "" if _is_chinese() else str(text) % figures if figures else str(text)}


def _is_chinese() -> bool:
    return (get_language() or CHINESE).startswith("zh")


NOTICE = Sheet(
    slug="notice",
    title=gettext_lazy("个人信息告知书"),
    kind=ExportKind.NOTICE,
    look="notice to the person",
    roles=MAY_READ_THE_OFFENCE,
    purposes=(Purpose.FOR_THE_PERSON, Purpose.OTHER),
    usual=Purpose.FOR_THE_PERSON,
    template="sheets/notice.html",
    content=_content,
    for_whom=gettext_lazy("给本人或者监护人，说明个人信息怎么处理"),
    hint=gettext_lazy("报到时交给本人，未成年人交给监护人，当面说明；任何时候都可以再打印。"),
)
