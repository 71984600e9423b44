"""Tags edited here and in WeCom at the same time end equal, against a WeCom that runs.

Two hands change groups, tags and who has them in any order; readings may come late, callbacks
may be lost. After quiet both sides hold the same groups, tags, order and assignments.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from siyu.customers import (
    ending,
    friends,
    library,
    library_telling,
    people,
    sync,
    tags,
    writes,
)
from siyu.customers.errors import TagNameTaken
from siyu.customers.events import TagSource
from siyu.customers.friends import Added
from siyu.customers.library_following import CorpGroup, take_over
from siyu.customers.models import WecomWrite
from siyu.customers.people import Profile
from siyu.customers.tag_models import Tag, TagGroup
from siyu.organisation import directory
from siyu.organisation import service as organisation
from siyu.organisation.service import Member
from siyu.platform.clock import FixedClock, real_now
from siyu.platform.jobs import JobRun
from siyu.platform.runtime import Runtime
from tests import proofs
from tests.contract.wecom_installation import Installation, installed
from tests.customers.asking import TEST
from tests.sandbox.running import Running

OURS = ("make", "rename", "delete", "delete_group", "place", "give", "take")
THEIRS = ("their_make", "their_rename", "their_delete", "their_mark")
NEWS = ("read", "apply", "told_of", "send_library", "send_people")
NAMES = ("Tea", "Coffee", "Cat", "Dog", "VIP")
GROUPS = ("Drinks", "Pets")


@dataclass
class TwoHands:
    """One brand, the WeCom it is connected to, and one friendship known to both."""

    house: Installation
    clock: FixedClock
    userid: str
    external_userid: str
    customer_id: UUID
    random: Random = field(default_factory=lambda: Random(0))
    read: list[tuple[datetime, Any]] = field(default_factory=list)
    edits: dict[str, datetime] = field(default_factory=dict)

    @property
    def runtime(self) -> Runtime:
        return self.house.runtime

    def work(self) -> Any:
        return self.runtime.work(self.house.tenant_id, actor=TEST)

    def do(self, what: str) -> None:
        self.clock.forward(hours=1)
        getattr(self, what)()

    # Ours

    def a_tag(self, work: Any) -> Tag | None:
        living = work.scope(Tag).where(Tag.gone_at.is_(None)).order_by(Tag.name, Tag.id)
        found = work.session.scalars(living).all()
        return self.random.choice(found) if found else None

    def make(self) -> None:
        with self.work() as work:
            name = self.random.choice(GROUPS)
            alive = work.scope(TagGroup).where(TagGroup.name == name, TagGroup.gone_at.is_(None))
            group = work.session.scalars(alive).first() or library.add_group(work, name)
            self.unless_taken(lambda: library.add_tag(work, group.id, self.random.choice(NAMES)))

    def rename(self) -> None:
        with self.work() as work:
            if tag := self.a_tag(work):
                self.unless_taken(
                    lambda: library.rename_tag(work, tag.id, self.random.choice(NAMES))
                )

    def unless_taken(self, act: Any) -> None:
        try:
            act()
        except TagNameTaken:
            return

    def delete(self) -> None:
        with self.work() as work:
            if tag := self.a_tag(work):
                library.delete_tag(work, tag.id)

    def delete_group(self) -> None:
        with self.work() as work:
            if tag := self.a_tag(work):
                library.delete_group(work, tag.group_id)

    def place(self) -> None:
        with self.work() as work:
            if tag := self.a_tag(work):
                rows = work.session.scalars(library.living_tags(work, tag.group_id))
                ids = [row.id for row in rows]
                self.random.shuffle(ids)
                library.place_tags(work, tag.group_id, ids)

    def give(self) -> None:
        with self.work() as work:
            if tag := self.a_tag(work):
                tags.put(work, self.customer_id, [tag.id], source=TagSource.HAND)

    def take(self) -> None:
        with self.work() as work:
            if tag := self.a_tag(work):
                tags.take(work, self.customer_id, [tag.id], source=TagSource.HAND)

    # Theirs

    def ask(self, method: str, path: str, **body: Any) -> Any:
        """What happens on the admin site or an adviser's phone; a refusal there is no matter."""
        return self.house.sandbox.http.request(method, f"/sandbox/api/{path}", json=body)

    def their_tags(self) -> list[str]:
        groups = self.house.sandbox.read("api/tags")["items"]
        return [tag["id"] for group in groups for tag in group["tag"]]

    def their_make(self) -> None:
        name, group = self.random.choice(NAMES), self.random.choice(GROUPS)
        self.ask("POST", "admin/tags", group_name=group, name=name)

    def their_rename(self) -> None:
        if ids := self.their_tags():
            id = self.random.choice(ids)
            self.ask("PATCH", f"admin/tags/{id}", name=self.random.choice(NAMES))
            self.edits[id] = self.clock.now()

    def their_delete(self) -> None:
        if ids := self.their_tags():
            self.ask("DELETE", f"admin/tags/{self.random.choice(ids)}")

    def their_mark(self) -> None:
        ids = self.their_tags()
        chosen = [id for id in ids if self.random.random() < 0.5]
        who = {"userid": self.userid, "external_userid": self.external_userid}
        self.ask("POST", "adviser/edit", **who, tag_ids=chosen)
        self.told_of()

    # News

    def read_library(self) -> None:
        read_at = real_now()
        groups = [
            CorpGroup(group.id, group.name, {tag.id: tag.name for tag in group.tags})
            for group in self.house.client().tags.groups()
        ]
        self.read.append((read_at, groups))

    def apply(self) -> None:
        """Take over one of the readings made so far, not always the latest."""
        if self.read:
            read_at, groups = self.random.choice(self.read)
            edits = {} if self.random.random() < 0.5 else self.edits
            with self.work() as work:
                take_over(work, groups, read_at=read_at, edits=edits)
            self.end()

    def told_of(self) -> None:
        """What a callback about the customer does."""
        read_at = real_now()
        followed = self.house.client().customers.get(self.external_userid)
        theirs = {id for one in followed.followers for id in one.tag_ids}
        with self.work() as work:
            tags.follow(work, self.customer_id, theirs, whole=True, read_at=read_at)

    def send_library(self) -> None:
        library_telling.step(self.runtime)
        self.end()

    def send_people(self) -> None:
        writes.step(self.runtime)

    def end(self) -> None:
        """Run the queued ends of tags, as a worker does."""
        with self.work() as work:
            gone = work.session.scalars(work.scope(Tag).where(Tag.gone_at.is_not(None))).all()
            ids = [str(tag.id) for tag in gone if tag.wecom_id is None]
        for id in ids:
            job = JobRun(self.runtime, self.house.tenant_id, 0)
            ending.end_tag(job, tag_id=id, source="hand")

    def quiet(self) -> None:
        """Let all that waits be told, and all that was done be heard."""
        for _ in range(6):
            for step in (library_telling.step, writes.step):
                self.hurry()
                while step(self.runtime):
                    pass
            sync.read_tags(self.runtime, self.house.tenant_id, self.house.client())
            self.end()
            self.told_of()

    def hurry(self) -> None:
        with self.work() as work:
            work.session.execute(
                text("UPDATE wecom_writes SET next_try_at = now() WHERE next_try_at < '9000-01-01'")
            )

    # Both

    def ours_now(self) -> Any:
        with self.work() as work:
            groups: dict[str, list[str]] = {}
            for tag in tags.all_tags(work):
                groups.setdefault(tag.group, []).append(tag.name)
            given = people.find(work, "external_userid", self.external_userid)
            assert given == self.customer_id
            has = tags.names_of(work, self.customer_id)
        return groups, sorted(has)

    def theirs_now(self) -> Any:
        groups, names = {}, {}
        for group in self.house.sandbox.read("api/tags")["items"]:
            groups[group["group_name"]] = [tag["name"] for tag in group["tag"]]
            for tag in group["tag"]:
                names[tag["id"]] = (group["group_name"], tag["name"])
        followed = self.house.client().customers.get(self.external_userid)
        has = {id for one in followed.followers for id in one.tag_ids}
        return groups, sorted(names[id] for id in has)


