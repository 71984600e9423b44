"""Who is on duty: the whole decision as the product makes it, from rows to roster."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import time as wall
from pathlib import Path
from random import Random
from uuid import UUID

from sqlalchemy import text

from benchmarks.figure import Figure
from siyu.acquisition import service
from siyu.acquisition.models import LiveCode
from siyu.acquisition.roster import Roster, roster_of, rosters, tenant_zone
from siyu.acquisition.rules.duty import Assignment, Caps, OnDuty, Plan, decide
from siyu.acquisition.rules.schedule import Schedule, WeekSlot
from siyu.acquisition.service import CodeDraft
from siyu.app import create_runtime
from siyu.organisation import service as organisation
from siyu.organisation.service import Department, Member
from siyu.platform import embedded, schema
from siyu.platform.access import Actor
from siyu.platform.runtime import Runtime
from siyu.platform.settings import Settings
from siyu.platform.worker import settle_memory

NAMES = ("livecode.decide", "livecode.page", "livecode.rules")
CODES, STAFF, POOL, ADDS, BATCH = 1_000, 100, 500, 400, 50
SEED = 20_261_122
ACTOR = Actor.system("benchmark")
DATA = (
    f"{CODES} codes x {STAFF} staff, a slot each weekday, caps, "
    f"{CODES * ADDS} friends counted over four weeks"
)

FILL = text(
    "INSERT INTO live_code_adds (id, tenant_id, live_code_id, n, customer_id, relation_id,"
    " staff_id, added_at, day, place, place_of_staff, place_of_staff_day, over_cap, again)"
    " SELECT gen_random_uuid(), code.tenant_id, code.id, 1, gen_random_uuid(), gen_random_uuid(),"
    " code.staff_ids[1 + i % :staff], cast(:at AS timestamptz),"
    " cast(:day AS date) - cast(7 * (:last - i / :staff) AS integer), i + 1,"
    " i / :staff + 1, 1, false, false"
    " FROM live_codes AS code, generate_series(0, :adds - 1) AS i"
)


def figures() -> Iterator[Figure]:
    with founded() as (runtime, tenant_id):
        code_ids = fill(runtime, tenant_id)
        settle_memory()
        yield decided(runtime, tenant_id, code_ids)
        yield one_alone(runtime, tenant_id, code_ids)
        yield ruled(runtime, tenant_id, code_ids[:100])


@contextmanager
def founded() -> Iterator[tuple[Runtime, UUID]]:
    """A brand of 500 staff on an embedded PostgreSQL."""
    with tempfile.TemporaryDirectory() as made:
        server = embedded.start(Path(made, "data"))
        settings = Settings(database_url=server.url, secret_key="00" * 32, data_dir=Path(made))
        runtime = create_runtime(settings)
        try:
            schema.upgrade(runtime.engine)
            brand = organisation.found_tenant(
                runtime, name="Bench", owner_login="bench", password="a long pass phrase"
            )
            members = [
                Member(userid=f"staff{i}", name=f"Staff {i}", department_ids=(1,), status=1)
                for i in range(POOL)
            ]
            with runtime.work(brand.tenant_id, actor=ACTOR) as work:
                root = [Department(id=1, name="Bench")]
                organisation.sync_directory(work, root, members, read_at=work.now())
            yield runtime, brand.tenant_id
        finally:
            runtime.engine.dispose()
            server.stop()


def fill(runtime: Runtime, tenant_id: UUID) -> list[UUID]:
    """The codes, and what they have counted today."""
    random = Random(SEED)
    with runtime.work(tenant_id, actor=ACTOR) as work:
        pool = [one.id for one in organisation.staff_page(work, limit=POOL).items]
        codes = [service.create_code(work, draft(random, pool, i)).id for i in range(CODES)]
        day = work.now().astimezone(tenant_zone(work)).date()
        last = ADDS // STAFF - 1
        asked = {"staff": STAFF, "adds": ADDS, "last": last, "at": work.now(), "day": day}
        work.session.execute(FILL, asked)
    with runtime.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as record:
        record.execute(text("VACUUM ANALYZE"))
    return codes


def draft(random: Random, pool: list[UUID], number: int) -> CodeDraft:
    """100 staff on a slot of each weekday, the same all day; a cap that some have reached."""
    staff = tuple(random.sample(pool, STAFF))
    slots = tuple(
        WeekSlot(weekday=day, starts=wall(10), ends=wall(4), staff_ids=staff) for day in range(1, 8)
    )
    plan = Plan(
        schedule=Schedule(slots=slots, all_day=staff),
        backups=staff[:5],
        caps=Caps(per_day=2),
        own_caps={one: Caps(per_day=1) for one in staff[::3]},
        assignment=list(Assignment)[number % len(Assignment)],
        weights={one: 1 + i % 5 for i, one in enumerate(staff)},
    )
    return CodeDraft(name=f"Code {number}", plan=plan)


def decided(runtime: Runtime, tenant_id: UUID, code_ids: list[UUID]) -> Figure:
    """All codes as the loop decides them, in batches of 50; a decision is its share of a batch.

    Codes, staff and counts are read, the plan is opened, and who is on duty is decided.
    """
    taken = []
    for first in [0, *range(0, CODES, BATCH)]:
        batch = code_ids[first : first + BATCH]
        with runtime.work(tenant_id, actor=ACTOR) as work:
            began = time.monotonic()
            asked = work.scope(LiveCode).where(LiveCode.id.in_(batch))
            found = rosters(work, work.session.scalars(asked).all())
            taken += [(time.monotonic() - began) / len(batch)] * len(batch)
        for roster in found:
            demand_dropped(roster)
    return figure("livecode.decide", taken[BATCH:], "read and decided in batches of 50", "≤5")


def one_alone(runtime: Runtime, tenant_id: UUID, code_ids: list[UUID]) -> Figure:
    """One code by itself, as its page asks."""
    taken = []
    with runtime.work(tenant_id, actor=ACTOR) as work:
        for code_id in code_ids[: 2 * BATCH]:
            began = time.monotonic()
            demand_dropped(roster_of(work, work.get(LiveCode, code_id)))
            taken.append(time.monotonic() - began)
    return figure("livecode.page", taken[BATCH:], "one alone, read and decided", "")


def ruled(runtime: Runtime, tenant_id: UUID, code_ids: list[UUID]) -> Figure:
    """The rules alone, over what was read."""
    taken = []
    with runtime.work(tenant_id, actor=ACTOR) as work:
        rosters = [roster_of(work, work.get(LiveCode, code_id)) for code_id in code_ids]
    for roster in rosters * 10:
        began = time.monotonic()
        decide(roster.plan, roster.standings, roster.count, roster.at, roster.zone)
        taken.append(time.monotonic() - began)
    return figure("livecode.rules", taken, "decided, nothing read", "")


def demand_dropped(roster: Roster) -> None:
    """A decision that dropped nobody would have measured less than it says."""
    if not isinstance(roster.duty, OnDuty) or len(roster.duty.dropped) != len(range(0, STAFF, 3)):
        raise AssertionError(f"decided otherwise than planned: {roster.duty}")


def figure(name: str, taken: list[float], what: str, bar: str) -> Figure:
    ordered = sorted(taken)
    worst = ordered[int(len(ordered) * 0.99)]
    middle = ordered[len(ordered) // 2]
    data = f"{DATA}; {what}, {len(taken)} times, median {middle * 1000:.2f} ms, seed {SEED}"
    return Figure(name=name, value=round(worst * 1000, 3), unit="ms (p99)", data=data, bar=bar)
