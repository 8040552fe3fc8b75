from app.api.docs import openapi_document
from app.application import create_app
from tests.isolation import make_settings


def test_every_operation_documents_its_statuses() -> None:
    documented = {
        f"{method} {path}": set(operation["responses"])
        for path, operations in openapi_document(create_app(make_settings()))["paths"].items()
        for method, operation in operations.items()
        if operation.get("tags") == ["realtime"]
    }
    assert documented == {"post /api/v1/realtime/tickets": {"201", "401", "429", "500", "503"}}
