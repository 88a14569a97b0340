"""二（三）1: what the institution and the registered place tell each other before release."""
# ruff: noqa: D103  # what a rule concludes stands in its two readings

from anbang.policy.language.definitions import Owner, Place
from anbang.policy.language.symbols import Symbol
from anbang.policy.language.values import Type
from anbang.policy.language.words import (
    afterwards,
    as_of,
    at_most,
    conclusion,
    days,
    duty,
    each,
    earliest,
    first_known,
    happened,
    months,
    never,
    parameter,
    rule,
    surely,
    when,
)
from anbang.policy.vocabulary import (
    admitted_on,
    change_learnt_on,
    change_told_on,
    family_hardship_learnt_on,
    family_referred_on,
    form_received_on,
    form_sent_on,
    institution_kind,
    notice_in_care_on,
    notice_received_on,
    reception_arranged_on,
    release_day_told_on,
    release_on,
    released_on,
    sentence_months,
    verified_on,
)

INSTITUTION = Owner("institution", Place.INSTITUTION)


@rule("2.3.1", zh="须寄送登记表之日（收押之日）", en="day from which the registration form is owed: the admission")
def form_expected_from() -> Symbol:
    return when(
        (parameter("registration_form_from", of=Type.WORD) == "every_institution")
        | (institution_kind == "detention_centre"),
        admitted_on,
        never,
    )


@rule("2.3.1", zh="刑期短，登记表另有期限", en="a sentence so short that the form has a date of its own")
def form_sooner() -> Symbol:
    return surely((parameter("short_sentence_months") > 0) & (sentence_months <= parameter("short_sentence_months")))


@rule("2.3.1", zh="寄送登记表的期限", en="day by which the registration form is sent")
def form_due() -> Symbol:
    return when(
        form_sooner,
        admitted_on + days(parameter("short_sentence_form_days")),
        admitted_on + months(parameter("registration_form_months")),
    )


@rule("2.3.1", zh="登记表寄出或送达之日", en="day on which the registration form left or arrived")
def form_delivered() -> Symbol:
    return earliest(afterwards(form_sent_on), afterwards(form_received_on))


@rule("2.3.1", zh="核查反馈的期限", en="day by which the verification is answered")
def verification_due() -> Symbol:
    return each(form_received_on) + months(parameter("verification_months"))


@rule(
    "2.3.1",
    zh="释放之日（以实际释放为准，此前以最近告知的为准）",
    en="the release day (the actual one, before it the one last told)",
)
def release_day() -> Symbol:
    return first_known(released_on, release_on)


@rule(
    "2.3.1",
    zh="须送达通知书之日（已知释放之日而尚无通知书）",
    en="day from which the release notice is owed: a release day is known and none has come",
)
def notice_expected_from() -> Symbol:
    return when(happened(notice_received_on), never, release_day_told_on)


@rule("2.3.1", zh="送达释放通知书的期限", en="day by which the release notice comes")
def notice_due() -> Symbol:
    return release_day - months(parameter("release_notice_months"))


@rule("2.3.1", zh="收到通知书（迟到的也算）", en="the release notice has come, be it late")
def notice_come() -> Symbol:
    return earliest(notice_received_on, notice_in_care_on)


@rule("2.3.1", zh="通知书今日送到是否已迟", en="whether a release notice that comes on this day is late")
def notice_late() -> Symbol:
    return release_on < as_of + months(parameter("release_notice_months"))


@rule(
    "2.3.1",
    zh="回复接收安排的期限，最迟为释放之日",
    en="day by which the reception arrangement is sent back, at the latest the release day",
)
def reception_reply_due() -> Symbol:
    return at_most(each(notice_received_on) + days(parameter("reception_reply_days")), release_day)


@rule("2.3.1", zh="互通重大变故的期限", en="day by which a major change is told to the other side")
def change_due() -> Symbol:
    return each(change_learnt_on) + days(parameter("change_days"))


@rule(
    "2.3.1",
    zh="协调帮助困难家庭和未成年子女的期限",
    en="day by which help for a family in hardship or minor children is arranged",
)
def family_help_due() -> Symbol:
    return each(family_hardship_learnt_on) + days(parameter("referral_days"))


send_registration_form = duty(
    "send_registration_form",
    "2.3.1",
    zh="寄送《基本情况登记表》",
    en="send the registration form",
    owner=INSTITUTION,
    opens=form_expected_from,
    due=form_due,
    met=form_delivered,
    void=conclusion("care_stops"),
)

verify = duty(
    "verify",
    "2.3.1",
    zh="核查身份和家庭情况并反馈监所",
    en="verify identity and family and answer the institution",
    owner=Owner("justice_office", Place.REGISTERED_TOWN),
    opens=each(form_received_on),
    due=verification_due,
    met=afterwards(verified_on),
    void=conclusion("care_stops"),
    recurs=True,
)

send_release_notice = duty(
    "send_release_notice",
    "2.3.1",
    zh="送达《刑满释放人员通知书》及意见建议",
    en="send the release notice with opinion and proposal",
    owner=INSTITUTION,
    opens=notice_expected_from,
    due=notice_due,
    met=notice_come,
    void=conclusion("care_stops"),
)

reply_reception = duty(
    "reply_reception",
    "2.3.1",
    zh="向监所反馈接收安排",
    en="send the reception arrangement back",
    owner=Owner("justice_bureau", Place.DISTRICT),
    opens=each(notice_received_on),
    due=reception_reply_due,
    met=afterwards(reception_arranged_on),
    void=conclusion("care_stops"),
    recurs=True,
)

tell_change = duty(
    "tell_change",
    "2.3.1",
    zh="向监所通报本人或家庭重大变故",
    en="tell the institution of a major change",
    owner=Owner("justice_office", Place.REGISTERED_TOWN),
    opens=each(change_learnt_on),
    due=change_due,
    met=afterwards(change_told_on),
    void=conclusion("care_begins"),
    recurs=True,
)

refer_family = duty(
    "refer_family",
    "2.3.1",
    zh="协调镇街和部门帮助服刑人员困难家庭及未成年子女",
    en="arrange help for a family in hardship and minor children",
    owner=Owner("justice_bureau", Place.DISTRICT),
    opens=each(family_hardship_learnt_on),
    due=family_help_due,
    met=afterwards(family_referred_on),
    void=conclusion("care_begins"),
    recurs=True,
)
