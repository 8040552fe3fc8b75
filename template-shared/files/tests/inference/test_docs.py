from typing import Any

from tests.api.promises import media_types_of_errors, references_in, statuses_in

# method and path: the statuses that the documentation promises
OPERATIONS = {
    "get /api/v1/model": {"200", "401", "500", "503"},
    "post /api/v1/predictions": {"200", "400", "401", "413", "422", "500", "503"},
}


def test_every_operation_documents_its_statuses(api_document: dict[str, Any]) -> None:
    assert statuses_in(api_document, tag="model") == OPERATIONS


def test_every_error_is_documented_as_a_problem(api_document: dict[str, Any]) -> None:
    assert media_types_of_errors(api_document, tag="model") == {"application/problem+json"}


def test_every_reference_leads_somewhere(api_document: dict[str, Any]) -> None:
    assert references_in(api_document) == set(api_document["components"]["schemas"])
