"""What is said about accounts, the people in them, and who else acts for them."""

from datetime import datetime
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field, PlainSerializer

from app.auth.permissions import Permission
from app.auth.roles import MemberRole
from app.core.country import Country
from app.core.email import EmailAddress
from app.core.locale import Locale, TimeZone
from app.core.money import Currency
from app.core.text import Line
from app.dao.query import ListQuery, Sort
from app.dao.version import Version
from app.features.accounts.models import TokenKind
from app.features.users.schemas.fields import Body, PersonName
from app.features.users.schemas.passwords import Password
from app.features.users.schemas.people import ProfileRead

AccountName = Annotated[Line, Field(min_length=1, max_length=200)]


class OrderIntent(Body):
    """A plan of the public page, by its short name, and how it would be paid.

    Never an address: where it leads is the panel's own page, whatever stands here.
    """

    plan: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$", examples=["base"])]
    period: Literal["month", "hour"] = "month"


class RegisterCreate(Body):
    """A new customer: the person and, named after the person by default, the account."""

    email: EmailAddress
    password: Password
    name: PersonName
    locale: Locale | None = Field(default=None, description="By default the installation's")
    account_name: AccountName | None = None
    invitation_token: str | None = Field(
        default=None, max_length=200, description="Of an invitation's link, where it takes one"
    )
    accepted_documents: list[UUID] = Field(
        default=[], max_length=20, description="Versions of legal documents; all in force are asked"
    )
    order: OrderIntent | None = Field(
        default=None, description="What the person is about to order; `GET /me` tells it for 2 days"
    )


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


class ImpersonatorRead(BaseModel):
    """Who of the staff is signed in as this person, and until when."""

    name: str
    expires_at: datetime


class MeRead(ProfileRead):
    """The person signed in, and all they may do.

    `permissions` are the account's and, for staff, those of the admin tree; the latter also stand
    alone in `staff_permissions`, which are withheld while `second_factor_required`. `services` are
    the only ones the person sees, null for all.
    """

    staff: bool
    permissions: list[Permission]
    staff_permissions: list[Permission]
    second_factor_required: Annotated[
        bool,
        Field(description="The roles held as staff count once the session has a second factor"),
    ]
    accounts: list[MembershipRead]
    account: AccountBrief | None
    services: list[UUID] | None
    impersonated_by: ImpersonatorRead | None
    order_intent: Annotated[
        OrderIntent | None,
        Field(description="What the owner was about to order when registering, until it is"),
    ]
    event_position: Annotated[
        int,
        Field(description="Where `/events` stood: as its `Last-Event-ID` nothing since is missed"),
    ]


def _without_default(schema: dict[str, Any]) -> None:
    """What is left out of a patch stays as it is: no default is ever applied."""
    schema.pop("default", None)


_Code = Annotated[Line, Field(max_length=64)]
_Place = Annotated[Line, Field(max_length=200)]
_Services = Annotated[list[UUID], Field(min_length=1, max_length=1000)]
_Until = Annotated[
    AwareDatetime, Field(description="When the membership ends by itself; null for never")
]
_ServicesOnly = Field(
    description="The only services seen, for technical and read_only; null for all"
)


class Address(Body):
    """Where the customer is; what is not known is an empty text."""

    country: Country = ""
    region: _Place = ""
    city: _Place = ""
    postal_code: Annotated[Line, Field(max_length=16)] = ""
    line1: _Place = ""
    line2: _Place = ""


class AccountDetailRead(BaseModel):
    """The customer as a party, told to its members."""

    id: UUID
    name: str
    legal_name: str
    tax_id: str
    registration_number: str
    address: Address
    currency: Currency
    locale: Locale
    time_zone: str
    created_at: datetime
    version: Version


class AccountPatch(Body):
    """What members change of the account; fields left out stay, the address is given whole."""

    name: AccountName = Field(default="", json_schema_extra=_without_default)
    legal_name: _Place = Field(default="", json_schema_extra=_without_default)
    tax_id: _Code = Field(default="", json_schema_extra=_without_default)
    registration_number: _Code = Field(default="", json_schema_extra=_without_default)
    address: Address = Field(default=Address(), json_schema_extra=_without_default)
    locale: Locale = Field(default=Locale.EN, json_schema_extra=_without_default)
    time_zone: TimeZone = Field(default="UTC", json_schema_extra=_without_default)


class AccountChoice(Body):
    """Which account to act for from now on."""

    account_id: UUID


class NamedRead(BaseModel):
    """Somebody or something by name."""

    id: UUID
    name: str


class MemberUserRead(NamedRead):
    """The person behind a membership."""

    email: str


class MemberAction(StrEnum):
    """What the reader may do with a membership."""

    UPDATE = "update"
    REMOVE = "remove"
    MAKE_OWNER = "make_owner"
    LEAVE = "leave"


