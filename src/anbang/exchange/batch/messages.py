"""What is told of a fault: for each code a sentence that says what is wrong, and one that says what is accepted."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, gettext_noop

from anbang.exchange.batch.reading import LARGEST_LIST
from anbang.lib.workbook import LIMITS

# Marked here and translated when asked: whoever reads decides the language. No figure of the policy stands in a sentence.
FAULTS: Mapping[str, tuple[str, str]] = {
    "name_missing": (gettext_noop("没有姓名。"), gettext_noop("填写与身份证件一致的姓名。")),
    "id_length": (
        gettext_noop("身份证号的位数不对。"),
        gettext_noop(
            "18 位身份证号，末位可以是 X；旧的 15 位号码也可以。单元格请设为文本格式，数字格式会丢失末尾几位。"
        ),
    ),
    "id_check_digit": (
        gettext_noop("身份证号的校验位不对，至少有一位写错了。"),
        gettext_noop("请对照身份证件逐位核对。"),
    ),
    "id_date": (
        gettext_noop("身份证号中的出生日期不存在或不可能。"),
        gettext_noop("第 7 至 14 位应是真实的年月日，不早于 1900 年，不晚于登记当天；请对照身份证件核对。"),
    ),
    "born_mismatch": (
        gettext_noop("出生日期与身份证号不一致。"),
        gettext_noop("两处写同一天；或者清空出生日期，以身份证号为准。"),
    ),
    "sex_mismatch": (
        gettext_noop("性别与身份证号不一致。"),
        gettext_noop("身份证号第 17 位单数为男、双数为女；或者清空性别，以身份证号为准。"),
    ),
    "born_missing": (gettext_noop("身份证号和出生日期都没有。"), gettext_noop("至少填写其中一项。")),
    "date_unreadable": (
        gettext_noop("日期没有填写、无法识别或不可能。"),
        gettext_noop(
            "日期单元格，或 2026-11-03、2026/11/3、2026.11.03、20261103、2026年11月3日，"
            "在 1900 至 2100 年间；出生在作案、收押、释放之前，"
            "作案不晚于收押、释放，出生、作案和收押不晚于登记当天。"
        ),
    ),
    "release_before_admission": (
        gettext_noop("释放日期早于收押日期。"),
        gettext_noop("收押日期不晚于释放日期，请核对两处日期。"),
    ),
    "admission_after_the_end": (
        gettext_noop("此人的上一案已经结束，名单没有写明结案以后的收押，不能另立新案。"),
        gettext_noop(
            "上一案结案当天或以后、登记当天以前的收押日期，结案日期见专档；只是重复旧案的，不必登记。结案登记有误的，先在专档中更正。"
        ),
    ),
    "still_in_care": (
        gettext_noop("此人还在帮教中，收押日期却在释放之后：上一案还没有结束。"),
        gettext_noop("先由负责的司法所登记重新犯罪或结束帮教，再打开这一行重新提交；名单写错的，请更正收押日期。"),
    ),
    "admission_does_not_fit": (
        gettext_noop("按这个收押日期，专档中已有的登记对不上。"),
        gettext_noop("请对照专档核对收押日期；专档登记有误的，先在专档中更正，再打开这一行重新提交。"),
    ),
    "person_died": (
        gettext_noop("此人已登记死亡。"),
        gettext_noop("请向来文单位核对是不是同一人；死亡登记有误的，先在专档中撤销，再打开这一行重新提交。"),
    ),
    "town_unknown": (
        gettext_noop("本区没有这个镇街。"),
        gettext_noop("本区镇街的名称，“镇”“街道”可以省略；区外的地址请写明省、市或区县。"),
    ),
    "village_unknown": (
        gettext_noop("本区没有这个村或社区。"),
        gettext_noop("该镇街所辖村或社区的名称，“村”“社区”“居委会”“村委会”可以省略。"),
    ),
    "village_not_in_town": (
        gettext_noop("这个村或社区不在所填的镇街。"),
        gettext_noop("镇街与村居对不上，请核对是哪一项写错了。"),
    ),
    "sentence_unreadable": (
        gettext_noop("刑期无法识别。"),
        gettext_noop("三年六个月、3年6个月、42个月、10个月或无期徒刑。"),
    ),
    "id_15_digits": (gettext_noop("这是 15 位的旧身份证号。"), gettext_noop("已换算为 18 位，请核对。")),
    "id_full_width": (gettext_noop("身份证号用了全角字符。"), gettext_noop("已改为半角，不用处理。")),
    "id_missing": (
        gettext_noop("没有身份证号，身份还没有查清。"),
        gettext_noop("有身份证号的请补填；确实没有的按身份不明人员办理。"),
    ),
    "region_unusual": (
        gettext_noop("身份证号的地区码不是本区的。"),
        gettext_noop("只是提示：户籍迁入的人员会有外地号码，请核对户籍地。"),
    ),
    "juvenile_offence": (
        gettext_noop("犯罪时未成年，又符合封存条件。"),
        gettext_noop("这一行已封闭，将报请封存；只有获准的人员可以查看。"),
    ),
    "late_notice": (
        gettext_noop("通知来得晚：距释放的时间少于规定的期限，或者已经释放。"),
        gettext_noop("照常登记，请马上安排衔接；已经释放的，请当天找到本人。"),
    ),
}

FAILURES: Mapping[str, str] = {
    "file_too_large": gettext_noop("文件超过 %(megabytes)s MB。请只保留名单，删除图片和附件后再上传。"),
    "file_empty": gettext_noop("文件是空的。请确认名单已保存，再重新上传。"),
    "file_encrypted": gettext_noop("文件设有打开密码。请取消密码、另存后再上传。"),
    "not_a_workbook": gettext_noop("这不是 Excel 工作簿或 CSV 表格%(what)s。请另存为 xlsx 格式后再上传。"),
    "unpacks_too_large": gettext_noop("文件解压后超过 %(megabytes)s MB。请新建工作簿，只复制名单后再上传。"),
    "sheet_too_large": gettext_noop(
        "工作表“%(sheet)s”超过 %(rows)s 行或 %(columns)s 列。请删除名单以外的行和列，或新建工作簿只复制名单后再上传。"
    ),
    "cell_too_long": gettext_noop(
        "工作表“%(sheet)s”第 %(row)s 行有单元格超过 %(characters)s 字。请缩短后再上传，系统不会截断。"
    ),
    "too_many_sheets": gettext_noop("工作簿超过 %(sheets)s 张工作表。请只保留有名单的工作表后再上传。"),
    "needs_too_much": gettext_noop("打开这个文件需要太多内存。请新建工作簿，只复制名单后再上传。"),
    "takes_too_long": gettext_noop("读取超过 %(seconds)s 秒，已停止。请新建工作簿，只复制名单后再上传。"),
    "file_damaged": gettext_noop("文件已损坏，无法读取。请用 Excel 或 WPS 打开、另存为 xlsx 格式后再上传。"),
    "broke_off": gettext_noop("读取时出了意外，已停止。请再上传一次；如果再次出现，请告知系统管理员。"),
    "missing_columns": gettext_noop("找不到必需的列：%(columns)s。请补上这些列的标题后再上传。"),
    "missing_columns_on_sheet": gettext_noop(
        "工作表“%(sheet)s”上有人员，但找不到必需的列：%(columns)s。请补上这些列的标题，或删除这张工作表后再上传。"
    ),
    "nobody_in_it": gettext_noop("标题行下面没有人员。请确认名单已填写，再重新上传。"),
    "taking_in_broke_off": gettext_noop(
        "登记中断了，什么都没有登记。请再确认一次；还是不行，请联系系统管理员查看后台记录。"
    ),
    "rows_broke_off": gettext_noop(
        "登记第 %(lines)s 行时出了意外，这几行没有登记；其余可登记的行不受影响。请核对这几行，或告知系统管理员。"
    ),
    "register_moved_on": gettext_noop("名单检查之后，登记的人员有了变化，各行已重新判断。请再看一遍，然后确认。"),
    "list_too_long": gettext_noop("名单超过 %(rows)s 人。请分成几份上传。"),
}

_ALWAYS_KNOWN: Mapping[str, Any] = {"rows": LARGEST_LIST, "megabytes": LIMITS.file_bytes // 1048576}


def fault_message(code: str) -> tuple[str, str]:
    """What is wrong at a cell and what is accepted there, in the reader's language. KeyError for a code that is none."""
    what, accepted = FAULTS[code]
    return gettext(what), gettext(accepted)


def failure_message(code: str, about: Mapping[str, Any]) -> str:
    """Why a whole file is refused and what to do, in the reader's language. `about`: as UnreadableWorkbook tells it."""
    told = {**_ALWAYS_KNOWN, **{name: _told(name, value) for name, value in about.items()}}
    return gettext(FAILURES[code]) % told


def _told(name: str, value: Any) -> Any:
    if name in ("columns", "lines") and not isinstance(value, int):
        return "、".join(value)
    if name == "what":
        return f"（{value}）" if value else ""
    return value
