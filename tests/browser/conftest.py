import os
import shutil
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from playwright.sync_api import Browser, BrowserType, expect, sync_playwright

from tests.browser.product import Address, Product, Visitor

Visit = Callable[..., Visitor]
FAILED = pytest.StashKey[bool]()
expect.set_options(timeout=15_000)


@pytest.fixture(scope="package")
def product() -> Iterator[Address]:
    # Not pytest's own directory: it is closed to the account PostgreSQL runs under as root.
    with TemporaryDirectory(prefix="siyu-browser-", ignore_cleanup_errors=True) as place:
        Path(place).chmod(0o755)
        with Product(Path(place)) as address:
            yield address


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        yield launched(playwright.chromium)


def launched(kind: BrowserType, *more: str) -> Browser:
    """A Chromium of this machine, with these arguments besides."""
    program = os.environ.get("SIYU_CHROMIUM") or shutil.which("chromium")
    usual = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
    return kind.launch(executable_path=program, args=[*usual, *more])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    item.stash[FAILED] = report.failed
    return report


@pytest.fixture
def visit(browser: Browser, product: Address, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """Someone with a browser; afterwards no page may have failed or asked another host."""
    visitors: list[Visitor] = []

    def visit(language: str = "zh-CN", width: int = 1440, height: int = 900) -> Visitor:
        context = browser.new_context(
            locale=language,
            viewport={"width": width, "height": height},
            color_scheme="light",
            reduced_motion="reduce",
            timezone_id="Asia/Shanghai",
        )
        context.set_default_timeout(20_000)
        visitors.append(Visitor(context, product, language))
        return visitors[-1]

    yield visit
    for visitor in visitors:
        if request.node.stash[FAILED]:
            request.node.add_report_section("teardown", "pages", visitor.saw())
        visitor.context.close()
        assert visitor.troubles == []
        assert visitor.hosts <= {"127.0.0.1", ""}
