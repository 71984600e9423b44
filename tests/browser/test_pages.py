"""Every page of the console, looked at in both languages and three sizes."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.product import PICTURES, Visitor

pytestmark = pytest.mark.browser

PAGES = {
    "": "home.title",
    "customers": "customers.title",
    "live-codes": "codes.title",
    "live-codes/new": "edit.new",
    "welcome-rules": "rules.title",
    "channel-figures": "figures.title",
    "sources": "sources.title",
    "short-links": "links.title",
    "partners": "partners.title",
    "deliveries": "deliveries.title",
    "organisation": "organisation.title",
    "users": "users.title",
    "roles": "roles.title",
    "tokens": "tokens.title",
    "wecom": "wecom.title",
    "jobs": "jobs.title",
    "audit": "audit.title",
    "segments": "segments.title",
    "segments/new": "build.new",
    "tag-rules": "tagRules.title",
    "stages": "stages.title",
    "tags": "tags.title",
    "same-person": "same.title",
    "boards": "board.title",
    "figures": "figure.title",
    "funnels": "funnel.title",
    "retention": "retention.title",
    "activity": "activity.title",
    "event-paths": "paths.title",
    "distribution": "distribution.title",
    "rfm": "rfm.title",
    "sql": "sql.title",
    "orders": "orders.title",
    "shop": "shop.title",
    "malls": "malls.title",
    "publications": "publications.title",
    "sign-in-ways": "ways.title",
    "webhooks": "webhooks.title",
    "imports": "imports.title",
    "exports": "exports.title",
}
SIZES = {"desk": (1440, 900), "small": (1280, 720), "phone": (390, 844)}


def look(visitor: Visitor, page: Page, path: str) -> None:
    """The page stands, nothing sticks out sideways at any size, and its pictures are kept."""
    page.goto(f"{visitor.at.console}/{path}")
    heading = page.get_by_role("heading", level=1, name=visitor.words[PAGES[path]], exact=True)
    expect(heading).to_be_visible()
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        expect(page.locator(".waiting, .ant-spin-spinning")).to_have_count(0)
        inside = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        page.wait_for_function(inside)
        name = path.replace("/", "-") or "home"
        page.screenshot(path=PICTURES / f"{name}.{size}.{visitor.language}.png")


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_each_page_stands_in_its_language_and_fits(visit: Visit, language: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    visitor = visit(language)
    page = visitor.sign_in()
    for path in PAGES:
        look(visitor, page, path)


def test_the_language_is_switched_in_the_header_and_kept(visit: Visit) -> None:
    visitor = visit("zh-CN")
    page = visitor.sign_in()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Today")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Today")
    me = page.request.get(f"{visitor.at.console}/api/session").json()
    assert me["user"]["language"] == "en"
    page.get_by_role("button", name="简体中文").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("今天")


def test_who_is_not_signed_in_comes_back_to_the_page_asked_for(visit: Visit) -> None:
    visitor = visit("en")
    page = visitor.open(f"{visitor.at.console}/audit?q=live")
    page.get_by_label("Login").fill("owner")
    page.get_by_label("Password", exact=True).fill("wrong password")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("Password", exact=True).fill(visitor.at.password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/audit?q=live")


def test_a_right_one_lacks_hides_the_page_and_refuses_it(visit: Visit) -> None:
    owner = visit("en")
    page = owner.sign_in()
    made = make_reader(page, owner.at.console)
    reader = visit("en")
    reader.at = owner.at
    other = reader.open(f"{owner.at.console}/sign-in")
    other.get_by_label("Login").fill(made)
    other.get_by_label("Password", exact=True).fill("a long enough password")
    other.get_by_role("button", name="Sign in", exact=True).click()
    menu = other.get_by_role("navigation")
    expect(menu).to_contain_text("Customers")
    expect(menu).not_to_contain_text("Audit")
    other.goto(f"{owner.at.console}/audit")
    expect(other.get_by_text(reader.words["state.refused"])).to_be_visible()
    # The refusal is the point; the browser logs its 403.
    reader.troubles[:] = [one for one in reader.troubles if "403" not in one]


def make_reader(page: Page, console: str) -> str:
    """A user who may read customers and nothing else; answers the login."""
    headers = {"X-Siyu": "1", "Content-Type": "application/json"}
    role = page.request.post(
        f"{console}/api/roles",
        headers=headers,
        data=json.dumps({"name": "Reader", "permissions": ["customers.read"]}),
    ).json()
    root = page.request.get(f"{console}/api/nodes").json()["items"][0]["id"]
    user = {
        "name": "Reader",
        "login": "reader",
        "password": "a long enough password",
        "role_id": role["id"],
        "node_id": root,
    }
    made = page.request.post(f"{console}/api/users", headers=headers, data=json.dumps(user))
    assert made.ok, made.text()
    return "reader"
