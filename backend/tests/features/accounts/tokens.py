"""Tokens as people make them, and the programs that hold them."""

from datetime import timedelta
from typing import Any

from app.core import clock
from app.features.accounts.schemas import ApiTokenMade
from tests.factories.accounts import Customer
from tests.features.accounts.conftest import Ask


def wish_for(**more: object) -> dict[str, Any]:
    """Return what is asked for a token: to read services for 90 days, unless told."""
    ends = (clock.now() + timedelta(days=90)).isoformat()
    return {"name": "ci", "permissions": ["services:read"], "expires_at": ends} | more


async def make_token(
    ask: Ask, who: Customer, path: str = "/me/tokens", **more: object
) -> ApiTokenMade:
    """Make a token as a person does; return it with its secret."""
    answer = await ask(who, "POST", path, wish_for(**more))
    assert answer.status_code == 201, answer.text
    return ApiTokenMade.model_validate_json(answer.content)


def program_of(who: Customer, made: ApiTokenMade) -> Customer:
    """Return the program that holds a token, as somebody who may ask."""
    return Customer(who.user, who.account, {"authorization": f"Bearer {made.token}"})
