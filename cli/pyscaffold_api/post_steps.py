"""What is done in a finished starter: environment, git, verify. The one place where programs are started."""

import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pyscaffold_api import __version__
from pyscaffold_api.errors import PostStepFailed
from pyscaffold_api.plan import Step
from pyscaffold_api.removal import remove_tree
from pyscaffold_api.signals import held

TIMEOUT_SECONDS = 600
_GRACE_SECONDS = 5
_TAIL_LINES = 12
# What git and uv would take for instructions about another repository or environment than the starter's.
_NOT_INHERITED = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
    "VIRTUAL_ENV",
    "UV_PROJECT",
    "UV_WORKING_DIR",
)


@dataclass(frozen=True)
class StepResult:
    """How one step went; `detail` says what it did, or why it was skipped or failed."""

    name: Step
    seconds: float
    ok: bool
    skipped: bool = False
    detail: str = ""


class _Skipped(Exception):  # noqa: N818 - nothing is wrong
    """The step does not apply here; the message says why."""


def git_user_name() -> str | None:
    """The name that git signs commits with, if git is there and has one."""
    try:
        name = _run(["git", "config", "--get", "user.name"], Path.cwd(), timeout=10).strip()
    except (PostStepFailed, OSError):
        return None
    return name or None


def run_step(project: Path, step: Step) -> StepResult:
    """Run one step in the starter and tell how it went.

    A step that fails, or is interrupted, takes away what it had made; the starter stays.
    """
    started = time.monotonic()
    finished = False

    def result(*, ok: bool, detail: str, skipped: bool = False) -> StepResult:
        return StepResult(step, time.monotonic() - started, ok, skipped, detail)

    try:
        detail = _ACTIONS[step](project.absolute())
        finished = True
        return result(ok=True, detail=detail)
    except _Skipped as skipped:
        finished = True
        return result(ok=True, skipped=True, detail=str(skipped))
    except PostStepFailed as error:
        return result(ok=False, detail=error.message)
    except Exception as error:
        # The starter is there; whatever is wrong with a step is how that went.
        return result(ok=False, detail=f"Something unforeseen went wrong: {type(error).__name__}: {error}")
    finally:
        if not finished:
            _remove(project, _MADE_BY[step])


def commands_for(project: Path, steps: Iterable[Step]) -> str:
    """What a person types to do steps that were not done; empty where there is nothing to type."""
    commands = {
        Step.ENVIRONMENT: install_command() or "uv sync",
        Step.GIT: "git init && git add --all && git commit",
        Step.VERIFY: task_command("test"),
    }
    todo = [commands[step] for step in steps if step is not Step.GIT or _why_no_repository(project) is None]
    return " && ".join([f"cd {shlex.quote(str(project))}", *todo]) if todo else ""


def install_command() -> str:
    """What a person types before the first task: nothing with uv, which installs what is missing."""
    if shutil.which("uv"):
        return ""
    python = "python" if os.name == "nt" else "python3"
    pip = f"{_venv_program('python')} -m pip install"
    return f"{python} -m venv .venv && {pip} --upgrade pip && {pip} --editable . --group dev"


def task_command(task: str) -> str:
    """What a person types in the starter to run one of its tasks."""
    return f"uv run poe {task}" if shutil.which("uv") else f"{_venv_program('poe')} {task}"


