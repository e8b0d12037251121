"""The family of a session's refresh tokens as a state machine, against a model kept in Python."""

import asyncio
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import col, select

from app.auth.tokens import AccessTokens
from app.core import clock
from app.core.settings import Settings
from app.dao.session import Database
from app.features.users import service
from app.features.users.models import AuthSession, RefreshToken, SignInMethod
from app.features.users.service import sessions
from app.features.users.service.sessions import GRACE, Signed, begin
from tests.databases import copy_of
from tests.factories.users import make_user

Answer = TypeVar("Answer")
HOME = service.Origin("192.0.2.1", "Firefox")


@dataclass
class Spent:
    """A token that was used, when, and what followed it."""

    at: datetime
    successor: str


class Family(RuleBasedStateMachine):
    """What a person, their other tabs and a thief may do with one family."""

    runner: asyncio.Runner
    database: Database
    panel: Settings

    def _run(self, work: Coroutine[Any, Any, Answer]) -> Answer:
        async def at_that_time() -> Answer:
            with clock.freeze(self.now):
                return await work

        return self.runner.run(at_that_time())

    @initialize()
    def sign_in(self) -> None:
        self.now = clock.now()
        self.chain: dict[str, Spent] = {}
        self.alive = True
        signed, self.session_id = self._run(self._begun())
        self.newest, self.newest_until = signed.refresh_token, self._until()
        self.absolute = self.now + timedelta(days=self.panel.session_expire_days)

    async def _begun(self) -> tuple[Signed, UUID]:
        async with self.database.unit_of_work() as session:
            user = await make_user(session)
            password = SignInMethod.PASSWORD
            signed = await begin(session, self.panel, user, HOME, password)
        return signed, AccessTokens(self.panel).read(signed.access_token).session_id

    async def _refreshed(self, token: str) -> Signed | None:
        async with self.database.unit_of_work() as session:
            return await sessions.refresh(session, self.panel, token, HOME)

    def _until(self) -> datetime:
        return self._run(self._unspent())[0].expires_at

    @rule(
        pause=st.one_of(
            st.timedeltas(timedelta(0), timedelta(seconds=15)),
            st.timedeltas(timedelta(days=5), timedelta(days=31)),
        )
    )
    def wait(self, pause: timedelta) -> None:
        self.now += pause

    @rule()
    def use_the_newest(self) -> None:
        in_time = self.alive and self.now < self.newest_until and self.now < self.absolute
        signed = self._run(self._refreshed(self.newest))
        assert (signed is not None) == in_time
        if signed is not None:
            self.chain[self.newest] = Spent(self.now, signed.refresh_token)
            assert signed.refresh_token not in self.chain
            self.newest, self.newest_until = signed.refresh_token, self._until()
            lifetime = timedelta(seconds=signed.refresh_expires_in)
            assert self.now + lifetime <= self.absolute

    @precondition(lambda self: self.chain)
    @rule(data=st.data())
    def use_a_spent_one(self, data: st.DataObject) -> None:
        token = data.draw(st.sampled_from(sorted(self.chain)))
        spent = self.chain[token]
        was_alive = self.alive and self.now < self.absolute
        signed = self._run(self._refreshed(token))
        if signed is not None:
            assert was_alive
            assert self.now - spent.at <= GRACE
            assert signed.refresh_token == spent.successor
        elif was_alive:
            assert self.now - spent.at > GRACE
            # One that ran out before it was shown again is merely unknown.
            self.alive = self._run(self._session()).revoked_at is None
            idle = timedelta(days=self.panel.refresh_token_expire_days)
            assert not self.alive or self.now - self._given(token) >= idle

    def _given(self, token: str) -> datetime:
        """Return when a token was given out: when the one before it was spent."""
        before = [one.at for one in self.chain.values() if one.successor == token]
        return (before or [self.absolute - timedelta(days=self.panel.session_expire_days)])[0]

    @rule()
    def sign_out(self) -> None:
        self._run(self._signed_out())
        self.alive = False

    async def _signed_out(self) -> None:
        async with self.database.unit_of_work() as session:
            await service.sign_out_by_refresh_token(session, self.newest)

    async def _session(self) -> AuthSession:
        async with self.database.unit_of_work() as session:
            found = await session.get(AuthSession, self.session_id)
        assert found is not None
        return found

    async def _unspent(self) -> list[RefreshToken]:
        async with self.database.unit_of_work() as session:
            found = await session.scalars(
                select(RefreshToken).where(
                    col(RefreshToken.session_id) == self.session_id,
                    col(RefreshToken.spent_at).is_(None),
                )
            )
            return list(found)

    @invariant()
    def one_token_at_most_is_unspent_and_none_outlives_the_session(self) -> None:
        unspent = self._run(self._unspent())
        assert len(unspent) <= 1
        assert all(one.expires_at <= self.absolute for one in unspent)

    @invariant()
    def the_absolute_life_never_grows(self) -> None:
        kept = self._run(self._session())
        assert kept.expires_at == self.absolute
        assert self.alive == (kept.revoked_at is None)

    @invariant()
    def an_ended_family_gives_nothing(self) -> None:
        if not self.alive:
            assert self._run(self._refreshed(self.newest)) is None


@pytest.mark.parametrize("examples", [12])
def test_no_sequence_breaks_a_family(
    template: str, settings_of_tests: Settings, examples: int
) -> None:
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        address = runner.run(stack.enter_async_context(copy_of(template)))
        database = Database(settings_of_tests.model_copy(update={"database_url": address}))

        class Here(Family):
            pass

        Here.runner, Here.database, Here.panel = runner, database, settings_of_tests
        try:
            run_state_machine_as_test(
                Here,
                settings=settings(
                    max_examples=examples,
                    stateful_step_count=14,
                    deadline=None,
                    derandomize=True,
                    database=None,
                    suppress_health_check=list(HealthCheck),
                ),
            )
        finally:
            runner.run(database.close())
            runner.run(stack.aclose())


@pytest.fixture(name="settings_of_tests")
def _settings_of_tests(settings: Settings) -> Settings:
    """Sessions that end soon after a token does, so that both ends are met."""
    return settings.model_copy(update={"session_expire_days": 40})
