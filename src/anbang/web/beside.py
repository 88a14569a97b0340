"""A doubtful row beside what it is like, cell by cell: another row of its list, or the file of somebody registered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anbang.casework.custody.models import Sentence
from anbang.casework.person.models import Abode, AbodeKind, Case, Person
from anbang.casework.person.queries import id_number_of, masked_id_number, place_of, read_places
from anbang.exchange.batch.queries import ReadableRow
from anbang.lib.masking import mask_numbers
from anbang.organisations.acting import ActingStaff
from anbang.web.person import term_in_words
from anbang.web.templatetags.anbang import day, place_in_words

# The headings of the list, for readers of either language; the list itself keeps its own.
LABELS = {
    "姓名": gettext_lazy("姓名"),
    "性别": gettext_lazy("性别"),
    "身份证号": gettext_lazy("身份证号"),
    "出生日期": gettext_lazy("出生日期"),
    "户籍镇街": gettext_lazy("户籍镇街"),
    "户籍村居": gettext_lazy("户籍村居"),
    "居住镇街": gettext_lazy("居住镇街"),
    "居住村居": gettext_lazy("居住村居"),
    "罪名": gettext_lazy("罪名"),
    "原判刑期": gettext_lazy("原判刑期"),
    "作案日期": gettext_lazy("作案日期"),
    "收押日期": gettext_lazy("收押日期"),
    "释放日期": gettext_lazy("释放日期"),
    "危险性评估": gettext_lazy("危险性评估"),
    "联系人": gettext_lazy("联系人"),
    "帮教建议": gettext_lazy("帮教建议"),
}
SIDE_BY_SIDE = ("姓名", "性别", "身份证号", "出生日期", "户籍镇街", "户籍村居", "罪名", "收押日期", "释放日期")
Cells = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Beside:
    """A file that stands beside a row, as its page shows it."""

    person: Person
    sentence: Sentence | None
    """Of the newest case."""


def files_beside(people: Sequence[Person], *, by: ActingStaff) -> dict[int, Beside]:
    """What is compared of these people, read for all of them at once."""
    if not people:
        return {}
    read_places(people, on=by.today)
    newest = Case.objects.filter(person__in=people).order_by("person_id", "-id").distinct("person_id")
    found = {
        case.person_id: getattr(case, "sentence", None)
        for case in newest.select_related("sentence", "sentence__institution")
    }
    return {person.pk: Beside(person, found.get(person.pk)) for person in people}


def beside_row(shown: ReadableRow, beside: ReadableRow) -> Cells:
    """The cells of a row and of the one it is like; nothing where that one is closed."""
    other = beside.content
    if other is None or shown.content is None:
        return []
    pairs = [(column, shown.content.sent.get(column, ""), other.sent.get(column, "")) for column in SIDE_BY_SIDE]
    return [_cell(LABELS[column], here, there, here != there) for column, here, there in pairs]


def beside_file(shown: ReadableRow, beside: Beside) -> Cells:
    """What the list says and what the file says, as far as the page of the file shows it: the number stays masked. For readers
    of offences, whose look is on record.
    """
    if shown.content is None:
        return []
    sent, told = shown.content.sent, shown.content.understood
    person, sentence = beside.person, beside.sentence
    number = id_number_of(person)
    registered, residence = (place_of(person, kind) for kind in (AbodeKind.REGISTERED, AbodeKind.RESIDENCE))
    cells = [
        _cell(LABELS["姓名"], sent.get("姓名", ""), person.name, told["name"] != person.name),
        _cell(LABELS["性别"], sent.get("性别", ""), person.get_sex_display(), told["sex"] != person.sex),
        _cell(
            LABELS["身份证号"], sent.get("身份证号", ""), masked_id_number(person) or "", told["id_number"] != number
        ),
        _cell(
            _("户籍地"), _sent_place(sent, "户籍"), place_in_words(registered), _moved(told["registered"], registered)
        ),
        _cell(_("居住地"), _sent_place(sent, "居住"), place_in_words(residence), _moved(told["residence"], residence)),
    ]
    if person.born_on is not None and told["born_on"] == person.born_on.isoformat():
        # The file's page masks it in the number; here it is no more than what the list says.
        cells.insert(3, _cell(LABELS["出生日期"], day(person.born_on), day(person.born_on), differs=False))
    if sentence is None:
        return cells
    term = _("无期徒刑") if sentence.for_life else term_in_words(sentence.months) if sentence.months else ""
    release_on = date.fromisoformat(told["release_on"]) if told["release_on"] else None
    return [
        *cells,
        _cell(LABELS["罪名"], sent.get("罪名", ""), sentence.offence, told["offence"] != sentence.offence),
        _cell(
            LABELS["原判刑期"],
            sent.get("原判刑期", ""),
            term,
            (told["months"], told["for_life"]) != (sentence.months, sentence.for_life),
        ),
        _cell(
            _("来文单位"),
            shown.row.batch.institution.name,
            sentence.institution.name,
            shown.row.batch.institution_id != sentence.institution_id,
        ),
        _cell(
            LABELS["释放日期"],
            day(release_on) if release_on else sent.get("释放日期", ""),
            day(sentence.release_on) if sentence.release_on else "",
            release_on != sentence.release_on,
        ),
    ]


def _cell(label: Any, here: str, there: str, differs: bool) -> dict[str, Any]:
    return {"label": label, "here": mask_numbers(here), "there": mask_numbers(there), "differs": differs}


def _sent_place(sent: Mapping[str, str], which: str) -> str:
    return " ".join(filter(None, (sent.get(f"{which}镇街"), sent.get(f"{which}村居"))))


def _moved(told: Mapping[str, Any], abode: Abode | None) -> bool:
    """Whether a place of the list is another than that of the file."""
    return abode is None or (told["area_id"], told["outside"]) != (abode.area_id, abode.outside)
