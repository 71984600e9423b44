"""A tenant connected to a running sandbox, and its callback edge behind a real web server."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from uuid import UUID

import uvicorn

from siyu.app import create_app
from siyu.channels.wecom import service
from siyu.channels.wecom.receptions import Reception
from siyu.channels.wecom.service import Client, Connection
from siyu.platform.access import Actor
from siyu.platform.runtime import Runtime, TenantRef
from tests.sandbox.running import Running

ACTOR = Actor.system("test")


@dataclass
class Installation:
    """One tenant of ours and the WeCom it is connected to."""

    runtime: Runtime
    tenant_id: UUID
    sandbox: Running

    def connect(self, **changed: str) -> Connection:
        told = self.sandbox.told
        given = {
            "secret": told["secret"],
            "callback_token": told["token"],
            "aes_key": told["aes_key"],
            "base_url": told["base_url"],
            **changed,
        }
        with self.runtime.work(self.tenant_id, actor=ACTOR) as work:
            return service.save_connection(
                work, corp_id=told["corp_id"], agent_id=told["agent_id"], **given
            ).connection

    def client(self) -> Client:
        return service.client_for(self.runtime, self.tenant_id)

    def receiving(self, *receptions: Reception) -> Runtime:
        return replace(self.runtime, registry=replace(self.runtime.registry, receives=receptions))

    @contextmanager
    def open_to_callbacks(self) -> Iterator[Connection]:
        """Serve the product, connected, with the sandbox calling it back."""
        connection = self.connect()
        with web(self.runtime) as root:
            self.runtime.settings.public_url = root
            told = self.sandbox.told
            self.sandbox.do(
                "callback",
                url=f"{root}/callbacks/wecom/{connection.id}",
                token=told["token"],
                aes_key=told["aes_key"],
            )
            yield connection


def installed(runtime: Runtime, tenant_id: UUID, sandbox: Running) -> Installation:
    only = replace(runtime, tenants=lambda: [TenantRef(tenant_id, "Asia/Shanghai")])
    return Installation(only, tenant_id, sandbox)


@contextmanager
def web(runtime: Runtime) -> Iterator[str]:
    """The product's web server in a thread, at the address it yields."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(create_app(runtime), log_config=None, access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not server.started:
        assert time.monotonic() < until, "the web server did not start"
        time.sleep(0.02)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(20)
