from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from httpx2 import Client

from app.inference.batching import WAITING_ROWS
from app.inference.metadata import Label, Rows
from app.inference.schemas import LARGEST, MAX_ROWS
from app.inference.serving import ModelServer
from tests.api.clients import new_client
from tests.inference.conftest import PATIENCE, Gate
from tests.inference.folders import SHIPPED
from tests.inference.rows import LABEL, METADATA, NO_FINITE_NUMBERS, OTHER_SHAPES, ROW, with_first
from tests.serving import wait_until

MODEL = "/api/v1/model"
PREDICTIONS = "/api/v1/predictions"


@pytest.fixture
def client(app: Flask) -> Iterator[Client]:
    """Somebody who is not signed in."""
    with new_client(app) as client:
        yield client


@pytest.fixture
def gated_app(app: Flask, gate: Gate) -> Iterator[Flask]:
    """The application with a model of its own, behind the gate."""
    shared = app.extensions["model_server"]
    app.extensions["model_server"] = ModelServer(SHIPPED)
    yield app
    gate.open.set()
    app.extensions["model_server"].close()
    app.extensions["model_server"] = shared


def test_the_model_says_what_it_is_what_it_takes_and_how_good(auth_client: Client) -> None:
    response = auth_client.get(MODEL)
    assert response.status_code == 200
    answered = response.json()
    assert answered.keys() == {"name", "version", "task", "trained_at", "metrics", "input_schema"}
    assert (answered["name"], answered["version"]) == (METADATA.name, METADATA.version)
    assert answered["trained_at"].endswith("Z")
    assert answered["metrics"] == METADATA.metrics
    features = [feature.model_dump() for feature in METADATA.features]
    assert answered["input_schema"] == {"features": features, "max_rows": MAX_ROWS}


def test_each_row_gets_a_prediction_in_its_order(auth_client: Client) -> None:
    examples = METADATA.examples
    response = auth_client.post(PREDICTIONS, json={"instances": examples.instances})
    assert response.status_code == 200
    assert response.json() == {
        "predictions": examples.predictions,
        "model": {"name": METADATA.name, "version": METADATA.version},
    }


def test_a_thousand_rows_are_answered(auth_client: Client) -> None:
    response = auth_client.post(PREDICTIONS, json={"instances": [ROW] * MAX_ROWS})
    assert response.json()["predictions"] == [LABEL] * MAX_ROWS


def test_a_whole_number_is_a_number(auth_client: Client) -> None:
    response = auth_client.post(PREDICTIONS, json={"instances": [[1] * len(ROW)]})
    assert response.status_code == 200


@pytest.mark.parametrize(("method", "path"), [("GET", MODEL), ("POST", PREDICTIONS)])
def test_the_model_needs_a_login(client: Client, method: str, path: str) -> None:
    response = client.request(method, path, json={"instances": [ROW]} if method == "POST" else None)
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Bearer"


def test_who_has_signed_out_gets_no_prediction(auth_client: Client) -> None:
    auth_client.delete("/api/v1/users/me")
    response = auth_client.post(PREDICTIONS, json={"instances": [ROW]})
    assert response.status_code == 401


@pytest.mark.parametrize("text", NO_FINITE_NUMBERS)
def test_what_is_no_finite_number_is_refused_with_its_place(auth_client: Client, text: str) -> None:
    response = auth_client.post(
        PREDICTIONS, content=with_first(text), headers={"Content-Type": "application/json"}
    )
    assert response.status_code == 422
    assert [error["pointer"] for error in response.json()["errors"]] == ["/body/instances/1/0"]


@pytest.mark.parametrize(("instances", "pointer"), OTHER_SHAPES)
def test_rows_of_another_shape_are_refused_with_their_place(
    auth_client: Client, instances: Any, pointer: str
) -> None:
    response = auth_client.post(PREDICTIONS, json={"instances": instances})
    assert response.status_code == 422
    assert [error["pointer"] for error in response.json()["errors"]] == [pointer]


@pytest.mark.parametrize("body", [{}, {"instances": [ROW], "model": "other"}])
def test_a_field_too_few_or_too_many_is_refused(auth_client: Client, body: dict[str, object]) -> None:
    assert (auth_client.post(PREDICTIONS, json=body)).status_code == 422


def test_of_many_mistakes_the_first_is_told(auth_client: Client) -> None:
    response = auth_client.post(PREDICTIONS, json={"instances": [["x"] * len(ROW)] * MAX_ROWS})
    assert response.status_code == 422
    assert [error["pointer"] for error in response.json()["errors"]] == ["/body/instances/0/0"]


def test_more_than_a_body_may_hold_is_refused(auth_client: Client) -> None:
    response = auth_client.post(PREDICTIONS, json={"instances": [[0.1234567890123456] * 60_000]})
    assert response.status_code == 413


def test_the_largest_numbers_do_no_harm(auth_client: Client) -> None:
    rows = [[LARGEST] * len(ROW), [-LARGEST] * len(ROW), [5e-324] * len(ROW)]
    response = auth_client.post(PREDICTIONS, json={"instances": rows})
    assert response.status_code in {200, 422}


@pytest.mark.usefixtures("gated_app")
def test_an_answer_that_is_no_number_is_none(auth_client: Client, gate: Gate) -> None:
    gate.instead = lambda rows: [LABEL, float("inf")]
    response = auth_client.post(PREDICTIONS, json={"instances": [ROW, ROW]})
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "/body/instances/1"


@pytest.mark.usefixtures("gated_app")
def test_a_model_that_fails_is_a_bare_500(auth_client: Client, gate: Gate) -> None:
    def fail(_rows: Rows) -> list[Label]:
        raise RuntimeError("the secret plan")

    gate.instead = fail
    response = auth_client.post(PREDICTIONS, json={"instances": [ROW]})
    assert response.status_code == 500
    assert "plan" not in response.text


def test_a_model_with_too_much_to_do_says_when_to_come_again(
    gated_app: Flask, auth_client: Client, gate: Gate
) -> None:
    gate.close()
    with ThreadPoolExecutor(1) as thread:
        server: ModelServer = gated_app.extensions["model_server"]
        everything = thread.submit(server.predict, [ROW] * WAITING_ROWS)
        assert gate.reached.wait(PATIENCE)
        response = auth_client.post(PREDICTIONS, json={"instances": [ROW]})
        gate.open.set()
        everything.result(PATIENCE)
    assert (response.status_code, response.headers["Retry-After"]) == (503, "1")
    assert response.json()["type"] == "/problems/model-busy"


@pytest.mark.usefixtures("gated_app")
def test_requests_at_once_are_gathered_behind_the_sign_in(auth_client: Client, gate: Gate) -> None:
    def ask(rows: int) -> int:
        return auth_client.post(PREDICTIONS, json={"instances": [ROW] * rows}).status_code

    gate.close()
    with ThreadPoolExecutor(5) as threads:
        first = threads.submit(ask, 1)
        assert gate.reached.wait(PATIENCE)
        others = [threads.submit(ask, 2) for _ in range(4)]
        # They wait for the model, and not for one another's transactions.
        wait_until(lambda: gate.asked == 9)
        gate.open.set()
        assert {request.result(PATIENCE) for request in (first, *others)} == {200}
    assert gate.batches == [1, 8]
