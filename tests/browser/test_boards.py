"""Figures are asked in the console, lead to the people behind them, and are kept on a board."""

import json
import re
import time
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit
from tests.browser.product import PICTURES, Visitor, found
from tests.proofs import sampled

pytestmark = pytest.mark.browser
SPAN = {"first": "2025-01-01", "last": "2025-03-31"}
ORDER = {"event": "OrderPlaced", "where": []}
BUYERS = {"kind": "figure", "metric": "buyers", "span": SPAN, "grain": "month"}
# Who bought on which days: all three in January, two of them again, one a third time.
BOUGHT = {
    "安安": ["2025-01-05", "2025-02-05", "2025-03-05"],
    "白白": ["2025-01-10", "2025-02-10"],
    "陈陈": ["2025-01-15"],
}


def bought(visitor: Visitor) -> None:
    """The brand's people buy, and the warehouse has heard of it."""
    people = [{"name": name, "member_number": name} for name in BOUGHT]
    assert visitor.post("/ingest/customers", people)["taken"] == 3
    orders = [
        {
            "number": f"{name}{day}",
            "sku": "S1",
            "quantity": 1,
            "price": "100.00",
            "placed_at": f"{day}T04:00:00Z",
            "member_number": name,
        }
        for name, days in BOUGHT.items()
        for day in days
    ]
    assert visitor.post("/ingest/orders", orders)["taken"] == 6
    question = BUYERS | {"metric": "orders"}
    end = time.monotonic() + 60
    while visitor.post("/insight/answers", {"question": question})["answer"]["parts"][0][
        "total"
    ] not in (6,):
        assert time.monotonic() < end, "the orders did not reach the warehouse"
        time.sleep(0.5)


def ask(visitor: Visitor, page: Page, path: str, question: object) -> None:
    said = urlencode({"q": json.dumps(question)})
    page.goto(f"{visitor.at.console}/{path}?{said}")
    expect(page.get_by_role("button", name=visitor.words["ask.showSql"])).to_be_visible()


def leads_to(visitor: Visitor, page: Page, figure: Locator, people: list[str]) -> None:
    """Clicking on the figure shows these people, no others."""
    figure.click()
    drawer = page.get_by_role("dialog")
    expect(drawer).to_contain_text(visitor.words["ask.people"].format(count=len(people)))
    names = drawer.locator(".behind-people").get_by_role("link")
    expect(names).to_have_text([re.compile(f"{name}$") for name in people])
    assert "people=" in page.url
    page.keyboard.press("Escape")
    expect(drawer).to_have_count(0)


def pictured(visitor: Visitor, page: Page, name: str) -> None:
    """The page fits at both sizes, and its pictures are kept."""
    for width, height in ((1440, 900), (1280, 720)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )
        page.screenshot(path=PICTURES / f"insight-{name}.{width}.{visitor.language}.png")


