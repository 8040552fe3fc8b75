import gc
import os
from pathlib import Path

import pytest
import structlog


def pytest_configure(config: pytest.Config) -> None:
    """Load the fixtures, and with them the application, where tests are run. A feature may have its own.

    Not in the process that only hands them out to others (`--numprocesses`): all would wait for it.
    """
    hands_out = config.getoption("numprocesses", default=None) and not hasattr(config, "workerinput")
    if not hands_out:
        _forget_settings()
        config.pluginmanager.import_plugin("tests.fixtures")
        for path in sorted(Path(__file__).parent.glob("*/fixtures.py")):
            config.pluginmanager.import_plugin(f"tests.{path.parent.name}.fixtures")
        _log_plainly()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """First what waits for servers: one of several processes does, while the others go on with the rest."""
    items.sort(key=lambda item: item.get_closest_marker("processes") is None)


def pytest_collection_finish() -> None:
    """What has been imported stays: looking for garbage in it, again and again, took a tenth of the time."""
    gc.freeze()


def _forget_settings() -> None:
    """What the shell says of the application is not for the one that is tested, nor for servers of tests."""
    from app.settings import Settings  # noqa: PLC0415 (not where tests are handed out)

    for name in list(os.environ):
        if name.lower() in Settings.model_fields:
            del os.environ[name]


def _log_plainly() -> None:
    """With rich, which `poe contract` installs, structlog would draw each traceback, which takes a second."""
    plain = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[*structlog.get_config()["processors"][:-1], plain])
