from flask import Flask

from app.pages.toolbar import add_toolbar


def test_the_toolbar_is_in_the_pages_when_asked_for(own_app: Flask) -> None:
    add_toolbar(own_app)
    answer = own_app.test_client().get("/login")
    assert 'id="flDebug"' in answer.text
    assert "'unsafe-inline'" in answer.headers["Content-Security-Policy"]


def test_the_toolbar_does_not_show_the_secret_key(own_app: Flask) -> None:
    add_toolbar(own_app)
    assert own_app.config["SECRET_KEY"] not in own_app.test_client().get("/login").text


def test_without_asking_there_is_no_toolbar(own_app: Flask) -> None:
    answer = own_app.test_client().get("/login")
    assert "flDebug" not in answer.text
    assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]
