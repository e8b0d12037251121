"""The people of a demonstration: never in production."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.roles import BuiltInRole
from app.core.locale import Locale
from app.core.settings import get_settings
from app.features.roles import service as roles
from app.features.users.schemas.people import NewUser
from app.features.users.service.people import create_user, find_by_email, hash_password

CUSTOMER_EMAIL = "customer@example.com"
DEMO_PASSWORD = "hostwright-demo"  # noqa: S105  printed by `just up`, refused in production
_PEOPLE: dict[str, tuple[str, BuiltInRole | None]] = {
    CUSTOMER_EMAIL: ("Анна Орлова", None),
    "support@example.com": ("Support", BuiltInRole.SUPPORT),
    "billing@example.com": ("Billing", BuiltInRole.BILLING),
    "admin@example.com": ("Admin", BuiltInRole.ADMIN),
    "owner@example.com": ("Owner", BuiltInRole.OWNER),
}
DEMO_EMAILS = tuple(_PEOPLE)


async def seed(session: AsyncSession) -> None:
    """Make the demo sign-ins, verified; safe to repeat, nothing in production."""
    if get_settings().production:
        return
    for email, (name, role) in _PEOPLE.items():
        if await find_by_email(session, email) is not None:
            continue
        new = NewUser(
            email=email,
            hashed_password=await hash_password(DEMO_PASSWORD),
            name=name,
            locale=Locale.RU,
            time_zone="Europe/Moscow",
            verified=True,
        )
        user_id = await create_user(session, new)
        if role is not None:
            await roles.assign(session, user_id, role)
