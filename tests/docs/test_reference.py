"""The reference says what the code says."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from docs import reference
from docs.code import application, below, routes
from siyu.app import registry
from siyu.kit.errors import Problem
from siyu.platform.declarations import Event
from siyu.platform.settings import Settings


def headings(name: str) -> set[str]:
    lines = (reference.REFERENCE / f"{name}.md").read_text().splitlines()
    return {line.split("`")[1] for line in lines if line.startswith("#") and "`" in line}


def test_the_reference_is_current() -> None:
    assert reference.stale(reference.FILES, reference.REFERENCE) == []


@pytest.mark.parametrize(
    ("page", "declared"),
    [
        ("settings", {f"SIYU_{name.upper()}" for name in Settings.model_fields}),
        ("events", {one.__name__ for one in below(Event)}),
        ("errors", {one.__name__ for one in below(Problem)}),
        ("permissions", set(registry().permissions)),
    ],
)
def test_everything_declared_has_its_heading(page: str, declared: set[str]) -> None:
    assert headings(page) == declared


def test_every_route_has_its_heading() -> None:
    assert headings("api") == {f"{method} {path}" for method, path, _ in routes(application())}


def test_a_stale_or_missing_page_is_found(tmp_path: Path) -> None:
    def page() -> Iterator[str]:
        yield "# Settings"

    files = {"settings.md": reference.written(page)}
    assert reference.stale(files, tmp_path) == ["settings.md"]
    (tmp_path / "settings.md").write_text(reference.MARK + "# Settings\n")
    assert reference.stale(files, tmp_path) == []
    (tmp_path / "settings.md").write_text("# Settings of yesterday")
    assert reference.stale(files, tmp_path) == ["settings.md"]


def test_every_name_on_the_wire_stands_once() -> None:
    """Two classes of one name would be told apart by their modules, and clients write those."""
    schemas = application().openapi()["components"]["schemas"]
    assert [name for name in schemas if name.startswith("siyu__")] == []
