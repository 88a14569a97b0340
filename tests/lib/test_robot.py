"""A message to a robot goes to hosts that are named, by TLS, is followed nowhere and waited for not for long."""

import json

import pytest

from anbang.lib import robot as robots
from anbang.lib.robot import LARGEST_ANSWER, LONGEST_ADDRESS, NotAllowed, NotSent, message_for, parted, send_words
from tests.support.post import Robot

NAMED = ("qyapi.weixin.qq.com", "robot.example:8443")
ALLOWED = (
    "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1",
    "https://QYAPI.weixin.qq.com/cgi-bin/webhook/send?key=1",
    "https://qyapi.weixin.qq.com:443/x",
    "https://robot.example:8443/x",
)
REFUSED = (
    "http://qyapi.weixin.qq.com/x",
    "https://127.0.0.1/x",
    "https://[::1]/x",
    "https://localhost/x",
    "https://169.254.169.254/latest/meta-data",
    "https://qyapi.weixin.qq.com.evil.example/x",
    "https://evil.example/?qyapi.weixin.qq.com",
    "https://qyapi.weixin.qq.com@evil.example/x",
    "https://user:word@qyapi.weixin.qq.com/x",
    "https://qyapi.weixin.qq.com\\@evil.example/x",
    "https://qyapi.weixin.qq.com:8443/x",
    "https://robot.example/x",
    "https://qyapi.weixin.qq.com./x",
    "https://qyapi.weixin.qq.com/x#part",
    "https://qyapi.weixin.qq.com/x y",
    "https://qyapi.weixin.qq.com/x\r\nHost: evil.example",
    "https://ｑyapi.weixin.qq.com/x",
    "https://qyapi.weixin.qq.com:port/x",
    "ftp://qyapi.weixin.qq.com/x",
    "//qyapi.weixin.qq.com/x",
    f"https://qyapi.weixin.qq.com/{'x' * LONGEST_ADDRESS}",
    "",
)


@pytest.mark.parametrize("address", ALLOWED)
def test_an_address_of_a_named_host_is_allowed(address: str):
    assert parted(address, NAMED).scheme == "https"


@pytest.mark.parametrize("address", REFUSED)
def test_any_other_address_is_refused_before_anything_is_asked(address: str):
    with pytest.raises(NotAllowed):
        parted(address, NAMED)
    with pytest.raises(NotAllowed):
        send_words(address, "1", hosts=NAMED)


def test_where_no_host_is_named_nothing_is_allowed():
    with pytest.raises(NotAllowed):
        parted(ALLOWED[0], ())


def test_words_arrive_as_each_service_takes_them(robot: Robot):
    send_words(robot.address, "3 逾期", hosts=[robot.host], tls=robot.trusted)
    assert robot.told == [("/cgi-bin/webhook/send?key=abc", {"msgtype": "text", "text": {"content": "3 逾期"}})]
    other = {"msg_type": "text", "content": {"text": "3 逾期"}}
    assert json.loads(message_for("open.feishu.cn", "3 逾期")) == other


def failure(robot: Robot) -> NotSent:
    with pytest.raises(NotSent) as failed:
        send_words(robot.address, "1", hosts=[robot.host], tls=robot.trusted)
    return failed.value


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_nobody_is_followed_elsewhere(robot: Robot, status: int):
    robot.status, robot.headers = status, {"Location": f"https://{robot.host}/elsewhere"}
    assert failure(robot).is_certain
    assert [path for path, _words in robot.told] == ["/cgi-bin/webhook/send?key=abc"]


@pytest.mark.parametrize("answer", [b'{"errcode":93000,"errmsg":"invalid"}', b'{"code":19001}', b'{"StatusCode":1}'])
def test_what_the_service_refuses_did_not_arrive(robot: Robot, answer: bytes):
    robot.answer = answer
    failed = failure(robot)
    assert (failed.is_certain, failed.was_reached) == (True, True)


@pytest.mark.parametrize("answer", [b"ok", b"", b"[]", b'{"code":0}'])
def test_what_it_says_nothing_against_arrived(robot: Robot, answer: bytes):
    robot.answer = answer
    send_words(robot.address, "1", hosts=[robot.host], tls=robot.trusted)


def test_of_an_answer_no_more_is_read_than_it_needs(robot: Robot):
    robot.answer = b"x" * (LARGEST_ANSWER * 4)
    send_words(robot.address, "1", hosts=[robot.host], tls=robot.trusted)


def test_whoever_answers_a_sign_at_a_time_is_not_waited_for(robot: Robot, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(robots, "SECONDS_AT_ALL", 0.5)
    robot.slowness, robot.headers = 0.2, {"Content-Length": str(len(robot.answer))}
    failed = failure(robot)
    assert not failed.is_certain, "it may have arrived, and is not sent again"


def test_a_server_that_nobody_vouches_for_is_told_nothing(robot: Robot):
    with pytest.raises(NotSent) as failed:
        send_words(robot.address, "1", hosts=[robot.host])
    assert (failed.value.was_reached, robot.told) == (False, [])


def test_a_server_that_is_not_there_was_not_reached(robot: Robot):
    with pytest.raises(NotSent) as failed:
        send_words("https://localhost:1/x", "1", hosts=["localhost:1"], tls=robot.trusted)
    assert (failed.value.is_certain, failed.value.was_reached) == (True, False)
