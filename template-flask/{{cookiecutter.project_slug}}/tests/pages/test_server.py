import re
import sys
import uuid
from urllib.parse import urlencode

import pytest

from tests.serving import Server, reload_during, wait_until

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(sys.platform == "win32", reason="gunicorn does not run on Windows"),
]

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def test_the_cookie_of_production_is_bound_to_its_host(server: Server) -> None:
    assert server.ask("GET", "/login").headers["Set-Cookie"].startswith("__Host-session=")


def fill_in(server: Server, path: str, **fields: str) -> tuple[str, dict[str, str]]:
    """The body and the headers that a browser would send with this form."""
    page = server.ask("GET", path)
    cookie = str(page.headers["Set-Cookie"]).partition(";")[0]
    (token,) = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)[:1]
    return urlencode({**fields, "csrf_token": token}), {**FORM, "Cookie": cookie}


def test_a_reload_loses_no_request_and_no_mail(server: Server) -> None:
    name = f"{uuid.uuid4()}@example.com"
    account, account_headers = fill_in(server, "/register", email=name, password="seven quiet lanterns")
    login, login_headers = fill_in(server, "/login", username="nobody@example.com", password="x")
    failed_mails = server.log.count("A mail could not be sent")
    assert server.ask("POST", "/register", account, **account_headers).status == 302
    answer = reload_during(server, lambda: server.ask("POST", "/login?next=/hidden", login, **login_headers))
    assert answer.status == 401
    wait_until(lambda: server.log.count("A mail could not be sent") == failed_mails + 1)
    assert server.ask("GET", "/readyz").status == 200
    assert not any(secret in server.log for secret in ("hidden", "nobody@", name))
