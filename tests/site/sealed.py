"""A district in which every sealed column has something in it, under keys of the test's own; and how its values are read."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from django.db.models import Model

from anbang.casework.care.models import GoalArea, TeamRole
from anbang.casework.care.plan import NewGoal, make_plan
from anbang.casework.care.reaching import HowToReach, change_contact
from anbang.casework.care.signs import answer_sign, mark_unfounded, note_sign
from anbang.casework.care.team import NewMember, name_team
from anbang.casework.custody.changes import AboutOutbound
from anbang.casework.custody.models import Channel
from anbang.casework.custody.outbound import note_outbound
from anbang.casework.draft.actions import keep_draft
from anbang.casework.draft.queries import Form
from anbang.casework.models import Case
from anbang.casework.person.emergency import break_glass
from anbang.coordination.feedback.actions import NewFeedback, answer_feedback, write_feedback
from anbang.coordination.notice.models import Channel as NoticeChannel
from anbang.coordination.notice.models import NoticeAddress
from anbang.coordination.notice.queries import ADDRESS
from anbang.lib.sealing import SealBroken
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import OfficeKind, Role
from anbang.papers.actions import next_ids
from anbang.papers.sealed import Sealed
from anbang.site.keys_at_hand import prepare_keys
from anbang.site.sealed_columns import COLUMNS, sealed_in, told_of
from tests.exchange.lists import applied, child
from tests.exchange.numbers import identity_number
from tests.support.database import Server, opened
from tests.support.people import TODAY, office, post
from tests.web.matrix import CARED, THERE
from tests.web.names import NAMES, NUMBERS
from tests.web.planted import Bed, bed

__all__ = ["bed", "lived_in"]
ANOTHER_NUMBER = "023-46773000"
ANOTHER_BIRTH = date(2007, 8, 2)


@dataclass(frozen=True, slots=True)
class Full:
    """The district, and who keeps its keys."""

    database: str
    security: ActingStaff


@pytest.fixture(scope="session")
def lived_in(server: Server, bed: Bed, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bed]:
    """The planted district with what it lacks, so that each column has several values; made once, each test works on a copy."""
    folder = tmp_path_factory.mktemp("lived-in") / "installation"
    shutil.copytree(bed.folder, folder)
    with opened(server, folder, template=bed.database) as database:
        _live(bed)
        connections.close_all()
        yield Bed(database, folder, bed.planted)


@pytest.fixture
def full(server: Server, lived_in: Bed, tmp_path: Path) -> Iterator[Full]:
    """A copy of the database, of the files and of the keys: what is done to them is done to nobody else's."""
    folder = tmp_path / "installation"
    shutil.copytree(lived_in.folder, folder)
    with opened(server, folder, template=lived_in.database) as database:
        prepare_keys(silent)
        yield Full(database, post(Role.SECURITY_ADMINISTRATOR, office(OfficeKind.JUSTICE_BUREAU)))


@pytest.fixture
def security(database: str) -> ActingStaff:
    """Who keeps the keys of a district in which nobody is filed yet."""
    prepare_keys(silent)
    return post(Role.SECURITY_ADMINISTRATOR, office(OfficeKind.JUSTICE_BUREAU))


def _live(bed: Bed) -> None:
    seats = bed.planted.seats
    case_id = Case.objects.using("owner").get(person__name=NAMES[CARED]).pk
    by = {"by": seats["justice assistant"], "on": TODAY}
    name_team(
        case_id, [NewMember(role, "甄成员", phone="1") for role in (TeamRole.VOLUNTEER, TeamRole.SOCIAL_WORKER)], **by
    )
    make_plan(case_id, [NewGoal(GoalArea.WORK, "找到工作"), NewGoal(GoalArea.HOME, "找到住处")], **by)
    for facts in ("见到的", "听到的"):
        sign = note_sign(case_id, facts=facts, prevention="谈话", **by)
        answer_sign(sign.pk, words="另有原因", **by)
        mark_unfounded(sign.pk, why="查明不实", **by)
    guest = post(Role.JUSTICE_ASSISTANT, office(OfficeKind.JUSTICE_OFFICE, "广顺街道"))
    break_glass("也等不及的事情", name="", born_on=None, id_number=NUMBERS[THERE], by=guest, on=TODAY)
    for whose, number in ((CARED, ANOTHER_NUMBER), (THERE, ANOTHER_NUMBER)):
        there = Case.objects.using("owner").get(person__name=NAMES[whose]).pk
        seat = seats["justice assistant" if whose == CARED else "justice assistant elsewhere"]
        change_contact(there, HowToReach(contact=number), by=seat, on=TODAY)
    elsewhere = Case.objects.using("owner").get(person__name=NAMES[THERE])
    keep_draft(Form("note", elsewhere.person_id), {"words": ["写了一半"]}, by=seats["justice assistant elsewhere"])
    for seat in (seats["justice assistant"], seats["justice assistant elsewhere"]):
        with acting(seat):
            (key,) = next_ids("coordination_noticeaddress", "id", 1, using=seat.alias)
            sealed = ADDRESS.seal(f"{seat.staff_id}@office.example".encode(), id=key)
            told = {"channel": NoticeChannel.MAIL, "address_sealed": sealed, "code_digest": "0" * 64}
            NoticeAddress.objects.create(id=key, staff_id=seat.staff_id, **told)
    for words in ("按钮没有反应", "日期点不开"):
        remark = write_feedback(NewFeedback("/", words, "0.1.0"), **by)
        answer_feedback(remark.pk, "已改好", by=seats["aftercare officer"], on=TODAY)
    about = {"addressed_to": "四川省隆昌市", "channel": Channel.POST, "admitted_on": TODAY - timedelta(days=9)}
    note_outbound(AboutOutbound("甄外县"), by=seats["clerk of another institution"], on=TODAY, **about)
    number = identity_number(ANOTHER_BIRTH, sequence=343)
    applied([child("甄另童", 身份证号=number, 出生日期=ANOTHER_BIRTH.isoformat())], by=seats["bureau clerk"])


def silent(_line: str) -> None:
    """Whoever is told nothing."""


def opens(column: Sealed, row: Model) -> bytes:
    """What the product opens, of a row as it stands in the database."""
    row.refresh_from_db(using="owner", fields=[column.column])
    return column.open(getattr(row, column.column), **told_of(column, row))


def does_open(column: Sealed, row: Model) -> bool:
    """Whether the product opens it."""
    try:
        opens(column, row)
    except SealBroken:
        return False
    return True


def put(column: Sealed, row: Model, sealed: bytes) -> None:
    """By the owner of the tables, whom nobody stops."""
    assert type(row)._base_manager.using("owner").filter(pk=row.pk).update(**{column.column: sealed}) == 1


def everything() -> dict[tuple[str, object], bytes]:
    """Every sealed value of the database, opened: (column, row) → what it says."""
    return {
        (f"{column.table}.{column.column}", row.pk): opens(column, row)
        for column in COLUMNS
        for row in sealed_in(column)
    }


def folder_of_files() -> Path:
    """Where the sealed files lie."""
    return Path(settings.FOLDER) / "files"


def files() -> dict[str, bytes]:
    """Every sealed file as it lies on the disk."""
    return {file.name: file.read_bytes() for file in sorted(folder_of_files().rglob("*")) if file.is_file()}
