from typing import Any

from tests.api.promises import statuses_in


def test_every_operation_documents_its_statuses(api_document: dict[str, Any]) -> None:
    promised = {"post /api/v1/realtime/tickets": {"201", "401", "429", "500", "503"}}
    assert statuses_in(api_document, tag="realtime") == promised
