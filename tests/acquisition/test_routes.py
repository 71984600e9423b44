"""Live codes, welcome rules and home over HTTP, as the console meets them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient

from siyu.acquisition.models import LiveCode
from siyu.app import create_app
from siyu.organisation import service as organisation
from siyu.organisation.service import Grantor
from siyu.platform.clock import FixedClock
from tests.acquisition.shop import Shop


@dataclass
class Console:
    """Someone who asks over HTTP, with some of the owner's rights."""

    shop: Shop
    client: TestClient

    def ask(self, method: str, path: str, body: Any = None, language: str = "en") -> Any:
        return self.client.request(
            method, f"/api{path}", json=body, headers={"accept-language": language}
        )

    def form(self, **decided: Any) -> dict[str, Any]:
        everyone = [str(id) for id in self.shop.everyone]
        return {
            "name": "Window poster",
            "node_id": str(self.shop.store_id),
            "all_day_staff_ids": everyone,
            **decided,
        }

    def made(self, **decided: Any) -> dict[str, Any]:
        answer = self.ask("POST", "/live-codes", self.form(**decided))
        assert answer.status_code == 201, answer.text
        return dict(answer.json())


def token(shop: Shop, rights: set[str]) -> str:
    every = frozenset(shop.runtime.registry.permissions)
    with shop.work() as work:
        owner = organisation.user_lines(work)[0]
        _, secret = organisation.add_token(
            work,
            user_id=owner.id,
            name="test",
            permissions=frozenset(rights or every),
            by=Grantor(every, every),
        )
    return str(secret)


def console_for(shop: Shop, *rights: str) -> Console:
    app = create_app(shop.runtime)
    headers = {"authorization": f"Bearer {token(shop, set(rights))}"}
    return Console(shop, TestClient(app, headers=headers))


@pytest.fixture
def console(shop: Shop) -> Iterator[Console]:
    asked = console_for(shop)
    with asked.client:
        yield asked


FULL = {
    "slots": [
        {"title": "Night", "weekday": 1, "start": "22:00", "end": "06:00"},
        {"title": "Whole", "weekday": 3, "start": "00:00", "end": "24:00"},
    ],
    "special_dates": [{"date": "2026-12-31", "title": "Eve", "start": "10:00", "end": "24:00"}],
    "assignment": "weighted",
    "cap_per_day": 20,
    "skip_verify": "window",
    "skip_verify_from": "09:00",
    "skip_verify_to": "24:00",
    "nickname_blocklist": ["代购"],
    "remark_pattern": "{customer}-{code}",
}


def test_a_code_is_made_read_back_and_replaced_as_it_was_written(console: Console) -> None:
    ann = str(console.shop.staff["ann"])
    asked = console.form(
        **FULL, weights=[{"staff_id": ann, "weight": 3}], caps=[{"staff_id": ann, "total": 9}]
    )
    asked["slots"] = [{**slot, "staff_ids": [ann]} for slot in asked["slots"]]
    made = console.ask("POST", "/live-codes", asked).json()
    assert (made["state"], made["problem"], made["qr_ready"]) == ("publishing", None, False)
    read = console.ask("GET", f"/live-codes/{made['id']}").json()
    assert read == made
    assert read["slots"] == asked["slots"]
    assert read["special_dates"] == [{**asked["special_dates"][0], "staff_ids": []}]
    assert (read["skip_verify_from"], read["skip_verify_to"]) == ("09:00", "24:00")
    assert read["caps"] == [{"staff_id": ann, "per_day": None, "total": 9}]
    answer = console.ask("PUT", f"/live-codes/{made['id']}", {**read, "name": "Parcel card"})
    assert answer.status_code == 200
    assert {**answer.json(), "updated_at": ""} == {**read, "name": "Parcel card", "updated_at": ""}


def test_an_overlap_answers_422_in_the_readers_language(console: Console) -> None:
    ann = [str(console.shop.staff["ann"])]
    slots = [
        {"weekday": 7, "start": "22:00", "end": "06:00", "staff_ids": ann},
        {"weekday": 1, "start": "05:00", "end": "09:00", "staff_ids": ann},
    ]
    answer = console.ask("POST", "/live-codes", console.form(slots=slots), "zh-CN")
    assert answer.status_code == 422
    assert answer.json()["code"] == "SlotsOverlap"
    assert answer.json()["message"] == (
        "slots[0] 与 slots[1] 在周一 05:00–06:00 重叠，请缩短其中一个。"
    )
    assert answer.json()["data"]["field"] == "slots[1]"


@pytest.mark.parametrize(
    "wrong",
    [
        {"cap_per_day": 0},
        {"assignment": "whoever"},
        {"slots": [{"weekday": 8, "start": "09:00", "end": "10:00"}]},
        {"slots": [{"weekday": 1, "start": "25:00", "end": "10:00"}]},
        {"weights": [{"staff_id": str(uuid4()), "weight": 101}]},
    ],
)
def test_a_form_out_of_range_is_refused(console: Console, wrong: dict[str, Any]) -> None:
    assert console.ask("POST", "/live-codes", console.form(**wrong)).status_code == 422
    assert console.ask("GET", "/live-codes").json()["items"] == []


