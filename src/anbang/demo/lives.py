"""People of the demo who are in care, or about to be: what happened to each, as days before the day of the demo (positive numbers lie in the past)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

from anbang.demo.accounts import OTHER_TOWN, TOWN, VILLAGE
from anbang.demo.people import Home

HOME, NEIGHBOUR = Home(TOWN, VILLAGE), Home(OTHER_TOWN, "石燕子社区居民委员会")
OUTSIDE = Home("四川省隆昌市", "界市镇")
# When paper files were entered, and what stood in one: the step, and how many days after care had begun.
ENTERED = 890
ON_PAPER = (("corrections", 0), ("team", 12), ("plan", 15))


@dataclass(frozen=True, slots=True)
class Happened:
    """One step: so many days before the day of the demo, by its name, with what it says."""

    ago: int
    step: str
    told: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Life:
    """Somebody in care. `story`: the key of the story told about them, or empty. `is_unknown`: nobody knows who it is."""

    home: Home
    happened: Sequence[Happened]
    story: str = ""
    sex: str = "male"
    residence: Home | None = None
    is_unknown: bool = False


def did(ago: int, step: str, **told: Any) -> Happened:
    """Shorter to write."""
    return Happened(ago, step, told)


def released(ago: int, *, reported: int = 6, reasons: Sequence[str] = ()) -> list[Happened]:
    """From the notice to the justice office, as it should go."""
    alerted = [did(ago + 28, "alert")] if reasons else []
    return [
        did(ago + 32, "notice", release_in=ago, reasons=tuple(reasons)),
        *alerted,
        did(ago + 29, "arrange"),
        did(ago + 3, "plan_pick_up"),
        did(ago, "release"),
        did(ago, "receive", outcome="met"),
        did(ago - reported, "report_in"),
        did(ago - reported, "explain"),
    ]


def cared_for(since: int, *, visits: Sequence[int] = (), no_officer: bool = False) -> list[Happened]:
    """Team and plan in time, and visits so many days ago; `no_officer`: nobody of the police station is in the team yet."""
    return [
        did(since - 12, "team", no_officer=no_officer),
        did(since - 15, "plan"),
        *(did(ago, "visit") for ago in sorted(visits, reverse=True)),
    ]


def term_over(ago: int, home: Home, *, sex: str = "male") -> Life:
    """Community corrections were completed three years before, so that the term ended so many days ago: the end of care waits to be confirmed.
    What came before this office worked with the product was entered from the paper file.
    """
    paper = [did(ENTERED, step, term_over=ago, after=after) for step, after in ON_PAPER]
    return Life(home, [*paper, *(did(days, "visit") for days in range(ENTERED - 60, 0, -170))], sex=sex)


def stories() -> Iterator[Life]:
    """Those whom a story is told about."""
    yield Life(
        HOME,
        [
            *released(62, reasons=["no_home", "no_kin"]),
            did(55, "facts", has_income=False, able_to_work=True, housing_difficulty=True),
            *cared_for(62, visits=[40, 9], no_officer=True),
            did(30, "certify"),
            did(28, "check"),
            did(25, "approve"),
            did(24, "pay"),
        ],
        story="no_home",
    )
    yield Life(
        HOME,
        [
            *released(210),
            *cared_for(210, visits=[150, 60]),
            did(96, "move", to=NEIGHBOUR),
            did(90, "return"),
            did(60, "propose"),
            did(55, "return"),
            did(4, "propose"),
        ],
        story="living_apart",
    )
    yield Life(
        HOME,
        [
            did(75, "release"),
            did(75, "receive", outcome="came_alone"),
            did(70, "report_in"),
            did(70, "explain"),
            *cared_for(75, visits=[20]),
        ],
        story="nobody_knows",
        is_unknown=True,
    )
    yield Life(
        HOME,
        [
            *released(190, reasons=["reoffending_tendency"]),
            *cared_for(190, visits=[170, 141, 112, 84, 57, 29]),
            did(150, "review"),
            did(70, "review"),
            did(26, "lose"),
            did(22, "search"),
            did(15, "find"),
        ],
        story="lost_and_found",
    )
    yield Life(
        HOME,
        [did(120, "corrections"), did(120, "explain"), *cared_for(120, visits=[33])],
        story="corrections",
        sex="female",
    )
    yield Life(
        HOME,
        [*released(560), *cared_for(560, visits=[500, 330, 160]), did(12, "reoffend")],
        story="reoffended",
    )


def others(homes: Sequence[Home]) -> Iterator[Life]:
    """Those about whom nothing is told: something for every list of the offices of the two towns, and quiet lives elsewhere."""
    yield Life(HOME, [did(50, "release"), did(50, "receive", outcome="not_met")])
    # Approved and not paid, so that civil affairs owes a month on any day.
    yield Life(
        HOME,
        [
            *released(24, reported=4),
            did(18, "team"),
            did(10, "facts", has_income=False, able_to_work=True, housing_difficulty=True),
            did(8, "certify"),
            did(6, "check"),
            did(3, "approve"),
        ],
        sex="female",
    )
    yield Life(HOME, [*released(300), *cared_for(300, visits=[250], no_officer=True), did(20, "go_away")])
    yield Life(HOME, [*released(240), *cared_for(240, visits=[120]), did(5, "lose")])
    yield Life(HOME, [*released(400), *cared_for(400, visits=[310, 130]), did(3, "note_sign")])
    yield Life(
        HOME, [*released(330), *cared_for(330, visits=[200, 60]), did(45, "move", to=OUTSIDE), did(30, "accept")]
    )
    yield Life(NEIGHBOUR, [*released(180), *cared_for(180, visits=[100, 25]), did(2, "move", to=HOME)])
    # What he asked for three weeks ago has not been answered.
    qualified = did(23, "ask", kind="correct", concerns="档案里写没有手艺；本人有电工证，要求补充。")
    yield Life(NEIGHBOUR, [*released(260, reasons=["no_work"]), *cared_for(260, visits=[230, 200, 90]), qualified])
    yield Life(NEIGHBOUR, [*released(120), *cared_for(120), did(40, "die")], sex="female")
    yield term_over(6, HOME)
    yield term_over(24, NEIGHBOUR, sex="female")
    for ago, home in zip(cycle((35, 80, 150, 220, 290, 365, 430, 520, 610)), homes, strict=False):
        visits = [ago - 25, *(day for day in (ago - 160, ago - 330) if day > 0)] if ago > 60 else []
        yield Life(home, [*released(ago), *cared_for(ago, visits=visits)])
    yield from between_the_sides()
    yield from further_on()


def between_the_sides() -> Iterator[Life]:
    """What passes between home, prisons, other offices and other counties."""
    # Home told the prison of a change in the family, and the prison confirmed it.
    yield Life(
        HOME,
        [
            did(66, "notice", release_in=-30, reasons=()),
            did(63, "arrange"),
            did(34, "learn_change", what="母亲病重住院，家中只有一个未成年的妹妹。"),
            did(33, "tell_change"),
            did(30, "confirm_change"),
        ],
    )
    # The prison told home, whose receipt waits.
    yield Life(
        NEIGHBOUR,
        [
            did(58, "notice", release_in=-45, reasons=()),
            did(55, "arrange"),
            did(3, "told_by_the_prison", what="本人突发心脏病，已转监狱医院。"),
        ],
    )
    # On asking, he turned out to be another county's.
    yield Life(
        HOME,
        [did(14, "notice", release_in=-35, reasons=()), did(9, "return_as_not_ours", belongs_to="四川省隆昌市司法局")],
    )
    # He stood before another office, which asked; nobody has answered for longer than a transfer may wait.
    yield Life(
        HOME, [*released(170), *cared_for(170, visits=[75]), did(9, "stand_elsewhere", at=NEIGHBOUR, released=170)]
    )


def further_on() -> Iterator[Life]:
    """What becomes of people and papers later: outcomes, receipts, changes, and ends that were confirmed."""
    # His mother needed help, agreed that others are told, and was helped; the children's guardian did not agree.
    yield Life(
        HOME,
        [
            did(71, "notice", release_in=-55, reasons=()),
            did(68, "arrange"),
            did(
                52, "note_need", words="母亲一人带两个孩子，没有收入。", children=2, consent=True, consent_from="其母亲"
            ),
            did(47, "refer_need", to="镇街民政、学校"),
            did(21, "settle_need", outcome="母亲已纳入低保，两个孩子免了学杂费。"),
            did(18, "note_need", words="叔父家也有困难，叔父不愿意让别的单位知道。"),
        ],
    )
    # What two people saw was told to the police, who confirmed the receipt; what he says to it stands beside it. He asked who had looked, and
    # was answered in time.
    yield Life(
        HOME,
        [
            *released(350, reasons=["no_work"]),
            *cared_for(350, visits=[320, 290, 260, 230, 200, 170, 140, 110, 80, 50, 22]),
            *(did(ago, "review") for ago in (290, 200, 110, 30)),
            did(44, "note_sign"),
            did(42, "confirm_sign"),
            did(41, "tell_police"),
            did(40, "receive_telling"),
            did(37, "answer_sign"),
            did(36, "ask", kind="see", concerns="想知道哪些单位看过自己的档案。"),
            did(29, "answer_request", words="打印了档案查阅情况表，当面逐项说明。"),
        ],
    )
    # Nobody knew who he was until his fingerprints were found.
    yield Life(
        HOME,
        [
            did(130, "release"),
            did(130, "receive", outcome="came_alone"),
            did(126, "report_in"),
            did(126, "explain"),
            *cared_for(126, visits=[60]),
            did(48, "identify", registered=HOME),
        ],
        is_unknown=True,
    )
    # The plan was looked at again and changed; he moved within the village, was away and came back, and wants a copy of what is kept.
    yield Life(
        HOME,
        [
            *released(270),
            *cared_for(270, visits=[180]),
            did(150, "go_away"),
            did(70, "come_back"),
            did(64, "review_plan"),
            did(33, "visit", refused=True),
            did(32, "change_contact"),
            did(3, "ask", kind="copy", concerns="想要一份档案里关于自己的内容，带回家慢慢看。"),
        ],
    )
    # Dibao, and later another registered place: listing and aid went there with it.
    yield Life(
        HOME,
        [
            *released(230),
            did(215, "facts", has_income=False, able_to_work=False),
            did(200, "grant_dibao"),
            *cared_for(230, visits=[120]),
            did(26, "change_registered", to=NEIGHBOUR),
        ],
    )
    # Handed over: the new office is responsible, the former one still reads and adds.
    yield Life(HOME, [*released(200), *cared_for(200, visits=[110]), did(24, "move", to=NEIGHBOUR), did(13, "accept")])
    # No priority person by the prison's papers, but by what the office found.
    yield Life(HOME, [*released(95), *cared_for(95, visits=[70, 12]), did(11, "set_priority", reasons=["no_home"])])
    # The term was over, and the office confirmed the end with a closing record.
    over = term_over(58, HOME)
    yield Life(HOME, [*over.happened, did(51, "end")])
