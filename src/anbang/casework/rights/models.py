"""A rights request: who asked for what, how it was checked who asks, and what was answered. Its days and words stand in its acts."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anbang.casework.act.models import Act, Correction
from anbang.casework.person.models import Case, Person
from anbang.papers.models import Paper


class RequestKind(models.TextChoices):
    """What is asked for (个人信息保护法 articles 44 to 48)."""

    SEE = "see", _("查阅")
    COPY = "copy", _("复制")
    CORRECT = "correct", _("更正、补充")
    OBJECT = "object", _("异议（限制或者拒绝处理）")
    EXPLAIN = "explain", _("解释说明")
    DELETE = "delete", _("删除")


class Asker(models.TextChoices):
    """Who asks: the person, or who may for the person (articles 31, 49)."""

    PERSON = "person", _("本人")
    GUARDIAN = "guardian", _("监护人")
    RELATIVE = "relative", _("近亲属（本人已去世）")
    REPRESENTATIVE = "representative", _("受委托的人")


class Checked(models.TextChoices):
    """How it was checked who asks."""

    DOCUMENT = "document", _("看过身份证件")
    KNOWN = "known", _("当面认识本人")
    KINSHIP = "kinship", _("看过身份证件和关系证明（户口簿等）")
    AUTHORITY = "authority", _("看过身份证件，授权委托书已扫描")


# Which of them will do for whom.
FITTING: dict[Asker, tuple[Checked, ...]] = {
    Asker.PERSON: (Checked.DOCUMENT, Checked.KNOWN),
    Asker.GUARDIAN: (Checked.KINSHIP,),
    Asker.RELATIVE: (Checked.KINSHIP,),
    Asker.REPRESENTATIVE: (Checked.AUTHORITY,),
}


class Outcome(models.TextChoices):
    """What was answered."""

    GRANTED = "granted", _("同意")
    PART = "part", _("部分同意")
    REFUSED = "refused", _("不予同意")
    TAKEN_BACK = "taken_back", _("来人收回了请求")


class Ground(models.TextChoices):
    """On which ground something is refused: whoever refuses says why (article 50)."""

    SECRET = "secret", _("法律法规规定应当保密（第十八条第一款、第四十五条第一款）")
    HINDERS = "hinders", _("将妨碍国家机关履行法定职责（第三十五条、第四十五条第一款）")
    OTHERS = "others", _("涉及他人的个人信息（第十条）")
    NOT_OURS = "not_ours", _("不是本区处理的信息，已告知向哪里提出（第五十条第一款）")
    ACCURATE = "accurate", _("经核实，记录无误（第四十六条第二款）")
    DUTY = "duty", _("履行法定职责所必需（第十三条第一款第三项、第四十四条）")
    TERM = "term", _("法定保存期限未届满，只停止其他处理（第四十七条第二款）")
    NO_RIGHT = "no_right", _("近亲属没有合法、正当的利益，或者死者另有安排（第四十九条）")
    OTHER = "other", _("其他（在答复中写明法律依据）")


class HandedOver(models.TextChoices):
    """In which form the answer reached whoever asked."""

    PRINTED = "printed", _("打印件当面交付")
    LOOKED_AT = "looked_at", _("在本单位当面查阅")
    IN_WRITING = "in_writing", _("书面答复")
    TOLD = "told", _("当面说明")


REFUSING = (Outcome.PART, Outcome.REFUSED)


class RightsRequest(models.Model):
    """One request about a person, by its number among theirs. Days and words stand in the acts by which it came, was given more time and was
    answered; `due_on` follows from them by the policy. `received_on`: when whoever asked signed for the answer. `correction`: what was put
    right because of it.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="requests")
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=16, choices=RequestKind)
    asker = models.CharField(max_length=16, choices=Asker)
    checked = models.CharField(max_length=16, choices=Checked)
    authority = models.ForeignKey(Paper, models.PROTECT, null=True, related_name="+")
    came = models.OneToOneField(Act, models.CASCADE, related_name="+")
    due_on = models.DateField(null=True, help_text="null: it was recorded by mistake, and nothing is owed")
    extended = models.OneToOneField(Act, models.CASCADE, null=True, related_name="+")
    answered = models.OneToOneField(Act, models.CASCADE, null=True, related_name="+")
    outcome = models.CharField(max_length=16, choices=Outcome, blank=True)
    ground = models.CharField(max_length=16, choices=Ground, blank=True)
    handed_over = models.CharField(max_length=16, choices=HandedOver, blank=True)
    received_on = models.DateField(null=True)
    correction = models.ForeignKey(Correction, models.CASCADE, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "number"], name="requests_about_a_person_are_numbered"),
            models.CheckConstraint(
                name="who_asks_was_checked_in_the_way_that_fits",
                condition=Q(asker=Asker.PERSON, checked__in=FITTING[Asker.PERSON])
                | Q(asker__in=(Asker.GUARDIAN, Asker.RELATIVE), checked=Checked.KINSHIP)
                | Q(asker=Asker.REPRESENTATIVE, checked=Checked.AUTHORITY),
            ),
            models.CheckConstraint(
                name="authority_of_a_representative_is_kept",
                condition=Q(checked=Checked.AUTHORITY, authority__isnull=False)
                | (~Q(checked=Checked.AUTHORITY) & Q(authority__isnull=True)),
            ),
            models.CheckConstraint(
                name="request_is_answered_with_an_outcome",
                condition=Q(answered__isnull=True, outcome="") | (Q(answered__isnull=False) & ~Q(outcome="")),
            ),
            models.CheckConstraint(
                name="refusal_names_its_ground",
                condition=(Q(outcome__in=REFUSING) & ~Q(ground="")) | (~Q(outcome__in=REFUSING) & Q(ground="")),
            ),
            models.CheckConstraint(
                name="answer_says_how_it_was_handed_over",
                condition=Q(outcome__in=("", Outcome.TAKEN_BACK), handed_over="")
                | (~Q(outcome__in=("", Outcome.TAKEN_BACK)) & ~Q(handed_over="")),
            ),
            models.CheckConstraint(
                name="what_was_handed_over_is_received",
                condition=Q(received_on__isnull=True) | ~Q(handed_over=""),
            ),
            models.CheckConstraint(
                name="correction_answers_a_request_to_correct",
                condition=Q(correction__isnull=True)
                | Q(kind=RequestKind.CORRECT, outcome__in=(Outcome.GRANTED, Outcome.PART)),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["due_on"], name="request_by_due_day")]

    def __str__(self) -> str:
        return f"request {self.id}"
