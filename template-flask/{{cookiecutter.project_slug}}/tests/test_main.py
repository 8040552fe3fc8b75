import os
import sys
from typing import Any

import pytest
from flask import Flask

from app import __main__ as serving
from app.__main__ import DevelopmentRequestHandler, gunicorn_options, main
from tests.isolation import make_settings


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setenv("SECRET_KEY", "Jq3vN8-zTfRw5KxLpYd2HsBgVc7MaEuZ0iXoCnAtQk4")
    monkeypatch.setenv("DATABASE_URL", "sqlite://")
    monkeypatch.setenv("APP_ENV", "development")
    monkeypatch.setenv("PORT", "8765")
    # That is for a process of its own, not for the one that runs the tests.
    monkeypatch.setattr(serving, "configure_logs", lambda _settings: None)
    # Set first, so that it is as before afterwards.
    monkeypatch.setenv("FLASK_DEBUG", "0")
    return monkeypatch


def test_gunicorn_serves_where_the_settings_say() -> None:
    assert "--bind=0.0.0.0:80" in gunicorn_options(make_settings(host="0.0.0.0", port=80))


def test_gunicorn_starts_as_many_processes_as_asked() -> None:
    assert "--workers=3" in gunicorn_options(make_settings(web_concurrency=3))


def test_gunicorn_starts_two_processes_for_each_core_and_one_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 4)
    assert "--workers=9" in gunicorn_options(make_settings(redis_url="redis://127.0.0.1:1"))


def test_serving_hands_over_to_gunicorn(environment: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []
    environment.setattr(sys, "platform", "linux")
    environment.setattr(os, "execv", lambda _program, command: started.append(command))
    main([])
    assert started[0][1:3] == ["-m", "gunicorn"]
    assert started[0][-1] == "app:create_app()"


def test_gunicorn_does_not_stumble_over_an_empty_number_of_processes(
    environment: pytest.MonkeyPatch,
) -> None:
    environment.setenv("WEB_CONCURRENCY", "")
    environment.setattr(sys, "platform", "linux")
    environment.setattr(os, "execv", lambda _program, _command: None)
    main([])
    assert "WEB_CONCURRENCY" not in os.environ


def test_serving_on_windows_says_that_it_cannot(environment: pytest.MonkeyPatch) -> None:
    environment.setattr(sys, "platform", "win32")
    with pytest.raises(SystemExit, match="Windows"):
        main([])


def test_reloading_serves_in_debug_mode(environment: pytest.MonkeyPatch) -> None:
    served: list[Any] = []
    environment.setattr(Flask, "run", lambda app, host, port, **_options: served.append((app.debug, port)))
    main(["--reload"])
    assert served == [(True, 8765)]


def test_the_development_server_logs_no_query_strings(capsys: pytest.CaptureFixture[str]) -> None:
    handler = DevelopmentRequestHandler.__new__(DevelopmentRequestHandler)
    handler.log_request(200, 0)
    assert capsys.readouterr() == ("", "")


def test_the_development_server_does_not_tell_its_version() -> None:
    handler = DevelopmentRequestHandler.__new__(DevelopmentRequestHandler)
    assert handler.version_string() == "Werkzeug"
