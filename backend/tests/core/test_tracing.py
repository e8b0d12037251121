"""Without an address for traces nothing of the library is loaded, and a span costs a look."""

import subprocess
import sys

from app.core import tracing

_PROGRAM = """
import sys
import app.main, app.celery.worker
heavy = ("opentelemetry.sdk.trace", "opentelemetry.sdk.metrics.export",
         "opentelemetry.exporter.otlp", "prometheus_client")
print([name for name in heavy if name in sys.modules])
"""


def test_a_start_loads_neither_traces_nor_the_text_of_metrics() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM], capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "[]", done.stderr


def test_without_traces_a_span_is_silent() -> None:
    with tracing.span("work", tracing.CLIENT) as span:
        span.name("else")
        span.note({"a": 1})
        span.failed("nothing")
    assert (tracing.traceparent(), tracing.trace_id(), tracing.is_on()) == ("", "", False)
