"""Logs as JSON lines, without what must not leave the record; metrics for Prometheus."""

import logging
from collections.abc import MutableMapping
from typing import Any

import structlog
from prometheus_client import Counter, Histogram

HIDDEN = (
    "secret", "password", "token", "aes_key", "phone", "mobile", "email", "cookie",
    "authorization", "welcome_code", "text", "content", "nickname", "remark",
)  # fmt: skip

REQUESTS = Counter("siyu_http_requests_total", "Requests answered", ["method", "route", "status"])
REQUEST_SECONDS = Histogram("siyu_http_request_seconds", "Time to answer", ["method", "route"])


def hide(_logger: Any, _method: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace what may be secret or personal by its mark, whatever the depth."""
    for key, value in entry.items():
        entry[key] = _hidden(key, value)
    return entry


def _hidden(key: str, value: object) -> object:
    if key != "event" and any(word in key.lower() for word in HIDDEN):
        return "•••"
    if isinstance(value, dict):
        return {inner: _hidden(str(inner), one) for inner, one in value.items()}
    return value


def set_up_logs(level: str) -> None:
    """Send every log line, ours and the libraries', to standard error as JSON."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        hide,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    lines = logging.StreamHandler()
    lines.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [lines]
    root.setLevel(level)
    logging.getLogger("httpx").setLevel("WARNING")