def pinned(visitor: Visitor, page: Page) -> None:
    """The figure at hand is kept on a new board."""
    say = visitor.words
    page.get_by_role("button", name=say["board.pin"], exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label(say["board.name"], exact=True).fill("一季度")
    dialog.get_by_role("button", name=say["board.pinDo"], exact=True).click()
    expect(page.get_by_text(say["board.pinned"])).to_be_visible()


def on_the_board(visitor: Visitor, page: Page) -> None:
    """The board shows the figure, which leads back to the page that asked; then it is deleted."""
    say = visitor.words
    (board,) = visitor.context.request.get(f"{visitor.at.console}/api/insight/boards").json()
    page.goto(f"{visitor.at.console}/boards/{board['id']}")
    expect(page.get_by_role("heading", name="一季度", level=1)).to_be_visible()
    expect(page.locator(".tile-figure")).to_have_text(["3"])
    pictured(visitor, page, "board")
    page.locator("a.tile-open").click()
    expect(page.get_by_role("heading", name=say["figure.title"], level=1)).to_be_visible()
    page.go_back()
    page.get_by_role("button", name=say["board.edit"], exact=True).click()
    page.get_by_label(say["board.tileTitle"]).fill("下单的人")
    page.get_by_role("button", name=say["do.save"], exact=True).click()
    expect(page.locator(".tile-name")).to_have_text(["下单的人"])


def made_a_segment(visitor: Visitor, page: Page, figure: Locator, people: int) -> None:
    """The people behind the figure become a segment, which opens with all of them."""
    say = visitor.words
    figure.click()
    page.get_by_role("dialog").get_by_role("button", name=say["ask.keep"], exact=True).click()
    asking = page.get_by_role("dialog").filter(has=page.get_by_label(say["ask.keepName"]))
    asking.get_by_label(say["ask.keepName"]).fill("只买过一次")
    asking.get_by_role("button", name=say["do.save"], exact=True).click()
    page.wait_for_url("**/segments/*-*")
    now = say["segment.now"].format(count=people)
    expect(page.get_by_role("dialog").locator(".big-count")).to_have_text(now, timeout=60_000)


@pytest.mark.prove
@pytest.mark.parametrize("language", sampled(["zh-CN", "en"], 1))
def test_every_figure_leads_to_the_people_behind_it(visit: Visit, language: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    visitor = visit(language)
    say = visitor.words
    login = f"boards-{language.lower()}"
    found(visitor.at, login)
    page = visitor.sign_in(login)
    bought(visitor)

    page.goto(f"{visitor.at.console}/boards")
    expect(page.get_by_role("heading", name=say["aarrr.acquisition"], exact=True)).to_be_visible()
    expect(page.locator(".tile-figure").first).to_be_visible()
    pictured(visitor, page, "starter")

    ask(visitor, page, "figures", BUYERS)
    parts = page.get_by_role("table", name=say["figure.parts"])
    three = parts.get_by_role("button", name="3", exact=True)
    leads_to(visitor, page, three, ["安安", "白白", "陈陈"])
    page.get_by_role("button", name=say["chart.asTable"]).click()
    by_month = page.locator(".chart-table").get_by_role("button")
    expect(by_month).to_have_text(["3", "2", "1"])
    leads_to(visitor, page, by_month.nth(1), ["安安", "白白"])
    pictured(visitor, page, "figure")
    pinned(visitor, page)
    on_the_board(visitor, page)

    steps = [ORDER, ORDER, ORDER]
    funnel = {"kind": "funnel", "steps": steps, "span": SPAN, "window_seconds": 90 * 86_400}
    ask(visitor, page, "funnels", funnel)
    lost = page.get_by_role("button", name=say["funnel.lost"].format(count=1))
    leads_to(visitor, page, lost.first, ["陈陈"])
    leads_to(visitor, page, page.locator(".funnel-bar").nth(2), ["安安"])
    pictured(visitor, page, "funnel")

    kept = {"kind": "retention", "first": ORDER, "returning": ORDER, "span": SPAN}
    ask(visitor, page, "retention", kept | {"grain": "month", "periods": 2})
    cells = page.locator(".matrix .heat")
    expect(cells.first).to_have_text("66.7%")
    expect(cells.nth(1)).to_have_text("33.3%")
    leads_to(visitor, page, cells.first.get_by_role("button"), ["安安", "白白"])
    leads_to(visitor, page, cells.nth(1).get_by_role("button"), ["安安"])
    pictured(visitor, page, "retention")

    ask(visitor, page, "rfm", {"kind": "rfm", "span": SPAN})
    squares = page.locator(".rfm-square")
    expect(squares).to_have_count(25)
    one = squares.filter(has_text=re.compile("^1$"))
    expect(one).to_have_count(3)
    one.last.click()
    side = page.locator(".rfm-side").get_by_role("button")
    expect(side).to_have_text(["1"])
    leads_to(visitor, page, side, ["陈陈"])
    pictured(visitor, page, "rfm")
    made_a_segment(visitor, page, side, 1)
