"""A store's manager comes in with WeCom and finds what headquarters published, with its locks."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.product import PICTURES, Visitor

pytestmark = pytest.mark.browser


def to_wecom(visitor: Visitor, owner: Page) -> Page:
    """At WeCom's door, by the address of the brand that its owner is shown."""
    owner.goto(f"{visitor.at.console}/sign-in-ways")
    address = owner.get_by_text("/sign-in?brand=").inner_text()
    page = visitor.context.new_page()
    page.goto(address)
    page.get_by_role("button", name=visitor.words["session.wecom"]).click()
    page.get_by_role("heading", name="你是谁？ Who are you?").wait_for()
    return page


def kept(page: Page, name: str, visitor: Visitor) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}-{visitor.language}.png")


def publish(visitor: Visitor, owner: Page) -> None:
    """The greeting to every store, its text left open."""
    words = visitor.words
    owner.goto(f"{visitor.at.console}/publications")
    owner.get_by_role("button", name=words["publish.do"]).first.click()
    form = owner.get_by_role("dialog")
    form.get_by_label(words["publish.kind"]).click()
    kind = "欢迎语规则" if visitor.language == "zh-CN" else "Welcome rule"
    owner.locator(".ant-select-item-option").filter(has_text=kind).click()
    form.get_by_label(words["publish.subject"]).click()
    owner.locator(".ant-select-item-option").filter(has_text="新客欢迎语").click()
    form.get_by_role("combobox", name=words["publish.stores"]).click()
    owner.locator(".ant-select-tree-title").first.click()
    form.locator(".ant-modal-title").click()
    text = "正文" if visitor.language == "zh-CN" else "Text"
    form.get_by_role("checkbox", name=text).check()
    kept(owner, "publish", visitor)
    form.get_by_role("button", name=words["publish.do"]).click()
    owner.locator(".ant-drawer").get_by_text(words["publications.adopted"]).first.wait_for()
    kept(owner, "publications", visitor)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_manager_signs_in_with_wecom_and_meets_the_locks(visit: Visit, language: str) -> None:
    visitor = visit(language)
    owner = visitor.sign_in()
    publish(visitor, owner)

    other = visit(language)
    page = to_wecom(other, owner)
    kept(page, "wecom", other)
    page.get_by_role("link", name=re.compile("店长")).first.click()
    page.get_by_role("heading", name=other.words["home.title"], level=1).wait_for()
    page.goto(f"{other.at.console}/welcome-rules")
    origin = other.words["copy.from"].split("{hq}")[0]
    page.get_by_role("row").filter(has_text=origin).first.click()
    drawer = page.get_by_role("dialog")
    drawer.locator("#rule-text").wait_for()
    expect(drawer.get_by_label(other.words["rule.name"])).to_be_disabled()
    expect(drawer.locator("#rule-text")).to_be_enabled()
    kept(page, "copy", other)


def test_staff_without_a_user_are_told_whom_to_ask(visit: Visit) -> None:
    visitor = visit("en")
    page = to_wecom(visitor, visit("en").sign_in())
    page.get_by_role("link", name=re.compile("导购")).first.click()
    page.get_by_text("you have no user here yet: ask 店主").wait_for()
    kept(page, "refused", visitor)
    page.get_by_role("link", name=visitor.words["session.again"]).click()
    page.get_by_role("button", name=visitor.words["session.enter"], exact=True).wait_for()


def test_the_owner_sees_how_people_sign_in(visit: Visit) -> None:
    visitor = visit("en")
    page = visitor.sign_in()
    page.goto(f"{visitor.at.console}/sign-in-ways")
    page.get_by_text("/sign-in/return").wait_for()
    switch = page.get_by_role("switch", name=visitor.words["ways.wecomOn"])
    expect(switch).to_be_checked()
    kept(page, "ways", visitor)
    page.goto(f"{visitor.at.console}/users")
    page.get_by_role("table").get_by_text(visitor.words["users.way.wecom"]).first.wait_for()
    kept(page, "users", visitor)
