"""A run that is stopped leaves nothing half-made."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from faults.conftest import QUICK, Place
from runner import COMMAND, run_cli, start_cli

STOPS = [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 143)]


def staging_of(folder: Path) -> list[Path]:
    return list(folder.glob(".pyscaffold-api-*"))


def composed(folder: Path) -> bool:
    return bool(staging_of(folder))


def half_rendered(folder: Path) -> bool:
    return any(folder.glob(".pyscaffold-api-*/made/*/app"))


def when(condition: Callable[[], bool], run: subprocess.Popen[str]) -> None:
    """Wait for the condition; fails if the run ends before."""
    deadline = time.monotonic() + 30
    while not condition():
        assert run.poll() is None, "the run ended before it could be stopped"
        assert time.monotonic() < deadline, "the run never came so far"


@pytest.mark.parametrize(("number", "exit_code"), STOPS)
@pytest.mark.parametrize("moment", [composed, half_rendered])
def test_a_stop_while_rendering_leaves_nothing(
    place: Place, number: int, exit_code: int, moment: Callable[[Path], bool]
) -> None:
    run = start_cli("new", "demo", *QUICK, "--output-dir", "new/parents", env=place.env, cwd=place.folder)
    when(lambda: moment(place.folder / "new" / "parents"), run)
    run.send_signal(number)
    run.send_signal(number)  # whoever is impatient must not break the cleaning up
    _, errors = run.communicate(timeout=30)
    assert run.returncode == exit_code
    assert "Traceback" not in errors
    place.assert_nothing_is_left()


def test_the_staging_folder_of_a_killed_run_is_swept_by_the_next_one(place: Place) -> None:
    run = start_cli("new", "demo", *QUICK, env=place.env, cwd=place.folder)
    when(lambda: half_rendered(place.folder), run)
    run.kill()
    run.communicate(timeout=30)
    assert not (place.folder / "demo").exists()
    assert staging_of(place.folder), "the kill came too late to show anything"
    done = run_cli("new", "demo", *QUICK, env=place.env, cwd=place.folder)
    assert done.returncode == 0, done.stderr
    assert [path.name for path in place.folder.iterdir()] == ["demo"]


def test_a_living_run_is_not_swept_away_by_another_one(place: Place) -> None:
    first = start_cli("new", "first", *QUICK, env=place.env, cwd=place.folder)
    when(partial(composed, place.folder), first)
    second = run_cli("new", "second", *QUICK, env=place.env, cwd=place.folder)
    _, errors = first.communicate(timeout=30)
    assert (first.returncode, second.returncode) == (0, 0), errors
    assert sorted(path.name for path in place.folder.iterdir()) == ["first", "second"]


def program(folder: Path, name: str, script: str) -> Path:
    """An executable that stands in for a program on PATH, to make it slow or fail on purpose."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return folder


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()


def ends(pid: int) -> bool:
    """Whether a process that was told to end does: on a busy machine it takes a moment to."""
    deadline = time.monotonic() + 5
    while is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not is_alive(pid)


@pytest.mark.parametrize(("number", "exit_code"), STOPS)
def test_a_stop_while_uv_hangs_ends_it_and_takes_its_output_away(
    place: Place, number: int, exit_code: int, tmp_path: Path
) -> None:
    hanging = 'mkdir .venv && touch .venv/half uv.lock && sleep 600 & echo $! > "$PID_FILE"; wait'
    programs = program(tmp_path / "bin", "uv", hanging)
    pid_file = tmp_path / "pid"
    env = {**place.env, "PATH": f"{programs}:{place.env['PATH']}", "PID_FILE": str(pid_file)}
    run = start_cli("new", "demo", "--no-input", env=env, cwd=place.folder)
    when(
        lambda: (
            (place.folder / "demo" / "uv.lock").exists() and bool(pid_file.exists() and pid_file.read_text())
        ),
        run,
    )
    run.send_signal(number)
    _, errors = run.communicate(timeout=30)
    assert run.returncode == exit_code
    assert "Traceback" not in errors
    assert "uv sync" in errors
    assert (place.folder / "demo" / "pyproject.toml").is_file()
    assert not (place.folder / "demo" / ".venv").exists()
    assert not (place.folder / "demo" / "uv.lock").exists()
    assert ends(int(pid_file.read_text()))
    assert not staging_of(place.folder)


def test_a_stop_during_the_first_commit_takes_the_repository_away(place: Place, tmp_path: Path) -> None:
    program(tmp_path / "template" / "hooks", "pre-commit", "sleep 600")
    env = {**place.env, "GIT_TEMPLATE_DIR": str(tmp_path / "template")}
    run = start_cli("new", "demo", "--no-input", "--no-install", env=env, cwd=place.folder)
    index = place.folder / "demo" / ".git" / "index"
    when(index.exists, run)
    run.send_signal(signal.SIGTERM)
    _, errors = run.communicate(timeout=30)
    assert run.returncode == 143
    assert "Traceback" not in errors
    assert not (place.folder / "demo" / ".git").exists()
    assert (place.folder / "demo" / "pyproject.toml").is_file()


def test_a_stop_at_any_moment_leaves_all_or_nothing(place: Place) -> None:
    for delay in range(0, 900, 45):
        run = start_cli("new", "demo", *QUICK, env=place.env, cwd=place.folder)
        time.sleep(delay / 1000)
        run.send_signal(signal.SIGTERM)
        _, errors = run.communicate(timeout=30)
        assert run.returncode in {0, 143, -signal.SIGTERM}, "a stop before Python is up is the system's"
        assert "Traceback" not in errors
        left = [path.name for path in place.folder.iterdir()]
        assert left in ([], ["demo"])
        if left:
            assert (place.folder / "demo" / ".pyscaffold-api.toml").is_file()
            shutil.rmtree(place.folder / "demo")


def test_what_nohup_protects_is_not_stopped(place: Place) -> None:
    run = subprocess.Popen(
        ["nohup", *COMMAND, "new", "demo", *QUICK],
        env=place.env,
        cwd=place.folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    when(lambda: composed(place.folder), run)
    run.send_signal(signal.SIGHUP)
    run.communicate(timeout=30)
    assert run.returncode == 0
    assert (place.folder / "demo" / "README.md").is_file()
