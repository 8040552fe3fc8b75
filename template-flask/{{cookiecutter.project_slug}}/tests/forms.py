"""What a browser does between two requests: it reads the form and sends it back with its token."""

import html
import re

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.accounts import PASSWORD

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def token_in(page: TestResponse) -> str:
    """The token against forged requests in the first form of the page."""
    found = TOKEN.search(page.text)
    assert found, f"no form in {page.request.path}"
    return html.unescape(found[1])


def submit(client: FlaskClient, path: str, *, to: str | None = None, **fields: str) -> TestResponse:
    """Open the page, fill in its form and send it, to the page itself unless the form goes elsewhere."""
    fields["csrf_token"] = token_in(client.get(path))
    return client.post(to or path, data=fields)


def sign_in(app: Flask, email: str, password: str = PASSWORD) -> FlaskClient:
    """A new browser, in which somebody has signed in."""
    client = app.test_client()
    answer = submit(client, "/login", username=email, password=password)
    assert answer.status_code == 302
    return client
