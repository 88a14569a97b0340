"""The server is our child: started again when it dies, gone when we are, run as an ordinary user who can reach what it needs."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from anbang.lib.postgres import Cluster, find_binaries, ordinary_user
from anbang.lib.postgres.binaries import Binaries
from anbang.lib.postgres.ordinary_user import OrdinaryUser, reachable_binaries, reachable_home
from anbang.lib.postgres.server import Server
from tests.lib.conftest import a_cluster
from tests.support.patience import until

KEEPER = """
import sys
from pathlib import Path
from tests.lib.conftest import a_cluster
with a_cluster(Path(sys.argv[1])) as cluster:
    print(cluster.server.pid, flush=True)
    sys.stdin.read()
"""


def answers(cluster: Cluster) -> bool:
    try:
        psycopg.connect(cluster.superuser_url()).close()
    except psycopg.OperationalError:
        return False
    return True


def is_there(pid: int) -> bool:
    """Whether it runs: one that ended and waits for somebody to read its status does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_a_killed_server_comes_back_with_what_was_committed(kept: Cluster):
    with psycopg.connect(kept.urls()["the_owner"]) as connection:
        connection.execute("create table kept_rows as select 1 as number")
    killed = kept.server.pid
    os.kill(killed, signal.SIGKILL)
    until(lambda: kept.server.pid != killed and answers(kept), what="the new start")
    with psycopg.connect(kept.urls()["the_owner"]) as connection:
        assert connection.execute("select number from kept_rows").fetchone() == (1,)


def test_a_stop_leaves_no_process(place: Path):
    with a_cluster(place) as cluster:
        pid = cluster.server.pid
        assert is_there(pid)
    assert not is_there(pid)


def test_the_server_ends_with_a_keeper_that_was_killed_and_the_next_one_takes_over(place: Path):
    keeper = subprocess.Popen(
        [sys.executable, "-c", KEEPER, str(place)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert keeper.stdout is not None
    server = int(keeper.stdout.readline())
    assert a_cluster(place).attach(), "the control: it ran"
    keeper.kill()
    keeper.communicate()
    with a_cluster(place) as cluster:
        assert answers(cluster)
        until(lambda: not is_there(server), what="the end of the first server")


def test_the_server_does_not_run_as_root(kept: Cluster):
    owner = Path(f"/proc/{kept.server.pid}").stat().st_uid
    assert owner != 0
    assert owner == kept.user.uid


# Where the ordinary user can read


def test_a_folder_out_of_reach_gets_one_of_its_own_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ordinary_user, "ELSEWHERE", tmp_path / "elsewhere")
    user = OrdinaryUser.for_this_process()
    monkeypatch.setattr(OrdinaryUser, "can_reach", lambda *_: False)
    one, two = (reachable_home(tmp_path / name / "database", user) for name in ("one", "two"))
    assert one.parent == two.parent == tmp_path / "elsewhere"
    assert one != two


def test_a_folder_within_reach_stays_where_it_is(place: Path):
    assert reachable_home(place / "database", OrdinaryUser.for_this_process()) == place / "database"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root becomes another user")
def test_the_home_of_root_is_out_of_reach_for_the_ordinary_user(place: Path):
    (place / "home").mkdir(mode=0o700)
    user = OrdinaryUser.for_this_process()
    assert not user.can_reach(place / "home" / "anbang" / "var")
    assert user.can_reach(place / "elsewhere"), "the control"


def test_programs_out_of_reach_are_copied_with_the_libraries_beside_them(place: Path, monkeypatch: pytest.MonkeyPatch):
    found, user = find_binaries(), OrdinaryUser.for_this_process()
    if not found.needs:
        pytest.skip("the programs are the machine's own, which everybody may run")
    monkeypatch.setattr(OrdinaryUser, "can_run", lambda *_: False)
    copied = reachable_binaries(found, user, place)
    assert copied.folder.is_relative_to(place)
    assert runs(copied, user)
    assert reachable_binaries(found, user, place) == copied, "a second start copies nothing"


def test_programs_within_reach_are_not_copied(place: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(OrdinaryUser, "can_run", lambda *_: True)
    found = find_binaries()
    assert reachable_binaries(found, OrdinaryUser.for_this_process(), place) == found
    assert list(place.iterdir()) == []


def runs(binaries: Binaries, user: OrdinaryUser) -> bool:
    command = [str(binaries.folder / "postgres"), "--version"]
    return subprocess.run(command, capture_output=True, cwd="/", check=False, **user.popen).returncode == 0


def test_why_it_ended_is_not_what_it_said_to_whoever_asked_meanwhile(tmp_path: Path):
    log = tmp_path / "log"
    log.write_text(
        "LOG:  starting\n"
        "FATAL:  recovery ended before configured recovery target was reached\n"
        "FATAL:  the database system is not accepting connections\nDETAIL:  Hot standby mode is disabled.\n"
        "LOG:  startup process exited with exit code 1\n"
    )
    server = Server(find_binaries(), tmp_path, tmp_path, log, OrdinaryUser.for_this_process())
    assert server.last_words() == "recovery ended before configured recovery target was reached."
