"""A mall is connected in the console, sends an order, is counted, and is let go."""

import json
from urllib.parse import quote_plus

import httpx
import pytest
from playwright.sync_api import Page, expect

from siyu.commerce.malls import youzan
from tests.browser.conftest import Visit
from tests.browser.product import PICTURES, Visitor, found
from tests.commerce.test_malls import trade
from tests.proofs import sampled

pytestmark = pytest.mark.browser
CLIENT, SECRET = "client-1", "a secret of the mall"
SIZES = {"small": (1280, 720), "phone": (390, 844)}


def pictured(visitor: Visitor, page: Page, name: str) -> None:
    """The page fits at each size, and its pictures are kept."""
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )
        page.screenshot(path=PICTURES / f"malls-{name}.{size}.{visitor.language}.png")
    page.set_viewport_size({"width": 1280, "height": 720})


def push(address: str) -> httpx.Response:
    text = quote_plus(json.dumps(trade()))
    sign = youzan.signature(CLIENT, text, SECRET)
    return httpx.post(address, json={"type": "trade_TradePaid", "msg": text, "sign": sign})


@pytest.mark.prove
@pytest.mark.parametrize("language", sampled(["zh-CN", "en"], 1))
def test_a_mall_is_connected_counted_and_let_go(visit: Visit, language: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    visitor = visit(language)
    say = visitor.words
    login = f"mall-{language.lower()}"
    found(visitor.at, login)
    page = visitor.sign_in(login)
    page.goto(f"{visitor.at.console}/malls")
    expect(page.get_by_text(say["malls.empty"])).to_be_visible()
    page.get_by_role("button", name=say["malls.connect"], exact=True).first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label(say["malls.clientId"]).fill(CLIENT)
    dialog.get_by_label(say["malls.secret"], exact=True).fill(SECRET)
    pictured(visitor, page, "connect")
    page.keyboard.press("Enter")
    address = dialog.locator(".mall-address")
    expect(address).to_contain_text("/callbacks/youzan/")
    pictured(visitor, page, "connected")
    told = push(address.inner_text().strip())
    assert (told.status_code, told.json()["taken"]) == (200, 2)
    dialog.locator(".ant-modal-footer").get_by_role("button", name=say["do.close"]).click()
    page.reload()
    row = page.get_by_role("row").filter(has_text=say["malls.youzan"])
    expect(row.get_by_role("cell").nth(1)).to_have_text("1")
    expect(row).not_to_contain_text(say["malls.never"])
    pictured(visitor, page, "list")
    row.press("Enter")
    drawer = page.get_by_role("dialog")
    expect(drawer).to_contain_text("/callbacks/youzan/")
    pictured(visitor, page, "drawer")
    drawer.get_by_role("button", name=say["malls.disconnect"]).click()
    sure = page.get_by_role("dialog").filter(has_text=say["malls.disconnectText"])
    sure.get_by_role("button", name=say["malls.disconnect"]).click()
    expect(page.get_by_text(say["malls.empty"])).to_be_visible()
