"""Runs the processes of one machine: starts them in order, watches them, stops them in order.

A wave is a group that starts together; the next wave starts when every process of this one is
ready. The supervisor itself imports nothing heavy: it lives as long as Siyu does.
"""

import http.client
import os
import selectors
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from siyu.kit.errors import Problem
from siyu.kit.text import filled, said
from siyu.platform.guard import guarded

READY_SECONDS = 90.0
STOP_SECONDS = 6.0  # for everything but the first wave, which holds the data
LAST_STOP_SECONDS = 3.0
STEADY_SECONDS = 60.0  # after so long a crash is the first again
LONGEST_PAUSE_SECONDS = 30.0
LOG_BYTES = 8_000_000
LOGS_KEPT = 3
LOOK_SECONDS = 5.0
POLL_SECONDS = 0.05
TAIL_LINES = 15
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

RESTARTED = """{name} ended ({code}); it starts again in {seconds} s. Its log: {log}

{name} 意外退出（{code}），{seconds} 秒后重新启动。日志：{log}"""
STOPPED = """Stopped.

已停止。"""


class NotReady(Problem):
    """{name} did not become ready ({why}). Its log {log} ends:
    {tail}

    {name} 未能就绪（{why}）。日志 {log} 的末尾：
    {tail}
    """

    def sentence(self, language: str = "en") -> str:
        head = filled(said(type(self).__doc__, language), self.data | {"tail": ""})
        return f"{head.rstrip()}\n{self.data['tail']}"


@dataclass(frozen=True, kw_only=True)
class Process:
    """A program to run. `ready` is a URL that answers 200 or a question that answers yes.

    With `ready=None` it is a step: it runs once, and is ready when it has ended well.
    """

    name: str
    argv: Sequence[str]
    ready: str | Callable[[], bool] | None
    env: Mapping[str, str] = field(default_factory=dict)
    stop_signal: signal.Signals = signal.SIGTERM
    guarded: bool = False  # argv is the work of `guarded` already


@dataclass
class Child:
    """A process and what became of it."""

    process: Process
    log: Path
    running: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    failures: int = 0
    again_at: float = 0.0

    def start(self) -> None:
        argv = list(self.process.argv)
        with self.log.open("ab") as log:
            self.running = subprocess.Popen(
                argv if self.process.guarded else guarded(argv),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=os.environ | self.process.env,
                # A Ctrl-C at the terminal reaches the supervisor alone, which stops in order.
                start_new_session=True,
            )
        self.started_at = time.monotonic()

    @property
    def code(self) -> int | None:
        return self.running.poll() if self.running else None

    @property
    def is_ready(self) -> bool:
        match self.process.ready:
            case None:
                return self.code == 0
            case str() as url:
                return answers(url)
            case question:
                return question()

    @property
    def failed(self) -> bool:
        return self.code is not None and (self.process.ready is not None or self.code != 0)

    def send(self, number: signal.Signals) -> None:
        if self.running and self.running.poll() is None:
            self.running.send_signal(number)

    def kill(self) -> None:
        """End it and what it started, at once."""
        if self.running and self.running.poll() is None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.running.pid, signal.SIGKILL)
            self.running.wait()

    def not_ready(self, why: str) -> NotReady:
        lines = self.log.read_text(errors="replace").splitlines()[-TAIL_LINES:]
        return NotReady(name=self.process.name, why=why, log=self.log, tail="\n".join(lines))


