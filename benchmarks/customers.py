"""Customers at a million: the list, one person's page, search, and tagging 100,000 at once.

The brand is made of sets from a seed: names as common as surnames are, advisers in stores, tags
from rare to common. Asked over HTTP, in process, as the owner and as the manager of one store.
"""

import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID, uuid4

from fastapi.testclient import TestClient
from sqlalchemy import text

from benchmarks.figure import Figure
from siyu.app import create_api, create_runtime
from siyu.customers import batches, marks, service, writes
from siyu.customers.batch_run import run as run_batch
from siyu.customers.batches import Wish
from siyu.customers.events import TagAct
from siyu.customers.filters import Filters
from siyu.organisation import service as organisation
from siyu.organisation.service import Department, Grantor, Member
from siyu.platform import embedded, schema
from siyu.platform.access import Actor
from siyu.platform.jobs import JobRun
from siyu.platform.runtime import Runtime
from siyu.platform.settings import Settings

NAMES = ("customer.page", "customer.search", "customer.index", "tag.bulk")
PEOPLE = int(os.environ.get("SIYU_BENCH_PEOPLE", "1000000"))
EVENTS = int(os.environ.get("SIYU_BENCH_EVENTS", "20000000"))
TAGGED, STORES, STAFF, ASKS = 100_000, 50, 500, 60
SEED = 20_261_125
ACTOR = Actor.system("benchmark")
AT = "2026-01-01"
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红梅建国志文辉力健世鑫森怡"


@dataclass
class Brand:
    """The brand made, and who asks."""

    runtime: Runtime
    tenant_id: UUID
    client: TestClient
    owner: dict[str, str]
    manager: dict[str, str]
    events: int
    seconds: float

    @property
    def data(self) -> str:
        return f"{PEOPLE:,} customers, {self.events:,} events, {STAFF} staff, seed {SEED}"


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as made:
        server = embedded.start(Path(made, "data"))
        settings = Settings(database_url=server.url, secret_key="00" * 32, data_dir=Path(made))
        runtime = create_runtime(settings)
        try:
            schema.upgrade(runtime.engine)
            with founded(runtime) as brand:
                yield from pages(brand)
                yield from searches(brand)
                yield marked(brand)
                yield tagged(brand)
        finally:
            runtime.engine.dispose()
            server.stop()


@contextmanager
def founded(runtime: Runtime) -> Iterator[Brand]:
    began = time.monotonic()
    made = peopled(runtime)
    events = happened(runtime, made.tenant_id)
    owner, manager = keys(runtime, made.tenant_id, made.owner_id)
    with TestClient(create_api(runtime)) as client:
        yield Brand(
            runtime, made.tenant_id, client, owner, manager, events, time.monotonic() - began
        )


def peopled(runtime: Runtime) -> organisation.Founded:
    """A brand of stores, staff and the people they know."""
    made = organisation.found_tenant(
        runtime, name="Bench", owner_login="bench", password="a long pass phrase"
    )
    stores = [Department(id=2 + i, parent_id=1, name=f"Store {i}") for i in range(STORES)]
    members = [
        Member(userid=f"s{i}", name=f"Staff {i}", department_ids=(2 + i % STORES,), status=1)
        for i in range(STAFF)
    ]
    with runtime.work(made.tenant_id, actor=ACTOR) as work:
        root = Department(id=1, name="Bench")
        organisation.sync_directory(work, [root, *stores], members, read_at=work.now())
    fill(runtime, made.tenant_id)
    return made


def keys(runtime: Runtime, tenant_id: UUID, owner_id: UUID) -> tuple[dict[str, str], ...]:
    """Headers of the owner, and of the manager of one store."""
    rights = frozenset(runtime.registry.permissions)
    by = Grantor(rights, rights)
    with runtime.work(tenant_id, actor=ACTOR) as work:
        role = organisation.add_role(
            work, name="Manager", permissions=sorted(rights), sees="subtree", by=by
        )
        store = next(one.node for one in organisation.node_lines(work) if one.node.kind == "store")
        manager = organisation.add_user(
            work,
            name="Manager",
            login="manager",
            password=uuid4().hex,
            role_id=role.id,
            by=by,
            node_id=store.id,
        )
        tokens = [
            organisation.add_token(work, user_id=who, name="bench", permissions=rights, by=by)[1]
            for who in (owner_id, manager.id)
        ]
    return tuple({"authorization": f"Bearer {token}"} for token in tokens)


