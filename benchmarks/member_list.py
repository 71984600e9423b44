"""A member list of a million: read, validated, known again or met, sealed and written."""

import csv
import os
import random
import resource
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from sqlalchemy import text

from benchmarks.figure import Figure
from siyu.app import create_runtime
from siyu.customers.intakes import INTAKES
from siyu.kit.ids import new_id
from siyu.organisation import service as organisation
from siyu.platform import embedded, schema, worker
from siyu.platform.access import Actor, Principal
from siyu.platform.intake import files, imports, jobs
from siyu.platform.intake.models import Import, ImportState
from siyu.platform.jobs import JobRun
from siyu.platform.runtime import Runtime
from siyu.platform.settings import Settings

NAMES = ("import.customers",)
ROWS = int(os.environ.get("SIYU_BENCH_CUSTOMERS", "1000000"))
TWICE = 0.02
"""The share of rows that repeat an earlier one."""
ACTOR = Actor.system("bench")
SEED = 20261125
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧"
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超秀兰霞平刚桂英文华玉萍红梅建国志强雨欣子涵浩然"


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as made:
        server = embedded.start(Path(made, "data"))
        try:
            settings = Settings(database_url=server.url, secret_key="00" * 32, data_dir=Path(made))
            runtime = create_runtime(settings)
            schema.upgrade(runtime.engine)
            path = Path(made, "members.csv")
            _write(path)
            yield _import(runtime, path)
            runtime.engine.dispose()
        finally:
            server.stop()


def _write(path: Path) -> None:
    chance = random.Random(SEED)
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(["name", "phone", "email", "member_number", "gender"])
        for number in range(ROWS):
            same = number and chance.random() < TWICE
            lines.writerow(_member(chance.randrange(number) if same else number))


def _member(number: int) -> list[str]:
    chance = random.Random(number)
    name = chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=chance.choice((1, 2, 2))))
    phone = f"1{chance.choice('35789')}{number % 1_000_000_000:09d}"
    email = f"m{number}@example.com" if number % 5 == 0 else ""
    return [name, phone, email, f"M{number:08d}", chance.choice("男女")]


def _import(runtime: Runtime, path: Path) -> Figure:
    """The job that takes a file, on an upload with the columns it guessed."""
    tenant = organisation.found_tenant(
        runtime, name="Bench", owner_login="bench", password="b" * 16
    ).tenant_id
    import_id = _uploaded(runtime, tenant, path)
    worker.settle_memory()
    before = _peak_megabytes()
    began = time.perf_counter()
    jobs.run(JobRun(runtime, tenant, 1), str(import_id))
    took = time.perf_counter() - began
    with runtime.work(tenant, actor=ACTOR) as work:
        done = work.get(Import, import_id)
    if (done.state, done.rows) != (ImportState.DONE, ROWS):
        raise AssertionError(f"{done.state}: {done.rows:,} rows, {done.problem}")
    with runtime.engine.connect() as connection:
        people = connection.scalar(text("SELECT count(*) FROM customers"))
    return Figure(
        name="import.customers",
        value=round(took, 1),
        unit="s",
        bar="≤120",
        data=f"{ROWS:,} rows of CSV in batches of {jobs.BATCH:,}, one worker: {done.taken:,} taken,"
        f" {done.merged:,} merged, {done.refused:,} refused; {people:,} people"
        f"; memory {_peak_megabytes():.0f} MB ({before:.0f} before)",
    )


def _uploaded(runtime: Runtime, tenant: UUID, path: Path) -> UUID:
    id, intake = new_id(), INTAKES[0]
    with path.open("rb") as plain, files.new(runtime, id) as file:
        shutil.copyfileobj(plain, file)
    arrived = imports.Arrived(id, intake, path.name, path.stat().st_size)
    with files.opened(runtime, id) as sealed:
        upload = imports.looked_at(arrived, sealed)
    asker = Principal(tenant, ACTOR, frozenset(runtime.registry.permissions))
    with runtime.work(tenant, actor=ACTOR) as work:
        imports.start(work, imports.add(work, upload, asker, "zh-CN"), intake)
    return id


def _peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
