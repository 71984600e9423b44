"""Traces: where the time of a request, a job, a listener's batch or a call to WeCom went.

Off until `begin` is given an address; until then nothing of OpenTelemetry's SDK is imported.
"""

import atexit
from collections.abc import Mapping
from contextlib import AbstractContextManager
from importlib.util import find_spec
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit
from uuid import UUID

from siyu.kit.errors import Problem

if TYPE_CHECKING:
    from siyu.platform.collector import Collector

PACKAGES = ("opentelemetry.sdk", "opentelemetry.exporter.otlp.proto.http")
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

Value = str | int | UUID


class TracesNotInstalled(Problem):
    """SIYU_TRACES_URL is set, but the packages for traces are missing: pip install 'siyu[traces]'.

    已设置 SIYU_TRACES_URL，但缺少链路追踪所需的软件包：pip install 'siyu[traces]'。
    """


class BadTracesUrl(Problem):
    """SIYU_TRACES_URL is no address of a collector; one looks like http://localhost:4318.

    SIYU_TRACES_URL 不是采集器的地址；应形如 http://localhost:4318。
    """


class Span(Protocol):
    """What is told of one piece of work."""

    def name(self, name: str) -> None:
        """Name it once its name is known."""

    def tell(self, **told: Value) -> None:
        """Keep `siyu.<word>` with it: counts, codes and ids, nothing of a person."""

    def failed(self, what: str) -> None:
        """Mark it as gone wrong, by a class name or a code, never by a sentence."""


class _Off(AbstractContextManager[Span]):
    """The span where traces are off, one for all."""

    def __enter__(self) -> Span:
        return self

    def __exit__(self, *_raised: object) -> None:
        return None

    def name(self, name: str) -> None:
        return None

    def tell(self, **told: Value) -> None:
        return None

    def failed(self, what: str) -> None:
        return None


OFF = _Off()
_collector: "Collector | None" = None


def demand(url: str) -> None:
    """Raises BadTracesUrl or TracesNotInstalled, if traces are wanted and cannot be sent."""
    if not url:
        return
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise BadTracesUrl
    try:
        missing = [package for package in PACKAGES if find_spec(package) is None]
    except ModuleNotFoundError as error:
        raise TracesNotInstalled from error
    if missing:
        raise TracesNotInstalled


def begin(url: str, service: str) -> None:
    """Send this process's spans to a collector from now on; an empty `url` sends none.

    Raises BadTracesUrl, TracesNotInstalled.
    """
    global _collector
    demand(url)
    if not url or _collector is not None:
        return
    from siyu.platform.collector import Collector  # noqa: PLC0415 needs the extra `traces`

    _collector = Collector(url, service)
    atexit.register(end)


def end() -> None:
    """Send what waits and stop; a collector that is away holds nobody up for long."""
    global _collector
    ended, _collector = _collector, None
    if ended is not None:
        atexit.unregister(end)
        ended.end()


def span(
    kind: str, name: str, *, after: Mapping[str, str] | None = None, **told: Value
) -> AbstractContextManager[Span]:
    """One piece of work, to the end of the block, with the request id that the logs have.

    `kind` is one of OpenTelemetry's; `after` is what `carried` gave to a job; `told` as in `tell`.
    """
    return OFF if _collector is None else _collector.span(kind, name, after or {}, told)


def current() -> Span:
    """The innermost span that is open here."""
    return OFF if _collector is None else _collector.current()


def carried() -> dict[str, str]:
    """What a job takes along, so that its run belongs to the trace of what queued it."""
    return {} if _collector is None else _collector.carried()


def method(given: str) -> str:
    """A method that HTTP knows; anything else that a caller sent is not repeated."""
    return given if given in METHODS else "OTHER"
