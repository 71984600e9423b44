"""The Complete Journey as a brand's history: every row once, whatever is killed.

Each batch is one Work and moves the position in the commit of its effect, so a load that was
killed goes on where it was.
"""

import time
from collections.abc import Callable, Iterator
from itertools import count
from uuid import UUID

from siyu.commerce import service as commerce
from siyu.data.journey_files import ZONE, Tables
from siyu.data.journey_rows import CURRENCY, SECTIONS, SOURCE, Cells, Section, batches, prepare
from siyu.data.places import password
from siyu.organisation import service as organisation
from siyu.platform import projection, shards
from siyu.platform.access import Actor
from siyu.platform.runtime import Runtime

BRAND, LOGIN = "The Complete Journey", "complete-journey"
PAUSE_SECONDS = 0.2
ACTOR = Actor.system("data")
Progress = Callable[[int], None]


def brand(runtime: Runtime) -> UUID:
    """The brand of this history, founded if it was not."""
    for one in organisation.all_tenants(runtime.sessions):
        if (one.name, one.zone, one.currency) == (BRAND, ZONE, CURRENCY):
            return one.id
    founded = organisation.found_tenant(
        runtime, name=BRAND, owner_login=LOGIN, password=password(), zone=ZONE, currency=CURRENCY
    )
    return founded.tenant_id


def load(
    runtime: Runtime, tenant_id: UUID, tables: Tables, *, progress: Progress = lambda _done: None
) -> None:
    """Take what is left of the rows."""
    with runtime.work(tenant_id, actor=ACTOR) as work:
        prepare(work)
        position = commerce.history(work, SOURCE).position
    places = count(1)
    for section in SECTIONS:
        numbered = zip(tables.rows(section.name), places, strict=False)
        left: Iterator[tuple[Cells, int]] = (row for row in numbered if row[1] > position)
        for batch in batches(left, section.whole):
            _take(runtime, tenant_id, section, batch)
            progress(batch[-1][1])
    with runtime.work(tenant_id, actor=ACTOR) as work:
        commerce.end_history(work, SOURCE)


def _take(
    runtime: Runtime, tenant_id: UUID, section: Section, batch: list[tuple[Cells, int]]
) -> None:
    last = batch[-1][1]
    with runtime.work(tenant_id, actor=ACTOR) as work:
        if commerce.history(work, SOURCE).position >= last:
            return
        answers = section.take(runtime, work, [cells for cells, _ in batch])
        commerce.move_history(work, SOURCE, last, answers)


def project(runtime: Runtime) -> None:
    """Carry the log into the warehouse until nothing waits; a worker that does so too may help.

    Raises Unreachable where there is none.
    """
    carried = shards.carry_on(runtime)
    while projection.lag_as_told(runtime.engine, runtime.clock.now()).rows:
        if not carried:
            time.sleep(PAUSE_SECONDS)
        carried = shards.carry_on(runtime)
