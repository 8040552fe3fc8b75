import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.processes

SCRIPT = """
import logging, structlog
from structlog.contextvars import bound_contextvars
from app.logs import configure_logs
from tests.isolation import make_settings

for app_env, log_level in (("production", "info"), ("development", "debug")):
    configure_logs(make_settings(app_env=app_env, log_level=log_level))
    structlog.stdlib.get_logger().info("ours", answer=42)
    logging.getLogger("library").info("theirs")
    logging.getLogger("httpx2").info("GET https://example.com/?key=hidden")
    logging.getLogger("python_multipart.multipart").debug("a step through hidden")
    logging.getLogger("library").debug("details")
    with bound_contextvars(request_id="abc"):
        logging.getLogger("app.mail").warning("late")
        try:
            password = "three blue herons"
            raise RuntimeError("broken")
        except RuntimeError:
            structlog.stdlib.get_logger().exception("unexpected")
    print("then", flush=True)
"""


LOGS_AND_GOES_ON = """
import logging, structlog, sys
from app.logs import configure_logs
from tests.isolation import make_settings

configure_logs(make_settings(app_env="production"))
structlog.stdlib.get_logger().error("lost")
logging.getLogger("library").error("lost")
sys.stderr.write("went on")
"""


@pytest.fixture(scope="module")
def output() -> list[str]:
    """What a process logs, in production and then in development: configuring is for a whole process."""
    command = [sys.executable, "-c", SCRIPT]
    written = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return written.split("then\n")


@pytest.fixture
def in_production(output: list[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output[0].splitlines()]


@pytest.fixture
def while_debugging(output: list[str]) -> str:
    return output[1]


def test_in_production_every_line_of_the_level_is_json(in_production: list[dict[str, Any]]) -> None:
    assert [line["event"] for line in in_production] == ["ours", "theirs", "late", "unexpected"]
    assert (in_production[0]["answer"], in_production[0]["level"]) == (42, "info")
    assert in_production[0]["timestamp"].endswith("Z")
    assert in_production[1]["logger"] == "library"


def test_what_is_logged_for_a_request_carries_its_id(in_production: list[dict[str, Any]]) -> None:
    assert [line.get("request_id") for line in in_production] == [None, None, "abc", "abc"]


def test_a_traceback_shows_no_variables(in_production: list[dict[str, Any]], while_debugging: str) -> None:
    assert "RuntimeError: broken" in in_production[3]["exception"]
    assert "RuntimeError: broken" in while_debugging
    assert "three blue herons" not in in_production[3]["exception"] + while_debugging


def test_in_development_lines_are_for_people(while_debugging: str) -> None:
    first = while_debugging.splitlines()[0]
    assert "ours" in first
    assert "\x1b" not in while_debugging
    assert not first.startswith("{")


def test_clients_and_databases_do_not_log_what_they_send(while_debugging: str) -> None:
    assert "details" in while_debugging
    assert "hidden" not in while_debugging


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no disk that is always full")
def test_a_full_disk_takes_no_request_along() -> None:
    with Path("/dev/full").open("wb") as full:
        command = [sys.executable, "-c", LOGS_AND_GOES_ON]
        done = subprocess.run(command, check=False, stdout=full, stderr=subprocess.PIPE, text=True)
    assert "went on" in done.stderr
