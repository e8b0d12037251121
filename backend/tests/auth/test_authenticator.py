import asyncio
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network
from uuid import UUID

import jwt
import pytest

from app.auth import authenticator as module
from app.auth.authenticator import TRUST_SECONDS, Authenticator, Credential
from app.auth.dependencies import Policy
from app.auth.errors import OneselfRequiredError, StepUpRequiredError
from app.auth.permissions import Permission
from app.auth.principal import Principal
from app.auth.tokens import AccessTokens
from app.core import clock, context
from app.core.context import Actor, ActorKind
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


async def _no_tokens(_digest: str) -> Principal | None:
    return None


@pytest.fixture
def tokens(settings: Settings) -> AccessTokens:
    return AccessTokens(settings)


@pytest.fixture
def sessions() -> Sessions:
    return Sessions()


def _sign_in(tokens: AccessTokens, sessions: Sessions) -> tuple[str, Principal]:
    principal = _principal(Permission.BILLING_READ)
    sessions.live[principal.session] = principal
    return f"Bearer {tokens.issue(principal.user_id, principal.session)}", principal


async def test_a_token_is_looked_up_once_a_second(
    tokens: AccessTokens, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    time = [1000.0]
    monkeypatch.setattr(module, "monotonic", lambda: time[0])
    authenticator = Authenticator(tokens, sessions, _no_tokens)
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


async def test_a_token_issued_in_the_same_second_is_looked_up_again(
    tokens: AccessTokens, sessions: Sessions
) -> None:
    authenticator = Authenticator(tokens, sessions, _no_tokens)
    with clock.freeze(clock.now()):
        header, principal = _sign_in(tokens, sessions)
        assert await authenticator.principal(header) is principal
        elsewhere = replace(principal, account_id=new_id())
        sessions.live[principal.session] = elsewhere
        later = f"Bearer {tokens.issue(principal.user_id, principal.session)}"
        assert await authenticator.principal(later) is elsewhere


async def test_what_was_asked_before_a_change_is_not_remembered_after_it(
    tokens: AccessTokens,
) -> None:
    changed = asyncio.Event()
    before, after = _principal(Permission.BILLING_READ), _principal()
    answers = iter([before, after])

    async def slow(session_id: UUID) -> Principal | None:
        assert session_id == before.session
        answer = next(answers)
        await changed.wait()
        return answer

    authenticator = Authenticator(tokens, slow, _no_tokens)
    header = f"Bearer {tokens.issue(before.user_id, before.session)}"
    async with asyncio.TaskGroup() as group:
        asked = group.create_task(authenticator.principal(header))
        await asyncio.sleep(0)
        authenticator.forget()
        changed.set()
    assert asked.result() is before
    assert await authenticator.principal(header) is after


async def test_an_expired_token_is_refused(tokens: AccessTokens, sessions: Sessions) -> None:
    header, _ = _sign_in(tokens, sessions)
    late = clock.now() + tokens.lifetime + timedelta(seconds=1)
    with clock.freeze(late), pytest.raises(UnauthenticatedError):
        await Authenticator(tokens, sessions, _no_tokens).principal(header)


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
        jwt.encode(claims | {"sid": 7}, secret, algorithm="HS256"),
        jwt.encode(claims | {"ver": "first"}, secret, algorithm="HS256"),
        jwt.encode(claims | {"ver": claims["ver"] + 1}, secret, algorithm="HS256"),
        jwt.encode(claims, secret, algorithm="HS256", headers={"crit": ["b64"], "b64": False}),
        "hwt_not-one-of-ours",
        jwt.encode({k: v for k, v in claims.items() if k != "exp"}, secret, algorithm="HS256"),
        f"{head}.{body}.",
        f"{head}.{body}.{signature[:-4]}AAAA",
        "garbage",
        "",
    ]
    authenticator = Authenticator(tokens, sessions, _no_tokens)
    for token in forged:
        with pytest.raises(UnauthenticatedError):
            await authenticator.principal(f"Bearer {token}")
    assert await authenticator.principal(header) is principal


@pytest.mark.parametrize("header", [None, "", "Basic dXNlcjpwYXNz", "Bearer"])
async def test_other_ways_to_say_who_one_is_are_refused(
    header: str | None, tokens: AccessTokens, sessions: Sessions
) -> None:
    with pytest.raises(UnauthenticatedError):
        await Authenticator(tokens, sessions, _no_tokens).principal(header)


