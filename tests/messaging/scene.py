"""A tenant connected to a running sandbox, and friends who were just added there."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
from sqlalchemy import select

from siyu.channels.wecom import protocol
from siyu.channels.wecom import service as channels
from siyu.channels.wecom.models import Inbound
from siyu.customers import consents
from siyu.customers.events import ConsentSource
from siyu.messaging import service
from siyu.messaging.jobs import Deliveries
from siyu.messaging.models import Delivery
from siyu.messaging.reasons import Outcome, Reason
from siyu.messaging.service import Content
from siyu.organisation.models import Node, Staff
from siyu.platform.access import Actor
from siyu.platform.clock import real_now
from siyu.platform.log import EventRow
from siyu.platform.runtime import Runtime
from siyu.platform.work import Work

HELLO = Content(text="您好，我是小林，附近门店的顾问")
WELCOME_PATH = "externalcontact/send_welcome_msg"


@dataclass(frozen=True)
class Friend:
    """Someone who added `userid` in the sandbox; `plain` is the callback of it."""

    userid: str
    external_userid: str
    plain: str

    @property
    def code(self) -> str:
        return str(protocol.message(self.plain)["WelcomeCode"])


class Wecom:
    """A running sandbox and its switches."""

    def __init__(self, announced: dict[str, Any]) -> None:
        self.announced = announced
        self.base_url = str(announced["base_url"])
        self.http = httpx.Client(base_url=self.base_url.removesuffix("cgi-bin/"), timeout=30)
        self.userids = [one["userid"] for one in self.get("sandbox/api/staff")["items"]]
        self._ways: dict[str, str] = {}

    def get(self, path: str) -> dict[str, Any]:
        return dict(self.http.get(path).raise_for_status().json())

    def post(self, path: str, **body: Any) -> dict[str, Any]:
        return dict(self.http.post(path, json=body).raise_for_status().json())

    def call(self, path: str, **body: Any) -> dict[str, Any]:
        """A call as some other app of the corp would make it."""
        who = {"corpid": self.announced["corp_id"], "corpsecret": self.announced["secret"]}
        token = self.http.get("cgi-bin/gettoken", params=who).json()["access_token"]
        answer = self.http.post(f"cgi-bin/{path}", params={"access_token": token}, json=body)
        return dict(answer.json())

    def faults(self, *faults: dict[str, Any]) -> None:
        self.http.put("sandbox/faults", json={"faults": list(faults)}).raise_for_status()

    def policy(self, **policy: Any) -> None:
        self.http.put("sandbox/policy", json=policy).raise_for_status()

    def befriend(self, *, type: int = 1) -> Friend:
        """A stranger scans an adviser's code and adds them."""
        userid = self.userids[0]
        person = self._stranger(type=type)
        added = self.post(
            "sandbox/api/phone/add",
            external_userid=person,
            config_id=self._way(userid),
            userid=userid,
        )
        assert added["outcome"] == "friends"
        told = self.get("sandbox/callbacks")["items"]
        plain = next(one["plain"] for one in told if person in one["plain"])
        return Friend(userid, person, plain)

    def _stranger(self, *, type: int) -> str:
        """Someone new on WeChat (1) or, who brings no welcome code, on WeCom (2)."""
        while True:
            born = self.post("sandbox/api/people")
            if born["type"] == type:
                return str(born["external_userid"])

    def _way(self, userid: str) -> str:
        if userid not in self._ways:
            made = self.call(
                "externalcontact/add_contact_way", type=1, scene=2, skip_verify=True, user=[userid]
            )
            self._ways[userid] = made["config_id"]
        return self._ways[userid]

    def welcomes(self, friend: Friend) -> list[dict[str, Any]]:
        """What the friend's phone shows as welcome."""
        chat = self.get(f"sandbox/api/people/{friend.external_userid}/chats/{friend.userid}")
        return [line["said"] for line in chat["messages"] if line["via"] == "welcome"]

    def app_messages(self, userid: str) -> list[dict[str, Any]]:
        shown = self.get(f"sandbox/api/staff/{userid}")["app_messages"]
        return [one["said"] for one in shown]

    def end_trouble(self) -> None:
        self.faults()
        self.policy(welcome_seconds=20, trusted_ips=None)


