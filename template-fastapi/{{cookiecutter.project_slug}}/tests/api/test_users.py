from httpx2 import AsyncClient

from app.users.models import User


async def test_me_is_who_is_signed_in(auth_client: AsyncClient, user: User) -> None:
    response = await auth_client.get("/api/v1/users/me")
    assert response.status_code == 200
    assert response.json() == {
        "id": str(user.id),
        "email": "ada@example.com",
        "full_name": None,
        "is_active": True,
        "is_admin": False,
        "is_verified": False,
        "created_at": user.created_at.isoformat().replace("+00:00", "Z"),
    }


async def test_personal_data_is_not_stored_on_the_way(auth_client: AsyncClient) -> None:
    response = await auth_client.get("/api/v1/users/me")
    assert response.headers["Cache-Control"] == "no-store"


async def test_nobody_is_nobody(client: AsyncClient) -> None:
    response = await client.get("/api/v1/users/me")
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Bearer"
