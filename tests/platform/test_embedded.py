"""The private PostgreSQL: made once, started in a blink, refused twice, whole after a kill."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import unquote

import psycopg
import pytest

from siyu.platform import embedded
from siyu.platform.data_dir import DataDirTaken, DataDirUnusable, DiskFull
from siyu.platform.embedded import EmbeddedPostgres, OtherVersion, PostgresFailed

HOLDER = """
import sys, time
from pathlib import Path
from tempfile import TemporaryDirectory
from siyu.platform import embedded
server = embedded.start(Path(sys.argv[1]))
print(server.url, server.process.pid, flush=True)
time.sleep(60)
"""
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can change accounts")


def query(url: str, sql: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        cursor = connection.execute(sql.encode())
        return cursor.fetchall() if cursor.description else []


@pytest.fixture(scope="module")
def shared() -> Iterator[EmbeddedPostgres]:
    with TemporaryDirectory(prefix="siyu-test-") as place:
        server = embedded.start(Path(place))
        yield server
        server.stop()


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """Not below pytest's own directory, which every run of pytest closes to other accounts."""
    with TemporaryDirectory(prefix="siyu-test-") as place:
        yield Path(place)


def gone(pid: int, within_seconds: float = 10) -> bool:
    until = time.monotonic() + within_seconds
    while time.monotonic() < until:
        try:
            if Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z":
                return True
        except FileNotFoundError:
            return True
        time.sleep(0.02)
    return False


def test_it_speaks_utf8_under_a_builtin_locale_and_writes_to_disk(shared: EmbeddedPostgres) -> None:
    rows = query(
        shared.url,
        "SELECT pg_encoding_to_char(encoding), datlocprovider::text, datlocale,"
        " current_setting('fsync'), current_setting('listen_addresses'), upper('ä'), lower('Ж')"
        " FROM pg_database WHERE datname = current_database()",
    )
    assert rows == [("UTF8", "b", "C.UTF-8", "on", "", "Ä", "ж")]


def test_its_socket_is_closed_to_others(shared: EmbeddedPostgres) -> None:
    sockets = Path(unquote(shared.url.split("host=")[1]))
    assert sockets.stat().st_mode & 0o777 == 0o700


def test_a_second_start_on_the_same_directory_is_refused(shared: EmbeddedPostgres) -> None:
    with pytest.raises(DataDirTaken) as refused:
        embedded.start(shared.server.data_dir)
    assert refused.value.data == {"data_dir": shared.server.data_dir, "pid": str(os.getpid())}
    assert query(shared.url, "SELECT 1") == [(1,)]


def test_data_stays_and_the_second_start_takes_under_a_second(tmp_path: Path) -> None:
    first = embedded.start(tmp_path)
    query(first.url, "CREATE TABLE kept AS SELECT 7 AS number")
    first.stop()
    began = time.monotonic()
    second = embedded.start(tmp_path)
    took = time.monotonic() - began
    rows = query(second.url, "SELECT number FROM kept")
    second.stop()
    assert rows == [(7,)]
    assert took < 1
    assert "was not properly shut down" not in second.server.log.read_text()


def test_a_long_data_directory_still_gets_a_socket(tmp_path: Path) -> None:
    server = embedded.start(tmp_path / ("long" * 25))
    try:
        assert query(server.url, "SELECT 1") == [(1,)]
        assert not server.server.sockets.is_relative_to(tmp_path)
    finally:
        server.stop()
        shutil.rmtree(server.server.sockets)


