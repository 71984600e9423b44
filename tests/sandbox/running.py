"""A sandbox in a process of its own, driven over HTTP as any client would."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

import httpx

SOURCE = Path(__file__).parents[2] / "src"
FIELD = re.compile(r"<(\w+)>(?:<!\[CDATA\[(.*?)\]\]>|([^<]*))</\1>", re.DOTALL)


def fields(plain: str) -> dict[str, str]:
    """The flat fields of a plain callback."""
    inside = plain.removeprefix("<xml>").removesuffix("</xml>")
    return {name: text or bare for name, text, bare in FIELD.findall(inside)}


def until(holds: Callable[[], object], seconds: float = 30) -> None:
    """Wait for something that another process does."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


class Running:
    """`with Running(seed=7) as sandbox:`; options are the command's, with underscores."""

    def __init__(self, **options: object) -> None:
        self._options = options
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "siyu.sandbox"]
        for name, value in self._options.items():
            flag = f"--{name.replace('_', '-')}"
            command += [flag] if value is True else [flag, str(value)]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": str(SOURCE)}
        )
        assert self.process.stdout is not None
        self.told: dict[str, Any] = json.loads(self.process.stdout.readline())
        self.root = str(self.told["base_url"]).removesuffix("/cgi-bin/")
        self.http = httpx.Client(base_url=self.root, timeout=60)
        self._token = ""

    def __enter__(self) -> "Running":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.end(signal.SIGTERM)

    def end(self, how: signal.Signals = signal.SIGKILL) -> None:
        self.http.close()
        self.process.send_signal(how)
        self.process.wait(60)
        if self.process.stdout:
            self.process.stdout.close()

    # WeCom

    @property
    def token(self) -> str:
        if not self._token:
            self._token = self.gettoken()["access_token"]
        return self._token

    def gettoken(self, **changed: str) -> dict[str, Any]:
        query = {"corpid": self.told["corp_id"], "corpsecret": self.told["secret"]} | changed
        return self.json("GET", "/cgi-bin/gettoken", params=query)

    def get(self, path: str, **query: Any) -> dict[str, Any]:
        query = {"access_token": self.token} | query
        return self.json("GET", f"/cgi-bin/{path}", params=query)

    def post(self, path: str, body: object = None, **query: Any) -> dict[str, Any]:
        """POST JSON without a Content-Type, as some clients do."""
        query = {"access_token": self.token} | query
        return self.json("POST", f"/cgi-bin/{path}", params=query, content=json.dumps(body or {}))

    def upload(self, path: str, content: bytes, **query: Any) -> dict[str, Any]:
        query = {"access_token": self.token} | query
        files = {"media": ("a.png", content, "image/png")}
        return self.json("POST", f"/cgi-bin/{path}", params=query, files=files)

    def json(self, method: str, path: str, **more: Any) -> dict[str, Any]:
        answer = self.http.request(method, path, **more)
        assert answer.status_code == 200, (path, answer.status_code, answer.text)
        found: dict[str, Any] = answer.json()
        return found

    # The sandbox's own API

    def read(self, path: str, **query: Any) -> dict[str, Any]:
        return self.json("GET", f"/sandbox/{path}", params=query)

    def do(self, path: str, **body: Any) -> dict[str, Any]:
        return self.json("POST", f"/sandbox/{path}", json=body)

    def refused(self, path: str, **body: Any) -> tuple[int, str]:
        answer = self.http.post(f"/sandbox/{path}", json=body)
        return answer.status_code, answer.json()["reason"]

    def faults(self, *faults: dict[str, Any]) -> None:
        self.json("PUT", "/sandbox/faults", json={"faults": faults})

    def policy(self, **given: Any) -> None:
        self.json("PUT", "/sandbox/policy", json=given)

    def callbacks(self) -> list[dict[str, Any]]:
        """All deliveries, oldest first, their plain fields under `fields`."""
        rows: list[dict[str, Any]] = self.read("callbacks")["items"][::-1]
        return [row | {"fields": fields(row["plain"])} for row in rows]

    # Things that tests need

    def staff(self, place: int = 0) -> str:
        """A shop guide's userid."""
        items = [row for row in self.read("api/staff")["items"] if row["position"] == "导购"]
        return str(items[place]["userid"])

    def stranger(self) -> str:
        """A new person outside the corp."""
        return str(self.do("api/people")["external_userid"])

    def way(self, **changed: Any) -> str:
        body = {"type": 1, "scene": 2, "state": "lc_test", "user": [self.staff()]} | changed
        return str(self.post("externalcontact/add_contact_way", body)["config_id"])

    def friend(self, *, userid: str = "", person: str = "", **way: Any) -> tuple[str, str]:
        """A new friendship by a scanned code: (userid, external_userid)."""
        userid, person = userid or self.staff(), person or self.stranger()
        config_id = self.way(user=[userid], **way)
        added = self.do("api/phone/add", external_userid=person, config_id=config_id, userid=userid)
        assert added["outcome"] in ("friends", "half", "requested")
        return userid, person

    def welcome_code(self) -> str:
        """The code of a friendship made just now."""
        _, person = self.friend()
        adds = [row for row in self.callbacks() if row["fields"]["ExternalUserID"] == person]
        return str(adds[-1]["fields"]["WelcomeCode"])
