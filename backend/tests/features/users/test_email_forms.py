"""An address is one person's, however it is typed."""

import pytest
from httpx2 import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from tests.factories.users import PASSWORD, make_user

FORMS = ["anna@faß.de", "anna@xn--fa-hia.de", " ANNA@XN--FA-HIA.DE ", "anna@FAß.de"]


async def _sign_in(client: AsyncClient, address: str, password: str = PASSWORD) -> int:
    form = {"grant_type": "password", "username": address, "password": password}
    return (await client.post("/auth/token", data=form)).status_code


@pytest.mark.parametrize("typed", FORMS)
async def test_every_form_of_an_address_signs_in(
    client: AsyncClient, session: AsyncSession, typed: str
) -> None:
    await make_user(session, email="anna@faß.de")
    assert await _sign_in(client, typed) == 200
    assert await _sign_in(client, "anna@fass.de") == 400


async def test_guesses_count_together_whatever_form_they_are_typed_in(
    client: AsyncClient, session: AsyncSession
) -> None:
    await make_user(session, email="anna@faß.de")
    answers = [await _sign_in(client, FORMS[n % 4], "a wrong password") for n in range(11)]
    assert answers == [400] * 10 + [429]
