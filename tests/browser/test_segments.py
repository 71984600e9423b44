"""A segment is built by mouse and keyboard, seen while it is built, kept, and explained."""

import time
from collections.abc import Mapping
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit
from tests.browser.product import PICTURES, Visitor

pytestmark = pytest.mark.browser
SOON = 90


class Builder:
    """The page on which a segment is built, with what fields, events and ops are called."""

    def __init__(self, visitor: Visitor, page: Page) -> None:
        self.page, self.say = page, visitor.words
        known = visitor.read("/audiences/catalogue")
        asked = [*known["fields"], *known["events"]]
        self.titles: Mapping[str, str] = {one["name"]: one["title"] for one in asked}
        ops = [one for kind in known["ops"].values() for one in kind]
        self.ops: Mapping[str, str] = {one["op"]: one["title"] for one in ops}
        self.rows = page.locator(".condition")

    def add(self, name: str) -> Locator:
        """Search a condition by keyboard and take the first found; the row it became."""
        before = self.rows.count()
        self.page.get_by_label(self.say["build.add"]).last.click()
        self.page.keyboard.type(self.titles[name])
        self.page.keyboard.press("Enter")
        expect(self.rows).to_have_count(before + 1)
        return self.rows.nth(before)

    def pick(self, row: Locator, control: str, wanted: str) -> None:
        """Choose in a list of a row by what is typed."""
        row.get_by_label(self.say[control], exact=True).click()
        self.page.keyboard.type(wanted)
        self.page.keyboard.press("Enter")

    def day(self, box: Locator, day: str) -> None:
        box.click()
        self.page.keyboard.type(day)
        self.page.keyboard.press("Enter")

    def counts(self, people: int) -> None:
        """The preview, which follows without being asked, says so many."""
        expect(self.page.locator(".how-many strong")).to_have_text(str(people))


def arrive(visitor: Visitor, buyers: int) -> None:
    """Wait until so many who bought are known where previews ask."""
    bought = {"kind": "field", "field": "spent", "op": "gt", "value": 50000}
    until = time.monotonic() + SOON
    while visitor.post("/audiences/preview", {"definition": bought})["count"] < buyers:
        assert time.monotonic() < until, "the orders did not arrive"
        time.sleep(0.5)


def spring_buyers(at: Builder) -> None:
    """Bought twice in spring, not since, spent over 500."""
    bought = at.add("OrderPlaced")
    at.pick(bought, "build.measure", at.say["measure.count"])
    at.pick(bought, "build.window", at.say["window.between"])
    at.day(bought.locator(".ant-picker input").first, "2026-03-01")
    at.page.keyboard.type("2026-05-31")
    at.page.keyboard.press("Enter")
    since = at.add("OrderPlaced")
    at.pick(since, "build.measure", at.say["measure.did_not"])
    at.pick(since, "build.window", at.say["window.last_days"])
    since.get_by_label(at.say["build.windowDays"]).fill("30")
    spent = at.add("spent")
    at.pick(spent, "build.op", at.ops["gt"])
    spent.locator(".ant-input-number input").fill("500")


def test_people_are_asked_for_in_a_sentence_built_by_hand(visit: Visit) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    visitor = visit()
    page = visitor.sign_in()
    orders: list[dict[str, Any]] = [
        {
            "number": f"spring-{number}",
            "sku": "TEA",
            "quantity": 1,
            "price": "300.00",
            "placed_at": f"2026-0{3 + number}-11T10:00:00+08:00",
            "mall_id": "spring-buyer",
        }
        for number in range(2)
    ]
    visitor.post("/ingest/orders", orders)
    arrive(visitor, 1)
    page.goto(f"{visitor.at.console}/segments")
    page.get_by_role("link", name=visitor.words["segments.new"]).first.click()
    at = Builder(visitor, page)
    page.get_by_label(at.say["build.name"], exact=True).fill("春季老客")
    spring_buyers(at)
    at.counts(1)

    friend = at.add("advisers")
    friend.locator(".keys input").click()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    at.counts(0)
    page.screenshot(path=PICTURES / "segment.png")
    page.locator("h1").click()
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    at.counts(1)
    page.keyboard.press("Control+Shift+z")
    page.keyboard.press("Control+Shift+z")
    at.counts(0)

    friend.get_by_label(at.say["build.move"]).press("ArrowUp")
    expect(at.rows.nth(2)).to_contain_text(at.titles["advisers"])
    page.get_by_role("button", name=at.say["build.addGroup"]).click()
    friend = at.rows.filter(has_text=at.titles["advisers"])
    friend.get_by_label(at.say["build.move"]).drag_to(page.locator(".group .gap").last)
    expect(page.locator(".group:not(.group-root) .condition")).to_have_count(1)

    page.get_by_role("button", name=at.say["do.save"], exact=True).click()
    page.wait_for_url("**/segments/*-*")
    kept = visitor.read("/segments")["items"]
    (segment,) = [one for one in kept if one["name"] == "春季老客"]
    kinds = [one["kind"] for one in segment["definition"]["of"]]
    assert kinds == ["event", "event", "field", "any"]
    bought, since, spent, friends = segment["definition"]["of"]
    assert (bought["op"], bought["value"]) == ("ge", 2)
    assert bought["window"] == {"kind": "between", "from": "2026-03-01", "until": "2026-05-31"}
    assert (since["op"], since["value"]) == ("eq", 0)
    assert (spent["field"], spent["op"], spent["value"]) == ("spent", "gt", 50000)
    assert friends["of"][0]["field"] == "advisers"