@contextmanager
def running_sandbox() -> Iterator[Wecom]:
    """A sandbox in a process of its own, ended at the end."""
    command = [sys.executable, "-m", "siyu.sandbox", "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield Wecom(json.loads(process.stdout.readline()))
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


@dataclass
class Scene:
    """A tenant of ours whose WeCom is the sandbox."""

    runtime: Runtime
    wecom: Wecom
    tenant_id: UUID
    staff: dict[str, UUID] = field(default_factory=dict)

    def work(self) -> AbstractContextManager[Work]:
        return self.runtime.work(self.tenant_id, actor=Actor.system("test"))

    def connect(self) -> None:
        told = self.wecom.announced
        with self.work() as work:
            channels.save_connection(
                work,
                corp_id=told["corp_id"],
                agent_id=told["agent_id"],
                secret=told["secret"],
                callback_token=told["token"],
                aes_key=told["aes_key"],
                base_url=told["base_url"],
            )

    def hire(self, *userids: str) -> list[UUID]:
        """Staff of ours with these userids."""
        with self.work() as work:
            hq = Node(kind="hq", name="总部", path=[], ownership=None, parent_id=None)
            work.add(hq)
            hired = [
                work.add(Staff(userid=one, name=one, node_id=hq.id, joined_at=work.now()))
                for one in userids
            ]
            self.staff |= {one.userid: one.id for one in hired}
            return [one.id for one in hired]

    def callback(self, friend: Friend, *, seconds_ago: float = 0) -> UUID:
        """The stored callback of a friend-add, received so long ago."""
        told = self.wecom.announced
        sealed = protocol.encrypt(told["aes_key"], friend.plain, told["corp_id"])
        with self.work() as work:
            row = Inbound(
                connection_id=channels.connection(work).id,
                key=protocol.inbound_key(protocol.message(friend.plain)),
                event="change_external_contact",
                change="add_external_contact",
                ciphertext=sealed,
                received_at=work.now(),
                arrived_at=real_now() - timedelta(seconds=seconds_ago),
                state="done",
                next_try_at=real_now(),
            )
            return work.add(row).id

    def welcome(
        self,
        friend: Friend,
        *,
        content: Content | None = HELLO,
        seconds_ago: float = 0,
        agreed: bool = True,
    ) -> UUID:
        """The claimed welcome of a friend who was just added."""
        inbound_id = self.callback(friend, seconds_ago=seconds_ago)
        with self.work() as work:
            customer_id = new_customer(work, agreed=agreed)
            return service.claim_welcome(
                work,
                relation_id=uuid4(),
                n=1,
                customer_id=customer_id,
                staff_id=uuid4(),
                inbound_id=inbound_id,
                content=content,
                rule_id=uuid4(),
            )

    def row(self, delivery_id: UUID) -> Delivery:
        with self.work() as work:
            return work.get(Delivery, delivery_id)

    def events(self, delivery_id: UUID) -> list[tuple[str, str | None]]:
        """What the log says of a delivery: (event, reason) in order."""
        with self.runtime.sessions.begin() as session:
            rows = session.scalars(
                select(EventRow)
                .where(EventRow.payload["delivery_id"].astext == str(delivery_id))
                .order_by(EventRow.id)
            )
            return [(row.name, row.payload.get("reason")) for row in rows]


def new_customer(work: Work, *, agreed: bool = True) -> UUID:
    """Someone who agreed to messages of service, or said nothing yet."""
    customer_id = uuid4()
    if agreed:
        consents.say(
            work, customer_id, granted=True, source=ConsentSource.FRIEND_ADD, at=work.now()
        )
    return customer_id


def withdraw(work: Work, customer_id: UUID, at: datetime) -> None:
    consents.say(work, customer_id, granted=False, source=ConsentSource.FRIEND_DELETED, at=at)


def let_out(scene: Scene, seconds: float = 0) -> None:
    """One worker, until nothing is due for so long."""
    worker, until = Deliveries(), time.monotonic() + seconds
    while worker.step(scene.runtime) or time.monotonic() < until:
        worker.finish(scene.runtime)
        time.sleep(0.01)


def ended(scene: Scene, delivery_id: UUID) -> tuple[Outcome | None, Reason | None]:
    row = scene.row(delivery_id)
    return row.outcome, row.reason
