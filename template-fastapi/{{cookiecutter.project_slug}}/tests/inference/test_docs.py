from typing import Any

import pytest

from app.api.docs import openapi_document
from app.application import create_app
from tests.isolation import make_settings

OPERATIONS = {
    "get /api/v1/model": {"200", "401", "500", "503"},
    "post /api/v1/predictions": {"200", "400", "401", "413", "422", "500", "503"},
}


@pytest.fixture(scope="module")
def documented() -> dict[str, dict[str, Any]]:
    paths = openapi_document(create_app(make_settings()))["paths"]
    return {
        f"{method} {path}": operation["responses"]
        for path, operations in paths.items()
        for method, operation in operations.items()
        if operation.get("tags") == ["model"]
    }


def test_every_operation_documents_its_statuses(documented: dict[str, dict[str, Any]]) -> None:
    assert {name: set(responses) for name, responses in documented.items()} == OPERATIONS


def test_every_error_is_documented_as_a_problem(documented: dict[str, dict[str, Any]]) -> None:
    errors = [
        response["content"]
        for responses in documented.values()
        for status, response in responses.items()
        if status >= "400"
    ]
    assert {media_type for content in errors for media_type in content} == {"application/problem+json"}
