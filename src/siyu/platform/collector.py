"""The way to an OpenTelemetry collector; needs the extra `traces`, and only `traces` imports it.

The provider is ours alone and never the global one, so that no library writes spans of its own,
with addresses or texts in them.
"""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from uuid import UUID

import structlog
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

SEND_EVERY_MILLISECONDS = 1_000
ANSWER_SECONDS = 5.0
LAST_WORDS_SECONDS = 2.0
MOST_WAITING = 4_096
TRACE_CONTEXT = TraceContextTextMapPropagator()

Value = str | int | UUID


class Told:
    """A span as `traces.Span` describes it."""

    def __init__(self, span: trace.Span) -> None:
        self._span = span

    def name(self, name: str) -> None:
        self._span.update_name(name)

    def tell(self, **told: Value) -> None:
        self._span.set_attributes(_attributes(told))

    def failed(self, what: str) -> None:
        self._span.set_attribute("error.type", what)
        self._span.set_status(trace.StatusCode.ERROR)


class Collector:
    """Gathers the spans of one process and sends them from a thread of its own.

    A collector that is away is given up on: spans that find no room are dropped.
    """

    def __init__(self, url: str, service: str) -> None:
        exporter = OTLPSpanExporter(endpoint=f"{url.rstrip('/')}/v1/traces", timeout=ANSWER_SECONDS)
        sending = BatchSpanProcessor(
            exporter, max_queue_size=MOST_WAITING, schedule_delay_millis=SEND_EVERY_MILLISECONDS
        )
        # The SDK would hold an ending process for 30 s where the collector is away.
        resource = Resource.create({"service.name": service})
        self._provider = TracerProvider(resource=resource, shutdown_on_exit=False)
        self._provider.add_span_processor(sending)
        self._tracer = self._provider.get_tracer("siyu")

    @contextmanager
    def span(
        self, kind: str, name: str, after: Mapping[str, str], told: Mapping[str, Value]
    ) -> Iterator[Told]:
        request_id = _request_id()
        with self._tracer.start_as_current_span(
            name,
            TRACE_CONTEXT.extract(after) if after else None,
            trace.SpanKind[kind],
            _attributes({"request_id": request_id, **told} if request_id else told),
            # An exception's sentence may name a person.
            record_exception=False,
            set_status_on_exception=False,
        ) as opened:
            shown = Told(opened)
            try:
                yield shown
            except BaseException as error:
                shown.failed(type(error).__name__)
                raise

    def current(self) -> Told:
        return Told(trace.get_current_span())

    def carried(self) -> dict[str, str]:
        taken: dict[str, str] = {}
        TRACE_CONTEXT.inject(taken)
        request_id = _request_id()
        return {**taken, "request_id": request_id} if taken and request_id else taken

    def end(self) -> None:
        """Send what waits, for two seconds at most, and stop."""
        last = threading.Thread(target=self._provider.shutdown, name="traces", daemon=True)
        last.start()
        last.join(LAST_WORDS_SECONDS)


def _request_id() -> str:
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))


def _attributes(told: Mapping[str, Value]) -> dict[str, str | int]:
    return {
        f"siyu.{word}": value if isinstance(value, int) else str(value)
        for word, value in told.items()
    }
