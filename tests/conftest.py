import json
import os
import signal
from pathlib import Path

import pytest

# Steps of the pairwise tier, in the order of the columns.
STEPS = (
    "make", "lint", "types", "sqlite", "postgresql", "mysql", "migrations", "boot", "contract", "total",
)  # fmt: skip


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("pairwise", "the pairwise tier: pytest -m pairwise")
    group.addoption(
        "--pairwise-commit", default="0", metavar="HASH", help="begin with the row that this commit points at"
    )
    group.addoption(
        "--pairwise-seconds",
        type=float,
        default=float("inf"),
        metavar="N",
        help="begin no row that would end later",
    )
    group.addoption("--pairwise-json", type=Path, metavar="FILE", help="write what ran and how long it took")
    group = parser.getgroup("contract", "the conformance suite: pytest tests/contract")
    given = os.environ.get
    group.addoption("--base-url", default=given("CONTRACT_URL"), help="a server that runs (CONTRACT_URL)")
    group.addoption("--mail-folder", default=given("CONTRACT_MAILS"), help="its mails (CONTRACT_MAILS)")
    group.addoption(
        "--admin", default=given("CONTRACT_ADMIN"), help="an administrator, EMAIL:PASSWORD (CONTRACT_ADMIN)"
    )


def pytest_configure() -> None:
    """A shell starts jobs in the background with SIGINT ignored, and so would be all that tests start."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """What the pairwise tier ran: a line for each row, and the seconds of each step."""
    ran = [
        {**dict(report.user_properties)["pairwise"], "outcome": report.outcome}
        for outcome in ("passed", "failed")
        for report in terminalreporter.getreports(outcome)
        if report.when == "call" and "pairwise" in dict(report.user_properties)
    ]
    if not ran:
        return
    terminalreporter.section("pairwise: seconds of each step")
    width = max(len(row["row"]) for row in ran)
    terminalreporter.write_line(
        " ".join([" " * width, "python", *(f"{step:>10}" for step in STEPS), "outcome"])
    )
    for row in ran:
        times = (f"{row['seconds'].get(step, ''):>10}" for step in STEPS)
        line = " ".join([f"{row['row']:{width}}", f"{row['python']:6}", *times, row["outcome"]])
        terminalreporter.write_line(line)
    left = len(terminalreporter.getreports("skipped"))
    terminalreporter.write_line(f"{len(ran)} run, {left} left out")
    if path := config.getoption("--pairwise-json"):
        path.write_text(json.dumps({"ran": ran, "left_out": left}, indent=2) + "\n", encoding="utf-8")
