"""One trace from a browser's request over the API and a job to a call of the outside."""

import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from httpx2 import ASGITransport, AsyncClient
from loguru import logger
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from app.core import json, tracing
from app.core.logging import configure_logging
from app.core.settings import Settings
from app.dao.session import Database
from app.main import create_app
from tests.eventually import Eventually
from tests.factories.accounts import make_customer
from tests.lifecycle.programs import SECONDS, Start, api_script, free_port, having
from tests.one_transaction import OneTransaction

_TRACE, _BROWSER = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
_TRACEPARENT = f"00-{_TRACE}-{_BROWSER}-01"

Span = dict[str, Any]


class _Collector(ThreadingHTTPServer):
    """Takes spans as a collector does, and text messages as a gateway does."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.spans: list[Span] = []
        self.messages: list[dict[str, str]] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: _Collector

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/v1/traces":
            self.server.spans += _spans(ExportTraceServiceRequest.FromString(body))
        else:
            self.server.messages.append(dict(self.headers.items()))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


def _spans(request: ExportTraceServiceRequest) -> Iterator[Span]:
    for group in request.resource_spans:
        resource = {one.key: one.value.string_value for one in group.resource.attributes}
        for scope in group.scope_spans:
            for span in scope.spans:
                yield {
                    "program": resource["service.name"],
                    "name": span.name,
                    "trace": span.trace_id.hex(),
                    "id": span.span_id.hex(),
                    "parent": span.parent_span_id.hex(),
                    "status": span.status.message,
                }


@pytest.fixture
def traced() -> Iterator[_Collector]:
    server = _Collector()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def collector(environment: dict[str, str], traced: _Collector) -> _Collector:
    environment |= {
        "OTEL_EXPORTER_OTLP_ENDPOINT": traced.address,
        "OTEL_BSP_SCHEDULE_DELAY": "100",
        "SMS_PROVIDER": "http",
        "SMS_HTTP_URL": f"{traced.address}/messages",
        "SMS_HTTP_TOKEN": "a-token-of-the-gateway",
        "API_PROCESSES": "1",
    }
    return traced


async def test_one_trace_from_the_browser_to_the_outside(
    collector: _Collector,
    start: Start,
    committed: Database,
    settings: Settings,
    eventually: Eventually,
) -> None:
    async with committed.unit_of_work() as session:
        customer = await make_customer(session, settings)
    port = free_port()
    async with (
        start(sys.executable, "-m", "app.celery.groups") as workers,
        start("sh", "-c", api_script(port)) as api,
    ):
        await api.until(having(message="Application startup complete."))
        headers = customer.headers | {"traceparent": _TRACEPARENT, "Host": "localhost:8000"}
        async with AsyncClient(base_url=f"http://127.0.0.1:{port}/api/v1") as client:
            asked = await client.post("/me/phone", json={"phone": "+79991234567"}, headers=headers)
        assert asked.status_code < 300, asked.text

        async def told() -> bool:
            return bool(collector.messages)

        await eventually(told, SECONDS)
        lines = await api.end() + await workers.end()
    spans = {(one["program"], one["name"]): one for one in collector.spans}
    request = spans["api", "POST /api/v1/me/phone"]
    job = spans["worker", "users.send_text"]
    provider = spans["worker", "sms http send"]
    call = spans["worker", "POST 127.0.0.1"]
    assert {one["trace"] for one in (request, job, provider, call)} == {_TRACE}
    chain = [_BROWSER, request["id"], job["id"], provider["id"]]
    assert [one["parent"] for one in (request, job, provider, call)] == chain
    assert collector.messages[0]["traceparent"] == f"00-{_TRACE}-{call['id']}-01"
    assert all(line.get("trace_id", _TRACE) == _TRACE for line in lines if "request_id" in line)


async def test_a_process_records_what_it_does_and_what_failed_in_it(
    traced: _Collector, settings: Settings, database: OneTransaction
) -> None:
    mine = settings.model_copy(update={"otel_exporter_otlp_endpoint": traced.address})
    tracing.start(mine, "test")
    tracing.start(mine, "twice")  # once is enough
    application = create_app(mine, database)
    transport = ASGITransport(app=application)
    async with AsyncClient(transport=transport, base_url="http://panel.test/api/v1") as client:
        answer = await client.get("/health/live", headers={"traceparent": _TRACEPARENT})
    with pytest.raises(ArithmeticError), tracing.span("sum"):
        raise ArithmeticError
    tracing.stop()
    tracing.stop()
    spans = {one["name"]: one for one in traced.spans}
    assert {one["program"] for one in traced.spans} == {"test"}
    request = spans["GET /api/v1/health/live"]
    assert request["parent"] == _BROWSER
    assert answer.headers["traceresponse"] == f"00-{_TRACE}-{request['id']}-01"
    assert (spans["sum"]["parent"], spans["sum"]["status"]) == ("", "ArithmeticError")


async def test_a_line_names_the_trace_it_was_written_in(
    traced: _Collector, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    tracing.start(
        settings.model_copy(update={"otel_exporter_otlp_endpoint": traced.address}), "test"
    )
    configure_logging(settings.model_copy(update={"log_format": "json"}))
    try:
        with tracing.span("work", parent=_TRACEPARENT):
            logger.warning("inside")
        logger.warning("outside")
    finally:
        tracing.stop()
        configure_logging(settings)
    inside, outside = map(json.loads, capsys.readouterr().out.splitlines())
    assert (inside["trace_id"], outside.get("trace_id")) == (_TRACE, None)