def _environment(project: Path) -> str:
    if shutil.which("uv"):
        if workspace := _workspace_around(project):
            raise _Skipped(
                f"the folder belongs to the uv workspace {workspace}, whose lock and environment are left "
                "alone; uv run adds it to them"
            )
        # uv's own choice of Python may be older than the starter needs, or be missing.
        python = [] if os.environ.get("UV_PYTHON") else ["--python", sys.executable]
        _run(["uv", "sync", *python], project)
        return "locked and installed with uv"
    _run([sys.executable, "-m", "venv", ".venv"], project)
    python_in_venv = str(project / _venv_program("python"))
    pip = [python_in_venv, "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
    # The pip that comes with Python 3.11 does not know dependency groups. Asked for no version it would keep
    # itself where no newer one is found, and fail below for a reason that helps nobody.
    _run([*pip, "--upgrade", "pip>=25.1"], project)
    _run([*pip, "--editable", ".", "--group", "dev"], project)
    return "installed with pip into .venv, without a lock: uv is not there"


def _workspace_around(project: Path) -> Path | None:
    """The workspace that uv takes the folder for a member of, by the nearest pyproject.toml above it."""
    import tomllib

    folder = project.resolve()
    root = next((parent for parent in folder.parents if (parent / "pyproject.toml").is_file()), None)
    if root is None:
        return None
    try:
        settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    except (OSError, ValueError):  # uv says what is wrong with it
        return None

    def matches(key: str) -> bool:
        return any(folder in root.glob(pattern) for pattern in workspace.get(key, ()))

    try:
        workspace = settings.get("tool", {}).get("uv", {}).get("workspace", {})
        return root if matches("members") and not matches("exclude") else None
    except (AttributeError, TypeError, ValueError, NotImplementedError):
        # Somebody else's file, which says what uv does not understand either; it tells what.
        return None


def _why_no_repository(project: Path) -> str | None:
    """Why this folder gets no repository of its own, or None."""
    if not shutil.which("git"):
        return "git is not installed"
    with suppress(PostStepFailed):
        inside = _run(["git", "rev-parse", "--show-toplevel"], project).strip()
        return f"the folder is already inside the git work tree {inside}"
    # Git does not look into another user's work tree, but the folder is inside it all the same.
    if top := next((parent for parent in project.resolve().parents if (parent / ".git").exists()), None):
        return f"the folder is inside {top}, which has a .git that git does not trust or cannot read"
    return None


def _git(project: Path) -> str:
    if reason := _why_no_repository(project):
        raise _Skipped(reason)
    _run(["git", *_branch(project), "init", "--quiet"], project)
    # What the person's own settings ignore everywhere may be a part of the starter, as .env.example is.
    _run(["git", "-c", f"core.excludesFile={os.devnull}", "add", "--all"], project)
    message = f"Start from pyscaffold-api {__version__}"
    _run(["git", *_identity(project), "commit", "--quiet", "--message", message], project)
    return "first commit made"


def _verify(project: Path) -> str:
    python = project / _venv_program("python")
    if not python.exists():
        raise PostStepFailed("The starter has no environment of its own to run its tests in.")
    output = _run([str(python), "-m", "poethepoet", "test"], project)
    summary = [line.strip("= ") for line in output.splitlines() if " passed" in line]
    return summary[-1] if summary else "tests passed"


_ACTIONS: dict[Step, Callable[[Path], str]] = {
    Step.ENVIRONMENT: _environment,
    Step.GIT: _git,
    Step.VERIFY: _verify,
}
_MADE_BY: dict[Step, tuple[str, ...]] = {
    Step.ENVIRONMENT: (".venv", "uv.lock", "*.egg-info"),
    Step.GIT: (".git",),
    Step.VERIFY: (".pytest_cache", ".coverage*", ".hypothesis"),
}


def _branch(project: Path) -> list[str]:
    """`main`, unless the person has set another name for first branches."""
    try:
        _run(["git", "config", "--get", "init.defaultBranch"], project)
    except PostStepFailed:
        return ["-c", "init.defaultBranch=main"]
    return []


def _identity(project: Path) -> list[str]:
    """An identity for the commit where the person has set none: git would refuse to make one up."""
    try:
        _run(["git", "-c", "user.useConfigOnly=true", "var", "GIT_COMMITTER_IDENT"], project)
        _run(["git", "-c", "user.useConfigOnly=true", "var", "GIT_AUTHOR_IDENT"], project)
    except PostStepFailed:
        return ["-c", "user.name=pyscaffold-api", "-c", "user.email=pyscaffold-api@localhost"]
    return []


def _venv_program(name: str) -> str:
    return f".venv\\Scripts\\{name}" if os.name == "nt" else f".venv/bin/{name}"


def _run(command: list[str], cwd: Path, *, timeout: float = TIMEOUT_SECONDS) -> str:
    """Run a program and answer what it printed. Raises PostStepFailed, with the end of what it printed.

    It gets a process group of its own, so that whatever it has started ends with it, also when this
    program is interrupted; and no terminal to ask questions on.
    """
    shown = shlex.join([Path(command[0]).name, *command[1:]])
    process: subprocess.Popen[str] | None = None
    try:
        # A signal just after the program has started would leave it to itself: nobody would know of it here.
        with held():
            process = _start(command, cwd, shown)
        output, _ = process.communicate(timeout=timeout)
    except BaseException as error:
        if process:
            _end(process)
        if isinstance(error, subprocess.TimeoutExpired):
            raise PostStepFailed(f"{shown} did not finish within {timeout:.0f} seconds.") from error
        raise
    if process.returncode:
        tail = "\n".join(output.strip().splitlines()[-_TAIL_LINES:])
        raise PostStepFailed(f"{shown} ended with exit code {process.returncode}.\n{tail}".strip())
    return output


def _start(command: list[str], cwd: Path, shown: str) -> subprocess.Popen[str]:
    environment = {key: text for key, text in os.environ.items() if key not in _NOT_INHERITED}
    # From the environment that uv works on it removes what does not belong: no other may be meant.
    own = {"GIT_TERMINAL_PROMPT": "0", "UV_PROJECT_ENVIRONMENT": str(cwd / ".venv")}
    try:
        return subprocess.Popen(
            command,
            cwd=cwd,
            env=environment | own,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )
    except OSError as error:
        raise PostStepFailed(f"{shown} could not be started: {error.strerror}.") from error


def _end(process: subprocess.Popen[str]) -> None:
    """End the program and all it has started: politely first."""
    if os.name == "nt":
        process.kill()
        process.wait()
        return
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE_SECONDS)
    if process.stdout:
        process.stdout.close()


def _remove(project: Path, patterns: Iterable[str]) -> None:
    for pattern in patterns:
        for path in project.glob(pattern):
            if path.is_dir() and not path.is_symlink():
                remove_tree(path)
            else:
                path.unlink(missing_ok=True)
