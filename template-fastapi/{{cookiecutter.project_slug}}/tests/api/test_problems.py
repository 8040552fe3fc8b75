import pytest
from httpx2 import AsyncClient

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.mark.parametrize("path", ["/api/v1/nowhere", "/api/v1/users/me", "/api/v1/items"])
async def test_an_error_of_the_api_is_a_problem_whatever_the_client_would_rather_have(
    client: AsyncClient, path: str
) -> None:
    response = await client.get(path, headers=BROWSER)
    assert response.status_code in {401, 404}
    assert response.headers["Content-Type"] == "application/problem+json"
