from httpx2 import AsyncClient

NOTES = "/api/v1/notes"


async def test_a_note_is_written_read_and_deleted(auth_client: AsyncClient) -> None:
    created = await auth_client.post(NOTES, json={"text": "Buy milk."})
    assert created.status_code == 201
    assert (await auth_client.get(NOTES)).json()["items"] == [created.json()]
    deleted = await auth_client.delete(f"{NOTES}/{created.json()['id']}")
    assert deleted.status_code == 204
    assert (await auth_client.get(NOTES)).json()["total"] == 0


async def test_a_note_is_its_owners(auth_client: AsyncClient, other_client: AsyncClient) -> None:
    created = await auth_client.post(NOTES, json={"text": "Mine."})
    await other_client.delete(f"{NOTES}/{created.json()['id']}")
    assert (await other_client.get(NOTES)).json()["total"] == 0
    assert (await auth_client.get(NOTES)).json()["total"] == 1


async def test_an_empty_note_is_refused(auth_client: AsyncClient) -> None:
    response = await auth_client.post(NOTES, json={"text": ""})
    assert response.status_code == 422


async def test_notes_need_a_login(client: AsyncClient) -> None:
    assert (await client.get(NOTES)).status_code == 401
