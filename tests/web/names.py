"""The names, numbers, offences and words of whoever is planted: like nothing else, so that each is recognised on any page."""

from tests.exchange.lists import CHILDS_BIRTH, child, person
from tests.exchange.numbers import identity_number
from tests.web.matrix import AWAY, CARED, CLOSED, HERE, LEFT, LEFT_ROW, THERE

ANSWERED, ANSWERED_THERE, REFUSED = "answered", "answered elsewhere", "refused"
IN_CARE, IN_CARE_THERE, SENT_AWAY = "in care", "in care elsewhere", "of another county"
CAME, CAME_CLOSED = "who came", "who came, and is closed"
NAMES = {
    HERE: "甄此镇",
    THERE: "甄彼镇",
    CLOSED: "甄封闭",
    CARED: "甄在帮",
    ANSWERED: "甄已复",
    ANSWERED_THERE: "甄彼复",
    REFUSED: "甄有误",
    IN_CARE: "甄补录",
    IN_CARE_THERE: "甄彼补",
    CAME: "甄自称",
    CAME_CLOSED: "甄童自称",
    SENT_AWAY: "甄外寄",
    AWAY: "甄远去",
    LEFT: "甄刚走",
    LEFT_ROW: "甄童有误",
}
OFFENCES = {
    HERE: "此镇之罪",
    THERE: "彼镇之罪",
    CLOSED: "封闭之罪",
    CARED: "在帮之罪",
    AWAY: "远去之罪",
    LEFT: "刚走之罪",
}
OPINIONS = {
    HERE: "此镇之评估",
    THERE: "彼镇之评估",
    CLOSED: "封闭之评估",
    CARED: "在帮之评估",
    AWAY: "远去之评估",
    LEFT: "刚走之评估",
}
NUMBERS = {
    HERE: person(11)["身份证号"],
    THERE: person(21)["身份证号"],
    CLOSED: child()["身份证号"],
    CARED: person(15)["身份证号"],
    AWAY: person(16)["身份证号"],
    LEFT: person(17)["身份证号"],
    LEFT_ROW: identity_number(CHILDS_BIRTH, sequence=343),
}
EVIDENCE = {ANSWERED: "已复之依据", ANSWERED_THERE: "彼复之依据"}
# What home told the institution, and who meets whom.
LETTERS = (
    (ANSWERED, "已复之变故"),
    (ANSWERED, "已复之接人"),
    (ANSWERED_THERE, "彼复之变故"),
    (ANSWERED_THERE, "彼复之接人"),
)
# What passed between the sides about the person of this town: learnt at home and not told yet, of the family, told by the institution.
LEARNT, FAMILY, CONSENT, OF_THE_INSTITUTION = "家里之变故", "家里之困难", "家里之同意", "监所之来函"
BETWEEN = (LEARNT, FAMILY, CONSENT, OF_THE_INSTITUTION)
# What was written about the person in care: by the village, by the justice office, by others.
OF_THE_VILLAGE, OF_THE_OFFICE, HARDSHIP = "村里之走访", "所里之走访", "村里之困难"
TEAM, SEARCH, SIGN, PRIORITY_WORDS, CONTACT = "甄队员", "所里之查找", "所里之苗头", "所里之依据", "在帮之电话"
TELEPHONE = "13912349876"
# Who helps for the station: that much it may read.
OFFICER = "甄民警"
# What everybody wrote of those who belong to another district now.
OF_THOSE_WHO_LEFT = {AWAY: "远去之记录", LEFT: "刚走之记录"}
WRITTEN = (
    OFFICER,
    OF_THE_VILLAGE,
    OF_THE_OFFICE,
    HARDSHIP,
    TEAM,
    SEARCH,
    SIGN,
    PRIORITY_WORDS,
    CONTACT,
    *OF_THOSE_WHO_LEFT.values(),
)
# Of closed files and emergencies: who asks to read, the paper of the court, and why it could not wait.
ASKS_TO_READ, KEEPER_ASKS, OF_THE_COURT, CANNOT_WAIT = "承办人之查阅", "管理人之查阅", "甲法院 1 号", "等不及的事情"
OF_CLOSED = (ASKS_TO_READ, KEEPER_ASKS, OF_THE_COURT, CANNOT_WAIT)