class Supervisor:
    """Keeps `waves` of processes running; tells what happens through `say`."""

    def __init__(
        self,
        waves: Sequence[Sequence[Process]],
        *,
        logs: Path,
        say: Callable[[str], None],
        language: str = "en",
    ) -> None:
        logs.mkdir(parents=True, exist_ok=True)
        self.waves = [[Child(one, logs / f"{one.name}.log") for one in wave] for wave in waves]
        self.say = say
        self.language = language
        self.stop_asked = 0

    @property
    def children(self) -> list[Child]:
        return [child for wave in self.waves for child in wave]

    def run(self, on_ready: Callable[[], None]) -> None:
        """Start everything, call `on_ready`, and keep it running until a signal asks to stop.

        Call it from the main thread. Raises NotReady after stopping what had started.
        """
        with self._signals() as bell:
            try:
                for wave in self.waves:
                    self._start(wave, bell)
                if not self.stop_asked:
                    on_ready()
                while not self.stop_asked:
                    ring(bell, LOOK_SECONDS if not self._pauses() else POLL_SECONDS)
                    self._look()
            finally:
                self._stop()

    def _start(self, wave: list[Child], bell: selectors.BaseSelector) -> None:
        if self.stop_asked:
            return
        for child in wave:
            rotate(child.log)
            child.start()
        until = time.monotonic() + READY_SECONDS
        waiting = list(wave)
        while waiting and not self.stop_asked:
            for child in waiting:
                if child.failed:
                    raise child.not_ready(f"exit code {child.code}")
                if time.monotonic() > until:
                    raise child.not_ready(f"{READY_SECONDS:.0f} s")
            waiting = [child for child in waiting if not child.is_ready]
            if waiting:
                ring(bell, POLL_SECONDS)

    def _pauses(self) -> bool:
        return any(child.again_at for child in self.children)

    def _look(self) -> None:
        now = time.monotonic()
        for child in self.children:
            if child.again_at:
                if now >= child.again_at:
                    child.again_at = 0.0
                    child.start()
            elif child.failed:
                self._plan_restart(child, now)
            rotate(child.log)

    def _plan_restart(self, child: Child, now: float) -> None:
        steady = now - child.started_at > STEADY_SECONDS
        child.failures = 1 if steady else child.failures + 1
        pause = min(0.5 * 2 ** (child.failures - 1), LONGEST_PAUSE_SECONDS)
        child.again_at = now + pause
        data = {"name": child.process.name, "code": child.code, "seconds": pause, "log": child.log}
        self.say(filled(said(RESTARTED, self.language), data))

    def _stop(self) -> None:
        """The last wave first; the first wave, which holds the data, when all others are gone."""
        until = time.monotonic() + STOP_SECONDS
        for wave in reversed(self.waves[1:]):
            self._end(wave, until)
        self._end(self.waves[0], time.monotonic() + LAST_STOP_SECONDS)
        self.say(said(STOPPED, self.language))

    def _end(self, wave: list[Child], until: float) -> None:
        for child in wave:
            child.send(child.process.stop_signal)
        while any(child.running and child.code is None for child in wave):
            if time.monotonic() > until or self.stop_asked > 1:
                break
            time.sleep(POLL_SECONDS)
        for child in wave:
            child.kill()

    @contextmanager
    def _signals(self) -> Iterator[selectors.BaseSelector]:
        """A bell that rings on signals; a request to stop is counted."""

        def asked(_number: int, _frame: object) -> None:
            self.stop_asked += 1

        ours, theirs = socket.socketpair()
        with selectors.DefaultSelector() as bell, ours, theirs:
            ours.setblocking(False)
            theirs.setblocking(False)
            bell.register(ours, selectors.EVENT_READ)
            before = {number: signal.signal(number, asked) for number in STOPPING}
            before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda *_: None)
            old_wakeup = signal.set_wakeup_fd(theirs.fileno(), warn_on_full_buffer=False)
            try:
                yield bell
            finally:
                signal.set_wakeup_fd(old_wakeup)
                for number, handler in before.items():
                    signal.signal(number, handler)


def ring(bell: selectors.BaseSelector, seconds: float) -> None:
    """Wait until a signal rings, or so long."""
    for key, _ in bell.select(seconds):
        with suppress(BlockingIOError):
            key.fileobj.recv(4096)  # type: ignore[union-attr]  # always our socket


def answers(url: str) -> bool:
    """Whether `url` (http) answers 200 within a second."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=1)
    try:
        connection.request("GET", parts.path or "/")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def rotate(log: Path) -> None:
    """Move a full log aside by copy: its writer keeps it open, for appending."""
    if not log.exists() or log.stat().st_size < LOG_BYTES:
        return
    for number in range(LOGS_KEPT - 1, 0, -1):
        older = log.with_suffix(f".log.{number}")
        if older.exists():
            older.rename(log.with_suffix(f".log.{number + 1}"))
    shutil.copyfile(log, log.with_suffix(".log.1"))
    os.truncate(log, 0)


def free_port(wanted: int, host: str = "127.0.0.1") -> int:
    """`wanted` if nobody listens there, else one of the next twenty, else any free one."""
    for port in (*range(wanted, wanted + 21), 0):
        with socket.socket() as trial:
            # As a server binds: one that just stopped does not hold its port.
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with suppress(OSError):
                trial.bind((host, port))
                return int(trial.getsockname()[1])
    raise OSError(f"no free port on {host}")
