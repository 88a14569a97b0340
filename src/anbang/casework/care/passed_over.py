"""Each confirmed sign is told to the police by the first telling after it: the rules take that one for it (HLP-2), so it must have told of it."""

from datetime import date

from django.utils.translation import gettext as _

from anbang.casework.act.models import Act
from anbang.casework.care.models import Sign
from anbang.organisations.days import day_in_words
from anbang.organisations.steps import StepRefused

Place = tuple[date, int]


def refuse_to_pass_over(case_id: int, *, moved: Act | None = None, on: date | None = None) -> None:
    """Where a telling would stand for a sign of which the police were told nothing, or by another telling. `moved`: an act as it will stand,
    `on` its new day. Raises StepRefused.
    """

    def place(act: Act) -> Place:
        return (on if moved is not None and on is not None and act.pk == moved.pk else act.on, act.pk)

    told = Act.objects.filter(case=case_id, kind="police_told", withdrawn_on__isnull=True)
    tellings = sorted(map(place, told))
    signs = Sign.objects.filter(case=case_id, confirmed__isnull=False, unfounded_on__isnull=True)
    for sign in signs.select_related("confirmed"):
        assert sign.confirmed is not None
        assert sign.lapses_on is not None
        after = (one for one in tellings if one > place(sign.confirmed) and one[0] < sign.lapses_on)
        first = next(after, None)
        if first is not None and first[1] != sign.told_police_id:
            sentence = _(
                "%(day)s已经通报过公安机关，那一次没有通报这条苗头：两个日期不能这样先后，否则会当作已经通报。"
            )
            raise StepRefused(sentence % {"day": day_in_words(first[0])}, field="on")
