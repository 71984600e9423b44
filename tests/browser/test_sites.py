"""A site is set up in the console; its page on a phone tells what happens, on and off the line."""

import time
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from tests.browser.conftest import Visit, launched
from tests.browser.product import PICTURES, Visitor, found
from tests.proofs import sampled

pytestmark = pytest.mark.browser
PHONE = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/130.0.0.0 Mobile Safari/537.36"
)
SIZES = {"small": (1280, 720), "phone": (390, 844)}
H5 = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>H5</title>
<link rel="icon" href="data:,">
<h1 id="where">首页</h1>
<button id="agree" onclick="siyu('consent', true)">同意</button>
<button id="refuse" onclick="siyu('consent', false)">拒绝</button>
<button id="goods" onclick="history.pushState(null, '', '/goods/1024?sku=1')">商品</button>
<button id="hash" onclick="location.hash = '#/cart?from=goods'">购物车</button>
<button data-siyu="立即购买"><b id="buy">立即购买</b></button>
<button id="cart" onclick="siyu('track', 'cart.added', 29.5, {pieces: 2})">加入</button>
SNIPPET</html>"""


class Quiet(SimpleHTTPRequestHandler):
    """Serves the page and says nothing of it."""

    def log_message(self, *_: object) -> None:
        return None


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """Where the brand's own pages are served, and the folder they are in."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}", tmp_path
    server.shutdown()
    server.server_close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """A phone whose browser does not call itself headless, in what it sends while leaving either:
    only the browser's own argument reaches there."""
    own = launched(browser.browser_type, f"--user-agent={PHONE}")
    context = own.new_context(viewport={"width": 390, "height": 844})
    context.set_default_timeout(20_000)
    yield context
    own.close()


def pictured(visitor: Visitor, page: Page, name: str, *, opened: str = "") -> None:
    """The page fits at each size, and its pictures are kept; a drawer is `opened` at each anew."""
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        if opened:
            page.reload()
            page.get_by_role("dialog").get_by_role(
                "heading", name=opened
            ).scroll_into_view_if_needed()
        page.wait_for_function(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )
        page.screenshot(path=PICTURES / f"sites-{name}.{size}.{visitor.language}.png")
    page.set_viewport_size({"width": 1280, "height": 720})


def set_up(visitor: Visitor, page: Page, origin: str) -> str:
    """Make a site in the console; the snippet it shows."""
    say = visitor.words
    page.goto(f"{visitor.at.console}/sites")
    expect(page.get_by_text(say["sites.empty"])).to_be_visible()
    pictured(visitor, page, "empty")
    page.get_by_role("button", name=say["sites.new"], exact=True).first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label(say["sites.name"], exact=True).fill("商城 H5")
    dialog.get_by_label(say["sites.origins"], exact=True).fill(origin)
    page.keyboard.press("Enter")
    pictured(visitor, page, "new")
    dialog.get_by_role("button", name=say["sites.make"], exact=True).click()
    shown = dialog.get_by_role("figure", name=say["sites.snippet"])
    expect(shown).to_contain_text(".js")
    pictured(visitor, page, "made")
    text = shown.locator("code").inner_text()
    dialog.locator(".ant-modal-footer").get_by_role("button", name=say["do.close"]).click()
    return text


def told(visitor: Visitor) -> Any:
    """What the only site of this brand told, as the console is answered."""
    api = f"{visitor.at.console}/api/sites"
    (site,) = visitor.context.request.get(api).json()["items"]
    return visitor.context.request.get(f"{api}/{site['id']}/latest").json()


def seen(visitor: Visitor) -> list[tuple[str, str, str]]:
    return [(one["kind"], one["page"], one["named"]) for one in told(visitor)["items"]]


def until(right: Callable[[], bool], said: Callable[[], object]) -> None:
    end = time.monotonic() + 15
    while not right():
        assert time.monotonic() < end, said()
        time.sleep(0.2)


def wait_for(visitor: Visitor, *events: tuple[str, str, str]) -> None:
    until(lambda: set(events) <= set(seen(visitor)), lambda: (events, told(visitor)))


