"""What runs Siyu's processes: order, restarts, a clean stop, and nobody left behind."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from siyu.platform import supervisor
from siyu.platform.guard import guarded
from siyu.platform.supervisor import NotReady, Process, Supervisor, free_port, rotate

SLEEP = "import time; time.sleep(60)"
SERVE = """
import http.server, sys
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers()
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Answer).serve_forever()
"""
NOTE = "import sys; open(sys.argv[1], 'a').write(sys.argv[2] + '\\n')"
LAST_NOTE = """
import signal, sys, time
def end(*_):
    open(sys.argv[1], 'a').write(sys.argv[2] + '\\n'); sys.exit(0)
signal.signal(signal.SIGTERM, end)
open(sys.argv[1] + sys.argv[2], 'w').close()
time.sleep(60)
"""
STUBBORN = """
import signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
open(sys.argv[1], 'w').close()
time.sleep(60)
"""


def python(code: str, *arguments: object) -> list[str]:
    return [sys.executable, "-c", code, *map(str, arguments)]


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False


def wait_for(condition: object, seconds: float = 10) -> None:
    assert callable(condition)
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.02)


def ask_to_stop() -> None:
    os.kill(os.getpid(), signal.SIGTERM)


def test_a_wave_starts_when_the_one_before_is_ready_and_stops_before_it(tmp_path: Path) -> None:
    notes, port = tmp_path / "notes", free_port(18000)
    waves = [
        [
            Process(
                name="data",
                argv=python(LAST_NOTE, notes, "data"),
                ready=Path(f"{notes}data").exists,
            )
        ],
        [Process(name="step", argv=python(NOTE, notes, "step"), ready=None)],
        [
            Process(name="web", argv=python(SERVE, port), ready=f"http://127.0.0.1:{port}/"),
            Process(
                name="worker",
                argv=python(LAST_NOTE, notes, "worker"),
                ready=Path(f"{notes}worker").exists,
            ),
        ],
    ]
    said: list[str] = []
    crew = Supervisor(waves, logs=tmp_path / "logs", say=said.append)
    crew.run(ask_to_stop)
    assert notes.read_text().split() == ["step", "worker", "data"]
    assert [child.code for child in crew.children] == [0, 0, -signal.SIGTERM, 0]
    assert said == ["Stopped."]


def test_a_crashed_process_is_started_again_with_a_growing_pause(tmp_path: Path) -> None:
    flag = tmp_path / "flag"
    code = f"import time, os, pathlib; pathlib.Path({str(flag)!r}).touch(); {SLEEP}"
    crash = Process(name="worker", argv=python(code), ready=flag.exists)
    said: list[str] = []
    crew = Supervisor([[], [crash]], logs=tmp_path / "logs", say=said.append, language="zh-CN")
    pids: list[int] = []

    def disturb() -> None:
        for _ in range(2):
            child = crew.children[0].running
            assert child is not None
            pids.append(child.pid)
            child.send_signal(signal.SIGKILL)
            wait_for(lambda: crew.children[0].running is not child)  # noqa: B023 waited for at once
        ask_to_stop()

    crew.run(threading.Thread(target=disturb).start)
    log = tmp_path / "logs" / "worker.log"
    assert said == [
        f"worker 意外退出（-9），0.5 秒后重新启动。日志：{log}",
        f"worker 意外退出（-9），1.0 秒后重新启动。日志：{log}",
        "已停止。",
    ]
    assert len(set(pids)) == 2


def test_one_that_fails_before_it_is_ready_stops_all_and_shows_its_last_lines(
    tmp_path: Path,
) -> None:
    waves = [
        [Process(name="data", argv=python(SLEEP), ready=lambda: True)],
        [
            Process(
                name="web", argv=python("raise SystemExit('no such table: shops')"), ready="http://"
            )
        ],
    ]
    crew = Supervisor(waves, logs=tmp_path, say=lambda _: None)
    with pytest.raises(NotReady, match="no such table: shops"):
        crew.run(lambda: pytest.fail("not ready"))
    assert crew.children[0].code == -signal.SIGTERM


def test_one_that_does_not_listen_is_killed_in_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "STOP_SECONDS", 0.3)
    deaf = Process(
        name="deaf", argv=python(STUBBORN, tmp_path / "up"), ready=(tmp_path / "up").exists
    )
    crew = Supervisor([[], [deaf]], logs=tmp_path, say=lambda _: None)
    began = time.monotonic()
    crew.run(ask_to_stop)
    assert crew.children[0].code == -signal.SIGKILL
    assert time.monotonic() - began < 3


def test_it_promises_to_stop_within_ten_seconds() -> None:
    assert supervisor.STOP_SECONDS + supervisor.LAST_STOP_SECONDS < 10


@pytest.mark.parametrize("stays", [False, True], ids=["kernel", "beside"])
def test_a_guarded_program_dies_with_its_parent(tmp_path: Path, stays: bool) -> None:
    if sys.platform != "linux" and not stays:
        pytest.skip("only Linux signals on the death of a parent")
    note = tmp_path / "pid"
    program = f"import os, time; open({str(note)!r}, 'w').write(str(os.getpid())); {SLEEP}"
    parent_code = f"""
import subprocess, sys, time
from siyu.platform.guard import guarded
subprocess.Popen(guarded([sys.executable, "-c", {program!r}], stays={stays}))
time.sleep(60)
"""
    parent = subprocess.Popen(python(parent_code))
    wait_for(lambda: note.exists() and note.read_text())
    pid = int(note.read_text())
    assert alive(pid)
    parent.kill()
    parent.wait()
    wait_for(lambda: not alive(pid))


def test_a_guard_beside_a_program_passes_signals_and_exit_code_on() -> None:
    code = (
        f"import signal, sys; signal.signal(15, lambda *_: sys.exit(7)); print(flush=True); {SLEEP}"
    )
    guard = subprocess.Popen(guarded(python(code), stays=True), stdout=subprocess.PIPE)
    assert guard.stdout is not None
    guard.stdout.readline()
    guard.terminate()
    assert guard.wait(5) == 7
    guard.stdout.close()


def test_a_taken_port_is_stepped_over() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert free_port(port) != port


def test_a_full_log_is_moved_aside_and_written_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "LOG_BYTES", 10)
    log = tmp_path / "web.log"
    with log.open("ab") as writer:
        for number in range(5):
            writer.write(f"{number}: a full line\n".encode())
            writer.flush()
            rotate(log)
        writer.write(b"on")
    assert log.read_text() == "on"
    kept = [(tmp_path / f"web.log.{number}").read_text()[0] for number in (1, 2, 3)]
    assert kept == ["4", "3", "2"]
    assert sorted(path.name for path in tmp_path.iterdir())[-1] == "web.log.3"
