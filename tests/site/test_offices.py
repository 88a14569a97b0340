"""`anbang office`: an installation follows when its district renames, merges and opens offices."""

from datetime import timedelta

import pytest

from anbang.audit.models import Event
from anbang.casework.duty.queries import work_list
from anbang.casework.person.queries import visible_to
from anbang.organisations.acting import acting
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.models import Office, OfficeName, Posting, Staff
from anbang.organisations.queries import sign_in
from anbang.organisations.unattended import NOBODY
from anbang.site.offices import office
from tests.support.people import TODAY, post
from tests.support.people import office as office_of

pytestmark = pytest.mark.usefixtures("terminal")
DAY = timedelta(days=1)
CHANGES = ("office_opened", "office_renamed", "office_merged")
Told = pytest.CaptureFixture[str]


def run(line: str) -> int:
    """The command as it is typed."""
    return office(line.split())


def names_on(day) -> set[str]:
    return set(OfficeName.objects.using("owner").on(day).values_list("name", flat=True))


def everything() -> list[list[tuple]]:
    """All rows that the steps could change."""
    tables = (Office, OfficeName, Posting)
    return [list(table.objects.using("owner").order_by("id").values_list()) for table in tables]


# What it does


def test_a_renamed_office_keeps_its_old_name_for_the_days_before(capsys: Told):
    assert run("rename 昌元派出所 城区派出所 --on 2026-11-01") == 0
    told = "昌元派出所: called 城区派出所 from 2026-11-01; what was written before keeps the old name\n"
    assert capsys.readouterr().out == told
    assert {"昌元派出所", "城区派出所"} & names_on(TODAY) == {"城区派出所"}
    assert {"昌元派出所", "城区派出所"} & names_on(TODAY.replace(month=10)) == {"昌元派出所"}


def test_without_a_day_it_is_today():
    assert run("rename 昌元派出所 城区派出所") == 0
    assert OfficeName.objects.using("owner").get(name="城区派出所").from_on == TODAY


def test_a_day_may_be_written_in_chinese():
    assert run("rename 昌元派出所 城区派出所 --on 2026年11月1日") == 0
    assert OfficeName.objects.using("owner").get(name="城区派出所").from_on == TODAY.replace(day=1)


def test_staff_people_and_duties_of_a_merged_office_are_its_successors(take, assistant, neighbour, capsys: Told):
    person = take().person_id
    assert run("merge 昌元司法所 安富司法所 --on 2026-11-05") == 0
    assert "merged into 安富司法所 from 2026-11-05" in capsys.readouterr().out
    for staff in (assistant, neighbour):
        by = sign_in(Staff.objects.get(pk=staff.staff_id), on=TODAY)
        assert by.office_id == neighbour.office_id
        with acting(by):
            assert [one.pk for one in visible_to(by)] == [person]
            assert [duty.rule for duty in work_list(for_staff=by)] == ["verify"]


def test_without_the_merger_the_neighbour_sees_nobody(take, neighbour):
    """The control."""
    take()
    with acting(neighbour):
        assert not visible_to(neighbour).exists()
        assert not work_list(for_staff=neighbour).exists()


def test_a_base_opens_where_it_is_said_to(capsys: Told):
    assert run("open 过渡性安置基地 --kind base --area 荣昌区 --parent 荣昌区司法局") == 0
    base = Office.objects.using("owner").select_related("area", "parent").get(kind=OfficeKind.BASE)
    assert (base.area.name, base.parent.name, base.from_on) == ("荣昌区", "荣昌区司法局", TODAY)


def test_a_prison_opens_without_an_area():
    assert run("open 重庆市新监狱 --kind prison") == 0
    assert Office.objects.using("owner").get(name="重庆市新监狱").area_id is None


def test_the_trail_tells_that_the_installation_did_it():
    run("rename 昌元派出所 城区派出所")
    run("merge 安富派出所 城区派出所")
    run("open 过渡性安置基地 --kind base --area 荣昌区")
    told = Event.objects.using("owner").filter(action__in=CHANGES)
    assert {event.action for event in told} == set(CHANGES)
    assert {(event.staff_id, event.happened_on) for event in told} == {(NOBODY, TODAY)}


# Which office is meant


def test_where_two_are_called_the_same_the_place_before_the_name_tells_which(capsys: Told):
    run("rename 昌元派出所 城区派出所 --on 2026-11-01")
    run("rename 安富派出所 城区派出所 --on 2026-11-01")
    assert run("rename 城区派出所 老城派出所") == 2
    several = "Several offices are called '城区派出所': 昌元街道城区派出所、安富街道城区派出所."
    assert several in capsys.readouterr().err
    assert run("rename 安富街道城区派出所 老城派出所") == 0
    assert OfficeName.objects.using("owner").get(name="老城派出所").office.area.name == "安富街道"


