"""What an operator says of a node to its driver: the form in the panel is drawn from these schemas.

A field that is `writeOnly` in the JSON Schema is a secret: sealed when stored, never returned.
"""

import re
import ssl
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any, Self
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from app.features.deployments.providers.base import NetworkMode

_SOCKET = re.compile(r"unix:///[^\0\s]+")
_PEM_LENGTH = 16 * 1024


class DriverSettings(BaseModel):
    """What every driver takes; a driver of more has a model of its own."""

    model_config = ConfigDict(extra="forbid")

    endpoint: Annotated[str, Field(title="Endpoint", max_length=500)] = ""
    network_mode: Annotated[NetworkMode, Field(title="Network")] = NetworkMode.BRIDGE


def _engine_address(value: str) -> str:
    parts = urlsplit(value)
    named = parts.scheme == "tcp" and parts.hostname and parts.port and not parts.path.strip("/")
    if value and not (_SOCKET.fullmatch(value) or (named and "@" not in parts.netloc)):
        message = "this is neither unix:///path nor tcp://host:port"
        raise ValueError(message)
    return value


def _certificate(value: str) -> str:
    if value:
        x509.load_pem_x509_certificates(value.encode())
    return value


def _key(value: str) -> str:
    try:
        if value:
            serialization.load_pem_private_key(value.encode(), password=None)
    except (ValueError, TypeError) as wrong:
        message = "this is no private key in PEM without a password"
        raise ValueError(message) from wrong
    return value


def _pem(title: str) -> Any:  # noqa: ANN401  as pydantic.Field itself
    extra: dict[str, Any] = {"writeOnly": True, "format": "multiline"}
    return Field(title=title, max_length=_PEM_LENGTH, json_schema_extra=extra)


class DockerSettings(DriverSettings):
    """An Engine's address, and the certificates of TLS: both ends prove who they are."""

    endpoint: Annotated[
        str,
        AfterValidator(_engine_address),
        Field(
            title="Endpoint",
            description="unix:///path or tcp://host:port",
            examples=["tcp://node-1.example.com:2376"],
            max_length=500,
        ),
    ] = ""
    tls_ca: Annotated[str, AfterValidator(_certificate), _pem("CA certificate")] = ""
    tls_certificate: Annotated[str, AfterValidator(_certificate), _pem("Client certificate")] = ""
    tls_key: Annotated[str, AfterValidator(_key), _pem("Client key")] = ""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if bool(self.tls_certificate) != bool(self.tls_key):
            message = "a client certificate and its key go together"
            raise ValueError(message)
        if (self.tls_ca or self.tls_key) and not self.endpoint.startswith("tcp://"):
            message = "certificates are for tcp:// endpoints"
            raise ValueError(message)
        return self


def secret_fields(model: type[DriverSettings]) -> frozenset[str]:
    """Return the names of a driver's secrets."""
    properties = model.model_json_schema()["properties"]
    return frozenset(name for name, one in properties.items() if one.get("writeOnly"))


def tls_context(secrets: Mapping[str, str]) -> ssl.SSLContext | None:
    """Return how to speak TLS with these certificates, None without any; raises SSLError."""
    if not any(secrets.values()):
        return None
    context = ssl.create_default_context(cadata=secrets.get("tls_ca") or None)
    if secrets.get("tls_key"):
        # OpenSSL takes a client's certificate from files only; they are gone before it is used.
        with TemporaryDirectory(prefix="tls-") as folder:
            write = partial(_write, Path(folder))
            certificate = write("certificate", secrets["tls_certificate"])
            context.load_cert_chain(certificate, write("key", secrets["tls_key"]))
    return context


def _write(folder: Path, name: str, content: str) -> Path:
    path = folder / name
    path.touch(mode=0o600)
    path.write_text(content, encoding="ascii")
    return path
