from httpx2 import AsyncClient


async def test_an_empty_catalogue_is_two_empty_lists(client: AsyncClient) -> None:
    answer = await client.get("/public/catalog")
    assert answer.status_code == 200
    assert answer.json() == {"products": [], "images": []}
