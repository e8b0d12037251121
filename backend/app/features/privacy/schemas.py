"""What is said about exports and erasures."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.core.email import EmailAddress
from app.core.locale import Locale
from app.dao.query import ListQuery, PageRead, Sort
from app.features.privacy.models import ExportState


class ExportRead(BaseModel):
    """An export; its link goes by mail and stands nowhere else."""

    id: UUID
    state: ExportState
    bytes: Annotated[int | None, Field(description="The size of the file, once there is one")]
    requested_at: datetime
    ready_at: datetime | None
    expires_at: Annotated[datetime | None, Field(description="Until when the link works")]


class ExportQuery(ListQuery):
    """Filters of a person's data exports."""

    sort: Sort[Literal["requested_at", "-requested_at"]] = ["-requested_at"]
    state: list[ExportState] | None = None


ExportPage = PageRead[ExportRead]


class ErasureCreate(BaseModel):
    """The person's own address, typed to confirm that everything is to go."""

    model_config = ConfigDict(extra="forbid")

    email: EmailAddress


class ExportLetter(BaseModel):
    """What the e-mail about a finished export says."""

    user_id: UUID
    expires_at: datetime
    link_token: str


class Erased(BaseModel):
    """Who a person was: for a last e-mail, and to find what still speaks of them."""

    user_id: UUID
    email: str
    name: str
    phone: str | None
    locale: Locale
    time_zone: str
    account_names: list[str] = []


@dataclass(frozen=True, slots=True)
class CollectedExport:
    """What is known about a person, by section, and the name of the file it goes into."""

    export_id: UUID
    file: str
    sections: Mapping[str, object]
