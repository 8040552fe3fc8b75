"""A pairwise set of starters, each made, installed, checked, migrated, served and spoken to, as in real life.

`pytest -m pairwise` runs all of them. With `--pairwise-commit` the order depends on a commit and with
`--pairwise-seconds` what does not fit into the time is left to other commits.
"""

import itertools
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from contract.starters import VARIABLES as CONTRACT_VARIABLES
from runner import COMMAND, PACKAGE_PATH, run
from templates import oracle, running
from templates.pairwise import PYTHONS, Row, all_rows, covered, pairs, rotated, rows
from templates.variants import raw

CONTRACT = Path(__file__).parents[1] / "contract"
ADMINISTRATOR = "root@example.com"


def test_any_two_choices_that_can_meet_do() -> None:
    possible = set(itertools.chain.from_iterable(pairs(row.values) for row in all_rows()))
    assert covered(rows()) == possible
    assert len(rows()) <= 20


def test_everything_at_once_is_among_the_rows_of_each_framework() -> None:
    for framework in oracle.FRAMEWORKS:
        most = max(
            (row.variant.features for row in all_rows() if row.variant.framework == framework), key=len
        )
        assert most in [row.variant.features for row in rows() if row.variant.framework == framework]


def test_each_row_is_the_first_one_with_some_commit() -> None:
    assert {rotated(f"{number:x}")[0] for number in range(len(rows()))} == set(rows())
    assert set(rotated("c0ffee")) == set(rows())


class Budget:
    """The time there is for all rows together."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._started = time.monotonic()
        self._longest = 0.0

    def spend(self, row: float) -> None:
        self._longest = max(self._longest, row)

    def allows_another(self) -> bool:
        """Whether one as long as the longest so far would end in time. The first one always may begin."""
        spent = time.monotonic() - self._started
        return not self._longest or spent + self._longest <= self._seconds


class Log:
    """How long each step of a row took."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        started = time.monotonic()
        try:
            yield
        finally:
            self.seconds[name] = round(time.monotonic() - started, 1)


@pytest.fixture(scope="session")
def budget(request: pytest.FixtureRequest) -> Budget:
    return Budget(request.config.getoption("--pairwise-seconds"))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "row" in metafunc.fixturenames:
        ordered = rotated(metafunc.config.getoption("--pairwise-commit"))
        metafunc.parametrize("row", ordered, ids=[row.label for row in ordered])


@pytest.mark.pairwise
@pytest.mark.skipif(not shutil.which("uv"), reason="uv is not installed")
def test_a_starter_runs_for_real(
    row: Row, tmp_path: Path, budget: Budget, record_property: Callable[[str, object], None]
) -> None:
    if not budget.allows_another():
        pytest.skip("no time left: another commit takes it up")
    python = interpreter(row.python)
    log = Log()
    record_property("pairwise", {"row": row.label, "python": version(python), "seconds": log.seconds})
    try:
        with log.step("total"), database(row.variant.database, tmp_path) as url:
            run_for_real(Starter(row, tmp_path, python), url, log)
    finally:
        budget.spend(log.seconds["total"])


class Starter:
    """A starter and the commands that are run in it."""

    def __init__(self, row: Row, folder: Path, python: str) -> None:
        self.row = row
        self.project = folder / "demo"
        self.variables = {"UV_PYTHON": python}

    def make(self) -> None:
        flags = [
            f"--{key}={answer}"
            for key, given in raw(self.row.variant).items()
            for answer in (given or ["none"] if isinstance(given, list) else [given])
        ]
        command = [*COMMAND, "new", "demo", "--no-input", *flags]
        run(command, self.project.parent, PYTHONPATH=PACKAGE_PATH, **self.variables)

    def uv(self, *command: str, **variables: str) -> str:
        return run(["uv", "run", *command], self.project, **{**self.variables, **variables})

    def keeps_the_contract(self, port: int, served: Mapping[str, str]) -> None:
        """The conformance suite finds what it was promised, over HTTP, in mails, and as an administrator."""
        told = self.uv("poe", "create-admin", ADMINISTRATOR, **served)
        (password,) = re.findall(r"shown this once: (\S+)", told)
        where = [f"--base-url=http://127.0.0.1:{port}", f"--mail-folder={self.project / 'var' / 'mail'}"]
        command = [sys.executable, "-m", "pytest", "-q", *where, f"--admin={ADMINISTRATOR}:{password}"]
        assert " passed" in run([*command, str(CONTRACT)], CONTRACT.parents[1])


def run_for_real(starter: Starter, url: str, log: Log) -> None:
    """All that a person or a pipeline would do with it, each step timed."""
    variant = starter.row.variant
    with log.step("make"):
        starter.make()
    with log.step("lint"):
        starter.uv("ruff", "check", ".")
        starter.uv("ruff", "format", "--check", ".")
    with log.step("types"):
        starter.uv("mypy")
    with log.step("sqlite"):
        assert " passed" in starter.uv(*running.EVERY_TEST)
    if variant.database != "sqlite":
        with log.step(variant.database):
            assert " passed" in starter.uv(*running.EVERY_TEST, TEST_DATABASE_URL=url)
    with log.step("migrations"):
        starter.uv("alembic", "upgrade", "head", DATABASE_URL=url)
        starter.uv("alembic", "check", DATABASE_URL=url)
        starter.uv("alembic", "downgrade", "base", DATABASE_URL=url)
        starter.uv("poe", "migrate", DATABASE_URL=url)
    port = running.free_port()
    served = {"DATABASE_URL": url, **CONTRACT_VARIABLES, **starter.variables}
    started = time.monotonic()
    with running.serving(["uv", "run", "poe", "serve"], starter.project, port, **served):
        log.seconds["boot"] = round(time.monotonic() - started, 1)
        assert running.answers(port, "/readyz")
        if "api" in variant.features:
            with log.step("contract"):
                starter.keeps_the_contract(port, served)
    with log.step("clean"):
        assert run(["git", "status", "--porcelain"], starter.project) == ""
        assert left_running(starter.project) == []


def left_running(project: Path) -> list[str]:
    """The processes that its tests and its server have left behind, if they do not end in a moment."""
    for _ in range(50):
        found = [
            " ".join(process.info["cmdline"] or ())
            for process in psutil.process_iter(["cwd", "cmdline"])
            if Path(process.info["cwd"] or "/").is_relative_to(project)
        ]
        if not found:
            break
        time.sleep(0.1)
    return found


@contextmanager
def database(name: str, folder: Path) -> Iterator[str]:
    match name:
        case "postgresql":
            with running.postgresql() as url:
                yield url
        case "mysql":
            with running.mysql() as url:
                yield url
        case _:
            yield f"sqlite:///{folder / 'pairwise.db'}"


def interpreter(wanted: str) -> str:
    """A Python of this version, or else the one that runs the tests."""
    assert wanted in PYTHONS
    homes = sorted((Path.home() / ".pyenv" / "versions").glob(f"{wanted}.*/bin/python"))
    for candidate in (shutil.which(f"python{wanted}"), *map(str, homes)):
        if candidate and version(candidate).startswith(f"{wanted}."):
            return candidate
    return sys.executable


def version(python: str) -> str:
    told = subprocess.run([python, "--version"], capture_output=True, text=True, check=False)
    return told.stdout.removeprefix("Python ").strip()
