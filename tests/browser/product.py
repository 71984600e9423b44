"""The product as `siyu up --demo` starts it, and a visitor with a browser."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page

from siyu.platform import embedded
from siyu.platform.supervisor import free_port

ROOT = Path(__file__).parents[2]
LOCALES = ROOT / "console" / "src" / "locales"
PICTURES = Path(os.environ.get("SIYU_PICTURES") or ROOT / ".dev" / "pictures")
START_SECONDS = 120
STOP_SECONDS = 30


@dataclass(frozen=True, kw_only=True)
class Address:
    """Where the running product is, and how its owner signs in."""

    data: Path
    console: str
    phone: str
    adviser: str
    password: str


class Product:
    """Everything on this machine, with a shop to try; `with` ends it."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._said = place / "said.log"

    def __enter__(self) -> Address:
        port = str(free_port(18100))
        argv = [sys.executable, "-m", "siyu.cli", "up", "--demo", "--port", port]
        # The shop's year would keep this machine busy while pages are looked at.
        quiet = {"SIYU_LOG_LEVEL": "ERROR", "SIYU_DEMO_YEAR": "false"}
        env = os.environ | {"PYTHONPATH": str(ROOT / "src")} | quiet
        with self._said.open("w") as said:
            self._process = subprocess.Popen(
                [*argv, "--data", str(self._place / "data")],
                env=env,
                stdout=said,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            return self._address(time.monotonic() + START_SECONDS)
        except BaseException:
            self.__exit__()
            raise

    def _address(self, until: float) -> Address:
        while time.monotonic() < until and self._process.poll() is None:
            said = self._said.read_text()
            if "Ctrl-C" in said:
                urls = re.findall(r"http://\S+", said)
                password = re.search(r"owner\s+(\S+)", said)
                assert password
                return Address(
                    data=self._place / "data",
                    console=urls[0],
                    phone=urls[1],
                    adviser=urls[2],
                    password=password[1],
                )
            time.sleep(0.2)
        raise AssertionError(f"the product did not start: {self._said.read_text()}")

    def __exit__(self, *_: object) -> None:
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)


def found(at: Address, login: str) -> None:
    """Another brand on the running product, in CNY, whose owner has the demo owner's password."""
    options = {"name": "Yuan", "login": login, "password": at.password, "currency": "CNY"}
    argv = [word for name, value in options.items() for word in (f"--{name}", value)]
    with embedded.reached(at.data) as url:
        env = os.environ | {
            "PYTHONPATH": str(ROOT / "src"),
            "SIYU_DATABASE_URL": url,
            "SIYU_DATA_DIR": str(at.data),
        }
        subprocess.run([sys.executable, "-m", "siyu.cli", "found", *argv], env=env, check=True)


def words(language: str) -> Mapping[str, str]:
    """The console's texts in a language."""
    found: dict[str, str] = {}
    for path in sorted((LOCALES / language).glob("*.json")):
        found |= json.loads(path.read_text())
    return found


class Visitor:
    """Someone with a browser in one language; what went wrong in its pages is kept."""

    def __init__(self, context: BrowserContext, at: Address, language: str) -> None:
        self.context, self.at, self.language = context, at, language
        self.words = words(language)
        self.troubles: list[str] = []
        self.hosts: set[str] = set()
        context.on("request", lambda one: self.hosts.add(urlsplit(one.url).hostname or ""))
        context.on("weberror", lambda one: self.troubles.append(str(one.error)))
        context.on(
            "console", lambda one: self._heard(one.type, f"{one.text} {one.location['url']}")
        )

    def _heard(self, kind: str, text: str) -> None:
        # The question "who am I" is answered 401 before the sign-in; the browser logs it.
        if kind in ("error", "warning") and "401" not in text:
            self.troubles.append(text)

    def sign_in(self, login: str = "owner") -> Page:
        page = self.context.new_page()
        page.goto(f"{self.at.console}/sign-in")
        page.get_by_label(self.words["session.login"]).fill(login)
        page.get_by_label(self.words["session.password"], exact=True).fill(self.at.password)
        page.get_by_role("button", name=self.words["session.enter"], exact=True).click()
        page.get_by_role("heading", name=self.words["home.title"], level=1).wait_for()
        return page

    def saw(self) -> str:
        """What stands on each of their pages, for the report of a test that failed."""
        pages = self.context.pages
        return "\n\n".join(
            [*(f"{one.url}\n{one.inner_text('body')}" for one in pages), *self.troubles]
        )

    def post(self, path: str, body: object) -> Any:
        """The answer to a request that a page of theirs could make."""
        answer = self.context.request.post(
            f"{self.at.console}/api{path}",
            data=json.dumps(body),
            headers={"origin": self.at.console.rstrip("/"), "content-type": "application/json"},
        )
        assert answer.ok, answer.text()
        return answer.json()

    def found(self, typed: str) -> list[Any]:
        """Who is found by a text; a page that has not loaded yet shows nobody either."""
        asked: dict[str, str | float | bool] = {"q": typed}
        answer = self.context.request.get(f"{self.at.console}/api/customers", params=asked)
        assert answer.ok, answer.text()
        return list(answer.json()["items"])

    def read(self, path: str) -> Any:
        """What a page of theirs could read."""
        answer = self.context.request.get(
            f"{self.at.console}/api{path}", headers={"accept-language": self.language}
        )
        assert answer.ok, answer.text()
        return answer.json()

    def open(self, url: str) -> Page:
        page = self.context.new_page()
        page.goto(url)
        return page
