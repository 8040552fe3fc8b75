"""Starters made, installed and run for real, as a person would who has read nothing but their README."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from pyscaffold_api.names import RESERVED_DISTRIBUTIONS
from runner import COMMAND, PACKAGE_PATH, environment, run, run_cli
from templates import removal, running
from templates.guides import follow
from templates.running import EVERY_TEST, answers, free_port, serving

pytestmark = pytest.mark.generated

ROOT = Path(__file__).parents[2]
STARTERS = {"fastapi": "api", "flask": "templates"}
SECONDS_TO_SERVE = 10


def make(folder: Path, *flags: str) -> Path:
    run([*COMMAND, "new", "demo", "--no-input", *flags], folder, PYTHONPATH=PACKAGE_PATH)
    return folder / "demo"


@pytest.fixture
def postgresql_url() -> Iterator[str]:
    with running.postgresql() as url:
        yield url


@pytest.fixture
def mysql_url() -> Iterator[str]:
    with running.mysql() as url:
        yield url


CHROMIUM = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)

needs_uv = pytest.mark.skipif(not shutil.which("uv"), reason="uv is not installed")


@needs_uv
@pytest.mark.parametrize("workload", STARTERS.values())
def test_a_starter_with_uv_is_verified_checked_served_and_committed(tmp_path: Path, workload: str) -> None:
    project = make(tmp_path, "--workload", workload, "--verify")
    locked = tomllib.loads((project / "uv.lock").read_text(encoding="utf-8"))["package"]
    assert {package["name"] for package in locked} - {"demo"} <= RESERVED_DISTRIBUTIONS
    assert run(["git", "status", "--porcelain"], project) == ""
    run(["uv", "run", "poe", "check"], project)
    port = free_port()
    with serving(["uv", "run", "poe", "dev"], project, port) as seconds:
        assert seconds < SECONDS_TO_SERVE
        assert answers(port, "/readyz")
    with serving(["uv", "run", "poe", "serve"], project, port):
        assert answers(port, "/readyz")
        # Poe has become the server: between us and it, it would cut off what is under way when it is stopped.
        commands = [process.cmdline() for process in psutil.Process().children(recursive=True)]
        assert not [words for words in commands if any(word.endswith("/poe") for word in words)]
    assert run(["git", "status", "--porcelain"], project) == ""


@needs_uv
@pytest.mark.parametrize("workload", STARTERS.values())
def test_a_postgresql_starter_passes_its_tests_on_postgresql(
    tmp_path: Path, workload: str, postgresql_url: str
) -> None:
    passes_its_tests_on("postgresql", postgresql_url, workload, tmp_path)


@needs_uv
@pytest.mark.slow
@pytest.mark.parametrize("workload", STARTERS.values())
def test_a_mysql_starter_passes_its_tests_on_mariadb(tmp_path: Path, workload: str, mysql_url: str) -> None:
    passes_its_tests_on("mysql", mysql_url, workload, tmp_path)


def passes_its_tests_on(database: str, url: str, workload: str, folder: Path) -> None:
    project = make(folder, "--workload", workload, "--database", database)
    run(["uv", "run", *EVERY_TEST], project, TEST_DATABASE_URL=url)
    run(["uv", "run", "poe", "migrate"], project, DATABASE_URL=url)
    run(["uv", "run", "alembic", "check"], project, DATABASE_URL=url)
    run(["uv", "run", "alembic", "downgrade", "base"], project, DATABASE_URL=url)


GUIDES = ["Your first change", "A resource of its own"]


@needs_uv
@pytest.mark.parametrize(
    ("framework", "workloads"),
    [
        ("fastapi", "templates"),
        ("flask", "api"),
        pytest.param("fastapi", "api", marks=pytest.mark.slow),
        pytest.param("flask", "templates", marks=pytest.mark.slow),
        pytest.param("fastapi", "api templates", marks=pytest.mark.slow),
        pytest.param("flask", "api templates", marks=pytest.mark.slow),
    ],
)
def test_the_guides_of_the_readme_work_to_the_letter(tmp_path: Path, framework: str, workloads: str) -> None:
    project = made(tmp_path, framework, workloads.split(), "--no-git")
    for heading in GUIDES:
        *commands, check = follow(project, heading)
        assert check == ["uv", "run", "poe", "check"]
        for command in commands:
            run(command, project)
    # The first guide's is part of the second's, which takes as long again.
    run(check, project)
    run(["uv", "run", "poe", "migrate"], project)
    run(["uv", "run", "alembic", "check"], project)


@needs_uv
@pytest.mark.slow
@pytest.mark.parametrize(
    "workloads", [["templates", "api"], ["api", "ml", "realtime", "templates"]], ids="-".join
)
@pytest.mark.parametrize("framework", STARTERS)
def test_a_starter_works_without_the_feature_that_is_deleted(
    tmp_path: Path, framework: str, workloads: list[str]
) -> None:
    """One after the other, but the first of them."""
    first, *rest = workloads
    project = made(tmp_path / "whole", framework, workloads)
    while rest:
        feature = rest.pop()
        without = made(tmp_path / f"without-{feature}", framework, [first, *rest], "--no-install", "--no-git")
        told = (project / removal.docstring(feature)).read_text(encoding="utf-8")
        for path in removal.deleted(feature, told):
            remove(project / path)
        lines = project / removal.FEATURES
        lines.write_text(removal.without_its_lines(feature, lines.read_text()), encoding="utf-8")
        for path in removal.edited(told) - {removal.FEATURES}:
            edited = project / path
            if path == "pyproject.toml":
                edited.write_text(edited.read_text().replace(', "training"]', "]"), encoding="utf-8")
            else:
                shutil.copy(without / path, edited)
        for task in ("lint", "typecheck", "test"):
            run(["uv", "run", "poe", task], project)
        port = free_port()
        with serving(["uv", "run", "poe", "serve"], project, port, WEB_CONCURRENCY="1"):
            assert answers(port)


def made(folder: Path, framework: str, workloads: list[str], *flags: str) -> Path:
    folder.mkdir(exist_ok=True)
    workload, *also = workloads
    return make(
        folder, f"--framework={framework}", f"--workload={workload}", *[f"--also={a}" for a in also], *flags
    )


def remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()


@needs_uv
@pytest.mark.slow
@pytest.mark.skipif(not any(map(shutil.which, CHROMIUM)), reason="Chromium is not installed")
@pytest.mark.parametrize(
    "workloads", [["templates"], ["realtime"], ["templates", "api", "ml", "realtime"]], ids="-".join
)
@pytest.mark.parametrize("framework", STARTERS)
def test_the_pages_work_in_a_browser(tmp_path: Path, framework: str, workloads: list[str]) -> None:
    project = made(tmp_path, framework, workloads)
    told = run(["uv", "run", "poe", "browser"], project)
    assert " passed" in told
    assert "skipped" not in told


def pip_lines(project: Path) -> list[tuple[str, str]]:
    """The README's two lines for pip, twice: to run the application, and to test it."""
    readme = (project / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```\n(python3 -m venv .*)\n(.*)\n```$", readme, re.MULTILINE)
    assert [last.split()[-1] for _, last in blocks] == ["dev", "test"]
    return blocks


@pytest.mark.parametrize("workload", STARTERS.values())
def test_the_pip_lines_of_the_readme_work_with_an_old_pip(tmp_path: Path, workload: str) -> None:
    project = make(tmp_path, "--workload", workload, "--no-install")
    (install, serve), (same, test) = pip_lines(project)
    assert install == same
    run(["bash", "-c", install], project)
    assert " passed" in run(["bash", "-c", test], project)
    port = free_port()
    with serving(["bash", "-c", f"exec {serve}"], project, port):
        assert answers(port)


def test_without_uv_and_git_the_environment_is_made_with_pip_and_verified(tmp_path: Path) -> None:
    env = {**environment(tmp_path / "machine"), "PATH": str(Path(sys.executable).parent / "nowhere")}
    done = run_cli("new", "demo", "--no-input", "--verify", "--json", env=env, cwd=tmp_path, timeout=600)
    assert done.returncode == 0, done.stdout
    steps = json.loads(done.stdout)["steps"]
    assert [(step["name"], step["ok"], step["skipped"]) for step in steps] == [
        ("environment", True, False),
        ("git", True, True),
        ("verify", True, False),
    ]
    assert " passed" in steps[2]["detail"]
    assert not (tmp_path / "demo" / "uv.lock").exists()


@pytest.mark.parametrize("framework", STARTERS)
def test_plain_cookiecutter_renders_a_starter_whose_tests_pass(tmp_path: Path, framework: str) -> None:
    (tmp_path / "home").mkdir()
    # A clone, as cookiecutter would make of a remote repository: only what is committed or would be.
    listed = run(["git", "ls-files", "--cached", "--others", "--exclude-standard"], ROOT).splitlines()
    for name in listed:
        if (ROOT / name).is_file():
            (tmp_path / "checkout" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, tmp_path / "checkout" / name)
    chosen = {"fastapi": "1", "flask": "2"}[framework]
    command = [sys.executable, "-m", "cookiecutter", str(tmp_path / "checkout"), "project_name=Plain Demo"]
    done = subprocess.run(
        command,
        input=f"{chosen}\n" + "\n" * 20,
        cwd=tmp_path,
        env={**os.environ, "HOME": str(tmp_path / "home"), "TMPDIR": str(tmp_path / "home")},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    project = tmp_path / "plain-demo"
    assert "Plain Demo" in (project / "README.md").read_text()
    assert re.search(r"^SECRET_KEY=.{43,}$", (project / ".env").read_text(), re.MULTILINE)
    if shutil.which("uv"):
        run(["uv", "run", "poe", "test"], project)
    else:
        run(["bash", "-c", "\n".join(pip_lines(project)[1])], project)