def test_the_list_shows_duty_and_counts_and_can_be_searched(console: Console) -> None:
    shop = console.shop
    poster, parcel = console.made(), console.made(name="Parcel card", paused=True)
    shop.friend(UUID(poster["id"]), "ann")
    shop.listen()
    shop.turn()
    first = console.ask("GET", "/live-codes?q=poster").json()["items"]
    assert [(one["id"], one["added_today"], one["added_total"]) for one in first] == [
        (poster["id"], 1, 1)
    ]
    assert first[0]["node"] == {"id": str(shop.store_id), "name": "Jing'an"}
    assert first[0]["duty"]["state"] == "on_duty"
    assert {one["name"] for one in first[0]["duty"]["staff"]} == {"ann", "bo", "cai"}
    assert (first[0]["state"], first[0]["problem"]) == (
        "failed",
        "WeCom is not connected yet; fill in the connection first.",
    )
    paused = console.ask("GET", "/live-codes?state=paused").json()["items"]
    assert [one["id"] for one in paused] == [parcel["id"]]


def test_the_list_comes_in_pages(console: Console, clock: FixedClock) -> None:
    made = []
    for _ in range(3):
        made.append(console.made()["id"])
        clock.forward(seconds=1)
    page = console.ask("GET", "/live-codes?limit=2").json()
    rest = console.ask("GET", f"/live-codes?limit=2&cursor={page['next_cursor']}").json()
    assert [one["id"] for one in page["items"] + rest["items"]] == made[::-1]
    assert rest["next_cursor"] is None
    assert console.ask("GET", "/live-codes?cursor=nonsense").status_code == 422


def test_duty_says_who_is_on_who_is_next_and_who_was_dropped(console: Console) -> None:
    shop = console.shop
    ann, bo, cai = (str(id) for id in shop.everyone)
    slot = {"title": "Day", "weekday": 1, "start": "09:00", "end": "18:00", "staff_ids": [ann, bo]}
    code = console.made(all_day_staff_ids=[], slots=[slot], backup_staff_ids=[cai], cap_per_day=1)
    shop.friend(UUID(code["id"]), "bo")
    shop.listen()
    shop.turn()
    told = console.ask("GET", f"/live-codes/{code['id']}/duty").json()
    assert (told["now"]["state"], told["now"]["by"], told["now"]["title"]) == (
        "on_duty",
        "weekday",
        "Day",
    )
    assert told["now"]["staff"] == [
        {
            "id": ann,
            "name": "ann",
            "added_today": 0,
            "cap_per_day": 1,
            "added_total": 0,
            "cap_total": None,
        }
    ]
    assert told["now"]["dropped"] == [
        {"id": bo, "name": "bo", "reason": "daily_cap", "reason_words": "reached today's cap"}
    ]
    assert told["now"]["from"] == "2026-11-16T04:00:00Z"
    assert told["now"]["until"] == told["next"]["from"] == "2026-11-16T10:00:00Z"
    assert (told["next"]["state"], told["next"]["by"]) == ("backup", "backup")


def test_nobody_is_said_with_its_reason(console: Console) -> None:
    code = console.made(all_day_staff_ids=[str(console.shop.staff["ann"])])
    console.shop.switch("ann", online=False)
    told = console.ask("GET", f"/live-codes/{code['id']}/duty", language="zh-CN").json()
    assert (told["now"]["state"], told["now"]["reason"], told["now"]["reason_words"]) == (
        "nobody",
        "all_offline",
        "当班员工都暂停接待",
    )
    console.shop.listen()
    console.shop.turn()
    home = console.ask("GET", "/acquisition/today", language="zh-CN").json()
    nobody = next(one for one in home["alerts"] if one["key"] == f"nobody:{code['id']}")
    assert nobody["level"] == "error"
    assert nobody["href"] == f"/live-codes/{code['id']}"
    assert nobody["text"].startswith("「Window poster」无人接待：当班员工都暂停接待")


def test_statistics_hold_every_day_and_everyone(console: Console) -> None:
    shop = console.shop
    code = console.made()
    shop.friend(UUID(code["id"]), "bo", person="wmMay")
    shop.listen()
    shop.lose("wmMay", "bo")
    shop.listen()
    told = console.ask("GET", f"/live-codes/{code['id']}/statistics?days=7").json()
    assert told["total"] == {"added": 1, "deleted": 1, "welcomed": 0}
    assert [day["day"] for day in told["days"]][0::6] == ["2026-11-10", "2026-11-16"]
    assert {one["name"]: one["added_today"] for one in told["staff"]} == {
        "ann": 0,
        "bo": 1,
        "cai": 0,
    }


