"""A brand with an owner's key and endpoints, and the worker's parts run by hand."""

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from fastapi.testclient import TestClient
from sqlalchemy import update

from siyu.app import create_runtime
from siyu.messaging.events import StaffMessageSent
from siyu.messaging.webhooks.jobs import Posts
from siyu.messaging.webhooks.models import WebhookDelivery, WebhookEndpoint
from siyu.organisation import service as organisation
from siyu.organisation.service import Grantor
from siyu.platform import listeners
from siyu.platform.access import Actor
from siyu.platform.clock import FixedClock, real_now
from siyu.platform.runtime import Runtime
from siyu.platform.settings import Settings
from siyu.platform.work import Work
from tests.conftest import emptied
from tests.webhooks.receiver import Receiver


@dataclass
class Scene:
    """One brand; `told` are the deliveries that StaffMessageSent events were emitted for."""

    runtime: Runtime
    receiver: Receiver
    tenant_id: UUID
    owner_id: UUID
    hq_id: UUID
    client: TestClient = field(init=False)

    def work(self) -> AbstractContextManager[Work]:
        return self.runtime.work(self.tenant_id, actor=Actor.system("test"))

    def key(self, *rights: str) -> str:
        every = frozenset(self.runtime.registry.permissions)
        with self.work() as work:
            _, secret = organisation.add_token(
                work,
                user_id=self.owner_id,
                name=uuid4().hex,
                permissions=frozenset(rights or every),
                by=Grantor(every, every),
            )
        return str(secret)

    def ask(
        self, method: str, path: str, body: Any = None, *, status: int = 200, key: str = ""
    ) -> Any:
        told = {"authorization": f"Bearer {key or self.key()}"}
        answer = self.client.request(method, f"/api{path}", json=body, headers=told)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    def endpoint(self, *events: str, url: str = "") -> dict[str, Any]:
        body = {"url": url or self.receiver.url, "events": list(events or ("*",))}
        return dict(self.ask("POST", "/webhooks", body, status=201))

    def happen(self, count: int = 1) -> list[UUID]:
        """So many events; the ids that stand in them."""
        ids = [uuid4() for _ in range(count)]
        with self.work() as work:
            for id in ids:
                work.emit(StaffMessageSent(delivery_id=id))
        return ids

    def listen(self) -> None:
        listeners.settle(self.runtime, self.runtime.registry.listeners["webhooks"])

    def post(self) -> None:
        """One worker until nothing is due."""
        posts = Posts()
        while posts.step(self.runtime):
            posts.finish()

    def tell(self, count: int = 1) -> list[UUID]:
        ids = self.happen(count)
        self.listen()
        self.post()
        return ids

    def rows(self) -> list[WebhookDelivery]:
        with self.work() as work:
            rows = work.scope(WebhookDelivery).order_by(WebhookDelivery.enqueued_at)
            return list(work.session.scalars(rows))

    def hurry(self) -> None:
        """Let the wait of all tries be over."""
        with self.work() as work:
            work.session.execute(
                update(WebhookDelivery).values(due_at=real_now() - timedelta(seconds=1))
            )

    def row(self, endpoint_id: str) -> WebhookEndpoint:
        with self.work() as work:
            return work.get(WebhookEndpoint, UUID(endpoint_id))

    def told(self) -> list[UUID]:
        """The ids in the bodies that arrived, in their order."""
        bodies = [json.loads(got.body) for got in self.receiver.got]
        return [UUID(body["data"]["delivery_id"]) for body in bodies]


@contextmanager
def founded(settings: Settings, clock: FixedClock, receiver: Receiver) -> Iterator[Scene]:
    runtime = create_runtime(settings, clock=clock)
    made = organisation.found_tenant(
        runtime, name="小店", owner_login=uuid4().hex, password=uuid4().hex
    )
    yield Scene(runtime, receiver, made.tenant_id, made.owner_id, made.hq_id)
    emptied(runtime)
    runtime.engine.dispose()
