"""A person's telephone number: read in any spelling, kept once a code sent to it came back."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.celery.enqueue import enqueue
from app.core import clock
from app.core.crypto import seal, unseal
from app.core.errors import TooManyRequestsError
from app.core.locale import Locale
from app.core.settings import get_settings
from app.core.text import masked
from app.events.audit import AuditEntry, Target, record
from app.features.brand import service as brand
from app.features.settings import service as settings
from app.features.settings.schemas import LocaleSettings
from app.features.users.audit import AuditAction
from app.features.users.dao.codes import OneTimeCodeDAO, TextMessageDAO
from app.features.users.dao.people import UserDAO
from app.features.users.errors import PhoneInvalidError
from app.features.users.models import CodePurpose, TextMessage, User
from app.features.users.providers import sms
from app.features.users.schemas.contacts import PhoneAsked, PhoneRequest
from app.features.users.service import codes

SEND_TEXT = "users.send_text"
_REGIONS = {Locale.RU: "RU"}
_DEAR = ("PREMIUM_RATE", "SHARED_COST", "TOLL_FREE", "UAN", "PAGER", "VOICEMAIL")
"""What a text message never reaches, or reaches at a price somebody else sets."""
_A_DAY = 5
_DAY = timedelta(days=1)


def normalised(spelling: str, *regions: str) -> str:
    """Return a number as E.164; `regions` are tried in order for one without a country's code.

    Raises PhoneInvalidError where it is none, or none that gets text messages.
    """
    international = "+" + spelling.strip()[2:] if spelling.strip().startswith("00") else spelling
    for region in (*regions, None):
        number = _e164(international, region)
        if number is not None:
            return number
    raise PhoneInvalidError


def _e164(spelling: str, region: str | None) -> str | None:
    import phonenumbers  # noqa: PLC0415  a start needs none of it

    try:
        number = phonenumbers.parse(spelling, region)
    except phonenumbers.NumberParseException:
        return None
    dear = {getattr(phonenumbers.PhoneNumberType, name) for name in _DEAR}
    fit = phonenumbers.is_valid_number(number) and not number.extension
    if not fit or phonenumbers.number_type(number) in dear:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _regions(user: User, given: str | None, country: str) -> list[str]:
    """Return where the person may mean: as they say, live and speak; then where we are."""
    from babel.core import get_global  # noqa: PLC0415  heavy, and not needed to start

    guesses = [
        given,
        get_global("zone_territories").get(user.time_zone),
        _REGIONS.get(user.locale),
        country,
        get_settings().phone_region,
    ]
    return [guess for guess in guesses if guess]


async def ask_phone(session: AsyncSession, user_id: UUID, asked: PhoneRequest) -> PhoneAsked:
    """Send six digits to a number and return it as understood; the present one stays meanwhile.

    Raises PhoneInvalidError; SmsUnavailableError where nobody sends text messages here;
    CodeJustSentError within a minute, TooManyRequestsError where person or number got as many as
    they may.
    """
    sms.require()
    user = await UserDAO(session).get(user_id)
    country = (await settings.values(session, LocaleSettings)).country
    number = normalised(asked.phone, *_regions(user, asked.region, country))
    await codes.pace(session, user_id, CodePurpose.VERIFY_PHONE)
    if await TextMessageDAO(session).sent_to(number, clock.now() - _DAY) >= _A_DAY:
        raise TooManyRequestsError(retry_after=int(_DAY.total_seconds()))
    code = await codes.open_code(session, user_id, CodePurpose.VERIFY_PHONE, number)
    fresh = await codes.issue(session, code)
    message = TextMessage(
        user_id=user_id,
        code_id=code.id,
        recipient=number,
        sealed=seal(_secret_key(), fresh.digits.encode()),
        created_at=clock.now(),
    )
    await TextMessageDAO(session).add(message)
    await enqueue(session, SEND_TEXT, key=f"text:{message.id}", message_id=message.id)
    return PhoneAsked(phone=number, expires_at=code.expires_at)


def _secret_key() -> str:
    return get_settings().secret_key.get_secret_value()


async def begin_text(session: AsyncSession, message_id: UUID) -> sms.Text | None:
    """Return a message to send; None where it was sent, or where its code does not count any more.

    Whatever is not sent any more keeps no code either.
    """
    messages = TextMessageDAO(session)
    if await messages.find(message_id) is None:  # its person was erased
        return None
    message = await messages.lock(message_id)
    code = await OneTimeCodeDAO(session).get(message.code_id)
    if message.sealed is None:
        return None
    if code.closed_at is not None or code.expires_at <= clock.now():
        message.sealed = None
        await session.flush()
        return None
    user = await UserDAO(session).get(message.user_id)
    digits = unseal(_secret_key(), message.sealed).decode()
    text = sms.code_text(user.locale, digits, await brand.name(session))
    return sms.Text(message.id, message.recipient, text)


async def send_text(text: sms.Text) -> None:
    """Hand a message to the provider, with no transaction open.

    Raises SmsRefusedError where trying again is useless, SmsFailedError otherwise.
    """
    await sms.provider().send(text)


async def finish_text(session: AsyncSession, text: sms.Text) -> None:
    """Note that a message was sent, and drop its code; its person may have been erased since."""
    messages = TextMessageDAO(session)
    if await messages.find(text.id) is not None:
        await messages.patch(text.id, {"sent_at": clock.now(), "sealed": None})


async def confirm_phone(session: AsyncSession, user_id: UUID, digits: str) -> bool:
    """Keep the number the digits were sent to; False where they are wrong or too late.

    The try is counted in this unit of work: the caller answers, it must not raise.
    """
    code = await codes.spend_digits(session, user_id, CodePurpose.VERIFY_PHONE, digits)
    if code is None:
        return False
    await _keep(session, user_id, code.target)
    return True


async def remove_phone(session: AsyncSession, user_id: UUID) -> None:
    """Forget the person's number, and one that waits for its code; there may be none."""
    await codes.withdraw(session, user_id, CodePurpose.VERIFY_PHONE)
    await _keep(session, user_id, None)


async def _keep(session: AsyncSession, user_id: UUID, number: str | None) -> None:
    user = await UserDAO(session).lock(user_id)
    before = user.phone
    at = clock.now() if number else None
    await UserDAO(session).patch(user_id, {"phone": number, "phone_verified_at": at})
    if before != number:
        changes = {"phone": [masked(before), masked(number)]}
        entry = AuditEntry(
            AuditAction.PHONE_CHANGED, target=Target("user", user_id), changes=changes
        )
        await record(session, entry)