def test_an_office_that_was_merged_is_answered_with_its_heir(capsys: Told):
    run("merge 昌州司法所 昌元司法所 --on 2026-11-01")
    before = everything()
    for again in ("merge 昌州司法所 安富司法所", "merge 安富司法所 昌州司法所", "rename 昌州司法所 新所"):
        assert run(again) == 2
        gone = "There is no office '昌州司法所' after 2026-10-31: it was merged into 昌元司法所."
        assert gone in capsys.readouterr().err
    assert everything() == before


def test_nothing_is_told_of_the_days_before_a_merger_once_it_is_told(capsys: Told):
    """Whoever came over that way would sit at an office that is no more."""
    run("merge 昌州司法所 昌元司法所")
    assert run("merge 安富司法所 昌州司法所 --on 2026-11-01") == 2
    assert "it was merged into 昌元司法所" in capsys.readouterr().err


# What it refuses


@pytest.mark.parametrize(
    ("line", "status", "sentence"),
    [
        ("rename 昌元派出 城区派出所", 2, "There is no office '昌元派出'; near it: 昌元派出所"),
        ("rename 月球基地甲乙 城区派出所", 2, "There is no office '月球基地甲乙'."),
        ("rename 昌元派出所 城区派出所 --on 2026-02-30", 2, "'2026-02-30' is no day; write it as 2026-11-05."),
        ("rename 昌元派出所 城区派出所 --on 2026-11-06", 2, "2026-11-06 is still to come:"),
        ("rename 昌元派出所 城区派出所 --on 2010-01-01", 2, "There is no office '昌元派出所'"),
        ("rename 昌元派出所 昌元派出所", 1, "The name is unchanged."),
        ("rename 昌元派出所 昌元司法所", 2, "There is already an office '昌元司法所' of 昌元街道."),
        ("merge 昌州司法所 月球基地甲乙", 2, "There is no office '月球基地甲乙'."),
        ("merge 昌州司法所 昌州司法所", 1, "An office cannot be merged into itself."),
        ("merge 昌州司法所 昌州派出所", 1, "Only offices of one kind can be merged."),
        ("merge 昌州司法所 昌元司法所 --on 2015-08-31", 1, "was set up or renamed on or after this day"),
        ("open 第二派出所 --kind police_station --area 昌元街道", 1, "already an office of this kind"),
        ("open 过渡性安置基地 --kind base --area 月球", 2, "There is no area '月球'"),
        ("open 过渡性安置基地 --kind base", 1, "Choose where the office is."),
    ],
)
def test_what_cannot_be_is_one_sentence_and_changes_nothing(line: str, status: int, sentence: str, capsys: Told):
    before = everything()
    assert run(line) == status
    told = capsys.readouterr()
    assert sentence in told.err
    assert (told.out, told.err.count("\n")) == ("", 1)
    assert everything() == before
    assert not Event.objects.using("owner").filter(action__in=CHANGES).exists()


def test_a_merger_that_somebodys_later_post_forbids_is_not_half_done(capsys: Told):
    gone = office_of(OfficeKind.JUSTICE_OFFICE, "昌州街道")
    post(Role.JUSTICE_ASSISTANT, gone)
    late = post(Role.JUSTICE_ASSISTANT, gone, from_on=TODAY)
    before = everything()
    assert run("merge 昌州司法所 昌元司法所") == 1
    assert "Somebody takes up a post at “昌州司法所” on or after this day" in capsys.readouterr().err
    assert everything() == before
    Posting.objects.using("owner").filter(pk=late.posting_id).delete()
    assert run("merge 昌州司法所 昌元司法所") == 0, "the control: without that post it is done"
    assert everything() != before


def test_two_names_on_one_day_are_refused_and_the_first_one_stays(capsys: Told):
    run("rename 昌元派出所 城区派出所")
    assert run("rename 城区派出所 老城派出所") == 1
    assert "A newer name already holds on this day." in capsys.readouterr().err
    assert "老城派出所" not in names_on(TODAY)


def test_a_chinese_terminal_reads_the_refusal_in_chinese(monkeypatch: pytest.MonkeyPatch, capsys: Told):
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert run("merge 昌州司法所 昌州司法所") == 1
    assert capsys.readouterr().err == "anbang office: 机构不能并入自身。\n"


def test_help_shows_an_example_that_works(capsys: Told):
    with pytest.raises(SystemExit):
        run("--help")
    example = capsys.readouterr().out.split("example: anbang office ")[1]
    assert run(example) == 0
