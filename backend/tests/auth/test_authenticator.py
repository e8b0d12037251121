from datetime import timedelta
from uuid import UUID

import jwt
import pytest

from app.auth import authenticator as module
from app.auth.authenticator import TRUST_SECONDS, Authenticator
from app.auth.dependencies import Policy
from app.auth.permissions import Permission
from app.auth.principal import Principal
from app.auth.tokens import AccessTokens
from app.core import clock
from app.core.errors import ForbiddenError, UnauthenticatedError
from app.core.ids import new_id
from app.core.settings import Settings


class Sessions:
    """The port's answer, kept in a dictionary; counts how often it was asked."""

    def __init__(self) -> None:
        self.live: dict[UUID, Principal] = {}
        self.asked = 0

    async def __call__(self, session_id: UUID) -> Principal | None:
        self.asked += 1
        return self.live.get(session_id)


def _principal(*permissions: Permission, staff: bool = False) -> Principal:
    held = frozenset(permissions)
    return Principal(
        user_id=new_id(),
        session_id=new_id(),
        account_id=None if staff else new_id(),
        permissions=frozenset() if staff else held,
        staff_permissions=held if staff else frozenset(),
    )


@pytest.fixture
def tokens(settings: Settings) -> AccessTokens:
    return AccessTokens(settings)


@pytest.fixture
def sessions() -> Sessions:
    return Sessions()


def _sign_in(tokens: AccessTokens, sessions: Sessions) -> tuple[str, Principal]:
    principal = _principal(Permission.BILLING_READ)
    sessions.live[principal.session_id] = principal
    return f"Bearer {tokens.issue(principal.user_id, principal.session_id)}", principal


async def test_a_token_is_looked_up_once_a_second(
    tokens: AccessTokens, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    time = [1000.0]
    monkeypatch.setattr(module, "monotonic", lambda: time[0])
    authenticator = Authenticator(tokens, sessions)
    header, principal = _sign_in(tokens, sessions)
    assert await authenticator.principal(header) is principal
    assert await authenticator.principal(header) is principal
    assert sessions.asked == 1
    sessions.live.clear()
    time[0] += TRUST_SECONDS
    with pytest.raises(UnauthenticatedError):
        await authenticator.principal(header)
    with pytest.raises(UnauthenticatedError):
        await authenticator.principal(header)


async def test_an_expired_token_is_refused(tokens: AccessTokens, sessions: Sessions) -> None:
    header, _ = _sign_in(tokens, sessions)
    late = clock.now() + tokens.lifetime + timedelta(seconds=1)
    with clock.freeze(late), pytest.raises(UnauthenticatedError):
        await Authenticator(tokens, sessions).principal(header)


@pytest.mark.filterwarnings("ignore:The HMAC key is")
async def test_forged_tokens_are_refused(
    tokens: AccessTokens, sessions: Sessions, settings: Settings
) -> None:
    header, principal = _sign_in(tokens, sessions)
    secret = settings.secret_key.get_secret_value()
    claims = jwt.decode(header[7:], options={"verify_signature": False})
    head, body, signature = header[7:].split(".")
    forged = [
        jwt.encode(claims, "another secret of at least thirty-two bytes", algorithm="HS256"),
        jwt.encode(claims, secret, algorithm="HS512"),
        jwt.encode(claims, "", algorithm="none"),
        jwt.encode(claims | {"aud": "elsewhere"}, secret, algorithm="HS256"),
        jwt.encode(claims | {"sid": "not-a-uuid"}, secret, algorithm="HS256"),
        jwt.encode(claims | {"exp": "tomorrow"}, secret, algorithm="HS256"),
        jwt.encode({k: v for k, v in claims.items() if k != "exp"}, secret, algorithm="HS256"),
        f"{head}.{body}.",
        f"{head}.{body}.{signature[:-4]}AAAA",
        "garbage",
        "",
    ]
    authenticator = Authenticator(tokens, sessions)
    for token in forged:
        with pytest.raises(UnauthenticatedError):
            await authenticator.principal(f"Bearer {token}")
    assert await authenticator.principal(header) is principal


@pytest.mark.parametrize("header", [None, "", "Basic dXNlcjpwYXNz", "Bearer"])
async def test_other_ways_to_say_who_one_is_are_refused(
    header: str | None, tokens: AccessTokens, sessions: Sessions
) -> None:
    with pytest.raises(UnauthenticatedError):
        await Authenticator(tokens, sessions).principal(header)


async def test_memory_of_tokens_is_bounded(
    tokens: AccessTokens, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_REMEMBERED", 2)
    authenticator = Authenticator(tokens, sessions)
    for _ in range(5):
        header, _ = _sign_in(tokens, sessions)
        await authenticator.principal(header)
    assert len(authenticator._known) == 2
    authenticator.forget()
    await authenticator.principal(header)
    assert sessions.asked == 6


def test_a_policy_asks_for_its_permission_in_its_tree() -> None:
    customer = _principal(Permission.BILLING_READ)
    staff = _principal(Permission.BILLING_READ, staff=True)
    assert Policy(Permission.BILLING_READ).check(customer) is customer
    assert Policy(Permission.BILLING_READ, staff=True).check(staff) is staff
    assert Policy().check(staff) is staff
    for policy, principal in (
        (Policy(Permission.BILLING_MANAGE), customer),
        (Policy(Permission.BILLING_READ, staff=True), customer),
        (Policy(Permission.BILLING_READ), staff),
        (Policy(Permission.BILLING_REFUND, staff=True), staff),
    ):
        with pytest.raises(ForbiddenError):
            policy.check(principal)
