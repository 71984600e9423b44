"""A connected tenant, and its runtime."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest

from siyu.channels.wecom import service
from siyu.channels.wecom.receptions import Reception
from siyu.channels.wecom.service import Connection
from siyu.platform.access import Actor
from siyu.platform.runtime import Runtime, TenantRef

TOKEN = "CallbackToken1"
KEY = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
CORP = "wwcorp"
ACTOR = Actor.system("test")

Connect = Callable[..., Connection]


@pytest.fixture
def shop(runtime: Runtime, tenant_id: UUID) -> Runtime:
    """A runtime whose one tenant is `tenant_id`."""
    return replace(runtime, tenants=lambda: [TenantRef(tenant_id, "Asia/Shanghai")])


@pytest.fixture
def connect(shop: Runtime, tenant_id: UUID) -> Connect:
    def connected(**changed: str) -> Connection:
        given = {"secret": "s3cret-of-the-app", "callback_token": TOKEN, "aes_key": KEY, **changed}
        with shop.work(tenant_id, actor=ACTOR) as work:
            return service.save_connection(work, corp_id=CORP, agent_id=1000002, **given).connection

    return connected


@pytest.fixture
def connection(connect: Connect) -> Connection:
    return connect()


def receiving(runtime: Runtime, *receptions: Reception) -> Runtime:
    """The runtime with these receptions on its cards, and no others."""
    return replace(runtime, registry=replace(runtime.registry, receives=receptions))
