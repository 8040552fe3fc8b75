import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.auth import links


def test_whether_an_address_is_known_is_looked_up_after_the_answer(
    own_app: Flask, own_client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_app.config["WTF_CSRF_ENABLED"] = False
    looked_up: list[str] = []
    monkeypatch.setattr(links, "mail_reset_link", lambda _sessions, _mail, email: looked_up.append(email))
    answer = own_client.post("/password-reset", data={"email": "ada@example.com"}, buffered=False)
    assert (answer.status_code, looked_up) == (200, [])
    answer.close()
    assert looked_up == ["ada@example.com"]
