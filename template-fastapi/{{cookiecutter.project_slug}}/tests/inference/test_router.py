import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient

from app.inference.batching import WAITING_ROWS
from app.inference.metadata import Label, Rows
from app.inference.schemas import LARGEST, MAX_ROWS
from app.inference.serving import open_model_server
from tests.inference.conftest import Gate
from tests.inference.folders import SHIPPED
from tests.inference.rows import LABEL, METADATA, NO_FINITE_NUMBERS, OTHER_SHAPES, ROW, with_first
from tests.patience import PATIENCE, until

MODEL = "/api/v1/model"
PREDICTIONS = "/api/v1/predictions"


@pytest.fixture
async def gated_app(app: FastAPI, gate: Gate) -> AsyncIterator[FastAPI]:
    """The application with a model of its own, behind the gate."""
    shared = app.state.model_server
    async with open_model_server(SHIPPED) as app.state.model_server:
        yield app
    app.state.model_server = shared


async def test_the_model_says_what_it_is_what_it_takes_and_how_good(auth_client: AsyncClient) -> None:
    response = await auth_client.get(MODEL)
    assert response.status_code == 200
    answered = response.json()
    assert answered.keys() == {"name", "version", "task", "trained_at", "metrics", "input_schema"}
    assert (answered["name"], answered["version"]) == (METADATA.name, METADATA.version)
    assert answered["trained_at"].endswith("Z")
    assert answered["metrics"] == METADATA.metrics
    features = [feature.model_dump() for feature in METADATA.features]
    assert answered["input_schema"] == {"features": features, "max_rows": MAX_ROWS}


async def test_each_row_gets_a_prediction_in_its_order(auth_client: AsyncClient) -> None:
    examples = METADATA.examples
    response = await auth_client.post(PREDICTIONS, json={"instances": examples.instances})
    assert response.status_code == 200
    assert response.json() == {
        "predictions": examples.predictions,
        "model": {"name": METADATA.name, "version": METADATA.version},
    }


async def test_a_thousand_rows_are_answered(auth_client: AsyncClient) -> None:
    response = await auth_client.post(PREDICTIONS, json={"instances": [ROW] * MAX_ROWS})
    assert response.json()["predictions"] == [LABEL] * MAX_ROWS


async def test_a_whole_number_is_a_number(auth_client: AsyncClient) -> None:
    response = await auth_client.post(PREDICTIONS, json={"instances": [[1] * len(ROW)]})
    assert response.status_code == 200


@pytest.mark.parametrize(("method", "path"), [("GET", MODEL), ("POST", PREDICTIONS)])
async def test_the_model_needs_a_login(client: AsyncClient, method: str, path: str) -> None:
    response = await client.request(method, path, json={"instances": [ROW]} if method == "POST" else None)
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Bearer"


async def test_who_has_signed_out_gets_no_prediction(auth_client: AsyncClient) -> None:
    await auth_client.delete("/api/v1/users/me")
    response = await auth_client.post(PREDICTIONS, json={"instances": [ROW]})
    assert response.status_code == 401


@pytest.mark.parametrize("text", NO_FINITE_NUMBERS)
async def test_what_is_no_finite_number_is_refused_with_its_place(
    auth_client: AsyncClient, text: str
) -> None:
    response = await auth_client.post(
        PREDICTIONS, content=with_first(text), headers={"Content-Type": "application/json"}
    )
    assert response.status_code == 422
    assert [error["pointer"] for error in response.json()["errors"]] == ["/body/instances/1/0"]


@pytest.mark.parametrize(("instances", "pointer"), OTHER_SHAPES)
async def test_rows_of_another_shape_are_refused_with_their_place(
    auth_client: AsyncClient, instances: Any, pointer: str
) -> None:
    response = await auth_client.post(PREDICTIONS, json={"instances": instances})
    assert response.status_code == 422
    assert [error["pointer"] for error in response.json()["errors"]] == [pointer]


@pytest.mark.parametrize("body", [{}, {"instances": [ROW], "model": "other"}])
async def test_a_field_too_few_or_too_many_is_refused(
    auth_client: AsyncClient, body: dict[str, object]
) -> None:
    assert (await auth_client.post(PREDICTIONS, json=body)).status_code == 422


async def test_of_many_mistakes_the_first_is_told(auth_client: AsyncClient) -> None:
    response = await auth_client.post(PREDICTIONS, json={"instances": [["x"] * len(ROW)] * MAX_ROWS})
    assert response.status_code == 422
    assert [error["pointer"] for error in response.json()["errors"]] == ["/body/instances/0/0"]


async def test_more_than_a_body_may_hold_is_refused(auth_client: AsyncClient) -> None:
    response = await auth_client.post(PREDICTIONS, json={"instances": [[0.1234567890123456] * 60_000]})
    assert response.status_code == 413


async def test_the_largest_numbers_do_no_harm(auth_client: AsyncClient) -> None:
    rows = [[LARGEST] * len(ROW), [-LARGEST] * len(ROW), [5e-324] * len(ROW)]
    response = await auth_client.post(PREDICTIONS, json={"instances": rows})
    assert response.status_code in {200, 422}


@pytest.mark.usefixtures("gated_app")
async def test_an_answer_that_is_no_number_is_none(auth_client: AsyncClient, gate: Gate) -> None:
    gate.instead = lambda rows: [LABEL, float("inf")]
    response = await auth_client.post(PREDICTIONS, json={"instances": [ROW, ROW]})
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "/body/instances/1"


@pytest.mark.usefixtures("gated_app")
async def test_a_model_that_fails_is_a_bare_500(auth_client: AsyncClient, gate: Gate) -> None:
    def fail(_rows: Rows) -> list[Label]:
        raise RuntimeError("the secret plan")

    gate.instead = fail
    response = await auth_client.post(PREDICTIONS, json={"instances": [ROW]})
    assert response.status_code == 500
    assert "plan" not in response.text


async def test_a_model_with_too_much_to_do_says_when_to_come_again(
    gated_app: FastAPI, auth_client: AsyncClient, gate: Gate
) -> None:
    gate.close()
    everything = asyncio.create_task(gated_app.state.model_server.predict([ROW] * WAITING_ROWS))
    assert await asyncio.to_thread(gate.reached.wait, PATIENCE)
    response = await auth_client.post(PREDICTIONS, json={"instances": [ROW]})
    gate.open.set()
    await everything
    assert (response.status_code, response.headers["Retry-After"]) == (503, "1")
    assert response.json()["type"] == "/problems/model-busy"


@pytest.mark.usefixtures("gated_app")
async def test_requests_at_once_are_gathered_behind_the_sign_in(auth_client: AsyncClient, gate: Gate) -> None:
    gate.close()
    requests = [asyncio.create_task(auth_client.post(PREDICTIONS, json={"instances": [ROW]}))]
    assert await asyncio.to_thread(gate.reached.wait, PATIENCE)
    requests += [
        asyncio.create_task(auth_client.post(PREDICTIONS, json={"instances": [ROW] * 2})) for _ in range(4)
    ]
    # They wait for the model, and not for one another's transactions.
    await until(lambda: gate.asked == 9)
    gate.open.set()
    assert {response.status_code for response in await asyncio.gather(*requests)} == {200}
    assert gate.batches == [1, 8]