@pytest.fixture(scope="module")
def shared() -> Iterator[Running]:
    with Running(seed=11) as running:
        yield running


@pytest.fixture
def hands(runtime: Runtime, brand: UUID, shared: Running, clock: FixedClock) -> TwoHands:
    house = installed(runtime, brand, shared)
    house.connect()
    userid, person = shared.friend()
    with runtime.work(brand, actor=TEST) as work:
        members = [Member(userid=userid, name="Guide", department_ids=(2,), status=1)]
        directory.sync_members(work, members, read_at=work.now())
        staff = organisation.staff_by_userid(work, userid)
        assert staff is not None
        added = Added(Profile(person, name="Ann"), staff.id, work.now())
        customer_id = friends.add(work, added).customer_id
    return TwoHands(house, clock, userid, person, customer_id)


@settings(
    max_examples=proofs.rounds(150, 8),
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    steps=st.lists(st.sampled_from(OURS + THEIRS + NEWS), min_size=5, max_size=30),
    seed=st.integers(0, 1_000),
)
def test_two_hands_end_equal(hands: TwoHands, steps: list[str], seed: int) -> None:
    hands.random, hands.read, hands.edits = Random(seed), [], {}
    for step in steps:
        hands.do("read_library" if step == "read" else step)
    hands.quiet()
    assert hands.ours_now() == hands.theirs_now()
    with hands.work() as work:
        left = work.scope(WecomWrite).where(WecomWrite.told_at.is_(None))
        assert work.session.scalars(left).all() == []