def test_the_qr_is_wecoms_picture_and_a_page_to_print(open_shop: Shop) -> None:
    console = console_for(open_shop)
    code = console.made(name="Tea & <Co>")
    early = console.ask("GET", f"/live-codes/{code['id']}/qr.png")
    assert (early.status_code, early.json()["code"]) == (409, "QrNotReady")
    open_shop.turn()
    png = console.ask("GET", f"/live-codes/{code['id']}/qr.png")
    assert png.headers["content-type"] == "image/png"
    with open_shop.work() as work:
        assert png.content == work.get(LiveCode, UUID(code["id"])).qr_picture
    svg = console.ask("GET", f"/live-codes/{code['id']}/qr.svg")
    assert svg.headers["content-type"] == "image/svg+xml"
    assert "Tea &amp; &lt;Co&gt;" in svg.text
    assert console.ask("GET", f"/live-codes/{code['id']}").json()["state"] == "ready"


RULE = {"name": "Night", "level": "periodic", "text": "Hi {customer}", "weekdays": [5, 6]}


def test_a_rule_is_made_read_back_replaced_and_removed(console: Console) -> None:
    asked = {
        **RULE,
        "time_from": "22:00",
        "time_to": "24:00",
        "links": [{"title": "Shop", "url": "https://shop.example", "description": "New"}],
        "marks": {"benefit": "tea is on us"},
    }
    made = console.ask("POST", "/welcome-rules", asked)
    assert made.status_code == 201
    rule = made.json()
    assert {
        key: rule[key] for key in ("weekdays", "time_from", "time_to", "sent_count", "marks")
    } == {
        "weekdays": [5, 6],
        "time_from": "22:00",
        "time_to": "24:00",
        "sent_count": 0,
        "marks": {"benefit": "tea is on us"},
    }
    assert rule["links"][0]["title"] == "Shop"
    assert console.ask("GET", "/welcome-rules").json()["items"] == [rule]
    changed = console.ask("PUT", f"/welcome-rules/{rule['id']}", {**rule, "active": False})
    assert changed.json()["active"] is False
    assert console.ask("DELETE", f"/welcome-rules/{rule['id']}").status_code == 204
    assert console.ask("GET", "/welcome-rules").json()["items"] == []


def test_a_rule_that_wecom_would_refuse_answers_the_place_and_the_fix(console: Console) -> None:
    answer = console.ask("POST", "/welcome-rules", {**RULE, "text": "您" * 1334}, "zh-CN")
    assert answer.status_code == 422
    assert answer.json()["data"]["field"] == "text"
    assert answer.json()["message"].endswith("请删去 2 字节（一个汉字 3 字节）。")


def test_the_check_names_what_is_missing_and_previews(console: Console) -> None:
    told = console.ask(
        "POST",
        "/welcome-rules/check",
        {"text": "我是{store}的{adviser}，{shop}", "links": [{"title": "", "url": "x"}]},
        "zh-CN",
    ).json()
    assert [(one["aim"], one["met"]) for one in told["aims"]] == [
        ("who", True),
        ("what", False),
        ("benefit", False),
    ]
    assert told["aims"][0]["advice"] is None
    assert told["aims"][2]["advice"] == "写出首单好处：券、价格或赠品，带上金额。"
    assert told["preview"] == "我是静安店的小林，{shop}"
    assert told["unknown"] == ["shop"]
    assert [one["place"] for one in told["faults"]] == ["text:20", "links[0].title", "links[0].url"]


def test_home_speaks_the_readers_language(console: Console) -> None:
    shop = console.shop
    code = console.made()
    shop.friend(UUID(code["id"]), "ann", name="May")
    shop.listen()
    shop.turn()
    home = console.ask("GET", "/acquisition/today", language="zh-CN").json()
    assert (home["day"], home["zone"], home["new_friends"]) == ("2026-11-16", "Asia/Shanghai", 1)
    assert sum(home["by_hour"]) == home["by_hour"][12] == 1
    assert home["welcomes"] == [
        {"outcome": "skipped", "reason": "no_rule", "words": "没有适用的欢迎语规则。", "count": 1}
    ]
    (latest,) = home["latest"]
    assert latest["customer"]["name"] == "May"
    assert latest["staff"]["name"] == "ann"
    assert latest["live_code"] == {"id": code["id"], "name": "Window poster"}
    assert latest["welcome"] == {"outcome": "skipped", "words": "没有适用的欢迎语规则。"}
    assert home["on_duty"][0]["live_code"]["name"] == "Window poster"


def test_who_may_only_read_does_not_write(shop: Shop) -> None:
    reader = console_for(shop, "live_codes.read", "welcome.read")
    assert reader.ask("GET", "/live-codes").status_code == 200
    assert reader.ask("POST", "/live-codes", reader.form()).status_code == 403
    assert reader.ask("POST", "/welcome-rules", RULE).status_code == 403
    assert reader.ask("GET", "/acquisition/today").status_code == 403
    assert shop.events("LiveCodeCreated", "WelcomeRuleSaved") == []
