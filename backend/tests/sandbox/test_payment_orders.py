"""What a merchant may ask for, field by field."""

import json

import pytest

from sandbox.payments.errors import InvalidError, ProviderError
from sandbox.payments.orders import PaymentOrder

GOOD = {
    "amount": 100,
    "currency": "RUB",
    "reference": "inv-1",
    "return_url": "https://shop.example:8443/back?a=1#top",
    "webhook_url": "http://[::1]:8000/hooks",
}


def test_a_good_order_is_taken_as_it_is() -> None:
    order = PaymentOrder.read(json.dumps(GOOD).encode())
    assert order.model_dump() == {**GOOD, "description": ""}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("amount", 0),
        ("amount", -1),
        ("amount", 1.5),
        ("amount", "100"),
        ("amount", True),
        ("amount", 10**13),
        ("currency", "rub"),
        ("reference", ""),
        ("return_url", "javascript:alert(1)"),
        ("return_url", "https://shop.example;script-src *"),
        ("return_url", "https://"),
        ("webhook_url", "file:///etc/passwd"),
        ("webhook_url", "http://user:word@shop.example/"),
        ("webhook_url", "http://shop.example:99999/"),
        ("webhook_url", "http://shop.example/\r\nX: y"),
        ("surprise", 1),
    ],
)
def test_a_wrong_field_is_named(field: str, value: object) -> None:
    with pytest.raises(InvalidError) as refused:
        PaymentOrder.read(json.dumps(GOOD | {field: value}).encode())
    assert refused.value.param == field


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 20_000, b'{"reference": "\\ud800"}'])
def test_what_is_no_json_is_refused(body: bytes) -> None:
    with pytest.raises(ProviderError) as refused:
        PaymentOrder.read(body)
    assert refused.value.code == "invalid_request"
