"""`anbang group`: groups are set up and end, members come and go, by whoever keeps the installation."""

import pytest

from anbang.audit.models import Event
from anbang.organisations.models import Group, GroupMember
from anbang.organisations.unattended import NOBODY
from anbang.site.groups import group
from tests.support.people import TODAY

pytestmark = pytest.mark.usefixtures("terminal")
VILLAGE = "玉屏社区居民委员会"
CHANGES = ("group_set_up", "member_seated", "member_unseated", "group_ended")
Told = pytest.CaptureFixture[str]


def run(line: str) -> int:
    """The command as it is typed."""
    return group(line.split())


def everything() -> list[list[tuple]]:
    """All rows that the steps could change."""
    return [list(table.objects.using("owner").order_by("id").values_list()) for table in (Group, GroupMember)]


@pytest.fixture
def seated(terminal: None) -> None:
    """A village's work group with a head and two more, one of them twice."""
    run("set-up 玉屏社区 --on 2026-11-01")
    run("seat 玉屏社区 张书记 --unit 玉屏社区 --head --on 2026-11-01")
    run("seat 玉屏社区 邓海燕 --unit 玉屏社区 --answers-for 走访 --on 2026-11-01")
    run("seat 玉屏社区 邓海燕 --unit 妇联 --on 2026-11-01")


def test_a_town_has_its_leading_group_with_the_office_it_works_through(capsys: Told):
    assert run("set-up 昌元街道 --office 昌元司法所 --document 昌元办发〔2026〕8号") == 0
    told = "昌元街道: leading_group from 2026-11-05, with 昌元司法所 as its office; nobody is seated yet\n"
    assert capsys.readouterr().out == told
    made = Group.objects.using("owner").select_related("working_office").get()
    assert (made.working_office.name, made.document, made.from_on) == ("昌元司法所", "昌元办发〔2026〕8号", TODAY)


def test_a_village_has_a_work_group_and_is_called_as_people_say_it(seated: None):
    made = Group.objects.using("owner").select_related("area").get()
    assert (made.kind, made.area.name) == ("work_group", VILLAGE)
    head = GroupMember.objects.using("owner").get(heads=True)
    assert (head.name, head.unit) == ("张书记", "玉屏社区")


def test_whoever_leaves_sits_until_the_last_day_and_the_others_stay(seated: None, capsys: Told):
    capsys.readouterr()
    assert run("unseat 玉屏社区 张书记 --on 2026-11-04") == 0
    assert capsys.readouterr().out == f"{VILLAGE}: 张书记 sits for 玉屏社区 until 2026-11-04, the last day\n"
    rows = GroupMember.objects.using("owner").order_by("id").values_list("name", "until_on")
    assert [*rows] == [("张书记", TODAY.replace(day=4)), ("邓海燕", None), ("邓海燕", None)]


def test_a_group_ends_with_every_seat_in_it(seated: None):
    assert run("end 玉屏社区") == 0
    assert Group.objects.using("owner").get().until_on == TODAY
    assert set(GroupMember.objects.using("owner").values_list("until_on", flat=True)) == {TODAY}


def test_the_trail_tells_that_the_installation_did_it(seated: None):
    run("unseat 玉屏社区 张书记")
    run("end 玉屏社区")
    told = Event.objects.using("owner").filter(action__in=CHANGES)
    assert {event.action for event in told} == set(CHANGES)
    assert {event.staff_id for event in told} == {NOBODY}


def test_a_member_may_have_an_account(seated: None, assistant):
    username = f"justice_assistant-{assistant.name.split()[-1]}"
    assert run(f"seat 玉屏社区 周敏 --unit 昌元司法所 --account {username}") == 0
    assert GroupMember.objects.using("owner").get(name="周敏").staff_id == assistant.staff_id


@pytest.mark.parametrize(
    ("line", "status", "sentence"),
    [
        ("set-up 月球", 2, "There is no area '月球'"),
        ("set-up 重庆市", 2, "There is no area '重庆市'"),
        ("set-up 玉屏社区", 1, "This group already exists here."),
        ("set-up 昌元街道 --office 月球司法所甲乙丙丁", 2, "There is no office"),
        ("seat 昌元街道 周敏 --unit 昌元司法所", 2, "There is no group of 昌元街道."),
        ("seat 玉屏社区 周敏 --unit 昌元司法所 --account nobody", 2, "There is no account 'nobody'."),
        ("seat 玉屏社区 李主任 --unit 玉屏社区 --head", 1, "A group has one head."),
        ("seat 玉屏社区 张书记 --unit 玉屏社区", 1, "cannot sit twice for the same unit"),
        ("unseat 玉屏社区 周敏", 2, "'周敏' has no such seat in the group of 玉屏社区居民委员会; seated: 张书记"),
        ("unseat 玉屏社区 邓海燕", 2, "邓海燕 sits for 玉屏社区、妇联: --unit tells which seat ends."),
        ("unseat 玉屏社区 张书记 --on 2026-10-01", 1, "the group is not yet set up"),
        ("end 玉屏社区 --on 2026-10-01", 1, "the group is not yet set up"),
        ("end 玉屏社区 --on 明天", 2, "'明天' is no day"),
    ],
)
def test_what_cannot_be_is_one_sentence_and_changes_nothing(
    line: str, status: int, sentence: str, seated: None, capsys: Told
):
    capsys.readouterr()
    before = everything()
    assert run(line) == status
    told = capsys.readouterr()
    assert sentence in told.err
    assert (told.out, told.err.count("\n")) == ("", 1)
    assert everything() == before


def test_the_unit_tells_which_of_two_seats_ends(seated: None):
    """The control of the refusal above."""
    assert run("unseat 玉屏社区 邓海燕 --unit 妇联") == 0
    assert GroupMember.objects.using("owner").exclude(until_on=None).get().unit == "妇联"


def test_help_shows_an_example_that_works(capsys: Told):
    with pytest.raises(SystemExit):
        run("--help")
    example = capsys.readouterr().out.split("example: anbang group ")[1]
    run("set-up 玉屏社区")
    assert run(example) == 0
