"""A visitor scans as a customer, and sees it in the console and in the adviser's WeCom."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser
LINE = ".line .bubble"


def newcomer(phone: Page) -> None:
    """Have the phone held by somebody who is nobody's friend yet."""
    holder = phone.locator(".holder")
    expect(holder).to_have_text(re.compile(r"\S{4,}"))
    before = holder.text_content() or ""
    phone.get_by_role("button", name="我", exact=True).click()
    phone.get_by_role("button", name="换个新人").click()
    expect(holder).not_to_have_text(before)
    expect(holder).to_have_text(re.compile(r"\S{4,}"))


def scan(phone: Page) -> str:
    """Scan the first code and add whom it shows; answers the customer's name."""
    holder = phone.locator(".holder")
    expect(holder).to_have_text(re.compile(r"\S{4,}"))  # initial and name, not the initial alone
    name = holder.inner_text().split("\n")[-1]
    phone.get_by_role("button", name="扫码", exact=True).click()
    phone.locator(".poster").first.click()
    phone.get_by_role("button", name="添加到通讯录").click()
    return name


def test_a_scan_is_welcomed_and_seen_and_a_deletion_too(visit: Visit) -> None:
    visitor = visit("zh-CN")
    console = visitor.sign_in()
    phone = visitor.open(visitor.at.phone)
    name = scan(phone)
    expect(phone.locator(".line", has_text="欢迎语").locator(".bubble")).to_contain_text("首单")

    console.goto(f"{visitor.at.console}/customers")
    row = console.get_by_role("row").filter(has_text=name)
    expect(row).to_contain_text("收银台")
    row.click()
    drawer = console.get_by_role("dialog")
    expect(drawer).to_contain_text("扫码")
    drawer.get_by_role("tab", name=visitor.words["customer.timeline"]).click()
    expect(drawer.locator(".timeline")).to_contain_text("好友")
    drawer.get_by_role("tab", name=visitor.words["customer.profile"]).click()

    phone.get_by_role("button", name="更多").click()
    phone.get_by_role("button", name="删除", exact=True).click()
    expect(drawer).to_contain_text(visitor.words["relation.deleted_by_customer"])
    expect(drawer).to_contain_text(visitor.words["customers.lost"])


def test_the_adviser_answers_and_the_phone_shows_it_live(visit: Visit) -> None:
    visitor = visit("zh-CN")
    phone = visitor.open(visitor.at.phone)
    newcomer(phone)
    name = scan(phone)
    expect(phone.locator(LINE)).not_to_have_count(0)
    adviser_name = phone.locator(".bar strong").inner_text().split(" ")[0]

    adviser = visitor.open(visitor.at.adviser)
    chooser = adviser.get_by_label("你是谁？")
    label = chooser.locator("option", has_text=adviser_name).first.inner_text()
    chooser.select_option(label=label)
    adviser.locator(".entry", has_text=name).click()
    adviser.get_by_placeholder("说点什么").fill("要不要来一杯？")
    adviser.get_by_role("button", name="发送").click()
    expect(phone.locator(LINE, has_text="要不要来一杯？")).to_be_visible()


def test_home_counts_the_friend_while_it_is_open(visit: Visit) -> None:
    visitor = visit("zh-CN")
    console = visitor.sign_in()
    figure = console.locator(".big strong").first
    before = int(figure.inner_text())
    phone = visitor.open(visitor.at.phone)
    newcomer(phone)
    name = scan(phone)
    expect(figure).to_have_text(str(before + 1))
    expect(console.locator(".latest")).to_contain_text(name)
    expect(console.locator(".latest tr", has_text=name)).to_contain_text("已欢迎")


def test_a_day_in_a_minute_fills_the_home_page_and_real_time_stills_it(visit: Visit) -> None:
    console = visit("zh-CN").sign_in()
    latest = console.locator(".latest tbody tr")
    before = latest.first.inner_text()
    console.get_by_text("一分钟一天").click()
    try:
        expect(latest.first).not_to_have_text(before, timeout=60_000)
    finally:
        console.get_by_text("实时", exact=True).click()
