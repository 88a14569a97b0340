"""The accounts that the demo prints: at least one for every role, and what signing in with it shows."""

from dataclasses import dataclass
from typing import Final

from anbang.organisations.kinds import OfficeKind, Role

# Printed at every start of the demo, whose people are all invented: a secret to nobody, and used nowhere else.
PASSWORD: Final = "walk-the-district-2015"  # noqa: S105


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """One account: who holds which role at which office (the area's name, for institutions their own), and what it shows."""

    username: str
    name: str
    role: Role
    office_kind: OfficeKind
    place: str
    zh: str
    en: str
    title: str = ""


DISTRICT = "荣昌区"
TOWN = "昌元街道"
OTHER_TOWN = "安富街道"
VILLAGE = "玉屏社区居民委员会"
BASE = "荣昌区过渡性安置基地"
AUDIT_OFFICE = "荣昌区审计局"

ACCOUNTS: Final[tuple[DemoAccount, ...]] = (
    DemoAccount(
        "clerk",
        "李文静",
        Role.BUREAU_CLERK,
        OfficeKind.JUSTICE_BUREAU,
        DISTRICT,
        "接收监狱、看守所名单，核对、登记，回复接收安排；看得到全区。",
        "Takes in the lists of prisons and the detention centre, answers with reception arrangements; sees the district.",
    ),
    DemoAccount(
        "justice",
        "周敏",
        Role.JUSTICE_ASSISTANT,
        OfficeKind.JUSTICE_OFFICE,
        TOWN,
        "昌元司法所的待办：逾期、今日、七日内都有；逐项核查并回复监所。",
        "The work list of one justice office, with duties overdue, due today and soon; verifies item by item and replies.",
    ),
    DemoAccount(
        "justice2",
        "陈国强",
        Role.JUSTICE_ASSISTANT,
        OfficeKind.JUSTICE_OFFICE,
        OTHER_TOWN,
        "安富司法所：同样的工作，看到的却是另一批人。",
        "Another justice office: the same work, and none of the first one's people.",
    ),
    DemoAccount(
        "head",
        "罗志远",
        Role.JUSTICE_ASSISTANT,
        OfficeKind.JUSTICE_OFFICE,
        TOWN,
        "昌元司法所所长：与本所司法助理员同看一份待办，只少一个人：那份档案他回避。",
        "The head of the first justice office: the same work list as its assistant, but for one file from which he keeps out.",
        title="所长",
    ),
    DemoAccount(
        "prison",
        "赵建军",
        Role.INSTITUTION_CLERK,
        OfficeKind.PRISON,
        "重庆市永川监狱",
        "看到本监名单的办理结果和核查回复，点“签收”即为回执。",
        "Sees what became of the prison's own lists and the replies, and confirms their receipt.",
    ),
    DemoAccount(
        "detention",
        "唐丽",
        Role.INSTITUTION_CLERK,
        OfficeKind.DETENTION_CENTRE,
        "荣昌区看守所",
        "看守所的经办人：只看到寄给看守所的回复，以及要寄往外区县的登记表，哪份逾期。",
        "The detention centre's clerk: only the replies to it, and its forms for other counties, of which one is overdue.",
    ),
    DemoAccount(
        "keeper",
        "王秀兰",
        Role.SEALING_KEEPER,
        OfficeKind.JUSTICE_BUREAU,
        DISTRICT,
        "封存管理人：名单里被封闭的未成年人记录只有指定人员能打开；有一份申请查阅封存记录，等着同意。",
        "The keeper of closed files: a row closed for a minor's sake is opened by named staff only; a question to read what is sealed waits.",
    ),
    DemoAccount(
        "keeper2",
        "邓国庆",
        Role.SEALING_KEEPER,
        OfficeKind.JUSTICE_BUREAU,
        DISTRICT,
        "另一名封存管理人：解除封闭和查阅封存记录，要两个人。",
        "Another keeper: it takes two to open a closed file, or to read what is sealed.",
    ),
    DemoAccount(
        "aftercare",
        "蒋明华",
        Role.AFTERCARE_OFFICER,
        OfficeKind.AFTERCARE_OFFICE,
        DISTRICT,
        "区安帮办：看得到各单位还有多少待办；“单位工作”里的“全区一览”看各镇街今年办了什么、拖了什么。",
        "The district aftercare office: sees what every office still owes; under Office work what each town did this year, and did not.",
    ),
    DemoAccount(
        "town",
        "杨晓燕",
        Role.TOWN_OFFICER,
        OfficeKind.TOWN_GOVERNMENT,
        TOWN,
        "街道办事处：组织接人的待办，看得到本街道的人。",
        "The town: its duties to meet people at the gate, and the people of its own area.",
    ),
    DemoAccount(
        "legal",
        "何勇",
        Role.POLITICAL_LEGAL_OFFICER,
        OfficeKind.POLITICAL_LEGAL,
        TOWN,
        "街道平安法治办：街道联席会议由它牵头，在“单位工作”里登记；看不到个人档案。",
        "The town's political-legal office: leads the town's joint meetings and records them under Office work; sees nobody's file.",
    ),
    DemoAccount(
        "village",
        "邓海燕",
        Role.VILLAGE_CADRE,
        OfficeKind.VILLAGE_COMMITTEE,
        VILLAGE,
        "村（社区）干部：只看到本村要走访的人，登记走访；看不到罪名、理由和评估。",
        "A village cadre: sees those to be visited in the village, and no offence, reason or opinion.",
    ),
    DemoAccount(
        "police",
        "谭伟",
        Role.POLICE_OFFICER,
        OfficeKind.POLICE_STATION,
        TOWN,
        "派出所民警：只看到自己参加帮教和司法所通报过的重点人员，怎样联系、要办什么；看不到罪名、理由和评估。",
        "A police officer: sees those in whose team the station is, and priority persons it was told of; no offence, reason or opinion.",
    ),
    DemoAccount(
        "civil",
        "吴小梅",
        Role.CIVIL_AFFAIRS_OFFICER,
        OfficeKind.CIVIL_AFFAIRS,
        TOWN,
        "街道民政办：审批过的困难补助由它按月发放。",
        "The town's civil affairs office: pays the allowance month by month, once it is approved.",
    ),
    DemoAccount(
        "jobs",
        "彭刚",
        Role.DEPARTMENT_OFFICER,
        OfficeKind.HRSS,
        DISTRICT,
        "人力社保：在“单位工作”里登记每年的免费技能培训；看不到任何人的档案。",
        "Human resources: records the free skill courses of the year under Office work; sees nobody's file.",
    ),
    DemoAccount(
        "base",
        "刘宏",
        Role.BASE_OPERATOR,
        OfficeKind.BASE,
        DISTRICT,
        "过渡性安置基地负责人：只会看到安置到基地的人，现在没有。",
        "Runs the transitional placement base: would see those placed there; nobody is yet.",
    ),
    DemoAccount(
        "auditor",
        "程亮",
        Role.AUDITOR,
        OfficeKind.AUDIT_OFFICE,
        DISTRICT,
        "审计员：看不到任何人的档案。",
        "The auditor: opens nobody's file.",
    ),
    DemoAccount(
        "system",
        "孙浩",
        Role.SYSTEM_ADMINISTRATOR,
        OfficeKind.JUSTICE_BUREAU,
        DISTRICT,
        "系统管理员：机构与人员由其登记；看不到任何人的档案。",
        "The system administrator: keeps offices and staff; opens nobody's file.",
    ),
    DemoAccount(
        "security",
        "徐静",
        Role.SECURITY_ADMINISTRATOR,
        OfficeKind.JUSTICE_BUREAU,
        DISTRICT,
        "安全管理员：看不到任何人的档案。",
        "The security administrator: opens nobody's file.",
    ),
    DemoAccount(
        "trail",
        "马超",
        Role.AUDIT_ADMINISTRATOR,
        OfficeKind.JUSTICE_BUREAU,
        DISTRICT,
        "审计管理员：看不到任何人的档案。三员分设，一人不兼两职。",
        "The audit administrator: opens nobody's file. Nobody holds two of the three administrators' roles.",
    ),
)
