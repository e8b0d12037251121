"""Clients that are generated from the document have every operation, and work."""

import importlib
import json
import subprocess
import sys
import uuid
from pathlib import Path
from types import ModuleType

import httpx
import pytest
from conftest import CUSTOMER, PASSWORD

_SECONDS = 300
_METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture(scope="session")
def document(panel: str) -> dict:
    return dict(httpx.get(f"{panel}/api/v1/openapi.json").raise_for_status().json())


@pytest.fixture(scope="session")
def generated(document: dict, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python client, as openapi-python-client makes it."""
    folder = tmp_path_factory.mktemp("generated")
    (folder / "openapi.json").write_text(json.dumps(document), encoding="utf-8")
    (folder / "config.yml").write_text("post_hooks: []\n", encoding="utf-8")
    command = [Path(sys.executable).with_name("openapi-python-client"), "generate"]
    command += ["--path", "openapi.json", "--config", "config.yml", "--meta", "none"]
    made = subprocess.run(
        [*command, "--output-path", "panel_client"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=True,
    )
    assert "Endpoint will not be generated" not in made.stdout + made.stderr
    sys.path.insert(0, str(folder))
    return folder / "panel_client"


def _module(name: str) -> ModuleType:
    return importlib.import_module(f"panel_client.{name}")


def test_every_operation_is_there(document: dict, generated: Path) -> None:
    said = {
        operation["operationId"]
        for item in document["paths"].values()
        for method, operation in item.items()
        if method in _METHODS
    }
    made = {file.stem for file in generated.glob("api/*/*.py")} - {"__init__"}
    assert len(said) > 100
    assert made == said


def _signed_in(panel: str, **form: str) -> object:
    models = _module("models")
    answer = _module("api.auth.auth_sign_in").sync(
        client=_module("client").Client(base_url=panel), body=models.TokenForm(**form)
    )
    assert isinstance(answer, models.TokenRead), answer
    return answer


@pytest.mark.usefixtures("generated", "customer_token")
def test_it_signs_in_renews_orders_and_lists(panel: str) -> None:
    tokens = _signed_in(panel, grant_type="password", username=CUSTOMER, password=PASSWORD)
    tokens = _signed_in(panel, grant_type="refresh_token", refresh_token=tokens.refresh_token)
    client = _module("client").AuthenticatedClient(base_url=panel, token=tokens.access_token)
    assert _module("api.me.me_read").sync(client=client).email == CUSTOMER

    catalog = _module("api.catalog.catalog_read").sync(client=client)
    product = catalog.products[0]
    plan = product.plans[0]
    image = next(one for one in catalog.images if one.kind == product.kind)
    hostname = f"generated-{uuid.uuid4().hex[:8]}"
    body = _module("models").OrderCreate(
        plan_id=plan.id, price_id=plan.prices[0].id, image_id=image.id, hostname=hostname
    )
    place = _module("api.orders.orders_place").sync
    key = str(uuid.uuid4())
    order = place(client=client, body=body, idempotency_key=key)
    assert order.hostname == hostname
    assert place(client=client, body=body, idempotency_key=key).id == order.id

    listed = _module("api.orders.orders_list").sync(client=client, q=order.number)
    assert [one.hostname for one in listed.items] == [hostname]
