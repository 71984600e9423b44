"""A member list of a million: read, validated, known again or met, sealed and written."""

import csv
import os
import random
import resource
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from uuid import uuid4

from sqlalchemy import text

from benchmarks.figure import Figure
from siyu.app import create_runtime
from siyu.customers.intakes import INTAKES, CustomerRow
from siyu.platform import embedded, schema
from siyu.platform.access import Actor
from siyu.platform.declarations import Fate
from siyu.platform.runtime import Runtime
from siyu.platform.settings import Settings

NAMES = ("import.customers",)
ROWS = int(os.environ.get("SIYU_BENCH_CUSTOMERS", "1000000"))
BATCH = 2_000
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
    tenant, intake = uuid4(), INTAKES[0]
    fates = dict.fromkeys(Fate, 0)
    before = _peak_megabytes()
    began = time.perf_counter()
    for rows in _batches(path):
        with runtime.work(tenant, actor=ACTOR) as work:
            for answer in intake.take(work, rows):
                fates[answer.fate] += 1
    took = time.perf_counter() - began
    with runtime.engine.connect() as connection:
        people = connection.scalar(text("SELECT count(*) FROM customers"))
    told = ", ".join(f"{count:,} {fate}" for fate, count in fates.items())
    return Figure(
        name="import.customers",
        value=round(took, 1),
        unit="s",
        bar="≤120",
        data=f"{ROWS:,} rows of CSV in batches of {BATCH:,}, one worker: {told}; {people:,} people"
        f"; memory {_peak_megabytes():.0f} MB ({before:.0f} before)",
    )


def _batches(path: Path) -> Iterator[Sequence[CustomerRow]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = (CustomerRow.model_validate(row) for row in csv.DictReader(file))
        while batch := list(islice(rows, BATCH)):
            yield batch


def _peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
