"""Traces by OpenTelemetry, from a request over its jobs to calls of the outside (see ADR 0062).

Off unless OTEL_EXPORTER_OTLP_ENDPOINT is set: then nothing of the library is loaded, and a span
costs the look at one variable. Contexts travel as a `traceparent` (W3C Trace Context).
"""

import sys
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

from app.core.settings import Settings

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

Attributes = Mapping[str, str | int | float | bool]

SERVER, CLIENT, PRODUCER, CONSUMER, INTERNAL = (
    "SERVER",
    "CLIENT",
    "PRODUCER",
    "CONSUMER",
    "INTERNAL",
)
_HEADER = "traceparent"
_LONGEST = 64


class _State:
    provider: "TracerProvider | None" = None


class Span:
    """What a block may say of itself; without traces nobody listens."""

    def name(self, name: str) -> None:
        """Be called so from now on."""

    def note(self, attributes: Attributes) -> None:
        """Say more."""

    def failed(self, why: str) -> None:
        """Say that it did not work."""


class _Recorded(Span):
    def __init__(self, span: Any) -> None:  # noqa: ANN401  the library's, loaded late
        self._span = span

    def name(self, name: str) -> None:
        self._span.update_name(name)

    def note(self, attributes: Attributes) -> None:
        self._span.set_attributes(attributes)

    def failed(self, why: str) -> None:
        from opentelemetry.trace import Status, StatusCode  # noqa: PLC0415  see the module

        self._span.set_status(Status(StatusCode.ERROR, why))


_SILENT = Span()


def start(settings: Settings, program: str) -> None:
    """Send traces of this process from now on, where the settings say where to.

    After a fork, never before: what sends them is a thread.
    """
    if not settings.otel_exporter_otlp_endpoint or _State.provider is not None:
        return
    if sys.modules.get("opentelemetry.sdk.metrics") is None:
        sys.modules.pop("opentelemetry.sdk.metrics", None)  # see `app`
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415  see the module
        OTLPSpanExporter,
    )
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415  the same
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415  the same
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415  the same

    resource = Resource.create({"service.namespace": "hostwright", "service.name": program})
    provider = TracerProvider(resource=resource, shutdown_on_exit=False)
    address = settings.otel_exporter_otlp_endpoint.rstrip("/") + "/v1/traces"
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=address)))
    _State.provider = provider


def stop() -> None:
    """Send what is left, and no more; blocks for some seconds at most."""
    if _State.provider is not None:
        _State.provider.shutdown()
        _State.provider = None


def span(
    name: str, kind: str = INTERNAL, parent: str = "", attributes: Attributes | None = None
) -> AbstractContextManager[Span]:
    """Record a block; `parent` is the traceparent of where it was caused, else what runs now."""
    if _State.provider is None:
        return nullcontext(_SILENT)
    return _recorded(name, kind, parent, attributes)


@contextmanager
def _recorded(name: str, kind: str, parent: str, attributes: Attributes | None) -> Iterator[Span]:
    from opentelemetry.trace import SpanKind  # noqa: PLC0415  see the module
    from opentelemetry.trace.propagation.tracecontext import (  # noqa: PLC0415  the same
        TraceContextTextMapPropagator,
    )

    assert _State.provider is not None  # noqa: S101  `span` has looked
    given = parent[:_LONGEST]
    context = TraceContextTextMapPropagator().extract({_HEADER: given}) if given else None
    tracer = _State.provider.get_tracer("hostwright")
    with tracer.start_as_current_span(
        name,
        context=context,
        kind=SpanKind[kind],
        attributes=dict(attributes or {}),
        record_exception=False,
        set_status_on_exception=False,
    ) as begun:
        recorded = _Recorded(begun)
        try:
            yield recorded
        except Exception as error:
            recorded.failed(type(error).__name__)  # its text may hold a secret
            raise


def traceparent() -> str:
    """Return what carries the running trace elsewhere; empty where there is none."""
    if _State.provider is None:
        return ""
    from opentelemetry.trace.propagation.tracecontext import (  # noqa: PLC0415  see the module
        TraceContextTextMapPropagator,
    )

    carrier: dict[str, str] = {}
    TraceContextTextMapPropagator().inject(carrier)
    return carrier.get(_HEADER, "")


def trace_id() -> str:
    """Return the id of the running trace; empty where there is none."""
    parts = traceparent().split("-")
    return parts[1] if len(parts) > 1 else ""


def is_on() -> bool:
    """Tell whether this process sends traces."""
    return _State.provider is not None
