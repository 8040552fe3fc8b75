from importlib import import_module
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI

from app import __main__ as serving
from app import logs


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the server was asked for, instead of serving."""
    asked: dict[str, Any] = {}
    monkeypatch.setattr(uvicorn, "run", lambda app, **options: asked.update(options, app=app))
    # That is for a process of its own, not for the one that runs the tests.
    for place in (logs, serving):
        monkeypatch.setattr(place, "configure_logs", lambda _settings: None)
    monkeypatch.setenv("SECRET_KEY", "uF4tR-yWk2qNdE8xVbGj7sZcLmHpTaQo")
    return asked


def test_the_server_listens_where_the_settings_say(
    served: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOST", "0.0.0.0")
    monkeypatch.setenv("PORT", "8080")
    monkeypatch.setenv("WEB_CONCURRENCY", "3")
    serving.main([])
    assert (served["host"], served["port"], served["workers"]) == ("0.0.0.0", 8080, 3)
    assert served["reload"] is False


def test_the_server_reloads_when_asked_to(served: dict[str, Any]) -> None:
    serving.main(["--reload"])
    assert served["reload"] is True


def test_the_server_does_not_name_itself(served: dict[str, Any]) -> None:
    serving.main([])
    assert served["server_header"] is False


def test_the_server_serves_the_application(served: dict[str, Any]) -> None:
    serving.main([])
    module, name = served["app"].split(":")
    assert isinstance(getattr(import_module(module), name), FastAPI)
