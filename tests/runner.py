"""Run the command line as a person would: a process of its own, in an environment that is known."""

import os
import shlex
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

PACKAGE_PATH = str(Path(__file__).parents[1] / "cli")
COMMAND = [sys.executable, "-m", "pyscaffold_api"]


def environment(home: Path, **changes: str) -> dict[str, str]:
    """The variables of a fresh machine: a home and a temporary folder of the test's own, no git identity."""
    for name in ("home", "tmp"):
        (home / name).mkdir(parents=True, exist_ok=True)
    inherited = {key: os.environ[key] for key in ("PATH", "SYSTEMROOT") if key in os.environ}
    return {
        **inherited,
        "HOME": str(home / "home"),
        "TMPDIR": str(home / "tmp"),
        "LC_ALL": "C.UTF-8",
        "PYTHONPATH": PACKAGE_PATH,
        "GIT_CONFIG_NOSYSTEM": "1",
        **changes,
    }


def run_cli(
    *arguments: str, env: Mapping[str, str], cwd: Path, timeout: float = 60
) -> subprocess.CompletedProcess[str]:
    """Run `pyscaffold-api` to its end, without a terminal."""
    return subprocess.run(
        [*COMMAND, *arguments],
        env=dict(env),
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=timeout,
        check=False,
    )


def start_cli(*arguments: str, env: Mapping[str, str], cwd: Path) -> subprocess.Popen[str]:
    """Start `pyscaffold-api` and go on."""
    return subprocess.Popen(
        [*COMMAND, *arguments],
        env=dict(env),
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def everything_below(folder: Path) -> list[str]:
    """All paths below a folder, hidden ones too, sorted."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def run(command: list[str], cwd: Path, *, timeout: float = 900, **variables: str) -> str:
    """Run a command; its output is shown when it fails."""
    env = {key: text for key, text in os.environ.items() if key not in {"VIRTUAL_ENV", "PYTHONPATH"}}
    done = subprocess.run(
        command,
        cwd=cwd,
        env={**env, **variables},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=timeout,
        check=False,
    )
    assert done.returncode == 0, f"{shlex.join(command)}\n{done.stdout}"
    return done.stdout
