"""Pages stand in both languages, decisions keep their form, the site is whole by itself."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
DECISION_PARTS = ["Context", "Decision", "Consequences", "Alternatives"]
MOST_LINES = 70
# The glossary has both languages side by side.
IN_BOTH = {"glossary.md"}
LOADED = re.compile(
    r"<(?:script|img|iframe|link)\b[^>]*?\b(?:src|href)=[\"']?(?:https?:)?//[^\s\"'>]+"
)


def prose() -> list[Path]:
    """Pages that people wrote for people: all but the reference and the decisions."""
    folders = (DOCS, DOCS / "guides", DOCS / "concepts")
    pages = [path for folder in folders for path in sorted(folder.glob("*.md"))]
    return [path for path in pages if path.name not in IN_BOTH]


def untranslated(pages: list[Path]) -> list[str]:
    """Pages without their pair in the other language, or with another number of headings."""
    found = []
    for page in pages:
        if page.name.endswith(".zh.md"):
            continue
        pair = page.with_suffix(".zh.md")
        if not pair.exists() or headings(page) != headings(pair):
            found.append(page.name)
    return found


def headings(page: Path) -> list[int]:
    without_code = re.sub(r"```.*?```", "", page.read_text(), flags=re.DOTALL)
    return [len(marks) for marks in re.findall(r"^(#+) ", without_code, re.MULTILINE)]


def misshapen(decision: Path) -> list[str]:
    """What a decision record lacks."""
    text = decision.read_text()
    found = [] if re.match(r"\d{4}-[a-z0-9-]+\.md$", decision.name) else ["its number"]
    if re.findall(r"^(?:## |\*\*)(\w+)", text, re.MULTILINE) != DECISION_PARTS:
        found.append("its four parts")
    if text.count("\n") > MOST_LINES:
        found.append("brevity")
    return found


def far_away(html: str) -> list[str]:
    """What a page would load from another host."""
    return LOADED.findall(re.sub(r"<link [^>]*rel=[\"']?canonical[^>]*>", "", html))


def test_every_page_is_there_in_both_languages() -> None:
    assert untranslated(prose()) == []


def test_every_decision_keeps_its_form() -> None:
    records = sorted((DOCS / "decisions").glob("*.md"))
    assert {path.name: misshapen(path) for path in records if misshapen(path)} == {}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    built = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "-d", str(built)]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert told.returncode == 0, told.stdout + told.stderr
    return built


def test_the_site_builds_and_loads_nothing_from_elsewhere(site: Path) -> None:
    pages = sorted(site.rglob("*.html"))
    assert {"index.html", "zh/index.html"} <= {str(page.relative_to(site)) for page in pages}
    assert {
        page.name: far_away(page.read_text()) for page in pages if far_away(page.read_text())
    } == {}
    # Material fetches the drawing library for these from a host; draw in SVG instead.
    assert [page for page in DOCS.rglob("*.md") if "```mermaid" in page.read_text()] == []


def test_a_missing_or_shorter_translation_is_found(tmp_path: Path) -> None:
    lone, long, pair = (tmp_path / name for name in ("lone.md", "long.md", "long.zh.md"))
    lone.write_text("# Lone\n")
    long.write_text("# Long\n\n## More\n\n```\n## not a heading\n```\n")
    pair.write_text("# 长\n")
    assert untranslated([lone, long, pair]) == ["lone.md", "long.md"]
    pair.write_text("# 长\n\n## 更多\n")
    assert untranslated([long, pair]) == []


def test_a_misshapen_decision_is_found(tmp_path: Path) -> None:
    record = tmp_path / "clickhouse.md"
    record.write_text("# ClickHouse\n\n## Context\n\n## Decision\n" + "\n" * 70)
    assert misshapen(record) == ["its number", "its four parts", "brevity"]


@pytest.mark.parametrize(
    "html",
    [
        '<script src="https://example.org/a.js"></script>',
        "<link href=//example.org/font.css rel=stylesheet>",
        '<img src="http://example.org/a.png">',
    ],
)
def test_what_loads_from_elsewhere_is_found(html: str) -> None:
    assert len(far_away(html)) == 1


def test_a_link_to_read_elsewhere_is_no_load() -> None:
    assert far_away('<a href="https://example.org">read</a><img src="assets/a.png">') == []
