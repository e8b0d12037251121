"""What is said about accounts and the people in them."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, EmailStr, Field

from app.core.locale import Locale
from app.core.money import Currency, MoneyRead
from app.core.text import Line
from app.dao.query import ListQuery
from app.features.accounts.models import MemberRole
from app.features.users.schemas import Body, Password, PersonName, ProfileRead

_Sort = Literal["created_at", "-created_at", "name", "-name", "email", "-email"]
AccountName = Annotated[Line, Field(min_length=1, max_length=200)]


class RegisterCreate(Body):
    """A new customer: the person and, named after the person by default, the account."""

    email: EmailStr
    password: Password
    name: PersonName
    locale: Locale
    account_name: AccountName | None = None


class AccountRead(BaseModel):
    """An account as other features see it."""

    id: UUID
    name: str
    currency: Currency
    locale: Locale
    time_zone: str
    owner_user_id: UUID
    owner_name: str
    owner_email: str
    owner_verified: bool


class AccountBrief(BaseModel):
    """The account acted for."""

    id: UUID
    name: str
    currency: Currency


class MembershipRead(AccountBrief):
    """An account the person is a member of."""

    role: MemberRole


class MeRead(ProfileRead):
    """The person signed in, and all they may do.

    `permissions` are the account's and, for staff, those of the admin tree; the latter also stand
    alone in `staff_permissions`.
    """

    staff: bool
    permissions: list[str]
    staff_permissions: list[str]
    accounts: list[MembershipRead]
    account: AccountBrief | None


class OwnerRead(BaseModel):
    """The person who owns an account."""

    id: UUID
    name: str
    email: str
    email_verified: bool


class PersonRead(BaseModel):
    """A person in an account."""

    id: UUID
    name: str
    email: str
    role: MemberRole


class CustomerRead(BaseModel):
    """An account as staff see it; no balance (null) for who may not see money."""

    id: UUID
    name: str
    currency: Currency
    locale: Locale
    time_zone: str
    owner: OwnerRead
    members: int
    people: list[PersonRead]
    balance: MoneyRead | None
    created_at: datetime


class CustomerQuery(ListQuery):
    """The list of customers; `q` looks into names and e-mail addresses."""

    sort: list[_Sort] = ["-created_at"]  # type: ignore[assignment]  # narrowed on purpose
    email_verified: bool | None = None
