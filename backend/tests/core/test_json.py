from decimal import Decimal
from uuid import UUID

import pytest
from asyncpg.pgproto import pgproto
from pydantic import BaseModel

from app.core import json

_ID = "01931f5e-0000-7000-8000-000000000001"


class _Lamp(BaseModel):
    id: UUID


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ({"b", "a"}, b'["a","b"]'),
        (frozenset({2, 1}), b"[1,2]"),
        (Decimal("1.20"), b'"1.20"'),
        (pgproto.UUID(_ID), f'"{_ID}"'.encode()),
        (_Lamp(id=UUID(_ID)), f'{{"id":"{_ID}"}}'.encode()),
        ({1: None}, b'{"1":null}'),
    ],
)
def test_what_the_panel_holds_has_a_json_form(value: object, written: bytes) -> None:
    assert json.dumps(value) == written


def test_what_has_no_json_form_is_refused() -> None:
    with pytest.raises(TypeError, match="JSON"):
        json.dumps(object())