def sent(phone: BrowserContext) -> list[Request]:
    """What the phone sends from now on to where events are told."""
    requests: list[Request] = []
    phone.on("request", lambda one: requests.append(one) if one.method == "POST" else None)
    return requests


@pytest.mark.prove
@pytest.mark.parametrize("language", sampled(["zh-CN", "en"], 1))
def test_a_page_tells_what_happens_on_it(
    visit: Visit, phone: BrowserContext, shop: tuple[str, Path], language: str
) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    origin, folder = shop
    visitor = visit(language)
    found(visitor.at, f"site-{language.lower()}")
    console = visitor.sign_in(f"site-{language.lower()}")
    snippet = set_up(visitor, console, origin)
    declared = visitor.context.request.put(
        f"{visitor.at.console}/api/event-kinds",
        data={"name": "cart.added", "en": "Added to cart", "zh": "加入购物车"},
        headers={"origin": visitor.at.console.rstrip("/")},
    )
    assert declared.ok, declared.text()
    for name in ("index.html", "next.html"):
        (folder / name).write_text(H5.replace("SNIPPET", snippet), encoding="utf-8")

    requests, h5 = sent(phone), phone.new_page()
    troubles: list[str] = []
    h5.on("pageerror", lambda error: troubles.append(str(error)))
    h5.on("console", lambda one: troubles.append(one.text) if one.type == "error" else None)
    h5.goto(f"{origin}/index.html?utm_source=wechat&phone=13912345678")
    h5.wait_for_function("!window.siyu.q")
    h5.click("#buy")
    h5.wait_for_timeout(800)
    assert (requests, h5.evaluate("localStorage.length + document.cookie.length")) == ([], 0)

    h5.click("#agree")
    wait_for(visitor, ("page", "/index.html", ""))
    h5.click("#goods")
    h5.click("#buy")
    h5.click("#cart")
    h5.click("#hash")
    wait_for(
        visitor,
        ("page", "/goods/:id", ""),
        ("click", "/goods/:id", "立即购买"),
        ("event", "/goods/:id", "cart.added"),
        ("page", "/goods/:id#/cart", ""),
    )
    assert "13912345678" not in "".join(one.post_data or "" for one in requests)

    phone.set_offline(True)
    h5.click("#buy")
    h5.wait_for_timeout(800)
    assert ("click", "/goods/:id#/cart", "立即购买") not in seen(visitor)
    phone.set_offline(False)
    wait_for(visitor, ("click", "/goods/:id#/cart", "立即购买"))

    h5.wait_for_timeout(1200)
    # No script of ours is there: what arrives was sent while leaving.
    h5.goto("about:blank")
    wait_for(visitor, ("leave", "/goods/:id#/cart", ""))
    once = seen(visitor)
    h5.goto(f"{origin}/next.html")
    wait_for(visitor, ("page", "/next.html", ""))
    assert len(seen(visitor)) == len(once) + 1
    counts = {one["outcome"]: one["count"] for one in told(visitor)["today"]}
    assert counts.keys() == {"taken", "repeated"}
    assert troubles == []
    watched(visitor, console)

    h5.click("#refuse")
    until(
        lambda: h5.evaluate("localStorage.siyu") == '{"c":0,"q":[]}',
        lambda: h5.evaluate("localStorage.siyu"),
    )
    h5.reload()
    h5.wait_for_function("!window.siyu.q")
    h5.click("#buy")
    h5.wait_for_timeout(800)
    assert len(seen(visitor)) == len(once) + 1


def watched(visitor: Visitor, console: Page) -> None:
    """The console shows all of it, as it came."""
    say = visitor.words
    console.reload()
    row = console.get_by_role("row").filter(has_text="商城 H5")
    expect(row).to_contain_text(say["sites.telling"])
    pictured(visitor, console, "list")
    row.press("Enter")
    drawer = console.get_by_role("dialog")
    expect(drawer).to_contain_text("/next.html")
    expect(drawer.get_by_role("list", name=say["sites.today"])).to_be_visible()
    for name in ("latest", "snippet", "settings"):
        pictured(visitor, console, name, opened=say[f"sites.{name}"])
    console.keyboard.press("Escape")
