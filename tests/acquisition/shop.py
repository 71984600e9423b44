"""A shop of one store, and short ways to make codes, add friends and turn the loops."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from siyu.acquisition import jobs, service
from siyu.acquisition.models import LiveCode, LiveCodeAdd
from siyu.acquisition.rules.duty import Plan
from siyu.acquisition.rules.schedule import Schedule
from siyu.acquisition.service import CodeDraft
from siyu.channels.wecom import service as wecom_service
from siyu.customers import friends
from siyu.customers.events import LostBy
from siyu.customers.friends import Added, Lost
from siyu.customers.people import Profile
from siyu.customers.tag_models import Tag, TagGroup
from siyu.messaging.models import Delivery
from siyu.organisation import service as organisation
from siyu.organisation.service import Department, Grantor, Member
from siyu.platform import listeners
from siyu.platform.access import Actor, Reach
from siyu.platform.log import EventRow
from siyu.platform.runtime import Runtime
from siyu.platform.work import Work
from tests.messaging.scene import Wecom

PASSWORD = "a long pass phrase"
WRITES = ("add_contact_way", "update_contact_way")
COUNTED = 1000


@dataclass
class Shop:
    """A founded brand: headquarters, one store, advisers in it."""

    runtime: Runtime
    tenant_id: UUID
    store_id: UUID
    staff: dict[str, UUID] = field(default_factory=dict)
    wecom: Wecom | None = None

    def work(self, reach: Reach | None = None) -> AbstractContextManager[Work]:
        return self.runtime.work(self.tenant_id, actor=Actor.system("test"), reach=reach)

    @property
    def everyone(self) -> tuple[UUID, ...]:
        return tuple(self.staff.values())

    def code(self, plan: Plan | None = None, **decided: Any) -> UUID:
        """A saved live code; everyone all day unless a plan is given."""
        plan = plan or Plan(schedule=Schedule(all_day=self.everyone))
        with self.work() as work:
            asked: dict[str, Any] = {"name": "Window poster", "node_id": self.store_id, **decided}
            return service.create_code(work, CodeDraft(plan=plan, **asked)).id

    def row(self, code_id: UUID) -> LiveCode:
        with self.work() as work:
            return work.get(LiveCode, code_id)

    def friend(
        self,
        code_id: UUID | None,
        staff: str = "ann",
        *,
        person: str = "",
        name: str = "May",
        at: datetime | None = None,
        **seen: Any,
    ) -> UUID:
        """A friend-add as the reception takes it in; the relation."""
        state = self.row(code_id).wecom_state if code_id else None
        with self.work() as work:
            added = Added(
                profile=Profile(person or f"wm{uuid4().hex}", name=name),
                staff_id=self.staff[staff],
                added_at=at or work.now(),
                state=state,
                **seen,
            )
            return friends.add(work, added).id

    def lose(self, person: str, staff: str = "ann") -> None:
        with self.work() as work:
            friends.lose(work, Lost(person, self.staff[staff], work.now(), LostBy.CUSTOMER))

    def listen(self) -> None:
        """Let acquisition hear all that happened."""
        for listener in jobs.LISTENERS:
            listeners.settle(self.runtime, listener)

    def turn(self) -> None:
        """Run the loop of live codes until it rests."""
        for _ in range(20):
            if not jobs.step(self.runtime):
                return
        raise AssertionError("the loop does not come to rest")

    def adds(self, code_id: UUID) -> Sequence[LiveCodeAdd]:
        with self.work() as work:
            mine = work.scope(LiveCodeAdd).where(LiveCodeAdd.live_code_id == code_id)
            return work.session.scalars(mine.order_by(LiveCodeAdd.place)).all()

    def deliveries(self) -> Sequence[Delivery]:
        with self.work() as work:
            return work.session.scalars(work.scope(Delivery).order_by(Delivery.key)).all()

    def events(self, *names: str) -> list[dict[str, Any]]:
        """Payloads of the log, oldest first."""
        with self.runtime.sessions.begin() as session:
            asked = select(EventRow).where(EventRow.tenant_id == self.tenant_id)
            rows = session.scalars(asked.where(EventRow.name.in_(names)).order_by(EventRow.id))
            return [{"name": row.name, **row.payload} for row in rows]

    def switch(self, staff: str, *, online: bool) -> None:
        with self.work() as work:
            organisation.change_staff(work, self.staff[staff], online=online)

    def tag(self, name: str) -> UUID:
        with self.work() as work:
            group = work.add(TagGroup(name=f"Channel {name}"))
            return work.add(Tag(group_id=group.id, name=name, wecom_id=f"et{name}")).id

    def manager(self, staff: str) -> None:
        """Let a member of staff sign in as manager of the store."""
        every = frozenset(self.runtime.registry.permissions)
        with self.work() as work:
            roles = organisation.role_lines(work, every)
            role = next(one for one in roles if one.key == "store_manager")
            organisation.add_user(
                work,
                name=staff,
                login=f"{staff}@shop",
                password=PASSWORD,
                role_id=role.id,
                node_id=self.store_id,
                staff_id=self.staff[staff],
                by=Grantor(every, every),
            )

    def live_users(self, code_id: UUID) -> list[str]:
        """Who stands on the code in WeCom itself."""
        assert self.wecom is not None
        config_id = self.row(code_id).config_id
        way = self.wecom.call("externalcontact/get_contact_way", config_id=config_id)
        return sorted(way["contact_way"]["user"])

    def count_calls(self, *faults: dict[str, Any]) -> None:
        """From now on count writes of contact ways, with these faults before the counting."""
        assert self.wecom is not None
        counters = [
            {"kind": "slow", "path": f"externalcontact/{call}", "ms": 0, "next": COUNTED}
            for call in WRITES
        ]
        self.wecom.faults(*faults, *counters)

    def calls(self) -> dict[str, int]:
        """How often each write of contact ways was made since then."""
        assert self.wecom is not None
        listed = self.wecom.get("sandbox/faults")["faults"]
        left = {one["path"]: one["next"] for one in listed if one["kind"] == "slow"}
        return {call: COUNTED - left[f"externalcontact/{call}"] for call in WRITES}


def founded_shop(runtime: Runtime, userids: Sequence[str]) -> Shop:
    founded = organisation.found_tenant(
        runtime, name="Fawn", owner_login=f"owner-{uuid4().hex[:8]}", password=PASSWORD
    )
    departments = [Department(id=1, name="Fawn"), Department(id=2, parent_id=1, name="Jing'an")]
    members = [Member(userid=one, name=one, department_ids=(2,), status=1) for one in userids]
    with runtime.work(founded.tenant_id, actor=Actor.system("test")) as work:
        organisation.sync_directory(work, departments, members, read_at=runtime.clock.now())
        refs = [organisation.staff_by_userid(work, one) for one in userids]
        staff = {ref.userid: ref.id for ref in refs if ref}
        node_id = next(ref.node_id for ref in refs if ref)
        organisation.change_node(work, node_id, name="Jing'an", kind="store")
    return Shop(runtime, founded.tenant_id, node_id, staff)


def connected_shop(runtime: Runtime, wecom: Wecom) -> Shop:
    """A shop with the sandbox's first three members of staff as its advisers ann, bo and cai."""
    shop = founded_shop(runtime, wecom.userids[:3])
    shop.staff = dict(zip(("ann", "bo", "cai"), shop.staff.values(), strict=True))
    shop.wecom = wecom
    told = wecom.announced
    with shop.work() as work:
        wecom_service.save_connection(
            work,
            corp_id=told["corp_id"],
            agent_id=told["agent_id"],
            secret=told["secret"],
            callback_token=told["token"],
            aes_key=told["aes_key"],
            base_url=told["base_url"],
        )
    return shop
