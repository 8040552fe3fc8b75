import json
import sys
import uuid
from urllib.parse import urlencode

import pytest

from tests.serving import Server, reload_during, wait_until

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(sys.platform == "win32", reason="gunicorn does not run on Windows"),
]

AUTH = "/api/v1/auth"
JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def test_production_shows_no_documentation(server: Server) -> None:
    assert {server.ask("GET", path).status for path in ("/docs", "/redoc", "/openapi.json")} == {404}


def test_a_reload_loses_no_request_and_no_mail(server: Server) -> None:
    name = f"{uuid.uuid4()}@example.com"
    account = json.dumps({"email": name, "password": "seven quiet lanterns"})
    login = urlencode({"username": "nobody@example.com", "password": "x"})
    failed_mails = server.log.count("A mail could not be sent")
    assert server.ask("POST", f"{AUTH}/register", account, **JSON).status == 201
    answer = reload_during(server, lambda: server.ask("POST", f"{AUTH}/login?next=/hidden", login, **FORM))
    assert answer.status == 401
    wait_until(lambda: server.log.count("A mail could not be sent") == failed_mails + 1)
    assert server.ask("GET", "/readyz").status == 200
    assert not any(secret in server.log for secret in ("hidden", "nobody@", name))