NAMED = "INSERT INTO bench_names VALUES (%s, %s, %s)"
FILL = (
    "SELECT setseed(0.5)",
    "CREATE TABLE bench_people AS SELECT i, gen_random_uuid() AS id,"
    " 1 + floor(power(random(), 2.2) * (SELECT count(*) - 1 FROM bench_names))::int AS name,"
    " now() - random() * interval '700 days' AS met_at,"
    " 1 + floor(random() * :staff)::int AS staff FROM generate_series(1, :people) AS i",
    "INSERT INTO customers (id, tenant_id, name, name_marks, gender, met_at)"
    " SELECT p.id, :tenant, n.sealed, n.marks, 0, p.met_at"
    " FROM bench_people p JOIN bench_names n ON n.i = p.name",
    "CREATE TEMP TABLE bench_staff AS SELECT row_number() OVER (ORDER BY userid) AS i, id"
    " FROM staff WHERE tenant_id = :tenant",
    "INSERT INTO relations (id, tenant_id, customer_id, staff_id, added_at, half, add_way,"
    " customer_deleted_at)"
    " SELECT gen_random_uuid(), :tenant, p.id, s.id, p.met_at, false, 1,"
    " CASE WHEN p.i % 31 = 0 THEN p.met_at + interval '9 days' END"
    " FROM bench_people p JOIN bench_staff s ON s.i = p.staff WHERE p.i % 10 < 8",
    "INSERT INTO identities (id, tenant_id, customer_id, kind, value, mark, evidence, weight,"
    " seen_at) SELECT gen_random_uuid(), :tenant, p.id, 'external_userid', 'wm' || p.i,"
    " sha256(convert_to('wm' || p.i, 'UTF8')), 'wecom', 100, p.met_at FROM bench_people p",
    "INSERT INTO tag_groups (id, tenant_id, name, position, kept_to_stores)"
    " VALUES (:group, :tenant, 'Bench', 0, false)",
    "INSERT INTO tags (id, tenant_id, group_id, name, wecom_id, position)"
    " SELECT gen_random_uuid(), :tenant, :group, 'Tag ' || i, 'et' || i, i"
    " FROM generate_series(1, 12) AS i",
    "INSERT INTO tag_assignments (id, tenant_id, customer_id, tag_id, source, actor, at, in_wecom)"
    " SELECT gen_random_uuid(), :tenant, p.id, t.id, 'hand', 'bench', p.met_at, true"
    " FROM bench_people p JOIN tags t ON t.tenant_id = :tenant AND t.position < 11"
    " AND p.i % (t.position * t.position * 8) = 0",
)
PHONES = (
    "COPY identities (id, tenant_id, customer_id, kind, sealed, mark, tail, evidence, weight,"
    " seen_at) FROM STDIN"
)
EVENTS_FILL = text(
    "INSERT INTO events (tenant_id, name, version, customer_id, happened_at, actor, payload)"
    " SELECT :tenant, 'CustomerTagged', 1, p.id, p.met_at + n * interval '1 hour', 'bench',"
    " jsonb_build_object('customer_id', p.id, 'tag_id', p.id, 'source', 'hand')"
    " FROM bench_people p, generate_series(1, :each) AS n WHERE p.i > :after AND p.i <= :last"
)
PORTION = 50_000
EVENTS_SECONDS = float(os.environ.get("SIYU_BENCH_EVENTS_SECONDS", "600"))


def fill(runtime: Runtime, tenant_id: UUID) -> None:
    """The people, their advisers, accounts and tags."""
    asked = {"tenant": tenant_id, "people": PEOPLE, "staff": STAFF, "group": uuid4()}
    with runtime.engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TABLE bench_names (i int PRIMARY KEY, sealed bytea, marks int[])"
        )
        names = Random(SEED)
        rows = [named(runtime, names, i) for i in range(1, 40_001)]
        connection.connection.cursor().executemany(NAMED, rows)
        for statement in FILL:
            connection.execute(text(statement), asked)
        phones(runtime, connection, tenant_id)
    settle(runtime)


