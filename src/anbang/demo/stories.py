"""Eighteen people of the demo told as stories: what happened, what to look at next, and with which account."""

from dataclasses import dataclass
from datetime import date

from anbang.casework.person.queries import visible_to
from anbang.exchange.batch.queries import batches
from anbang.organisations.acting import ActingStaff


@dataclass(frozen=True, slots=True)
class Story:
    """One story. `name` and `born_on` are those of its person, empty where there is no file that may be named; `institution`
    names the sender where the story is about a list.
    """

    number: int
    key: str
    account: str
    title_zh: str
    title_en: str
    happened_zh: str
    happened_en: str
    next_zh: str
    next_en: str
    name: str = ""
    born_on: date | None = None
    institution: str = ""


STORIES: tuple[Story, ...] = (
    Story(
        1,
        "false_address",
        "justice",
        "地址是假的",
        "The address was false",
        "监狱登记表上的住址已拆除，司法助理员核查为“不属实”，写明依据后回复，监狱已确认收到。",
        "The house on the prison's form was pulled down. The justice assistant found the address false, wrote down how she"
        " knows, and replied; the prison has confirmed the receipt.",
        "打开个人档案的“来文与回复”，看三项核查结论和依据；在待办里点依据，再看“为什么”。",
        "Open “Papers and replies” in the file: the three findings with their evidence; press a clause among the duties to see why it was there.",
        "苏怀远",
        date(1979, 3, 14),
    ),
    Story(
        2,
        "unknown_identity",
        "justice2",
        "身份不明的人",
        "Nobody knows who he is",
        "名单上没有身份证号。司法所多方核对，姓名、身份都无法核实，如实回复。",
        "The list gave no ID number. The justice office asked everywhere, could verify neither name nor identity, and"
        " replied just that.",
        "打开个人档案，看“无法核实”的两项和依据。",
        "Open the file: two findings are “cannot be verified”, each with its evidence.",
        "自称柳三",
        date(1970, 1, 1),
    ),
    Story(
        3,
        "closed_row",
        "keeper",
        "未成年时的记录不给人看",
        "A record from childhood is closed",
        "名单上有人作案时未满十八岁、刑期五年以下：接收时即封闭，名单、搜索、统计里都没有，只有指定的人能办。其中一行写错了释放日期，等封存管理人更正。",
        "Some on a list were under eighteen at the offence, with short sentences: closed on arrival, absent from lists and"
        " search, and worked on by named staff only. One row has a wrong release day and waits for the keeper.",
        "再次验证密码后打开“封存名册”，更正、登记那一行；再用 clerk 看同一份名单、搜索姓名：哪里都没有。",
        "Open the closed list after signing in again, put that row right and take it in; then look through the same list and search the name as clerk: it is nowhere.",
        institution="重庆市未成年犯管教所",
    ),
    Story(
        4,
        "not_ours",
        "clerk",
        "别的区县的人，退回",
        "Somebody from another county goes back",
        "看守所名单里有一人户籍、居住都在隆昌市，不属本区，退回来文单位，没有建档。",
        "On the detention centre's list one person belongs to another county by both places: returned to the sender, and no"
        " file was opened.",
        "在名单里打开“退回”一堆；再用 detention 打开“回复与退回”，看看守所收到的答复。",
        "Open the heap of returned rows; then sign in as detention and see under “Replies and returns” what the sender is told.",
        institution="荣昌区看守所",
    ),
    Story(
        5,
        "released_in_days",
        "clerk",
        "通知书来得太晚",
        "A notice that came too late",
        "监狱的通知书在释放前几天才到，名单上标了“迟到”。接收安排最迟要在释放之日回复。",
        "The release notice came only days before the release and is marked late. The reception arrangement is due on the"
        " release day at the latest.",
        "打开个人档案，回复接收安排，写明谁去接。",
        "Open the file and send the reception arrangement: who will be at the gate.",
        "温光达",
        date(1984, 10, 2),
    ),
    Story(
        6,
        "priority",
        "justice",
        "重点帮教对象",
        "A priority person",
        "监狱列为重点。司法所已在期限内通报镇街和派出所，核查属实，接收安排也回复了。",
        "The prison names him a priority person. The justice office told the town and the police in time, verified him, and"
        " the arrangement was sent.",
        "打开个人档案，看办理经过：每一步是谁、哪天、依据哪一条。",
        "Open the file and read what was done: who, on which day, by which clause.",
        "鲁定国",
        date(1976, 7, 21),
    ),
    Story(
        7,
        "release_moved",
        "clerk",
        "释放日期提前了",
        "The release day moved",
        "早先的通知书已经回复；后来的名单把释放日期提前，成为一份新的通知书，旧的仍在，要重新回复。",
        "An earlier notice was answered. A later list moved the release forward: a new notice stands beside the old one and"
        " wants an answer of its own.",
        "打开个人档案，比较两份通知书，回复新的一份。",
        "Open the file, compare the two notices, and answer the new one.",
        "符建川",
        date(1988, 5, 9),
    ),
    Story(
        8,
        "namesakes",
        "justice",
        "同名同生日的两个人",
        "Two people with one name and birthday",
        "同一份名单上两人同名、同日出生，其中一人没有身份证号。系统不猜，由经办人判断为另一人，分别建档。",
        "Two people on one list share name and birthday, and one has no ID number. Nothing is guessed: the clerk decided that"
        " they are two, and each has a file.",
        "按姓名搜索，两份档案都在；打开看各自的身份证号。",
        "Search the name: both files are there. Open them and compare the ID numbers.",
        "祝大山",
        date(1981, 12, 30),
    ),
    Story(
        9,
        "no_receipt",
        "prison",
        "回复了，没有回执",
        "A reply without receipt",
        "司法所早已核查回复，监狱一直没有确认收到。",
        "The justice office replied weeks ago; the prison has never confirmed that the reply arrived.",
        "在“待签收的核查回复”里找到阎宗海，点“签收”，再用 justice 看档案里的回执。",
        "Confirm the receipt of Yan Zonghai’s (阎宗海), then see it in the file as justice.",
        "阎宗海",
        date(1972, 9, 17),
    ),
    Story(
        10,
        "overdue",
        "justice2",
        "逾期的核查",
        "A verification overdue",
        "登记表到了两个月，应在一个月内核查回复，至今没有。",
        "The registration form came two months ago. The reply was due within a month and is still missing.",
        "打开个人档案，核查一项标着“逾期”。点依据，再点“为什么”，看期限怎么来的，然后核查、回复。",
        "Open the file: the verification is marked overdue. Press its clause to see why it was due then, verify, and reply.",
        "骆成礼",
        date(1967, 4, 5),
    ),
    Story(
        11,
        "number_corrected",
        "clerk",
        "身份证号错了一位",
        "One digit of the ID number was wrong",
        "名单上的身份证号校验不过，这一行登记不了。经办人向监狱问清后在原处改正，再登记。",
        "The ID number on the list failed its check, so the row was refused. The clerk asked the prison, corrected the cell in"
        " place, and took the row in.",
        "打开个人档案：身份证号已是更正后的号码，核查也已办完。",
        "Open the file: it has the right number, and the verification has followed.",
        "卞永清",
        date(1991, 2, 11),
    ),
    Story(
        12,
        "all_arranged",
        "town",
        "都安排好了，等着去接",
        "All arranged: to be met at the gate",
        "核查属实，回执已到，接收安排已回复：由街道工作人员和家人一起去接。",
        "Verified, receipt confirmed, arrangement sent: the town's staff and the family will be there together.",
        "在街道的待办里找到“接回”，看是哪一天。",
        "Find the duty to meet her on the town's work list, and its day.",
        "岳红梅",
        date(1986, 8, 8),
    ),
    Story(
        13,
        "no_home",
        "justice",
        "没有家可回",
        "Released with no home",
        "无家可归、无亲可投，列为重点。街道接回，司法所组了帮教小组、订了方案，困难补助已发第一个月。",
        "No home and no kin: a priority person. The town fetched him, the justice office named the team and made the plan, and the"
        " first month of the allowance is paid.",
        "打开个人档案：看负责单位、小组缺谁、下一次走访哪天到期。",
        "Open the file: who is responsible, whom the team lacks, when the next visit is due.",
        "时来顺",
        date(1983, 2, 3),
    ),
    Story(
        14,
        "living_apart",
        "justice2",
        "人户分离，两次退回",
        "Living apart, transfer returned twice",
        "户籍在昌元，人住安富。转过去两次都被退回，昌元一直负责；四天前昌元第三次发起转接，正等安富答复。",
        "Registered in one town, living in another. Two transfers came back, and the first office stayed responsible throughout; four days ago"
        " it proposed the third, which waits for this office's answer.",
        "打开个人档案，接收转入，或写明原因退回；再用 justice 看责任怎么走的。",
        "Open the file and accept the transfer, or return it with a reason; then see as justice how responsibility went.",
        "伍行远",
        date(1990, 6, 16),
    ),
    Story(
        15,
        "nobody_knows",
        "justice",
        "身份始终没有查清",
        "Identity still unknown",
        "释放时仍不知是谁，由原侦查机关所在地的司法所负责衔接和帮教，按实有人口登记。",
        "At release nobody knew who he was: the justice office at the place of the original investigation took over.",
        "打开个人档案：看为什么由这个所负责；身份查清后登记，户籍地就随之明确。",
        "Open the file: see why this office is responsible; once the identity is established, the registered place follows.",
        "自称阿桥",
        date(1975, 1, 1),
    ),
    Story(
        16,
        "lost_and_found",
        "justice",
        "重点对象，失联又找到",
        "Priority, lost and found",
        "有重新犯罪倾向，按月走访、按季考察。二十多天前失去联系，七天内查找，后来本人来电。",
        "A priority person, visited monthly and reviewed quarterly. Contact was lost, a search made in time, and he called.",
        "打开个人档案的经过：失联、查找、找到，各是哪天；看下次走访为什么是那一天。",
        "Read the history: lost, searched, found, each with its day; and why the next visit is due when it is.",
        "鄢归林",
        date(1987, 11, 30),
    ),
    Story(
        17,
        "corrections",
        "justice",
        "社区矫正期满接过来的人",
        "From community corrections",
        "社区矫正期满，当日衔接，帮教三年，没有释放证明，也没有过渡补助。",
        "Corrections completed: care began the same day, for three years, without a release and without the allowance.",
        "打开个人档案：期限和刑满释放人员不同，看依据哪一条。再到人员档案里选“期满待结束”，有一位三年期满，等着办结束帮教。",
        "Open the file: the term differs from that after prison; see by which clause. Then choose “Term over, to be ended” in the list of people: somebody's three"
        " years are over, and the end of care waits.",
        "蒲春华",
        date(1992, 4, 18),
    ),
    Story(
        18,
        "reoffended",
        "aftercare",
        "第二年重新犯罪",
        "Reoffends in year two",
        "帮教到第二年被判刑。帮教即止，档案仍在，区安帮办三十天内倒查，不预设谁有责任。",
        "Sentenced in the second year: care stopped, the record stays, and the aftercare office looks back within its time, presuming no fault.",
        "在区安帮办的待办里找到倒查；打开档案，看当时谁负责、该办的办了没有。",
        "Find the look-back on the work list; open the file: who was responsible, what was due and done.",
        "苟再明",
        date(1984, 9, 9),
    ),
)


def story_people(*, for_staff: ActingStaff) -> dict[str, int]:
    """Story key → the id of its person, for those whom `for_staff` may see. Of two namesakes the one taken in first."""
    told = {story.name: story for story in STORIES if story.name}
    found: dict[str, int] = {}
    for person in visible_to(for_staff).filter(name__in=told).order_by("-id"):
        story = told[person.name]
        if person.born_on == story.born_on:
            found[story.key] = person.pk
    return found


def story_lists(*, for_staff: ActingStaff) -> dict[str, int]:
    """Story key → the id of its list, the first of its sender, for those that `for_staff` may see."""
    told = {story.institution: story.key for story in STORIES if story.institution}
    lists = batches(for_staff=for_staff).filter(institution__name__in=told).order_by("-id")
    return {told[batch.institution.name]: batch.pk for batch in lists}