async def test_memory_of_tokens_is_bounded(
    tokens: AccessTokens, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_REMEMBERED", 2)
    authenticator = Authenticator(tokens, sessions, _no_tokens)
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


async def test_a_version_raised_makes_older_tokens_void(
    tokens: AccessTokens, sessions: Sessions
) -> None:
    authenticator = Authenticator(tokens, sessions, _no_tokens)
    header, principal = _sign_in(tokens, sessions)
    sessions.live[principal.session] = raised = replace(principal, version=2)
    with pytest.raises(UnauthenticatedError):
        await authenticator.principal(header)
    newer = tokens.issue(principal.user_id, principal.session, version=2)
    assert await authenticator.principal(f"Bearer {newer}") is raised


async def test_forgetting_one_session_leaves_the_others(
    tokens: AccessTokens, sessions: Sessions
) -> None:
    authenticator = Authenticator(tokens, sessions, _no_tokens)
    ended, _ = _sign_in(tokens, sessions)
    kept, other = _sign_in(tokens, sessions)
    gone = await authenticator.principal(ended)
    await authenticator.principal(kept)
    sessions.live.clear()
    authenticator.forget(gone.session)
    assert await authenticator.principal(kept) is other
    with pytest.raises(UnauthenticatedError):
        await authenticator.principal(ended)


@pytest.mark.parametrize(
    ("ip", "admitted"),
    [("203.0.113.9", True), ("203.0.114.9", False), ("2001:db8::1", False), ("nowhere", False)],
)
async def test_a_token_works_from_its_networks_only(
    ip: str,
    admitted: bool,
    tokens: AccessTokens,
    sessions: Sessions,
) -> None:
    program = replace(
        _principal(Permission.SERVICES_READ),
        session_id=None,
        token_id=new_id(),
        networks=(ip_network("203.0.113.0/24"),),
    )

    async def load(_digest: str) -> Principal | None:
        return program

    authenticator = Authenticator(tokens, sessions, load)
    if admitted:
        assert await authenticator.principal("Bearer hwt_x", ip) is program
        assert context.current().actor == Actor(ActorKind.TOKEN, program.token_id)
    else:
        with pytest.raises(UnauthenticatedError):
            await authenticator.principal("Bearer hwt_x", ip)


def _proven(minutes: int) -> Principal:
    authenticated_at = clock.now() - timedelta(minutes=minutes)
    return replace(_principal(Permission.SERVICES_DELETE), authenticated_at=authenticated_at)


def test_danger_asks_for_a_fresh_proof() -> None:
    policy = Policy(Permission.SERVICES_DELETE, recent_auth=True)
    assert policy.check(_proven(minutes=4))
    for stale in (_proven(minutes=6), _principal(Permission.SERVICES_DELETE)):
        with pytest.raises(StepUpRequiredError):
            policy.check(stale)
    with pytest.raises(OneselfRequiredError):
        policy.check(replace(_proven(minutes=1), impersonator_id=new_id()))
    assert policy.check(replace(_proven(minutes=9), token_id=new_id()))


async def test_a_fresh_proof_counts_at_once(tokens: AccessTokens, sessions: Sessions) -> None:
    authenticator = Authenticator(tokens, sessions, _no_tokens)
    header, principal = _sign_in(tokens, sessions)
    await authenticator.principal(header)
    policy = Policy(recent_auth=True)
    with pytest.raises(StepUpRequiredError):
        await policy.admit(authenticator, header, "")
    sessions.live[principal.session] = replace(principal, authenticated_at=clock.now())
    assert (await policy.admit(authenticator, header, "")).recently_authenticated


def test_what_belongs_to_the_person_is_for_the_person_alone() -> None:
    policy = Policy(oneself=True)
    person = _principal()
    assert policy.check(person) is person
    for other in (replace(person, impersonator_id=new_id()), replace(person, token_id=new_id())):
        with pytest.raises(OneselfRequiredError):
            policy.check(other)


def test_a_caller_without_account_or_session_has_none_to_give() -> None:
    program = replace(_principal(staff=True), session_id=None, token_id=new_id())
    with pytest.raises(LookupError, match="account"):
        _ = program.account
    with pytest.raises(LookupError, match="token"):
        _ = program.session


async def test_a_connection_ends_with_the_token_that_opened_it(
    tokens: AccessTokens, sessions: Sessions
) -> None:
    authenticator = Authenticator(tokens, sessions, _no_tokens)
    _, principal = _sign_in(tokens, sessions)
    ended = Credential(principal.session, None, "203.0.113.9", clock.now())
    with pytest.raises(UnauthenticatedError):
        await authenticator.reload(ended)
    assert sessions.asked == 0
