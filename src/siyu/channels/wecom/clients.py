"""One client for each connection in a process: its HTTP connections and limits are shared."""

import threading
from dataclasses import dataclass
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import Engine

from siyu.channels.wecom.client import Client
from siyu.channels.wecom.connector import Connector, Credentials, http_client
from siyu.channels.wecom.errors import NotConnected
from siyu.channels.wecom.limits import Limiter
from siyu.channels.wecom.models import WecomConnection
from siyu.channels.wecom.shared_tokens import SharedTokens
from siyu.platform.access import Actor
from siyu.platform.clock import real_now
from siyu.platform.runtime import Runtime

ACTOR = Actor.system("wecom-client")


@dataclass(frozen=True)
class _Made:
    credentials: Credentials
    base_url: str
    client: Client


class Clients:
    """The clients of one runtime, made when first asked for and anew when a connection changed."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._lock = threading.Lock()
        self._made: dict[UUID, _Made] = {}

    def client(self, tenant_id: UUID) -> Client:
        """Raises NotConnected."""
        credentials, base_url = self._connection(tenant_id)
        with self._lock:
            made = self._made.get(tenant_id)
            if made is None or (made.credentials, made.base_url) != (credentials, base_url):
                made = _Made(credentials, base_url, self._new(tenant_id, credentials, base_url))
                self._made[tenant_id] = made
            return made.client

    def _connection(self, tenant_id: UUID) -> tuple[Credentials, str]:
        with self._runtime.work(tenant_id, actor=ACTOR) as work:
            row = work.session.scalar(work.scope(WecomConnection))
            if row is None:
                raise NotConnected
            secret = work.secrets.open(row.secret_sealed)
            return Credentials(row.corp_id, row.agent_id, secret), row.base_url

    def _new(self, tenant_id: UUID, credentials: Credentials, base_url: str) -> Client:
        return Client(
            Connector(
                http_client(base_url),
                credentials,
                SharedTokens(self._runtime, tenant_id, credentials),
                Limiter(real_now().date()),
                tenant_id=tenant_id,
            )
        )


_clients: WeakKeyDictionary[Engine, Clients] = WeakKeyDictionary()
_lock = threading.Lock()


def clients_of(runtime: Runtime) -> Clients:
    """The clients that go with a runtime's database."""
    with _lock:
        if runtime.engine not in _clients:
            _clients[runtime.engine] = Clients(runtime)
        return _clients[runtime.engine]
