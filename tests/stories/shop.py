"""A whole shop for a story: a WeCom in a box, the web server, a worker, an operator signed in."""

import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Protocol
from uuid import UUID

import httpx
import uvicorn

from siyu.app import create_app
from siyu.organisation import service as organisation
from siyu.platform import worker
from siyu.platform.jobs import JobRun
from siyu.platform.loops import Loops
from siyu.platform.runtime import Runtime
from tests.sandbox.running import Running, until

LOGIN, PASSWORD = "owner", "a long pass phrase"
TOKEN, AES_KEY = "ShopToken", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"


class Front(Protocol):
    """What people and WeCom reach."""

    url: str

    def start(self) -> None: ...

    def stop(self) -> None: ...


class Web:
    """The web server in a thread of this process."""

    def __init__(self, runtime: Runtime) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        config = uvicorn.Config(create_app(runtime), log_config=None, access_log=False)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def _serve(self) -> None:
        self._server.run(sockets=[self._socket])

    def start(self) -> None:
        self._thread.start()
        until(lambda: self._server.started)

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(10)


class Shop:
    """`with Shop(runtime) as shop:`; everything over HTTP, as people and WeCom do."""

    def __init__(self, runtime: Runtime, *, web: Front | None = None, **sandbox: object) -> None:
        self.runtime = runtime
        self.web = web or Web(runtime)
        if runtime.settings.demo:
            key = runtime.settings.demo_key
            sandbox["clock"] = f"{self.web.url}/demo/clock?key={key}"
        self.sandbox = Running(seed=5, **sandbox)
        self.loops = Loops(runtime, worker.all_loops(runtime))
        self.http = httpx.Client(base_url=f"{self.web.url}/api", timeout=20)

    def __enter__(self) -> "Shop":
        self.web.start()
        founded = organisation.found_tenant(
            self.runtime, name="Fawn", owner_login=LOGIN, password=PASSWORD
        )
        self.tenant_id: UUID = founded.tenant_id
        self.post("session", login=LOGIN, password=PASSWORD)
        return self

    def __exit__(self, *_: object) -> None:
        self.loops.stop()
        with suppress(httpx.HTTPError):
            self.http.close()
        self.web.stop()
        self.sandbox.__exit__(None, None, None)

    def get(self, path: str, **query: Any) -> Any:
        answer = self.http.get(path, params={k: v for k, v in query.items() if v is not None})
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, **body: Any) -> Any:
        answer = self.http.post(path, json=body)
        assert answer.status_code < 300, answer.text
        return answer.json() if answer.content else None

    def put(self, path: str, **body: Any) -> Any:
        answer = self.http.put(path, json=body)
        assert answer.status_code < 300, answer.text
        return answer.json() if answer.content else None

    def connect(self) -> None:
        """Connect WeCom as an engineer does: on the page, then on WeCom's admin site."""
        told = self.sandbox.told
        saved = self.put(
            "wecom/connection",
            corp_id=told["corp_id"],
            agent_id=told["agent_id"],
            secret=told["secret"],
            callback_token=TOKEN,
            aes_key=AES_KEY,
            base_url=self.sandbox.root,
        )
        url = f"{self.web.url}/callbacks/wecom/{saved['id']}"
        answer = self.sandbox.http.post(
            "/sandbox/callback", json={"url": url, "token": TOKEN, "aes_key": AES_KEY}
        )
        assert answer.status_code == 200, answer.text

    def work(self) -> None:
        """Start the worker's loops."""
        self.loops.start()

    def synchronise(self) -> None:
        """Read staff and customers, as the first connection does; by the job's own code."""
        for job in ("sync_directory", "customers.sync"):
            self.run_job(job)

    def run_job(self, name: str) -> None:
        declared = self.runtime.registry.jobs[name]
        declared.run(JobRun(self.runtime, self.tenant_id, 0))

    def welcome_rule(self, **more: Any) -> Any:
        """A greeting for everyone."""
        given = {"name": "Hello", "level": "default", "text": "您好，我是{adviser}。"} | more
        return self.post("welcome-rules", **given)

    def live_code(self, staff_ids: list[str], **more: Any) -> Any:
        """A live code on which these staff stand all day; waits until WeCom has made it."""
        given = {"name": "Till", "all_day_staff_ids": staff_ids} | more
        code = self.post("live-codes", **given)
        self.eventually(lambda: self.get(f"live-codes/{code['id']}")["qr_ready"])
        return self.get(f"live-codes/{code['id']}")

    def phone(self, path: str, **body: Any) -> Any:
        """What a customer does on the phone."""
        answer = self.sandbox.http.post(f"/sandbox/api/phone/{path}", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def adviser(self, path: str, **body: Any) -> Any:
        """What an adviser does in WeCom."""
        answer = self.sandbox.http.post(f"/sandbox/api/adviser/{path}", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def stranger(self) -> str:
        """A person who is nobody's friend yet."""
        answer = self.sandbox.http.post("/sandbox/api/people", json={})
        return str(answer.json()["external_userid"])

    def eventually(self, holds: Callable[[], object], seconds: float = 10) -> None:
        until(holds, seconds)

    def pause(self, seconds: float) -> None:
        time.sleep(seconds)
