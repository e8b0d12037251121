"""The command line of customers, installed from its wheel, against a running panel."""

import http.server
import json
import stat
import threading
import uuid
from collections.abc import Iterator

import pytest
from conftest import CUSTOMER, PASSWORD, Program

Requests = list[tuple[str, str, dict[str, str]]]


@pytest.fixture
def signed_in(hw: Program, panel: str, customer_token: str) -> Program:
    assert customer_token
    done = hw("login", "--url", panel, "--email", CUSTOMER, typed=f"{PASSWORD}\n")
    assert done.code == 0, done.err
    return hw


def test_a_password_signs_in_and_is_kept_for_the_person_alone(signed_in: Program) -> None:
    file = signed_in.home / ".config" / "hostwright" / "cli.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert PASSWORD not in file.read_text(encoding="utf-8")
    assert signed_in("whoami", "--json").json["email"] == CUSTOMER
    assert signed_in("logout").code == 0
    assert not file.exists()
    gone = signed_in("whoami")
    assert (gone.code, gone.err) == (3, "hw: You are not signed in: run `hw login`.\n")


def test_a_token_signs_in(hw: Program, panel: str, customer_token: str) -> None:
    done = hw("login", "--url", panel, "--with-token", typed=customer_token + "\n")
    assert (done.code, CUSTOMER in done.err) == (0, True)
    assert hw("whoami").out.splitlines()[0].endswith(f"<{CUSTOMER}>")


def test_a_wrong_password_is_one_line(hw: Program, panel: str) -> None:
    done = hw("login", "--url", panel, "--email", CUSTOMER, typed="wrong\n")
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("hw: ")
    assert done.err.count("\n") == 1


def test_an_expired_access_token_is_renewed(signed_in: Program) -> None:
    file = signed_in.home / ".config" / "hostwright" / "cli.json"
    kept = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps(kept | {"token": "expired"}), encoding="utf-8")
    assert signed_in("whoami").code == 0
    assert json.loads(file.read_text(encoding="utf-8"))["refresh_token"] != kept["refresh_token"]


def test_a_service_is_ordered_paid_run_and_stopped(signed_in: Program) -> None:
    hw = signed_in
    catalog = hw("order", "--json").json
    product = catalog["products"][0]
    plan = product["plans"][0]
    image = next(one for one in catalog["images"] if one["kind"] == product["kind"])
    assert plan["slug"] in hw("order").out
    name = f"cli-{uuid.uuid4().hex[:8]}"
    offer = ("order", plan["slug"], image["slug"], name, "--period", plan["prices"][0]["period"])
    refused = hw(*offer, typed="n\n")
    assert (refused.code, refused.out.strip()) == (1, "")
    order = hw(*offer, "--yes", "--json").json
    number = order["invoice_id"]
    assert "issued" in hw("invoices", "list").out
    assert hw("invoices", "show", number).out.startswith("number:")
    assert hw("invoices", "pay", number).out.endswith("paid\n")
    again = hw("invoices", "pay", number)
    assert (again.code, again.err.count("\n")) == (1, 1)
    service = _until_active(hw, name)
    assert name in hw("services", "list").out
    assert "active" in hw("services", "show", service["id"]).out
    stopped = hw("services", "stop", name, "--wait")
    assert (stopped.code, "succeeded" in stopped.out) == (0, True)
    started = hw("services", "start", name, "--json").json
    assert hw("operations", "wait", started["id"]).out == "start succeeded\n"
    assert isinstance(hw("services", "logs", name, "--json").json, list)


def _until_active(hw: Program, name: str) -> dict:
    """Wait for the deployment's operation; the service and it appear when the payment is known."""
    for _ in range(240):
        hits = [one for one in hw("services", "list", "--json").json if one["hostname"] == name]
        if hits and hits[0]["operation"]:
            hw("operations", "wait", hits[0]["operation"]["id"])
        if hits and hits[0]["status"] == "active" and not hits[0]["operation"]:
            return dict(hits[0])
    raise AssertionError(hits)


def test_a_name_that_is_not_there_is_one_line(signed_in: Program) -> None:
    done = signed_in("services", "restart", "nothing-of-the-kind")
    assert (done.code, done.err) == (1, "hw: There is no service nothing-of-the-kind.\n")


def test_a_mistake_in_the_command_line_is_told_apart(hw: Program) -> None:
    assert hw("services", "juggle").code == 2
    # The shell is the one that is named, not the one that runs these tests.
    named = hw("--show-completion", "bash", _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1")
    assert (named.code, "complete" in named.out) == (0, True)


def test_a_panel_that_is_away_is_told_apart(hw: Program) -> None:
    done = hw("whoami", HOSTWRIGHT_URL="http://127.0.0.1:9", HOSTWRIGHT_TOKEN="t")
    assert (done.code, done.err.count("\n")) == (4, 1)


class _Busy(http.server.BaseHTTPRequestHandler):
    """Asks to come again in a second, once, then does what it is told."""

    seen: Requests = []

    def do_POST(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        self.rfile.read(int(self.headers.get("content-length") or 0))
        self.seen.append((self.command, self.path, dict(self.headers)))
        invoice = {"id": "1", "number": "INV-1", "status": "paid"}
        posts = [one for one in self.seen if one[0] == "POST"]
        busy = self.command == "POST" and len(posts) == 1
        body = {"invoice": invoice, "payment": None}
        content = json.dumps(
            {"detail": "Busy."}
            if busy
            else body
            if posts
            else {"items": [invoice], "next_cursor": None}
        ).encode()
        self.send_response(503 if busy else 200)
        if busy:
            self.send_header("Retry-After", "1")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def busy() -> Iterator[str]:
    _Busy.seen.clear()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Busy)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def test_a_busy_panel_is_asked_again_with_the_same_key(hw: Program, busy: str) -> None:
    done = hw("invoices", "pay", "INV-1", HOSTWRIGHT_URL=busy, HOSTWRIGHT_TOKEN="t")
    assert (done.code, done.out) == (0, "Invoice INV-1: paid\n")
    keys = [headers["Idempotency-Key"] for method, _, headers in _Busy.seen if method == "POST"]
    assert len(keys) == 2
    assert len(set(keys)) == 1
