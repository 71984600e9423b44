"""Short ways to let things happen to people, and to see which segments they are in."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import text

from siyu.audiences import filling, listening, nights, segments, shipping
from siyu.audiences.models import Portrait, Segment
from siyu.audiences.segments import SegmentDraft
from siyu.commerce.rows import OrderRow
from siyu.customers import friends, merging, profiles, tags
from siyu.customers.birthdays import YearlyDay
from siyu.customers.events import LostBy, TagSource
from siyu.customers.friends import Added, Lost
from siyu.customers.models import Merge
from siyu.customers.people import Profile
from siyu.customers.service import Account, Newcomer, meet_all
from siyu.customers.tag_models import Tag, TagGroup
from siyu.organisation import service as organisation
from siyu.platform import listeners, projection
from siyu.platform.access import Actor
from siyu.platform.clock import FixedClock
from siyu.platform.jobs import JobRun
from siyu.platform.runtime import Runtime
from siyu.platform.work import Work

TEST = Actor.system("test")
Definition = dict[str, Any]
MOVES = text(
    "SELECT name, payload FROM events WHERE tenant_id = :tenant AND customer_id = :customer"
    " AND name IN ('SegmentEntered', 'SegmentLeft') ORDER BY xid, id"
)


def field(name: str, op: str, value: object = None) -> Definition:
    told: Definition = {"kind": "field", "field": name, "op": op}
    return told if value is None else {**told, "value": value}


def ordered(op: str = "ge", value: int = 1, **more: Any) -> Definition:
    """Ordered so many times; `window` and `where` may be given."""
    return {
        "kind": "event", "event": "OrderPlaced", "measure": "count", "op": op, "value": value,
        **more,
    }  # fmt: skip


def last_days(days: int) -> Definition:
    return {"kind": "last_days", "days": days}


@dataclass
class Scene:
    """A brand, its clock, and what its workers would do."""

    runtime: Runtime
    tenant_id: UUID
    clock: FixedClock
    made: int = 0

    @contextmanager
    def work(self) -> Iterator[Work]:
        with self.runtime.work(self.tenant_id, actor=TEST) as work:
            yield work

    def staff(self, userid: str = "lin") -> UUID:
        with self.work() as work:
            found = organisation.staff_by_userid(work, userid)
            assert found is not None
            return found.id

    def store(self) -> UUID:
        """The node that the advisers stand in."""
        staff_id = self.staff()
        with self.work() as work:
            return organisation.staff_member(work, staff_id).node_id

    def meet(self, name: str = "m1") -> UUID:
        with self.work() as work:
            met = meet_all(work, [Newcomer((Account("mall_id", name),), "mall", name=name)])
            assert met[0].customer_id is not None
            return met[0].customer_id

    def befriend(self, name: str = "w1", userid: str = "lin") -> UUID:
        staff_id = self.staff(userid)
        with self.work() as work:
            added = Added(Profile(name, name=name), staff_id, work.now())
            return friends.add(work, added).customer_id

    def lose(self, name: str = "w1", userid: str = "lin") -> None:
        staff_id = self.staff(userid)
        with self.work() as work:
            friends.lose(work, Lost(name, staff_id, work.now(), LostBy.CUSTOMER))

    def order(self, name: str = "m1", price: str = "5.00", at: datetime | None = None) -> None:
        self.made += 1
        row = OrderRow(
            number=f"n{self.made}",
            sku="TEA",
            quantity=1,
            price=Decimal(price),
            placed_at=at or self.clock.now(),
            mall_id=name,
        )
        with self.work() as work:
            answers = self.runtime.registry.intakes["orders"].take(work, [row])
            assert [str(one.fate) for one in answers] == ["taken"]

    def tag(self, name: str = "tea") -> UUID:
        with self.work() as work:
            group = work.add(TagGroup(name=f"group of {name}"))
            return work.add(Tag(group_id=group.id, name=name)).id

    def give(self, customer_id: UUID, tag_id: UUID) -> None:
        with self.work() as work:
            tags.put(work, customer_id, [tag_id], source=TagSource.HAND)

    def take(self, customer_id: UUID, tag_id: UUID) -> None:
        with self.work() as work:
            tags.take(work, customer_id, [tag_id], source=TagSource.HAND)

    def celebrate(self, customer_id: UUID, month: int, day: int) -> None:
        """Say when somebody's birthday is."""
        with self.work() as work:
            said = profiles.day_said(
                "birthday", YearlyDay(month, day), profiles.today(work), field=""
            )
            profiles.change(work, customer_id, [said])

    def move(self, staff_id: UUID) -> None:
        """Put a member of staff into headquarters."""
        with self.work() as work:
            root = next(one.node.id for one in organisation.node_lines(work))
            organisation.change_staff(work, staff_id, node_id=root)

    def merge(self, kept: UUID, gone: UUID) -> Merge:
        with self.work() as work:
            return merging.merge(work, self.runtime.registry.holdings, kept, gone)

    def part(self, merge: Merge) -> None:
        with self.work() as work:
            merging.undo(work, self.runtime.registry.holdings, merge.id)

    def segment(self, definition: Definition, name: str = "S", *, live: bool = True) -> UUID:
        """Kept, and filled by the job."""
        with self.work() as work:
            draft = SegmentDraft(name=name, definition=definition, live=live)
            made = segments.add(work, self.runtime.registry, draft)
            id = made.id
        if live:
            self.fill(id)
        return id

    def redefine(
        self, segment_id: UUID, definition: Definition, name: str = "S", *, live: bool = True
    ) -> None:
        with self.work() as work:
            draft = SegmentDraft(name=name, definition=definition, live=live)
            segments.change(work, self.runtime.registry, segment_id, draft)

    def remove(self, segment_id: UUID) -> None:
        with self.work() as work:
            segments.remove(work, self.runtime.registry, segment_id)

    def empty(self, segment_id: UUID) -> None:
        with self.work() as work:
            number = work.get(Segment, segment_id).number
        filling.take_all_out(self.job(), number=number)

    def members(self, segment_id: UUID) -> int:
        with self.work() as work:
            return work.get(Segment, segment_id).members

    def number(self, segment_id: UUID) -> int:
        with self.work() as work:
            return work.get(Segment, segment_id).number

    def all_segments(self) -> list[UUID]:
        with self.work() as work:
            return [one.id for one in work.session.scalars(work.scope(Segment))]

    def portrait_numbers(self) -> list[int]:
        with self.work() as work:
            return [one.number for one in work.session.scalars(work.scope(Portrait))]

    def fill(self, segment_id: UUID, cause: str = "defined") -> None:
        filling.fill(self.job(), segment_id=str(segment_id), cause=cause)

    def job(self) -> JobRun:
        return JobRun(self.runtime, self.tenant_id, 1)

    def night(self) -> None:
        nights.night(self.job())

    def listen(self) -> None:
        """All that listeners would do by now, and what is due."""
        for _ in range(3):
            for name in ("portraits", "tag_rules"):
                listeners.settle(self.runtime, self.runtime.registry.listeners[name])
        while listening.wake(self.runtime):
            continue

    def carry(self) -> None:
        """Bring the warehouse up to date."""
        assert self.runtime.warehouse is not None
        while projection.project(
            self.runtime.engine, self.runtime.warehouse, self.runtime.registry.census
        ):
            continue
        while shipping.step(self.runtime):
            continue

    def portrait(self, customer_id: UUID) -> Portrait:
        with self.work() as work:
            return work.get(Portrait, customer_id)

    def inside(self, segment_id: UUID) -> set[UUID]:
        """Whoever is in a segment by the portraits."""
        with self.work() as work:
            return set(work.session.scalars(segments.members(work, segment_id)))

    def moves(self, customer_id: UUID) -> list[tuple[str, str]]:
        """What a person came into and left, with the cause."""
        with self.work() as work:
            names = {one.id: one.name for one in work.session.scalars(work.scope(Segment))}
            asked = {"tenant": self.tenant_id, "customer": customer_id}
            rows = work.session.execute(MOVES, asked).all()
        signs = {"SegmentEntered": "+", "SegmentLeft": "-"}
        return [
            (signs[row.name] + names[UUID(row.payload["segment_id"])], row.payload["cause"])
            for row in rows
        ]

    def later(self, **span: float) -> None:
        """Let time pass, and what is due be decided."""
        self.clock.forward(**span)
        self.listen()


DAY = timedelta(days=1)
