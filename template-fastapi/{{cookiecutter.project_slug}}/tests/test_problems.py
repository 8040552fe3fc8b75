"""Every error is a problem, also those that no path operation knows of."""

from collections.abc import AsyncIterator

import pytest
from httpx2 import AsyncClient, Response

from tests.clients import new_client
from tests.probe import create_probe

JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
async def probe() -> AsyncIterator[AsyncClient]:
    async with new_client(create_probe()) as client:
        yield client


def assert_problem(response: Response, status: int) -> None:
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["status"] == status


async def test_an_unknown_path_is_not_found(probe: AsyncClient) -> None:
    response = await probe.get("/nothing")
    assert_problem(response, 404)
    assert response.json() == {"type": "about:blank", "title": "Not Found", "status": 404}


async def test_a_path_has_one_spelling(probe: AsyncClient) -> None:
    assert_problem(await probe.get("/probe/notes/"), 404)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "TRACE", "BREW"])
async def test_a_wrong_method_is_told_all_right_ones(probe: AsyncClient, method: str) -> None:
    response = await probe.request(method, "/probe/notes")
    assert_problem(response, 405)
    assert response.headers["Allow"] == "GET, HEAD, POST"


async def test_a_wrong_method_for_a_file_is_told_the_right_ones(probe: AsyncClient) -> None:
    response = await probe.post("/probe/files/probe.py")
    assert_problem(response, 405)
    assert response.headers["Allow"] == "GET, HEAD"


@pytest.mark.parametrize("body", [b"", b"{", b"null", b"[]", b'"text"', b"{'text': 'x'}"])
async def test_a_body_that_says_nothing_valid_is_refused(probe: AsyncClient, body: bytes) -> None:
    response = await probe.post("/probe/notes", content=body, headers=JSON)
    assert_problem(response, 422)


@pytest.mark.parametrize(
    "body",
    [b"\xff", b"[" * 100_000, b'{"amounts": ' + b"9" * 100_000 + b"}"],
    ids=["not-utf-8", "deep", "huge-number"],
)
async def test_a_body_that_cannot_be_read_is_refused(probe: AsyncClient, body: bytes) -> None:
    response = await probe.post("/probe/notes", content=body, headers=JSON)
    assert_problem(response, 400)


async def test_a_body_of_another_type_is_refused(probe: AsyncClient) -> None:
    response = await probe.post("/probe/notes", content="text=x", headers={"Content-Type": "text/plain"})
    assert_problem(response, 422)


async def test_broken_json_is_called_that(probe: AsyncClient) -> None:
    response = await probe.post("/probe/notes", content=b'{"text": ', headers=JSON)
    assert response.json()["errors"] == [{"pointer": "/body", "message": "This is not valid JSON."}]


@pytest.mark.parametrize(("name", "pointer"), [("colour", "/body/colour"), ("a/b~c", "/body/a~1b~0c")])
async def test_a_bad_field_is_named_whatever_it_is_called(
    probe: AsyncClient, name: str, pointer: str
) -> None:
    response = await probe.post("/probe/notes", json={"text": "x", name: 1})
    assert_problem(response, 422)
    assert [error["pointer"] for error in response.json()["errors"]] == [pointer]


async def test_an_answer_stays_short_however_much_is_wrong(probe: AsyncClient) -> None:
    response = await probe.post("/probe/notes", json={"text": "x"} | {f"{n}": n for n in range(1000)})
    assert_problem(response, 422)
    assert [error["pointer"] for error in response.json()["errors"]] == [f"/body/{n}" for n in range(20)]


async def test_a_long_name_is_not_repeated_to_its_end(probe: AsyncClient) -> None:
    response = await probe.post("/probe/notes", json={"text": "x", "y" * 10_000: 1})
    assert_problem(response, 422)
    assert len(response.content) < 1000


@pytest.mark.parametrize("body", [b'{"\\ud800": 1}', b'{"amounts": {"\\ud800": "much"}}'])
async def test_a_name_that_cannot_be_encoded_is_refused(probe: AsyncClient, body: bytes) -> None:
    assert_problem(await probe.post("/probe/notes", content=body, headers=JSON), 422)


async def test_a_bad_query_parameter_is_named(probe: AsyncClient) -> None:
    response = await probe.get("/probe/notes", params={"page": "x"})
    assert_problem(response, 422)
    assert response.json()["errors"][0]["pointer"] == "/query/page"


async def test_a_refused_value_is_not_repeated(probe: AsyncClient) -> None:
    response = await probe.post("/probe/notes", json={"text": ["my cat"], "amounts": {"x": "my dog"}})
    assert_problem(response, 422)
    assert "my cat" not in response.text
    assert "my dog" not in response.text


async def test_what_nobody_expected_is_a_bare_500_with_every_header(probe: AsyncClient) -> None:
    response = await probe.get("/probe/broken")
    assert_problem(response, 500)
    assert "secret plan" not in response.text
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "no-store"
