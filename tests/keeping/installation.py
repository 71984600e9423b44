"""Siyu as `siyu up --demo` starts it, for stories about its data directory."""

import json
import os
import re
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import psutil

from siyu.platform.supervisor import free_port
from tests.sandbox.running import until
from tests.stories.machine import SOURCE

START_SECONDS = 150
STOP_SECONDS = 30


def siyu(*arguments: object, **env: str) -> subprocess.CompletedProcess[str]:
    """One command of Siyu, to its end."""
    argv = [sys.executable, "-m", "siyu.cli", *map(str, arguments)]
    given = os.environ | {"PYTHONPATH": str(SOURCE), "LANG": "C"} | env
    return subprocess.run(argv, env=given, capture_output=True, text=True)


class Installation:
    """`with Installation(place, port) as shop:`; killed whole with `power_cut`."""

    def __init__(self, place: Path, port: int) -> None:
        self.place, self.port = place, free_port(port)
        self._said = place.with_suffix(".said")

    def __enter__(self) -> "Installation":
        argv = [sys.executable, "-m", "siyu.cli", "up", "--demo", "--port", str(self.port)]
        env = os.environ | {"PYTHONPATH": str(SOURCE), "LANG": "C"}
        with self._said.open("w") as said:
            self.process = subprocess.Popen(
                [*argv, "--data", str(self.place)], env=env, stdout=said, stderr=subprocess.STDOUT
            )
        until(lambda: "Ctrl-C" in self._said.read_text() or self.process.poll(), START_SECONDS)
        told = self._said.read_text()
        assert self.process.poll() is None, told
        self.console, phone, _ = re.findall(r"http://\S+", told)
        self.wecom = httpx.Client(base_url=phone.removesuffix("/phone"), timeout=60)
        self.http = httpx.Client(base_url=f"{self.console}/api", timeout=60)
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()
        self.wecom.close()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(STOP_SECONDS)

    @property
    def kept(self) -> dict[str, str]:
        found: dict[str, str] = json.loads((self.place / "kept.json").read_text())
        return found

    def port_of(self, command: str) -> str:
        """Where a process of this installation listens."""
        lines = []
        for one in psutil.Process(self.process.pid).children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                lines.append(one.cmdline())
        (line,) = [line for line in lines if command in line and "--port" in line]
        return line[line.index("--port") + 1]

    def sign_in(self, password: str) -> None:
        answer = self.http.post("session", json={"login": "owner", "password": password})
        assert answer.status_code < 300, answer.text

    def get(self, path: str, **query: Any) -> Any:
        answer = self.http.get(path, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def befriend(self, config_id: str, userid: str) -> str:
        """A new person scans an adviser's code; gives the person."""
        person = self.wecom.post("/sandbox/api/people", json={}).json()["external_userid"]
        body = {"external_userid": person, "config_id": config_id, "userid": userid}
        self.wecom.post("/sandbox/api/phone/add", json=body).raise_for_status()
        return str(person)

    def friends_in_wecom(self, userid: str) -> set[str]:
        found = self.asked("externalcontact/list", userid=userid)
        return set(found["external_userid"])

    def asked(self, path: str, body: object = None, **query: str) -> dict[str, Any]:
        """One of WeCom's own calls."""
        who = {"corpid": "ww5a1d00c0ffee5a1d", "corpsecret": "sandbox-secret-of-the-app"}
        token = self.wecom.get("/cgi-bin/gettoken", params=who).json()["access_token"]
        query |= {"access_token": token}
        method, content = ("GET", None) if body is None else ("POST", json.dumps(body))
        told = self.wecom.request(method, f"/cgi-bin/{path}", params=query, content=content)
        answer: dict[str, Any] = told.json()
        assert answer["errcode"] == 0, answer
        return answer

    def customer(self, person: str) -> Any:
        """The customer that Siyu knows this person as, once it does."""
        until(lambda: self.get("customers", q=person)["items"], 60)
        (found,) = self.get("customers", q=person)["items"]
        return found

    def settled_timeline(self, customer_id: UUID | str) -> Any:
        """A customer's timeline when the welcome has its outcome."""
        path = f"customers/{customer_id}/timeline"
        until(lambda: _welcomed(self.get(path)["items"]), 60)
        return self.get(path)["items"]


def _welcomed(items: list[dict[str, Any]]) -> bool:
    return any(one["kind"].startswith("Welcome") for one in items)