@pytest.mark.parametrize(
    ("_case", "ours_first", "told", "expected"),
    [
        ("the later word is ours", False, True, "Ours"),
        ("the later word is WeCom's", True, True, "Theirs"),
        ("when WeCom's was made nobody told: it was read later", False, False, "Theirs"),
    ],
)
def test_the_last_edit_of_a_name_holds(
    hands: TwoHands, _case: str, ours_first: bool, told: bool, expected: str
) -> None:
    with hands.work() as work:
        group = library.add_group(work, f"Names {_case}"[:30])
        tag_id = library.add_tag(work, group.id, "Before").id
    hands.quiet()
    with hands.work() as work:
        wecom_id = str(work.get(Tag, tag_id).wecom_id)

    def ours() -> None:
        with hands.work() as work:
            library.rename_tag(work, tag_id, "Ours")

    def theirs() -> None:
        hands.ask("PATCH", f"admin/tags/{wecom_id}", name="Theirs")
        hands.edits = {wecom_id: hands.clock.now()} if told else {}

    for act in (ours, theirs) if ours_first else (theirs, ours):
        hands.clock.forward(hours=1)
        act()
    client = hands.house.client()
    sync.read_tags(hands.runtime, hands.house.tenant_id, client, hands.edits)
    hands.quiet()
    with hands.work() as work:
        assert work.get(Tag, tag_id).name == expected
    assert client.tags.groups(tag_ids=[wecom_id])[0].tags[0].name == expected


def test_a_tag_deleted_in_wecom_disappears_here_with_a_trace(hands: TwoHands) -> None:
    with hands.work() as work:
        group = library.add_group(work, "Short-lived")
        tag_id = library.add_tag(work, group.id, "Gone soon").id
        tags.put(work, hands.customer_id, [tag_id], source=TagSource.HAND)
    hands.quiet()
    with hands.work() as work:
        wecom_id = str(work.get(Tag, tag_id).wecom_id)
        library.rename_tag(work, tag_id, "Renamed in vain")
    hands.ask("DELETE", f"admin/tags/{wecom_id}")
    sync.read_tags(hands.runtime, hands.house.tenant_id, hands.house.client())
    ending.end_tag(
        JobRun(hands.runtime, hands.house.tenant_id, 0), tag_id=str(tag_id), source="wecom"
    )
    with hands.runtime.engine.connect() as connection:
        told = connection.execute(
            text("SELECT name, payload->>'source' FROM events WHERE payload->>'tag_id' = :tag"),
            {"tag": str(tag_id)},
        ).all()
        trail = connection.scalar(
            text("SELECT after->>'source' FROM audit_entries WHERE what = 'tag.removed'"
                 " AND subject_id = :tag"), {"tag": str(tag_id)},
        )  # fmt: skip
    assert ("TagGone", "wecom") in told
    assert ("CustomerUntagged", "wecom") in told
    assert trail == "wecom"


def test_a_tag_of_the_admin_site_comes_back_with_the_reason(hands: TwoHands) -> None:
    hands.ask("POST", "admin/tags", group_name="Theirs alone", name="Not ours")
    sync.read_tags(hands.runtime, hands.house.tenant_id, hands.house.client())
    with hands.work() as work:
        mine = work.scope(Tag).where(Tag.name == "Not ours", Tag.gone_at.is_(None))
        tag_id = work.session.scalars(mine).one().id
        library.delete_tag(work, tag_id)
    hands.quiet()
    with hands.work() as work:
        tag = work.get(Tag, tag_id)
        assert (tag.name, tag.gone_at, tag.refusal) == ("Not ours", None, 81011)
