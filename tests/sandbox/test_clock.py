"""What is shown follows the demo's clock; what WeCom's machinery does stays on real time."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.sandbox.running import Running, until

LAST_YEAR = datetime(2025, 3, 1, 4, 0, tzinfo=UTC)


@dataclass
class Owner:
    """The demo's clock: gives anchors, takes a rate."""

    url: str = ""
    anchors: list[dict[str, object]] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)

    def show(self, shown: datetime, rate: float) -> None:
        real = datetime.now(UTC) - timedelta(seconds=1)
        self.anchors = [
            {"real_from": real.isoformat(), "shown_from": shown.isoformat(), "rate": rate}
        ]


@pytest.fixture
def owner() -> Iterator[Owner]:
    held = Owner()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if held.anchors else 404)
            self.end_headers()
            self.wfile.write(json.dumps({"anchors": held.anchors}).encode())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            held.rates.append(json.loads(body)["rate"])
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    held.url = f"http://127.0.0.1:{server.server_port}/api/clock"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield held
    server.shutdown()
    server.server_close()


def shown(sandbox: Running) -> datetime:
    return datetime.fromtimestamp(sandbox.read("now")["now"], UTC)


def test_instants_follow_the_shown_clock_and_codes_the_real_one(owner: Owner) -> None:
    owner.show(LAST_YEAR, rate=0)
    with Running(seed=2, clock=owner.url) as sandbox:
        until(lambda: sandbox.read("now")["day"] == "2025-03-01")
        _, person = sandbox.friend()
        row = sandbox.get("externalcontact/get", external_userid=person)["follow_user"][0]
        assert row["createtime"] == int(LAST_YEAR.timestamp())
        event = sandbox.callbacks()[-1]["fields"]
        assert event["CreateTime"] == str(int(LAST_YEAR.timestamp()))
        owner.show(LAST_YEAR + timedelta(days=1), rate=0)
        until(lambda: sandbox.read("now")["day"] == "2025-03-02")
        body = {"welcome_code": event["WelcomeCode"], "text": {"content": "你好"}}
        assert sandbox.post("externalcontact/send_welcome_msg", body)["errcode"] == 0
        assert sandbox.read("record", day="2025-03-01")["added"] == 1
        assert sandbox.read("record")["added"] == 0


def test_a_clock_that_does_not_answer_means_real_time(owner: Owner) -> None:
    with Running(seed=2, empty=True, clock=owner.url) as sandbox:
        assert abs(shown(sandbox) - datetime.now(UTC)) < timedelta(seconds=5)
        owner.show(LAST_YEAR, rate=1)
        until(lambda: sandbox.read("now")["day"] == "2025-03-01")
        owner.anchors = []
        until(lambda: abs(shown(sandbox) - datetime.now(UTC)) < timedelta(seconds=5))


def test_the_sandbox_asks_the_owner_for_another_rate(owner: Owner) -> None:
    with Running(seed=2, empty=True, clock=owner.url) as sandbox:
        assert sandbox.do("clock", rate=1440) == {"rate": 1440}
        assert owner.rates == [1440]
    with Running(seed=2, empty=True) as alone:
        assert alone.refused("clock", rate=1440)[0] == 409


def test_a_day_is_played_in_seconds_and_told_in_its_own_time(owner: Owner) -> None:
    owner.show(LAST_YEAR, rate=0)
    with Running(seed=2, clock=owner.url) as sandbox:
        until(lambda: sandbox.read("now")["day"] == "2025-03-01")
        for place in range(3):
            sandbox.way(user=[sandbox.staff(place)], state=f"lc_{place}")
        assert sandbox.do("play", on=True)["on"] is True
        owner.show(LAST_YEAR, rate=43_200)
        until(lambda: shown(sandbox) > LAST_YEAR + timedelta(days=2))
        day = sandbox.read("record", day="2025-03-02")
        assert day["added"] > 15
        assert sum(day["added_by_state"].values()) == day["added"]
        assert day["welcomes"]["codes"] >= day["added"] - day["half"] - 5
