"""Names declared all over the program that travel as text; the specification lists them all."""

from typing import Annotated

from pydantic import Field

VOCABULARY = "x-vocabulary"
"""Marks a schema that the completed specification replaces by the list of its names."""

ErrorCode = Annotated[str, Field(json_schema_extra={VOCABULARY: "ErrorCode"})]
AuditActionName = Annotated[str, Field(json_schema_extra={VOCABULARY: "AuditAction"})]
EventType = Annotated[str, Field(json_schema_extra={VOCABULARY: "EventType"})]