class MemberRead(BaseModel):
    """A person in the account; `oneself` is the reader."""

    id: UUID
    user: MemberUserRead
    role: MemberRole
    services: Annotated[list[UUID] | None, _ServicesOnly]
    expires_at: datetime | None
    created_at: datetime
    oneself: bool
    allowed_actions: list[MemberAction]


class MemberQuery(ListQuery):
    """Which members to list; `q` looks into names and addresses."""

    sort: Sort[Literal["created_at", "-created_at", "name", "-name", "email", "-email"]] = [
        "created_at"
    ]
    role: list[MemberRole] | None = None


class MemberPatch(Body):
    """What is changed of a membership; fields left out stay as they are."""

    role: MemberRole = Field(default=MemberRole.READ_ONLY, json_schema_extra=_without_default)
    services: Annotated[_Services | None, _ServicesOnly] = Field(
        default=None, json_schema_extra=_without_default
    )
    expires_at: _Until | None = Field(default=None, json_schema_extra=_without_default)


class InvitationCreate(Body):
    """Whom to invite, and to what."""

    email: EmailAddress
    role: MemberRole
    services: Annotated[_Services | None, _ServicesOnly] = None
    expires_at: _Until | None = None


class InvitationRead(BaseModel):
    """An unanswered invitation; its link works until `valid_until`."""

    id: UUID
    email: str
    role: MemberRole
    services: list[UUID] | None
    expires_at: Annotated[datetime | None, Field(description="When the membership would end")]
    valid_until: datetime
    inviter: NamedRead
    created_at: datetime


class InvitationQuery(ListQuery):
    """Which invitations to list; `q` looks into addresses."""

    sort: Sort[Literal["created_at", "-created_at", "email", "-email"]] = ["-created_at"]


class InvitationPreview(BaseModel):
    """What the link tells whoever holds it; the address is hinted at only."""

    account_name: str
    role: MemberRole
    email_hint: Annotated[str, Field(examples=["v•••@example.com"])]
    inviter: str
    valid_until: datetime


class InvitationAccept(Body):
    """The token of the link."""

    token: Annotated[str, Field(max_length=256)]


class InvitationLetter(BaseModel):
    """A fresh link to mail: the only place where the token stands in plain."""

    email: str
    account_name: str
    inviter: str
    role: MemberRole
    locale: Locale
    time_zone: str
    valid_until: datetime
    link_token: str = Field(repr=False)


_Network = Annotated[
    IPv4Network | IPv6Network, PlainSerializer(str), Field(examples=["203.0.113.0/24"])
]
TokenName = Annotated[Line, Field(min_length=1, max_length=100)]


class TokenCreate(Body):
    """What a program may do, where from and until when (at most a year)."""

    name: TokenName
    permissions: Annotated[set[Permission], Field(min_length=1)]
    services: Annotated[
        _Services | None, Field(description="The only services it sees; null for all")
    ] = None
    expires_at: AwareDatetime
    networks: Annotated[list[_Network], Field(max_length=20, description="Empty for any")] = []


class TokenPatch(Body):
    """What can be changed of a token."""

    name: TokenName


class ApiTokenRead(BaseModel):
    """An API token without its secret; `hint` is how it begins."""

    id: UUID
    kind: TokenKind
    name: str
    hint: Annotated[str, Field(examples=["hwt_Zk3v"])]
    permissions: list[str]
    services: list[UUID] | None
    networks: list[str]
    maker: NamedRead
    account: NamedRead
    created_at: datetime
    expires_at: datetime
    last_used_at: Annotated[datetime | None, Field(description="Exact to a minute")]
    last_used_ip: str | None


class ApiTokenMade(ApiTokenRead):
    """A new API token, with its secret this one time."""

    token: str = Field(repr=False, examples=["hwt_…"])


_TokenSort = Literal["created_at", "-created_at", "name", "-name", "last_used_at", "-last_used_at"]


class ApiTokenQuery(ListQuery):
    """Which tokens to list; `q` looks into names."""

    sort: Sort[_TokenSort] = ["-created_at"]


class ImpersonationCreate(Body):
    """As which account's member to sign in, and why: the customer reads the reason."""

    account_id: UUID
    reason: Annotated[Line, Field(min_length=5, max_length=500)]


class ImpersonationRead(BaseModel):
    """An access token for the customer's session; there is none to renew it."""

    access_token: str = Field(repr=False)
    token_type: str = "bearer"  # noqa: S105  the name of a scheme
    expires_in: int = Field(description="Seconds")


class ImpersonationLetter(BaseModel):
    """What the owner is told after somebody of the staff was signed in as a member."""

    account_id: UUID
    staff_name: str
    user_name: str
    reason: str
    begun_at: datetime
    ended_at: datetime
