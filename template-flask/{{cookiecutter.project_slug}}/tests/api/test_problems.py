"""What a body cannot say, and how it is refused."""

import pytest
from httpx2 import Client, Response

ITEMS = "/api/v1/items"
JSON = {"Content-Type": "application/json"}


def assert_problem(response: Response, status: int) -> None:
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["status"] == status


def test_an_unknown_path_is_not_found(client: Client) -> None:
    response = client.get("/api/v1/nothing", headers={"Accept": "text/html"})
    assert_problem(response, 404)
    assert response.json() == {"type": "about:blank", "title": "Not Found", "status": 404}


@pytest.mark.parametrize("path", [f"{ITEMS}/", "/api//v1/items"])
def test_a_path_has_one_spelling(client: Client, path: str) -> None:
    assert_problem(client.get(path), 404)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "TRACE", "OPTIONS", "BREW"])
def test_a_wrong_method_is_told_all_right_ones(client: Client, method: str) -> None:
    response = client.request(method, ITEMS)
    assert_problem(response, 405)
    assert {"GET", "POST"} <= set(response.headers["Allow"].split(", "))


@pytest.mark.parametrize("body", [b"", b"{", b"null", b"[]", b'"text"', b"{'text': 'x'}"])
def test_a_body_that_says_nothing_valid_is_refused(auth_client: Client, body: bytes) -> None:
    response = auth_client.post(ITEMS, content=body, headers=JSON)
    assert_problem(response, 422)
    assert [error["pointer"] for error in response.json()["errors"]] == ["/body"]


@pytest.mark.parametrize(
    "body",
    [b"\xff", b"[" * 100_000, b'{"price": ' + b"9" * 100_000 + b"}"],
    ids=["not-utf-8", "deep", "huge-number"],
)
def test_a_body_that_cannot_be_read_is_refused(auth_client: Client, body: bytes) -> None:
    assert_problem(auth_client.post(ITEMS, content=body, headers=JSON), 400)


def test_a_body_of_another_type_is_refused(auth_client: Client) -> None:
    response = auth_client.post(ITEMS, content='{"name": "x"}', headers={"Content-Type": "text/plain"})
    assert_problem(response, 422)


@pytest.mark.parametrize(("name", "pointer"), [("colour", "/body/colour"), ("a/b~c", "/body/a~1b~0c")])
def test_a_bad_field_is_named_whatever_it_is_called(auth_client: Client, name: str, pointer: str) -> None:
    item = {"name": "Lamp", "price": "12.50", "category": "home", name: 1}
    response = auth_client.post(ITEMS, json=item)
    assert_problem(response, 422)
    assert [error["pointer"] for error in response.json()["errors"]] == [pointer]


def test_of_many_bad_fields_some_are_named_and_long_names_are_cut(auth_client: Client) -> None:
    response = auth_client.post(ITEMS, json={f"{number}{'x' * 900}": 1 for number in range(1000)})
    assert_problem(response, 422)
    assert [len(error["pointer"]) for error in response.json()["errors"][3:]] == [200] * 17


def test_a_name_that_cannot_be_encoded_is_refused(auth_client: Client) -> None:
    assert_problem(auth_client.post(ITEMS, content=b'{"\\ud800": 1}', headers=JSON), 422)


def test_a_body_over_the_limit_is_refused(auth_client: Client) -> None:
    assert_problem(auth_client.post(ITEMS, content=b" " * (2**20 + 1), headers=JSON), 413)


def test_a_form_may_be_as_long_as_any_body(client: Client) -> None:
    form = {"username": "ada@example.com", "password": "x" * 900_000}
    assert_problem(client.post("/api/v1/auth/login", data=form), 401)
