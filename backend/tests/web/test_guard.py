import pytest
from httpx2 import AsyncClient

from app.web.guard import MAX_HEADERS, MAX_QUERY_LENGTH
from tests.web.conftest import LogLines

FORM = {"grant_type": "password", "username": "nobody@example.com", "password": "x"}


@pytest.mark.parametrize("host", ["evil.test", "panel.test.evil.test", "", "panel.test@evil.test"])
async def test_another_host_is_not_served(client: AsyncClient, host: str) -> None:
    answer = await client.get("/public/catalog", headers={"Host": host})
    assert (answer.status_code, answer.json()["code"]) == (421, "host_unknown")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.test"},
        {"Origin": "null"},
        {"Origin": "http://panel.test:8080"},
        {"Origin": "https://panel.test"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_a_page_of_another_site_changes_nothing(
    client: AsyncClient, headers: dict[str, str]
) -> None:
    answer = await client.post("/auth/token", data=FORM, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "origin_refused")
    assert (await client.get("/public/catalog", headers=headers)).status_code == 200


@pytest.mark.parametrize(
    "headers", [{}, {"Origin": "http://panel.test"}, {"Sec-Fetch-Site": "same-origin"}]
)
async def test_the_panel_and_programs_are_served(
    client: AsyncClient, headers: dict[str, str]
) -> None:
    answer = await client.post("/auth/token", data=FORM, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_grant")


async def test_an_oversized_head_is_refused(client: AsyncClient) -> None:
    many = {f"X-{n}": "1" for n in range(MAX_HEADERS + 1)}
    for headers in (many, {"X-Big": "a" * 33_000}):
        answer = await client.get("/public/catalog", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (431, "headers_too_large")
    answer = await client.get("/public/catalog?q=" + "a" * MAX_QUERY_LENGTH)
    assert (answer.status_code, answer.json()["code"]) == (414, "query_too_long")


@pytest.mark.parametrize("nested", ["[" * 100_000, '{"a":' * 50_000, "[" * 500 + "]" * 500])
async def test_deep_json_is_a_plain_mistake(client: AsyncClient, nested: str) -> None:
    head = {"Content-Type": "application/json"}
    answer = await client.post("/auth/register", content=nested, headers=head)
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_swarm_of_parts_is_refused(client: AsyncClient) -> None:
    parts = b"".join(
        b'--b\r\nContent-Disposition: form-data; name="f%d"\r\n\r\nx\r\n' % n for n in range(2_000)
    )
    head = {"Content-Type": "multipart/form-data; boundary=b"}
    answer = await client.post("/auth/token", content=parts + b"--b--\r\n", headers=head)
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_refusal_leaves_a_line_in_the_log(client: AsyncClient, log_lines: LogLines) -> None:
    headers = {"Origin": "https://evil.test", "X-Request-Id": "evil-request"}
    await client.post("/auth/token", data=FORM, headers=headers)
    [line] = log_lines()
    assert (line["status"], line["request_id"]) == (403, "evil-request")
