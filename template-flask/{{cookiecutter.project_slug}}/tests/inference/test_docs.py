import json
import re
from typing import Any

import pytest
from flask import Flask

from app.api.docs import openapi_document

# method and path: the statuses that the documentation promises
OPERATIONS = {
    "get /api/v1/model": {"200", "401", "500", "503"},
    "post /api/v1/predictions": {"200", "400", "401", "413", "422", "500", "503"},
}


@pytest.fixture(scope="module")
def document(shared_app: Flask) -> dict[str, Any]:
    return openapi_document(shared_app)


@pytest.fixture(scope="module")
def documented(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        f"{method} {path}": operation["responses"]
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if operation.get("tags") == ["model"]
    }


def test_every_operation_documents_its_statuses(documented: dict[str, dict[str, Any]]) -> None:
    assert {name: set(responses) for name, responses in documented.items()} == OPERATIONS


def test_every_error_is_documented_as_a_problem(documented: dict[str, dict[str, Any]]) -> None:
    media_types = {
        media_type
        for responses in documented.values()
        for status, response in responses.items()
        if status >= "400"
        for media_type in response["content"]
    }
    assert media_types == {"application/problem+json"}


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    references = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(document)))
    assert references == set(document["components"]["schemas"])
