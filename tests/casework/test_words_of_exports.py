"""What somebody wrote when a sheet about a person left goes with the person's file; that it left stays."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, connections

from anbang.audit.models import Event
from anbang.casework.models import Case
from anbang.casework.retention.actions import confirm_disposal
from anbang.organisations.acting import acting
from anbang.organisations.unattended import unattended
from anbang.papers.exports import NewExport, begin_export, words_of_export
from anbang.papers.models import Export, ExportKind, Purpose
from tests.casework.retention import NIGHT, OWNER, dead, decided
from tests.support.crew import TODAY, District

__all__ = ["dead"]
WORDS = "交给其妹李某办理后事"
GUARD = "what was written of an export goes with the file"


@pytest.fixture
def export(district: District, dead: Case) -> Export:
    told = NewExport(ExportKind.EXTRACT, Purpose.OTHER, words=WORDS, person_id=dead.person_id)
    return begin_export(told, by=district.assistant(), on=TODAY)


def row(export: Export) -> Export:
    return Export.objects.using(OWNER).get(pk=export.pk)


def test_its_words_go_and_its_number_kind_and_hand_stay(district: District, dead: Case, export: Export):
    told = decided(dead, district)
    assert words_of_export(row(export))["purpose"] == WORDS, "the control: until then they are there"
    confirm_disposal(told.pk, is_agreed=True, by=district.aftercare(NIGHT), on=NIGHT)
    left = row(export)
    assert (left.words_sealed, left.words_gone_on, words_of_export(left)) == (None, NIGHT, {})
    assert (left.kind, left.purpose, left.exported_by_id) == (
        ExportKind.EXTRACT,
        Purpose.OTHER,
        district.assistant().staff_id,
    )
    assert Event.objects.using(OWNER).filter(action="exported", data__export=export.pk).exists()


def test_those_about_others_stay(district: District, dead: Case, export: Export):
    other = district.in_care()
    stays = begin_export(
        NewExport(ExportKind.EXTRACT, Purpose.OTHER, words=WORDS, person_id=other.person_id),
        by=district.assistant(),
        on=TODAY,
    )
    confirm_disposal(decided(dead, district).pk, is_agreed=True, by=district.aftercare(NIGHT), on=NIGHT)
    assert words_of_export(row(stays))["purpose"] == WORDS


def changes(export: Export) -> dict[str, Callable[[], int]]:
    rows = Export.objects.filter(pk=export.pk)
    return {
        "gone": lambda: rows.update(words_sealed=None, words_gone_on=TODAY),
        "others": lambda: rows.update(words_sealed=b"others"),
    }


@pytest.mark.parametrize("how", ["gone", "others"])
def test_while_the_person_is_there_nobody_takes_them_away_or_writes_others(export: Export, how: str):
    with pytest.raises(IntegrityError, match=GUARD), acting(unattended("test", on=TODAY)):
        changes(export)[how]()


@pytest.mark.parametrize("how", ["gone", "others"])
def test_control_without_its_trigger_they_would(export: Export, how: str):
    with connections[OWNER].cursor() as cursor:
        cursor.execute("alter table papers_export disable trigger words_of_an_export_go_with_the_file")
    with acting(unattended("test", on=TODAY)):
        assert changes(export)[how]() == 1