def settle(runtime: Runtime) -> None:
    with runtime.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
        connection.execute(text("CHECKPOINT"))


def happened(runtime: Runtime, tenant_id: UUID) -> int:
    """As many events of these people as fit the time; how many.

    Those of one person lie far from one another, as they would; their index is built at the end,
    since so many places at random in a growing one take longer than all the rest.
    """
    with runtime.engine.begin() as connection:
        index = connection.scalar(text(INDEX_OF_PEOPLE))
        connection.execute(text("DROP INDEX ix_events_customer_happened"))
    events = 0
    until = time.monotonic() + EVENTS_SECONDS
    for after in range(0, PEOPLE, PORTION):
        if time.monotonic() > until:
            break
        each = max(1, EVENTS // PEOPLE)
        with runtime.engine.begin() as connection:
            more = {"tenant": tenant_id, "each": each, "after": after, "last": after + PORTION}
            events += connection.execute(EVENTS_FILL, more).rowcount
    with runtime.engine.begin() as connection:
        connection.execute(text(str(index)))
    settle(runtime)
    return events


INDEX_OF_PEOPLE = "SELECT pg_get_indexdef('ix_events_customer_happened'::regclass)"


def named(runtime: Runtime, random: Random, number: int) -> tuple[int, bytes, list[int]]:
    """A name, its surname and letters about as common as in life."""
    surname = SURNAMES[min(int(random.expovariate(0.25)), len(SURNAMES) - 1)]
    given = "".join(random.choices(GIVEN, k=random.choice((1, 2, 2))))
    name = surname + given
    return number, runtime.secrets.seal(name), marks.of_name(runtime.secrets, name)


def phones(runtime: Runtime, connection: Any, tenant_id: UUID) -> None:
    """A phone for one in ten, sealed and marked as ours are."""
    people = connection.execute(text("SELECT i, id FROM bench_people WHERE i % 10 = 3")).all()
    secrets, cursor = runtime.secrets, connection.connection.cursor()
    with cursor.copy(PHONES) as copy:
        for row in people:
            phone = phone_of(row.i)
            sealed, mark = secrets.seal(phone), secrets.blind("phone", phone)
            tail = secrets.blind("phone_tail", phone[-4:])
            told = (uuid4(), tenant_id, row.id, "phone", sealed, mark, tail, "bench", 60, AT)
            copy.write_row(told)


def phone_of(number: int) -> str:
    return f"+86138{number:08d}"


def pages(brand: Brand) -> Iterator[Figure]:
    """The list by several filters, first and deep; one person with their timeline."""
    with brand.runtime.work(brand.tenant_id, actor=ACTOR) as work:
        known = [one.id for one in sorted(service.all_tags(work), key=lambda one: one.name)]
        people = [str(one) for one in work.session.scalars(text(SOME_PEOPLE))]
    ways: list[dict[str, Any]] = [
        {},
        {"sort": "-added_at"},
        {"sort": "added_at"},
        {"any_tag_ids": str(known[0])},
        {"all_tag_ids": [str(known[0]), str(known[1])]},
        {"no_tag_ids": str(known[2]), "state": "friend"},
        {"state": "lost"},
        {"has_phone": "true"},
    ]
    for who, key in (("", brand.owner), ("_manager", brand.manager)):
        taken: list[float] = []
        for number in range(ASKS):
            query = ways[number % len(ways)] | {"columns": "live_code"}
            first = asked(brand, key, "/api/customers", query, taken)
            if first["next_cursor"]:
                deeper = query | {"cursor": first["next_cursor"]}
                asked(brand, key, "/api/customers", deeper, taken)
        yield figure(f"customer.page{who}", taken, "≤60", "pages of a list, eight filters", brand)
    taken = []
    for number in range(ASKS):
        one = f"/api/customers/{people[number % len(people)]}"
        asked(brand, brand.owner, one, {}, taken)
        asked(brand, brand.owner, f"{one}/timeline", {}, taken)
    yield figure("customer.page_of_one", taken, "≤60", "one person and the timeline", brand)
    counted: list[float] = []
    for number in range(ASKS):
        asked(brand, brand.owner, "/api/customers/count", ways[number % len(ways)], counted)
    yield figure("customer.page_count", counted, "", "how many, up to 10,000", brand)


SOME_PEOPLE = "SELECT id FROM bench_people WHERE i % 20011 = 7 LIMIT 50"


def searches(brand: Brand) -> Iterator[Figure]:
    """By phone, its end and an id; by name: one character, two, three, pinyin and initials."""
    random = Random(SEED)
    digits = [phone_of(10 * random.randrange(PEOPLE // 10) + 3) for _ in range(ASKS)]
    by_phone = [q for phone in digits for q in (phone, phone[3:], phone[-4:])]
    taken: list[float] = []
    for q in by_phone:
        asked(brand, brand.owner, "/api/customers", {"q": q, "columns": "live_code"}, taken)
    yield figure("customer.search_phone", taken, "≤60", "phones whole and by their end", brand)
    typed = [
        "王",
        "张",
        "wang",
        "zhang",
        "zw",
        "lf",
        "张伟",
        "王芳",
        "李秀英",
        "zhangwei",
        "liuyang",
        "胡静怡",
    ]
    typed += ["".join(random.choices(GIVEN, k=2)) for _ in range(12)] + [
        "罗",
        "gj",
        "何建国",
        "xiuying",
    ]
    for who, key in (("", brand.owner), ("_manager", brand.manager)):
        names: list[float] = []
        for q in typed * 3:
            asked(brand, key, "/api/customers", {"q": q, "columns": "live_code"}, names)
        yield figure(f"customer.search{who}", names, "≤200", f"{len(typed)} names, as typed", brand)


def marked(brand: Brand) -> Figure:
    size = text("SELECT pg_relation_size('ix_customers_name_marks')")
    with brand.runtime.engine.connect() as connection:
        taken = connection.scalar(size) or 0
    return Figure(
        name="customer.index", value=round(taken / 2**20, 1), unit="MiB",
        data=f"marks of names and their pinyin; {brand.data}",
    )  # fmt: skip


def tagged(brand: Brand) -> Figure:
    """A batch from its start to its last person; WeCom is told by the queue it filled."""
    runtime, tenant_id = brand.runtime, brand.tenant_id
    with runtime.work(tenant_id, actor=ACTOR) as work:
        last = sorted(service.all_tags(work), key=lambda one: one.name)[-1]
        since = work.session.scalar(text(SINCE), {"n": TAGGED})
    began = time.perf_counter()
    with runtime.work(tenant_id, actor=ACTOR) as work:
        wish = Wish(TagAct.TAG, [last.id], Filters(met_from=since))
        batch = batches.start(work, wish)
        batch_id, total = batch.id, batch.total
    run_batch(JobRun(runtime, tenant_id, 0), batch_id=str(batch_id))
    took = time.perf_counter() - began
    with runtime.work(tenant_id, actor=ACTOR) as work:
        queued = writes.waiting(work)
    return Figure(
        name="tag.bulk",
        value=round(took, 2),
        unit="s",
        bar="≤20",
        data=f"{total:,} of {brand.data}; {queued:,} writes queued for WeCom",
    )


SINCE = "SELECT met_at FROM customers ORDER BY met_at DESC OFFSET :n LIMIT 1"


def asked(
    brand: Brand, key: dict[str, str], path: str, query: dict[str, Any], taken: list[float]
) -> Any:
    began = time.perf_counter()
    answer = brand.client.get(path, params=query, headers=key)
    took = time.perf_counter() - began
    taken.append(took)
    if answer.status_code != 200:
        raise AssertionError(f"{path} {query}: {answer.text}")
    if os.environ.get("SIYU_BENCH_TELL"):
        print(f"{took * 1000:8.1f} ms {path[:24]} {query}", flush=True)
    return answer.json()


def figure(name: str, taken: Sequence[float], bar: str, what: str, brand: Brand) -> Figure:
    ordered = sorted(taken)
    p95 = ordered[int(len(ordered) * 0.95)] * 1000
    middle = ordered[len(ordered) // 2] * 1000
    return Figure(
        name=name, value=round(p95, 1), unit="ms p95", bar=bar,
        data=f"{what}, {len(taken)} asks over HTTP, median {middle:.1f} ms; {brand.data}",
    )  # fmt: skip
