"""Forgetting a person, at their wish and for good.

In one transaction the person and their accounts are emptied and every way in ends. What is left is
sealed until two consequences are done: the last e-mail, and looking for the address and telephone
number in events, jobs and remembered answers, which would take too long for a request.

What stays, and why:

- orders, subscriptions, invoices, credit notes, payments, what a provider said of them, and the
  ledger, as the law on book-keeping asks. They name the account, by an id that leads to nobody;
  staff's words in them stay as they were written;
- the audit and the record of staff who acted as customers: append-only, so that nobody can forget
  what they did. An act names people by id and keeps the address it came from; `changes` keep the
  address of an invitation and the details of a company that somebody changed. They go with the
  audit's own retention;
- files in backups, until the backups are overwritten.
"""

from dataclasses import asdict
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app import manifest
from app.auth.principal import Principal
from app.celery.enqueue import enqueue
from app.core import clock
from app.core.crypto import seal, unseal
from app.core.email import same_email
from app.core.settings import get_settings
from app.events.audit import AuditEntry, Target, record
from app.events.outbox import publish
from app.events.privacy import PersonErased
from app.features.accounts import service as accounts
from app.features.files import service as files
from app.features.privacy.audit import AuditAction
from app.features.privacy.dao.erasures import ErasureDAO, TraceDAO
from app.features.privacy.dao.exports import DataExportDAO
from app.features.privacy.errors import EmailMismatchError
from app.features.privacy.models import Erasure
from app.features.privacy.schemas import Erased
from app.features.users import service as users
from app.manifest import (
    AccessEnd,
    AccessLoss,
    ErasedPerson,
    personal_fields,
    revoke_credentials,
)

SCRUB = "privacy.scrub"


async def erase(session: AsyncSession, principal: Principal, confirmed: str) -> None:
    """Forget the person, who typed their own address to confirm it; publishes PersonErased.

    Raises EmailMismatchError, or the error of an obstacle that a feature declares.
    """
    user_id = principal.user_id
    owned = await accounts.lock_owned(session, user_id)
    person = await users.lock_identity(session, user_id)
    if not same_email(confirmed, person.email):
        raise EmailMismatchError
    obstacle = await ErasureDAO(session).obstacle(user_id, owned, clock.now())
    if obstacle is not None:
        raise obstacle
    names = [(await accounts.account_snapshot(session, one)).name for one in owned]
    known = Erased(**asdict(person), account_names=names)
    sealed = seal(_secret_key(), known.model_dump_json().encode())
    erasure = await ErasureDAO(session).add(
        Erasure(user_id=user_id, sealed=sealed, erased_at=clock.now())
    )
    await revoke_credentials(session, AccessLoss(user_id, AccessEnd.USER_ERASED))
    await manifest.erase(session, ErasedPerson(user_id, person.email, owned))
    changes = {"accounts": [str(account_id) for account_id in owned]}
    await record(
        session,
        AuditEntry(AuditAction.DATA_ERASED, target=Target("user", user_id), changes=changes),
    )
    event = PersonErased(user_id=user_id, erasure_id=erasure.id)
    await publish(session, event, account_id=None)


def _secret_key() -> str:
    return get_settings().secret_key.get_secret_value()


async def farewell(session: AsyncSession, erasure_id: UUID) -> Erased | None:
    """Return who somebody was, for a last e-mail, and take on to forget it; None when forgotten.

    Whoever asks has dropped what it keeps of the person by the end of the transaction.
    """
    erasure = await ErasureDAO(session).get(erasure_id)
    if erasure.sealed is None:
        return None
    await enqueue(session, SCRUB, key=f"erasure:{erasure_id}", erasure_id=erasure_id)
    return _opened(erasure.sealed)


async def scrub(session: AsyncSession, erasure_id: UUID) -> None:
    """Take a person's words out of events, jobs and remembered answers, and drop their exports.

    The seal goes last; a second time changes nothing.
    """
    erasure = await ErasureDAO(session).lock(erasure_id)
    if erasure.sealed is None:
        return
    person = _opened(erasure.sealed)
    owned = await accounts.lock_owned(session, person.user_id)
    instead = users.erased_address(person.user_id)
    traces = TraceDAO(session)
    await traces.forget_answers([person.user_id, *owned])
    blanks = {
        kind.type: {name: instead if name == "previous" else "" for name in names}
        for kind, names in personal_fields().items()
    }
    await traces.blank_facts(person.user_id, blanks)
    await traces.replace([word for word in (person.email, person.phone) if word], instead)
    await files.discard(session, *await DataExportDAO(session).drop(person.user_id))
    erasure.sealed, erasure.finished_at = None, clock.now()
    await session.flush()


def _opened(sealed: bytes) -> Erased:
    return Erased.model_validate_json(unseal(_secret_key(), sealed))