def test_the_server_follows_a_killed_owner_and_the_next_start_is_whole(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    url, pid = holder.stdout.readline().split()
    query(url, "CREATE TABLE kept AS SELECT 7 AS number")
    holder.kill()
    holder.wait()
    holder.stdout.close()
    assert gone(int(pid))
    server = embedded.start(tmp_path)
    rows = query(server.url, "SELECT number FROM kept")
    server.stop()
    assert rows == [(7,)]


def test_a_killed_server_starts_again_with_what_was_committed(tmp_path: Path) -> None:
    killed = embedded.start(tmp_path)
    query(killed.url, "CREATE TABLE kept AS SELECT 7 AS number")
    killed.process.kill()
    killed.process.wait()
    killed.held.let_go()
    assert (killed.server.cluster / "postmaster.pid").exists()
    server = embedded.start(tmp_path)
    rows = query(server.url, "SELECT number FROM kept")
    server.stop()
    assert rows == [(7,)]


def test_the_mark_of_a_dead_server_whose_number_went_to_another_program(tmp_path: Path) -> None:
    server = embedded.start(tmp_path)
    server.stop()
    mark = server.server.cluster / "postmaster.pid"
    mark.write_text(f"{os.getpid()}\n{server.server.cluster}\n")
    again = embedded.start(tmp_path)
    rows = query(again.url, "SELECT 1")
    again.stop()
    assert rows == [(1,)]


def test_a_server_left_running_is_stopped_first(tmp_path: Path) -> None:
    left = embedded.start(tmp_path)
    left.held.let_go()
    server = embedded.start(tmp_path)
    assert left.process.wait(5) == 0
    assert query(server.url, "SELECT 1") == [(1,)]
    server.stop()


def test_data_of_another_version_is_refused_untouched(tmp_path: Path) -> None:
    server = embedded.start(tmp_path)
    server.stop()
    (server.server.cluster / "PG_VERSION").write_text("17\n")
    with pytest.raises(OtherVersion) as refused:
        embedded.start(tmp_path)
    assert (refused.value.data["found"], refused.value.data["ours"]) == ("17", "18")
    (server.server.cluster / "PG_VERSION").write_text("18\n")
    embedded.start(tmp_path).stop()


def test_a_place_that_is_no_directory_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DataDirUnusable, match="file"):
        embedded.start(tmp_path / "file" / "data")


def test_a_server_that_cannot_start_says_its_last_line(tmp_path: Path) -> None:
    server = embedded.start(tmp_path)
    server.stop()
    (server.server.cluster / "postgresql.conf").write_text("nonsense = 1\n")
    with pytest.raises(PostgresFailed, match="configuration"):
        embedded.start(tmp_path)


@as_root
def test_a_full_disk_is_named_and_leaves_no_half(tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(small)]
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("this system does not let us mount")
    try:
        with pytest.raises(DiskFull):
            embedded.start(small)
        assert not (small / "postgres").exists()
    finally:
        subprocess.run(["umount", str(small)], check=True)


def python_for(uid: int) -> str:
    """A Python 3.11 that this user may run; ours may lie in root's home."""
    for program in (sys.executable, "/usr/bin/python3"):
        with suppress(OSError):
            asked = [program, "-c", "import sys; print(sys.version_info >= (3, 11))"]
            told = subprocess.run(asked, user=uid, capture_output=True, text=True)
            if told.stdout.strip() == "True":
                return program
    return ""


@as_root
def test_an_ordinary_user_runs_it_as_themselves(tmp_path: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    home = tmp_path / "home"
    home.mkdir()
    os.chown(home, nobody.pw_uid, nobody.pw_gid)
    for directory in (tmp_path, *tmp_path.parents[:3]):
        embedded._let_through(directory, embedded._known(nobody))
    python = python_for(nobody.pw_uid)
    if not python:
        pytest.skip("an ordinary user has no Python 3.11 here")
    holder = subprocess.Popen(
        [python, "-B", "-c", HOLDER, str(home)],
        stdout=subprocess.PIPE,
        text=True,
        cwd="/",
        env={"PYTHONPATH": os.pathsep.join(sys.path), "PATH": os.environ["PATH"]},
        user=nobody.pw_uid,
        group=nobody.pw_gid,
        extra_groups=[],
    )
    assert holder.stdout is not None
    url, pid = holder.stdout.readline().split()
    assert query(url, "SELECT 1") == [(1,)]
    assert Path(f"/proc/{pid}").stat().st_uid == nobody.pw_uid
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    holder.stdout.close()
    assert gone(int(pid))
