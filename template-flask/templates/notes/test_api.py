from httpx2 import Client

NOTES = "/api/v1/notes"


def test_a_note_is_written_read_and_deleted(auth_client: Client) -> None:
    created = auth_client.post(NOTES, json={"text": "Buy milk."})
    assert created.status_code == 201
    assert auth_client.get(NOTES).json()["items"] == [created.json()]
    deleted = auth_client.delete(f"{NOTES}/{created.json()['id']}")
    assert deleted.status_code == 204
    assert auth_client.get(NOTES).json()["total"] == 0


def test_a_note_is_its_owners(auth_client: Client, other_client: Client) -> None:
    created = auth_client.post(NOTES, json={"text": "Mine."})
    other_client.delete(f"{NOTES}/{created.json()['id']}")
    assert other_client.get(NOTES).json()["total"] == 0
    assert auth_client.get(NOTES).json()["total"] == 1


def test_an_empty_note_is_refused(auth_client: Client) -> None:
    response = auth_client.post(NOTES, json={"text": ""})
    assert response.status_code == 422


def test_notes_need_a_login(client: Client) -> None:
    assert client.get(NOTES).status_code == 401
