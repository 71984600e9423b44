"""A person's chat: why it is empty, then what came in once they agreed."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.product import PICTURES, Visitor

pytestmark = pytest.mark.browser
SIZES = {"desk": (1440, 900), "small": (1280, 720), "phone": (390, 844)}
SAID = "你好，这件外套能退货吗？尺码偏大。"


def kept(page: Page, name: str, visitor: Visitor) -> None:
    """Pictures at all sizes; nothing sticks out sideways."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function("document.documentElement.scrollWidth <= window.innerWidth")
        page.screenshot(path=PICTURES / f"chat-{name}-{visitor.language}-{size}.png")
    page.set_viewport_size({"width": 1440, "height": 900})


def asked(visitor: Visitor, path: str) -> Any:
    answer = visitor.context.request.get(f"{visitor.at.console}/api{path}")
    assert answer.ok, answer.text()
    return answer.json()


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_chat_says_why_it_is_empty_and_then_what_was_said(visit: Visit, language: str) -> None:
    visitor = visit(language)
    words, page = visitor.words, visitor.sign_in()
    # Another one in each language, so that each finds an empty chat; newcomers stand behind them.
    customer = asked(visitor, "/customers?limit=2&sort=met_at")["items"][language == "en"]
    whole = asked(visitor, f"/customers/{customer['id']}")
    account = next(one["value"] for one in whole["identities"] if one["kind"] == "external_userid")
    page.goto(f"{visitor.at.console}/customers/{customer['id']}?view=chat")
    drawer = page.locator(".ant-drawer")
    expect(drawer.get_by_text(words["chat.empty"])).to_be_visible()
    kept(page, "empty", visitor)

    visitor.post("/ingest/chat_consents", [{"external_userid": account, "agreed": "Agree"}])
    staff = asked(visitor, "/staff?limit=1")["items"][0]
    line = {"said_at": "2026-11-16 09:30", "text": SAID}
    both = [
        {"msgid": f"{language} 1", "from": account, "tolist": [staff["userid"]], **line},
        {"msgid": f"{language} 2", "from": staff["userid"], "tolist": [account], **line},
    ]
    visitor.post("/ingest/chat_messages", both)
    expect(drawer.get_by_text(SAID)).to_have_count(2)
    expect(drawer.get_by_text(words["chat.kept"].format(days=180))).to_be_visible()
    kept(page, "held", visitor)
