"""What is said to and about people."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from app.core.locale import Locale, TimeZone
from app.core.optional import without_default
from app.features.users.models import Theme
from app.features.users.schemas.fields import Body, PersonName
from app.manifest import Recipient


class ProfileRead(BaseModel):
    """A person, as told to that person."""

    id: UUID
    email: str
    name: str
    phone: str | None
    phone_verified: bool
    avatar_url: str | None
    locale: Locale
    theme: Theme
    time_zone: str
    email_verified: bool
    created_at: datetime


class MePatch(Body):
    """What people change about themselves; fields left out stay as they are."""

    name: PersonName = Field(default="", json_schema_extra=without_default)
    locale: Locale = Field(default=Locale.EN, json_schema_extra=without_default)
    theme: Theme = Field(default=Theme.SYSTEM, json_schema_extra=without_default)
    time_zone: TimeZone = Field(default="UTC", json_schema_extra=without_default)


class NewUser(BaseModel):
    """A person to be made; the password is hashed already."""

    email: str
    hashed_password: str = Field(repr=False)
    name: str
    locale: Locale
    time_zone: str = "UTC"
    verified: bool = False


class Contact(Recipient):
    """A person to write to, and in which language."""

    user_id: UUID


class AvatarRead(BaseModel):
    """Where the person's picture is."""

    avatar_url: str
